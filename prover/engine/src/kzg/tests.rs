//! Beside divisions of polynomials.

use std::ops::ControlFlow;

use ark_bn254::{Fr, G1Affine, G1Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{Field, UniformRand, Zero};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::{CosetKey, CosetOpenings, OpeningStage};
use crate::msm::kernel::Kernel;
use crate::msm::op::Op;
use crate::ntt::oracle::root_of_unity;
use crate::portable::PortableKernel;
use crate::{Backend, Curve, Engine, EngineError};

fn go_on(_: OpeningStage) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn engines() -> Vec<Engine> {
    Backend::ALL.into_iter().filter_map(|backend| Engine::with_backend(backend).ok()).collect()
}

/// Powers of a secret; with the secret a commitment is one multiplication.
struct Powers {
    tau: Fr,
    points: Vec<G1Affine>,
}

impl Powers {
    fn new(n: usize, tau: Fr) -> Self {
        let powers: Vec<Fr> =
            std::iter::successors(Some(Fr::ONE), |power| Some(*power * tau)).take(n).collect();
        Self { tau, points: Engine::detect().multiples(G1Affine::generator(), &powers) }
    }

    fn commit(&self, polynomial: &[Fr]) -> G1Projective {
        G1Affine::generator() * evaluate(polynomial, self.tau)
    }
}

fn evaluate(polynomial: &[Fr], at: Fr) -> Fr {
    polynomial.iter().rev().fold(Fr::zero(), |sum, coefficient| sum * at + coefficient)
}

/// Quotient and remainder by `X^size - shift`.
fn divide(polynomial: &[Fr], size: usize, shift: Fr) -> (Vec<Fr>, Vec<Fr>) {
    let mut quotient = polynomial.to_vec();
    for i in (0..quotient.len().saturating_sub(size)).rev() {
        let above = quotient[i + size];
        quotient[i] += shift * above;
    }
    let above = quotient.split_off(size.min(quotient.len()));
    (above, quotient)
}

/// Every opening by divisions alone.
fn expected(powers: &Powers, polynomial: &[Fr], size: usize) -> (Vec<G1Affine>, Vec<Vec<G1Affine>>) {
    let n = polynomial.len();
    let (omega, cosets) = (root_of_unity(n).expect("a power of two"), n / size);
    let multi_proofs: Vec<G1Projective> = (0..cosets)
        .map(|coset| powers.commit(&divide(polynomial, size, omega.pow([(coset * size) as u64])).0))
        .collect();
    let path = |row: usize| {
        let x = omega.pow([row as u64]);
        let (mut step, mut of, mut points) =
            (size, divide(polynomial, size, x.pow([size as u64])).1, Vec::new());
        while step > 1 {
            step /= 2;
            let (quotient, remainder) = divide(&of, step, x.pow([step as u64]));
            points.push(powers.commit(&quotient).into_affine());
            of = remainder;
        }
        assert_eq!(of[0], evaluate(polynomial, x));
        points
    };
    (G1Projective::normalize_batch(&multi_proofs), (0..n).map(path).collect())
}

fn check(powers: &Powers, polynomials: &[Vec<Fr>], size: usize) {
    let expected: Vec<_> = polynomials.iter().map(|polynomial| expected(powers, polynomial, size)).collect();
    for engine in engines() {
        let key = CosetKey::new(&engine, &powers.points, size).expect("a size that divides");
        assert_eq!((key.rows(), key.size()), (powers.points.len(), size));
        for (number, (polynomial, (multi_proofs, paths))) in polynomials.iter().zip(&expected).enumerate() {
            let what =
                format!("{:?}, {} rows, {size}, polynomial {number}", engine.backend(), polynomial.len());
            let openings: CosetOpenings =
                key.open(&engine, polynomial, &mut go_on).expect("as many coefficients");
            assert_eq!(openings.multi_proofs, *multi_proofs, "{what}");
            for level in 0..size.ilog2() {
                let of_level: Vec<_> = openings.level(level).collect();
                assert_eq!(of_level.len(), (polynomial.len() / size) << level);
                let of_row = |row: usize| openings.path(row).nth(level as usize);
                assert!((0..polynomial.len()).all(|row| of_row(row) == Some(of_level[row % of_level.len()])));
            }
            for (row, path) in paths.iter().enumerate() {
                assert!(openings.path(row).eq(path), "{what}, row {row}");
            }
        }
    }
}

/// Random ones, zero, constants, single coefficients, multiples of `X^size - 1`, few coefficients.
fn polynomials(n: usize, size: usize, rng: &mut StdRng) -> Vec<Vec<Fr>> {
    let random: Vec<Fr> = (0..n).map(|_| Fr::rand(rng)).collect();
    let single = |place: usize, value: Fr| {
        let mut polynomial = vec![Fr::zero(); n];
        polynomial[place] = value;
        polynomial
    };
    let mut multiple = vec![Fr::zero(); n];
    if size < n {
        (multiple[0], multiple[size]) = (-Fr::ONE, Fr::ONE);
    }
    let few = (0..n).map(|_| if rng.gen_bool(0.1) { Fr::rand(rng) } else { Fr::zero() }).collect();
    let small = (0..n).map(|_| Fr::from(rng.gen_range(0..3u64))).collect();
    vec![
        random,
        vec![Fr::zero(); n],
        single(0, Fr::ONE),
        single(n - 1, -Fr::ONE),
        single(n / 2, Fr::rand(rng)),
        vec![Fr::ONE; n],
        multiple,
        few,
        small,
    ]
}

#[test]
fn every_opening_is_that_of_a_division() {
    let rng = &mut StdRng::seed_from_u64(1);
    for (n, sizes) in
        [(1, &[1][..]), (2, &[1, 2]), (8, &[1, 2, 4, 8]), (64, &[1, 4, 16, 64]), (256, &[2, 64])]
    {
        let powers = Powers::new(n, Fr::rand(rng));
        for &size in sizes {
            check(&powers, &polynomials(n, size, rng), size);
        }
    }
}

#[test]
fn pieces_of_every_kind_are_met() {
    let rng = &mut StdRng::seed_from_u64(2);
    let powers = Powers::new(1 << 12, Fr::rand(rng));
    let random: Vec<Fr> = (0..1 << 12).map(|_| Fr::rand(rng)).collect();
    // Halves of transforms longer than a piece; cosets of few rows and of many.
    for size in [2, 128] {
        let (omega, cosets) = (root_of_unity(1 << 12).expect("a power of two"), (1 << 12) / size);
        for engine in engines() {
            let key = CosetKey::new(&engine, &powers.points, size).expect("a size that divides");
            let openings = key.open(&engine, &random, &mut go_on).expect("as many coefficients");
            for row in [0, 1, 17, cosets - 1, (1 << 12) - 1, 3000] {
                // The identity that a verifier checks, in the exponent.
                let x = omega.pow([row as u64]);
                let of = |step: usize| powers.tau.pow([step as u64]) - x.pow([step as u64]);
                let mut sum = G1Affine::generator() * evaluate(&random, x)
                    + openings.multi_proofs[row % cosets] * of(size);
                let steps = std::iter::successors(Some(size / 2), |step| Some(step / 2));
                for (step, point) in steps.zip(openings.path(row)) {
                    sum += *point * of(step);
                }
                assert_eq!(sum, powers.commit(&random), "{:?}, {size}, row {row}", engine.backend());
                let (quotient, _) = divide(&random, size, x.pow([size as u64]));
                assert_eq!(openings.multi_proofs[row % cosets], powers.commit(&quotient).into_affine());
            }
        }
    }
}

/// A secret that is a root of unity makes points at infinity and equal ones everywhere.
#[test]
fn a_secret_in_the_subgroup_changes_nothing() {
    let rng = &mut StdRng::seed_from_u64(3);
    for tau in [Fr::zero(), Fr::ONE, -Fr::ONE, root_of_unity(32).expect("a power of two"), Fr::from(2u64)] {
        let powers = Powers::new(64, tau);
        for size in [1, 8, 64] {
            check(&powers, &polynomials(64, size, rng), size);
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let rng = &mut StdRng::seed_from_u64(4);
    let powers = Powers::new(16, Fr::rand(rng));
    let engine = Engine::detect();
    for (count, size) in [(12, 4), (0, 1), (16, 3), (16, 0), (16, 32)] {
        let refused = CosetKey::new(&engine, &powers.points[..count], size);
        assert!(matches!(refused, Err(EngineError::NoSuchDomain(_))), "{count} powers, {size}");
    }
    let key = CosetKey::new(&engine, &powers.points, 4).expect("a size that divides");
    for count in [0, 15, 17] {
        let refused = key.open(&engine, &vec![Fr::ONE; count], &mut go_on);
        assert!(matches!(refused, Err(EngineError::LengthMismatch { .. })), "{count} coefficients");
    }
    for other in engines().iter().filter(|other| other.form() != engine.form()) {
        let refused = key.open(other, &vec![Fr::ONE; 16], &mut go_on);
        assert!(matches!(refused, Err(EngineError::WrongForm { .. })));
    }
    let openings = key.open(&engine, &vec![Fr::ONE; 16], &mut go_on).expect("as many coefficients");
    assert!(std::panic::catch_unwind(|| openings.path(16).count()).is_err());
}

#[test]
fn every_stage_can_be_stopped_at() {
    let powers = Powers::new(16, Fr::from(3u64));
    let engine = Engine::detect();
    let key = CosetKey::new(&engine, &powers.points, 4).expect("a size that divides");
    let mut seen = Vec::new();
    let mut watch = |stage| {
        seen.push(stage);
        ControlFlow::Continue(())
    };
    assert!(key.open(&engine, &[Fr::ONE; 16], &mut watch).is_ok());
    assert!(seen.len() == 6 && seen.is_sorted_by(|one, next| one < next));
    for stage in seen {
        let mut stop = |now| if now == stage { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        assert!(matches!(key.open(&engine, &[Fr::ONE; 16], &mut stop), Err(EngineError::Cancelled)));
    }
}

#[test]
fn a_key_is_read_as_it_was_written_or_not_at_all() {
    let rng = &mut StdRng::seed_from_u64(5);
    let powers = Powers::new(32, Fr::rand(rng));
    let polynomial: Vec<Fr> = (0..32).map(|_| Fr::rand(rng)).collect();
    let mut files = Vec::new();
    for engine in engines() {
        let key = CosetKey::new(&engine, &powers.points, 4).expect("a size that divides");
        let mut file = Vec::new();
        key.write(&[7; 32], &mut file).expect("memory");
        let read = |size, tag, bytes: &[u8]| {
            CosetKey::read(&engine, &powers.points, size, &[tag; 32], bytes)
                .expect("memory")
                .expect("sizes that fit")
        };
        let again = read(4, 7, &file).expect("the same");
        assert_eq!(
            again.open(&engine, &polynomial, &mut go_on).ok(),
            key.open(&engine, &polynomial, &mut go_on).ok()
        );
        assert!(read(4, 8, &file).is_none() && read(8, 7, &file).is_none());
        for at in [0, 16, 24, 32, 40, 72, 104, file.len() - 1] {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(read(4, 7, &other).is_none(), "byte {at}");
        }
        assert!(read(4, 7, &file[..file.len() - 1]).is_none());
        assert!(read(4, 7, &[&file[..], &[0]].concat()).is_none());
        // Another backend's is no damage: it is made again.
        assert!(files.iter().all(|other: &Vec<u8>| read(4, 7, other).is_none()));
        files.push(file);
    }
}

/// Some points again and again, of what doublings leave; the others stay.
fn check_doublings<C: Curve, K: Kernel<C>>(kernel: K) {
    for n in [1, 15, 16, 17, 200, 5000] {
        let mut expected: Vec<C::Group> = (1..=n as u64).map(|i| C::generator() * Fr::from(i * i)).collect();
        let mut points: Vec<C::Point> =
            expected.iter().map(|point| point.into_affine().pack(K::FORM)).collect();
        let mut scratch = K::Scratch::default();
        for round in 1..4 {
            let chosen = |place: &usize| place.is_multiple_of(round);
            let ops: Vec<Op> = (0..n).filter(chosen).map(|i| Op::new(i as u32, i as u32)).collect();
            kernel.double(&mut points, &ops, &mut scratch);
            (0..n).filter(chosen).for_each(|i| expected[i] = expected[i] + expected[i]);
            let doubled: Vec<C> = points.iter().map(|point| kernel.unpack(point)).collect();
            assert_eq!(doubled, C::Group::normalize_batch(&expected), "{n} points, round {round}");
        }
    }
}

#[test]
fn doublings_are_arkworks() {
    check_doublings::<G1Affine, _>(PortableKernel);
    check_doublings::<ark_bn254::G2Affine, _>(PortableKernel);
    if let Some(kernel) = crate::avx512::Avx512::detect() {
        check_doublings::<G1Affine, _>(kernel);
        check_doublings::<ark_bn254::G2Affine, _>(kernel);
    }
}
