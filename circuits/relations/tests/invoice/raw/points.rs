//! Points off the curve, and points with each of the seven torsions, where a point is an input.

use super::{FOLLOWED, Raw, one};
use ark_ff::{BigInt, MontFp, PrimeField};
use covenant_gadgets::babyjubjub::{Point, Scalar, is_on_curve, mul};
use covenant_statements::invoice::{Claim, check};

/// A point of order 8: a generator of the whole curve, times ℓ.
fn torsion() -> Point {
    let full = Point::new_unchecked(
        MontFp!("995203441582195749578291179787384436505546430278305826713579947235728471134"),
        MontFp!("5472060717959818805561601436314318772137091100104008585924551046643952123905"),
    );
    mul(&full, &Scalar::MODULUS)
}

/// P + k·T for k from 1 to 7.
fn torsioned(point: Point) -> impl Iterator<Item = Point> {
    (1..8u64).map(move |k| (point + mul(&torsion(), &BigInt::from(k))).into())
}

/// The claim with the raw points, roots, paths and scalars in it: all of what is changed here has native types.
fn native(raw: &Raw) -> Claim {
    let mut claim = raw.world.claim();
    let signature = |place: &str| covenant_gadgets::eddsa::Signature {
        r: raw.point(&format!("{place}/r")),
        s: super::prover::scalar(raw.get(&format!("{place}/s"))),
    };
    claim.acknowledged.signature = signature("acknowledgement-signature");
    claim.consent.signature = signature("consent-signature");
    claim.acknowledged.registry_root = raw.get("registry-root");
    for (who, member) in [("signer", &mut claim.acknowledged.signer), ("seller", &mut claim.consent.seller)] {
        member.leaf.key = raw.point(&format!("{who}/key"));
        for (level, siblings) in member.path.siblings.iter_mut().enumerate() {
            *siblings = [0, 1, 2].map(|i| raw.at(&format!("{who}/path/sibling"), 3 * level + i));
        }
    }
    let transcript = &mut claim.consent.transcript;
    transcript.key = raw.point("nullifier-key");
    let evaluated =
        Point::new_unchecked(raw.get("transcript/evaluated-x"), raw.get("transcript/evaluated-y"));
    let evaluation = &mut transcript.evaluation;
    (evaluation.evaluated, evaluation.c) = (evaluated, raw.get("transcript/c"));
    evaluation.s = super::prover::scalar(raw.get("transcript/s"));
    claim
}

/// A registered key with torsion signs like the one without, 8·A being the same: both take it. That there is none in the registry is the
/// registrar's part (`covenant_parties`), and without the registrar there is none.
#[test]
fn keys_with_torsion_are_for_the_registrar_to_refuse() {
    for who in ["signer", "seller"] {
        let place = format!("{who}/key");
        for point in torsioned(Raw::sample().point(&place)) {
            let mut raw = Raw::sample();
            raw.set_point(&place, &point);
            raw.follow();
            assert!(raw.broken().is_empty(), "{place}: {:?}", raw.broken());
            assert_eq!(check(&native(&raw)), Ok(()), "{place}");

            let mut raw = Raw::sample();
            raw.set_point(&place, &point);
            raw.keep("registry-root");
            raw.follow();
            let labels: Vec<_> = raw.broken().iter().map(|b| b.label).collect();
            assert!(labels.contains(&"registry/root"), "{place}: {labels:?}");
            assert!(check(&native(&raw)).is_err(), "{place}");
        }
    }
}

/// The nullifier registry's key is in the environment, which a verifying side opens; trust files and the home registry take no key with torsion. The
/// circuit leaves it to them, where the native check refuses it too. The nullifier is that of the key without it.
#[test]
fn a_nullifier_key_with_torsion_is_for_trust_files_to_refuse() {
    let honest = Raw::sample();
    for point in torsioned(honest.point("nullifier-key")) {
        let mut raw = Raw::sample();
        raw.set_point("nullifier-key", &point);
        raw.follow();
        assert!(raw.broken().is_empty(), "{:?}", raw.broken());
        assert_eq!(check(&native(&raw)).unwrap_err().rule.code(), "invoice/evaluation-subgroup");
        let (public, honest) = (raw.public(), honest.public());
        assert_ne!(public[1], honest[1], "the environment shows it");
        assert_eq!(public[2], honest[2], "the nullifier is one");
    }
}

