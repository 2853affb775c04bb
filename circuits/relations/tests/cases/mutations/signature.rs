//! Clause 2: the response code, the network, and what a signature is for.

use super::{
    Change::{Claim as C, World as W},
    Mutation, other_number, shift,
};
use covenant_gadgets::babyjubjub;
use covenant_statements::{
    Bps, DocumentType as Type, Network, ResponseCode,
    invoice::{Acknowledgement, Claim, Rule, sample::World},
};

fn ack(c: &mut Claim) -> &mut Acknowledgement {
    &mut c.acknowledged.acknowledgement
}

fn code(w: &mut World, code: ResponseCode) {
    w.acknowledgement.code = code;
}

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    vec![
        ("rejected", W(|w| code(w, ResponseCode::Re)), ResponseNotFinal, None),
        ("under query", W(|w| code(w, ResponseCode::Uq)), ResponseNotFinal, None),
        ("paid", W(|w| code(w, ResponseCode::Pd)), ResponseNotFinal, None),
        ("conditionally accepted", W(|w| code(w, ResponseCode::Ca)), ResponseNotFinal, None),
        ("message acknowledged", W(|w| code(w, ResponseCode::Ab)), ResponseNotFinal, None),
        ("in process", W(|w| code(w, ResponseCode::Ip)), ResponseNotFinal, None),
        (
            "rejected, shown as approved",
            C(|w, c| {
                let mut rejected = w.clone();
                code(&mut rejected, ResponseCode::Re);
                c.acknowledged.signature = rejected.claim().acknowledged.signature;
            }),
            AcknowledgementSignature,
            None,
        ),
        ("signed for production", W(|w| w.acknowledgement.network = Network::Production), OtherNetwork, None),
        ("proved for production", W(|w| w.network = Network::Production), OtherNetwork, None),
        ("one digit of the amount", C(|_, c| ack(c).amount.0 += 1), AcknowledgementSignature, None),
        (
            "one letter of the number",
            C(|_, c| ack(c).number = other_number()),
            AcknowledgementSignature,
            None,
        ),
        ("a later due day", C(|_, c| shift(&mut ack(c).due, 1)), AcknowledgementSignature, None),
        ("an earlier issue day", C(|_, c| shift(&mut ack(c).issue, -1)), AcknowledgementSignature, None),
        (
            "a later last valid day",
            C(|_, c| shift(&mut ack(c).last_valid, 1)),
            AcknowledgementSignature,
            None,
        ),
        (
            "another day of signing",
            C(|_, c| shift(&mut ack(c).acknowledged_on, 1)),
            AcknowledgementSignature,
            None,
        ),
        ("other terms", C(|_, c| ack(c).terms = None), AcknowledgementSignature, None),
        ("another payee", C(|_, c| ack(c).payee = None), AcknowledgementSignature, None),
        (
            "another currency",
            C(|_, c| ack(c).currency = "USD".parse().unwrap()),
            AcknowledgementSignature,
            None,
        ),
        (
            "a loan made of an invoice",
            C(|_, c| ack(c).document_type = Type::LOAN),
            AcknowledgementSignature,
            None,
        ),
        ("a rate put in", C(|_, c| ack(c).rate = Bps(1)), AcknowledgementSignature, None),
        ("another seller", C(|w, c| ack(c).seller = w.others[3].leaf.party), AcknowledgementSignature, None),
        (
            "the response of another invoice",
            C(|w, c| {
                let mut other = w.clone();
                other.acknowledgement.number = other_number();
                c.acknowledged.signature = other.claim().acknowledged.signature;
            }),
            AcknowledgementSignature,
            None,
        ),
        (
            "S plus one",
            C(|_, c| c.acknowledged.signature.s += babyjubjub::Scalar::from(1u64)),
            AcknowledgementSignature,
            None,
        ),
        (
            "another R",
            C(|_, c| c.acknowledged.signature.r = c.consent.signature.r),
            AcknowledgementSignature,
            None,
        ),
        (
            "signed by the seller",
            C(|w, c| {
                let mut other = w.clone();
                other.signer.key = other.seller.key.clone();
                c.acknowledged.signature = other.claim().acknowledged.signature;
            }),
            AcknowledgementSignature,
            None,
        ),
    ]
}
