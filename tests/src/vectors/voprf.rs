//! The registry's oblivious PRF, from the hash to the curve to the nullifier.

use super::{
    curve::torsion,
    node::{Node, object},
    trace::{hash_trace, rng, to_scalar},
};
use ark_ec::CurveGroup;
use ark_ff::{Field, PrimeField, UniformRand};
use covenant_gadgets::{
    Fr,
    babyjubjub::{Point, Scalar, codec, generator, mul, mul_scalar},
    eddsa::SecretKey,
    field,
    voprf::{self, Evaluation, VoprfError, elligator},
};

pub(super) fn vectors() -> Node {
    let mut rng = rng(400);
    let inputs = [
        [Fr::from(1u64), Fr::from(2u64)],
        [Fr::from(3u64), Fr::from(u64::MAX)],
        [-Fr::from(1u64), Fr::from(1u64)],
        [Fr::rand(&mut rng), Fr::rand(&mut rng)],
    ];
    let key = SecretKey::generate(&mut rng);
    let runs = inputs.map(|u| {
        let point = voprf::hash_to_curve(u);
        let blind = Scalar::rand(&mut rng);
        let evaluation = voprf::evaluate(&key, &mul_scalar(&point, &blind), &mut rng);
        let evaluation = evaluation.unwrap_or_else(|_| unreachable!("points of the subgroup are evaluated"));
        object! { "hash_to_curve" => hash_to_curve(u), "evaluation" => transcript(&key, &point, &blind, &evaluation) }
    });
    object! { "runs" => Node::list(runs), "refused" => Node::list(refused(&key)) }
}

/// One run for the book: u = (1, 2), the registry's key k = 3, r = 5, the nonce of the proof 7.
pub(super) fn walk() -> String {
    let u = [Fr::from(1u64), Fr::from(2u64)];
    let (k, r, nonce) = (Scalar::from(3u64), Scalar::from(5u64), Scalar::from(7u64));
    let maps = u.map(elligator::map_to_curve);
    let point = voprf::hash_to_curve(u);
    let (public, blinded) = (mul_scalar(&generator(), &k), mul_scalar(&point, &r));
    let evaluated = mul_scalar(&blinded, &k);
    let (a1, a2) = (mul_scalar(&generator(), &nonce), mul_scalar(&blinded, &nonce));
    let c = voprf::dleq_challenge(&public, &blinded, &evaluated, &a1, &a2);
    let evaluation = Evaluation { evaluated, c, s: nonce + to_scalar(&c) * k };
    let output = voprf::unblind(&public, &blinded, &evaluation, &r);
    let output = output.unwrap_or_else(|_| panic!("the walk holds"));
    let scalar = field::bytes_hex(&codec::scalar_to_bytes(&evaluation.s));
    let points =
        [("M0", maps[0]), ("M1", maps[1]), ("P", point), ("K", public), ("B", blinded), ("E", evaluated)];
    let commitments = [("A1", a1), ("A2", a2)];
    let packed = |(name, point): (&str, Point)| format!("{name:<3} {}\n", codec::to_hex(&point));
    let mut out = String::from("```text\n");
    out.extend(points.into_iter().chain(commitments).map(packed));
    out += &format!("c   {}\ns   {scalar}\n", field::to_hex(&c));
    out += &packed(("F", output));
    out += &format!("N1  {}\n```\n", field::to_hex(&voprf::nullifier(&output)));
    out
}

/// u₀, u₁, both maps with their intermediate values, and P = 8·(M₀ + M₁).
pub(super) fn hash_to_curve(u: [Fr; 2]) -> Node {
    let sum = (elligator::map_to_curve(u[0]) + elligator::map_to_curve(u[1])).into_affine();
    let point = voprf::hash_to_curve(u);
    assert_eq!(mul(&sum, &ark_ff::BigInt::from(8u64)), point, "the product clears the cofactor");
    object! { "u" => Node::list(u), "maps" => Node::list(u.map(map)), "sum" => sum, "point" => point }
}

