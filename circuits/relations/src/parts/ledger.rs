//! What is written down about the gadgets and the parts of statements; see [`covenant_soundness::Ledger`].

/// A place and the labels of the constraints that may catch a forgery there.
pub type CaughtBy = &'static [(&'static str, &'static [&'static str])];

/// The hints of the gadgets, with the constraints that catch their forgery.
pub const GADGETS: CaughtBy = &[
    ("bits/bit", &["bits/boolean", "bits/at-most"]),
    ("bits/matched", &["bits/matched"]),
    ("compare/min", &["compare/min"]),
    ("compare/saturated", &["compare/saturated"]),
    ("calendar/month", &["calendar/month", "calendar/one-month"]),
    ("calendar/quotient", &["bits/boolean"]),
    ("calendar/year", &["bits/boolean"]),
    ("disclosure/figure", &["disclosure/figure"]),
    ("disclosure/value", &["disclosure/value"]),
    ("division/product", &["division/product"]),
    ("division/quotient", &["bits/boolean", "division/exact"]),
    ("division/remainder", &["bits/boolean", "division/exact"]),
    ("edwards/add-x", &["edwards/add-x"]),
    ("edwards/add-y", &["edwards/add-y"]),
    ("edwards/beta", &["edwards/beta"]),
    ("edwards/delta", &["edwards/delta"]),
    ("edwards/double-x", &["edwards/double-x"]),
    ("edwards/double-y", &["edwards/double-y"]),
    ("edwards/gamma", &["edwards/gamma"]),
    ("edwards/tau", &["edwards/tau"]),
    ("edwards/x2", &["edwards/x2"]),
    ("edwards/xy", &["edwards/xy"]),
    ("edwards/y2", &["edwards/y2"]),
    ("elligator/candidate", &["elligator/candidate"]),
    ("elligator/cubic", &["elligator/cubic"]),
    ("elligator/edwards-x", &["elligator/edwards-x"]),
    ("elligator/edwards-y", &["elligator/edwards-y"]),
    ("elligator/is-first", &["elligator/is-first", "elligator/root"]),
    ("elligator/nonzero", &["elligator/nonzero"]),
    ("parity/bits/bit", &["bits/boolean", "bits/at-most", "elligator/parity"]),
    ("elligator/abscissa", &["elligator/abscissa"]),
    ("elligator/root", &["elligator/root", "elligator/parity"]),
    ("elligator/square", &["elligator/square"]),
    ("elligator/x2", &["elligator/x2"]),
    ("is-zero/inverse", &["is-zero/inverse"]),
    ("is-zero/zero", &["is-zero/inverse", "is-zero/zero"]),
    ("list/difference", &["list/distinct"]),
    ("list/distances", &["list/distances"]),
    ("list/filled", &["list/filled"]),
    ("list/factor", &["list/factor"]),
    ("list/product", &["list/product"]),
    ("list/used", &["list/used", "list/prefix", "list/length", "list/unused-is-zero"]),
    ("merkle/first", &["merkle/first"]),
    ("merkle/last", &["merkle/last"]),
    ("merkle/second", &["merkle/second"]),
    ("merkle/third", &["merkle/third"]),
    ("poseidon/fifth", &["poseidon/fifth"]),
    ("poseidon/fourth", &["poseidon/fourth"]),
    ("poseidon/square", &["poseidon/square"]),
    ("sequence/state", &["sequence/state"]),
    ("tally/carried", &["tally/carried"]),
    ("tally/distance", &["tally/distance"]),
    ("tally/factor", &["tally/factor"]),
    ("tally/fraction", &["tally/fraction"]),
    ("tally/inverse", &["tally/inverse"]),
    ("tally/item", &["tally/item"]),
    ("tally/last-of-group", &["tally/last-of-group"]),
    ("tally/product", &["tally/product"]),
    ("tally/sum", &["tally/sum"]),
    ("tally/sums", &["tally/sums", "tally/unused-is-zero"]),
    ("tally/weight", &["tally/distinct", "tally/unused-is-zero"]),
    ("text/allowed", &["text/allowed"]),
    ("text/bit", &["text/bit", "text/printable", "text/no-lower-case", "text/unused-is-zero", "text/limb"]),
    ("text/first-not-blank", &["text/first-not-blank"]),
    ("text/last", &["text/last"]),
    ("text/last-not-blank", &["text/last-not-blank"]),
    ("text/outer", &["text/outer"]),
    ("text/upper-low", &["text/upper-low"]),
    ("text/upper-quarter", &["text/upper-quarter"]),
    ("text/used", &["text/used", "text/prefix", "text/length", "text/not-empty"]),
    ("voprf/blinded", &["voprf/blinded"]),
    ("window/both", &["window/both"]),
    ("window/constant", &["window/constant"]),
    ("window/even", &["window/even"]),
    ("window/magnitude", &["window/magnitude"]),
    ("window/sign", &["window/sign"]),
];

