//! Residues against arkworks: random values, edges, and values at the stated bounds.

use ark_bn254::{Fq, Fq2, Fr};
use ark_ff::{BigInteger, Field, PrimeField, UniformRand};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::coordinate::{Coordinate, Pair};
use super::modulus::{Base, Modulus, Scalar, times};
use super::residue::Residue;

type Limbs = ark_ff::BigInt<4>;

/// The class of a representative, as arkworks sees it.
fn class<F: PrimeField>(limbs: [u64; 4]) -> F {
    F::from_le_bytes_mod_order(&Limbs::new(limbs).to_bytes_le())
}

/// `k p - 1`, `k p` and `k p + 1` for `k` up to `most`, limbs of ones, and random values, all below `most · p`.
fn values<M: Modulus>(most: u64, rng: &mut StdRng) -> Vec<[u64; 4]> {
    let bound = Limbs::new(times(M::P, most));
    let mut out = vec![Limbs::from(0u64), Limbs::from(1u64)];
    for k in 1..=most {
        let mut value = Limbs::new(times(M::P, k));
        value.sub_with_borrow(&Limbs::from(1u64));
        for _ in 0..3 {
            out.push(value);
            value.add_with_carry(&Limbs::from(1u64));
        }
    }
    for ones in 0..16u64 {
        out.push(Limbs::new(std::array::from_fn(|i| if ones >> i & 1 != 0 { u64::MAX } else { 0 })));
        out.push(Limbs::new(std::array::from_fn(|i| if i < 3 { u64::MAX } else { bound.0[3] - 1 - ones })));
    }
    while out.len() < 60 {
        out.push(Limbs::new(rand::Rng::r#gen(rng)));
    }
    out.retain(|value| *value < bound);
    out.into_iter().map(|value| value.0).collect()
}

/// The bound is exact where it is one.
fn below<M: Modulus>(value: Residue<M>, bound: f64) {
    let float =
        |limbs: [u64; 4]| limbs.iter().rev().fold(0.0, |sum, &limb| sum * 2f64.powi(64) + limb as f64);
    let ratio = float(value.limbs()) / float(M::P);
    assert!(ratio <= bound, "{ratio} is above {bound}");
    assert!(bound != 1.0 || Limbs::new(value.limbs()) < Limbs::new(M::P), "{value:x?}");
}

fn products_of<M: Modulus, F: PrimeField>() {
    let mut rng = StdRng::seed_from_u64(1);
    let radix_inverse = F::from(2u64).pow([256]).inverse().expect("not zero");
    for a in values::<M>(4, &mut rng) {
        for b in values::<M>(4, &mut rng) {
            let product = Residue::<M>::new(a).product(Residue::new(b));
            below(product, 16.0 / 5.29 + M::SLACK);
            let expected: F = class::<F>(a) * class::<F>(b) * radix_inverse;
            assert_eq!(class::<F>(product.limbs()), expected, "{a:x?} {b:x?}");
            let square = Residue::<M>::new(a).square();
            assert_eq!(class::<F>(square.limbs()), class::<F>(a).square() * radix_inverse, "{a:x?}");
        }
    }
}

#[test]
fn products_are_right_up_to_their_bounds() {
    products_of::<Base, Fq>();
    products_of::<Scalar, Fr>();
}

fn sums_of_products<M: Modulus, F: PrimeField>() {
    let mut rng = StdRng::seed_from_u64(2);
    let radix_inverse = F::from(2u64).pow([256]).inverse().expect("not zero");
    let values = values::<M>(2, &mut rng);
    for (i, &a) in values.iter().enumerate() {
        for (j, &b) in values.iter().enumerate() {
            let (c, d) = (values[(i + 7 * j) % values.len()], values[(j + 5 * i) % values.len()]);
            let sum = Residue::<M>::sum_of_products(
                Residue::new(a),
                Residue::new(b),
                Residue::new(c),
                Residue::new(d),
            );
            below(sum, 8.0 / 5.29 + M::SLACK);
            let expected = (class::<F>(a) * class::<F>(b) + class::<F>(c) * class::<F>(d)) * radix_inverse;
            assert_eq!(class::<F>(sum.limbs()), expected, "{a:x?} {b:x?} {c:x?} {d:x?}");
        }
    }
}

#[test]
fn sums_of_products_are_right_up_to_their_bounds() {
    sums_of_products::<Base, Fq>();
    sums_of_products::<Scalar, Fr>();
}

fn sums_of<M: Modulus, F: PrimeField>() {
    let mut rng = StdRng::seed_from_u64(3);
    let check = |got: Residue<M>, expected: F, bound: f64| {
        below(got, bound);
        assert_eq!(class::<F>(got.limbs()), expected);
    };
    for a in values::<M>(4, &mut rng) {
        let value = Residue::<M>::new(a);
        check(value.halved(), class(a), 2.0);
    }
    for a in values::<M>(2, &mut rng) {
        let value = Residue::<M>::new(a);
        check(value.canonical(), class(a), 1.0);
        check(value.opposite(), -class::<F>(a), 2.0);
        for b in values::<M>(2, &mut rng) {
            let (first, second): (F, F) = (class(a), class(b));
            let other = Residue::new(b);
            check(value.plus(other), first + second, 4.0);
            check(value.minus::<2>(other), first - second, 2.0);
            check(value.minus_canonical(other), first - second, 1.0);
            check(value.plus_folded(other), first + second, 1.34);
            check(value.minus_folded(other), first - second, 1.34);
        }
    }
    for a in values::<M>(1, &mut rng) {
        let value = Residue::<M>::new(a);
        check(value.signed(false), class(a), 1.0);
        check(value.signed(true), -class::<F>(a), 1.000_001);
        for b in values::<M>(1, &mut rng) {
            check(value.minus::<1>(Residue::new(b)), class::<F>(a) - class::<F>(b), 1.0);
        }
    }
}

#[test]
fn sums_and_corrections_are_right_up_to_their_bounds() {
    sums_of::<Base, Fq>();
    sums_of::<Scalar, Fr>();
}

#[test]
fn the_slack_is_what_the_reduction_leaves() {
    for (down, p, slack) in [(Base::DOWN, Base::P, Base::SLACK), (Scalar::DOWN, Scalar::P, Scalar::SLACK)] {
        assert!(1.0 + down[3] as f64 / p[3] as f64 + 2f64.powi(-50) < slack);
    }
    assert_eq!(class::<Fq>(Base::DOWN) * Fq::from(2u64).pow([64]), Fq::ONE);
    assert_eq!(class::<Fr>(Scalar::DOWN) * Fr::from(2u64).pow([64]), Fr::ONE);
}

fn pair(value: Fq2) -> Pair {
    Pair(Residue::new(value.c0.0.0), Residue::new(value.c1.0.0))
}

fn unpaired(value: Pair) -> Fq2 {
    let field = |value: Residue<Base>| Fq::new_unchecked(Limbs::new(value.canonical().limbs()));
    Fq2::new(field(value.0), field(value.1))
}

/// Elements with coefficients 0, 1, -1 or random.
fn arb_pair() -> impl Strategy<Value = Fq2> {
    let coefficient = || {
        prop_oneof![
            (-1i64..=1).prop_map(Fq::from),
            any::<u64>().prop_map(|seed| Fq::rand(&mut StdRng::seed_from_u64(seed))),
        ]
    };
    (coefficient(), coefficient()).prop_map(|(c0, c1)| Fq2::new(c0, c1))
}

proptest! {
    #[test]
    fn pairs_are_the_quadratic_extension(a in arb_pair(), b in arb_pair(), c in arb_pair()) {
        let (x, y, z) = (pair(a), pair(b), pair(c));
        prop_assert_eq!(unpaired(x.product(y)), a * b);
        // Products of products, as the batches take.
        prop_assert_eq!(unpaired(x.product(y).product(y.product(z))), a * b * (b * c));
        prop_assert_eq!(unpaired(x.square()), a.square());
        prop_assert_eq!(unpaired(x.product(y).square()), (a * b).square());
        prop_assert_eq!(unpaired(x.product(y).product_minus(z.plus(z))), a * b - c - c);
        prop_assert_eq!(unpaired(x.minus(y)), a - b);
        prop_assert_eq!(unpaired(x.signed(true).minus(y)), -a - b);
        prop_assert_eq!(x.product(y).invert().map(unpaired), (a * b).inverse());
    }
}
