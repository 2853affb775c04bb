//! The rules of statement 2 in plain Rust, clause by clause in the circuit's order; the first that fails is named, with its row.
//!
//! A line that the lender does not take is not refused: it counts zero. What is refused is what would make the figures wrong.

mod appraisals;
mod ledger;
mod lines;
mod prices;

use super::{Claim, Figures};
use crate::violation::rules;

/// The clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// Policy and roles are documents of their form.
    Documents,
    /// (1) The vault's lines, all of them, and what is open on each.
    Lines,
    /// (1) The servicer's ledger covers exactly them.
    Ledger,
    /// (3), (4) The debtors' figures.
    Debtors,
    /// (6) What appraisers signed.
    Appraisals,
    /// (6) What a quorum of price authorities signed.
    Prices,
    /// (7) The base covers the exposure.
    Base,
}

impl Clause {
    /// The circuit's namespace.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Lines => "lines",
            Self::Ledger => "ledger",
            Self::Debtors => "debtors",
            Self::Appraisals => "appraisals",
            Self::Prices => "prices",
            Self::Base => "base",
        }
    }
}

rules! {
    /// the policy is not of the form that this version of the statement takes
    PolicyForm = "collateral/policy-form", "policy", Documents;
    /// the roles name too many parties, one of them twice, or a quorum that cannot be met
    RolesForm = "collateral/roles-form", "roles", Documents;
    /// the largest circuit takes 1024 lines
    TooManyLines = "collateral/too-many-lines", "vault.lines", Lines;
    /// the ledger has more or fewer lines than the vault
    LineCount = "collateral/line-count", "ledger.lines", Lines;
    /// the ledger's line is of another note
    OtherNote = "collateral/other-note", "ledger.notes", Lines;
    /// the line is owed to another party than the book's owner
    Creditor = "collateral/creditor", "note.creditor", Lines;
    /// the line is in another currency than the policy's
    LineCurrency = "collateral/line-currency", "note.currency", Lines;
    /// the open balance is over the note's amount
    OpenOverAmount = "collateral/open-over-amount", "ledger.open", Lines;
    /// the obligation is in the vault twice
    ObligationTwice = "collateral/obligation-twice", "note.nullifier", Lines;
    /// the ledger was signed for another network
    LedgerNetwork = "collateral/ledger-network", "ledger.network", Ledger;
    /// the ledger is in another currency than the policy's
    LedgerCurrency = "collateral/ledger-currency", "ledger.currency", Ledger;
    /// the ledger means another policy by what it calls aged
    LedgerPolicy = "collateral/ledger-policy", "ledger.policy", Ledger;
    /// the ledger is of another book than the one whose owner the roles name
    LedgerOwner = "collateral/ledger-owner", "ledger.owner", Ledger;
    /// the ledger is of another day
    LedgerDay = "collateral/ledger-day", "ledger.day", Ledger;
    /// the ledger names more than 4 companies of the owner's group
    LedgerGroup = "collateral/ledger-group", "ledger.group", Ledger;
    /// the largest circuit takes 1024 debtors
    TooManyDebtors = "collateral/too-many-debtors", "ledger.debtors", Ledger;
    /// the servicer's key is not in the registry of this root
    ServicerNotRegistered = "collateral/servicer-not-registered", "servicer", Ledger;
    /// the key that signed the ledger is not a servicer's
    ServicerRole = "collateral/servicer-role", "servicer.role", Ledger;
    /// the servicer is not the one whom the roles name
    OtherServicer = "collateral/other-servicer", "servicer.party", Ledger;
    /// the servicer's key was not valid yet
    ServicerNotYetValid = "collateral/servicer-not-yet-valid", "as_of", Ledger;
    /// the servicer's key has expired or was revoked
    ServicerExpired = "collateral/servicer-expired", "as_of", Ledger;
    /// the servicer is the creditor or of its group, which the policy does not take
    OwnServicer = "collateral/own-servicer", "servicer.party", Ledger;
    /// the servicer's signature of the ledger does not hold
    LedgerSignature = "collateral/ledger-signature", "ledger.signature", Ledger;
    /// the debtor is in the ledger twice
    DebtorTwice = "collateral/debtor-twice", "ledger.debtors", Debtors;
    /// the first debtor has no row above whose group it could be of
    FirstOfGroup = "collateral/first-of-group", "ledger.same_group", Debtors;
    /// more of the debtor's balance is aged than there is
    AgedOverGross = "collateral/aged-over-gross", "ledger.aged", Debtors;
    /// the ledger has no figures of this line's debtor
    DebtorMissing = "collateral/debtor-missing", "note.debtor", Debtors;
    /// a certificate takes 2 appraisals
    TooManyAppraisals = "collateral/too-many-appraisals", "appraisals", Appraisals;
    /// the appraisal has more than 8 lots, or one with values that its class does not have
    AppraisalForm = "collateral/appraisal-form", "appraisal.lots", Appraisals;
    /// the appraisal was signed for another network
    AppraisalNetwork = "collateral/appraisal-network", "appraisal.network", Appraisals;
    /// the appraisal is for another vault
    AppraisalVault = "collateral/appraisal-vault", "appraisal.vault", Appraisals;
    /// the appraisal is in another currency than the policy's
    AppraisalCurrency = "collateral/appraisal-currency", "appraisal.currency", Appraisals;
    /// the appraisal is of a later day than the certificate
    AppraisalInFuture = "collateral/appraisal-in-future", "appraisal.day", Appraisals;
    /// the appraisal is older than the policy takes
    AppraisalTooOld = "collateral/appraisal-too-old", "appraisal.day", Appraisals;
    /// the appraiser's key is not in the registry of this root
    AppraiserNotRegistered = "collateral/appraiser-not-registered", "appraiser", Appraisals;
    /// the key that signed the appraisal is not an appraiser's
    AppraiserRole = "collateral/appraiser-role", "appraiser.role", Appraisals;
    /// the roles do not name this appraiser
    OtherAppraiser = "collateral/other-appraiser", "appraiser.party", Appraisals;
    /// the appraiser's key was not valid yet when it signed
    AppraiserNotYetValid = "collateral/appraiser-not-yet-valid", "appraisal.day", Appraisals;
    /// the appraiser's key has expired or was revoked
    AppraiserExpired = "collateral/appraiser-expired", "as_of", Appraisals;
    /// the appraiser's signature does not hold
    AppraisalSignature = "collateral/appraisal-signature", "appraisal.signature", Appraisals;
    /// the lot's number is not above that of the lot before it
    LotOrder = "collateral/lot-order", "appraisal.lot", Appraisals;
    /// there is no price of the commodity
    PriceMissing = "collateral/price-missing", "prices", Prices;
    /// the price is not one of the root's
    PriceNotOfRoot = "collateral/price-not-of-root", "prices.path", Prices;
    /// the price is of another asset or in another currency
    OtherPrice = "collateral/other-price", "prices.asset", Prices;
    /// the price less its confidence is not above zero
    PriceZero = "collateral/price-zero", "prices.price", Prices;
    /// the price was published after the day of judgement
    PriceInFuture = "collateral/price-in-future", "prices.published_at", Prices;
    /// the price is older than the policy takes
    PriceStale = "collateral/price-stale", "prices.published_at", Prices;
    /// quantity or value of the commodity has more than 64 bits
    CommodityTooLarge = "collateral/commodity-too-large", "appraisal.quantity", Prices;
    /// the root is of a later day than the certificate
    PriceRootInFuture = "collateral/price-root-in-future", "prices.day", Prices;
    /// the root has fewer signatures than the quorum needs
    PriceQuorum = "collateral/price-quorum", "prices.signatures", Prices;
    /// the authority's key is not in the registry of this root
    AuthorityNotRegistered = "collateral/authority-not-registered", "authority", Prices;
    /// the key that signed the prices is not a price authority's
    AuthorityRole = "collateral/authority-role", "authority.role", Prices;
    /// the roles do not name this authority, or not after the one before it
    OtherAuthority = "collateral/other-authority", "authority.party", Prices;
    /// the authority's key was not valid yet when it signed
    AuthorityNotYetValid = "collateral/authority-not-yet-valid", "prices.day", Prices;
    /// the authority's key has expired or was revoked
    AuthorityExpired = "collateral/authority-expired", "as_of", Prices;
    /// the authority's signature does not hold
    PriceSignature = "collateral/price-signature", "prices.signature", Prices;
    /// the exposure is over the facility's limit
    OverLimit = "collateral/over-limit", "exposure", Base;
    /// the borrowing base does not cover the exposure
    Insufficient = "collateral/insufficient", "exposure", Base;
}

fn require(holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::of(rule)) }
}

fn require_at(row: usize, holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::at(rule, row)) }
}

/// All rules.
///
/// # Errors
/// The first that fails.
pub fn check(claim: &Claim) -> Result<(), Violation> {
    check_lines(claim, &|_| true)
}

/// All rules, for a base of the lines that are kept, by their place.
pub(super) fn check_lines(claim: &Claim, kept: &dyn Fn(usize) -> bool) -> Result<(), Violation> {
    require(claim.policy.validate().is_ok(), Rule::PolicyForm)?;
    require(claim.roles.validate().is_ok(), Rule::RolesForm)?;
    lines::check(claim)?;
    ledger::check(claim)?;
    ledger::check_debtors(claim, kept)?;
    appraisals::check(claim)?;
    prices::check(claim)?;
    let figures = Figures::of_lines(claim, kept);
    require(claim.exposure <= claim.policy.limit, Rule::OverLimit)?;
    require(u128::from(claim.exposure.0) <= figures.base, Rule::Insufficient)
}