/// The private inputs of a registered party, named `signer/…` or `seller/…`.
pub const MEMBER: CaughtBy = &[
    ("fiscal-rule/is-some", &["nullifier/fiscal-rule", "optional/flag", "registry/root"]),
    ("fiscal-rule/value", &["optional/none-is-zero", "registry/root"]),
    ("key/x", &["edwards/on-curve", "registry/root"]),
    ("key/y", &["edwards/on-curve", "registry/root"]),
    ("path/high", &["merkle/position", "registry/root"]),
    ("path/low", &["merkle/position", "registry/root"]),
    ("path/sibling", &["registry/root"]),
    ("principal/is-some", &["optional/flag", "registry/root"]),
    ("principal/value", &["optional/none-is-zero"]),
    ("salt", &["registry/root"]),
    ("valid-from", &["bits/boolean", "registry/root"]),
    ("valid-until", &["bits/boolean", "registry/root"]),
];

/// The private inputs of a disclosure, named `seal/…`; the statement equates its value with the public input under
/// `disclosure/public`.
pub const DISCLOSURE: CaughtBy = &[
    ("seal/auditor/x", &["disclosure/none", "disclosure/public", "edwards/on-curve"]),
    ("seal/auditor/y", &["disclosure/none", "disclosure/public", "edwards/on-curve"]),
    ("seal/discloses", &["disclosure/bit", "disclosure/none", "disclosure/public"]),
    ("seal/ephemeral", &["bits/boolean", "disclosure/none", "disclosure/public"]),
    ("seal/mask", &["disclosure/bit", "disclosure/none", "disclosure/public"]),
];

/// Hints that may be anything where what they are multiplied with is zero.
pub const EQUIVALENT: &[(&str, &str)] = &[
    ("is-zero/inverse", "beside zero: that zero is told as such does not rest on the inverse"),
    ("list/difference", "beside two places that are not used, which need not differ"),
];

/// Groups of the gadgets' constraints that no generic case shows to be needed, with the reason.
pub const REASONS: &[(&str, &str)] = &[
    (
        "text/used",
        "a flag f that is neither 0 nor 1 is refused without it: unused-is-zero makes its character 0, and printable asks f·1 = 0",
    ),
    ("elligator/is-first", "parity equates it with a bit of the root"),
    (
        "elligator/x2",
        "the root is computed before it; that the cubic built on it is needed is shown, and x2 stands in nothing else",
    ),
    (
        "calendar/one-month",
        "shown with the gadget: two months that add up to the rule's month (another_month_by_two_bits)",
    ),
    (
        "text/prefix",
        "shown with the gadget: a text with a hole (a_hole_is_refused_by_the_order_of_the_flags)",
    ),
    ("text/not-empty", "shown with the gadget: no text at all (nothing_is_refused_by_the_first_flag)"),
    (
        "text/upper-low",
        "shown with the gadget: a lower-case letter whose product is forged (a_small_letter_hides_behind_no_product)",
    ),
    ("text/no-lower-case", "shown with the gadget: a lower-case letter (a_small_letter_is_refused_as_such)"),
];
