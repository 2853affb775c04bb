//! Baby Jubjub: constants, the group law, packed points and what is no packed point.

use super::{
    node::{Node, object},
    trace::rng,
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, MontFp, PrimeField, UniformRand};
use covenant_gadgets::{
    Fr,
    babyjubjub::{
        A, D, MONTGOMERY_A, Point, Scalar,
        codec::{self, PointError},
        generator, is_valid_key, mul, mul_scalar,
    },
    field,
};

/// The generator of the whole group, of order 8ℓ.
fn full_generator() -> Point {
    Point::new_unchecked(
        MontFp!("995203441582195749578291179787384436505546430278305826713579947235728471134"),
        MontFp!("5472060717959818805561601436314318772137091100104008585924551046643952123905"),
    )
}

/// A point of order 8.
pub(super) fn torsion() -> Point {
    full_generator().mul_bigint(Scalar::MODULUS).into_affine()
}

pub(super) fn vectors() -> Node {
    object! {
        "constants" => object! {
            "a" => A,
            "d" => D,
            "montgomery_a" => MONTGOMERY_A,
            "subgroup_order" => field::bytes_hex(&Scalar::MODULUS.to_bytes_le()),
            "cofactor" => 8u64,
            "full_generator" => full_generator(),
            "generator" => generator(),
        },
        "additions" => Node::list(additions()),
        "multiplications" => Node::list(multiplications()),
        "packing" => Node::list(packing()),
        "refused" => Node::list(refused()),
    }
}

fn add(p: &Point, q: &Point) -> Point {
    (*p + *q).into_affine()
}

fn additions() -> Vec<Node> {
    let mut rng = rng(200);
    let mut random = || mul_scalar(&generator(), &Scalar::rand(&mut rng));
    let (p, q, g, t) = (random(), random(), generator(), torsion());
    let pairs =
        [(p, q), (p, p), (p, -p), (p, Point::zero()), (g, g), (p, t), (t, t), (Point::zero(), Point::zero())];
    pairs.map(|(p, q)| object! { "p" => p, "q" => q, "sum" => add(&p, &q) }).into()
}

/// Scalars are plain integers of at most 256 bits here, little-endian, not reduced.
fn multiplications() -> Vec<Node> {
    let mut rng = rng(201);
    let base = mul_scalar(&generator(), &Scalar::rand(&mut rng));
    let small = [0u64, 1, 2, 3, 8, u64::MAX].map(ark_ff::BigInt::<4>::from);
    let mut order = Scalar::MODULUS;
    let mut scalars = small.to_vec();
    scalars.extend([Scalar::rand(&mut rng).into_bigint(), (-Scalar::from(1u64)).into_bigint(), order]);
    order.add_with_carry(&ark_ff::BigInt::from(2u64));
    scalars.extend([order, (-Fr::from(1u64)).into_bigint()]);
    let cases = scalars.into_iter().flat_map(|k| [generator(), base, torsion()].map(|point| (point, k)));
    let form = |(point, k): (Point, ark_ff::BigInt<4>)| {
        let integer = field::bytes_hex(&k.to_bytes_le());
        object! { "point" => point, "scalar" => integer, "product" => mul(&point, &k) }
    };
    cases.map(form).collect()
}

/// Order 1, 2, 4 and 8; x on either side of (p − 1)/2; points outside the prime-order subgroup.
fn packing() -> Vec<Node> {
    let g = generator();
    let multiples = [(0, 1u64), (4, 2), (2, 4), (6, 4), (1, 8), (3, 8), (5, 8), (7, 8)];
    let mut points: Vec<(String, Point)> = multiples
        .map(|(k, order)| (format!("order {order}"), mul(&torsion(), &ark_ff::BigInt::from(k as u64))))
        .into();
    points.push(("the generator".into(), g));
    points.push(("the generator's negative: the other sign of x".into(), -g));
    points.extend((2..6u64).map(|k| (format!("{k}·G"), mul(&g, &ark_ff::BigInt::from(k)))));
    points.push(("the generator of the whole group".into(), full_generator()));
    points.push(("torsion added to the generator".into(), add(&g, &torsion())));
    let form = |(name, point): (String, Point)| {
        assert_eq!(codec::unpack(&codec::pack(&point)), Ok(point), "{name}");
        object! { "name" => name, "point" => point, "valid_key" => is_valid_key(&point) }
    };
    points.into_iter().map(form).collect()
}

/// 32 bytes that are no point, with the reason.
fn refused() -> Vec<Node> {
    let signed = |mut bytes: [u8; 32]| {
        bytes[31] |= 0x80;
        bytes
    };
    let little = |k: ark_ff::BigInt<4>| <[u8; 32]>::try_from(k.to_bytes_le()).unwrap_or_default();
    let identity = codec::pack(&Point::zero());
    let mut modulus_plus_one = Fr::MODULUS;
    modulus_plus_one.add_with_carry(&ark_ff::BigInt::from(1u64));
    let off_curve = (2u64..).map(|y| little(ark_ff::BigInt::from(y)));
    let off_curve = off_curve.take(100).find(|b| codec::unpack(b) == Err(PointError::NotOnCurve));
    let cases = [
        ("the identity with a sign", signed(identity)),
        (
            "the point of order 2 with a sign",
            signed(codec::pack(&mul(&torsion(), &ark_ff::BigInt::from(4u64)))),
        ),
        ("y = p", little(Fr::MODULUS)),
        ("y = p + 1, the identity's again", little(modulus_plus_one)),
        ("y = 2²⁵⁵ − 1", [0xff; 32]),
        ("no x belongs to this y", off_curve.unwrap_or_default()),
    ];
    let form = |(name, bytes): (&str, [u8; 32])| {
        let reason = match codec::unpack(&bytes) {
            Err(PointError::NotCanonical) => "not canonical",
            Err(PointError::NotOnCurve) => "not on the curve",
            other => panic!("{name} must be refused, not {other:?}"),
        };
        object! { "name" => name, "packed" => field::bytes_hex(&bytes), "reason" => reason }
    };
    cases.map(form).into()
}
