//! The six clauses, in the order and the words of the book's page "Obligation validity".

use super::witness::Witness;
use crate::{
    Bit, Element, Made,
    calendar::fiscal_year,
    curve::{generator, mul, times8},
    elligator::hash_to_curve,
    integers::{constant, inputs, packed, require},
    poseidon::hash,
    verdict::{Clauses, Verdict},
};
use ark_bn254::Fr;
use ark_r1cs_std::{
    cmp::CmpGadget, convert::ToBitsGadget, eq::EqGadget, fields::FieldVar, prelude::UInt64,
    select::CondSelectGadget,
};
use covenant_statements::invoice::Claim;
use std::ops::Not;

/// What is public.
struct Public {
    context: Element,
    environment: Element,
    nullifier: Element,
    note: Element,
}

/// The constraints of a clause.
type Clause = fn(&Witness, &Public) -> Made<()>;

/// All clauses. `public` in the order of the book.
pub(super) fn certificate(clauses: &mut Clauses, claim: &Claim, public: [Fr; 4]) -> Verdict {
    let [context, environment, nullifier, note] = clauses.state("inputs", |cs| inputs(cs, public))?;
    let p = Public { context, environment, nullifier, note };
    let w = clauses.state("inputs", |cs| Witness::new(cs, claim))?;
    let constraints: [(_, Clause); 6] = [
        ("signer", signer),
        ("signature", signature),
        ("terms", terms),
        ("nullifier", nullifier_clause),
        ("note", note_clause),
        ("consent", consent),
    ];
    constraints.into_iter().try_for_each(|(name, clause)| clauses.state(name, |_| clause(&w, &p)))
}

/// (1) The entry is a leaf of the registry; one of three by capacity; nobody acknowledges what it is to be paid.
fn signer(w: &Witness, _: &Public) -> Made<()> {
    let (ack, signer) = (&w.ack, &w.signer);
    signer.root()?.enforce_equal(&w.root)?;
    signer.role.enforce_equal(&ack.capacity)?;
    let debtor = ack.capacity.is_eq(&constant(1))? & signer.party.is_eq(&ack.debtor)?;
    let mandated = &signer.principal.is & signer.principal.value.is_eq(&ack.debtor)?;
    let agent = ack.capacity.is_eq(&constant(2))? & mandated;
    let listed = w.policy.verification_agents.contains(&signer.party)?;
    let verification_agent = ack.capacity.is_eq(&constant(3))? & listed;
    require(&(debtor | agent | verification_agent))?;
    signer.party.enforce_not_equal(&ack.seller)?;
    require(&signer.valid_from.is_le(&ack.acknowledged_on)?)?;
    require(&w.as_of.is_le(&signer.valid_until)?)
}

/// (2) The signer's signature of the acknowledgement, on this network, with response code AP.
fn signature(w: &Witness, _: &Public) -> Made<()> {
    let ack = &w.ack;
    let [length, l0, l1, l2] = ack.number.limbs()?;
    let [has_terms, terms] = ack.terms.values();
    let [has_payee, payee] = ack.payee.values();
    let terms1 = packed(&[
        (ack.amount.to_fp()?, 160),
        (ack.issue.to_fp()?, 128),
        (ack.due.to_fp()?, 96),
        (ack.rate.to_fp()?, 64),
        (ack.acknowledged_on.to_fp()?, 32),
        (ack.last_valid.to_fp()?, 0),
    ]);
    let terms2 = packed(&[
        (has_payee, 65),
        (has_terms, 64),
        (constant(0x4150), 48),
        (document_type(w)?, 32),
        (ack.capacity.clone(), 24),
        (ack.currency.clone(), 0),
    ]);
    let (network, seller, debtor) = (w.network.clone(), ack.seller.clone(), ack.debtor.clone());
    let message = hash(
        "covenant/acknowledgement",
        &[network, seller, length, l0, l1, l2, debtor, terms, payee, terms1, terms2],
    )?;
    w.acknowledged.verify(&w.signer.key, &message)
}

/// 380 for an invoice, 1000 for a loan.
fn document_type(w: &Witness) -> Made<Element> {
    Element::conditionally_select(&w.ack.is_loan, &constant(1000), &constant(380))
}

