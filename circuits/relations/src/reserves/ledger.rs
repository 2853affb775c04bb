//! What is written down about these circuits for the gates, which look at one with room for two statements.

use crate::parts::ledger::{CaughtBy, GADGETS, MEMBER};
use covenant_soundness::Ledger;

pub(super) const LEDGER: Ledger =
    Ledger { caught_by: &[GADGETS, MEMBER, OWN], equivalent: &[], free: FREE, undeletable: UNDELETABLE };

/// Places and the labels of the constraints that may catch a forgery there.
const OWN: CaughtBy = &[
    ("context/bound", &["context/bound"]),
    ("distinct/inverse", &["distinct/pair"]),
    ("inputs/accounts", &["environment/public"]),
    ("inputs/as-of", &["bits/boolean", "environment/public"]),
    ("inputs/blinding", &["reserves/public"]),
    ("inputs/entity", &["environment/public"]),
    ("inputs/network", &["environment/public"]),
    ("inputs/policy/currency", &["environment/public"]),
    ("inputs/policy/max-price-age-seconds", &["environment/public"]),
    ("inputs/policy/own-custodian", &["environment/public", "input/boolean"]),
    ("inputs/policy/version", &["environment/public"]),
    ("inputs/price-root", &["environment/public"]),
    ("inputs/registry-root", &["environment/public"]),
    ("inputs/scope/asset", &["distinct/pair", "environment/public", "scope/unused-is-zero"]),
    ("inputs/scope/definition", &["environment/public"]),
    ("inputs/scope/head", &["environment/public"]),
    ("inputs/scope/quorum", &["environment/public"]),
    (
        "inputs/scope/used",
        &["environment/public", "prefix/bit", "prefix/order", "scope/some", "scope/unused-is-zero"],
    ),
    ("inputs/statement/asset", &["eddsa/equation", "statements/asset", "statements/one-place"]),
    ("inputs/statement/encumbered", &["bits/boolean", "eddsa/equation"]),
    ("inputs/statement/nonce", &["eddsa/equation"]),
    ("inputs/statement/nullifier", &["distinct/pair", "eddsa/equation"]),
    ("inputs/statement/party", &["registry/root"]),
    ("inputs/statement/quantity", &["bits/boolean", "eddsa/equation"]),
    ("inputs/statement/signature/r/x", &["eddsa/equation", "edwards/on-curve"]),
    ("inputs/statement/signature/r/y", &["eddsa/equation", "edwards/on-curve"]),
    ("inputs/statement/signature/s", &["bits/at-most", "eddsa/equation"]),
    ("inputs/threshold", &["environment/public"]),
    ("inputs/used", &["nullifiers/unused-is-zero", "prefix/bit", "prefix/order", "statements/some"]),
    ("prices/above-zero", &["prices/above-zero"]),
    ("sequence/state", &["sequence/state"]),
    ("statements/amount", &["statements/amount"]),
    ("statements/foreign", &["statements/foreign"]),
    ("statements/place", &["statements/asset", "statements/one-place", "statements/place"]),
];

/// What a prover may choose: everything that only hashes bind.
const FREE: &[&str] = &[
    "inputs/accounts",
    "inputs/entity",
    "inputs/network",
    "inputs/policy/currency",
    "inputs/policy/max-price-age-seconds",
    "inputs/policy/version",
    "inputs/price-root",
    "inputs/registry-root",
    "inputs/scope/asset",
    "inputs/scope/definition",
    "inputs/scope/head",
    "inputs/scope/quorum",
    "inputs/statement/nonce",
    "inputs/statement/nullifier",
    "inputs/statement/key/x",
    "inputs/statement/key/y",
    "inputs/threshold",
    "path/sibling",
    "salt",
];

const UNDELETABLE: &[(&str, &str)] = &[];
