//! One valid world, and single changes each of which breaks one rule. The native check must name the rule; the circuit
//! must refuse in the clause that stands beside it.

use covenant_gadgets::{Fr, babyjubjub, voprf::Evaluation};
use covenant_relations::{Circuit, Cs, invoice::InvoiceCircuit};
use covenant_statements::{
    Amount, Bps, Capacity, Day, DocumentType as Type, InvoiceNumber, Kind, Lane as Lanes, Network, PartyId,
    ResponseCode, Role, TextDigest,
    invoice::{Claim, Rule, Violation, check, sample::World},
};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A change to the world before anything is signed, or to the claim after.
enum Change {
    /// Signatures follow: the rule alone is broken.
    World(fn(&mut World)),
    /// Signatures stay: something was altered.
    Claim(fn(&World, &mut Claim)),
}
use Change::{Claim as C, World as W};

/// Name, change, the rule that the native check names, and the circuit's clause, where that is not the rule's own.
type Mutation = (&'static str, Change, Rule, Option<&'static str>);

fn shift(day: &mut Day, days: i64) {
    *day = Day::new((i64::from(day.get()) + days) as u32).unwrap();
}

fn code(w: &mut World, code: ResponseCode) {
    w.acknowledgement.code = code;
}

/// Puts another registered party in the signer's place, in a capacity.
fn signed_by(w: &mut World, other: usize, capacity: Capacity) {
    std::mem::swap(&mut w.signer, &mut w.others[other]);
    w.acknowledgement.capacity = capacity;
}

fn zero() -> Fr {
    Fr::from(0u64)
}

fn one() -> Fr {
    Fr::from(1u64)
}

fn signer_mutations() -> Vec<Mutation> {
    use Rule::*;
    vec![
        ("another registry", C(|_, c| c.acknowledged.registry_root += one()), SignerNotRegistered, None),
        ("an invented leaf", C(|_, c| c.acknowledged.signer.leaf.salt += one()), SignerNotRegistered, None),
        (
            "a validity stretched",
            C(|_, c| shift(&mut c.acknowledged.signer.leaf.valid_until, 1)),
            SignerNotRegistered,
            None,
        ),
        (
            "a sibling changed",
            C(|_, c| c.acknowledged.signer.path.siblings[3][1] += one()),
            SignerNotRegistered,
            None,
        ),
        ("another position", C(|_, c| c.acknowledged.signer.path.index ^= 1 << 5), SignerNotRegistered, None),
        (
            "a path too short",
            C(|_, c| c.acknowledged.signer.path.siblings.truncate(11)),
            SignerNotRegistered,
            None,
        ),
        ("an agent's key as debtor's", W(|w| w.signer.leaf.role = Role::Agent), SignerRole, None),
        ("a seller's key as debtor's", W(|w| w.signer.leaf.role = Role::Seller), SignerRole, None),
        ("a servicer's key as debtor's", W(|w| w.signer.leaf.role = Role::Servicer), SignerRole, None),
        ("another registered debtor", W(|w| signed_by(w, 2, Capacity::Debtor)), SignerNotTheDebtor, None),
        (
            "an agent of somebody else",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.principal = Some(w.others[2].leaf.party);
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "an agent of nobody",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.principal = None;
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "an agent that is the debtor's namesake",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.party = w.acknowledgement.debtor;
                w.signer.leaf.principal = None;
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "an unlisted verification agent",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.policy.verification_agents = vec![w.others[2].leaf.party];
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "no verification agents at all",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.policy.verification_agents.clear();
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "a verification agent with the id zero and an empty list",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = Default::default();
                w.policy.verification_agents.clear();
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "an agent of nobody, for the debtor with the id zero",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.principal = None;
                w.acknowledgement.debtor = PartyId(zero());
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "a verification agent with the id p − 1 and an empty list",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = PartyId(-one());
                w.policy.verification_agents.clear();
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "a verification agent with the id zero beside a listed one",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = PartyId(zero());
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "the debtor's agent is the seller",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.party = w.acknowledgement.seller;
            }),
            SignerIsSeller,
            None,
        ),
        (
            "the lender's verification agent is the seller",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = w.acknowledgement.seller;
                w.policy.verification_agents.push(w.acknowledgement.seller);
            }),
            SignerIsSeller,
            None,
        ),
        (
            "seller = debtor, signed by itself",
            W(|w| {
                w.acknowledgement.seller = w.acknowledgement.debtor;
                w.seller.leaf.party = w.acknowledgement.debtor;
            }),
            SignerIsSeller,
            None,
        ),
        (
            "a key from tomorrow",
            W(|w| {
                w.signer.leaf.valid_from = w.acknowledgement.acknowledged_on;
                shift(&mut w.signer.leaf.valid_from, 1);
            }),
            SignerNotYetValid,
            None,
        ),
        (
            "a key expired yesterday",
            W(|w| {
                w.signer.leaf.valid_until = w.as_of;
                shift(&mut w.signer.leaf.valid_until, -1);
            }),
            SignerExpired,
            None,
        ),
    ]
}

