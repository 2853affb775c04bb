//! What each private input is, and so how it could be more than a native type.

use super::shape::Shape;

/// A kind of input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An integer below 2ⁿ.
    Bits(u32),
    /// 0 or 1, with the label of the constraint that says so.
    Flag(&'static str),
    /// A position in a tree: a bit.
    Position,
    /// Any element.
    Element,
    /// Any element for the circuit; a verifying side opens the document that it stands in.
    Opened,
    /// Length and places of a list.
    List,
    /// Length and limbs of a text.
    Text,
    /// A coordinate.
    Point,
    /// A scalar.
    Scalar,
    /// One value only.
    Constant,
}

use Kind::{Bits, Constant, Element, Flag, List, Opened, Point, Position, Scalar, Text};

/// Every private input.
pub(super) const KINDS: &[(&str, Kind)] = &[
    ("acknowledgement-signature/r/x", Point),
    ("acknowledgement-signature/r/y", Point),
    ("acknowledgement-signature/s", Scalar),
    ("as-of", Bits(32)),
    ("blinding", Element),
    ("consent-signature/r/x", Point),
    ("consent-signature/r/y", Point),
    ("consent-signature/s", Scalar),
    ("network", Opened),
    ("nullifier-key/x", Point),
    ("nullifier-key/y", Point),
    ("policy/any-payee", Flag("policy/any-payee")),
    ("policy/capacities", Bits(4)),
    ("policy/currencies", List),
    ("policy/kinds", Bits(2)),
    ("policy/lanes", Bits(3)),
    ("policy/max-amount", Bits(64)),
    ("policy/max-tenor-days", Bits(32)),
    ("policy/payees", List),
    ("policy/tax-lane-tenor-days", Opened),
    ("policy/terms", List),
    ("policy/verification-agents", List),
    ("policy/version", Constant),
    ("policy/without-terms", Flag("policy/without-terms")),
    ("registry-root", Element),
    ("seller/fiscal-rule/is-some", Flag("optional/flag")),
    ("seller/fiscal-rule/value", Element),
    ("seller/key/x", Point),
    ("seller/key/y", Point),
    ("seller/party", Element),
    ("seller/path/high", Position),
    ("seller/path/low", Position),
    ("seller/path/sibling", Element),
    ("seller/principal/is-some", Flag("optional/flag")),
    ("seller/principal/value", Element),
    ("seller/salt", Element),
    ("seller/valid-from", Bits(32)),
    ("seller/valid-until", Bits(32)),
    ("signer/fiscal-rule/is-some", Flag("optional/flag")),
    ("signer/fiscal-rule/value", Element),
    ("signer/key/x", Point),
    ("signer/key/y", Point),
    ("signer/party", Element),
    ("signer/path/high", Position),
    ("signer/path/low", Position),
    ("signer/path/sibling", Element),
    ("signer/principal/is-some", Flag("optional/flag")),
    ("signer/principal/value", Element),
    ("signer/salt", Element),
    ("signer/valid-from", Bits(32)),
    ("signer/valid-until", Bits(32)),
    ("terms/acknowledged-on", Bits(32)),
    ("terms/amount", Bits(64)),
    ("terms/capacity", Flag("input/boolean")),
    ("terms/currency", Bits(24)),
    ("terms/debtor", Element),
    ("terms/due", Bits(32)),
    ("terms/is-loan", Flag("input/boolean")),
    ("terms/issue", Bits(32)),
    ("terms/last-valid", Bits(32)),
    ("terms/number", Text),
    ("terms/number-length", Text),
    ("terms/payee/is-some", Flag("optional/flag")),
    ("terms/payee/value", Element),
    ("terms/rate", Bits(32)),
    ("terms/seller", Element),
    ("terms/terms/is-some", Flag("optional/flag")),
    ("terms/terms/value", Element),
    ("transcript/blind", Scalar),
    ("transcript/c", Element),
    ("transcript/eighth/x", Point),
    ("transcript/eighth/y", Point),
    ("transcript/evaluated-x", Point),
    ("transcript/evaluated-y", Point),
    ("transcript/s", Scalar),
];

/// An input without an entry fails: the cases of its kind would be missing.
#[test]
fn every_private_input_has_a_kind() {
    let private = Shape::get().inputs.keys().filter(|name| !name.starts_with("public/"));
    let listed: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(private.map(String::as_str).collect::<Vec<_>>(), listed);
}
