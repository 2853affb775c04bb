//! A seller's invoices, before anything is written down: plain numbers, apart from the statements' types.

/// One company's open invoices.
pub(crate) struct Book {
    pub(crate) seller: Company,
    pub(crate) debtors: Vec<Company>,
    pub(crate) invoices: Vec<Invoice>,
}

/// Who sells or buys.
pub(crate) struct Company {
    pub(crate) name: String,
    /// Its VAT number, with the country's code.
    pub(crate) vat: String,
    pub(crate) street: String,
    pub(crate) city: &'static str,
    pub(crate) postal_code: String,
}

/// An invoice in euros.
pub(crate) struct Invoice {
    pub(crate) number: String,
    /// The debtor's place.
    pub(crate) debtor: usize,
    /// Days counted from 1970-01-01.
    pub(crate) issue: u32,
    pub(crate) due: u32,
    pub(crate) items: Vec<Item>,
}

/// What is sold.
pub(crate) struct Item {
    pub(crate) name: &'static str,
    /// The unit's code in UN/ECE recommendation 20.
    pub(crate) unit: &'static str,
    pub(crate) quantity: u64,
    /// Of one unit, in cents.
    pub(crate) price: u64,
    /// VAT in per cent.
    pub(crate) rate: u64,
}

impl Company {
    /// The identifier by which it is registered.
    pub(crate) fn identifier(&self) -> String {
        format!("VAT:{}", self.vat)
    }
}

impl Item {
    /// Cents without VAT.
    pub(crate) fn net(&self) -> u64 {
        self.quantity * self.price
    }
}

impl Invoice {
    /// Cents without VAT and the VAT on them, by rate, the lowest first. VAT is rounded half up, once for each rate.
    pub(crate) fn by_rate(&self) -> Vec<(u64, u64, u64)> {
        let mut rates: Vec<u64> = self.items.iter().map(|item| item.rate).collect();
        rates.sort_unstable();
        rates.dedup();
        let of = |rate| {
            let net = self.items.iter().filter(|item| item.rate == rate).map(Item::net).sum::<u64>();
            (rate, net, (net * rate + 50) / 100)
        };
        rates.into_iter().map(of).collect()
    }

    /// Cents to be paid.
    pub(crate) fn payable(&self) -> u64 {
        self.by_rate().into_iter().map(|(_, net, tax)| net + tax).sum()
    }
}

/// Cents as a document has them.
pub(crate) fn decimal(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
