//! MSMs of every size and shape against the oracle, in both groups.

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::Field;
use covenant_engine::{Bases, Curve, Decompose, Engine, EngineError, Msm, msm::oracle};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::engines;
use crate::inputs::{Multiples, SHAPES, Shape, scalars};

/// Up to so many terms the oracle is affordable.
const TERM_BY_TERM: usize = 300;

/// Every engine's answer and the one that is known, itself compared with the oracle.
fn check<C: Curve>(bases: &Multiples<C>, scalars: &[Fr], what: &str)
where
    Engine: Msm<C>,
{
    let (points, expected) = (&bases.points[..scalars.len()], bases.msm(scalars));
    if points.len() <= TERM_BY_TERM {
        assert_eq!(oracle::msm(points, scalars).expect("equal lengths"), expected, "{what}");
    }
    for engine in engines() {
        let got = engine.msm_affine(points, scalars).expect("equal lengths");
        assert_eq!(got, expected, "{what} on {:?}", engine.backend());
    }
}

/// All small sizes, and either side of blocks and batches (1024, 2048), of what few buckets are filled with copies
/// from (4096), of what waits to be folded (8192), and of powers of two.
fn sizes(most: usize) -> impl Iterator<Item = usize> {
    let thresholds = [100, 256, 1024, 2048, 4096, 8192, 16384];
    (0..=65).chain(thresholds.into_iter().flat_map(|n| [n - 1, n, n + 1])).filter(move |&n| n <= most)
}

#[test]
fn g1_matches_at_every_size_and_shape() {
    let mut rng = StdRng::seed_from_u64(1);
    let bases = Multiples::<G1Affine>::distinct(16385, &mut rng);
    for n in sizes(16385) {
        for shape in SHAPES {
            check(&bases, &scalars(n, shape, &mut rng), &format!("{n} {shape:?}"));
        }
    }
}

#[test]
fn g2_matches_at_every_size_and_shape() {
    let mut rng = StdRng::seed_from_u64(2);
    let bases = Multiples::<G2Affine>::distinct(16384, &mut rng);
    // A third of the shapes at each size, another third at the next: the oracle is slow here.
    for n in sizes(4097) {
        for shape in SHAPES.into_iter().skip(n % 3).step_by(3) {
            check(&bases, &scalars(n, shape, &mut rng), &format!("{n} {shape:?}"));
        }
    }
    for n in [8191, 8192, 8193, 16384] {
        for shape in [Shape::Dense, Shape::Mixed] {
            check(&bases, &scalars(n, shape, &mut rng), &format!("{n} {shape:?}"));
        }
    }
}

#[test]
fn many_points_match() {
    let mut rng = StdRng::seed_from_u64(3);
    let bases = Multiples::<G1Affine>::distinct(150_000, &mut rng);
    for n in [(1 << 15) + 3, 150_000] {
        for shape in [Shape::Dense, Shape::Mixed] {
            check(&bases, &scalars(n, shape, &mut rng), &format!("{n} {shape:?}"));
        }
    }
}

#[test]
fn scalars_are_shared_between_bases_of_the_same_length() {
    let mut rng = StdRng::seed_from_u64(4);
    let g1 = Multiples::<G1Affine>::distinct(50, &mut rng);
    let g2 = Multiples::<G2Affine>::distinct(50, &mut rng);
    let values = scalars(50, Shape::Mixed, &mut rng);
    for engine in engines() {
        let shared = engine.decompose(&[], &values).expect("short");
        let in_g1: G1Projective =
            engine.msm(&Bases::new(&g1.points, engine.form()).expect("short"), &shared).expect("equal");
        let in_g2: G2Projective =
            engine.msm(&Bases::new(&g2.points, engine.form()).expect("short"), &shared).expect("equal");
        assert_eq!(in_g1, g1.msm(&values));
        assert_eq!(in_g2, g2.msm(&values));
    }
}

