//! The clauses of coverage, in the order of the page, and what is public.

use super::{
    documents::documents,
    prices::prices,
    values::coverage,
    witness::{Chunk, Witness},
};
use crate::{
    Element, Made,
    arithmetic::{above, at_least, equal, fits},
    disclosure::Seal,
    integers::{constant, inputs, require},
    poseidon::hash,
    solvency::commitment,
    verdict::{Clauses, Verdict, counted},
};
use ark_bn254::Fr;
use covenant_statements::solvency::coverage::Claim;

/// How many figures can be disclosed: what both sides are worth.
pub(super) const FIGURES: usize = 2;

/// context, environment, liabilities, R, disclosure.
pub(super) fn covered(clauses: &mut Clauses, claim: &Claim, public: [Fr; 5]) -> Verdict {
    let [context, environment, liabilities, r, disclosure] =
        clauses.state("inputs", |cs| inputs(cs, public))?;
    let w = clauses.state("inputs", |cs| Witness::new(cs, claim))?;
    let seal = clauses.state("inputs", |cs| Seal::new(cs, claim.disclosure.as_ref(), FIGURES))?;
    clauses.state("documents", |_| documents(&w, &environment))?;
    clauses.state("chunks", |_| chunks(&w, &environment, &liabilities))?;
    clauses.state("reserves", |_| reserves(&w, &environment, &r))?;
    clauses.state("prices", |_| prices(&w))?;
    let figures = clauses.state("coverage", |_| coverage(&w))?;
    clauses.state("disclosure", |_| equal(&seal.value(&context, &figures)?, &disclosure))
}

/// One at least; each is that of its place; all of them hash to the digest.
fn chunks(w: &Witness, environment: &Element, liabilities: &Element) -> Made<()> {
    counted(!w.chunks.is_empty())?;
    let number = constant(w.chunks.len() as u64);
    let mut d = hash("covenant/liabilities-start", &[environment.clone(), number])?;
    for (i, c) in (0..).zip(&w.chunks) {
        equal(&output(w, c, environment, i)?, &c.output)?;
        let [high, low] = c.claims.clone();
        d = hash("covenant/liabilities", &[d, c.output.clone(), c.columns.clone(), high, low])?;
    }
    equal(&d, liabilities)
}

/// H(…, environment, i, count, totals, blinding); count 1 to 2²⁰, totals of 84 bits, zero beyond the scope's assets.
fn output(w: &Witness, chunk: &Chunk, environment: &Element, i: u64) -> Made<Element> {
    require(&above(&chunk.count, &constant(0))?)?;
    require(&at_least(&constant(1 << 20), &chunk.count)?)?;
    for (j, total) in chunk.totals.iter().enumerate() {
        fits(total, 84)?;
        if j >= w.scope.ids.len() {
            equal(total, &constant(0))?;
        }
    }
    let mut values = vec![environment.clone(), constant(i), chunk.count.clone()];
    values.extend(chunk.totals.iter().cloned());
    values.push(chunk.blinding.clone());
    hash("covenant/solvency-chunk", &values)
}

/// R opens to this environment and these totals, as many as there are assets.
fn reserves(w: &Witness, environment: &Element, r: &Element) -> Made<()> {
    counted(w.totals.len() == w.scope.ids.len())?;
    for total in &w.totals {
        fits(total, 84)?;
    }
    equal(&commitment(environment, &w.totals, &w.blinding)?, r)
}
