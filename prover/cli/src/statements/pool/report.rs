//! What a pool's originator sees: every figure, and balances by what the figures sum over. The figures are those of the native check;
//! nothing is computed here but sums for the charts.

use std::collections::BTreeMap;

use covenant_parties::Registry;
use covenant_statements::pool::figure::Unit;
use covenant_statements::pool::policy::GRADES;
use covenant_statements::pool::{Claim, Figure, Figures, State};
use covenant_statements::{Currency, Day, PartyId, field};
use serde_json::{Value, json};

use crate::{amounts, names};

/// The most obligors that are listed.
const LISTED: usize = 20;

/// A figure.
pub(super) struct Shown {
    /// Which.
    pub(super) figure: Figure,
    /// Its value.
    pub(super) value: u64,
    /// What the proof shows in its place, where the policy hides it.
    pub(super) at_most: Option<u64>,
}

/// What lines of one kind come to.
pub(super) struct Part {
    /// What they have in common.
    pub(super) label: String,
    /// Minor units.
    pub(super) balance: u128,
    /// How many.
    pub(super) lines: usize,
}

/// Everything that the report shows.
pub(super) struct Report {
    /// d₀.
    pub(super) pool: String,
    /// dₙ.
    pub(super) custody: String,
    /// The day.
    pub(super) cut_off: Day,
    /// The currency.
    pub(super) currency: Currency,
    /// The tape's epoch and number.
    pub(super) tape: (u32, u64),
    /// In their order, without those of tranches that the pool does not have.
    pub(super) figures: Vec<Shown>,
    /// By days past due, what is in default last.
    pub(super) states: Vec<Part>,
    /// By days from the cut-off to maturity.
    pub(super) maturities: Vec<Part>,
    /// By grade, those that the pool takes.
    pub(super) grades: Vec<Part>,
    /// The largest groups of obligors, by what they owe.
    pub(super) obligors: Vec<Part>,
}

impl Report {
    /// The report of a claim whose documents have been checked.
    pub(super) fn of(claim: &Claim, figures: &Figures, registry: &Registry) -> Self {
        let (policy, bounded) = (&claim.policy, claim.policy.bounded_mask());
        let shown = |(figure, _): (Figure, &str)| Shown {
            figure,
            value: figures.get(figure),
            at_most: (bounded >> figure as u32 & 1 == 1).then(|| claim.bounds[figure as usize].0),
        };
        let is_used = |figure: &Shown| tranche(figure.figure).is_none_or(|k| k < policy.tranches as usize);
        Self {
            pool: field::to_hex(&claim.tape.pool),
            custody: field::to_hex(&claim.custody_digest()),
            cut_off: claim.tape.cut_off,
            currency: policy.currency,
            tape: (claim.tape.epoch, claim.tape.sequence),
            figures: Figure::ALL.into_iter().map(shown).filter(is_used).collect(),
            states: states(claim),
            maturities: maturities(claim),
            grades: grades(claim),
            obligors: obligors(claim, registry),
        }
    }

    /// Minor units in the currency's decimals.
    pub(super) fn decimal(&self, amount: u128) -> String {
        amounts::decimal(amount, self.currency)
    }

    /// A figure's value as programs read it: amounts as decimal numbers of the currency, all else as whole numbers.
    fn plain(&self, figure: Figure, value: u64) -> String {
        match figure.unit() {
            Unit::Amount => self.decimal(value.into()),
            _ => value.to_string(),
        }
    }

    /// A figure's value as people read it.
    pub(super) fn readable(&self, figure: Figure, value: u64) -> String {
        match figure.unit() {
            Unit::BasisPoints => format!("{}.{:02} %", value / 100, value % 100),
            Unit::Days => format!("{value} days"),
            Unit::Amount | Unit::Count => self.plain(figure, value),
        }
    }

    /// The JSON form, all numbers as strings.
    pub(super) fn to_json(&self) -> Value {
        let mut figures = serde_json::Map::new();
        let mut bounds = serde_json::Map::new();
        for Shown { figure, value, at_most } in &self.figures {
            let name = figure.name();
            figures.insert(name.into(), json!(self.plain(*figure, *value)));
            if let Some(at_most) = at_most {
                bounds.insert(name.into(), json!(self.plain(*figure, *at_most)));
            }
        }
        let part = |part: &Part| {
            let balance = self.decimal(part.balance);
            json!({ "label": part.label, "balance": balance, "lines": part.lines })
        };
        let parts = |parts: &[Part]| json!(parts.iter().map(part).collect::<Vec<_>>());
        json!({
            "cut_off": self.cut_off,
            "currency": self.currency,
            "pool": self.pool,
            "custody": self.custody,
            "epoch": self.tape.0,
            "sequence": self.tape.1,
            "figures": figures,
            "bounds": bounds,
            "delinquency": parts(&self.states),
            "maturities": parts(&self.maturities),
            "grades": parts(&self.grades),
            "largest_obligors": parts(&self.obligors),
        })
    }
}