#[test]
fn lengths_that_differ_are_an_error() {
    let points = [G1Affine::generator(); 3];
    for engine in engines() {
        for n in [0, 2, 4] {
            let error = engine.msm_affine(&points, &vec![Fr::ONE; n]).expect_err("the lengths differ");
            assert!(
                matches!(error, EngineError::LengthMismatch { got, expected: 3, .. } if got == n),
                "{error}"
            );
        }
    }
    assert!(oracle::msm(&points, &[Fr::ONE]).is_err());
}

#[test]
fn bases_of_another_form_are_an_error() {
    for engine in engines() {
        let other = match engine.form() {
            covenant_engine::Form::R256 => covenant_engine::Form::R260,
            covenant_engine::Form::R260 => covenant_engine::Form::R256,
        };
        let bases = Bases::new(&[G1Affine::generator()], other).expect("short");
        let result = engine.msm(&bases, &engine.decompose(&[], &[Fr::ONE]).expect("short"));
        assert!(matches!(result, Err(EngineError::WrongForm { .. })));
    }
}

/// Forty threads are more than there are windows: the blocks are split as well.
fn any_number_of_threads<C: Curve>(n: usize, shapes: &[Shape], rng: &mut StdRng)
where
    Engine: Msm<C>,
{
    let alternating: Vec<i64> = (0..n as i64).map(|i| 1 - 2 * (i % 2)).collect();
    let distinct = Multiples::<C>::distinct(n, rng).with_infinity(|i| i % 5 == 2);
    for (bases, of) in [(distinct, "distinct"), (Multiples::few(&alternating, rng), "P and -P")] {
        for shape in shapes {
            let values = scalars(n, *shape, rng);
            let expected = bases.msm(&values);
            for threads in [1, 2, 3, 40] {
                let pool =
                    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
                for engine in engines() {
                    let got = pool.install(|| engine.msm_affine(&bases.points, &values).expect("equal"));
                    assert_eq!(got, expected, "{threads} threads, {of}, {shape:?} on {:?}", engine.backend());
                }
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let rng = &mut StdRng::seed_from_u64(5);
    any_number_of_threads::<G1Affine>(40_000, &[Shape::Dense], rng);
    any_number_of_threads::<G1Affine>(3000, &SHAPES, rng);
    any_number_of_threads::<G2Affine>(3000, &[Shape::OneValue, Shape::Edges], rng);
}

/// Scalars at the edges of classes, windows and the field, among random ones.
pub(crate) fn arb_scalar() -> impl Strategy<Value = Fr> {
    let power = |(bits, delta): (u32, i64)| Fr::from(2u64).pow([u64::from(bits)]) + Fr::from(delta);
    prop_oneof![
        any::<[u64; 4]>().prop_map(|limbs| Fr::from(ark_ff::BigInt::new(limbs).0[0])
            * Fr::from(limbs[1])
            * Fr::from(limbs[2])),
        (0u32..254, -1i64..=1).prop_map(power),
        (0u32..254, -1i64..=1).prop_map(move |edge| -power(edge)),
        (-3i64..=3).prop_map(Fr::from),
        Just(Fr::from(-1i64) / Fr::from(2u64)),
        Just(Fr::ONE / Fr::from(2u64)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_scalars_over_few_points(
        terms in prop::collection::vec((-4i64..=4, arb_scalar()), 0..80),
    ) {
        // Few distinct points, infinity and opposites among them: every special case of the group law.
        let points: Vec<G1Affine> = terms.iter().map(|(k, _)| (G1Affine::generator() * Fr::from(*k)).into_affine()).collect();
        let scalars: Vec<Fr> = terms.iter().map(|(_, scalar)| *scalar).collect();
        let expected = oracle::msm(&points, &scalars).expect("equal");
        for engine in engines() {
            prop_assert_eq!(engine.msm_affine(&points, &scalars).expect("equal"), expected);
        }
    }
}
