//! MSMs of every size and shape against the oracle, in both groups.

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{Field, UniformRand, Zero};
use covenant_engine::{Bases, Curve, Engine, EngineError, Msm, Scalars, msm::oracle};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::engines;

/// Multiples `1..=n` of a random point, shuffled by a random step: cheap, distinct bases.
pub(crate) fn bases<C: Curve>(n: usize, rng: &mut StdRng) -> Vec<C> {
    let step = C::Group::rand(rng);
    let mut point = C::Group::rand(rng);
    let points: Vec<C::Group> = (0..n)
        .map(|_| {
            point += step;
            point
        })
        .collect();
    C::Group::normalize_batch(&points)
}

/// How a test draws its scalars.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Dense,
    Bits,
    Signs,
    Small(u32),
    Mixed,
    OneValue,
}

pub(crate) const SHAPES: [Shape; 9] = [
    Shape::Dense,
    Shape::Bits,
    Shape::Signs,
    Shape::Small(8),
    Shape::Small(16),
    Shape::Small(33),
    Shape::Small(127),
    Shape::Mixed,
    Shape::OneValue,
];

pub(crate) fn scalars(n: usize, shape: Shape, rng: &mut StdRng) -> Vec<Fr> {
    let one = Fr::rand(rng);
    let small = |bits: u32, rng: &mut StdRng| Fr::from(rng.r#gen::<u128>() >> (128 - bits));
    (0..n)
        .map(|_| match shape {
            Shape::Dense => Fr::rand(rng),
            Shape::Bits => Fr::from(rng.r#gen::<bool>()),
            Shape::Signs => Fr::from(rng.gen_range(-1..=1i64)),
            Shape::Small(bits) => {
                let value = small(bits, rng);
                if rng.r#gen() { value } else { -value }
            }
            Shape::Mixed => match rng.gen_range(0..10) {
                0 => Fr::rand(rng),
                1 => small(40, rng),
                2 => -small(9, rng),
                3 | 4 => Fr::ONE,
                _ => Fr::zero(),
            },
            Shape::OneValue => one,
        })
        .collect()
}

/// The engine's answer, and arkworks' by its own MSM: the oracle where it is affordable.
fn check<C: Curve>(engine: &Engine, points: &[C], scalars: &[Fr], what: &str)
where
    Engine: Msm<C>,
    C::Group: ark_ec::VariableBaseMSM<MulBase = C, ScalarField = Fr>,
{
    let expected = if points.len() <= 300 {
        oracle::msm(points, scalars).expect("equal lengths")
    } else {
        <C::Group as ark_ec::VariableBaseMSM>::msm(points, scalars).expect("equal lengths")
    };
    let got = engine.msm_affine(points, scalars).expect("equal lengths");
    assert_eq!(got.into_affine(), expected.into_affine(), "{what} on {:?}", engine.backend());
}

/// Sizes around the thresholds: blocks, batches, chunks, widths.
const SIZES: [usize; 20] =
    [0, 1, 2, 3, 5, 7, 8, 9, 15, 17, 31, 33, 64, 100, 255, 1023, 1024, 1025, 4097, 16384];

#[test]
fn g1_matches_at_every_size_and_shape() {
    let mut rng = StdRng::seed_from_u64(1);
    let points: Vec<G1Affine> = bases(16384, &mut rng);
    for engine in engines() {
        for n in SIZES {
            for shape in SHAPES {
                let scalars = scalars(n, shape, &mut rng);
                check(&engine, &points[..n], &scalars, &format!("{n} {shape:?}"));
            }
        }
    }
}

#[test]
fn g2_matches_at_every_size_and_shape() {
    let mut rng = StdRng::seed_from_u64(2);
    let points: Vec<G2Affine> = bases(4097, &mut rng);
    for engine in engines() {
        for n in SIZES.into_iter().filter(|&n| n <= 4097) {
            for shape in SHAPES {
                let scalars = scalars(n, shape, &mut rng);
                check(&engine, &points[..n], &scalars, &format!("{n} {shape:?}"));
            }
        }
    }
}

#[test]
fn many_points_fill_the_widest_windows() {
    let mut rng = StdRng::seed_from_u64(3);
    let n = 150_000;
    let points: Vec<G1Affine> = bases(n, &mut rng);
    for engine in engines() {
        for shape in [Shape::Dense, Shape::Mixed] {
            check(&engine, &points, &scalars(n, shape, &mut rng), &format!("{n} {shape:?}"));
        }
    }
}

#[test]
fn scalars_are_shared_between_bases_of_the_same_length() {
    let mut rng = StdRng::seed_from_u64(4);
    let (g1, g2): (Vec<G1Affine>, Vec<G2Affine>) = (bases(50, &mut rng), bases(50, &mut rng));
    let values = scalars(50, Shape::Mixed, &mut rng);
    for engine in engines() {
        let shared = Scalars::new(&values).expect("short");
        let in_g1: G1Projective =
            engine.msm(&Bases::new(&g1, engine.form()).expect("short"), &shared).expect("equal");
        let in_g2: G2Projective =
            engine.msm(&Bases::new(&g2, engine.form()).expect("short"), &shared).expect("equal");
        assert_eq!(in_g1, oracle::msm(&g1, &values).expect("equal"));
        assert_eq!(in_g2, oracle::msm(&g2, &values).expect("equal"));
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
        let result = engine.msm(&bases, &Scalars::new(&[Fr::ONE]).expect("short"));
        assert!(matches!(result, Err(EngineError::WrongForm { .. })));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut rng = StdRng::seed_from_u64(5);
    let n = 40_000;
    let points: Vec<G1Affine> = bases(n, &mut rng);
    let values = scalars(n, Shape::Dense, &mut rng);
    for engine in engines() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
            pool.install(|| engine.msm_affine(&points, &values).expect("equal").into_affine())
        };
        let alone = run(1);
        for threads in [2, 3, 40] {
            assert_eq!(run(threads), alone, "{threads} threads");
        }
    }
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