/// R with torsion, and a response made for it: no response fits.
#[test]
fn commitments_with_torsion_are_refused() {
    for (place, code) in [
        ("acknowledgement-signature", "invoice/acknowledgement-signature"),
        ("consent-signature", "invoice/consent-signature"),
    ] {
        let mut honest = Raw::sample();
        honest.follow();
        for point in torsioned(honest.point(&format!("{place}/r"))) {
            let mut raw = Raw::sample();
            raw.set_point(&format!("{place}/r"), &point);
            raw.follow();
            let broken = raw.broken();
            assert!(!broken.is_empty() && broken.iter().all(|b| b.label == "eddsa/equation"), "{broken:?}");
            assert_eq!(check(&native(&raw)).unwrap_err().rule.code(), code);
        }
    }
}

/// E is the point that is computed from F, and W gives the same F whatever torsion it has.
#[test]
fn an_evaluated_point_has_no_torsion_and_an_eighth_may() {
    let mut honest = Raw::sample();
    honest.follow();
    let names = ["transcript/evaluated-x", "transcript/evaluated-y"];
    let [x, y] = names.map(|name| honest.get(name));
    for Point { x, y, .. } in torsioned(Point::new_unchecked(x, y)) {
        let mut raw = Raw::sample();
        names.into_iter().zip([x, y]).for_each(|(name, value)| raw.set(name, value));
        raw.follow();
        let broken = raw.broken();
        assert!(!broken.is_empty() && broken.iter().all(|b| b.label == "voprf/evaluated"), "{broken:?}");
        assert_eq!(check(&native(&raw)).unwrap_err().rule.code(), "invoice/evaluation-subgroup");
    }
    for point in torsioned(honest.point("transcript/eighth")) {
        let mut raw = Raw::sample();
        raw.set_point("transcript/eighth", &point);
        raw.follow();
        assert!(raw.broken().is_empty(), "{:?}", raw.broken());
        assert_eq!(raw.public()[..3], honest.public()[..3], "eight witnesses of one F");
        assert_eq!(check(&native(&raw)), Ok(()), "natively there is no such value");
    }
}

/// Off the curve the formulas of addition mean nothing: every point that enters is on it.
#[test]
fn points_off_the_curve_are_refused() {
    let places = [
        "signer/key",
        "seller/key",
        "nullifier-key",
        "acknowledgement-signature/r",
        "consent-signature/r",
        "transcript/eighth",
    ];
    for place in places {
        let Point { x, y, .. } = Raw::sample().point(place);
        for (x, y) in [(x + one(), y), (x, y + one()), (y, x), (one(), one()), (-one(), super::two_to(253))] {
            let point = Point::new_unchecked(x, y);
            assert!(!is_on_curve(x, y));
            let mut raw = Raw::sample();
            raw.set_point(place, &point);
            raw.follow();
            let broken = raw.broken();
            let first = broken.first().unwrap_or_else(|| panic!("{place}: accepted"));
            assert_eq!(first.label, "edwards/on-curve", "{place}");
            assert!(check(&native(&raw)).is_err() || place == "transcript/eighth", "{place}");
        }
    }
    let mut raw = Raw::sample();
    raw.set("transcript/evaluated-x", raw.get("transcript/evaluated-x") + one());
    raw.follow();
    let broken = raw.broken();
    assert!(broken.iter().all(|b| b.label == "voprf/evaluated") && !broken.is_empty(), "{broken:?}");
    assert!(FOLLOWED.contains(&"voprf/evaluated") && check(&native(&raw)).is_err());
}
