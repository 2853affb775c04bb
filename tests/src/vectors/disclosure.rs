//! Figures disclosed to an auditor, from the keys to the public input.

use super::{
    curve::torsion,
    node::{Node, object},
    trace::{hash_trace, rng},
};
use ark_ec::CurveGroup;
use ark_ff::{BigInt, Field};
use covenant_gadgets::{
    Fr,
    babyjubjub::{Point, Scalar, codec, mul, mul_scalar},
    disclosure::{Disclosure, DisclosureError, MAX_FIGURES, Seal, elements},
    eddsa::SecretKey,
    field,
};

const TOP: u128 = (1 << 80) - 1;

/// What an auditor's client computes, and what it refuses.
pub(super) fn vectors() -> Node {
    let mut rng = rng(500);
    let auditor = SecretKey::generate(&mut rng);
    let cases: [(&[u128], u32); 6] = [
        (&[1], 1),
        (&[0, TOP, 0], 0b010),
        (&[TOP, TOP, TOP, TOP], 0b1111),
        (&[100_000, 72_500, 12_345, 58_000, 0, 4_096, 0, 62_096, 12_096], 0b1_0000_0010),
        (&[TOP; 15], 0b101_0101_0101_0101),
        (&[TOP; MAX_FIGURES], (1 << MAX_FIGURES) - 1),
    ];
    let runs = cases.into_iter().enumerate().map(|(i, (figures, mask))| {
        let seal = Seal::new(auditor.public(), mask, &mut rng);
        let seal = seal.unwrap_or_else(|_| unreachable!("an auditor's key is in the subgroup"));
        run(&auditor, &seal, Fr::from(i as u64 + 1), figures)
    });
    object! { "runs" => runs.collect::<Vec<_>>(), "refused" => Node::list(refused(&auditor)) }
}

/// One disclosure with every intermediate value.
fn run(auditor: &SecretKey, seal: &Seal, context: Fr, figures: &[u128]) -> Node {
    let disclosure = seal.disclosure(context, figures);
    let disclosure = disclosure.unwrap_or_else(|_| panic!("vectors hold"));
    let shared = shared(auditor, &disclosure.ephemeral);
    assert_eq!(shared, mul_scalar(&eight(&disclosure.auditor), seal.ephemeral.scalar()), "8·a·E = 8·e·A");
    let message: Vec<Fr> = (0..elements(figures.len())).map(|i| element(figures, seal.mask, i)).collect();
    let stream = (0..message.len())
        .map(|i| hash_trace("covenant/disclosure-stream", &stream_inputs(&shared, context, i)));
    let opened = disclosure.open(auditor, figures.len(), context, disclosure.value(context));
    let opened = opened.unwrap_or_else(|_| panic!("vectors hold"));
    let decimal = |figure: &u128| Node::Text(figure.to_string());
    object! {
        "auditor_secret" => *auditor.scalar(),
        "A" => disclosure.auditor,
        "ephemeral_secret" => *seal.ephemeral.scalar(),
        "E" => disclosure.ephemeral,
        "S" => shared,
        "context" => context,
        "figures" => Node::list(figures.iter().map(decimal)),
        "mask" => seal.mask,
        "message" => Node::list(message),
        "stream" => Node::list(stream),
        "ciphertext" => Node::list(disclosure.ciphertext.clone()),
        "value" => hash_trace("covenant/disclosure", &value_inputs(&disclosure, context)),
        "opened" => Node::list(opened.in_order().iter().map(|figure| Node::from(figure.as_ref().map(decimal)))),
    }
}

fn eight(point: &Point) -> Point {
    mul(point, &BigInt::from(8u64))
}

fn shared(auditor: &SecretKey, ephemeral: &Point) -> Point {
    mul_scalar(&eight(ephemeral), auditor.scalar())
}

/// mᵢ: the first figure lowest, 80 bits each.
fn element(figures: &[u128], mask: u32, i: usize) -> Fr {
    let places = figures.iter().enumerate().skip(3 * i).take(3);
    let disclosed = places.filter(|(j, _)| mask >> j & 1 == 1);
    disclosed
        .map(|(j, figure)| Fr::from(*figure) * Fr::from(2u64).pow([80 * (j as u64 - 3 * i as u64)]))
        .sum()
}

