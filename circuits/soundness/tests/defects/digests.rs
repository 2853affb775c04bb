//! Hashes, identifiers, nullifiers.

use super::{
    defect::{Defect, Gate::*, values},
    hints::{BITS, fits, fr, two},
};
use ark_bn254::Fr;
use ark_ff::{BigInteger as _, PrimeField};
use covenant_gadgets::{
    compare::Uint,
    cs::{Cs, Num},
    poseidon::{hash, var},
};
use covenant_soundness::Ledger;

/// The hints of Poseidon.
pub(crate) const POSEIDON: &[(&str, &[&str])] = &[
    ("poseidon/square", &["poseidon/square"]),
    ("poseidon/fourth", &["poseidon/fourth"]),
    ("poseidon/fifth", &["poseidon/fifth"]),
];

pub(crate) const DEFECTS: &[Defect] = &[
    Defect {
        name: "32 bits of a digest are compared",
        source: "rarimo, 2026: 32 of 160 bits",
        holds: |v| hash("document", &v[1..2]) == v[0],
        right: |cs, v| {
            let told = cs.public(v[0]);
            let document = cs.input("document", v[1]);
            let digest = var::hash(cs, "document", &[document]);
            cs.enforce_equal("digest", &digest, &told);
        },
        wrong: |cs, v| {
            let told = cs.public(v[0]);
            let document = cs.input("document", v[1]);
            let digest = var::hash(cs, "document", &[document]);
            let digest = cs.scoped("own", |cs| lowest_bits(cs, &digest));
            let told = cs.scoped("told", |cs| lowest_bits(cs, &told));
            cs.enforce_equal("digest", &digest, &told);
        },
        honest: || vec![hash("document", &[fr(77)]), fr(77)],
        attempts: || {
            let mut digest = hash("document", &[fr(77)]).into_bigint();
            digest.0[2] ^= 1 << 20;
            let other = Fr::from_bigint(digest).unwrap_or_default();
            vec![
                values("another document", [hash("document", &[fr(77)]), fr(78)]),
                values("another digest", [other, fr(77)]),
            ]
        },
        ledger: Ledger {
            caught_by: &[POSEIDON, BITS, &[("document", &["digest"]), ("rest", &["bits/boolean"])]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "an identifier of 256 bits is one field element: id and id + p are one user",
        source: "Summa, High",
        holds: |v| v.iter().all(|x| fits(*x, 128)) && v[..2] == v[2..],
        right: |cs, v| same_user(cs, v, true),
        wrong: |cs, v| same_user(cs, v, false),
        honest: || [3u64, 4, 3, 4].map(fr).to_vec(),
        attempts: || {
            let mut alias = Fr::MODULUS;
            alias.add_with_carry(&(ark_ff::BigInt::from(4u64) << 128));
            alias.add_with_carry(&3u64.into());
            let [low, high] = [[alias.0[0], alias.0[1]], [alias.0[2], alias.0[3]]]
                .map(|[low, high]| Fr::from(u128::from(high) << 64 | u128::from(low)));
            vec![
                values("another", [5u64, 4, 5, 4].map(fr)),
                values("another low limb", [3u64, 4, 5, 4].map(fr)),
                values("another high limb", [3u64, 4, 3, 5].map(fr)),
                values("2^128 moved", [fr(3), fr(4), fr(3) + two(128), fr(3)]),
                values("limbs of 2^128", [fr(3) + two(128), fr(3), fr(3) + two(128), fr(3)]),
                values("a high limb of 2^128", [fr(3), two(128), fr(3), two(128)]),
                values("id + p", [fr(3), fr(4), low, high]),
            ]
        },
        ledger: Ledger {
            caught_by: &[BITS, &[("own-low", &["low", "id"]), ("own-high", &["high", "id"])]],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "a nullifier from a secret that the prover chooses: the document is fresh again",
        source: "many; the same invoice financed again",
        holds: |v| hash("key", &v[3..4]) == v[1] && hash("null", &[v[3], v[0]]) == v[2] && v[3] == v[4],
        right: |cs, v| nullifier(cs, v, true),
        wrong: |cs, v| nullifier(cs, v, false),
        honest: || spent(9, 1234, 1234),
        attempts: || {
            let mut fresh = spent(9, 1234, 1234);
            fresh[2] += fr(1);
            vec![
                values("another document", spent(10, 1234, 1234)),
                values("another key", spent(9, 99, 99)),
                values("another nullifier", fresh),
                values("another secret", spent(9, 1234, 99)),
                values(
                    "another secret for both",
                    [fr(9), hash("key", &[fr(1234)]), spent(9, 99, 99)[2], fr(99), fr(99)],
                ),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                POSEIDON,
                &[("secret", &["key", "nullifier", "same"]), ("again", &["nullifier", "same"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "a hash of parts whose border is not hashed: 12‖3 and 1‖23 are one",
        source: "common class; several encodings: ethereum/zkID #96",
        holds: |v| v[..2] == v[2..4] && v[..4].iter().all(|x| fits(*x, 8)),
        right: |cs, v| joined(cs, v, true),
        wrong: |cs, v| joined(cs, v, false),
        honest: || [12u64, 3, 12, 3].map(fr).to_vec(),
        attempts: || {
            vec![
                values("others", [1u64, 2, 1, 2].map(fr)),
                values("another", [12u64, 3, 12, 4].map(fr)),
                values("another first", [12u64, 3, 13, 3].map(fr)),
                values("moved", [12u64, 3, 11, 13].map(fr)),
                values("a part of 2^8", [12u64, 256, 12, 256].map(fr)),
                values("a first part of 2^8", [256u64, 3, 256, 3].map(fr)),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                BITS,
                POSEIDON,
                &[("first", &["joined", "bits/boolean"]), ("second", &["joined", "bits/boolean"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
];

/// The lowest 32 bits.
fn lowest_bits(cs: &mut Cs, x: &Num) -> Num {
    let rest = cs.hint("rest", || Fr::from_bigint(x.value().into_bigint() >> 32).unwrap_or_default());
    cs.scoped("rest", |cs| Uint::range(cs, rest.clone(), 222));
    let low = x - &rest.scale(two(32));
    cs.scoped("low", |cs| Uint::range(cs, low, 32)).num().clone()
}

fn same_user(cs: &mut Cs, v: &[Fr], by_limb: bool) {
    let told = [0, 1].map(|i| cs.public(v[i]));
    let own = [cs.input("own-low", v[2]), cs.input("own-high", v[3])];
    for (limb, name) in told.iter().chain(&own).zip(["told-0", "told-1", "limb-0", "limb-1"]) {
        cs.scoped(name, |cs| Uint::range(cs, limb.clone(), 128));
    }
    let joined = |[low, high]: &[Num; 2]| low + &high.scale(two(128));
    if by_limb {
        cs.enforce_equal("low", &own[0], &told[0]);
        cs.enforce_equal("high", &own[1], &told[1]);
    } else {
        cs.enforce_equal("id", &joined(&own), &joined(&told));
    }
}

/// Document, key's digest, nullifier, secret, secret again.
fn spent(document: u64, secret: u64, again: u64) -> Vec<Fr> {
    let [document, secret, again] = [document, secret, again].map(fr);
    vec![document, hash("key", &[secret]), hash("null", &[again, document]), secret, again]
}

fn nullifier(cs: &mut Cs, v: &[Fr], secret_is_the_keys: bool) {
    let [document, key, told] = [0, 1, 2].map(|i| cs.public(v[i]));
    let (secret, again) = (cs.input("secret", v[3]), cs.input("again", v[4]));
    let digest = cs.scoped("key", |cs| var::hash(cs, "key", std::slice::from_ref(&secret)));
    cs.enforce_equal("key", &digest, &key);
    if secret_is_the_keys {
        cs.enforce_equal("same", &secret, &again);
    }
    let nullifier = cs.scoped("nullifier", |cs| var::hash(cs, "null", &[again, document]));
    cs.enforce_equal("nullifier", &nullifier, &told);
}

/// The digest of two decimal parts is that of two told ones.
fn joined(cs: &mut Cs, v: &[Fr], borders: bool) {
    let told = [0, 1].map(|i| cs.public(v[i]));
    let own = [cs.input("first", v[2]), cs.input("second", v[3])];
    for (part, name) in told.iter().chain(&own).zip(["told-0", "told-1", "part-0", "part-1"]) {
        cs.scoped(name, |cs| Uint::range(cs, part.clone(), 8));
    }
    let of = |cs: &mut Cs, [first, second]: &[Num; 2]| match borders {
        true => var::hash(cs, "parts", &[first.clone(), second.clone()]),
        false => var::hash(cs, "parts", &[&first.scale(fr(10)) + second]),
    };
    let own = cs.scoped("own", |cs| of(cs, &own));
    let told = cs.scoped("told", |cs| of(cs, &told));
    cs.enforce_equal("joined", &own, &told);
}
