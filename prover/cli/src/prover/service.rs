//! The statements and the nullifier registry, as the service sees them.

use ark_ff::{BigInteger as _, PrimeField as _};
use covenant_core::keys::KeySummary;
use covenant_gadgets::babyjubjub::codec::{self, PointError};
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::voprf::{self, VoprfError};
use covenant_parties::{Error, Format as _, Store as _};
use covenant_service::{
    CheckReport, CircuitCapability, EvaluateError, Evaluation, Evaluator, Outcome, Refusal, RefusalKind,
    Statements,
};
use covenant_statements::invoice::{self, Claim, Clause, PublicInputs};
use covenant_statements::{Context, Day, field};
use covenant_verifier::attestation::{VerifyOptions, examine};
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::{
    HomeRegistry, KeyEntry, NullifierKeyEntry, ProverEntry, RootEntry, TRUST_VERSION, TrustDocument,
    TrustStore,
};
use covenant_verifier::wire::Sha256;
use rand::rngs::OsRng;

use super::worker::CIRCUIT;
use super::{attest, keys};
use crate::commands::check::CLAUSES;
use crate::failure::{Exit, Failure, Result};
use crate::home::Home;
use crate::statements::obligation::note::NoteOpening;
use crate::statements::obligation::request::{Decoded, ObligationRequest};

/// Statement 1 with the home's key.
pub(crate) struct Obligations {
    key: KeySummary,
    prover: PublicKey,
}

impl Obligations {
    /// Finds the home's keys; a development home makes them.
    pub(crate) fn open(home: &Home) -> Result<Self> {
        Ok(Self { key: keys::current(home)?, prover: attest::public_key(&home.prover_key()?)? })
    }

    /// Judges an outcome by the verifier's code, with a trust of just what the request names.
    fn judge(&self, request: &[u8], outcome: &Outcome) -> Result<()> {
        let Decoded::Whole(whole) =
            ObligationRequest::from_json(request, "claim").map_err(Error::from)?.decode()?
        else {
            return Err(
                Failure::input("request/no-consent", "a proof needs the seller's consent").at("consented")
            );
        };
        let (claim, context) = *whole;
        let expected = claim
            .public_inputs()
            .ok_or_else(|| Failure::from(invoice::Violation(invoice::Rule::DocumentType)))?;
        let trust = TrustStore::from_document(self.trust(&claim, &context))
            .map_err(|error| Failure::refused(error.code(), error.to_string()))?;
        let options = VerifyOptions::at_day(claim.acknowledged.as_of).allow_development_keys(true);
        examine(&outcome.attestation, &trust, &options)
            .map_err(|refusal| Failure::refused(refusal.error.code(), refusal.to_string()))?;
        attest::require_of_claim(&outcome.attestation, &expected)?;
        opens(outcome, &expected)
    }

    fn trust(&self, claim: &Claim, context: &Context) -> TrustDocument {
        let acknowledged = &claim.acknowledged;
        let as_of = acknowledged.as_of;
        TrustDocument {
            version: TRUST_VERSION,
            network: self.key.network,
            keys: vec![key_entry(&self.key)],
            registry_roots: vec![RootEntry { root: acknowledged.registry_root, from: as_of, until: as_of }],
            nullifier_keys: vec![NullifierKeyEntry {
                key: claim.consent.transcript.key,
                home: HomeRegistry { chain: context.chain.clone(), contract: context.contract },
            }],
            obligation_policies: vec![acknowledged.policy.clone()],
            provers: vec![ProverEntry {
                name: "this service".into(),
                ed25519: self.prover,
                from: Day::MIN,
                until: Day::MAX,
            }],
        }
    }
}

/// A key as trust files name it.
pub(crate) fn key_entry(key: &KeySummary) -> KeyEntry {
    KeyEntry {
        circuit: key.circuit.to_owned(),
        sha256: Sha256::of(&key.verifying_key),
        verifying_key: key.verifying_key.clone(),
        development: key.network == covenant_statements::Network::Development,
    }
}

/// Whether the note's opening is that of the proved note.
fn opens(outcome: &Outcome, expected: &PublicInputs) -> Result<()> {
    let opening =
        NoteOpening::from_json(outcome.note_opening.expose(), "note_opening").map_err(Error::from)?;
    if opening.commitment == expected.note && opening.note.commitment() == expected.note {
        Ok(())
    } else {
        Err(Failure::refused("note/of-another-claim", "the note's opening is not that of the proved note"))
    }
}

