//! One development setup, one proved claim, and a verifier's trust.

use covenant_core::{CircuitKey, Phase, ProvedClaim, Stop, keys::KeyStore, prove};
use covenant_statements::{
    Context, Day, Fr,
    invoice::{Claim, sample::World},
};
use covenant_verifier::{
    attestation::{
        VerifyOptions,
        obligation::{ObligationStatement, Parts, statement},
        verify,
    },
    dsse::{Envelope, PublicKey},
    groth16::Proof,
    trust::{
        HomeRegistry, KeyEntry, NullifierKeyEntry, PolicyEntry, ProverEntry, RootEntry, RootKind,
        TrustDocument, TrustStore,
    },
};
use ed25519_dalek::{Signer, SigningKey};
use std::{ops::ControlFlow, sync::OnceLock};

/// The key of a development setup, made once.
pub(crate) fn key() -> &'static CircuitKey {
    static KEY: OnceLock<(tempfile::TempDir, CircuitKey)> = OnceLock::new();
    let made = KEY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyStore::open(folder.path()).unwrap().ensure_development("invoice/1").unwrap();
        (folder, key)
    });
    &made.1
}

pub(crate) fn quiet(_: Phase, _: f32) -> ControlFlow<Stop> {
    ControlFlow::Continue(())
}

/// The sample's world, its context bound to the key.
pub(crate) fn world(seed: u64) -> World {
    let mut world = World::new(seed);
    world.context.selector = key().selector();
    world
}

/// A claim, its proof, and the context that it was consented for.
#[derive(Clone)]
pub(crate) struct Proved {
    pub(crate) claim: Claim,
    pub(crate) context: Context,
    pub(crate) proved: ProvedClaim<Claim>,
}

/// World 1, proved once.
pub(crate) fn proved() -> Proved {
    static PROVED: OnceLock<Proved> = OnceLock::new();
    PROVED.get_or_init(|| prove_world(&world(1))).clone()
}

pub(crate) fn prove_world(world: &World) -> Proved {
    let claim = world.claim();
    let proved = prove(key(), &claim, &mut quiet).unwrap();
    Proved { claim, context: world.context.clone(), proved }
}

impl Proved {
    /// The attestation's statement.
    pub(crate) fn statement(&self) -> ObligationStatement {
        self.statement_with(&self.proved.proof)
    }

    pub(crate) fn statement_with(&self, proof: &Proof) -> ObligationStatement {
        let environment = self.claim.environment();
        statement(&Parts {
            network: environment.network,
            verifying_key: key().verifying_key(),
            policy: &self.claim.acknowledged.policy,
            as_of: environment.as_of,
            registry_root: environment.registry_root,
            nullifier_key: environment.nullifier_key,
            context: &self.context,
            nullifier: self.proved.public_inputs.nullifier,
            note: self.proved.public_inputs.note,
            proof,
            log_index: None,
        })
    }

    /// What a lender trusts that knows this registry, this policy, this nullifier key and this prover.
    pub(crate) fn trust(&self) -> TrustDocument {
        let environment = self.claim.environment();
        let home = HomeRegistry { chain: self.context.chain.clone(), contract: self.context.contract };
        TrustDocument {
            keys: vec![KeyEntry::new("invoice/1", key().verifying_key(), true)],
            roots: vec![RootEntry {
                kind: RootKind::Parties,
                root: environment.registry_root,
                from: day("2026-11-01"),
                until: day("2026-11-30"),
            }],
            nullifier_keys: vec![NullifierKeyEntry { key: environment.nullifier_key, home }],
            policies: vec![PolicyEntry::new(&self.claim.acknowledged.policy).unwrap()],
            provers: vec![ProverEntry {
                name: "the prover".into(),
                ed25519: signer_key(),
                from: day("2026-01-01"),
                until: day("2027-12-31"),
            }],
            ..TrustDocument::empty(environment.network)
        }
    }
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The prover's signing key. A prover that lies has it, of course.
fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[42; 32])
}

pub(crate) fn signer_key() -> PublicKey {
    PublicKey::from_bytes(&signing_key().verifying_key().to_bytes()).unwrap()
}

/// Signs a statement, whatever it says.
pub(crate) fn seal(statement: &ObligationStatement) -> Vec<u8> {
    seal_bytes(statement.to_payload().unwrap())
}

pub(crate) fn seal_bytes(payload: Vec<u8>) -> Vec<u8> {
    let sign = |message: &[u8]| signing_key().sign(message).to_bytes();
    Envelope::seal(payload, &signer_key(), sign).to_json().into_bytes()
}

pub(crate) fn options() -> VerifyOptions {
    VerifyOptions::at_day(day("2026-11-22")).allow_development_keys(true)
}

/// `ok`, or the code of the refusal.
pub(crate) fn verdict(envelope: &[u8], trust: TrustDocument) -> &'static str {
    let store = TrustStore::from_document(trust).unwrap();
    verify(envelope, &store, &options()).map_or_else(|error| error.code(), |_| "ok")
}

/// The verdict on a statement, judged by the trust that accepts `honest`.
pub(crate) fn judged(statement: &ObligationStatement, honest: &Proved) -> &'static str {
    verdict(&seal(statement), honest.trust())
}

pub(crate) fn one() -> Fr {
    Fr::from(1u64)
}
