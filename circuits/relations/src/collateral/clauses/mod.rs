//! The clauses, each the twin of a part of [`mod@covenant_statements::collateral::check`] or of
//! [`covenant_statements::collateral::figures`].

mod appraisals;
mod base;
mod documents;
mod eligibility;
mod ledger;
mod lines;
mod prices;
mod release;

use super::witness::Witness;
use crate::Cs;
use covenant_gadgets::{compare::Uint, cs::Num};
use eligibility::Receivables;
pub(super) use release::Release;

/// The public inputs that every circuit of the statement has.
pub(super) struct Public {
    pub(super) environment: Num,
    /// The vault's digest; of a rewrite the one before it.
    pub(super) vault: Num,
}

/// What the base is made of.
struct Advances {
    receivables: Uint,
    inventory: Uint,
    property: Uint,
    commodities: Uint,
}

/// All clauses in their order; the figures that can be disclosed, in theirs.
pub(super) fn all(cs: &mut Cs, w: &Witness, public: &Public, release: Option<&Release>) -> [Uint; 9] {
    let (policy, roles) =
        cs.scoped("documents", |cs| (documents::policy(cs, &w.policy), documents::roles(cs, &w.roles)));
    let lines = cs.scoped("lines", |cs| lines::lines(cs, w, &policy.currency, &public.vault));
    let gross = cs.scoped("debtors", |cs| ledger::gross(cs, w));
    let message = cs.scoped("ledger", |cs| ledger::ledger(cs, w, &policy, &lines, &gross));
    let mut bound = vec![message, lines.digest.clone()];
    if let Some(release) = release {
        bound.extend(cs.scoped("release", |cs| release.enforce(cs, w, &lines)));
    }
    let (values, open, tallies) = cs.scoped("eligibility", |cs| {
        let values = eligibility::values(cs, w, &policy);
        let open = eligibility::kept_open(cs, w);
        let tallies = eligibility::tallies(cs, w, &values, &bound);
        (values, open, tallies)
    });
    cs.scoped("lines", |cs| eligibility::distinct_obligations(cs, w, &tallies));
    let sums = cs.scoped("debtors", |cs| eligibility::sums_by_debtor(cs, w, &values, &tallies));
    let receivables = cs.scoped("eligibility", |cs| {
        eligibility::receivables(cs, w, &policy, [&values, &open, &gross, &sums])
    });
    let lots = cs.scoped("appraisals", |cs| appraisals::appraisals(cs, w, &policy, &roles));
    let quantities = lots.quantities();
    let commodities = cs.scoped("prices", |cs| prices::commodities(cs, w, &policy, &roles, &quantities));
    let advances = cs.scoped("advances", |cs| Advances {
        receivables: base::receivables(cs, &policy, &receivables.eligible),
        inventory: lots.inventory(cs, &policy),
        property: lots.property(cs, &policy),
        commodities,
    });
    let base = cs.scoped("base", |cs| base::covered(cs, w, &policy, &advances));
    cs.scoped("environment", |cs| base::environment(cs, w, [&policy.digest, &roles.digest], public));
    figures(receivables, advances, base)
}

/// In the order of [`covenant_statements::collateral::Figures::NAMES`].
fn figures(receivables: Receivables, advances: Advances, [base, availability]: [Uint; 2]) -> [Uint; 9] {
    let Receivables { gross, concentration, eligible } = receivables;
    let Advances { receivables, inventory, property, commodities } = advances;
    [gross, eligible, concentration, receivables, inventory, property, commodities, base, availability]
}
