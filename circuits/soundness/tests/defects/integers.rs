//! Ranges, sums, comparisons, division.

use super::{
    defect::{Defect, Gate::*, values},
    hints::{BITS, fits, fr, two},
};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, BigInteger as _, Field, PrimeField};
use covenant_gadgets::{
    compare::{Uint, bits, less, less_or_equal, strict_bits},
    cs::{Bit, Cs, Num},
};
use covenant_soundness::Ledger;

pub(crate) const DEFECTS: &[Defect] = &[
    Defect {
        name: "a part of a packing has no range: a price runs over into the quantity",
        source: "Binance proof of reserves #4",
        holds: |v| fits(v[0], 64) && fits(v[1], 64) && v[0] + v[1] * two(64) == v[2],
        right: |cs, v| packing(cs, v, true),
        wrong: |cs, v| packing(cs, v, false),
        honest: || vec![fr(25), fr(7), fr(25) + fr(7) * two(64)],
        attempts: || {
            let packed = fr(25) + fr(7) * two(64);
            vec![
                values("another price", [fr(26), fr(7), packed]),
                values("2^64 moved to the price", [fr(25) + two(64), fr(6), packed]),
                values("2^64 moved to the quantity", [fr(25) - two(64), fr(8), packed]),
                values("a price of p − 1", [-Fr::ONE, fr(7), fr(7) * two(64) - Fr::ONE]),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                BITS,
                &[("price", &["packed", "bits/boolean"]), ("quantity", &["packed", "bits/boolean"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "no part of a packing has a range",
        source: "Binance proof of reserves #4",
        holds: |v| fits(v[0], 64) && fits(v[1], 64) && v[0] + v[1] * two(64) == v[2],
        right: |cs, v| packing(cs, v, true),
        wrong: |cs, v| {
            let packed = cs.public(v[2]);
            let (price, quantity) = (cs.input("price", v[0]), cs.input("quantity", v[1]));
            cs.enforce_equal("packed", &(&price + &quantity.scale(two(64))), &packed);
        },
        honest: || vec![fr(25), fr(7), fr(25) + fr(7) * two(64)],
        attempts: || {
            let packed = fr(25) + fr(7) * two(64);
            vec![
                values("2^64 moved", [fr(25) + two(64), fr(6), packed]),
                values("all in the price", [packed, Fr::ZERO, packed]),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                BITS,
                &[("price", &["packed", "bits/boolean"]), ("quantity", &["packed", "bits/boolean"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a sum wraps: its terms are ranged to 253 bits, the total to nothing",
        source: "Summa audit, High",
        holds: |v| fits(v[0], 64) && fits(v[1], 64) && v[0] + v[1] == v[2],
        right: |cs, v| sum(cs, v, [64, 64]),
        wrong: |cs, v| sum(cs, v, [253, 253]),
        honest: || vec![fr(1000), fr(234), fr(1234)],
        attempts: || {
            let half = two(253) - fr(1);
            vec![
                values("another total", [1000u64, 234, 1235].map(fr)),
                values("the sum is p + 5", [half, fr(5) - half, fr(5)]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS, TERMS], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "a dummy account with a negative balance: one term of a total has no range",
        source: "Binance proof of reserves and its forks; OKX",
        holds: |v| fits(v[0], 64) && fits(v[1], 64) && v[0] + v[1] == v[2],
        right: |cs, v| sum(cs, v, [64, 64]),
        wrong: |cs, v| sum(cs, v, [64, 0]),
        honest: || vec![fr(1000), fr(234), fr(1234)],
        attempts: || {
            vec![
                values("another total", [1000u64, 234, 1235].map(fr)),
                values("−900", [fr(1000), -fr(900), fr(100)]),
                values("2^64", [fr(1000), two(64), fr(1000) + two(64)]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS, TERMS], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "children's gross figures have no range, only their net ones",
        source: "OKX proof of reserves v2",
        holds: |v| {
            let small = v[..4].iter().all(|x| fits(*x, 32));
            let nets = fits(v[0] - v[1], 32) && fits(v[2] - v[3], 32);
            small && nets && v[0] + v[2] == v[4] && v[1] + v[3] == v[5]
        },
        right: |cs, v| parents(cs, v, true),
        wrong: |cs, v| parents(cs, v, false),
        honest: || [90u64, 30, 70, 20, 160, 50].map(fr).to_vec(),
        attempts: || {
            vec![
                values("another total", [90u64, 30, 70, 20, 161, 50].map(fr)),
                values("other debts", [90u64, 30, 70, 20, 160, 51].map(fr)),
                values("more debts than gross", [20u64, 30, 140, 20, 160, 50].map(fr)),
                values(
                    "a negative child",
                    [fr(90) - fr(100), fr(30) - fr(100), fr(170), fr(120), fr(160), fr(50)],
                ),
                values(
                    "a negative one alone",
                    [fr(90), fr(30) - fr(100), fr(70), fr(20), fr(160), fr(50) - fr(100)],
                ),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                BITS,
                &[("gross", &["gross", "bits/boolean"]), ("debts", &["debts", "bits/boolean"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a comparison's output is computed and not enforced",
        source: "Summa audit, High",
        holds: |v| fits(v[0], 32) && fits(v[1], 32) && int(v[0]) <= int(v[1]),
        right: |cs, v| covered(cs, v, true),
        wrong: |cs, v| covered(cs, v, false),
        honest: || vec![fr(50), fr(80)],
        attempts: || {
            vec![
                values("equal", [80u64, 80].map(fr)),
                values("one more", [81u64, 80].map(fr)),
                values("2^32", [fr(50), two(32)]),
                values("debt of 2^32", [two(32), two(32) + fr(5)]),
                values("debt of p − 1", [-Fr::ONE, fr(80)]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "a comparison's output is a hinted bit that nothing ties to what is compared",
        source: "Summa audit, High",
        holds: |v| {
            fits(v[0], 32) && fits(v[1], 32) && (v[2] == Fr::ONE) == (int(v[0]) <= int(v[1])) && fits(v[2], 1)
        },
        right: |cs, v| told_covered(cs, v, true),
        wrong: |cs, v| told_covered(cs, v, false),
        honest: || [50u64, 80, 1].map(fr).to_vec(),
        attempts: || {
            vec![
                values("not covered", [90u64, 80, 0].map(fr)),
                values("said to be covered", [90u64, 80, 1].map(fr)).hinting("covered", [1u64]),
                values("said to be uncovered", [50u64, 80, 0].map(fr)).hinting("covered", [0u64]),
                values("debt of 2^32", [two(32), fr(80), Fr::ZERO]),
                values("collateral of 2^32", [fr(1), two(32), Fr::ONE]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS, &[("covered", &["told"])]], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "values are compared that have no range",
        source: "common class",
        holds: |v| fits(v[0], 32) && fits(v[1], 32) && int(v[0]) <= int(v[1]),
        right: |cs, v| {
            let (x, y) = (cs.public(v[0]), cs.public(v[1]));
            let (x, y) = (Uint::range(cs, x, 32), Uint::range(cs, y, 32));
            less_or_equal(cs, &x, &y);
        },
        wrong: |cs, v| {
            let (x, y) = (cs.public(v[0]), cs.public(v[1]));
            bits(cs, &(&y - &x), 32);
        },
        honest: || vec![fr(50), fr(80)],
        attempts: || {
            vec![
                values("above", [fr(81), fr(80)]),
                values("negative", [-fr(1), fr(80)]),
                values("both large", [two(40), two(40)]),
                values("the larger too large", [two(32) - fr(1), two(32)]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "254 bits without the bound p − 1: x and x + p both decompose",
        source: "Binance's fork of gnark",
        holds: |v| fr(u64::from(v[0].into_bigint().is_odd())) == v[1],
        right: |cs, v| {
            let (x, parity) = (cs.public(v[0]), cs.public(v[1]));
            let bits = strict_bits(cs, &x);
            cs.enforce_equal("parity", bits[0].num(), &parity);
        },
        wrong: |cs, v| {
            let (x, parity) = (cs.public(v[0]), cs.public(v[1]));
            let bits = loose_bits(cs, &x, 254);
            cs.enforce_equal("parity", bits[0].num(), &parity);
        },
        honest: || vec![fr(6), fr(0)],
        attempts: || {
            let mut plus_p = Fr::MODULUS;
            plus_p.add_with_carry(&6u64.into());
            let high = (1..254).map(move |i| fr(u64::from(plus_p.get_bit(i))));
            vec![
                values("odd", [fr(7), fr(1)]),
                values("p − 1", [-fr(1), fr(0)]),
                values("6 is odd", [fr(6), fr(1)]),
                values("6 + p is odd", [fr(6), fr(1)]).hinting("bits/bit", high),
            ]
        },
        ledger: Ledger {
            caught_by: &[&[
                ("bits/bit", &["bits/boolean", "bits/at-most", "parity"]),
                ("bits/matched", &["bits/matched"]),
            ]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "a bit that is decomposed is not a bit",
        source: "common class",
        holds: |v| fits(v[0], 8),
        right: |cs, v| {
            let x = cs.public(v[0]);
            bits(cs, &x, 8);
        },
        wrong: |cs, v| {
            let x = cs.public(v[0]);
            let value = x.value().into_bigint();
            let digits: Vec<Num> =
                (0..8).map(|i| cs.hint("bits/bit", || Fr::from(value.get_bit(i)))).collect();
            let weights = (0..8).map(two);
            cs.enforce_equal("recomposed", &Num::sum(weights.zip(&digits)), &x);
        },
        honest: || vec![fr(173)],
        attempts: || {
            vec![
                values("256", [fr(256)]).hinting("bits/bit", [fr(256)]),
                values("p − 1", [-fr(1)])
                    .hinting("bits/bit", [-fr(1), fr(0), fr(0), fr(0), fr(0), fr(0), fr(0), fr(0)]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS], ..Ledger::EMPTY },
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a remainder of the divisor itself is taken: `≤` for `<`",
        source: "Penumbra audit; Binance, March 2026",
        holds: is_quotient,
        right: |cs, v| quotient(cs, v, Remainder::Less),
        wrong: |cs, v| quotient(cs, v, Remainder::LessOrEqual),
        honest: || [12_345u64, 8_000, 9_876].map(fr).to_vec(),
        attempts: quotients,
        ledger: Ledger { caught_by: &[BITS, QUOTIENT], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "a remainder has no range: any quotient will do",
        source: "Penumbra audit; Binance, March 2026",
        holds: |v| fits(v[0], 32) && fits(v[1], 14) && int(v[2]) <= int(v[0]) * int(v[1]) / 10_000,
        right: |cs, v| borrowed(cs, v, true),
        wrong: |cs, v| borrowed(cs, v, false),
        honest: || [12_345u64, 8_000, 9_000].map(fr).to_vec(),
        attempts: || {
            vec![
                values("all of it", [12_345u64, 8_000, 9_876].map(fr)),
                values("one more", [12_345u64, 8_000, 9_877].map(fr)),
                values("one more, hinted", [12_345u64, 8_000, 9_877].map(fr)).hinting("quotient", [9_877u64]),
                values("a debt of 2^32", [fr(12_345), fr(8_000), two(34)]),
                values("an amount of 2^32", [two(32), fr(1), fr(7)]),
                values("a rate of 2^14", [fr(1), two(14), fr(1)]),
            ]
        },
        ledger: Ledger { caught_by: &[BITS, QUOTIENT], ..Ledger::EMPTY },
        found_by: &[Agreement, Forge],
    },
    Defect {
        name: "a quotient has no range: any remainder has one in the field",
        source: "Penumbra audit; Binance, March 2026",
        holds: is_quotient,
        right: |cs, v| quotient(cs, v, Remainder::Less),
        wrong: |cs, v| quotient(cs, v, Remainder::FreeQuotient),
        honest: || [12_345u64, 8_000, 9_876].map(fr).to_vec(),
        attempts: quotients,
        ledger: Ledger { caught_by: &[BITS, QUOTIENT], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "a carry is missing between two limbs",
        source: "common class of arithmetic on limbs",
        holds: |v| {
            let carry = Fr::from(v[0].into_bigint().0[0].checked_add(v[2].into_bigint().0[0]).is_none());
            v.iter().all(|x| fits(*x, 64))
                && v[0] + v[2] == v[4] + carry * two(64)
                && v[1] + v[3] + carry == v[5]
        },
        right: |cs, v| limbs(cs, v, true),
        wrong: |cs, v| limbs(cs, v, false),
        honest: || [5u64, 1, 6, 2, 11, 3].map(fr).to_vec(),
        attempts: carries,
        ledger: Ledger {
            caught_by: &[BITS, &[("carry", &["carry", "low"])]],
            undeletable: &[("carry", "the ranges of both limbs leave 0 and 1 alone")],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
];

const TERMS: &[(&str, &[&str])] = &[("term", &["total", "bits/boolean"])];
const QUOTIENT: &[(&str, &[&str])] = &[("product", &["product"]), ("quotient", &["bits/boolean", "told"])];

/// As an integer; too large ones as the largest.
fn int(x: Fr) -> u128 {
    let [low, high, rest @ ..] = x.into_bigint().0;
    if rest == [0; 2] { u128::from(high) << 64 | u128::from(low) } else { u128::MAX }
}

fn packing(cs: &mut Cs, v: &[Fr], price_is_ranged: bool) {
    let packed = cs.public(v[2]);
    let price = cs.input("price", v[0]);
    let quantity = Uint::input(cs, "quantity", v[1], 64);
    let sum = match price_is_ranged {
        true => Uint::pack(&[(&Uint::range(cs, price, 64), 64), (&quantity, 64)]).num().clone(),
        false => &price + &quantity.num().scale(two(64)),
    };
    cs.enforce_equal("packed", &sum, &packed);
}

/// Terms of so many bits, 0 for no range.
fn sum(cs: &mut Cs, v: &[Fr], widths: [usize; 2]) {
    let total = cs.public(v[2]);
    let terms = [0, 1].map(|i| {
        let term = cs.input("term", v[i]);
        if widths[i] > 0 {
            bits(cs, &term, widths[i]);
        }
        term
    });
    cs.enforce_equal("total", &(&terms[0] + &terms[1]), &total);
}

fn parents(cs: &mut Cs, v: &[Fr], gross_is_ranged: bool) {
    let (gross, debts) = (cs.public(v[4]), cs.public(v[5]));
    let mut sums = [Num::zero(), Num::zero()];
    for child in [&v[..2], &v[2..4]] {
        let (own, debt) = (cs.input("gross", child[0]), cs.input("debts", child[1]));
        if gross_is_ranged {
            cs.scoped("gross", |cs| bits(cs, &own, 32));
            cs.scoped("debts", |cs| bits(cs, &debt, 32));
        }
        cs.scoped("net", |cs| bits(cs, &(&own - &debt), 32));
        sums = [&sums[0] + &own, &sums[1] + &debt];
    }
    cs.enforce_equal("gross", &sums[0], &gross);
    cs.enforce_equal("debts", &sums[1], &debts);
}

/// 1 where the first of two values of 32 bits is at most the second.
fn compared(cs: &mut Cs, x: &Num, y: &Num) -> Bit {
    let (x, y) = (Uint::range(cs, x.clone(), 32), Uint::range(cs, y.clone(), 32));
    let difference = cs.scoped("difference", |cs| bits(cs, &(y.num() - x.num()).plus(two(32)), 33));
    difference[32].clone()
}

fn covered(cs: &mut Cs, v: &[Fr], is_enforced: bool) {
    let (debt, collateral) = (cs.public(v[0]), cs.public(v[1]));
    let output = compared(cs, &debt, &collateral);
    if is_enforced {
        cs.enforce_equal("covered", output.num(), &Num::one());
    }
}

fn told_covered(cs: &mut Cs, v: &[Fr], is_tied: bool) {
    let [debt, collateral, told] = [0, 1, 2].map(|i| cs.public(v[i]));
    let computed = compared(cs, &debt, &collateral);
    let output = match is_tied {
        true => computed,
        false => cs.hint_bit("covered", || computed.value()),
    };
    cs.enforce_equal("told", output.num(), &told);
}

/// n bits whose sum is x and nothing else.
fn loose_bits(cs: &mut Cs, x: &Num, n: usize) -> Vec<Bit> {
    let value = x.value().into_bigint();
    let high: Vec<Num> = (1..n).map(|i| cs.hint("bits/bit", || Fr::from(value.get_bit(i)))).collect();
    let weights = (1..n).map(|i| -two(i));
    let lowest = Num::sum(std::iter::once((Fr::ONE, x)).chain(weights.zip(&high)));
    std::iter::once(lowest).chain(high).map(|bit| cs.boolean("bits/boolean", bit)).collect()
}

enum Remainder {
    Less,
    LessOrEqual,
    FreeQuotient,
}

/// ⌊amount · rate / 10000⌋ is as told.
fn is_quotient(v: &[Fr]) -> bool {
    let small = fits(v[0], 32) && fits(v[1], 14);
    small && int(v[0]) * int(v[1]) / 10_000 == int(v[2])
}

fn quotient(cs: &mut Cs, v: &[Fr], remainder: Remainder) {
    let [amount, rate, told] = [0, 1, 2].map(|i| cs.public(v[i]));
    let amount = Uint::range(cs, amount, 32);
    let rate = Uint::range(cs, rate, 14);
    let product = cs.mul("product", amount.num(), rate.num());
    let q = cs.hint("quotient", || Fr::from((int(product.value()) / 10_000) as u64));
    if !matches!(remainder, Remainder::FreeQuotient) {
        cs.scoped("quotient", |cs| bits(cs, &q, 34));
    }
    let rest = &product - &q.scale(fr(10_000));
    match remainder {
        Remainder::LessOrEqual => {
            let rest = Uint::range(cs, rest, 14);
            less_or_equal(cs, &rest, &Uint::constant(10_000));
        }
        _ => {
            let rest = cs.scoped("remainder", |cs| Uint::range(cs, rest, 14));
            less(cs, &rest, &Uint::constant(10_000));
        }
    }
    cs.enforce_equal("told", &q, &told);
}

/// A debt that an advance covers: debt ≤ ⌊amount · rate / 10000⌋.
fn borrowed(cs: &mut Cs, v: &[Fr], remainder_is_ranged: bool) {
    let [amount, rate, debt] = [(0, 32), (1, 14), (2, 34)].map(|(i, width)| {
        let value = cs.public(v[i]);
        Uint::range(cs, value, width)
    });
    let product = cs.mul("product", amount.num(), rate.num());
    let q = cs.hint("quotient", || Fr::from((int(product.value()) / 10_000) as u64));
    let q = cs.scoped("quotient", |cs| Uint::range(cs, q, 34));
    if remainder_is_ranged {
        let rest = &product - &q.num().scale(fr(10_000));
        let rest = cs.scoped("remainder", |cs| Uint::range(cs, rest, 14));
        cs.scoped("remainder-below", |cs| less(cs, &rest, &Uint::constant(10_000)));
    }
    cs.scoped("covered", |cs| less_or_equal(cs, &debt, &q));
}

fn quotients() -> Vec<super::defect::Attempt> {
    let inverse = fr(10_000).inverse().unwrap_or_default();
    let field = |rest: u64| (fr(12_345) * fr(8_000) - fr(rest)) * inverse;
    vec![
        values("exact", [20_000u64, 5_000, 10_000].map(fr)),
        values("one less", [20_000u64, 5_000, 9_999].map(fr)).hinting("quotient", [9_999u64]),
        values("one more", [20_000u64, 5_000, 10_001].map(fr)).hinting("quotient", [10_001u64]),
        values("much less", [12_345u64, 8_000, 5].map(fr)).hinting("quotient", [5u64]),
        values("told otherwise", [12_345u64, 8_000, 9_875].map(fr)),
        values("a quotient in the field", [fr(12_345), fr(8_000), field(77)])
            .hinting("quotient", [field(77)]),
        values("an amount of 2^32", [two(32), fr(10_000), two(32)]),
        values("a rate of 2^14", [fr(10_000), two(14), two(14)]),
    ]
}

fn limbs(cs: &mut Cs, v: &[Fr], is_carried: bool) {
    let [a0, a1, b0, b1, c0, c1] = [0, 1, 2, 3, 4, 5].map(|i| {
        let limb = cs.public(v[i]);
        Uint::range(cs, limb, 64).num().clone()
    });
    let overflows = a0.value().into_bigint().0[0].checked_add(b0.value().into_bigint().0[0]).is_none();
    let carry = cs.hint_bit("carry", || overflows).num().clone();
    cs.enforce_equal("low", &(&a0 + &b0), &(&c0 + &carry.scale(two(64))));
    let carried = if is_carried { carry } else { Num::zero() };
    cs.enforce_equal("high", &(&(&a1 + &b1) + &carried), &c1);
}

fn carries() -> Vec<super::defect::Attempt> {
    let most = two(64) - fr(1);
    vec![
        values("with a carry", [most, fr(1), fr(2), fr(2), fr(1), fr(4)]),
        values("a carry lost", [most, fr(1), fr(2), fr(2), fr(1), fr(3)]),
        values("a wrong low limb", [5u64, 1, 6, 2, 12, 3].map(fr)),
        values("a wrong high limb", [5u64, 1, 6, 2, 11, 4].map(fr)),
        values("a limb of 2^64", [two(64), fr(1), fr(6), fr(2), fr(6), fr(4)]).hinting("carry", [1u64]),
    ]
}
