//! A statement as a row of the table: requests come and go as bytes.

use std::marker::PhantomData;

use covenant_core::keys::KeySummary;
use covenant_parties::{Error, Format as _};
use covenant_service::{CheckReport, CircuitLimits, Outcome};
use covenant_statements::{CircuitInfo, Claim as _, Day, Fr, Network};
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::{RootKind, TrustDocument};

use super::{Decoded, StatedProof, Statement};
use crate::failure::Result;
use crate::prover::judge;
use crate::prover::worker::{Progress, Prover};

/// A statement whose claims' types nobody needs to know.
pub(crate) trait AnyStatement: Sync {
    /// The circuits that new proofs are made by.
    fn circuits(&self) -> &'static [CircuitInfo];

    /// What its jobs may take.
    fn limits(&self) -> CircuitLimits;

    /// Checks a request natively.
    fn check(&self, request: &[u8]) -> Result<CheckReport>;

    /// The roots of registries of parties that a request's claim is under, and the day that it is judged by; none of a claim that is not whole.
    fn registry_roots(&self, request: &[u8]) -> Result<Option<(Vec<Fr>, Day)>>;

    /// Proves a request and signs an attestation of it.
    fn prove(&self, prover: Prover, request: &[u8], progress: &mut Progress<'_>) -> Result<Outcome>;

    /// The proof that an attestation's payload carries; `None` if it is none of this statement.
    fn stated_proof(&self, payload: &[u8]) -> Option<StatedProof>;

    /// Judges an outcome by the verifier's code, with a trust of just what the request names.
    fn judge(&self, key: &KeySummary, prover: PublicKey, request: &[u8], outcome: &Outcome) -> Result<()>;
}

/// The row of a statement.
pub(crate) struct Entry<S>(PhantomData<fn() -> S>);

impl<S> Entry<S> {
    /// The row.
    pub(crate) const NEW: Self = Self(PhantomData);
}

fn decode<S: Statement>(request: &[u8]) -> Result<Decoded<S>> {
    S::decode(S::Request::from_json(request, "claim").map_err(Error::from)?)
}

impl<S: Statement> AnyStatement for Entry<S> {
    fn circuits(&self) -> &'static [CircuitInfo] {
        S::circuits()
    }

    fn limits(&self) -> CircuitLimits {
        CircuitLimits { claim_bytes: S::Request::MAX_BYTES, ..CircuitLimits::default() }
    }

    fn check(&self, request: &[u8]) -> Result<CheckReport> {
        let whole = match decode::<S>(request)? {
            Decoded::Part(part) => {
                S::check_part(&part)?;
                false
            }
            Decoded::Whole(whole) => {
                whole.0.check()?;
                true
            }
        };
        let names = |ran: bool| {
            let conditions = S::CONDITIONS.iter().filter(|condition| (whole || condition.of_part) == ran);
            conditions.map(|condition| condition.name.to_owned()).collect()
        };
        Ok(CheckReport { rules: names(true), not_run: names(false) })
    }

    fn registry_roots(&self, request: &[u8]) -> Result<Option<(Vec<Fr>, Day)>> {
        let Decoded::Whole(whole) = decode::<S>(request)? else { return Ok(None) };
        let (claim, context) = *whole;
        let mut document = TrustDocument::empty(Network::Development);
        S::trust(&mut document, &claim, &context);
        let of_parties = document.roots.into_iter().filter(|root| root.kind == RootKind::Parties);
        Ok(Some((of_parties.map(|root| root.root).collect(), S::as_of(&claim))))
    }

    fn prove(&self, prover: Prover, request: &[u8], progress: &mut Progress<'_>) -> Result<Outcome> {
        match decode::<S>(request)? {
            Decoded::Whole(whole) => prover.attest::<S>(&whole.0, &whole.1, progress),
            Decoded::Part(_) => Err(S::not_whole()),
        }
    }

    fn stated_proof(&self, payload: &[u8]) -> Option<StatedProof> {
        S::stated_proof(payload)
    }

    fn judge(&self, key: &KeySummary, prover: PublicKey, request: &[u8], outcome: &Outcome) -> Result<()> {
        match decode::<S>(request)? {
            Decoded::Whole(whole) => judge::outcome::<S>(key, prover, &whole.0, &whole.1, outcome),
            Decoded::Part(_) => Err(S::not_whole()),
        }
    }
}
