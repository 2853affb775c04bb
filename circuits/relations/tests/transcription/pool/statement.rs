//! The clauses, in the order of the book's table of refusals.

use super::{
    figures::figures,
    lines::{lines, obligors},
    tape::tape,
    tranches::{bounds, tranches},
    witness::Witness,
};
use crate::{
    Element,
    arithmetic::equal,
    disclosure::Seal,
    integers::inputs,
    verdict::{Clauses, Verdict},
};
use ark_bn254::Fr;
use covenant_statements::pool::{Claim, FIGURES};

/// What is public, but for the context and the disclosure.
pub(super) struct Public {
    pub(super) environment: Element,
    pub(super) custody: Element,
    pub(super) tape: Element,
    pub(super) nav: Element,
    pub(super) figures: Element,
}

/// context, environment, custody, tape, nav, figures, disclosure.
pub(super) fn certificate(clauses: &mut Clauses, claim: &Claim, public: [Fr; 7]) -> Verdict {
    let [context, environment, custody, signed, nav, shown, disclosure] =
        clauses.state("inputs", |cs| inputs(cs, public))?;
    let p = Public { environment, custody, tape: signed, nav, figures: shown };
    let w = clauses.state("inputs", |cs| Witness::new(cs, claim))?;
    let seal = clauses.state("inputs", |cs| Seal::new(cs, claim.disclosure.as_ref(), FIGURES))?;
    clauses.state("policy", |_| w.policy.form())?;
    clauses.state("lines", |_| lines(&w, &p))?;
    clauses.state("tape", |_| tape(&w, &p))?;
    clauses.state("obligors", |_| obligors(&w, &p))?;
    let (mut figures, value) = clauses.state("figures", |_| figures(&w, &p))?;
    figures.extend(clauses.state("tranches", |_| tranches(&w, &value))?);
    figures.push(value);
    clauses.state("bounds", |_| bounds(&w, &p, &figures))?;
    clauses.state("disclosure", |_| equal(&seal.value(&context, &figures)?, &disclosure))
}
