//! The loans behind a sample's pool, in plain numbers.

/// Minor units of the sample's currency.
pub(super) const DIGITS: u32 = 2;
/// The most tranches.
pub(super) const TRANCHES: usize = 4;

/// Everything that there is.
pub(super) struct Book {
    /// The day of the figures, counted from 1970-01-01.
    pub(super) cut_off: u32,
    pub(super) terms: Terms,
    /// Who owes, each once; each has a loan.
    pub(super) obligors: Vec<Obligor>,
    /// The loans in the custody's order.
    pub(super) loans: Vec<Loan>,
    /// What the pool states: its tranches, the most senior first, and its cash.
    pub(super) tranches: [u64; TRANCHES],
    pub(super) reserve: u64,
}

/// What the investors agreed to. Rates are basis points.
pub(super) struct Terms {
    pub(super) min_grade: u8,
    pub(super) max_grade: u8,
    /// What is lost, by grade and by state: current, 1 to 29, 30 to 59, 60 to 89, 90 or more days late, in default.
    pub(super) loss: [[u32; 6]; 8],
    pub(super) discount: u32,
    pub(super) bullet: bool,
    pub(super) top_obligors: u32,
    pub(super) tranches: u32,
    pub(super) min_senior: u32,
    pub(super) max_senior: u32,
    pub(super) buffers: [u32; TRANCHES],
}

/// An obligor.
pub(super) struct Obligor {
    pub(super) id: String,
    /// The label of its group.
    pub(super) group: Option<String>,
}

/// A loan.
pub(super) struct Loan {
    /// The obligor's place.
    pub(super) obligor: usize,
    pub(super) amount: u64,
    /// A year's interest in basis points.
    pub(super) rate: u32,
    /// Days counted from 1970-01-01.
    pub(super) issue: u32,
    pub(super) due: u32,
    pub(super) balance: u64,
    pub(super) days_past_due: u16,
    pub(super) defaulted: bool,
    pub(super) grade: u8,
}