/// (3) Parties, amount, kind, days, and what the policy takes.
fn terms(w: &Witness, _: &Public) -> Made<()> {
    let (ack, policy) = (&w.ack, &w.policy);
    let bit = |(_, bits): &(Element, Vec<Bit>), i: usize| bits[i].clone();
    ack.seller.enforce_not_equal(&ack.debtor)?;
    require(&UInt64::constant(0).is_lt(&ack.amount)?)?;
    require(&ack.amount.is_le(&policy.max_amount)?)?;
    require(&Bit::conditionally_select(&ack.is_loan, &bit(&policy.kinds, 1), &bit(&policy.kinds, 0))?)?;
    ack.rate.to_fp()?.conditional_enforce_equal(&Element::zero(), &(&ack.is_loan).not())?;
    require(&ack.issue.is_le(&ack.acknowledged_on)?)?;
    require(&ack.acknowledged_on.is_le(&w.as_of)?)?;
    require(&w.as_of.is_le(&ack.last_valid)?)?;
    require(&w.as_of.is_lt(&ack.due)?)?;
    let latest = UInt64::from_fp(&(ack.issue.to_fp()? + policy.max_tenor_days.to_fp()?))?.0;
    require(&UInt64::from_fp(&ack.due.to_fp()?)?.0.is_le(&latest)?)?;
    require(&policy.currencies.contains(&ack.currency)?)?;
    let mut capacity_taken = Bit::FALSE;
    for capacity in 1..=3 {
        capacity_taken |= ack.capacity.is_eq(&constant(capacity as u64))? & bit(&policy.capacities, capacity);
    }
    require(&capacity_taken)?;
    require(&bit(&policy.lanes, 1))?;
    let terms_taken = policy.terms.contains(&ack.terms.value)?;
    require(&Bit::conditionally_select(&ack.terms.is, &terms_taken, &policy.without_terms)?)?;
    let payee_taken = &ack.payee.is & policy.payees.contains(&ack.payee.value)?;
    require(&(&policy.any_payee | payee_taken))
}

/// (4) The seller's entry, the canonical id, and the caller's part of the nullifier.
fn nullifier_clause(w: &Witness, p: &Public) -> Made<()> {
    let (ack, seller, t) = (&w.ack, &w.seller, &w.transcript);
    seller.root()?.enforce_equal(&w.root)?;
    seller.role.enforce_equal(&constant(4))?;
    seller.party.enforce_equal(&ack.seller)?;
    require(&seller.fiscal_rule.is)?;
    let year = fiscal_year(&ack.issue, &seller.fiscal_rule.value)?;
    ack.number.is_normal()?;
    let [length, l0, l1, l2] = ack.number.limbs()?;
    let document_type = document_type(w)?;
    let u = |i: u64| {
        let id = [&ack.seller, &document_type, &year, &length, &l0, &l1, &l2].map(Clone::clone);
        hash("covenant/nullifier-input", &[&[constant(i)], &id[..]].concat())
    };
    let input = hash_to_curve(&[u(0)?, u(1)?])?;
    let blinded = mul(&input, &t.blind)?;
    blinded.x.enforce_not_equal(&Element::zero())?;
    let output = times8(&t.eighth)?;
    mul(&output, &t.blind)?.enforce_equal(&t.evaluated)?;
    let c = t.c.to_bits_le()?;
    let a1 = mul(&generator(), &t.s)? - mul(&t.key, &c)?;
    let a2 = mul(&blinded, &t.s)? - mul(&t.evaluated, &c)?;
    let points = [&t.key, &blinded, &t.evaluated, &a1, &a2];
    let coordinates = points.map(|point| [point.x.clone(), point.y.clone()]).concat();
    hash("covenant/dleq", &coordinates)?.enforce_equal(&t.c)?;
    hash("covenant/nullifier", &[output.x, output.y])?.enforce_equal(&p.nullifier)
}

/// (5) The note and the environment.
fn note_clause(w: &Witness, p: &Public) -> Made<()> {
    let ack = &w.ack;
    let kind = Element::conditionally_select(&ack.is_loan, &constant(2), &constant(1))?;
    let lane = constant(1);
    let packed = packed(&[
        (ack.amount.to_fp()?, 144),
        (ack.currency.clone(), 120),
        (ack.issue.to_fp()?, 88),
        (ack.due.to_fp()?, 56),
        (ack.rate.to_fp()?, 24),
        (kind, 16),
        (lane, 8),
        (ack.capacity.clone(), 0),
    ]);
    let policy = w.policy.digest()?;
    let (creditor, debtor) = (ack.seller.clone(), ack.debtor.clone());
    let values = [creditor, debtor, packed, policy.clone(), p.nullifier.clone(), w.blinding.clone()];
    hash("covenant/note", &values)?.enforce_equal(&p.note)?;
    let key = &w.transcript.key;
    let key = hash("covenant/nullifier-key", &[key.x.clone(), key.y.clone()])?;
    let values = [w.network.clone(), policy, w.as_of.to_fp()?, w.root.clone(), key];
    hash("covenant/environment/obligation", &values)?.enforce_equal(&p.environment)
}

/// (6) The seller's key is valid on the day, and signs context and note.
fn consent(w: &Witness, p: &Public) -> Made<()> {
    require(&w.seller.valid_from.is_le(&w.as_of)?)?;
    require(&w.as_of.is_le(&w.seller.valid_until)?)?;
    let message = hash("covenant/consent", &[w.network.clone(), p.context.clone(), p.note.clone()])?;
    w.consented.verify(&w.seller.key, &message)
}
