//! Decoders of what comes from strangers: whatever the bytes, a value or a refusal.

use covenant_parties::obligation::{NoteOpening, SignedAcknowledgement, SignedConsent};
use covenant_parties::{Error, Format as _};
use covenant_statements::invoice::{self, sample::World};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

use super::Obligation;
use super::request::ObligationRequest;
use crate::statements::Decoded;

fn request() -> Vec<u8> {
    let world = World::new(1);
    ObligationRequest::whole(world.claim(), world.context).to_json()
}

fn decode(bytes: &[u8]) -> crate::failure::Result<Decoded<Obligation>> {
    ObligationRequest::from_json(bytes, "claim").map_err(Error::from)?.decode()
}

#[test]
fn a_request_comes_back() {
    let Ok(Decoded::Whole(whole)) = decode(&request()) else { panic!("a whole claim") };
    invoice::check(&whole.0).unwrap();
    assert_eq!(whole.1.to_field(), whole.0.consent.context);
}

/// The service's capabilities promise this length, and so does the worker that reads it.
#[test]
fn a_request_may_be_as_long_as_the_capabilities_say() {
    let padded = |length: usize| {
        let mut bytes = request();
        bytes.resize(length, b' ');
        bytes
    };
    for length in [100_000, ObligationRequest::MAX_BYTES] {
        assert!(matches!(decode(&padded(length)), Ok(Decoded::Whole(_))), "{length}");
    }
    let refused = decode(&padded(ObligationRequest::MAX_BYTES + 1)).err().unwrap();
    assert_eq!(refused.code, "file/too-large");
}

/// What still decodes after a change is judged, never believed: the check must be as total as the decoder.
#[test]
fn altered_requests_are_refused_or_judged() {
    let good = request();
    let mut rng = StdRng::seed_from_u64(7);
    let mut judged = 0;
    for round in 0..3000 {
        let mut bytes = good.clone();
        if round % 3 == 0 {
            bytes.truncate(rng.gen_range(0..good.len()));
        } else {
            for _ in 0..rng.gen_range(1..3) {
                let at = rng.gen_range(0..bytes.len());
                // Mostly digits for digits, so that many are still values of their type.
                bytes[at] = if bytes[at].is_ascii_hexdigit() {
                    b"0123456789abcdef"[rng.gen_range(0..16)]
                } else {
                    rng.r#gen()
                };
            }
        }
        if let Ok(Decoded::Whole(whole)) = decode(&bytes) {
            judged += 1;
            let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
            let laid_out_anew = value(&bytes) == value(&good);
            assert!(laid_out_anew || invoice::check(&whole.0).is_err(), "an altered claim holds");
        }
    }
    assert!(judged > 50, "{judged} were still claims: too few to show anything");
}

#[test]
fn a_context_that_is_not_its_hash_is_refused() {
    let text = String::from_utf8(request()).unwrap();
    let expiry = World::new(1).context.expiry.to_string();
    let other = text.replacen(&expiry, &(World::new(1).context.expiry + 1).to_string(), 1);
    assert_ne!(text, other);
    let refused = decode(other.as_bytes()).err().unwrap();
    assert_eq!((&*refused.code, refused.field.as_deref()), ("request/malformed", Some("context")));
}

#[test]
fn random_bytes_are_no_file_of_any_kind() {
    let mut rng = StdRng::seed_from_u64(8);
    for length in 0..300 {
        let bytes: Vec<u8> = (0..length).map(|_| rng.r#gen()).collect();
        assert!(decode(&bytes).is_err());
        assert!(SignedAcknowledgement::from_json(&bytes, "x").is_err());
        assert!(SignedConsent::from_json(&bytes, "x").is_err());
        assert!(NoteOpening::from_json(&bytes, "x").is_err());
    }
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let note = NoteOpening::from(World::new(1).claim().note().unwrap()).to_json();
    assert!(NoteOpening::from_json(&note, "x").is_ok());
    let renamed = String::from_utf8(note).unwrap().replace("covenant/note", "covenant/consent");
    assert_eq!(NoteOpening::from_json(renamed.as_bytes(), "x").err().unwrap().code(), "note/malformed");
}
