//! Rules 2 to 5: what of the lines counts, by debtor and by group.

use super::{super::witness::Witness, documents::Policy};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, is_at_most, saturating_sub},
    cs::{Bit, Num},
    division,
    poseidon::var::hash,
    sequence::var::full_digest,
    tally::var::{Keys, Sums, Weights, over_cap},
};

/// What receivables come to.
pub(super) struct Receivables {
    pub(super) gross: Uint,
    pub(super) concentration: Uint,
    pub(super) eligible: Uint,
}

/// Rule 2 and the lines' own part of rule 4: the value of each line that its debtor's sum takes.
pub(super) fn values(cs: &mut Cs, w: &Witness, policy: &Policy) -> Vec<Uint> {
    let mut values = Vec::with_capacity(w.ledger.lines.len());
    for (i, line) in w.ledger.lines.iter().enumerate() {
        let taken = policy.note_policies.contains(cs, &line.policy);
        let [young, current] =
            [(&line.issue, &policy.max_age_days, "age"), (&line.due, &policy.max_past_due_days, "past-due")]
                .map(|(day, most, scope)| cs.scoped(scope, |cs| is_at_most(cs, &w.as_of, &day.plus(most))));
        let clean = Bit::and(cs, "eligibility/clean", &line.disputed.not(), &line.bill_and_hold.not());
        let mut counts = taken;
        for condition in [&young, &current, &clean].into_iter().chain(w.kept.get(i)) {
            counts = Bit::and(cs, "eligibility/counts", &counts, condition);
        }
        values.push(Uint::only_if(cs, "eligibility/value", &counts, &line.open));
    }
    values
}

/// What is open on the lines that stay.
pub(super) fn kept_open(cs: &mut Cs, w: &Witness) -> Vec<Uint> {
    let lines = w.ledger.lines.iter().enumerate();
    let open = |cs: &mut Cs, i: usize, open: &Uint| match w.kept.get(i) {
        Some(kept) => Uint::only_if(cs, "eligibility/open", kept, open),
        None => open.clone(),
    };
    lines.map(|(i, line)| open(cs, i, &line.open)).collect()
}

/// What is hinted before the challenge: sums by debtor, and what shows that debtors and obligations differ.
pub(super) struct Tallies {
    sums: Sums,
    debtors: Weights,
    obligations: Weights,
    challenge: Num,
}

/// The debtors of the ledger, as keys.
fn debtors(w: &Witness) -> Vec<Num> {
    w.ledger.debtors.iter().map(|debtor| debtor.party.clone()).collect()
}

fn nullifiers(w: &Witness) -> Vec<Num> {
    w.ledger.lines.iter().map(|line| line.nullifier.clone()).collect()
}

/// The lines' values by their debtor.
fn items<'a>(w: &'a Witness, values: &'a [Uint]) -> Vec<(&'a Num, &'a Uint)> {
    w.ledger.lines.iter().map(|line| &line.debtor).zip(values).collect()
}

/// The hints, and X = H(tag, bound…, hints): `bound` are digests of everything else that the identities speak of.
pub(super) fn tallies(cs: &mut Cs, w: &Witness, values: &[Uint], bound: &[Num]) -> Tallies {
    let ledger = &w.ledger;
    let sums = Sums::hint(cs, &ledger.used_debtors, &debtors(w), &items(w, values));
    let debtors = Weights::hint(cs, &ledger.used_debtors, &debtors(w));
    let obligations = Weights::hint(cs, &ledger.used_lines, &nullifiers(w));
    let challenge = cs.scoped("challenge", |cs| {
        let hints: Vec<Num> =
            [sums.nums(), debtors.nums(), obligations.nums()].into_iter().flatten().cloned().collect();
        let hints = full_digest(cs, "covenant/collateral-hints", &hints);
        let inputs: Vec<Num> = bound.iter().cloned().chain([hints]).collect();
        hash(cs, "covenant/collateral-challenge", &inputs)
    });
    Tallies { sums, debtors, obligations, challenge }
}

/// No obligation is in the vault twice.
pub(super) fn distinct_obligations(cs: &mut Cs, w: &Witness, tallies: &Tallies) {
    let Tallies { obligations, challenge, .. } = tallies;
    Keys::distinct(cs, &w.ledger.used_lines, &nullifiers(w), obligations, challenge);
}

/// Every debtor is listed once, and its sum is that of its lines.
pub(super) fn sums_by_debtor(cs: &mut Cs, w: &Witness, values: &[Uint], tallies: &Tallies) -> Vec<Uint> {
    let Tallies { sums, debtors: weights, challenge, .. } = tallies;
    let keys = Keys::distinct(cs, &w.ledger.used_debtors, &debtors(w), weights, challenge);
    keys.enforce_sums(cs, &w.ledger.used_debtors, &items(w, values), sums, challenge)
}

/// Rules 3 and 4 for each debtor, then rule 5 for each group.
///
/// `values` are those of the lines, `open` what is open on the lines that are kept, `gross` the debtors' figures.
pub(super) fn receivables(
    cs: &mut Cs,
    w: &Witness,
    policy: &Policy,
    [values, open, gross, sums]: [&[Uint]; 4],
) -> Receivables {
    let all = Uint::sum(values.iter().map(|value| (1, value)));
    let mut eligible = Vec::with_capacity(sums.len());
    for ((debtor, gross), sum) in w.ledger.debtors.iter().zip(gross).zip(sums) {
        let aged = Uint::sum([(10_000, &debtor.aged)]);
        let most = Uint::product(cs, "eligibility/cross-ageing", gross, &policy.cross_ageing);
        let mut stays = cs.scoped("cross-ageing", |cs| is_at_most(cs, &aged, &most));
        for flag in [&debtor.affiliate, &debtor.foreign_uninsured, &debtor.government_unassigned] {
            stays = Bit::and(cs, "eligibility/stays", &stays, &flag.not());
        }
        let deductions = debtor.payables.plus(&debtor.unapplied_credits);
        let (net, _) = cs.scoped("deductions", |cs| saturating_sub(cs, sum, &deductions));
        eligible.push(Uint::only_if(cs, "eligibility/eligible", &stays, &net));
    }
    let gross = Uint::sum(open.iter().map(|open| (1, open)));
    let before = Uint::sum(eligible.iter().map(|value| (1, value)));
    let whole = Uint::select(cs, "eligibility/whole", &policy.of_gross, &gross, &before);
    let cap = cs.scoped("cap", |cs| division::basis_points(cs, &whole, &policy.concentration, whole.bits()));
    let same: Vec<Bit> = w.ledger.debtors.iter().map(|debtor| debtor.same_group.clone()).collect();
    let [concentration, eligible] =
        cs.scoped("concentration", |cs| over_cap(cs, &same, &eligible, &cap, &all));
    Receivables { gross, concentration, eligible }
}
