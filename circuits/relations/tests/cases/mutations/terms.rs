//! Clause 3: parties, amount, type, rate and days.

use super::{Change::World as W, Mutation, shift, signed_by};
use covenant_statements::{Amount, Bps, Capacity, DocumentType as Type, invoice::Rule};

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    // The circuit knows two document types: another one is not what the signature was made for.
    let signature = Some("signature");
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
    ]
}
