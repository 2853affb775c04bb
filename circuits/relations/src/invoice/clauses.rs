//! The clauses, each the twin of the function of the same name in [`covenant_statements::invoice::check`].

use super::{
    Public,
    witness::{Terms, Witness},
};
use crate::{Cs, parts::note::NoteVar};
use covenant_gadgets::{
    calendar,
    compare::{Uint, less, less_or_equal},
    cs::{Bit, Num},
    eddsa,
    poseidon::var::hash,
    text::{self, var::NormalText},
    voprf,
};
use covenant_statements::{Fr, Lane, ObligationPolicy, Policy as _, ResponseCode, Role};

/// (1) The signer's leaf: its role is the capacity, it may sign for this debtor, it was valid.
pub(super) fn signer(cs: &mut Cs, w: &Witness) {
    let (terms, signer) = (&w.terms, &w.signer);
    let zero = Num::zero();
    signer.enforce_registered(cs, terms.capacity_number().num(), &w.registry_root);
    let [debtor, agent, verification_agent] = terms.capacity.each_ref().map(Bit::num);
    cs.enforce("signer/debtor", debtor, &(&signer.party - &terms.debtor), &zero);
    signer.principal.enforce_is(cs, "signer/mandate", agent, &terms.debtor);
    let unlisted = w.policy.verification_agents.membership_product(cs, &signer.party);
    cs.enforce("signer/listed", verification_agent, &unlisted, &zero);
    cs.enforce_nonzero("signer/is-not-the-seller", &(&signer.party - &terms.seller));
    cs.scoped("valid-from", |cs| less_or_equal(cs, &signer.valid_from, &terms.acknowledged_on));
    cs.scoped("valid-until", |cs| less_or_equal(cs, &w.as_of, &signer.valid_until));
}

/// (2) The signature of the acknowledgement, with the code AP inside.
pub(super) fn signature(cs: &mut Cs, w: &Witness) {
    let message = cs.scoped("message", |cs| acknowledgement_message(cs, w));
    eddsa::var::verify(cs, &w.signer.key, &message, &w.acknowledgement_signature);
}

fn acknowledgement_message(cs: &mut Cs, w: &Witness) -> Num {
    let t = &w.terms;
    let packed_terms = Uint::pack(&[
        (&t.last_valid, 32),
        (&t.acknowledged_on, 32),
        (&t.rate, 32),
        (&t.due, 32),
        (&t.issue, 32),
        (&t.amount, 64),
    ]);
    let code = Uint::constant(ResponseCode::Ap.code().into());
    let (capacity, document_type) = (t.capacity_number(), t.document_type());
    let [has_terms, has_payee] = [&t.terms, &t.payee].map(|digest| Uint::from(digest.is_some()));
    let packed_form = Uint::pack(&[
        (&t.currency, 24),
        (&capacity, 8),
        (&document_type, 16),
        (&code, 16),
        (&has_terms, 1),
        (&has_payee, 1),
    ]);
    let [l0, l1, l2] = &t.number;
    let values = [
        &w.network,
        &t.seller,
        &t.number_length,
        l0,
        l1,
        l2,
        &t.debtor,
        t.terms.value_or_zero(),
        t.payee.value_or_zero(),
        packed_terms.num(),
        packed_form.num(),
    ];
    hash(cs, "covenant/acknowledgement", &values.map(Clone::clone))
}

/// (3) Parties, amount, kind, dates, and the policy's lists.
pub(super) fn terms(cs: &mut Cs, w: &Witness) {
    let (t, policy) = (&w.terms, &w.policy);
    cs.enforce_nonzero("terms/seller-is-not-debtor", &(&t.seller - &t.debtor));
    cs.enforce_nonzero("terms/amount-not-zero", t.amount.num());
    cs.scoped("amount", |cs| less_or_equal(cs, &t.amount, &policy.max_amount));
    let [invoices, loans] = [0, 1].map(|i| policy.kinds[i].num());
    cs.enforce("terms/kind", t.is_loan.num(), &(loans - invoices), &(&Num::one() - invoices));
    cs.enforce("terms/rate-on-invoice", t.is_loan.not().num(), t.rate.num(), &Num::zero());
    cs.scoped("issued", |cs| less_or_equal(cs, &t.issue, &t.acknowledged_on));
    cs.scoped("acknowledged", |cs| less_or_equal(cs, &t.acknowledged_on, &w.as_of));
    cs.scoped("lapsed", |cs| less_or_equal(cs, &w.as_of, &t.last_valid));
    cs.scoped("overdue", |cs| less(cs, &w.as_of, &t.due));
    let latest = t.issue.plus(&policy.max_tenor_days);
    cs.scoped("tenor", |cs| less_or_equal(cs, &t.due, &latest));
    cs.scoped("currency", |cs| policy.currencies.enforce_contains(cs, t.currency.num()));
    lists(cs, w);
    let allowed: Vec<Num> = t
        .capacity
        .iter()
        .zip(&policy.capacities[1..])
        .map(|(is, may)| cs.mul("terms/capacity", is.num(), may.num()))
        .collect();
    let allowed = Num::sum(allowed.iter().map(|a| (Fr::from(1u64), a)));
    cs.enforce_equal("terms/capacity-allowed", &allowed, &Num::one());
    cs.enforce_equal("terms/lane", policy.lanes[Lane::Acknowledged as usize].num(), &Num::one());
}

