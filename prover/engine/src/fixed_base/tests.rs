//! Multiples beside arkworks'.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field, PrimeField, UniformRand};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::digits::Digits;
use super::table::Table;
use super::{FixedBase, fixed_base};
use crate::msm::kernel::Kernel;
use crate::portable::PortableKernel;
use crate::{Curve, Form};

/// The edges of digits and of the field, and random ones.
fn scalars(n: usize) -> Vec<Fr> {
    let rng = &mut StdRng::seed_from_u64(40);
    let powers = (0..254u64).map(|bit| Fr::from(2u64).pow([bit]));
    let edges = [Fr::ZERO, Fr::ONE, Fr::ONE, -Fr::ONE, Fr::from(Fr::MODULUS_MINUS_ONE_DIV_TWO)];
    let near = powers.flat_map(|power| [power, power - Fr::ONE, -power]);
    edges.into_iter().chain(near).chain(std::iter::repeat_with(|| Fr::rand(rng))).take(n).collect()
}

#[test]
fn digits_add_up_to_the_scalar() {
    for width in 2..=16 {
        let digits = Digits::new(width);
        let base = Fr::from(2u64).pow([u64::from(width)]);
        for scalar in scalars(900) {
            let shifted = digits.shifted(&scalar);
            let sum = (0..digits.windows()).rev().fold(Fr::ZERO, |sum, window| {
                let digit = digits.digit(&shifted, window);
                assert!(digit.unsigned_abs() as usize <= digits.entries(), "width {width}, window {window}");
                sum * base + Fr::from(digit)
            });
            assert_eq!(sum, scalar, "width {width}");
        }
    }
}

fn check<C: Curve, K: Kernel<C> + 'static>(kernel: K, n: usize, widths: &[u32]) {
    let base = (C::generator() * Fr::from(77u64)).into_affine();
    let scalars = scalars(n);
    let expected: Vec<C> = scalars.iter().map(|scalar| (base * scalar).into_affine()).collect();
    let same = |multiples: Vec<C::Point>, form, what: &str| {
        assert!(multiples.iter().zip(&expected).all(|(got, of)| *got == of.pack(form)), "{what} of {n}");
    };
    for &width in widths {
        let table = Table::<C, K>::new(kernel, base, Digits::new(width));
        for form in [Form::R256, Form::R260] {
            same(table.multiples(&scalars, form), form, &format!("width {width}"));
        }
    }
    same(fixed_base(kernel, base, n).multiples(&scalars, Form::R256), Form::R256, "the width of choice");
}

fn check_all<K: Kernel<G1Affine> + Kernel<G2Affine> + 'static>(kernel: K) {
    for n in [0, 1, 2, 17, 900] {
        check::<G1Affine, K>(kernel, n, &[2, 5]);
        check::<G2Affine, K>(kernel, n, &[3]);
    }
    check::<G1Affine, K>(kernel, 5000, &[8, 13]);
}

#[test]
fn multiples_are_arkworks() {
    check_all(PortableKernel);
    if let Some(kernel) = crate::avx512::Avx512::detect() {
        check_all(kernel);
    }
}
