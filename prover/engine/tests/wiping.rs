//! What a multiplication gives back to the allocator holds nothing: digits, operations and sums tell of the scalars.
#![allow(unsafe_code, reason = "an allocator that looks at what is freed")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::UniformRand;
use covenant_engine::{Backend, Bases, Curve, Decompose, Engine, Msm};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Smaller pieces are rayon's, and how many scalars of a class each block has.
const LARGE: usize = 8192;

static WATCHES: AtomicBool = AtomicBool::new(false);
/// Pieces that were freed, and those of them that held something.
static FREED: AtomicUsize = AtomicUsize::new(0);
static FULL: AtomicUsize = AtomicUsize::new(0);
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
            if let Some(place) = bytes.iter().position(|&byte| byte != 0) {
                FULL.fetch_add(1, Ordering::Relaxed);
                LAST[0].store(layout.size(), Ordering::Relaxed);
                LAST[1].store(place, Ordering::Relaxed);
            }
        }
        // SAFETY: the caller's.
        unsafe { System.dealloc(piece, layout) }
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
}
