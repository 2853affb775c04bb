//! The clauses of a certificate and of a rewrite, in the order of the book's table of refusals.

use super::{
    documents,
    receivables::{debtors, ledger, lines},
    release,
    valuation::{appraisals, base, prices},
    witness::Witness,
};
use crate::{
    Element, Made,
    arithmetic::equal,
    disclosure::Seal,
    integers::inputs,
    poseidon::hash,
    verdict::{Clauses, Verdict},
};
use ark_bn254::Fr;
use covenant_statements::collateral::{Claim, Rewrite};

/// What a certificate and a rewrite both make public.
pub(super) struct Public {
    pub(super) context: Element,
    environment: Element,
    pub(super) vault: Element,
    pub(super) exposure: Element,
}

/// How many figures can be disclosed.
pub(super) const FIGURES: usize = 9;

/// The constraints of a clause.
type Clause = fn(&Witness, &Public) -> Made<()>;

/// context, environment, vault, exposure, disclosure.
pub(super) fn certificate(clauses: &mut Clauses, claim: &Claim, public: [Fr; 5]) -> Verdict {
    let [context, environment, vault, exposure, disclosure] =
        clauses.state("inputs", |cs| inputs(cs, public))?;
    let p = Public { context, environment, vault, exposure };
    let w = clauses.state("inputs", |cs| Witness::new(cs, claim, None))?;
    let seal = clauses.state("inputs", |cs| Seal::new(cs, claim.disclosure.as_ref(), FIGURES))?;
    let figures = all(clauses, &w, &p)?;
    clauses.state("disclosure", |_| equal(&seal.value(&p.context, &figures)?, &disclosure))
}

/// context, environment, old digest, new digest, released, exposure.
pub(super) fn rewrite(clauses: &mut Clauses, rewrite: &Rewrite, public: [Fr; 6]) -> Verdict {
    let [context, environment, vault, new, released, exposure] =
        clauses.state("inputs", |cs| inputs(cs, public))?;
    let p = Public { context, environment, vault, exposure };
    let w = clauses.state("inputs", |cs| Witness::new(cs, &rewrite.claim, Some(&rewrite.released)))?;
    all(clauses, &w, &p)?;
    clauses.state("release", |_| release::clause(&w, &p.vault, &new, &released))
}

/// The clauses of both, and the certificate's figures.
fn all(clauses: &mut Clauses, w: &Witness, p: &Public) -> Verdict<Vec<Element>> {
    clauses.state("inputs", |_| p.exposure.to_bits_le_with_top_bits_zero(64).map(|_| ()))?;
    clauses.state("documents", |_| documents::clause(&w.policy, &w.roles))?;
    let constraints: [(_, Clause); 5] = [
        ("lines", lines),
        ("ledger", ledger),
        ("debtors", debtors),
        ("appraisals", appraisals),
        ("prices", prices),
    ];
    constraints.into_iter().try_for_each(|(name, clause)| clauses.state(name, |_| clause(w, p)))?;
    let figures = clauses.state("base", |_| base(w, p))?;
    clauses.state("environment", |_| environment(w, p))?;
    Ok(figures.to_vec())
}

/// What everything was judged by.
fn environment(w: &Witness, p: &Public) -> Made<()> {
    let (network, root) = (w.network.clone(), w.registry_root.clone());
    let base = [network, w.policy.digest()?, w.prices.root.clone(), root, w.roles.digest()?];
    let base = hash("covenant/collateral-base", &base)?;
    let [as_of, counter, epoch, sequence] =
        [&w.as_of, &w.counter, &w.ledger.epoch, &w.ledger.sequence].map(Clone::clone);
    let environment = hash("covenant/collateral-environment", &[base, as_of, counter, epoch, sequence])?;
    equal(&environment, &p.environment)
}
