//! Figures of a borrowing base, disclosed to an auditor: proved, verified, opened, and every way in which they could be others.

use crate::fixture::{day, quiet, seal_bytes, signer_key};
use covenant_core::{CircuitKey, keys::KeyStore, prove};
use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::disclosure::Stated;
use covenant_statements::{
    Fr,
    collateral::{Claim, Figures, sample::World},
    disclosure::{Disclosure, DisclosureForm, Seal},
};
use covenant_verifier::{
    attestation::{
        Report, VerifyError, VerifyOptions,
        collateral::{CollateralStatement, Parts, statement},
        verify,
    },
    groth16::Proof,
    trust::{
        AuditorEntry, CustodyEntry, KeyEntry, PolicyEntry, ProverEntry, RootEntry, RootKind, TrustDocument,
        TrustStore,
    },
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use std::sync::OnceLock;

const CIRCUIT: &str = "collateral-16/1";
/// Eligible receivables and availability.
const MASK: u32 = 0b1_0000_0010;

fn key() -> &'static CircuitKey {
    static KEY: OnceLock<(tempfile::TempDir, CircuitKey)> = OnceLock::new();
    let made = KEY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyStore::open(folder.path()).unwrap().ensure_development(CIRCUIT).unwrap();
        (folder, key)
    });
    &made.1
}

fn auditor(seed: u64) -> SecretKey {
    SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

/// A borrowing base whose figures are disclosed to auditor 1, or not.
struct Certificate {
    world: World,
    claim: Claim,
    proof: Proof,
}

impl Certificate {
    fn proved(mask: Option<u32>) -> Self {
        let mut world = World::new(9, 4);
        world.context.selector = key().selector();
        let mut claim = world.claim();
        claim.disclosure = mask.map(|mask| seal(mask, 1));
        let proof = prove(key(), &claim, &mut quiet).unwrap().proof;
        Self { world, claim, proof }
    }

    fn statement(&self) -> CollateralStatement {
        statement(&Parts {
            claim: &self.claim,
            circuit: covenant_statements::circuit(CIRCUIT).unwrap(),
            verifying_key: key().verifying_key(),
            context: &self.world.context,
            proof: &self.proof,
            log_index: None,
        })
    }

    fn judged(&self, statement: &CollateralStatement) -> Result<Report, VerifyError> {
        let store = TrustStore::from_document(self.trust()).unwrap();
        let options = VerifyOptions::at_day(self.claim.as_of).allow_development_keys(true);
        verify(&envelope(statement), &store, &options)
    }

    /// What a lender trusts that follows this facility, and knows the auditor.
    fn trust(&self) -> TrustDocument {
        let (claim, environment) = (&self.claim, self.claim.environment());
        let (from, until) = (claim.as_of, claim.as_of);
        let root = |kind, root| RootEntry { kind, root, from, until };
        let mut roots = vec![root(RootKind::Parties, environment.registry_root)];
        if environment.price_root != Fr::from(0u64) {
            roots.push(root(RootKind::Prices, environment.price_root));
        }
        TrustDocument {
            keys: vec![KeyEntry::new(CIRCUIT, key().verifying_key(), true)],
            roots,
            policies: vec![PolicyEntry::new(&claim.policy).unwrap()],
            facilities: vec![CustodyEntry {
                id: "facility".into(),
                d0: claim.ledger.vault,
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

fn seal(mask: u32, seed: u64) -> Seal {
    Seal::new(auditor(1).public(), mask, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap()
}

fn envelope(statement: &CollateralStatement) -> Vec<u8> {
    seal_bytes(statement.to_payload().unwrap())
}

/// The statement with another disclosure, in clear and, if the prover goes on lying, as the public input too.
fn exchanged(statement: &CollateralStatement, other: &Disclosure, hashed: bool) -> CollateralStatement {
    let mut changed = statement.clone();
    changed.predicate.disclosure = Some(DisclosureForm::new(other, &Figures::NAMES));
    if hashed {
        changed.predicate.public_inputs.disclosure = other.value(changed.predicate.public_inputs.context);
    }
    changed
}

#[test]
fn an_auditor_reads_the_proofs_own_figures() {
    let it = Certificate::proved(Some(MASK));
    let (statement, figures) = (it.statement(), Figures::of(&it.claim).disclosed());
    let report = it.judged(&statement).unwrap();
    assert!(report.procedures.iter().all(|p| p.exception != Some("unknown auditor")));
    let stated = Stated::read(&envelope(&statement)).unwrap();
    let opened = stated.open(&auditor(1)).unwrap();
    let expected: Vec<Option<u128>> =
        figures.iter().enumerate().map(|(i, figure)| (MASK >> i & 1 == 1).then_some(*figure)).collect();
    assert_eq!(opened.in_order(), expected);
    assert_eq!(stated.names()[0], ["eligible", "availability"]);
    assert_eq!(stated.open(&auditor(2)).unwrap_err().code(), "disclosure/wrong-key");

    // Another encryption of the same figures, of other figures, of more of them: none is the proof's.
    let context = it.claim.context;
    let mut higher = figures;
    higher[8] += 1;
    let others = [
        seal(MASK, 2).disclosure(context, &figures).unwrap(),
        seal(MASK, 1).disclosure(context, &higher).unwrap(),
        seal(MASK | 1, 1).disclosure(context, &figures).unwrap(),
    ];
    for other in &others {
        let swapped = exchanged(&statement, other, false);
        assert_eq!(it.judged(&swapped).unwrap_err().code(), "attestation/disclosure");
        assert_eq!(Stated::read(&envelope(&swapped)).unwrap_err().code(), "disclosure/not-the-proofs");
        // With the public input exchanged as well the parts agree, and the proof is of something else.
        let hashed = exchanged(&statement, other, true);
        assert_eq!(it.judged(&hashed).unwrap_err().code(), "proof/invalid");
        assert!(Stated::read(&envelope(&hashed)).is_ok(), "which is why figures count after verify alone");
    }
    let mut hidden = statement;
    hidden.predicate.disclosure = None;
    assert_eq!(it.judged(&hidden).unwrap_err().code(), "attestation/disclosure");
    hidden.predicate.public_inputs.disclosure = Fr::from(0u64);
    assert_eq!(it.judged(&hidden).unwrap_err().code(), "proof/invalid");
}

/// Under the same key as the one above.
#[test]
fn nothing_need_be_disclosed() {
    let it = Certificate::proved(None);
    let statement = it.statement();
    assert_eq!(statement.predicate.disclosure, None);
    it.judged(&statement).unwrap();
    assert_eq!(Stated::read(&envelope(&statement)).unwrap_err().code(), "disclosure/none");
    let made_up = seal(MASK, 1).disclosure(it.claim.context, &Figures::of(&it.claim).disclosed()).unwrap();
    assert_eq!(it.judged(&exchanged(&statement, &made_up, true)).unwrap_err().code(), "proof/invalid");
}