fn signature_mutations() -> Vec<Mutation> {
    use Rule::*;
    fn ack(c: &mut Claim) -> &mut covenant_statements::invoice::Acknowledgement {
        &mut c.acknowledged.acknowledgement
    }
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
            C(|_, c| ack(c).number = InvoiceNumber::new("RE-2026/0816").unwrap()),
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
                other.acknowledgement.number = InvoiceNumber::new("RE-2026/0816").unwrap();
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

fn term_mutations() -> Vec<Mutation> {
    use Rule::*;
    // The circuit knows two document types: another one is not what the signature was made for.
    let signature = Some("signature");
    // A policy that is not of its form has no witness.
    let inputs = Some("inputs");
    vec![
        (
            "seller = debtor, signed by its agent",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.acknowledgement.seller = w.acknowledgement.debtor;
                w.seller.leaf.party = w.acknowledgement.debtor;
            }),
            SellerIsDebtor,
            None,
        ),
        ("zero", W(|w| w.acknowledgement.amount = Amount(0)), ZeroAmount, None),
        (
            "one over the maximum",
            W(|w| w.acknowledgement.amount.0 = w.policy.max_amount.0 + 1),
            OverMaximum,
            None,
        ),
        ("2^64 − 1", W(|w| w.acknowledgement.amount.0 = u64::MAX), OverMaximum, None),
        (
            "a credit note",
            W(|w| w.acknowledgement.document_type = Type::CREDIT_NOTE),
            DocumentType,
            signature,
        ),
        ("a debit note", W(|w| w.acknowledgement.document_type = Type::DEBIT_NOTE), DocumentType, signature),
        (
            "a corrected invoice",
            W(|w| w.acknowledgement.document_type = Type::CORRECTED_INVOICE),
            DocumentType,
            signature,
        ),
        ("invoices not financed", W(|w| w.policy.kinds = vec![Kind::Loan]), KindNotAllowed, None),
        (
            "loans not financed",
            W(|w| {
                w.acknowledgement.document_type = Type::LOAN;
                w.policy.kinds = vec![Kind::Invoice];
            }),
            KindNotAllowed,
            None,
        ),
        ("an invoice with a rate", W(|w| w.acknowledgement.rate = Bps(1)), RateOnInvoice, None),
        (
            "a future issue day",
            W(|w| {
                w.acknowledgement.issue = w.acknowledgement.acknowledged_on;
                shift(&mut w.acknowledgement.issue, 1);
            }),
            IssuedAfterAcknowledgement,
            None,
        ),
        (
            "acknowledged tomorrow",
            W(|w| {
                w.acknowledgement.acknowledged_on = w.as_of;
                shift(&mut w.acknowledgement.acknowledged_on, 1);
            }),
            AcknowledgedInFuture,
            None,
        ),
        (
            "lapsed yesterday",
            W(|w| {
                w.acknowledgement.last_valid = w.as_of;
                shift(&mut w.acknowledgement.last_valid, -1);
            }),
            AcknowledgementLapsed,
            None,
        ),
        ("due today", W(|w| w.acknowledgement.due = w.as_of), Overdue, None),
        ("overdue", W(|w| w.acknowledgement.due = w.acknowledgement.acknowledged_on), Overdue, None),
        (
            "one day over the tenor",
            W(|w| {
                w.acknowledgement.due = w.acknowledgement.issue;
                shift(&mut w.acknowledgement.due, 181);
            }),
            Tenor,
            None,
        ),
        (
            "another currency, signed",
            W(|w| w.acknowledgement.currency = "USD".parse().unwrap()),
            Currency,
            None,
        ),
        (
            "unlisted terms, signed",
            W(|w| w.acknowledgement.terms = Some(TextDigest::of(b"set-off"))),
            TermsNotAllowed,
            None,
        ),
        (
            "no terms, where the policy wants some",
            W(|w| {
                w.acknowledgement.terms = None;
                w.policy.without_terms = false;
            }),
            TermsNotAllowed,
            None,
        ),
        (
            "no payee, where the policy has none to take",
            W(|w| {
                w.acknowledgement.payee = None;
                w.policy.payees.clear();
            }),
            Payee,
            None,
        ),
        (
            "an unlisted payee, signed",
            W(|w| w.acknowledgement.payee = Some(TextDigest::of(b"elsewhere"))),
            Payee,
            None,
        ),
        ("no payee, where the policy lists one", W(|w| w.acknowledgement.payee = None), Payee, None),
        (
            "a payee of digest p − 1, where the policy has none to take",
            W(|w| {
                w.acknowledgement.payee = Some(TextDigest(-one()));
                w.policy.payees.clear();
            }),
            Payee,
            None,
        ),
        (
            "a payee of digest zero, where the policy has none to take",
            W(|w| {
                w.acknowledgement.payee = Some(TextDigest(zero()));
                w.policy.payees.clear();
            }),
            Payee,
            None,
        ),
        (
            "a payee of digest zero beside a listed one",
            W(|w| w.acknowledgement.payee = Some(TextDigest(zero()))),
            Payee,
            None,
        ),
        (
            "terms of digest zero, where acknowledgements without terms are taken",
            W(|w| w.acknowledgement.terms = Some(TextDigest(zero()))),
            TermsNotAllowed,
            None,
        ),
        (
            "terms of digest p − 1, where the policy lists none",
            W(|w| {
                w.acknowledgement.terms = Some(TextDigest(-one()));
                w.policy.terms.clear();
            }),
            TermsNotAllowed,
            None,
        ),
        ("a policy of another version", W(|w| w.policy.version = 2), PolicyForm, inputs),
        (
            "a fifth payee",
            W(|w| {
                w.policy.payees = vec![TextDigest(zero()); 4];
                w.policy.payees.extend(w.acknowledgement.payee);
            }),
            PolicyForm,
            inputs,
        ),
        (
            "a fifth verification agent",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.policy.verification_agents = vec![PartyId(one()); 4];
                w.policy.verification_agents.push(w.signer.leaf.party);
            }),
            PolicyForm,
            inputs,
        ),
        (
            "a ninth currency",
            W(|w| {
                w.policy.currencies = vec!["USD".parse().unwrap(); 8];
                w.policy.currencies.push(w.acknowledgement.currency);
            }),
            PolicyForm,
            inputs,
        ),
        (
            "debtors' own signatures not taken",
            W(|w| w.policy.capacities = vec![Capacity::Agent]),
            CapacityNotAllowed,
            None,
        ),
        (
            "agents not taken",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.policy.capacities = vec![Capacity::Debtor, Capacity::VerificationAgent];
            }),
            CapacityNotAllowed,
            None,
        ),
        ("only the tax lane", W(|w| w.policy.lanes = vec![Lanes::TaxAuthority]), Rule::Lane, None),
    ]
}

