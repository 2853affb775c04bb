//! Clause 3: what the policy takes.

use super::{Change::World as W, Mutation, one, signed_by, zero};
use covenant_statements::{Capacity, DocumentType as Type, Kind, Lane as Lanes, TextDigest, invoice::Rule};

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    vec![
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