fn map(t: Fr) -> Node {
    let first = elligator::first_candidate(t);
    let mapped = elligator::map_to_montgomery(t);
    object! {
        "t" => t,
        "first_candidate" => first,
        "first_right_side" => elligator::montgomery_rhs(first),
        "first_is_taken" => mapped.is_first,
        "montgomery_u" => mapped.u,
        "montgomery_v" => mapped.v,
        "edwards" => elligator::to_edwards(mapped.u, mapped.v),
    }
}

/// K, r, B, E, the proof with its commitments, F, F/8 and N1.
pub(super) fn transcript(key: &SecretKey, point: &Point, blind: &Scalar, evaluation: &Evaluation) -> Node {
    let (public, blinded) = (key.public(), mul_scalar(point, blind));
    let Evaluation { evaluated, c, s } = *evaluation;
    let commitment =
        |base: &Point, image: &Point| (mul_scalar(base, &s) - mul(image, &c.into_bigint())).into_affine();
    let (a1, a2) = (commitment(&generator(), &public), commitment(&blinded, &evaluated));
    let output = voprf::unblind(&public, &blinded, evaluation, blind);
    let output = output.unwrap_or_else(|_| panic!("vectors hold"));
    assert_eq!(output, mul_scalar(point, key.scalar()), "F = k·P");
    let coordinates = [public, blinded, evaluated, a1, a2].into_iter().flat_map(|p| [p.x, p.y]);
    let names = ["K.x", "K.y", "B.x", "B.y", "E.x", "E.y", "A1.x", "A1.y", "A2.x", "A2.y"];
    let challenge: Vec<(&'static str, Fr)> = names.into_iter().zip(coordinates).collect();
    object! {
        "secret_scalar" => *key.scalar(),
        "K" => public,
        "blind" => *blind,
        "B" => blinded,
        "E" => evaluated,
        "nonce" => s - to_scalar(&c) * key.scalar(),
        "A1" => a1,
        "A2" => a2,
        "challenge" => hash_trace("covenant/dleq", &challenge),
        "c" => c,
        "s" => s,
        "F" => output,
        "F_eighth" => voprf::eighth(&output),
        "nullifier" => hash_trace("covenant/nullifier", &[("F.x", output.x), ("F.y", output.y)]),
    }
}

/// What the registry does not evaluate, and what its caller does not take.
fn refused(key: &SecretKey) -> Vec<Node> {
    let mut rng = rng(401);
    let point = voprf::hash_to_curve([Fr::from(5u64), Fr::from(6u64)]);
    let blind = Scalar::rand(&mut rng);
    let blinded = mul_scalar(&point, &blind);
    let honest = voprf::evaluate(key, &blinded, &mut rng);
    let honest = honest.unwrap_or_else(|_| unreachable!("points of the subgroup are evaluated"));
    let requests = [
        ("the identity", Point::zero()),
        ("a point of order 8", torsion()),
        ("torsion added to a good point", (blinded + torsion()).into_affine()),
    ];
    let requests = requests.map(|(name, b)| {
        assert_eq!(voprf::evaluate(key, &b, &mut rng), Err(VoprfError::Subgroup), "{name}");
        object! { "name" => name, "request" => codec::to_hex(&b), "reason" => "subgroup" }
    });
    let moved = |e: Point| Evaluation { evaluated: (honest.evaluated + e).into_affine(), ..honest };
    let answers = [
        ("another E", moved(generator())),
        ("torsion added to E", moved(torsion())),
        ("another c", Evaluation { c: honest.c + Fr::ONE, ..honest }),
        ("another s", Evaluation { s: honest.s + Scalar::from(1u64), ..honest }),
    ];
    let answers = answers.map(|(name, e)| {
        let reason = match voprf::verify_evaluation(&key.public(), &blinded, &e) {
            Err(VoprfError::Subgroup) => "subgroup",
            Err(VoprfError::Proof) => "proof",
            other => panic!("{name} must be refused, not {other:?}"),
        };
        let (public, b, evaluated) = (codec::to_hex(&key.public()), codec::to_hex(&blinded), codec::to_hex(&e.evaluated));
        object! { "name" => name, "K" => public, "B" => b, "E" => evaluated, "c" => e.c, "s" => e.s, "reason" => reason }
    });
    requests.into_iter().chain(answers).collect()
}
