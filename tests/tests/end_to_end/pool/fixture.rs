//! One development setup, one proved pool, and an investor's trust.

use crate::fixture::{day, quiet, seal_bytes, signer_key};
use covenant_core::{CircuitKey, ProvedClaim, keys::KeyStore, prove};
use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{
    Policy as _,
    disclosure::Seal,
    pool::{Claim, Figure, figure, sample::World},
};
use covenant_verifier::{
    attestation::{
        Report, VerifyError, VerifyOptions,
        pool::{Parts, PoolStatement, statement, subjects},
        verify,
    },
    trust::{
        AuditorEntry, CustodyEntry, KeyEntry, PolicyEntry, ProverEntry, RootEntry, RootKind, TrustDocument,
        TrustStore,
    },
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::OnceLock;

pub(super) const CIRCUIT: &str = "pool-64/1";
/// Balance and net asset value.
pub(super) const MASK: u32 = 1 | 1 << 27;

pub(super) fn key() -> &'static CircuitKey {
    static KEY: OnceLock<(tempfile::TempDir, CircuitKey)> = OnceLock::new();
    let made = KEY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyStore::open(folder.path()).unwrap().ensure_development(CIRCUIT).unwrap();
        (folder, key)
    });
    &made.1
}

pub(super) fn auditor(seed: u64) -> SecretKey {
    SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

pub(super) fn seal(mask: u32, seed: u64) -> Seal {
    Seal::new(auditor(1).public(), mask, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap()
}

/// A pool that is proved, two of its figures disclosed to auditor 1.
pub(super) struct Pool {
    pub(super) world: World,
    pub(super) claim: Claim,
    pub(super) proved: ProvedClaim<Claim>,
}

/// Pool 9, proved once.
pub(super) fn proved() -> &'static Pool {
    static PROVED: OnceLock<Pool> = OnceLock::new();
    PROVED.get_or_init(|| Pool::of(9))
}

impl Pool {
    pub(super) fn of(seed: u64) -> Self {
        let mut world = World::new(seed, 9);
        world.context.selector = key().selector();
        world.disclosure = Some(seal(MASK, 1));
        let claim = world.claim();
        let proved = prove(key(), &claim, &mut quiet).unwrap();
        Self { world, claim, proved }
    }

    pub(super) fn statement(&self) -> PoolStatement {
        let parts = Parts {
            claim: &self.claim,
            public_inputs: &self.proved.public_inputs,
            figures: &self.proved.opening,
            circuit: covenant_statements::circuit(CIRCUIT).unwrap(),
            verifying_key: key().verifying_key(),
            context: &self.world.context,
            proof: &self.proved.proof,
            log_index: None,
        };
        statement(&parts)
    }

    /// What an investor trusts that follows this pool, and knows the auditor.
    pub(super) fn trust(&self) -> TrustDocument {
        let environment = self.claim.environment();
        let (from, until) = (environment.cut_off, environment.cut_off);
        TrustDocument {
            keys: vec![KeyEntry::new(CIRCUIT, key().verifying_key(), true)],
            roots: vec![RootEntry { kind: RootKind::Parties, root: environment.registry_root, from, until }],
            policies: vec![PolicyEntry::new(&self.claim.policy).unwrap()],
            pools: vec![CustodyEntry {
                id: "pool 1".into(),
                d0: environment.pool,
                policy: environment.policy,
                roles: environment.roles,
                epoch: environment.epoch.into(),
                counter: environment.counter,
                sequence: environment.sequence,
            }],
            auditors: vec![AuditorEntry { name: "auditor".into(), key: auditor(1).public(), from, until }],
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

pub(super) fn envelope(statement: &PoolStatement) -> Vec<u8> {
    seal_bytes(statement.to_payload().unwrap())
}

pub(super) fn judge(statement: &PoolStatement, trust: TrustDocument) -> Result<Report, VerifyError> {
    let options = VerifyOptions::at_day(statement.predicate.as_of).allow_development_keys(true);
    verify(&envelope(statement), &TrustStore::from_document(trust).unwrap(), &options)
}

pub(super) fn code(statement: &PoolStatement, trust: TrustDocument) -> &'static str {
    judge(statement, trust).map_or_else(|error| error.code(), |_| "ok")
}

/// All that can be recomputed made to agree.
pub(super) fn made_to_agree(statement: &mut PoolStatement) {
    let p = &mut statement.predicate;
    (p.as_of, p.expiry) = (p.environment.cut_off, p.context.expiry);
    p.environment.policy_digest = p.environment.policy.digest();
    p.public_inputs.context = p.context.to_field();
    p.public_inputs.environment = p.environment.environment().to_field();
    let shown: Vec<u64> = p.figures.iter().map(|figure| figure.shown).collect();
    if let Ok(shown) = shown.try_into() {
        let bounded = p.environment.policy.bounded_mask();
        p.public_inputs.nav = figure::nav(bounded, &shown);
        p.public_inputs.figures = figure::digest(bounded, &shown);
    }
    if let Some(form) = &p.disclosure
        && let Ok(disclosure) = form.disclosure(&Figure::NAMES)
    {
        p.public_inputs.disclosure = disclosure.value(p.public_inputs.context);
    }
    statement.subject = subjects(&statement.predicate);
}
