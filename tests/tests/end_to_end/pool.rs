//! A pool's figures: proved, verified, and every way in which a malicious prover must fail.

use crate::fixture::{day, quiet, seal_bytes, signer_key};
use covenant_core::{
    CircuitKey, EngineProver, ProveError, ProvedClaim, Prover, ProverError, keys::KeyStore, prove,
};
use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::disclosure::Stated;
use covenant_relations::{Circuit, pool::PoolCircuit};
use covenant_statements::{
    Bps, Fr, Policy as _, Selector,
    disclosure::{Disclosure, DisclosureForm, Seal},
    pool::{Claim, Figure, Figures, Rule, figure, sample::World},
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
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::sync::OnceLock;

const CIRCUIT: &str = "pool-64/1";
/// Balance and net asset value.
const MASK: u32 = 1 | 1 << 27;

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

fn seal(mask: u32, seed: u64) -> Seal {
    Seal::new(auditor(1).public(), mask, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap()
}

/// A pool that is proved, two of its figures disclosed to auditor 1.
struct Pool {
    world: World,
    claim: Claim,
    proved: ProvedClaim<Claim>,
}

/// Pool 9, proved once.
fn proved() -> &'static Pool {
    static PROVED: OnceLock<Pool> = OnceLock::new();
    PROVED.get_or_init(|| Pool::of(9))
}

impl Pool {
    fn of(seed: u64) -> Self {
        let mut world = World::new(seed, 9);
        world.context.selector = key().selector();
        world.disclosure = Some(seal(MASK, 1));
        let claim = world.claim();
        let proved = prove(key(), &claim, &mut quiet).unwrap();
        Self { world, claim, proved }
    }

    fn statement(&self) -> PoolStatement {
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
    fn trust(&self) -> TrustDocument {
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

fn envelope(statement: &PoolStatement) -> Vec<u8> {
    seal_bytes(statement.to_payload().unwrap())
}

fn judge(statement: &PoolStatement, trust: TrustDocument) -> Result<Report, VerifyError> {
    let options = VerifyOptions::at_day(statement.predicate.as_of).allow_development_keys(true);
    verify(&envelope(statement), &TrustStore::from_document(trust).unwrap(), &options)
}

fn code(statement: &PoolStatement, trust: TrustDocument) -> &'static str {
    judge(statement, trust).map_or_else(|error| error.code(), |_| "ok")
}

/// All that can be recomputed made to agree.
fn made_to_agree(statement: &mut PoolStatement) {
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

#[test]
fn an_honest_pool_is_accepted_and_its_figures_are_told_by_name() {
    let pool = proved();
    let report = judge(&pool.statement(), pool.trust()).unwrap();
    let (figures, hidden) = (Figures::of(&pool.claim).unwrap(), &pool.claim.policy.bounded);
    assert_eq!(hidden.len(), 2);
    for (figure, name) in Figure::ALL {
        let told = report.fact(name).unwrap().to_string();
        if hidden.contains(&figure) {
            let bound = pool.claim.bounds[figure as usize].0;
            assert!(bound > figures.get(figure) && told.starts_with(&format!("at most {bound}")), "{name}");
        } else {
            assert_eq!(told.split(' ').next(), Some(&*figures.get(figure).to_string()), "{name}");
        }
    }
    let exceptions: Vec<_> = report.procedures.iter().filter_map(|p| p.exception).collect();
    assert_eq!(exceptions, ["development key", "not traced"]);
    let mut agreed = pool.statement();
    made_to_agree(&mut agreed);
    assert_eq!(agreed, pool.statement());
}

type Change = fn(&mut PoolStatement);

/// Each part altered alone: another part disagrees.
#[test]
fn every_part_is_held_against_another() {
    let changes: &[(&str, Change)] = &[
        ("attestation/unknown-circuit", |s| s.predicate.circuit.id = "pool-63".into()),
        ("attestation/selector", |s| s.predicate.verifying_key.selector = Selector([7; 32])),
        ("attestation/untrusted-key", |s| s.predicate.verifying_key.sha256.0[0] ^= 1),
        // A disclosure is for one context.
        ("attestation/disclosure", |s| s.predicate.public_inputs.context += Fr::from(1u64)),
        ("attestation/context", |s| s.predicate.context.beneficiary.0[31] ^= 1),
        ("attestation/environment", |s| s.predicate.public_inputs.environment += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.environment.roles += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.environment.pool += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.environment.counter += 1),
        ("attestation/environment", |s| s.predicate.environment.epoch += 1),
        ("attestation/environment", |s| s.predicate.environment.sequence += 1),
        ("attestation/inconsistent", |s| s.predicate.environment.registry_root += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.environment.policy.discount = Bps(1)),
        ("attestation/inconsistent", |s| s.predicate.environment.policy_digest += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.environment.cut_off = day("2026-10-30")),
        ("attestation/inconsistent", |s| s.predicate.public_inputs.custody += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.public_inputs.tape += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.expiry += 1),
        ("attestation/inconsistent", |s| s.predicate.scope = Some("all".into())),
        ("attestation/inconsistent", |s| s.predicate.nullifiers.push(Fr::from(1u64))),
        ("attestation/inconsistent", |s| s.predicate.proved[2].push('!')),
        ("attestation/inconsistent", |s| {
            s.predicate.not_proved.pop();
        }),
        ("attestation/inconsistent", |s| {
            s.subject.pop();
        }),
        ("attestation/other-vault", |s| s.predicate.notes.swap(0, 1)),
        ("attestation/other-vault", |s| {
            s.predicate.notes.pop();
        }),
        ("attestation/figures", |s| s.predicate.public_inputs.nav += Fr::from(1u64)),
        ("attestation/figures", |s| s.predicate.public_inputs.figures += Fr::from(1u64)),
        ("attestation/figures", |s| s.predicate.figures[0].shown += 1),
        ("attestation/figures", |s| s.predicate.figures[5].bound = false),
        ("attestation/figures", |s| s.predicate.figures[3].bound = true),
        ("attestation/figures", |s| {
            s.predicate.figures.pop();
        }),
        ("attestation/figures", |s| s.predicate.figures.swap(7, 8)),
        ("attestation/disclosure", |s| s.predicate.public_inputs.disclosure += Fr::from(1u64)),
        ("attestation/disclosure", |s| s.predicate.disclosure = None),
        ("attestation/bad-policy", |s| s.predicate.environment.policy.tranches = 5),
    ];
    let pool = proved();
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut statement = pool.statement();
        change(&mut statement);
        assert_eq!(code(&statement, pool.trust()), *expected, "change {i}");
    }
}

/// With all that can be recomputed made to agree, the proof is of something else, or the trust says no.
#[test]
fn a_prover_that_makes_the_parts_agree_has_no_proof_of_them() {
    let changes: &[(&str, Change)] = &[
        ("proof/invalid", |s| s.predicate.context.beneficiary.0[31] ^= 1),
        ("proof/invalid", |s| s.predicate.context.expiry += 86_400),
        ("proof/invalid", |s| s.predicate.figures[0].shown += 1),
        ("proof/invalid", |s| s.predicate.figures[27].shown += 1),
        ("proof/invalid", |s| s.predicate.figures[5].shown += 1),
        ("proof/invalid", |s| s.predicate.figures[18].shown -= 1),
        ("proof/invalid", |s| s.predicate.public_inputs.tape += Fr::from(1u64)),
        ("proof/invalid", |s| s.predicate.environment.counter += 1),
        ("proof/invalid", |s| s.predicate.environment.sequence += 1),
        ("attestation/untrusted-policy", |s| s.predicate.environment.policy.discount = Bps(1)),
        ("attestation/untrusted-policy", |s| {
            s.predicate.environment.policy.bounded.pop();
        }),
        ("attestation/untrusted-root", |s| s.predicate.environment.registry_root += Fr::from(1u64)),
        ("attestation/untrusted-root", |s| s.predicate.environment.cut_off = day("2026-10-30")),
        ("trust/custody-roles", |s| s.predicate.environment.roles += Fr::from(1u64)),
        ("trust/custody-pool", |s| s.predicate.environment.pool += Fr::from(1u64)),
        ("trust/custody-epoch", |s| s.predicate.environment.epoch -= 1),
        ("trust/custody-counter", |s| s.predicate.environment.counter -= 1),
        ("trust/custody-sequence", |s| s.predicate.environment.sequence -= 1),
        ("attestation/inconsistent", |s| s.predicate.context.sequence = 1),
    ];
    let pool = proved();
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut statement = pool.statement();
        change(&mut statement);
        for figure in &mut statement.predicate.figures {
            figure.bound = statement.predicate.environment.policy.bounded.contains(&figure.figure);
        }
        made_to_agree(&mut statement);
        assert_eq!(code(&statement, pool.trust()), *expected, "change {i}");
    }
    let other = Pool::of(10);
    let mut statement = pool.statement();
    statement.predicate.proof = other.proved.proof.to_bytes().to_vec();
    assert_eq!(code(&statement, pool.trust()), "proof/invalid", "another pool's proof");
    assert_eq!(code(&other.statement(), other.trust()), "ok");
    // Another pool, with a tape, a registry and roles of its own making, holds by its own trust alone.
    let mut trust = pool.trust();
    trust.roots = other.trust().roots;
    assert_eq!(code(&other.statement(), trust), "trust/custody-roles");
}

/// What was seen last of a pool is not gone behind.
#[test]
fn an_older_tape_is_refused_once_a_later_one_was_seen() {
    let pool = proved();
    let changes: &[(&str, fn(&mut CustodyEntry))] = &[
        ("trust/custody-sequence", |pool| pool.sequence += 1),
        ("trust/custody-counter", |pool| pool.counter += 1),
        ("trust/custody-epoch", |pool| pool.epoch += 1),
        ("trust/custody-roles", |pool| pool.roles += Fr::from(1u64)),
        ("trust/custody-pool", |pool| pool.d0 += Fr::from(1u64)),
    ];
    for (expected, change) in changes {
        let mut trust = pool.trust();
        change(&mut trust.pools[0]);
        let error = judge(&pool.statement(), trust).unwrap_err();
        assert_eq!(error.code(), *expected);
        assert!(error.field().unwrap().starts_with("predicate.environment."));
    }
    // A facility is no pool.
    let mut trust = pool.trust();
    trust.facilities = core::mem::take(&mut trust.pools);
    assert_eq!(code(&pool.statement(), trust), "trust/custody-pool");
}

#[test]
fn an_auditor_reads_the_proofs_own_figures_and_nobody_others() {
    let pool = proved();
    let (statement, figures) = (pool.statement(), Figures::of(&pool.claim).unwrap());
    let stated = Stated::read(&envelope(&statement)).unwrap();
    let opened = stated.open(&auditor(1)).unwrap();
    let expected: Vec<Option<u128>> = (figures.in_order().iter().enumerate())
        .map(|(i, figure)| (MASK >> i & 1 == 1).then_some(u128::from(*figure)))
        .collect();
    assert_eq!(opened.in_order(), expected);
    assert_eq!(stated.open(&auditor(2)).unwrap_err().code(), "disclosure/wrong-key");
    let mut trust = pool.trust();
    trust.auditors.clear();
    let report = judge(&statement, trust).unwrap();
    assert!(report.procedures.iter().any(|p| p.exception == Some("unknown auditor")));

    let context = pool.claim.context;
    let values = figures.in_order().map(u128::from);
    let mut higher = values;
    higher[27] += 1;
    let others: [Disclosure; 3] = [
        seal(MASK, 2).disclosure(context, &values).unwrap(),
        seal(MASK, 1).disclosure(context, &higher).unwrap(),
        seal(MASK | 2, 1).disclosure(context, &values).unwrap(),
    ];
    for other in &others {
        let mut swapped = statement.clone();
        swapped.predicate.disclosure = Some(DisclosureForm::new(other, &Figure::NAMES));
        assert_eq!(code(&swapped, pool.trust()), "attestation/disclosure");
        made_to_agree(&mut swapped);
        assert_eq!(code(&swapped, pool.trust()), "proof/invalid");
    }
    let mut hidden = statement;
    hidden.predicate.disclosure = None;
    hidden.predicate.public_inputs.disclosure = Fr::from(0u64);
    assert_eq!(code(&hidden, pool.trust()), "proof/invalid");
}

/// Whatever a trusted prover signs, digits and letters of its payload exchanged: never accepted, and never a panic.
#[test]
fn altered_payloads_are_refused() {
    let pool = proved();
    let good = pool.statement().to_payload().unwrap();
    let store = TrustStore::from_document(pool.trust()).unwrap();
    let options = VerifyOptions::at_day(pool.claim.tape.cut_off).allow_development_keys(true);
    assert!(verify(&seal_bytes(good.clone()), &store, &options).is_ok());
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let mut decoded = 0;
    for round in 0..3_000 {
        let mut bytes = good.clone();
        let at = rng.gen_range(0..bytes.len());
        match round % 5 {
            0 => bytes.truncate(at),
            1 => bytes[at] = rng.r#gen(),
            _ => {
                let digit = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |place| at + place);
                bytes[digit] = b'0' + rng.gen_range(0..10u8);
            }
        }
        let verdict = verify(&seal_bytes(bytes.clone()), &store, &options);
        // The log's index is the prover's word.
        let accepted = verdict.as_ref().is_ok_and(|report| report.log_index.is_none());
        assert!(!accepted || bytes == good, "round {round}");
        decoded += usize::from(verdict.is_err_and(|error| {
            !matches!(error.code(), "attestation/malformed" | "attestation/not-canonical")
        }));
    }
    assert!(decoded > 300, "{decoded} were still statements: too few to show anything");
}

/// The fuzz target of attestations has a pool to start from: without a proof, since those differ from run to run. Written anew with
/// `WRITE_SAMPLES=1` when the form changes.
#[test]
fn the_fuzz_seed_is_a_pool() {
    let claim = World::new(9, 3).claim();
    let (public_inputs, figures) = (claim.public_inputs().unwrap(), Figures::of(&claim).unwrap());
    let mut payload = statement(&Parts {
        claim: &claim,
        public_inputs: &public_inputs,
        figures: &figures,
        circuit: covenant_statements::circuit(CIRCUIT).unwrap(),
        verifying_key: key().verifying_key(),
        context: &World::new(9, 3).context,
        proof: &proved().proved.proof,
        log_index: None,
    });
    payload.predicate.verifying_key.sha256.0 = [7; 32];
    payload.predicate.proof = vec![7; 256];
    let (payload, seed) = (
        payload.to_payload().unwrap(),
        concat!(env!("CARGO_MANIFEST_DIR"), "/../verifier/core/fuzz/seeds/attestation/pool"),
    );
    if std::env::var_os("WRITE_SAMPLES").is_some() {
        std::fs::write(seed, &payload).unwrap();
    }
    assert!(std::fs::read(seed).unwrap() == payload);
}

/// One thing that a prover without the servicer's key can do, and the rule that stops it.
type Tampering = (&'static str, fn(&mut Claim), Rule);

const TAMPERINGS: &[Tampering] = &[
    ("a lower balance", |c| c.tape.lines[0].balance.0 -= 1, Rule::TapeSignature),
    ("a loan shown as current", |c| c.tape.lines[2].days_past_due = 0, Rule::TapeSignature),
    ("a better grade", |c| c.tape.lines[1].grade = 1, Rule::TapeSignature),
    ("a default forgotten", |c| c.tape.lines[0].defaulted ^= true, Rule::TapeSignature),
    ("a group taken apart", |c| c.tape.obligors[1].same_group = false, Rule::TapeSignature),
    ("a tape called newer", |c| c.tape.sequence += 1, Rule::TapeSignature),
    ("a tape called later", |c| c.tape.cut_off = day("2026-11-01"), Rule::TapeSignature),
    ("another pool's tape", |c| c.tape.pool += Fr::from(1u64), Rule::TapeSignature),
    (
        "a note left out",
        |c| {
            c.notes.pop();
        },
        Rule::LineCount,
    ),
    ("a note twice", |c| c.notes[1] = c.notes[0].clone(), Rule::OtherNote),
    ("a later maturity", |c| c.notes[0].due = day("2030-01-01"), Rule::OtherNote),
    ("a higher rate", |c| c.notes[0].rate.0 += 1, Rule::OtherNote),
    ("a milder policy", |c| c.policy.discount.0 -= 1, Rule::TapePolicy),
    (
        "a servicer's leaf extended",
        |c| c.servicer.leaf.valid_until = covenant_statements::Day::MAX,
        Rule::ServicerNotRegistered,
    ),
    ("a friend as servicer", |c| c.roles.servicer = c.roles.owner, Rule::OtherServicer),
    ("a smaller senior tranche", |c| c.tranches[0].0 = 1, Rule::SeniorBelowMinimum),
    ("a tranche that is not there", |c| c.tranches[3].0 = 1, Rule::TrancheUnused),
    ("a bound that is exceeded", |c| c.bounds[5].0 = 0, Rule::OverBound),
];

/// What the circuit has as a constant, such as the servicer's role, no witness can alter.
#[test]
fn our_prover_names_the_rule_and_past_it_there_is_no_proof() {
    for (name, tamper, rule) in TAMPERINGS {
        let mut claim = proved().claim.clone();
        tamper(&mut claim);
        match prove(key(), &claim, &mut quiet) {
            Err(ProveError::Violation(violation)) => assert_eq!(violation.code, rule.code(), "{name}"),
            other => panic!("{name}: {other:?}"),
        }
        // Past the native check, straight to the engine.
        let assignment = PoolCircuit::of(&claim).assignment();
        let refused = EngineProver::default().prove(key(), &assignment, &mut quiet);
        assert!(matches!(refused, Err(ProverError::Unsatisfied)), "{name}");
    }
}
