//! Every cut, forced: [`Cut::new`] takes one for each number of scalars, and never most of them.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ff::{BigInt, BigInteger, Zero};
use rand::SeedableRng;
use rand::rngs::StdRng;

use self::inputs::{Multiples, SHAPES, Shape, scalars};
use super::cut::Cut;
use super::decompose::ScalarKernel;
use super::driver::msm;
use super::kernel::Kernel;
use super::magnitude::{CLASS_BITS, CLASSES, Magnitudes};
use super::scalars::Scalars;
use crate::avx512::Avx512;
use crate::portable::PortableKernel;
use crate::{Bases, Curve};

#[path = "../../tests/conformance/inputs.rs"]
mod inputs;

/// The most windows of any cut: two bits each, of a dense scalar.
const MOST: usize = 127;

/// Scalars of `bits` bits cut into as many windows as given, or as near as sixteen and two bits allow.
fn cut(bits: u32, windows: usize) -> Cut {
    if bits == 1 {
        return Cut::new(1, 1);
    }
    let sum = bits as usize + 1;
    let windows = windows.clamp(sum.div_ceil(16), sum.div_ceil(2));
    let width = sum.div_ceil(windows);
    let wide = sum - windows * (width - 1);
    let mut cut = Cut { width: width as u32, wide, windows, offset: [0; 4], ones: [0; 4] };
    let (mut offset, mut ones, mut bit) = (BigInt::<4>::zero(), BigInt::<4>::zero(), 0);
    for window in 0..windows - 1 {
        let width = (width - usize::from(window >= wide)) as u32;
        ones.add_with_carry(&(BigInt::from(1u64) << bit));
        offset.add_with_carry(&(BigInt::from(1u64) << (bit + width - 1)));
        bit += width;
    }
    (cut.offset, cut.ones) = (offset.0, ones.0);
    cut
}

/// The cuts of all classes.
fn cuts(windows: usize) -> [Cut; CLASSES] {
    CLASS_BITS.map(|bits| cut(bits, windows))
}

#[test]
fn forced_cuts_are_the_engines() {
    let fields = |cut: &Cut| (cut.width, cut.wide, cut.windows, cut.offset, cut.ones);
    for bits in CLASS_BITS {
        for count in (0..28).map(|log| 1 << log) {
            let chosen = Cut::new(count, bits);
            assert_eq!(fields(&cut(bits, chosen.windows)), fields(&chosen), "{count} scalars of {bits} bits");
        }
    }
}

#[test]
fn digits_of_every_cut_make_up_the_scalar() {
    let mut rng = StdRng::seed_from_u64(60);
    let values: Vec<Fr> = SHAPES.into_iter().flat_map(|shape| scalars(24, shape, &mut rng)).collect();
    check_digits(PortableKernel, &values);
    if let Some(avx512) = Avx512::detect() {
        check_digits(avx512, &values);
    }
}

fn check_digits(kernel: impl ScalarKernel, values: &[Fr]) {
    let mut magnitudes = Magnitudes::blank();
    kernel.magnitudes(values, &mut magnitudes);
    for windows in 1..=MOST {
        for (class, cut) in cuts(windows).into_iter().enumerate() {
            let of_class = |place: &u16| usize::from(magnitudes.classes[usize::from(*place)]) == class;
            let places: Vec<u16> = (0..values.len() as u16).filter(of_class).collect();
            assert!(!places.is_empty(), "no scalar of class {class}");
            let stride = places.len() + 8;
            let mut digits = vec![0; stride * cut.windows];
            kernel.digits(&cut, &magnitudes, &places, &mut digits, stride);
            for (slot, &place) in places.iter().enumerate() {
                let mut plain = vec![0; cut.windows];
                cut.digits_of(&magnitudes.at(place), &mut plain, 1);
                let got: Vec<i16> =
                    digits[slot..].iter().copied().step_by(stride).take(cut.windows).collect();
                assert_eq!(got, plain, "{cut:?}");
                let mut sum = Fr::zero();
                for (window, &digit) in plain.iter().enumerate().rev() {
                    assert!(usize::from(digit.unsigned_abs()) <= cut.buckets(window), "{cut:?}");
                    sum = sum * Fr::from(1u64 << cut.width(window)) + Fr::from(digit);
                }
                assert_eq!(sum, values[usize::from(place)], "{cut:?}");
            }
        }
    }
}

/// Bases of every kind: distinct, some at infinity, equal ones, opposite ones, and few.
fn kinds<C: Curve>(n: usize, rng: &mut StdRng) -> Vec<Multiples<C>> {
    let mut few =
        |factor: fn(i64) -> i64| Multiples::few(&(0..n as i64).map(factor).collect::<Vec<_>>(), rng);
    let (equal, opposite, seven) = (few(|_| 1), few(|i| 1 - 2 * (i % 2)), few(|i| (i * i) % 7 - 3));
    let distinct = Multiples::distinct(n, rng);
    let gaps = Multiples::distinct(n, rng).with_infinity(|i| i % 3 == 1);
    vec![distinct, equal, opposite, seven, gaps]
}

