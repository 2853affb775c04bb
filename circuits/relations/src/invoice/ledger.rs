//! What is written down about this circuit for the gates.

use crate::parts::ledger::{CaughtBy, GADGETS};
use covenant_soundness::Ledger;

pub(super) const LEDGER: Ledger =
    Ledger { caught_by: &[GADGETS, OWN], equivalent: &[], free: &[], undeletable: &[] };

const OWN: CaughtBy = &[
    ("signer/is-not-the-seller", &["signer/is-not-the-seller"]),
    ("terms/amount-not-zero", &["terms/amount-not-zero"]),
    ("terms/capacity", &["terms/capacity"]),
    ("terms/seller-is-not-debtor", &["terms/seller-is-not-debtor"]),
];