/// Which tranche a figure is of, from 0.
fn tranche(figure: Figure) -> Option<usize> {
    let of = |first: Figure| (figure as usize).checked_sub(first as usize).filter(|k| *k < 4);
    of(Figure::Tranche1).or_else(|| of(Figure::Overcollateralisation1))
}

/// What people call a figure.
pub(super) fn label(figure: Figure) -> &'static str {
    use Figure::*;
    match figure {
        Balance => "Balance",
        Lines => "Loans",
        Obligors => "Obligors, by group",
        Coupon => "Weighted-average coupon",
        Maturity => "Weighted-average maturity",
        TopObligor => "Largest obligor",
        TopObligors => "Largest obligors together",
        Current => "Current",
        Days1To29 => "1 to 29 days past due",
        Days30To59 => "30 to 59 days past due",
        Days60To89 => "60 to 89 days past due",
        Days90 => "90 days or more, or in default",
        CurrentLines => "Loans, current",
        Days1To29Lines => "Loans, 1 to 29 days",
        Days30To59Lines => "Loans, 30 to 59 days",
        Days60To89Lines => "Loans, 60 to 89 days",
        Days90Lines => "Loans, 90 days or in default",
        Defaulted => "of which in default",
        Tranche1 => "Tranche 1, the most senior",
        Tranche2 => "Tranche 2",
        Tranche3 => "Tranche 3",
        Tranche4 => "Tranche 4",
        Reserve => "Cash reserve",
        Overcollateralisation1 => "Cover of tranche 1",
        Overcollateralisation2 => "Cover of tranches 1 and 2",
        Overcollateralisation3 => "Cover of tranches 1 to 3",
        Overcollateralisation4 => "Cover of tranches 1 to 4",
        NetAssetValue => "Net asset value",
    }
}

/// Adds lines up by a place that each has; what has no place is in none.
fn parts(claim: &Claim, labels: Vec<String>, place: impl Fn(usize) -> usize) -> Vec<Part> {
    let part = |label| Part { label, balance: 0, lines: 0 };
    let mut parts: Vec<Part> = labels.into_iter().map(part).collect();
    for (i, line) in claim.tape.lines.iter().enumerate() {
        if let Some(part) = parts.get_mut(place(i)) {
            part.balance += u128::from(line.balance.0);
            part.lines += 1;
        }
    }
    parts
}

fn states(claim: &Claim) -> Vec<Part> {
    let labels =
        ["current", "1 to 29 days", "30 to 59 days", "60 to 89 days", "90 days or more", "in default"];
    parts(claim, labels.map(str::to_owned).into(), |i| {
        let line = &claim.tape.lines[i];
        State::of(line.days_past_due, line.defaulted) as usize
    })
}

/// The last day of each range, counted from the cut-off, and what it is called.
const MATURITIES: [(u32, &str); 7] = [
    (0, "matured"),
    (360, "up to 360 days"),
    (720, "361 to 720 days"),
    (1_080, "721 to 1080 days"),
    (1_800, "1081 to 1800 days"),
    (3_600, "1801 to 3600 days"),
    (u32::MAX, "over 3600 days"),
];

fn maturities(claim: &Claim) -> Vec<Part> {
    let labels = MATURITIES.map(|(_, label)| label.to_owned()).into();
    parts(claim, labels, |i| {
        let due = claim.notes.get(i).map_or(0, |note| note.due.get());
        let days = due.saturating_sub(claim.tape.cut_off.get());
        MATURITIES.iter().position(|(most, _)| days <= *most).unwrap_or(MATURITIES.len())
    })
}

fn grades(claim: &Claim) -> Vec<Part> {
    let labels = (0..GRADES).map(|grade| format!("grade {grade}")).collect();
    let all = parts(claim, labels, |i| claim.tape.lines[i].grade.into());
    let band = usize::from(claim.policy.min_grade)..=usize::from(claim.policy.max_grade);
    all.into_iter().enumerate().filter(|(grade, _)| band.contains(grade)).map(|(_, part)| part).collect()
}

/// A group is called by its first obligor.
fn obligors(claim: &Claim, registry: &Registry) -> Vec<Part> {
    let mut groups: Vec<(PartyId, usize)> = Vec::new();
    let mut places = BTreeMap::new();
    for obligor in &claim.tape.obligors {
        match groups.last_mut() {
            Some((_, members)) if obligor.same_group => *members += 1,
            _ => groups.push((obligor.party, 1)),
        }
        places.insert(obligor.party, groups.len() - 1);
    }
    let label = |(first, members): &(PartyId, usize)| {
        let name = names::party(registry, *first);
        if *members > 1 {
            format!("{} and {} of its group", names::shortened(&name), members - 1)
        } else {
            name
        }
    };
    let labels = groups.iter().map(label).collect();
    let place = |i: usize| {
        let debtor = claim.notes.get(i).map(|note| note.debtor);
        debtor.and_then(|debtor| places.get(&debtor)).copied().unwrap_or(usize::MAX)
    };
    let mut parts = parts(claim, labels, place);
    parts.sort_by_key(|part| core::cmp::Reverse(part.balance));
    parts.truncate(LISTED);
    parts
}
