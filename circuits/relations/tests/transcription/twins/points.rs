//! Baby Jubjub, signatures, and the hash to the group.

use super::{rng, run};
use crate::{
    Made,
    curve::{Point, Signature, mul, on_curve, scalar, times8},
    elligator::{hash_to_curve, map, map_by},
    integers::element,
};
use ark_bn254::Fr;
use ark_ff::{Field, UniformRand};
use ark_r1cs_std::GR1CSVar;
use covenant_gadgets::{
    babyjubjub::{self, Scalar},
    eddsa, voprf,
};

fn coordinates(point: &Point) -> Made<babyjubjub::Point> {
    Ok(babyjubjub::Point::new_unchecked(point.x.value()?, point.y.value()?))
}

/// A point of order two.
fn torsion() -> babyjubjub::Point {
    babyjubjub::Point::new_unchecked(Fr::from(0u64), -Fr::from(1u64))
}

#[test]
fn multiples_of_points_in_every_subgroup() {
    let mut rng = rng();
    let random = babyjubjub::mul_scalar(&babyjubjub::generator(), &Scalar::rand(&mut rng));
    let identity = babyjubjub::Point::new_unchecked(Fr::from(0u64), Fr::from(1u64));
    let scalars = [Scalar::from(0u64), Scalar::from(1u64), -Scalar::from(1u64), Scalar::rand(&mut rng)];
    for point in [random, babyjubjub::generator(), (random + torsion()).into(), torsion(), identity] {
        for k in &scalars {
            let here = run(|cs| coordinates(&mul(&on_curve(cs, &point)?, &scalar(cs, k)?)?));
            assert_eq!(here, Some(babyjubjub::mul_scalar(&point, k)));
        }
        let here = run(|cs| coordinates(&times8(&on_curve(cs, &point)?)?));
        assert_eq!(here, Some(babyjubjub::mul(&point, &8u64.into())));
    }
    let off = babyjubjub::Point::new_unchecked(random.x, random.y + Fr::from(1u64));
    assert!(run(|cs| on_curve(cs, &off)).is_none());
}

#[test]
fn signatures() {
    let mut rng = rng();
    let (key, other) = (eddsa::SecretKey::generate(&mut rng), eddsa::SecretKey::generate(&mut rng));
    let message = Fr::rand(&mut rng);
    let signature = key.sign(message, &mut rng);
    let moved = eddsa::Signature { s: signature.s + Scalar::from(1u64), ..signature };
    let torsioned = eddsa::Signature { r: (signature.r + torsion()).into(), ..signature };
    let cases = [
        (key.public(), message, signature),
        (other.public(), message, signature),
        (key.public(), message + Fr::from(1u64), signature),
        (key.public(), message, moved),
        (key.public(), message, torsioned),
    ];
    for (i, (key, message, signature)) in cases.into_iter().enumerate() {
        let here =
            run(|cs| Signature::new(cs, &signature)?.verify(&on_curve(cs, &key)?, &element(cs, message)?));
        assert_eq!(here.is_some(), eddsa::verify_equation(&key, message, &signature).is_ok(), "case {i}");
        assert_eq!(here.is_some(), i == 0);
    }
}

#[test]
fn points_from_hashes() {
    let mut rng = rng();
    let inputs = [Fr::from(1u64), Fr::from(2u64), -Fr::from(1u64), Fr::rand(&mut rng), Fr::rand(&mut rng)];
    for u in inputs {
        let mapped = voprf::elligator::map_to_montgomery(u);
        let here = run(|cs| coordinates(&map(&element(cs, u)?)?));
        assert_eq!(here, Some(voprf::elligator::map_to_curve(u)));
        let other = -mapped.u - babyjubjub::MONTGOMERY_A;
        let other = voprf::elligator::montgomery_rhs(other).sqrt();
        assert_eq!(other, None, "one candidate alone has a root");
        for (first, v) in
            [(mapped.is_first, -mapped.v), (!mapped.is_first, mapped.v), (!mapped.is_first, -mapped.v)]
        {
            assert!(run(|cs| map_by(&element(cs, u)?, first, v)).is_none());
        }
        assert!(run(|cs| map_by(&element(cs, u)?, mapped.is_first, mapped.v)).is_some());
        let here = run(|cs| coordinates(&hash_to_curve(&[element(cs, u)?, element(cs, u + u)?])?));
        assert_eq!(here, Some(voprf::hash_to_curve([u, u + u])));
    }
    assert!(run(|cs| map(&element(cs, Fr::from(0u64))?)).is_none(), "v = 0");
}
