//! The clauses of reserves, in the order of the page, and what is public.

use super::witness::{Reserve, Witness};
use crate::{
    Bit, Element, Made,
    arithmetic::{at_least, equal, fits, only_if},
    integers::{constant, inputs, require},
    poseidon::{hash, poseidon},
    solvency::{assets, commitment, distinct, scope_digest},
    verdict::{Clauses, Verdict, counted},
};
use ark_bn254::Fr;
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use covenant_statements::solvency::reserves::Claim;

/// context, environment, R, nullifiers. The context is opaque: nothing is stated of it.
pub(super) fn reserves(clauses: &mut Clauses, claim: &Claim, public: [Fr; 4]) -> Verdict {
    let [_, environment, r, digest] = clauses.state("inputs", |cs| inputs(cs, public))?;
    let w = clauses.state("inputs", |cs| Witness::new(cs, claim))?;
    clauses.state("documents", |_| documents(&w, &environment))?;
    clauses.state("statements", |_| statements(&w))?;
    clauses.state("nullifiers", |_| nullifiers(&w, &digest))?;
    clauses.state("totals", |_| equal(&commitment(&environment, &totals(&w)?, &w.blinding)?, &r))
}

/// 1 to 32 assets, each once; the moment is not after 9999; the environment is opened.
fn documents(w: &Witness, environment: &Element) -> Made<()> {
    assets(&w.ids)?;
    w.setting.moment()?;
    let scope = scope_digest([&w.definition, &w.quorum, &w.head], &w.ids)?;
    equal(&w.setting.environment(scope, &w.accounts)?, environment)
}

/// There is one, and each holds.
fn statements(w: &Witness) -> Made<()> {
    counted(!w.reserves.is_empty())?;
    let scope = scope_digest([&w.definition, &w.quorum, &w.head], &w.ids)?;
    w.reserves.iter().try_for_each(|reserve| statement(w, &scope, reserve))
}

fn statement(w: &Witness, scope: &Element, reserve: &Reserve) -> Made<()> {
    let (setting, signer) = (&w.setting, &reserve.signer);
    equal(&reserve.network, &setting.network)?;
    equal(&reserve.entity, &setting.entity)?;
    equal(&reserve.scope, scope)?;
    equal(&reserve.as_of, &setting.as_of)?;
    let mut of_scope = Bit::FALSE;
    for id in &w.ids {
        of_scope |= reserve.asset.is_eq(id)?;
    }
    require(&of_scope)?;
    require(&at_least(&reserve.quantity, &reserve.encumbered)?)?;
    equal(&signer.root()?, &setting.registry_root)?;
    equal(&signer.role, &constant(7))?;
    let other = signer.party.is_neq(&setting.entity)?;
    require(&(other | &setting.policy.own_custodian))?;
    require(&at_least(&setting.day, &signer.valid_from.to_fp()?)?)?;
    require(&at_least(&signer.valid_until.to_fp()?, &setting.day)?)?;
    reserve.signature.verify(&signer.key, &reserve.message()?)
}

/// They differ, and hash to the digest: c = H(…, n), then c = Poseidon(c, the next five), the last block padded with zeros.
fn nullifiers(w: &Witness, digest: &Element) -> Made<()> {
    let list: Vec<Element> = w.reserves.iter().map(|reserve| reserve.nullifier.clone()).collect();
    distinct(&list)?;
    let mut c = hash("covenant/reserve-nullifiers", &[constant(list.len() as u64)])?;
    for five in list.chunks(5) {
        let mut block = [&[c], five].concat();
        block.resize(6, Element::zero());
        c = poseidon(&block)?;
    }
    equal(&c, digest)
}

/// What counts of each of the scope's assets, of 84 bits.
fn totals(w: &Witness) -> Made<Vec<Element>> {
    let total = |id: &Element| {
        let mut sum = Element::zero();
        for reserve in &w.reserves {
            let counted = &reserve.quantity - &reserve.encumbered;
            sum += only_if(&reserve.asset.is_eq(id)?, &counted);
        }
        fits(&sum, 84)?;
        Ok(sum)
    };
    w.ids.iter().map(total).collect()
}
