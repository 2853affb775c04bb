//! The books behind a sample's vault, in plain numbers: what a borrower is owed, what it has, what it is lent against. Documents are
//! [made](super::documents) of them, figures [computed](super::expected).

/// Minor units of the sample's currency.
pub(super) const DIGITS: u32 = 2;

/// Everything that there is.
pub(super) struct Book {
    /// The day of judgement, counted from 1970-01-01.
    pub(super) as_of: u32,
    /// What the lender takes.
    pub(super) terms: Terms,
    /// Who owes, each once.
    pub(super) debtors: Vec<Debtor>,
    /// The vault's lines in its order.
    pub(super) lines: Vec<Line>,
    /// What two appraisers counted; the numbers increase.
    pub(super) lots: Vec<Lot>,
    /// The day's prices.
    pub(super) prices: Vec<Price>,
}

/// A lender's terms. Rates are basis points, amounts minor units.
pub(super) struct Terms {
    pub(super) max_age_days: u32,
    pub(super) max_past_due_days: u32,
    pub(super) cross_ageing: u32,
    pub(super) concentration: u32,
    /// Whether the cap is a share of all that is open, not of what is eligible.
    pub(super) of_gross: bool,
    pub(super) advance: u32,
    /// Raw materials, work in process, finished goods.
    pub(super) inventory: [InventoryTerms; 3],
    /// Real estate, equipment.
    pub(super) property: [u32; 2],
    pub(super) commodities: Vec<CommodityTerms>,
    pub(super) reserves: u64,
    pub(super) limit: u64,
}

/// Terms for a class of inventory.
pub(super) struct InventoryTerms {
    pub(super) cost_advance: u32,
    pub(super) nolv_advance: u32,
    pub(super) sublimit: u64,
}

/// Terms for a commodity.
pub(super) struct CommodityTerms {
    pub(super) symbol: &'static str,
    /// Units of quantity in a priced unit.
    pub(super) unit: u32,
    pub(super) advance: u32,
}

/// A debtor over the whole book.
#[derive(Default)]
pub(super) struct Debtor {
    /// Its identifier.
    pub(super) id: String,
    /// The label of its group.
    pub(super) group: Option<String>,
    pub(super) gross: u64,
    pub(super) aged: u64,
    pub(super) credits: u64,
    pub(super) payables: u64,
    pub(super) affiliate: bool,
    pub(super) foreign_uninsured: bool,
    pub(super) government_unassigned: bool,
}

/// A line of the vault.
pub(super) struct Line {
    /// The debtor's place.
    pub(super) debtor: usize,
    pub(super) amount: u64,
    pub(super) open: u64,
    /// Days counted from 1970-01-01.
    pub(super) issue: u32,
    pub(super) due: u32,
    /// Proved under an obligation policy that the lender takes.
    pub(super) taken: bool,
    pub(super) disputed: bool,
    pub(super) bill_and_hold: bool,
}

/// A lot.
pub(super) struct Lot {
    pub(super) number: u64,
    pub(super) eligible: bool,
    pub(super) what: Goods,
}

/// What a lot is of, and what it is worth.
pub(super) enum Goods {
    /// By its class: 0 raw materials, 1 work in process, 2 finished goods.
    Inventory { class: usize, cost: u64, market: u64, nolv: u64 },
    /// By its class: 0 real estate, 1 equipment.
    Property { class: usize, value: u64 },
    /// By its symbol.
    Commodity { symbol: &'static str, quantity: u64 },
}

/// A price in minor units of a priced unit.
pub(super) struct Price {
    pub(super) symbol: &'static str,
    pub(super) currency: &'static str,
    pub(super) price: u64,
    pub(super) confidence: u64,
    /// Seconds before the end of the day of judgement.
    pub(super) before_end: u32,
}

impl Line {
    /// Whether it counts no more, for its age.
    pub(super) fn is_aged(&self, as_of: u32, terms: &Terms) -> bool {
        as_of.saturating_sub(self.issue) > terms.max_age_days
            || as_of.saturating_sub(self.due) > terms.max_past_due_days
    }
}
