//! Everything that a prover knows of one obligation.

use super::{Acknowledgement, PublicInputs, check};
use crate::{
    CanonicalId, CircuitInfo, Day, Environment, Fr, Lane, Member, Network, Note, ObligationPolicy, Point,
    Signature, ValueError, redact::redacted,
};
use covenant_gadgets::{
    babyjubjub::Scalar,
    voprf::{self, Evaluation},
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Conditions 1 to 3: an acknowledged obligation under a policy on a day.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct AcknowledgedClaim {
    /// The network that everything was signed for.
    pub network: Network,
    /// The policy, whole.
    pub policy: ObligationPolicy,
    /// The day it is judged by.
    pub as_of: Day,
    /// The registry's root.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub registry_root: Fr,
    /// The signed tuple.
    pub acknowledgement: Acknowledgement,
    /// Its signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub signature: Signature,
    /// Whose signature it is.
    pub signer: Member,
}

/// The nullifier registry's answer and the scalar that blinded the question. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Transcript {
    /// The registry's public key K.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::point_hex"))]
    pub key: Point,
    /// r.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::scalar_hex"))]
    pub blind: Scalar,
    /// E, c, s.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::evaluation_form"))]
    pub evaluation: Evaluation,
}

/// What the seller adds: conditions 4 to 6. Wiped when it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Consent {
    /// The context as a field element.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub context: Fr,
    /// The nullifier's transcript.
    pub transcript: Transcript,
    /// The note's blinding.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub blinding: Fr,
    /// The seller's registration.
    #[zeroize(skip)]
    pub seller: Member,
    /// The seller's signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub signature: Signature,
}

/// The whole witness of statement 1.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Claim {
    /// Conditions 1 to 3.
    pub acknowledged: AcknowledgedClaim,
    /// Conditions 4 to 6.
    pub consent: Consent,
}

redacted!(AcknowledgedClaim Transcript Consent Claim);

impl Claim {
    /// The obligation's id; `None` if the seller's leaf has no fiscal rule.
    #[must_use]
    pub fn canonical_id(&self) -> Option<CanonicalId> {
        let ack = &self.acknowledged.acknowledgement;
        let rule = self.consent.seller.leaf.fiscal_rule?;
        Some(CanonicalId::new(ack.seller, ack.document_type, ack.issue, rule, ack.number.clone()))
    }

    /// F = r⁻¹·E, without the checks of [`voprf::unblind`]; the identity if r is zero.
    pub fn oprf_output(&self) -> Point {
        use ark_ff::{Field, PrimeField};
        let Transcript { blind, evaluation, .. } = &self.consent.transcript;
        let inverse = Zeroizing::new(blind.inverse().unwrap_or_default());
        mul(&evaluation.evaluated, inverse.into_bigint())
    }

    /// The note that the claim's terms and blinding give; `None` where the document type has no kind.
    #[must_use]
    pub fn note(&self) -> Option<Note> {
        let AcknowledgedClaim { acknowledgement: ack, policy, .. } = &self.acknowledged;
        Some(Note {
            creditor: ack.seller,
            debtor: ack.debtor,
            amount: ack.amount,
            currency: ack.currency,
            issue: ack.issue,
            due: ack.due,
            rate: ack.rate,
            kind: ack.document_type.kind()?,
            lane: Lane::Acknowledged,
            capacity: ack.capacity,
            policy: policy.digest(),
            nullifier: voprf::nullifier(&self.oprf_output()),
            blinding: self.consent.blinding,
        })
    }

    /// The environment's parts.
    #[must_use]
    pub fn environment(&self) -> Environment {
        let claim = &self.acknowledged;
        Environment {
            network: claim.network,
            policy: claim.policy.digest(),
            as_of: claim.as_of,
            registry_root: claim.registry_root,
            nullifier_key: self.consent.transcript.key,
        }
    }

    /// What the proof makes public; `None` where there is no note.
    #[must_use]
    pub fn public_inputs(&self) -> Option<PublicInputs> {
        let note = self.note()?;
        Some(PublicInputs {
            context: self.consent.context,
            environment: self.environment().to_field(),
            nullifier: note.nullifier,
            note: note.commitment(),
        })
    }
}

impl crate::Claim for Claim {
    type Public = PublicInputs;
    type Opening = Note;

    fn circuit(&self) -> &'static CircuitInfo {
        &super::CIRCUIT
    }

    fn network(&self) -> Network {
        self.acknowledged.network
    }

    fn validate(&self) -> Result<(), ValueError> {
        self.acknowledged.policy.validate()
    }

    fn check(&self) -> Result<(), crate::Violation> {
        Ok(check(self)?)
    }

    fn public_inputs(&self) -> Option<PublicInputs> {
        Self::public_inputs(self)
    }

    fn opening(&self) -> Option<Note> {
        self.note()
    }
}

fn mul(point: &Point, scalar: ark_ff::BigInt<4>) -> Point {
    // The affine form's scalar multiplication goes through arkworks' generic code, which is right for any point.
    covenant_gadgets::babyjubjub::mul(point, &scalar)
}

#[cfg(all(test, feature = "serde", feature = "sample"))]
mod tests {
    use super::*;
    use crate::invoice::sample::World;
    use ark_ff::AdditiveGroup;

    #[test]
    fn a_wiped_consent_hides_nothing_any_more() {
        fn wiped_when_dropped<T: ZeroizeOnDrop>() {}
        wiped_when_dropped::<Consent>();
        wiped_when_dropped::<Transcript>();
        wiped_when_dropped::<Note>();
        let claim = World::new(3).claim();
        let (mut note, mut consent) = (claim.note().unwrap(), claim.consent);
        consent.zeroize();
        assert_eq!((consent.blinding, consent.transcript.blind), (Fr::ZERO, Scalar::ZERO));
        assert_eq!((consent.transcript.evaluation.c, consent.signature.s), (Fr::ZERO, Scalar::ZERO));
        note.zeroize();
        assert_eq!(
            (note.blinding, note.nullifier, note.amount.0, note.debtor.0),
            (Fr::ZERO, Fr::ZERO, 0, Fr::ZERO)
        );
    }

    #[test]
    fn nothing_private_is_printed() {
        let claim = World::new(3).claim();
        let (ack, transcript) = (&claim.acknowledged.acknowledgement, &claim.consent.transcript);
        let printed = [
            alloc::format!("{:?} {:?}", claim.acknowledged, claim.consent),
            alloc::format!("{ack:?} {:?} {:?}", claim.acknowledged.signature, claim.consent.signature),
            alloc::format!("{transcript:?} {:?} {:?}", transcript.evaluation, claim.note()),
            alloc::format!("{:?} {:?} {:?} {:?}", ack.seller, ack.number, ack.payee, claim.consent.seller),
        ];
        for text in printed {
            assert!(!text.bytes().any(|b| b.is_ascii_digit()), "{text}");
        }
    }

    #[test]
    fn json_keeps_every_field() {
        let claim = World::new(3).claim();
        let json = serde_json::to_string(&claim).unwrap();
        let back: Claim = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
        assert_eq!(back.public_inputs(), claim.public_inputs());
        assert!(serde_json::from_str::<Claim>(&json.replacen("\"acknowledged\"", "\"x\"", 1)).is_err());
    }
}
