//! Options, lists and their padding.

use super::{
    defect::{Attempt, Defect, Gate::*, values},
    hints::{fits, fr},
};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field, PrimeField};
use covenant_gadgets::{
    cs::{Bit, Cs, Num},
    list::{Slots, var::ListVar},
};
use covenant_soundness::Ledger;

pub(crate) const DEFECTS: &[Defect] = &[
    Defect {
        name: "an option's flag is not a bit: one value counts twice",
        source: "review of this project's encodings",
        holds: |v| {
            let options = [&v[..2], &v[2..4]];
            let well_formed = options.iter().all(|o| fits(o[0], 1) && (o[0] == Fr::ONE || o[1] == Fr::ZERO));
            well_formed && v[0] + v[2] == v[4] && v[1] + v[3] == v[5]
        },
        right: |cs, v| options(cs, v, true),
        wrong: |cs, v| options(cs, v, false),
        honest: || [1u64, 7, 0, 0, 1, 7].map(fr).to_vec(),
        attempts: || {
            vec![
                values("both", [1u64, 7, 1, 8, 2, 15].map(fr)),
                values("none", [0u64, 0, 0, 0, 0, 0].map(fr)),
                values("another count", [1u64, 7, 0, 0, 2, 7].map(fr)),
                values("another sum", [1u64, 7, 0, 0, 1, 8].map(fr)),
                values("a flag of two", [2u64, 0, 0, 0, 2, 0].map(fr)),
                values("a value without a flag", [1u64, 7, 0, 1, 1, 8].map(fr)),
            ]
        },
        ledger: Ledger {
            caught_by: &[&[
                ("is-some", &["optional/flag", "optional/none-is-zero", "count"]),
                ("value", &["optional/none-is-zero", "sum"]),
            ]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "padding is a member: zero is in every list that is not full",
        source: "review of this project: lists with \"none\" as a value",
        holds: |v| is_list(v) && contains(v),
        right: |cs, v| list(cs, v, List::AS_IT_SHOULD_BE),
        wrong: |cs, v| list(cs, v, List { only_used: false, ..List::AS_IT_SHOULD_BE }),
        honest,
        attempts,
        ledger: LEDGER,
        found_by: &[Agreement],
    },
    Defect {
        name: "a list's length is not what its flags add up to",
        source: "review of this project",
        holds: |v| is_list(v) && contains(v),
        right: |cs, v| list(cs, v, List::AS_IT_SHOULD_BE),
        wrong: |cs, v| list(cs, v, List { length: false, ..List::AS_IT_SHOULD_BE }),
        honest,
        attempts,
        ledger: LEDGER,
        found_by: &[Agreement, Forge, Rank],
    },
    Defect {
        name: "the used places are not the first ones",
        source: "review of this project",
        holds: |v| is_list(v) && contains(v),
        right: |cs, v| list(cs, v, List::AS_IT_SHOULD_BE),
        wrong: |cs, v| list(cs, v, List { prefix: false, ..List::AS_IT_SHOULD_BE }),
        honest,
        attempts,
        ledger: LEDGER,
        found_by: &[Agreement],
    },
    Defect {
        name: "padding is not zero: one list has many digests",
        source: "Summa, High: padding rows",
        holds: |v| is_list(v) && contains(v),
        right: |cs, v| list(cs, v, List::AS_IT_SHOULD_BE),
        wrong: |cs, v| list(cs, v, List { padding: false, ..List::AS_IT_SHOULD_BE }),
        honest,
        attempts,
        ledger: LEDGER,
        found_by: &[Agreement],
    },
];

const LEDGER: Ledger = Ledger {
    caught_by: &[&[
        ("list/used", &["list/used", "list/prefix", "list/length", "list/unused-is-zero"]),
        ("list/factor", &["list/factor"]),
        ("list/product", &["list/product"]),
    ]],
    ..Ledger::EMPTY
};

/// Two options, of which the count and the sum are public.
fn options(cs: &mut Cs, v: &[Fr], flags_are_bits: bool) {
    let (count, sum) = (cs.public(v[4]), cs.public(v[5]));
    let options = [("first", &v[..2]), ("second", &v[2..4])].map(|(name, option)| {
        cs.scoped(name, |cs| {
            let (flag, value) = (cs.input("is-some", option[0]), cs.input("value", option[1]));
            if flags_are_bits {
                cs.boolean("optional/flag", flag.clone());
            }
            cs.enforce("optional/none-is-zero", &(&Num::one() - &flag), &value, &Num::zero());
            [flag, value]
        })
    });
    let [[f0, v0], [f1, v1]] = &options;
    cs.enforce_equal("count", &(f0 + f1), &count);
    cs.enforce_equal("sum", &(v0 + v1), &sum);
}

/// Which of a list's constraints there are.
struct List {
    prefix: bool,
    length: bool,
    padding: bool,
    only_used: bool,
}

impl List {
    const AS_IT_SHOULD_BE: Self = Self { prefix: true, length: true, padding: true, only_used: true };
}

const PLACES: usize = 3;

/// A length, three places, and a value that is among the used ones.
fn list(cs: &mut Cs, v: &[Fr], made: List) {
    let length = cs.public(v[0]);
    let places: [Num; PLACES] = [1, 2, 3].map(|i| cs.public(v[i]));
    let x = cs.public(v[4]);
    if let List { prefix: true, length: true, padding: true, only_used: true } = made {
        ListVar::enforce(cs, &Slots { length, places }).enforce_contains(cs, &x);
        return;
    }
    let count = length.value();
    let used: Vec<Bit> = (0..PLACES as u64)
        .map(|i| cs.hint_bit("list/used", || fr(i).into_bigint() < count.into_bigint()))
        .collect();
    for pair in used.windows(2).filter(|_| made.prefix) {
        cs.enforce("list/prefix", pair[1].num(), pair[0].not().num(), &Num::zero());
    }
    if made.length {
        cs.enforce_equal("list/length", &Num::sum(used.iter().map(|u| (Fr::ONE, u.num()))), &length);
    }
    for (used, place) in used.iter().zip(&places).filter(|_| made.padding) {
        cs.enforce("list/unused-is-zero", used.not().num(), place, &Num::zero());
    }
    let mut product = Num::one();
    for (used, place) in used.iter().zip(&places) {
        let factor = match made.only_used {
            true => cs.mul("list/factor", used.num(), &(&x - place).plus(-Fr::ONE)).plus(Fr::ONE),
            false => &x - place,
        };
        product = cs.mul("list/product", &product, &factor);
    }
    cs.enforce_zero("list/contains", &product);
}

fn is_list(v: &[Fr]) -> bool {
    (0..=PLACES as u64).map(fr).any(|n| n == v[0]) && v[1..4].iter().skip(used(v)).all(|x| *x == Fr::ZERO)
}

fn contains(v: &[Fr]) -> bool {
    v[1..4].iter().take(used(v)).any(|x| *x == v[4])
}

fn used(v: &[Fr]) -> usize {
    v[0].into_bigint().0[0] as usize
}

fn honest() -> Vec<Fr> {
    [2u64, 7, 8, 0, 8].map(fr).to_vec()
}

fn attempts() -> Vec<Attempt> {
    let flags =
        |name, list: [u64; 5], flags: [u64; 3]| values(name, list.map(fr)).hinting("list/used", flags);
    // 2·(x − 0 − 1) + 1 = 0.
    let half = fr(2).inverse().unwrap_or_default();
    vec![
        values("of three", [3u64, 7, 8, 0, 0].map(fr)),
        values("of none", [0u64, 0, 0, 0, 0].map(fr)),
        values("not in it", [2u64, 7, 8, 0, 9].map(fr)),
        values("padding", [2u64, 7, 8, 0, 0].map(fr)),
        values("beyond the length", [1u64, 7, 8, 0, 8].map(fr)),
        flags("beyond the length, as used", [1, 7, 8, 0, 8], [1, 1, 0]),
        values("more than there are", [4u64, 7, 8, 9, 8].map(fr)),
        flags("more than there are, as used", [4, 7, 8, 9, 8], [1, 1, 1]),
        values("padded with nine", [2u64, 7, 8, 9, 8].map(fr)),
        flags("zero in between", [2, 7, 0, 8, 8], [1, 0, 1]),
        values("not in it, whatever the product", [2u64, 7, 8, 0, 9].map(fr))
            .hinting("list/product", [0u64, 0]),
        values("a flag of two makes a half a member", [fr(2), fr(0), fr(0), fr(0), half])
            .hinting("list/used", [2u64, 0, 0]),
    ]
}
