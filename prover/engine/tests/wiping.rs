//! What a multiplication gives back to the allocator holds nothing: digits, operations and sums tell of the scalars. What a setup
//! gives back holds points, and none of the scalars that they are made of.
#![allow(unsafe_code, reason = "an allocator that looks at what is freed")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::CurveGroup;
use ark_ff::{Field, PrimeField, UniformRand};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use ark_relations::gr1cs::Matrix;
use covenant_engine::groth16::{R1cs, Setup};
use covenant_engine::{Backend, Bases, Curve, Decompose, Engine, Msm};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Smaller pieces are rayon's, and how many scalars of a class each block has.
const LARGE: usize = 8192;

static WATCHES: AtomicBool = AtomicBool::new(false);
/// Pieces that were freed, and those of them that held something.
static FREED: AtomicUsize = AtomicUsize::new(0);
static FULL: AtomicUsize = AtomicUsize::new(0);
/// Words that must not be in what is freed; where there are some, nothing else is looked for.
static NEEDLES: OnceLock<Vec<u64>> = OnceLock::new();
/// The bytes of the last of those, and where the first that was not zero lay.
static LAST: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];

struct Watching;

// SAFETY: every call goes to the system's allocator; a piece is read before it is freed, all of it initialised.
// `realloc` is the trait's own: a new piece, a copy, and the old one freed.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's. Zeroed, for all of a piece to be initialised.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        if layout.size() >= LARGE && WATCHES.load(Ordering::Relaxed) {
            // SAFETY: the piece has so many bytes, initialised, and is still there.
            let bytes = unsafe { std::slice::from_raw_parts(piece, layout.size()) };
            FREED.fetch_add(1, Ordering::Relaxed);
            if let Some(place) = found(bytes) {
                FULL.fetch_add(1, Ordering::Relaxed);
                LAST[0].store(layout.size(), Ordering::Relaxed);
                LAST[1].store(place, Ordering::Relaxed);
            }
        }
        // SAFETY: the caller's.
        unsafe { System.dealloc(piece, layout) }
    }
}

/// Where a piece has what it must not have.
fn found(bytes: &[u8]) -> Option<usize> {
    match NEEDLES.get() {
        None => bytes.iter().position(|&byte| byte != 0),
        Some(needles) => {
            let words = bytes.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word));
            words.map(|word| needles.binary_search(&word)).position(|found| found.is_ok())
        }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// How many pieces were freed during the work, and how many of them held something.
fn freed(work: impl FnOnce()) -> (usize, usize) {
    FREED.store(0, Ordering::Relaxed);
    FULL.store(0, Ordering::Relaxed);
    WATCHES.store(true, Ordering::Relaxed);
    work();
    WATCHES.store(false, Ordering::Relaxed);
    (FREED.load(Ordering::Relaxed), FULL.load(Ordering::Relaxed))
}