/// Refuses any other statement.
pub(crate) fn require_circuit(circuit: &str) -> Result<()> {
    if circuit == CIRCUIT {
        return Ok(());
    }
    Err(Failure::input("request/unknown-circuit", "this service proves no statement of that name")
        .at("circuit"))
}

impl Statements for Obligations {
    fn capabilities(&self) -> Vec<CircuitCapability> {
        vec![CircuitCapability {
            circuit: CIRCUIT.to_owned(),
            version: 1,
            selector: field::bytes_hex(&self.key.selector.0),
            key_digest: self.key.digest.clone(),
            public_inputs: PublicInputs::NAMES.map(str::to_owned).to_vec(),
            development: self.key.network == covenant_statements::Network::Development,
        }]
    }

    fn check(&self, circuit: &str, claim: &[u8]) -> std::result::Result<CheckReport, Refusal> {
        let run = || -> Result<bool> {
            require_circuit(circuit)?;
            match ObligationRequest::from_json(claim, "claim").map_err(Error::from)?.decode()? {
                Decoded::Acknowledged(acknowledged) => {
                    invoice::check_acknowledged(&acknowledged)?;
                    Ok(false)
                }
                Decoded::Whole(whole) => {
                    invoice::check(&whole.0)?;
                    Ok(true)
                }
            }
        };
        let whole = run().map_err(refusal)?;
        let names = |wanted: bool| {
            let clauses = CLAUSES.iter().filter(|(_, needs_consent)| (whole || !needs_consent) == wanted);
            clauses.map(|(clause, _): &(Clause, bool)| clause.name().to_owned()).collect()
        };
        Ok(CheckReport { rules: names(true), not_run: names(false) })
    }

    fn verify_result(
        &self,
        circuit: &str,
        claim: &[u8],
        outcome: &Outcome,
    ) -> std::result::Result<(), Refusal> {
        require_circuit(circuit).and_then(|()| self.judge(claim, outcome)).map_err(refusal)
    }
}

/// The nullifier registry's key at work.
pub(crate) struct NullifierKey(SecretKey);

impl NullifierKey {
    /// With this key.
    pub(crate) fn new(key: SecretKey) -> Self {
        Self(key)
    }
}

impl Evaluator for NullifierKey {
    fn public_key(&self) -> [u8; 32] {
        codec::pack(&self.0.public())
    }

    fn evaluate(&self, blinded: &[u8; 32]) -> std::result::Result<Evaluation, EvaluateError> {
        let point = codec::unpack(blinded).map_err(|error| match error {
            PointError::NotOnCurve => EvaluateError::OffCurve,
            _ => EvaluateError::NotCanonical,
        })?;
        if point == covenant_statements::Point::default() {
            return Err(EvaluateError::Identity);
        }
        let evaluation = voprf::evaluate(&self.0, &point, &mut OsRng).map_err(|error| match error {
            VoprfError::Subgroup => EvaluateError::OutsideSubgroup,
            _ => EvaluateError::Internal,
        })?;
        let mut challenge = [0u8; 32];
        challenge.copy_from_slice(&evaluation.c.into_bigint().to_bytes_le());
        Ok(Evaluation {
            evaluated: codec::pack(&evaluation.evaluated),
            challenge,
            response: codec::scalar_to_bytes(&evaluation.s),
        })
    }
}

/// Kinds of refusals and what a process exits with.
const KINDS: [(RefusalKind, Exit); 10] = [
    (RefusalKind::Unsatisfied, Exit::Unsatisfied),
    (RefusalKind::Unreadable, Exit::Input),
    (RefusalKind::Key, Exit::Refused),
    (RefusalKind::Limit, Exit::Limit),
    (RefusalKind::Timeout, Exit::Cancelled),
    (RefusalKind::Cancelled, Exit::Cancelled),
    (RefusalKind::Unavailable, Exit::Unavailable),
    (RefusalKind::NotFound, Exit::Input),
    (RefusalKind::Conflict, Exit::Input),
    (RefusalKind::Internal, Exit::Other),
];

/// What a process exits with after a refusal of the service, by the name of its kind.
pub(crate) fn exit_of(kind: &str) -> Exit {
    KINDS.iter().find(|(known, _)| known.as_str() == kind).map_or(Exit::Other, |(_, exit)| *exit)
}

/// A failure as the service passes it on.
pub(crate) fn refusal(failure: Failure) -> Refusal {
    let kind =
        KINDS.iter().find(|(_, exit)| *exit == failure.exit).map_or(RefusalKind::Internal, |(kind, _)| *kind);
    Refusal { code: failure.code.into_owned(), field: failure.field, message: failure.message, kind }
}
