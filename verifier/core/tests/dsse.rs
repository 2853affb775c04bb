//! Envelopes against the specification's vector, an independent implementation, and bad bytes.

mod common;

use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use common::{random_bytes, rng};
use covenant_verifier::dsse::{Envelope, EnvelopeError, MAX_ENVELOPE_BYTES, PAYLOAD_TYPE, PublicKey, pae};
use ed25519_dalek::{Signer, SigningKey};

/// RFC 8032, section 7.1, test 1.
const SECRET: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const PAYLOAD: &[u8] = include_bytes!("data/dsse_payload.json");
/// Written by `data/dsse_reference.mjs`, on Node's crypto.
const ENVELOPE: &str = include_str!("data/dsse_envelope.json");

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&hex::decode(SECRET).unwrap().try_into().unwrap())
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(&key.verifying_key().to_bytes()).unwrap()
}

fn seal(payload: &[u8]) -> Envelope {
    let key = signing_key();
    Envelope::seal(payload.to_vec(), &public(&key), |message| key.sign(message).to_bytes())
}

#[test]
fn pae_is_the_specifications() {
    // protocol.md, "Test Vectors".
    assert_eq!(
        pae("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    // Lengths count bytes, not characters.
    assert_eq!(pae("é", "ü".as_bytes()), "DSSEv1 2 é 2 ü".as_bytes());
}

#[test]
fn agrees_with_the_independent_vector() {
    assert_eq!(seal(PAYLOAD).to_json(), ENVELOPE);
    let envelope = Envelope::from_json(ENVELOPE.as_bytes()).unwrap();
    assert_eq!(envelope.payload(), PAYLOAD);
    let key = public(&signing_key());
    assert_eq!(envelope.signer([&key]), Ok(&key));
}

#[test]
fn node_verifies_ours_and_we_verify_nodes() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/dsse_reference.mjs");
    if Command::new("node").arg("--version").output().is_err() {
        std::io::stderr()
            .write_all(b"SKIPPED: no node on this machine; the pinned vector still holds\n")
            .unwrap();
        return;
    }
    let run = |mode: &str, input: &[u8]| {
        let mut command = Command::new("node");
        command.args([script, mode]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        output.status.success().then_some(output.stdout)
    };
    let payload = random_bytes(&mut rng(4), 3001);
    assert_eq!(run("verify", seal(&payload).to_json().as_bytes()).as_deref(), Some(&payload[..]));
    let theirs = Envelope::from_json(&run("sign", &payload).unwrap()).unwrap();
    assert_eq!(theirs, seal(&payload));
    let flipped = seal(&payload).to_json().replace(PAYLOAD_TYPE, "application/json");
    assert_eq!(run("verify", flipped.as_bytes()), None);
}

#[test]
fn only_a_trusted_keys_signature_counts() {
    let other = SigningKey::from_bytes(&[7; 32]);
    let (ours, others) = (public(&signing_key()), public(&other));
    let envelope = seal(PAYLOAD);
    assert_eq!(envelope.signer([&others, &ours]), Ok(&ours));
    assert_eq!(envelope.signer([&others]), Err(EnvelopeError::UntrustedSigner));
    assert_eq!(envelope.signer([]), Err(EnvelopeError::UntrustedSigner));
    // Signed by another, in the name of the trusted key.
    let forged = Envelope::seal(PAYLOAD.to_vec(), &ours, |message| other.sign(message).to_bytes());
    assert_eq!(forged.signer([&ours, &others]), Err(EnvelopeError::BadSignature));
    // The payload alone, without its type, is something else.
    let bare = Envelope::seal(PAYLOAD.to_vec(), &ours, |_| signing_key().sign(PAYLOAD).to_bytes());
    assert_eq!(bare.signer([&ours]), Err(EnvelopeError::BadSignature));
    // Without a key id every key is tried.
    let anonymous = envelope.to_json().replace(&ours.id(), "");
    assert_eq!(Envelope::from_json(anonymous.as_bytes()).unwrap().signer([&others, &ours]), Ok(&ours));
    let absent = envelope.to_json().replace(&format!("\"keyid\":\"{}\",", ours.id()), "");
    assert_eq!(Envelope::from_json(absent.as_bytes()).unwrap().signer([&others, &ours]), Ok(&ours));
    assert_eq!(
        Envelope::from_json(absent.as_bytes()).unwrap().signer([&others]),
        Err(EnvelopeError::UntrustedSigner)
    );
}

#[test]
fn every_changed_bit_of_payload_and_signature_is_refused() {
    let key = public(&signing_key());
    let signature = signing_key().sign(&pae(PAYLOAD_TYPE, PAYLOAD)).to_bytes();
    for at in 0..PAYLOAD.len() {
        let mut payload = PAYLOAD.to_vec();
        payload[at] ^= 1 << (at % 8);
        assert_eq!(
            Envelope::seal(payload, &key, |_| signature).signer([&key]),
            Err(EnvelopeError::BadSignature)
        );
    }
    for bit in 0..512 {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        let envelope = Envelope::seal(PAYLOAD.to_vec(), &key, |_| changed);
        assert_eq!(envelope.signer([&key]), Err(EnvelopeError::BadSignature));
    }
}

#[test]
fn a_malleated_signature_is_refused() {
    // S + ℓ satisfies the equation; RFC 8032 refuses it.
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let key = public(&signing_key());
    let mut signature = signing_key().sign(&pae(PAYLOAD_TYPE, PAYLOAD)).to_bytes();
    let mut carry = 0u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    let envelope = Envelope::seal(PAYLOAD.to_vec(), &key, |_| signature);
    assert_eq!(envelope.signer([&key]), Err(EnvelopeError::BadSignature));
}

#[test]
fn weak_and_noncanonical_keys_are_refused() {
    let identity: [u8; 32] = core::array::from_fn(|i| u8::from(i == 0));
    assert!(PublicKey::from_bytes(&identity).is_err());
    assert!(PublicKey::from_bytes(&[0; 32]).is_err()); // order 4
    // y = p + 1: a second encoding of the identity.
    let mut second = [0xff; 32];
    (second[0], second[31]) = (0xee, 0x7f);
    assert!(PublicKey::from_bytes(&second).is_err());
    // y = p + 3 is the encoding, out of range, of a point of large order.
    second[0] = 0xf0;
    assert!(PublicKey::from_bytes(&second).is_err());
}

fn wire(payload: &str, signature: &str) -> String {
    format!(
        r#"{{"payload":"{payload}","payloadType":"{PAYLOAD_TYPE}","signatures":[{{"sig":"{signature}"}}]}}"#
    )
}

#[test]
fn one_encoding_of_base64_in_either_alphabet() {
    let key = public(&signing_key());
    let payload = [0xfb, 0xff, 0xbf, 0x01];
    let signature = signing_key().sign(&pae(PAYLOAD_TYPE, &payload)).to_bytes();
    let code = |text: String| match Envelope::from_json(text.as_bytes()) {
        Ok(envelope) => envelope.signer([&key]).map_or_else(|error| error.code(), |_| "ok"),
        Err(error) => error.code(),
    };
    let good = STANDARD.encode(signature);
    assert_eq!(code(wire(&STANDARD.encode(payload), &good)), "ok");
    assert_eq!(code(wire(&URL_SAFE.encode(payload), &URL_SAFE.encode(signature))), "ok");
    assert_eq!(code(wire(&URL_SAFE_NO_PAD.encode(payload), &good)), "envelope/base64");
    assert_eq!(code(wire("+/+/AR==", &good)), "envelope/base64"); // unused bits set
    assert_eq!(code(wire("+/+/ AQ==", &good)), "envelope/base64");
    assert_eq!(
        code(wire(&STANDARD.encode(payload), &STANDARD.encode(&signature[..63]))),
        "envelope/untrusted-signer"
    );
}

/// DSSE skips what does not verify: it may be a stranger's, of another algorithm or over something else.
#[test]
fn a_good_signature_counts_whatever_stands_beside_it() {
    let key = public(&signing_key());
    let good = signing_key().sign(&pae(PAYLOAD_TYPE, PAYLOAD)).to_bytes();
    let entry =
        |keyid: &str, sig: &[u8]| format!(r#"{{"keyid":"{keyid}","sig":"{}"}}"#, STANDARD.encode(sig));
    let signer = |entries: &[String]| {
        let (payload, list) = (STANDARD.encode(PAYLOAD), entries.join(","));
        let text =
            format!(r#"{{"payload":"{payload}","payloadType":"{PAYLOAD_TYPE}","signatures":[{list}]}}"#);
        Envelope::from_json(text.as_bytes()).unwrap().signer([&key]).copied()
    };
    let ours = entry(&key.id(), &good);
    let strangers = [
        entry("ab", &[7; 71]),
        entry("ab", &[7; 64]),
        entry("ab", &[]),
        entry("", &[7; 71]),
        entry("", &good[..63]),
        entry(&key.id(), &[7; 64]),
        entry(&key.id(), &[good.as_slice(), &[0]].concat()),
    ];
    for stranger in &strangers {
        assert_eq!(signer(&[stranger.clone(), ours.clone()]), Ok(key));
        assert_eq!(signer(&[ours.clone(), stranger.clone()]), Ok(key));
        let alone = signer(std::slice::from_ref(stranger));
        assert!(
            matches!(alone, Err(EnvelopeError::BadSignature | EnvelopeError::UntrustedSigner)),
            "{stranger}"
        );
    }
    assert_eq!(signer(&strangers[5..6]), Err(EnvelopeError::BadSignature));
    assert_eq!(signer(&strangers[..1]), Err(EnvelopeError::UntrustedSigner));
}

#[test]
fn other_shapes_are_refused() {
    let good = seal(PAYLOAD).to_json();
    let code = |text: &str| Envelope::from_json(text.as_bytes()).map_or_else(|error| error.code(), |_| "ok");
    assert_eq!(code(&good), "ok");
    // DSSE asks to ignore unknown keys, and white space is free.
    assert_eq!(code(&good.replacen('{', "{ \"extension\": [1, {\"a\": null}],\n", 1)), "ok");
    assert_eq!(code(&good.replacen('{', "{\"payload\":\"\",", 1)), "envelope/malformed");
    assert_eq!(code(&good.replacen('{', "{\"p\\u0061yload\":\"\",", 1)), "envelope/malformed");
    // An unknown key is ignored once, and not if it says two things.
    for unknown in
        [r#""x":1,"x":2,"#, r#""x":1,"\u0078":2,"#, r#""x":{"a":1,"a":2},"#, r#""x":[{"a":1,"a":2}],"#]
    {
        assert_eq!(code(&good.replacen('{', &format!("{{{unknown}"), 1)), "envelope/malformed");
        let nested = good.replacen("\"signatures\":[{", &format!("\"signatures\":[{{{unknown}"), 1);
        assert_ne!(nested, good);
        assert_eq!(code(&nested), "envelope/malformed");
    }
    assert_eq!(code(&good.replace("in-toto", "in-tot0")), "envelope/payload-type");
    assert_eq!(code(&format!("{good} {{}}")), "envelope/malformed");
    assert_eq!(code("[\"\",\"application/vnd.in-toto+json\",[[\"\",\"\"]]]"), "envelope/malformed");
    let signatures =
        |list: &str| format!(r#"{{"payload":"","payloadType":"{PAYLOAD_TYPE}","signatures":[{list}]}}"#);
    let empty = STANDARD.encode([0; 64]);
    assert_eq!(code(&signatures("")), "envelope/signature-count");
    assert_eq!(code(&signatures(&format!("[\"\",\"{empty}\"]"))), "envelope/malformed");
    let one = format!("{{\"sig\":\"{empty}\"}}");
    assert_eq!(code(&signatures(&[one.as_str(); 8].join(","))), "ok");
    assert_eq!(code(&signatures(&[one.as_str(); 9].join(","))), "envelope/signature-count");
    assert_eq!(code(&" ".repeat(MAX_ENVELOPE_BYTES + 1)), "envelope/too-long");
    assert_eq!(code(&"[".repeat(MAX_ENVELOPE_BYTES)), "envelope/malformed");
    let deep = format!("{{\"x\":{}", "{\"x\":".repeat(40_000));
    assert_eq!(code(&deep), "envelope/malformed");
}

#[test]
fn any_bytes_give_an_error() {
    let good = seal(PAYLOAD).to_json().into_bytes();
    for len in 0..good.len() {
        assert!(Envelope::from_json(&good[..len]).is_err());
    }
    let mut rng = rng(5);
    for len in 0..512 {
        assert!(Envelope::from_json(&random_bytes(&mut rng, len)).is_err());
    }
}