/// Tries each number of windows at each size, under so many pairs of a kind of bases and a shape of scalars.
///
/// At each size the pairs take turns from one number of windows to the next.
fn check_on<C: Curve, K: Kernel<C> + ScalarKernel>(kernel: K, windows: &[usize], sizes: &[(usize, usize)]) {
    let rng = &mut StdRng::seed_from_u64(61);
    let most = sizes.iter().map(|size| size.0).max().unwrap_or(0);
    let kinds: Vec<Multiples<C>> = kinds(most, rng);
    let shapes = [Shape::Dense, Shape::TwoValues, Shape::Mixed, Shape::Edges, Shape::OneValue, Shape::Signs];
    for (index, &windows) in windows.iter().enumerate() {
        for &(n, pairs) in sizes {
            // Five kinds and six shapes: thirty turns are all pairs.
            for turn in index * pairs..(index + 1) * pairs {
                let (kind, shape) = (turn % kinds.len(), shapes[turn % shapes.len()]);
                let values = scalars(n, shape, rng);
                let bases = Bases::<C>::new(&kinds[kind].points[..n], K::FORM).expect("short");
                let cut = Scalars::with_cuts(kernel, &[], &values, cuts(windows));
                let got = msm(kernel, &bases, &cut).expect("equal lengths");
                assert_eq!(got, kinds[kind].msm(&values), "{windows} windows, {n} {shape:?}, bases {kind}");
            }
        }
    }
}

/// [`check_on`] every backend.
fn check<C: Curve>(windows: &[usize], sizes: &[(usize, usize)])
where
    PortableKernel: Kernel<C>,
    Avx512: Kernel<C>,
{
    check_on::<C, _>(PortableKernel, windows, sizes);
    if let Some(avx512) = Avx512::detect() {
        check_on::<C, _>(avx512, windows, sizes);
    }
}

/// For each width from two to sixteen bits, how many windows of it a dense scalar has.
fn of_every_width() -> Vec<usize> {
    let widths = 2..=16u32;
    let windows: Vec<usize> = widths.clone().map(|width| 254u32.div_ceil(width) as usize).collect();
    assert!(windows.iter().map(|&windows| cut(253, windows).width).eq(widths));
    windows
}

/// Every number of windows; wide ones have so many buckets that few cuts of them are affordable.
fn every_cut<C: Curve>()
where
    PortableKernel: Kernel<C>,
    Avx512: Kernel<C>,
{
    let narrow: Vec<usize> = (24..=MOST).collect();
    check::<C>(&narrow, &[(0, 1), (1, 1), (7, 1), (100, 2)]);
    let wide: Vec<usize> = (16..24).collect();
    check::<C>(&wide, &[(100, 1)]);
}

#[test]
fn every_cut_in_g1() {
    every_cut::<G1Affine>();
}

#[test]
fn every_cut_in_g2() {
    every_cut::<G2Affine>();
}

#[test]
fn every_width_fills_its_buckets_in_g1() {
    check::<G1Affine>(&of_every_width(), &[(1025, 1), (5000, 2)]);
}

#[test]
fn every_width_fills_its_buckets_in_g2() {
    check::<G2Affine>(&of_every_width(), &[(1025, 1), (5000, 1)]);
}

/// The classes below the dense one, in every number of windows each allows.
fn every_small_cut<C: Curve, K: Kernel<C> + ScalarKernel>(kernel: K) {
    let rng = &mut StdRng::seed_from_u64(62);
    let n = 200;
    let bases = Multiples::<C>::distinct(n, rng).with_infinity(|i| i % 7 == 3);
    let packed = Bases::<C>::new(&bases.points, K::FORM).expect("short");
    for bits in [8u32, 16, 32, 64, 128] {
        for windows in (bits + 1).div_ceil(16)..=(bits + 1).div_ceil(2) {
            let values = scalars(n, Shape::Small(bits), rng);
            let cut = Scalars::with_cuts(kernel, &[], &values, cuts(windows as usize));
            let got = msm(kernel, &packed, &cut).expect("equal lengths");
            assert_eq!(got, bases.msm(&values), "{windows} windows, {bits} bits");
        }
    }
}

#[test]
fn every_cut_of_the_small_classes() {
    every_small_cut::<G1Affine, _>(PortableKernel);
    every_small_cut::<G2Affine, _>(PortableKernel);
    if let Some(avx512) = Avx512::detect() {
        every_small_cut::<G1Affine, _>(avx512);
        every_small_cut::<G2Affine, _>(avx512);
    }
}
