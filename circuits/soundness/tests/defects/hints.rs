//! Selectors, inverses, copies, public inputs, and what the tables of all defects share.

use super::defect::{Attempt, Defect, Gate::*, values};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field, PrimeField};
use covenant_gadgets::{
    compare::{Uint, bits, is_zero, less_or_equal},
    cs::{Cs, Num},
};
use covenant_soundness::Ledger;

/// The bits of ranges and comparisons.
pub(crate) const BITS: &[(&str, &[&str])] =
    &[("bits/bit", &["bits/boolean", "bits/at-most"]), ("bits/matched", &["bits/matched"])];

/// A small number.
pub(crate) fn fr(x: u64) -> Fr {
    Fr::from(x)
}

/// 2ⁿ.
pub(crate) fn two(n: usize) -> Fr {
    fr(2).pow([n as u64])
}

/// Whether the canonical representative is below 2ⁿ.
pub(crate) fn fits(x: Fr, n: u32) -> bool {
    use ark_ff::BigInteger as _;
    x.into_bigint().num_bits() <= n
}

pub(crate) const DEFECTS: &[Defect] = &[
    Defect {
        name: "a selector is not a bit: it chooses a mixture",
        source: "common class",
        holds: |v| {
            fits(v[2], 8) && fits(v[3], 1) && fits(if v[3] == Fr::ONE { v[0] } else { v[1] }, 8) && {
                let chosen = if v[3] == Fr::ONE { v[0] } else { v[1] };
                chosen.into_bigint() <= v[2].into_bigint()
            }
        },
        right: |cs, v| selected(cs, v, true),
        wrong: |cs, v| selected(cs, v, false),
        honest: || [50u64, 60, 55, 1].map(fr).to_vec(),
        attempts: || {
            vec![
                values("the other", [50u64, 60, 55, 0].map(fr)),
                values("either", [50u64, 60, 65, 0].map(fr)),
                values("a mixture", [70u64, 60, 55].map(fr).into_iter().chain([-fr(1)])),
                values("a rate of 2^8", [256u64, 60, 55, 1].map(fr)),
                values("another rate of 2^8", [50u64, 256, 55, 0].map(fr)),
                values("a cap of 2^8", [250u64, 60, 256, 1].map(fr)),
            ]
        },
        ledger: Ledger {
            caught_by: &[BITS, &[("selector", &["selector", "bits/boolean"]), ("chosen", &["chosen"])]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement, Forge],
    },
    Defect {
        name: "is-zero without x·zero = 0: anything may be called zero",
        source: "common class",
        holds: is_zero_as_told,
        right: |cs, v| zero(cs, v, [true, true]),
        wrong: |cs, v| zero(cs, v, [true, false]),
        honest: || [7u64, 0].map(fr).to_vec(),
        attempts: zeros,
        ledger: ZERO,
        found_by: &[Agreement],
    },
    Defect {
        name: "is-zero without x·inverse = 1 − zero: zero may be called something",
        source: "common class",
        holds: is_zero_as_told,
        right: |cs, v| zero(cs, v, [true, true]),
        wrong: |cs, v| zero(cs, v, [false, true]),
        honest: || [7u64, 0].map(fr).to_vec(),
        attempts: zeros,
        ledger: ZERO,
        found_by: &[Agreement, Forge, Rank],
    },
    Defect {
        name: "division by what may be zero: 0/0 is anything",
        source: "common class",
        holds: |v| v[1] != Fr::ZERO && v[1] * v[2] == v[0],
        right: |cs, v| quotient(cs, v, true),
        wrong: |cs, v| quotient(cs, v, false),
        honest: || [42u64, 6, 7].map(fr).to_vec(),
        attempts: || {
            vec![
                values("another quotient", [42u64, 6, 8].map(fr)),
                values("0/6", [0u64, 6, 0].map(fr)),
                values("6/0", [6u64, 0, 0].map(fr)),
                values("0/0", [0u64, 0, 9].map(fr)).hinting("quotient", [9u64]),
            ]
        },
        ledger: Ledger {
            caught_by: &[&[("quotient", &["quotient"]), ("not-zero", &["not-zero"])]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "a hinted result is held where a condition is met, and free where not",
        source: "common class",
        holds: |v| {
            let result = if v[2] == Fr::ONE { v[0] + v[1] } else { v[0] };
            fits(v[2], 1) && fits(v[3], 8) && fits(result, 8) && result.into_bigint() <= v[3].into_bigint()
        },
        right: |cs, v| conditional(cs, v, true),
        wrong: |cs, v| conditional(cs, v, false),
        honest: || [10u64, 3, 0, 12].map(fr).to_vec(),
        attempts: || {
            vec![
                values("met", [10u64, 3, 1, 13].map(fr)),
                values("met, above", [10u64, 3, 1, 12].map(fr)),
                values("not added", [10u64, 3, 1, 12].map(fr)).hinting("result", [10u64]),
                values("above", [10u64, 3, 0, 9].map(fr)),
                values("none", [10u64, 3, 0, 9].map(fr)).hinting("result", [0u64]),
                values("neither", [10u64, 3, 2, 12].map(fr)),
                values("neither, and nothing to add", [10u64, 0, 2, 12].map(fr)),
                values("a result of 2^8", [256u64, 3, 0, 255].map(fr)),
                values("a cap of 2^8", [250u64, 3, 0, 256].map(fr)),
            ]
        },
        ledger: Ledger {
            caught_by: &[BITS, &[("result", &["added", "not-added", "bits/boolean"])]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement, Forge],
    },
    Defect {
        name: "only one limb of two is compared, twice",
        source: "common class: a copied line",
        holds: |v| v[0] == v[2] && v[1] == v[3],
        right: |cs, v| limbs(cs, v, [0, 1]),
        wrong: |cs, v| limbs(cs, v, [0, 0]),
        honest: || [11u64, 12, 11, 12].map(fr).to_vec(),
        attempts: || {
            vec![
                values("others", [1u64, 2, 1, 2].map(fr)),
                values("another low limb", [11u64, 12, 10, 12].map(fr)),
                values("another high limb", [11u64, 12, 11, 13].map(fr)),
            ]
        },
        ledger: Ledger { caught_by: &[&[("low", &["low"]), ("high", &["high"])]], ..Ledger::EMPTY },
        found_by: &[Agreement, Forge, Rank, Deletion],
    },
    Defect {
        name: "a hint has two copies and one of them is constrained",
        source: "common class: circom's `<--`",
        holds: |v| v[0] != Fr::ZERO && v[1] * v[0] == Fr::ONE,
        right: |cs, v| inverses(cs, v, true),
        wrong: |cs, v| inverses(cs, v, false),
        honest: || vec![fr(4), fr(4).inverse().unwrap_or_default()],
        attempts: || {
            vec![
                values("another", [4u64, 5].map(fr)),
                values("of the copy", [4u64, 5].map(fr)).hinting("copy", [5u64]),
                values("of zero", [0u64, 0].map(fr)),
            ]
        },
        ledger: Ledger { caught_by: &[&[("inverse", &["inverse"]), ("copy", &["told"])]], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "a check is multiplied by a switch that the prover sets",
        source: "common class",
        holds: |v| v[0] == v[1] && v[2] == Fr::ONE,
        right: |cs, v| switched(cs, v, true),
        wrong: |cs, v| switched(cs, v, false),
        honest: || [9u64, 9, 1].map(fr).to_vec(),
        attempts: || {
            vec![
                values("others", [8u64, 8, 1].map(fr)),
                values("on", [9u64, 8, 1].map(fr)),
                values("off", [9u64, 8, 0].map(fr)),
                values("off for equals", [9u64, 9, 0].map(fr)),
            ]
        },
        ledger: Ledger { caught_by: &[&[("switch", &["switch"])]], ..Ledger::EMPTY },
        found_by: &[Agreement, Forge],
    },
    Defect {
        name: "a constraint holds of everything: a value is compared with itself",
        source: "common class: a copied line",
        holds: |v| v[0].pow([5u64]) == v[1],
        right: |cs, v| digested(cs, v, |_, told| told.clone()),
        wrong: |cs, v| digested(cs, v, |computed, _| computed.clone()),
        honest: || [3u64, 243].map(fr).to_vec(),
        attempts: || vec![values("another", [3u64, 244].map(fr)), values("of two", [2u64, 32].map(fr))],
        ledger: Ledger { caught_by: &[FIFTH, &[("preimage", &["told"])]], ..Ledger::EMPTY },
        found_by: &[Agreement, Forge, Rank, Deletion],
    },
    Defect {
        name: "the witness' value is a coefficient, where its variable should be",
        source: "common class: arkworks' `Constant` for `Var`",
        holds: |v| v[0] * v[1] == v[2],
        right: |cs, v| {
            let [x, y, told] = [0, 1, 2].map(|i| cs.public(v[i]));
            let product = cs.mul("product", &x, &y);
            cs.enforce_equal("told", &product, &told);
        },
        wrong: |cs, v| {
            let [x, y, told] = [0, 1, 2].map(|i| cs.public(v[i]));
            let product = cs.mul("product", &x, &Num::constant(y.value()));
            cs.enforce_equal("told", &product, &told);
        },
        honest: || [6u64, 7, 42].map(fr).to_vec(),
        attempts: || {
            vec![
                values("another product", [6u64, 7, 43].map(fr)),
                values("others", [6u64, 8, 48].map(fr)),
                values("six", [6u64, 8, 42].map(fr)),
            ]
        },
        ledger: Ledger { caught_by: &[&[("product", &["product"])]], ..Ledger::EMPTY },
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a public input is bound to nothing",
        source: "warp-toad #103, Arianee: recipient or amount outside the proof",
        holds: |v| v[0] == v[2] && v[1] == v[2].pow([5u64]),
        right: |cs, v| paid(cs, v, true),
        wrong: |cs, v| paid(cs, v, false),
        honest: || [2u64, 32, 2].map(fr).to_vec(),
        attempts: || {
            vec![
                values("another payee", [6u64, 32, 2].map(fr)),
                values("another note", [2u64, 33, 2].map(fr)),
                values("another of both", [3u64, 243, 3].map(fr)),
            ]
        },
        ledger: Ledger { caught_by: &[FIFTH, &[("payee", &["note", "paid"])]], ..Ledger::EMPTY },
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a value is hinted and no constraint mentions it",
        source: "Summa audit, High",
        holds: |v| v[0] * v[1] == v[2],
        right: |cs, v| {
            let [x, y, told] = [0, 1, 2].map(|i| cs.public(v[i]));
            let product = cs.mul("product", &x, &y);
            cs.enforce_equal("told", &product, &told);
        },
        wrong: |cs, v| {
            let [x, y, told] = [0, 1, 2].map(|i| cs.public(v[i]));
            cs.enforce("told", &x, &y, &told);
            cs.hint("product", || x.value() * y.value());
        },
        honest: || [6u64, 7, 42].map(fr).to_vec(),
        attempts: || vec![values("others", [6u64, 8, 48].map(fr)), values("another", [6u64, 7, 43].map(fr))],
        ledger: Ledger { caught_by: &[&[("product", &["product"])]], ..Ledger::EMPTY },
        found_by: &[Forge, Rank],
    },
    Defect {
        name: "a root's sign is not fixed",
        source: "common class: two nullifiers of one document",
        holds: |v| v[1].square() == v[0] && fits(v[1], 32),
        right: |cs, v| root(cs, v, true),
        wrong: |cs, v| root(cs, v, false),
        honest: || [49u64, 7].map(fr).to_vec(),
        attempts: || {
            vec![
                values("−7", [fr(49), -fr(7)]),
                values("another", [49u64, 8].map(fr)),
                values("another square", [64u64, 8].map(fr)),
            ]
        },
        ledger: Ledger { caught_by: &[BITS, &[("root", &["square", "bits/boolean"])]], ..Ledger::EMPTY },
        found_by: &[Agreement, Forge],
    },
];

/// x⁵, a permutation of the field: what stands for a hash.
const FIFTH: &[(&str, &[&str])] = &[
    ("power/square", &["power/square"]),
    ("power/fourth", &["power/fourth"]),
    ("power/fifth", &["power/fifth"]),
];

const ZERO: Ledger = Ledger {
    caught_by: &[&[("inverse", &["is-zero/inverse"]), ("zero", &["told", "is-zero/inverse"])]],
    ..Ledger::EMPTY
};

/// A rate is one of two, and at most a cap.
fn selected(cs: &mut Cs, v: &[Fr], is_bit: bool) {
    let [x, y, cap] = [0, 1, 2].map(|i| cs.public(v[i]));
    let selector = cs.input("selector", v[3]);
    if is_bit {
        cs.boolean("selector", selector.clone());
    }
    let chosen = &cs.mul("chosen", &selector, &(&x - &y)) + &y;
    let chosen = cs.scoped("rate", |cs| Uint::range(cs, chosen, 8));
    let cap = cs.scoped("cap", |cs| Uint::range(cs, cap, 8));
    cs.scoped("at-most", |cs| less_or_equal(cs, &chosen, &cap));
}

fn is_zero_as_told(v: &[Fr]) -> bool {
    v[1] == Fr::from(v[0] == Fr::ZERO)
}

/// The gadget, with or without each of its constraints.
fn zero(cs: &mut Cs, v: &[Fr], [inverse, product]: [bool; 2]) {
    let (x, told) = (cs.public(v[0]), cs.public(v[1]));
    let is_zero = if inverse && product {
        is_zero(cs, &x).num().clone()
    } else {
        let hint = cs.hint("is-zero/inverse", || x.value().inverse().unwrap_or_default());
        let zero = cs.hint("is-zero/zero", || Fr::from(x.value() == Fr::ZERO));
        if inverse {
            cs.enforce("is-zero/inverse", &x, &hint, &(&Num::one() - &zero));
        }
        if product {
            cs.enforce("is-zero/zero", &x, &zero, &Num::zero());
        }
        zero
    };
    cs.enforce_equal("told", &is_zero, &told);
}

fn zeros() -> Vec<Attempt> {
    let hinted = |name, x: u64, zero: u64, inverse: Fr| {
        values(name, [x, zero].map(fr)).hinting("is-zero/zero", [zero]).hinting("is-zero/inverse", [inverse])
    };
    vec![
        values("zero", [0u64, 1].map(fr)),
        hinted("7 is zero", 7, 1, Fr::ZERO),
        hinted("0 is not zero", 0, 0, Fr::ONE),
        hinted("neither", 7, 2, -fr(7).inverse().unwrap_or_default()),
    ]
}

fn quotient(cs: &mut Cs, v: &[Fr], divisor_is_checked: bool) {
    let [x, y, told] = [0, 1, 2].map(|i| cs.public(v[i]));
    if divisor_is_checked {
        cs.enforce_nonzero("not-zero", &y);
    }
    let ratio = x.value() * y.value().inverse().unwrap_or_default();
    let q = cs.hint("quotient", || ratio);
    cs.enforce("quotient", &q, &y, &x);
    cs.enforce_equal("told", &q, &told);
}

/// acc + p where the bit is set, acc where it is not; the result is at most a cap.
fn conditional(cs: &mut Cs, v: &[Fr], both: bool) {
    let [acc, p, bit, cap] = [0, 1, 2, 3].map(|i| cs.public(v[i]));
    let bit = cs.boolean("bit", bit);
    let sum = &acc + &p;
    let result = cs.hint("result", || if bit.value() { sum.value() } else { acc.value() });
    cs.enforce("added", bit.num(), &(&result - &sum), &Num::zero());
    if both {
        cs.enforce("not-added", bit.not().num(), &(&result - &acc), &Num::zero());
    }
    let result = cs.scoped("result", |cs| Uint::range(cs, result, 8));
    let cap = cs.scoped("cap", |cs| Uint::range(cs, cap, 8));
    cs.scoped("at-most", |cs| less_or_equal(cs, &result, &cap));
}

fn limbs(cs: &mut Cs, v: &[Fr], compared: [usize; 2]) {
    let told = [0, 1].map(|i| cs.public(v[i]));
    let own = [cs.input("low", v[2]), cs.input("high", v[3])];
    for (label, i) in ["low", "high"].into_iter().zip(compared) {
        cs.enforce_equal(label, &own[i], &told[i]);
    }
}

fn inverses(cs: &mut Cs, v: &[Fr], one: bool) {
    let (x, told) = (cs.public(v[0]), cs.public(v[1]));
    let inverse = |x: &Num| x.value().inverse().unwrap_or_default();
    let first = cs.hint("inverse", || inverse(&x));
    cs.enforce("inverse", &first, &x, &Num::one());
    let used = if one { first } else { cs.hint("copy", || inverse(&x)) };
    cs.enforce_equal("told", &used, &told);
}

fn switched(cs: &mut Cs, v: &[Fr], is_on: bool) {
    let (x, y) = (cs.public(v[0]), cs.public(v[1]));
    let switch = cs.input("switch", v[2]);
    match is_on {
        true => cs.enforce_equal("switch", &switch, &Num::one()),
        false => drop(cs.boolean("switch", switch.clone())),
    }
    cs.enforce("equal", &switch, &(&x - &y), &Num::zero());
}

/// x⁵, which has one root.
fn fifth(cs: &mut Cs, x: &Num) -> Num {
    let square = cs.mul("power/square", x, x);
    let fourth = cs.mul("power/fourth", &square, &square);
    cs.mul("power/fifth", &fourth, x)
}

fn digested(cs: &mut Cs, v: &[Fr], compared: fn(&Num, &Num) -> Num) {
    let told = cs.public(v[1]);
    let preimage = cs.input("preimage", v[0]);
    let digest = fifth(cs, &preimage);
    cs.enforce_equal("told", &digest, &compared(&digest, &told));
}

/// A payee who is known by a digest.
fn paid(cs: &mut Cs, v: &[Fr], is_bound: bool) {
    let (paid, note) = (cs.public(v[0]), cs.public(v[1]));
    let payee = cs.input("payee", v[2]);
    let digest = fifth(cs, &payee);
    cs.enforce_equal("note", &digest, &note);
    if is_bound {
        cs.enforce_equal("paid", &payee, &paid);
    }
}

/// The root of 32 bits.
fn root(cs: &mut Cs, v: &[Fr], sign_is_fixed: bool) {
    let square = cs.public(v[0]);
    let root = cs.input("root", v[1]);
    cs.enforce("square", &root, &root, &square);
    if sign_is_fixed {
        bits(cs, &root, 32);
    }
}
