//! What is written down about these circuits for the gates, which look at one with room for two chunks and three assets.

use crate::parts::ledger::{CaughtBy, DISCLOSURE, EQUIVALENT, GADGETS, MEMBER};
use covenant_soundness::Ledger;

pub(super) const LEDGER: Ledger = Ledger {
    caught_by: &[GADGETS, MEMBER, DISCLOSURE, OWN],
    equivalent: EQUIVALENT,
    free: FREE,
    undeletable: UNDELETABLE,
};

/// Places and the labels of the constraints that may catch a forgery there.
const OWN: CaughtBy = &[
    ("coverage/counted", &["coverage/counted"]),
    ("coverage/liability", &["coverage/liability"]),
    ("coverage/needed", &["coverage/needed"]),
    ("coverage/reserve", &["coverage/reserve"]),
    ("coverage/unit", &["coverage/unit"]),
    ("distinct/inverse", &["distinct/pair"]),
    ("inputs/as-of", &["bits/boolean", "environment/public"]),
    ("inputs/chunk/blinding", &["chunk/unused-is-zero", "liabilities/public"]),
    ("inputs/chunk/claims", &["chunk/unused-is-zero", "liabilities/public"]),
    ("inputs/chunk/columns", &["chunk/unused-is-zero", "liabilities/public"]),
    ("inputs/chunk/more", &["bits/boolean", "chunk/unused-is-zero", "environment/public"]),
    (
        "inputs/chunk/total",
        &["bits/boolean", "chunk/unused-is-zero", "chunks/other-asset", "liabilities/public"],
    ),
    ("inputs/entity", &["environment/public"]),
    ("inputs/network", &["environment/public"]),
    ("inputs/policy/currency", &["bits/boolean", "environment/public"]),
    ("inputs/policy/max-price-age-seconds", &["bits/boolean", "environment/public"]),
    ("inputs/policy/own-custodian", &["environment/public", "input/boolean"]),
    ("inputs/policy/version", &["policy/version"]),
    ("inputs/price-root", &["environment/public"]),
    ("inputs/prices/authorities/party", &["prices/authority"]),
    ("inputs/prices/authorities/place", &["input/boolean", "prices/authority", "prices/one-place"]),
    ("inputs/prices/authorities/signature/r/x", &["eddsa/equation", "edwards/on-curve"]),
    ("inputs/prices/authorities/signature/r/y", &["eddsa/equation", "edwards/on-curve"]),
    ("inputs/prices/authorities/signature/s", &["bits/at-most", "eddsa/equation"]),
    ("inputs/prices/day", &["bits/boolean", "eddsa/equation"]),
    ("inputs/prices/member/confidence", &["bits/boolean", "prices/root"]),
    ("inputs/prices/member/path/high", &["merkle/position", "prices/root"]),
    ("inputs/prices/member/path/low", &["merkle/position", "prices/root"]),
    ("inputs/prices/member/path/sibling", &["prices/root"]),
    ("inputs/prices/member/price", &["bits/boolean", "prices/root"]),
    ("inputs/prices/member/published-at", &["bits/boolean", "prices/root"]),
    ("inputs/registry-root", &["environment/public"]),
    ("inputs/reserve-total", &["bits/boolean", "reserves/public", "reserves/unused-is-zero"]),
    ("inputs/reserves-blinding", &["reserves/public"]),
    ("inputs/scope/asset", &["distinct/pair", "environment/public", "scope/unused-is-zero"]),
    (
        "inputs/scope/authorities",
        &["environment/public", "list/distinct", "list/length", "list/unused-is-zero", "prices/authority"],
    ),
    ("inputs/scope/decimals", &["input/boolean", "scope/decimals"]),
    ("inputs/scope/definition", &["environment/public"]),
    ("inputs/scope/identifier", &["bits/boolean", "environment/public"]),
    ("inputs/scope/needed", &["environment/public", "quorum/number", "quorum/some"]),
    ("inputs/scope/own", &["environment/public", "input/boolean", "scope/own-unused-is-zero"]),
    (
        "inputs/scope/used",
        &["prefix/bit", "prefix/order", "scope/decimals", "scope/some", "scope/unused-is-zero"],
    ),
    ("inputs/scope/version", &["scope/version"]),
    ("inputs/threshold", &["bits/boolean", "environment/public", "threshold/above-zero"]),
    ("inputs/used", &["chunks/some", "environment/public", "prefix/bit", "prefix/order"]),
    ("prices/above-zero", &["prices/above-zero"]),
    ("prices/asset", &["prices/asset"]),
    ("prices/needed", &["prices/needed"]),
    ("prices/order", &["prices/order"]),
    (
        "quorum/needed",
        &[
            "prices/one-place",
            "quorum/listed",
            "quorum/needed",
            "quorum/number",
            "quorum/order",
            "quorum/some",
        ],
    ),
    ("sequence/state", &["sequence/state"]),
    ("threshold/above-zero", &["threshold/above-zero"]),
];

/// What a prover may choose: everything that only hashes bind.
const FREE: &[&str] = &[
    "inputs/chunk/blinding",
    "inputs/chunk/claims",
    "inputs/chunk/columns",
    "inputs/entity",
    "inputs/network",
    "inputs/price-root",
    "inputs/prices/authorities/key/x",
    "inputs/prices/authorities/key/y",
    "inputs/registry-root",
    "inputs/scope/asset",
    "inputs/scope/authorities",
    "inputs/scope/definition",
    "list/difference",
    "path/sibling",
    "salt",
];

/// Groups of constraints that no case shows to be needed, with the reason.
const UNDELETABLE: &[(&str, &str)] = &[
    (
        "inputs/prefix/order",
        "of two places the first is used by chunks/some; shown with the gadget (used_places_come_first_and_are_bits)",
    ),
    (
        "quorum/listed",
        "each needed signature has a listed place after the one before; shown with the quorum of a certificate that prices nothing",
    ),
];
