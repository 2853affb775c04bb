//! The rules of statement 4 in plain Rust, clause by clause in the circuit's order; the first that fails is named, with its row.

mod lines;
mod obligors;
mod tape;

use super::{Claim, Figures};
use crate::violation::rules;

/// The clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// The policy is a document of its form.
    Policy,
    /// The lines in custody, all of them, and what each owes.
    Lines,
    /// The servicer's tape covers exactly them.
    Tape,
    /// Who owes.
    Obligors,
    /// The figures of the lines.
    Figures,
    /// The tranches and their protection.
    Tranches,
    /// What is shown of the figures.
    Bounds,
}

impl Clause {
    /// The circuit's namespace.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Lines => "lines",
            Self::Tape => "tape",
            Self::Obligors => "obligors",
            Self::Figures => "figures",
            Self::Tranches => "tranches",
            Self::Bounds => "bounds",
        }
    }
}

rules! {
    /// the policy is not of the form that this version of the statement takes
    PolicyForm = "pool/policy-form", "policy", Policy;
    /// the largest circuit takes 1024 lines
    TooManyLines = "pool/too-many-lines", "tape.lines", Lines;
    /// the tape has more or fewer lines than the custody
    LineCount = "pool/line-count", "tape.lines", Lines;
    /// the tape's line is of another note
    OtherNote = "pool/other-note", "tape.notes", Lines;
    /// the policy does not take notes of this policy
    NotePolicy = "pool/note-policy", "note.policy", Lines;
    /// the line is in another currency than the policy's
    LineCurrency = "pool/line-currency", "note.currency", Lines;
    /// the line is owed to another party than the pool's originator
    Creditor = "pool/creditor", "note.creditor", Lines;
    /// the obligation is in the pool twice
    ObligationTwice = "pool/obligation-twice", "note.nullifier", Lines;
    /// the obligation was issued after the cut-off
    IssuedAfterCutOff = "pool/issued-after-cut-off", "note.issue", Lines;
    /// the maturity is more than 65,535 days from the cut-off
    Term = "pool/term", "note.due", Lines;
    /// the balance is over the note's amount
    BalanceOverAmount = "pool/balance-over-amount", "tape.balance", Lines;
    /// the grade is outside the pool's band
    Grade = "pool/grade", "tape.grade", Lines;
    /// a matured loan with a balance is past due since its maturity at the latest
    Matured = "pool/matured", "tape.days_past_due", Lines;
    /// the tape was signed for another network
    TapeNetwork = "pool/tape-network", "tape.network", Tape;
    /// the tape is in another currency than the policy's
    TapeCurrency = "pool/tape-currency", "tape.currency", Tape;
    /// the tape means another policy by its grades
    TapePolicy = "pool/tape-policy", "tape.policy", Tape;
    /// the servicer's key is not in the registry of this root
    ServicerNotRegistered = "pool/servicer-not-registered", "servicer", Tape;
    /// the key that signed the tape is not a servicer's
    ServicerRole = "pool/servicer-role", "servicer.role", Tape;
    /// the servicer is not the one whom the roles name
    OtherServicer = "pool/other-servicer", "servicer.party", Tape;
    /// the servicer's key was not valid yet at the cut-off
    ServicerNotYetValid = "pool/servicer-not-yet-valid", "tape.cut_off", Tape;
    /// the servicer's key had expired or was revoked by the cut-off
    ServicerExpired = "pool/servicer-expired", "tape.cut_off", Tape;
    /// the servicer is the creditor, which the policy does not take
    OwnServicer = "pool/own-servicer", "servicer.party", Tape;
    /// the servicer's signature of the tape does not hold
    TapeSignature = "pool/tape-signature", "tape.signature", Tape;
    /// the obligor is in the tape twice
    ObligorTwice = "pool/obligor-twice", "tape.obligors", Obligors;
    /// the first obligor has no row above whose group it could be of
    FirstOfGroup = "pool/first-of-group", "tape.same_group", Obligors;
    /// the tape does not name this line's debtor
    ObligorMissing = "pool/obligor-missing", "note.debtor", Obligors;
    /// the tape names an obligor that owes no line
    ObligorWithoutLine = "pool/obligor-without-line", "tape.obligors", Obligors;
    /// nothing is owed
    NoBalance = "pool/no-balance", "tape.balance", Figures;
    /// the balances add up to 2⁶⁴ or more
    BalanceOverflow = "pool/balance-overflow", "tape.balance", Figures;
    /// a line's value, or all of them together, has more than 64 bits
    ValueOverflow = "pool/value-overflow", "nav", Figures;
    /// a tranche beyond the policy's number has a balance
    TrancheUnused = "pool/tranche-unused", "tranches", Tranches;
    /// the most senior tranche has no balance
    SeniorEmpty = "pool/senior-empty", "tranches", Tranches;
    /// the senior tranche is below its least share of all assets
    SeniorBelowMinimum = "pool/senior-below-minimum", "tranches", Tranches;
    /// the senior tranche is above its greatest share of all assets
    SeniorAboveMaximum = "pool/senior-above-maximum", "tranches", Tranches;
    /// the tranches below are less than the policy's buffer
    Buffer = "pool/buffer", "tranches", Tranches;
    /// a tranche is covered so many times that its ratio has more than 64 bits
    OvercollateralisationOverflow = "pool/overcollateralisation-overflow", "tranches", Tranches;
    /// the figure is over the bound behind which it is hidden
    OverBound = "pool/over-bound", "bounds", Bounds;
}

pub(super) fn require(holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::of(rule)) }
}

pub(super) fn require_at(row: usize, holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::at(rule, row)) }
}

/// All rules.
///
/// # Errors
/// The first that fails.
pub fn check(claim: &Claim) -> Result<(), Violation> {
    require(claim.policy.validate().is_ok(), Rule::PolicyForm)?;
    lines::check(claim)?;
    tape::check(claim)?;
    obligors::check(claim)?;
    let figures = Figures::of(claim)?;
    let shown = figures.shown(claim.policy.bounded_mask(), &claim.bounds);
    for (i, (figure, shown)) in figures.in_order().iter().zip(shown).enumerate() {
        require_at(i, *figure <= shown, Rule::OverBound)?;
    }
    Ok(())
}

#[cfg(all(test, feature = "sample"))]
mod tests;
