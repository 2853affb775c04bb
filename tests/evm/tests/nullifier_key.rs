//! The nullifier key that a registry is the home of: a point of the prime-order subgroup, or no registry.

use covenant_evm_tests::chain::Outcome;
use covenant_evm_tests::deployment::{ANYBODY, Deployment, registry_code_of_key};
use covenant_gadgets::babyjubjub::{Scalar, generator, mul_scalar};
use covenant_statements::{Fr, Point, field};

use ark_ff::{BigInteger, PrimeField};

const REFUSED: &str = "BadNullifierKey(uint256,uint256)";

fn deploy(d: &Deployment, x: [u8; 32], y: [u8; 32]) -> Outcome {
    d.chain.try_deploy(ANYBODY, registry_code_of_key(d.router, [x, y]))
}

fn deploy_point(d: &Deployment, point: &Point) -> Outcome {
    deploy(d, field::to_be_bytes(&point.x), field::to_be_bytes(&point.y))
}

/// The points of small order, the identity first, as the shared vectors have them.
fn small_orders() -> Vec<(String, Point)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/babyjubjub.json");
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let element = |value: &serde_json::Value| field::from_hex(value.as_str().unwrap()).unwrap();
    let mut found = Vec::new();
    collect(&json, &mut |object| {
        let name = object.get("name").and_then(|name| name.as_str()).unwrap_or_default();
        let point = object.get("point").unwrap_or(object);
        if name.starts_with("order ") && point.get("x").is_some() {
            found.push((name.to_owned(), Point::new_unchecked(element(&point["x"]), element(&point["y"]))));
        }
    });
    found
}

fn collect(value: &serde_json::Value, visit: &mut impl FnMut(&serde_json::Value)) {
    match value {
        serde_json::Value::Object(entries) => {
            visit(value);
            entries.values().for_each(|entry| collect(entry, visit));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, visit)),
        _ => {}
    }
}

#[test]
fn keys_of_the_subgroup_are_taken() {
    let d = Deployment::new();
    for scalar in [1u64, 2, 3, 1 << 40] {
        deploy_point(&d, &mul_scalar(&generator(), &Scalar::from(scalar))).success();
    }
    deploy_point(&d, &mul_scalar(&generator(), &-Scalar::from(1u64))).success();
}

#[test]
fn points_with_a_part_of_small_order_are_refused() {
    let d = Deployment::new();
    let small = small_orders();
    assert_eq!(small.len(), 8, "the whole torsion");
    let key = mul_scalar(&generator(), &Scalar::from(7u64));
    for (name, point) in small {
        assert!(deploy_point(&d, &point).reverted_with(REFUSED), "{name}");
        let sum: Point = (key + point).into();
        let outcome = deploy_point(&d, &sum);
        // With the identity added it is the key itself.
        assert_eq!(outcome.refused(), name != "order 1", "the key and a point of {name}");
    }
}

#[test]
fn coordinates_off_the_curve_or_from_r_up_are_refused() {
    let d = Deployment::new();
    let key = generator();
    let (x, y) = (field::to_be_bytes(&key.x), field::to_be_bytes(&key.y));
    let plus = |value: &Fr| -> [u8; 32] {
        let mut sum = value.into_bigint();
        assert!(!sum.add_with_carry(&Fr::MODULUS));
        sum.to_bytes_be().try_into().unwrap()
    };
    for (x, y) in
        [(plus(&key.x), y), (x, plus(&key.y)), ([0xff; 32], y), (y, x), ([0; 32], [0; 32]), (x, [0; 32])]
    {
        assert!(deploy(&d, x, y).reverted_with(REFUSED));
    }
    for bit in [1u8, 0x80] {
        let mut other = x;
        other[31] ^= bit;
        assert!(deploy(&d, other, y).reverted_with(REFUSED));
    }
}
