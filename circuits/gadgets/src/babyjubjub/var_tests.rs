use super::{
    Point, Scalar, generator, is_on_curve, mul,
    mul::{fixed_base_mul, multi_scalar_mul, scalar_mul},
    tests::torsion,
    var::{PointVar, SubgroupVar, add, double, times8},
};
use crate::{
    Fr,
    compare::bits,
    cs::{Cs, Mode},
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInt, PrimeField, UniformRand};
use rand::SeedableRng;

fn synthesize(body: impl Fn(&mut Cs) -> PointVar) -> Point {
    let mut cs = Cs::new(Mode::Full);
    let value = body(&mut cs).value();
    cs.is_satisfied().unwrap();
    let mut quick = Cs::new(Mode::Assignment);
    assert_eq!(body(&mut quick).value(), value);
    assert_eq!(quick.assignment(), cs.assignment());
    value
}

fn special_points() -> Vec<Point> {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let random = generator().mul_bigint(Scalar::rand(&mut rng).into_bigint()).into_affine();
    let mut points: Vec<Point> = (0..8u64).map(|k| torsion().mul_bigint([k]).into_affine()).collect();
    points.extend([generator(), -generator(), random, (random + torsion()).into_affine()]);
    points
}

#[test]
fn addition_and_doubling_are_complete() {
    for p in special_points() {
        for q in special_points() {
            let sum = synthesize(|cs| {
                let (p, q) = (PointVar::input(cs, "test", &p), PointVar::input(cs, "test", &q));
                add(cs, &p, &q)
            });
            assert_eq!(sum, (p + q).into_affine());
        }
        let doubled = synthesize(|cs| {
            let p = PointVar::input(cs, "test", &p);
            double(cs, &p)
        });
        assert_eq!(doubled, (p + p).into_affine());
    }
}

#[test]
fn multiplications_agree_with_native_ones() {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(8);
    let scalars = |n: usize| {
        let top = BigInt::from(1u64) << (n as u32);
        let mut minus_one = top;
        ark_ff::BigInteger::sub_with_borrow(&mut minus_one, &BigInt::from(1u64));
        let mut random = Fr::rand(&mut rng).into_bigint();
        random = (random << (256 - n as u32)) >> (256 - n as u32);
        [BigInt::from(0u64), BigInt::from(1u64), BigInt::from(2u64), minus_one, random]
    };
    let cases: Vec<(usize, [BigInt<4>; 5])> = [3, 4, 5, 6, 250, 251, 253]
        .map(|n| (n, n))
        .map({
            let mut scalars = scalars;
            move |(n, m)| (n, scalars(m))
        })
        .into();
    for (n, scalars) in cases {
        for k in scalars {
            let k_field = Fr::from_bigint(k).unwrap();
            for p in [special_points()[0], special_points()[3], special_points()[10]] {
                let product = synthesize(|cs| {
                    let (p, k) = (PointVar::input(cs, "test", &p), cs.input("test", k_field));
                    let bits = bits(cs, &k, n);
                    scalar_mul(cs, &p, &bits)
                });
                assert_eq!(product, mul(&p, &k), "{n} bits");
            }
            let fixed = synthesize(|cs| {
                let k = cs.input("test", k_field);
                let bits = bits(cs, &k, n);
                fixed_base_mul(cs, &bits).point().clone()
            });
            assert_eq!(fixed, mul(&generator(), &k), "{n} bits, fixed base");
        }
    }
}

#[test]
fn shared_doublings_agree() {
    let [p, q] = [special_points()[10], special_points()[11]];
    let (a, b) = (0x1234_5678_9abcu64, 0xfff_ffff_ffffu64);
    let combined = synthesize(|cs| {
        let (p, q) = (PointVar::input(cs, "test", &p), PointVar::input(cs, "test", &q));
        let [a, b] = [a, b].map(|k| cs.input("test", Fr::from(k)));
        let (a, b) = (bits(cs, &a, 48), bits(cs, &b, 48));
        multi_scalar_mul(cs, &[(&p, &a), (&q, &b)])
    });
    assert_eq!(combined, (p.mul_bigint([a]) + q.mul_bigint([b])).into_affine());
}

#[test]
fn points_off_the_curve_are_refused() {
    let mut cs = Cs::new(Mode::Full);
    let off = Point::new_unchecked(Fr::from(1u64), Fr::from(2u64));
    assert!(!is_on_curve(off.x, off.y));
    PointVar::input(&mut cs, "test", &off);
    assert_eq!(cs.is_satisfied().unwrap_err().label, "edwards/on-curve");
}

#[test]
fn only_the_identity_of_the_subgroup_is_refused() {
    let accepts = |point: SubgroupVar, cs: &mut Cs| {
        point.enforce_not_identity(cs, "not-identity");
        cs.is_satisfied().is_ok()
    };
    for p in special_points() {
        let mut cs = Cs::new(Mode::Full);
        let input = PointVar::input(&mut cs, "test", &p);
        let eight = times8(&mut cs, &input);
        assert_eq!(eight.point().value(), p.mul_bigint([8u64]).into_affine());
        let identity = eight.point().value() == Point::zero();
        assert_eq!(accepts(eight, &mut cs), !identity, "times eight");
    }
}