fn consent_mutations() -> Vec<Mutation> {
    use Rule::*;
    vec![
        ("an invented seller", C(|_, c| c.consent.seller.leaf.salt += one()), SellerNotRegistered, None),
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
                other.acknowledgement.number = InvoiceNumber::new("RE-2026/0816").unwrap();
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
        (
            "a seller from tomorrow",
            W(|w| {
                w.seller.leaf.valid_from = w.as_of;
                shift(&mut w.seller.leaf.valid_from, 1);
            }),
            SellerNotYetValid,
            None,
        ),
        (
            "a seller revoked yesterday",
            W(|w| {
                w.seller.leaf.valid_until = w.as_of;
                shift(&mut w.seller.leaf.valid_until, -1);
            }),
            SellerExpired,
            None,
        ),
        ("another payee or chain", C(|_, c| c.consent.context += one()), ConsentSignature, None),
        ("another note", C(|_, c| c.consent.blinding += one()), ConsentSignature, None),
        (
            "the consent of another obligation",
            C(|w, c| {
                let mut other = w.clone();
                other.acknowledgement.number = InvoiceNumber::new("RE-2026/0816").unwrap();
                c.consent.signature = other.claim().consent.signature;
            }),
            ConsentSignature,
            None,
        ),
        (
            "a financing without its seller",
            C(|w, c| {
                let mut other = w.clone();
                other.seller.key = w.signer.key.clone();
                c.consent.signature = other.claim().consent.signature;
            }),
            ConsentSignature,
            None,
        ),
    ]
}

fn table() -> Vec<Mutation> {
    [signer_mutations(), signature_mutations(), term_mutations(), consent_mutations()]
        .into_iter()
        .flatten()
        .collect()
}

fn mutated(change: &Change) -> Claim {
    let mut world = World::new(1);
    match change {
        W(f) => {
            f(&mut world);
            world.claim()
        }
        C(f) => {
            let mut claim = world.claim();
            f(&world, &mut claim);
            claim
        }
    }
}

#[test]
fn the_native_check_names_the_rule_and_the_circuit_refuses_in_its_clause() {
    let failures: Vec<String> = table()
        .par_iter()
        .filter_map(|(name, change, rule, clause)| {
            let claim = mutated(change);
            let native = check(&claim);
            if native != Err(Violation(*rule)) {
                return Some(format!("{name}: natively {native:?}, not {rule:?}"));
            }
            let refused = InvoiceCircuit(&claim).full().is_satisfied().err();
            let expected = clause.unwrap_or(rule.clause().name());
            let scope = refused.as_ref().map_or("", |e| e.scope.split('/').next().unwrap());
            (scope != expected)
                .then(|| format!("{name}: the circuit says {refused:?}, expected in {expected}"))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_rule_has_a_mutation() {
    let table = table();
    assert!(table.len() >= 40);
    let covered: BTreeSet<Rule> = table.iter().map(|(_, _, rule, _)| *rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), table.len(), "names are unique");
}

#[test]
fn every_public_input_is_bound() {
    let claim = World::new(1).claim();
    let cs: Cs = InvoiceCircuit(&claim).full();
    for i in 1..=4 {
        let mut z = cs.assignment();
        z[i] += one();
        let refused = cs.is_satisfied_by(&z).unwrap_err();
        let expected = ["consent", "note", "nullifier", "note"][i - 1];
        assert_eq!(refused.scope.split('/').next(), Some(expected), "public input {i}: {refused}");
    }
}