fn stream_inputs(shared: &Point, context: Fr, i: usize) -> [(&'static str, Fr); 4] {
    [("S.x", shared.x), ("S.y", shared.y), ("context", context), ("i", Fr::from(i as u64))]
}

fn value_inputs(disclosure: &Disclosure, context: Fr) -> Vec<(&'static str, Fr)> {
    let Disclosure { auditor, ephemeral, mask, ciphertext } = disclosure;
    let mut inputs = vec![
        ("A.x", auditor.x),
        ("A.y", auditor.y),
        ("E.x", ephemeral.x),
        ("E.y", ephemeral.y),
        ("context", context),
        ("mask", Fr::from(*mask)),
    ];
    inputs.extend(ciphertext.iter().map(|c| ("c", *c)));
    inputs
}

/// What the auditor of the runs does not open, each for one reason.
fn refused(auditor: &SecretKey) -> Vec<Node> {
    let (context, figures) = (Fr::from(9u64), [1u128, 2, 3, 4]);
    let mut rng = rng(501);
    let other = SecretKey::generate(&mut rng);
    let mut sealed = |key: &SecretKey| {
        let disclosure =
            Seal::new(key.public(), 0b1011, &mut rng).and_then(|seal| seal.disclosure(context, &figures));
        disclosure.unwrap_or_else(|_| panic!("vectors hold"))
    };
    let (honest, another, others) = (sealed(auditor), sealed(auditor), sealed(&other));
    let stated = honest.value(context);
    let torsioned = (honest.auditor + torsion()).into_affine();
    let swapped = Disclosure { ciphertext: another.ciphertext.clone(), ..honest.clone() };
    let outside = Disclosure { auditor: torsioned, ..honest.clone() };
    let garbage = Disclosure { ciphertext: vec![Fr::from(1u64), Fr::from(2u64)], ..honest.clone() };
    let cases = [
        ("another key's", others.clone(), others.value(context), DisclosureError::WrongKey, "wrong-key"),
        ("another ciphertext", swapped, stated, DisclosureError::NotTheProofs, "not-the-proofs"),
        (
            "a figure more in the mask",
            Disclosure { mask: 0b1111, ..honest.clone() },
            stated,
            DisclosureError::NotTheProofs,
            "not-the-proofs",
        ),
        ("nothing stated", honest, Fr::from(0u64), DisclosureError::NotTheProofs, "not-the-proofs"),
        ("torsion added to A", outside.clone(), outside.value(context), DisclosureError::Auditor, "auditor"),
        ("no figures", garbage.clone(), garbage.value(context), DisclosureError::Content, "content"),
    ];
    let cases = cases.map(|(name, disclosure, stated, error, reason)| {
        assert_eq!(disclosure.open(auditor, 4, context, stated), Err(error), "{name}");
        object! {
            "name" => name,
            "A" => codec::to_hex(&disclosure.auditor),
            "E" => codec::to_hex(&disclosure.ephemeral),
            "context" => context,
            "mask" => disclosure.mask,
            "ciphertext" => Node::list(disclosure.ciphertext),
            "stated" => stated,
            "reason" => reason,
        }
    });
    cases.into()
}

/// One run for the book: a = 3, e = 5, context 7, the figures 10, 20, 30, 40, of which all but the second are disclosed.
pub(super) fn walk() -> String {
    let secret = |k: u64| {
        let key = SecretKey::from_bytes(&codec::scalar_to_bytes(&Scalar::from(k)));
        key.unwrap_or_else(|| unreachable!("not zero"))
    };
    let (auditor, context, figures) = (secret(3), Fr::from(7u64), [10, 20, 30, 40]);
    let seal = Seal { auditor: auditor.public(), ephemeral: secret(5), mask: 0b1101 };
    let disclosure = seal.disclosure(context, &figures).unwrap_or_else(|_| panic!("the walk holds"));
    let mut out = String::from("```text\n");
    let points = [
        ("A", disclosure.auditor),
        ("E", disclosure.ephemeral),
        ("S", shared(&auditor, &disclosure.ephemeral)),
    ];
    out.extend(points.map(|(name, point)| format!("{name:<5} {}\n", codec::to_hex(&point))));
    let messages = [0, 1].map(|i| (["m0", "m1"][i], element(&figures, seal.mask, i)));
    let ciphertext = [0, 1].map(|i| (["c0", "c1"][i], disclosure.ciphertext[i]));
    let value = [("value", disclosure.value(context))];
    let all = messages.into_iter().chain(ciphertext).chain(value);
    out.extend(all.map(|(name, x)| format!("{name:<5} {}\n", field::to_hex(&x))));
    out + "```\n"
}
