//! Clause 4: the seller's entry and the nullifier registry's answer.

use super::{
    Change::{Claim as C, World as W},
    Mutation, one, other_number, shift,
};
use covenant_gadgets::{Fr, babyjubjub, voprf::Evaluation};
use covenant_statements::{DocumentType as Type, Role, invoice::Rule};

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    vec![
        ("an invented seller", C(|_, c| c.consent.seller.leaf.salt += one()), SellerNotRegistered, None),
        (
            "a seller's path too long",
            C(|_, c| c.consent.seller.path.siblings.push(Default::default())),
            SellerNotRegistered,
            None,
        ),
        (
            "another fiscal rule",
            C(|_, c| {
                c.consent.seller.leaf.fiscal_rule =
                    Some(covenant_statements::FiscalRule::from_month(11).unwrap());
            }),
            SellerNotRegistered,
            None,
        ),
        ("a debtor's key as seller's", W(|w| w.seller.leaf.role = Role::Debtor), SellerRole, None),
        (
            "another seller's consent",
            W(|w| std::mem::swap(&mut w.seller, &mut w.others[3])),
            SellerNotTheCreditor,
            None,
        ),
        ("no fiscal rule", W(|w| w.seller.leaf.fiscal_rule = None), FiscalRule, None),
        ("r = 0", W(|w| w.blind = Some(0u64.into())), BlindingDegenerate, None),
        (
            "torsion in E",
            C(|_, c| {
                let e = &mut c.consent.transcript.evaluation;
                // (0, −1) has order two.
                let two = babyjubjub::Point::new_unchecked(Fr::from(0u64), -one());
                *e = Evaluation { evaluated: (e.evaluated + two).into(), ..*e };
            }),
            EvaluationSubgroup,
            None,
        ),
        (
            "another E",
            C(|_, c| {
                let e = &mut c.consent.transcript.evaluation;
                *e = Evaluation { evaluated: (e.evaluated + babyjubjub::generator()).into(), ..*e };
            }),
            EvaluationProof,
            None,
        ),
        ("another c", C(|_, c| c.consent.transcript.evaluation.c += one()), EvaluationProof, None),
        (
            "another s",
            C(|_, c| c.consent.transcript.evaluation.s += babyjubjub::Scalar::from(1u64)),
            EvaluationProof,
            None,
        ),
        (
            "a registry of the prover's own",
            C(|w, c| c.consent.transcript.key = w.seller.key.public()),
            EvaluationProof,
            None,
        ),
        (
            "the answer for another number",
            C(|w, c| {
                let mut other = w.clone();
                other.acknowledgement.number = other_number();
                c.consent.transcript = other.claim().consent.transcript.clone();
            }),
            EvaluationProof,
            None,
        ),
        (
            "the answer for another fiscal year",
            C(|w, c| {
                let mut other = w.clone();
                shift(&mut other.acknowledgement.issue, -365);
                c.consent.transcript = other.claim().consent.transcript.clone();
            }),
            EvaluationProof,
            None,
        ),
        (
            "the answer for another type",
            C(|w, c| {
                let mut other = w.clone();
                other.acknowledgement.document_type = Type::LOAN;
                c.consent.transcript = other.claim().consent.transcript.clone();
            }),
            EvaluationProof,
            None,
        ),
    ]
}