/// Terms that the policy lists, or none where it takes none; any payee or none where it takes any, else one that it lists.
fn lists(cs: &mut Cs, w: &Witness) {
    let (t, policy, zero) = (&w.terms, &w.policy, Num::zero());
    let unlisted = cs.scoped("terms", |cs| policy.terms.membership_product(cs, t.terms.value_or_zero()));
    cs.enforce("terms/listed", t.terms.is_some().num(), &unlisted, &zero);
    cs.enforce("terms/without", t.terms.is_some().not().num(), policy.without_terms.not().num(), &zero);
    let unlisted = cs.scoped("payee", |cs| policy.payees.membership_product(cs, t.payee.value_or_zero()));
    let listed_only = policy.any_payee.not();
    cs.enforce("terms/payee", listed_only.num(), &unlisted, &zero);
    cs.enforce("terms/payee-named", listed_only.num(), t.payee.is_some().not().num(), &zero);
}

/// (4) The seller's leaf, the canonical id with its fiscal year, and N1.
pub(super) fn nullifier(cs: &mut Cs, w: &Witness, public: &Public) {
    let (t, seller) = (&w.terms, &w.seller);
    seller.enforce_registered(cs, &Num::constant(Fr::from(Role::Seller as u64)), &w.registry_root);
    cs.enforce_equal("nullifier/creditor", &seller.party, &t.seller);
    cs.enforce_equal("nullifier/fiscal-rule", seller.fiscal_rule.is_some().num(), &Num::one());
    let rule = seller.fiscal_rule.value_or_zero();
    let year = cs.scoped("fiscal-year", |cs| calendar::var::fiscal_year(cs, &t.issue, rule));
    let number = cs.scoped("number", |cs| text::var::enforce_normal(cs, &t.number_length, &t.number));
    let u = [0u64, 1].map(|i| cs.scoped("input", |cs| hash_to_curve_input(cs, i, t, &year, &number)));
    let n1 = voprf::var::nullifier(cs, &u, &w.nullifier_key, &w.transcript);
    cs.enforce_equal("nullifier/public", &n1, &public.nullifier);
}

fn hash_to_curve_input(cs: &mut Cs, i: u64, t: &Terms, fiscal_year: &Uint, number: &NormalText) -> Num {
    let (index, document_type) = (Num::constant(Fr::from(i)), t.document_type());
    let [length, l0, l1, l2] = number.values();
    let values = [&index, &t.seller, document_type.num(), fiscal_year.num(), length, l0, l1, l2];
    hash(cs, "covenant/nullifier-input", &values.map(Clone::clone))
}

/// (5) The note has the tuple's terms and the environment's policy; the environment is opened.
pub(super) fn note(cs: &mut Cs, w: &Witness, public: &Public) {
    let t = &w.terms;
    let policy =
        cs.scoped("policy", |cs| hash(cs, ObligationPolicy::TAG, &w.policy.fields.clone().in_order()));
    let note = NoteVar {
        creditor: t.seller.clone(),
        debtor: t.debtor.clone(),
        amount: t.amount.clone(),
        currency: t.currency.clone(),
        issue: t.issue.clone(),
        due: t.due.clone(),
        rate: t.rate.clone(),
        kind: t.kind(),
        lane: Uint::constant(Lane::Acknowledged as u64),
        capacity: t.capacity_number(),
        policy: policy.clone(),
        nullifier: public.nullifier.clone(),
        blinding: w.blinding.clone(),
    };
    let commitment = cs.scoped("commitment", |cs| note.commitment(cs));
    cs.enforce_equal("note/public", &commitment, &public.note);
    let environment = cs.scoped("environment", |cs| {
        let key = w.nullifier_key.point().coordinates().map(Num::clone);
        let key = hash(cs, "covenant/nullifier-key", &key);
        let parts = [&w.network, &policy, w.as_of.num(), &w.registry_root, &key];
        hash(cs, "covenant/environment/obligation", &parts.map(Clone::clone))
    });
    cs.enforce_equal("environment/public", &environment, &public.environment);
}

/// (6) The seller's key is valid on the day, and has signed this note for this context.
pub(super) fn consent(cs: &mut Cs, w: &Witness, public: &Public) {
    cs.scoped("valid-from", |cs| less_or_equal(cs, &w.seller.valid_from, &w.as_of));
    cs.scoped("valid-until", |cs| less_or_equal(cs, &w.as_of, &w.seller.valid_until));
    let values = [&w.network, &public.context, &public.note].map(Clone::clone);
    let message = cs.scoped("message", |cs| hash(cs, "covenant/consent", &values));
    eddsa::var::verify(cs, &w.seller.key, &message, &w.consent_signature);
}
