//! The lanes against arkworks: random values, edges, and values at the stated bounds.

use ark_bn254::{Fq, Fr, G1Affine};
use ark_ff::{BigInteger, Field, PrimeField};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::arch::x86_64::__m512i;

use super::Avx512;
use super::dft::canonical;
use super::field::{Base, Digits, Modulus, Scalar, products, reduce, squares, times};
use super::words;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;
use crate::packed::PackedG1;

/// A field of lanes and its counterpart.
trait Pair {
    type Modulus: Modulus;
    type Field: PrimeField<BigInt = ark_ff::BigInt<4>>;
}
struct OfBase;
struct OfScalar;
impl Pair for OfBase {
    type Modulus = Base;
    type Field = Fq;
}
impl Pair for OfScalar {
    type Modulus = Scalar;
    type Field = Fr;
}

/// Limbs of eight lanes as registers.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn registers(lanes: &[[u64; 4]; 8]) -> [__m512i; 4] {
    let mut out = [words::load(&[0; 8]); 4];
    for (limb, register) in out.iter_mut().enumerate() {
        *register = words::load(&lanes.map(|lane| lane[limb]));
    }
    out
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn lanes(registers: [__m512i; 4]) -> [[u64; 4]; 8] {
    let mut out = [[0; 4]; 8];
    for (limb, register) in registers.into_iter().enumerate() {
        for (lane, word) in out.iter_mut().zip(words::store(register)) {
            lane[limb] = word;
        }
    }
    out
}

/// Values below 5.29 moduli: zero, one, the multiples of the modulus and their neighbours, all ones, random.
fn samples<F: PrimeField<BigInt = ark_ff::BigInt<4>>>() -> Vec<[u64; 4]> {
    let mut rng = StdRng::seed_from_u64(40);
    let mut out = vec![[0; 4], [1, 0, 0, 0], [u64::MAX; 4], [u64::MAX, 0, u64::MAX, 0], [0, 0, 0, u64::MAX]];
    let mut multiple = ark_ff::BigInt::<4>::from(0u64);
    for _ in 0..5 {
        multiple.add_with_carry(&F::MODULUS);
        let (mut below, mut above) = (multiple, multiple);
        below.sub_with_borrow(&1u64.into());
        above.add_with_carry(&1u64.into());
        out.extend([below.0, multiple.0, above.0]);
    }
    out.extend((0..12).map(|_| F::rand(&mut rng).into_bigint().0));
    out
}

/// The integer's residue.
fn residue<F: PrimeField<BigInt = ark_ff::BigInt<4>>>(limbs: [u64; 4]) -> F {
    limbs.iter().rev().fold(F::zero(), |sum, &limb| sum * F::from(1u128 << 64) + F::from(limb))
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
#[allow(unsafe_code, reason = "products have their caller's features")]
fn check<P: Pair>() {
    let values = samples::<P::Field>();
    let shrink = P::Field::from(2u64).pow([260]).inverse().expect("the modulus is odd");
    for (index, &x) in values.iter().enumerate() {
        for step in 0..values.len() {
            let a = [x; 8];
            let b: [[u64; 4]; 8] = std::array::from_fn(|lane| values[(index + step + lane) % values.len()]);
            let left = Digits::<P::Modulus>::from_words(&registers(&a));
            let right = Digits::<P::Modulus>::from_words(&registers(&b));
            assert_eq!(lanes(right.to_words()), b, "words come back");
            // 5.29 * 5.29 / 84.6 + 1.127 < 2.
            // SAFETY: this function has the features.
            let [product] = unsafe { reduce::<P::Modulus, 1>(products(&[left.0], &[right.0])) };
            let product = product.digits();
            product.assert_below(1.46);
            // SAFETY: as above.
            let [square] = unsafe { reduce::<P::Modulus, 1>(squares(&[right.0])) };
            let square = square.digits();
            square.assert_below(1.46);
            let (product, square) = (lanes(product.to_words()), lanes(square.to_words()));
            // 6 - b is positive, and a + 6 - b below 11.3.
            let sum = left.sum().add_constant(&times::<P::Modulus>(6)).sub(&right.0);
            let difference = lanes(
                sum.sub_if_above(&times::<P::Modulus>(6))
                    .sub_if_above(&times::<P::Modulus>(4))
                    .digits()
                    .to_words(),
            );
            for lane in 0..8 {
                let (a, b) = (residue::<P::Field>(a[lane]), residue::<P::Field>(b[lane]));
                assert_eq!(residue::<P::Field>(product[lane]), a * b * shrink);
                assert_eq!(residue::<P::Field>(square[lane]), b * b * shrink);
                assert_eq!(residue::<P::Field>(difference[lane]), a - b);
            }
        }
    }
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn check_canonical() {
    // Every multiple up to the bound, with what is on either side of it.
    for multiple in 0..84u64 {
        for value in samples::<Fr>().into_iter().filter(|&limbs| ark_ff::BigInt(limbs) < Fr::MODULUS) {
            let row =
                Digits::<Scalar>::from_words(&registers(&[value; 8]))
                    .sum()
                    .add_constant(&times::<Scalar>(multiple));
            assert_eq!(lanes(canonical(row).to_words()), [value; 8], "{multiple} moduli more");
        }
    }
}

#[test]
#[allow(unsafe_code, reason = "entering functions with target features")]
fn lanes_compute_as_arkworks_does() {
    if Avx512::detect().is_none() {
        return;
    }
    // SAFETY: the features were just detected.
    unsafe {
        check::<OfBase>();
        check::<OfScalar>();
        check_canonical();
    }
}

/// What the unchecked accesses of a batch rely on.
#[test]
fn operations_out_of_range_are_refused() {
    let (Some(avx512), points) = (Avx512::detect(), [PackedG1::INFINITY; 3]) else { return };
    for (left, right) in [(3, 0), (0, 3), (0, u32::MAX >> 1), (u32::MAX >> 1, 0)] {
        let ops = [Op::new(1, 2), Op::new(left, right)];
        let added = std::panic::catch_unwind(|| {
            let mut left = points;
            Kernel::<G1Affine>::add(avx512, &mut left, &points, &ops, Inputs::Finite, &mut Default::default())
        });
        assert!(added.is_err(), "{left} {right}");
    }
}