/// Dense scalars; one value, so that everything waits and is folded; and a circuit's.
fn shapes(n: usize, rng: &mut StdRng) -> [Vec<Fr>; 3] {
    let one = Fr::rand(rng);
    let mixed = |rng: &mut StdRng| match rng.gen_range(0..4) {
        0 => Fr::rand(rng),
        1 => Fr::from(rng.r#gen::<u16>()),
        _ => Fr::from(rng.r#gen::<bool>()),
    };
    [(0..n).map(|_| Fr::rand(rng)).collect(), vec![one; n], (0..n).map(|_| mixed(rng)).collect()]
}

/// Bases of which some are equal: batches that must be exact.
fn bases<C: Curve>(n: usize, engine: &Engine) -> Bases<C> {
    let few: Vec<C> = (1..=50u64).map(|i| (C::generator() * Fr::from(i)).into_affine()).collect();
    let points: Vec<C> = (0..n).map(|i| few[i * i % few.len()]).collect();
    Bases::new(&points, engine.form()).expect("short")
}

fn check<C: Curve>(engine: &Engine, n: usize)
where
    Engine: Msm<C>,
{
    let rng = &mut StdRng::seed_from_u64(80);
    let bases = bases::<C>(n, engine);
    for (shape, values) in shapes(n, rng).iter().enumerate() {
        let (freed, full) = freed(|| {
            let scalars = engine.decompose(&values[..1], &values[1..]).expect("short");
            let sum = engine.msm(&bases, &scalars).expect("as many scalars as bases");
            std::hint::black_box(sum);
        });
        assert!(freed > 0, "nothing was freed");
        let backend = engine.backend();
        assert_eq!(
            full, 0,
            "of {freed} pieces, {n} scalars of shape {shape} on {backend:?}; the last: {LAST:?}"
        );
    }
}

/// One test for all: the allocator is one.
#[test]
fn nothing_that_is_freed_tells_of_the_scalars() {
    let kept = vec![7u8; LARGE];
    assert_eq!(freed(|| drop(kept)), (1, 1), "the allocator sees what is left behind");
    for backend in Backend::ALL.into_iter().filter(|backend| backend.is_available()) {
        let engine = Engine::with_backend(backend).expect("it is available");
        for n in [300, 17_000] {
            check::<G1Affine>(&engine, n);
        }
        check::<G2Affine>(&engine, 5000);
    }
    nothing_that_a_setup_frees_tells_of_its_scalars();
}

/// `x_i x_i = x_(i + 1)`: the scalars of A and of B are the Lagrange polynomials at the secret point.
fn squares(constraints: usize) -> R1cs {
    let row = |column| vec![(Fr::ONE, column)];
    let factors: Matrix<Fr> = (1..=constraints).map(row).collect();
    let products: Matrix<Fr> = (2..=constraints + 1).map(row).collect();
    R1cs::from_matrices([&factors, &factors, &products], 1, constraints + 1).expect("matrices")
}

/// The words of `L_i(τ)` of the domain and of the one of twice as many elements, and of those times what makes the H query of them, as the
/// engine keeps scalars and as whole numbers.
fn needles(domain: usize, rng: &mut StdRng) -> Vec<u64> {
    let [_alpha, _beta, _gamma, delta] = [(); 4].map(|()| Fr::rand(rng));
    let _generators = (G1Projective::rand(rng), G2Projective::rand(rng));
    let tau = Fr::rand(rng);
    let of = |n: usize| {
        Radix2EvaluationDomain::<Fr>::new(n).expect("small").evaluate_all_lagrange_coefficients(tau)
    };
    let over = delta.inverse().expect("random");
    let h = of(2 * domain).into_iter().skip(1).step_by(2).map(|value| value * over);
    let scalars = of(domain).into_iter().chain(h);
    let mut words: Vec<u64> = scalars
        .flat_map(|scalar| [scalar.0.0, scalar.into_bigint().0].concat())
        .filter(|word| *word > 1 << 32)
        .collect();
    words.sort_unstable();
    words
}

fn nothing_that_a_setup_frees_tells_of_its_scalars() {
    let r1cs = squares(5000);
    let seed = || StdRng::seed_from_u64(81);
    let needles = NEEDLES.get_or_init(|| needles(r1cs.domain_size(), &mut seed()));
    let mut kept = vec![7u64; LARGE];
    kept[LARGE / 2] = needles[needles.len() / 2];
    assert_eq!(freed(|| drop(kept)), (1, 1), "the allocator sees what is left behind");
    let folder = tempfile::tempdir().expect("a folder");
    for backend in Backend::ALL.into_iter().filter(|backend| backend.is_available()) {
        let engine = Engine::with_backend(backend).expect("it is available");
        let mut go_on = |_, _, _| ControlFlow::Continue(());
        let (freed, full) = freed(|| {
            let setup = Setup::new(engine, &r1cs, &mut seed(), &mut go_on).expect("it sets up");
            setup.write(&folder.path().join("key"), &mut go_on).expect("it is written");
        });
        assert!(freed > 10, "{freed} pieces");
        assert_eq!(full, 0, "of {freed} pieces on {backend:?}; the last: {LAST:?}");
    }
}
