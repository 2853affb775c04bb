//! `prove solvency`: chunks of liabilities, reserves, coverage, and one attestation of all of them.

use std::path::Path;
use std::time::{Duration, Instant};

use ark_ff::UniformRand as _;
use covenant_core::ProvedClaim;
use covenant_halo2_verifier::Liabilities;
use covenant_liabilities::{ProvingKey, Shape, Srs};
use covenant_parties::solvency::{SolvencyError, day_prices};
use covenant_parties::{Error, Store as _};
use covenant_relations::Provable;
use covenant_solvency::{ChunkProof, Folder, Statement};
use covenant_statements::disclosure::Seal;
use covenant_statements::solvency::coverage::{self, ChunkOpening, Figures};
use covenant_statements::solvency::reserves;
use covenant_statements::{CircuitInfo, Claim as _, Context, Day, Fr, Selector, field};
use covenant_verifier::attestation::coverage::{self as attestation, Parts, ReservesProof};
use covenant_verifier::attestation::{Evidence, VerifyOptions, examine_with};
use covenant_verifier::trust::{
    EntityEntry, PolicyEntry, ProverEntry, RootEntry, RootKind, TrustDocument, TrustStore,
};
use rand::rngs::OsRng;
use serde_json::json;

use super::args::ProveArgs;
use super::inputs::{self, Inputs};
use super::jobs::Pace;
use super::{check, chunk, jobs, liabilities};
use crate::attestation_log as logs;
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::{Output, Reply};
use crate::progress::Display;
use crate::prover::{attest, keys};
use crate::statements::obligation::consent;

/// What came of a proof.
pub(crate) struct Proved {
    /// The signed attestation.
    pub(crate) attestation: Vec<u8>,
    /// What shows it in the home's log, if the home keeps one.
    pub(crate) logged: Option<Vec<u8>>,
    /// How many chunks there are.
    pub(crate) chunks: usize,
    /// How many of them were proved now.
    pub(crate) fresh: usize,
    /// Identifiers whose hashes were known from an earlier statement, or an earlier run.
    pub(crate) known: u64,
    /// The liabilities' digest.
    pub(crate) liabilities: Fr,
}

pub(crate) fn run(home: Option<&Path>, args: &ProveArgs, output: Output) -> Result<Reply> {
    let began = Instant::now();
    let home = Home::open(home)?;
    let proved = prove(&home, args, output)?;
    let logged = proved.logged.as_deref();
    logs::write(&args.output, logged)?;
    files::output(&args.output, &proved.attestation, Mode::Public)?;
    let (logged, line) = logs::written(&args.output, logged);
    let (shown, took) = (args.output.display(), began.elapsed().as_secs_f64());
    let liabilities = field::to_hex(&proved.liabilities);
    let text = format!(
        "{shown}, in {took:.2} s\n{} chunks, {} of them proved now\nliabilities  {liabilities}{line}",
        proved.chunks, proved.fresh
    );
    let json = json!({
        "attestation": shown.to_string(),
        "seconds": (took * 100.0).round() / 100.0,
        "chunks": proved.chunks,
        "proved_now": proved.fresh,
        "identifiers_known": proved.known,
        "liabilities": liabilities,
        "log": logged,
    });
    Ok(Reply::new(json, text))
}

/// Everything but writing the attestation.
pub(crate) fn prove(home: &Home, args: &ProveArgs, output: Output) -> Result<Proved> {
    let inputs = inputs::read(home, &args.subject)?;
    let folder = Folder::open(&inputs.work)?;
    let folder = match &args.previous {
        Some(previous) => {
            folder.with_previous(previous).map_err(|error| Failure::from(error).at("previous"))?
        }
        None => folder,
    };
    let ledger = folder.check(&inputs.accounts, inputs.form.clone())?;
    let accounts = ledger.accounts();
    let (mut reserves, whole) = check::claims(&inputs, accounts, ledger.credits(), Fr::rand(&mut OsRng))?;
    // What is refused is refused before hours of proving.
    reserves.check()?;
    whole.check()?;
    if args.context.sequence != 0 {
        let message = "such a proof registers nothing: its sequence is 0";
        return Err(Failure::usage("coverage/context-sequence", message).at("sequence"));
    }
    let disclosure = args.disclosure.seal(&Figures::NAMES)?;
    files::require_output(&args.output, br#"{"payload":"","payloadType":"","signatures":[]}"#)?;
    logs::require_place(&args.output)?;
    let environment = inputs.setting.environment(accounts).to_field();
    let statement = match args.chunk_k {
        None => folder.statement(ledger, environment)?,
        Some(k) => {
            let shape = Shape::new(k, inputs.setting.scope.columns())?;
            folder.statement_of_shape(ledger, environment, shape)?
        }
    };
    let (chunks, fresh, key) = prove_chunks(home, &statement, args, output)?;
    let mut coverage = coverage_claim(&inputs, &statement, &chunks, &reserves, disclosure)?;
    coverage.check()?;

    let of = |circuit| Ok::<_, Failure>(keys::current(home, circuit)?.selector);
    let context = consent::context(&args.context, of(coverage.circuit())?);
    coverage.context = context.to_field();
    let selector = of(reserves.circuit())?;
    reserves.context = Context { selector, ..context.clone() }.to_field();
    let proved_reserves = prove_claim(home, &reserves, selector, output)?;
    let proved_coverage = prove_claim(home, &coverage, context.selector, output)?;

    let signed =
        sign(home, &key, (&coverage, &proved_coverage), (&reserves, &proved_reserves), &chunks, &context)?;
    judge(home, &coverage, &signed)?;
    let liabilities = proved_coverage.public_inputs.liabilities;
    let known = statement.known_identifiers();
    let logged = logs::enter(home, &signed)?;
    Ok(Proved { attestation: signed, logged, chunks: chunks.len(), fresh, known, liabilities })
}

/// Proves each chunk that is not proved yet; what one is, and whatever becomes of the next, is kept.
fn prove_chunks(
    home: &Home,
    statement: &Statement,
    args: &ProveArgs,
    output: Output,
) -> Result<(Vec<ChunkProof>, usize, ProvingKey)> {
    let shape = statement.plan().shape();
    let mut display = Display::new(output, "chunks");
    display.report("parameters", 0.0, None);
    let srs: Srs = liabilities::srs(home, shape.k())?;
    display.report("key", 0.0, None);
    let key = liabilities::proving_key(home, &srs, shape)?;
    let (all, missing) = (statement.plan().chunks(), statement.missing(key.verifying())?);
    let mut pace = Pace::new(&mut display, all, missing.len());
    let fresh = match &args.server {
        None => prove_here(statement, &missing, &srs, &key, &mut pace)?,
        Some(url) => {
            let name = jobs::folder_name(args.subject.from.as_deref())?;
            let request = |chunk: &u32| chunk::request(&name, statement, &key, *chunk);
            // The workers have their own.
            drop(srs);
            jobs::run(url, &missing.iter().map(request).collect::<Vec<_>>(), &mut pace)?;
            missing.len()
        }
    };
    display.clear();
    let chunks = statement.hand_out(key.verifying())?.ok_or_else(|| {
        Failure::refused("solvency/chunk-missing", "a chunk's proof went away while others were made")
    })?;
    Ok((chunks, fresh, key))
}

/// Proves chunks in this process, which keeps what they have in common; how many it proved. Those that another run in the same folder proves at
/// this time come last, and are that run's if it ends them.
fn prove_here(
    statement: &Statement,
    missing: &[u32],
    srs: &Srs,
    key: &ProvingKey,
    pace: &mut Pace<'_>,
) -> Result<usize> {
    let under = key.verifying().digest();
    // Whether it was proved here; `None` where somebody else is at it.
    let one = |chunk: u32, progress: &mut dyn FnMut(f64)| -> Result<Option<bool>> {
        if statement.proved(chunk)?.is_some_and(|proof| proof.key == under) {
            return Ok(Some(false));
        }
        match statement.try_prove(chunk, srs, key, progress) {
            Err(covenant_solvency::Error::Busy) => Ok(None),
            proved => Ok(Some(proved.map(|_| true)?)),
        }
    };
    let (mut fresh, mut others) = (0, Vec::new());
    for chunk in missing {
        let done = fresh;
        pace.report(f64::from(done));
        match one(*chunk, &mut |share| pace.report(f64::from(done) + share))? {
            Some(proved) => fresh += u32::from(proved),
            None => others.push(*chunk),
        }
    }
    for chunk in others {
        fresh += loop {
            match one(chunk, &mut |_| ())? {
                Some(proved) => break u32::from(proved),
                None => std::thread::sleep(Duration::from_millis(500)),
            }
        };
    }
    Ok(fresh as usize)
}

fn coverage_claim(
    inputs: &Inputs,
    statement: &Statement,
    chunks: &[ChunkProof],
    reserves: &reserves::Claim,
    disclosure: Option<Seal>,
) -> Result<coverage::Claim> {
    let opened = reserves.totals();
    let open = |chunk: &ChunkProof| ChunkOpening {
        count: chunk.opening.count,
        totals: chunk.opening.totals.clone(),
        blinding: chunk.opening.blinding,
        commitment: chunk.commitment(),
    };
    Ok(coverage::Claim {
        setting: inputs.setting.clone(),
        context: Fr::from(0u64),
        chunks: chunks.iter().map(open).collect(),
        reserves_commitment: opened.commitment(statement.environment()),
        reserves: opened,
        prices: day_prices(&inputs.prices, &inputs.setting, &inputs.registry)?,
        disclosure,
    })
}

fn prove_claim<C: Provable>(
    home: &Home,
    claim: &C,
    selector: Selector,
    output: Output,
) -> Result<ProvedClaim<C>> {
    let mut display = Display::new(output, claim.circuit().name());
    let key = keys::of_selector(home, selector)?;
    let proved = covenant_core::prove(&key, claim, &mut |phase, fraction| {
        display.report(phase.name(), f64::from(fraction), None);
        std::ops::ControlFlow::Continue(())
    });
    display.clear();
    Ok(proved?)
}

/// The attestation of all proofs, under the home's signature.
fn sign(
    home: &Home,
    liabilities: &ProvingKey,
    (coverage, proved): (&coverage::Claim, &ProvedClaim<coverage::Claim>),
    (reserves, proved_reserves): (&reserves::Claim, &ProvedClaim<reserves::Claim>),
    chunks: &[ChunkProof],
    context: &Context,
) -> Result<Vec<u8>> {
    let store = keys::store(home)?;
    let key = |circuit: &'static CircuitInfo| -> Result<_> {
        let summary = keys::current(home, circuit)?;
        Ok(store.open_key(&summary.digest)?.verifying_key().clone())
    };
    let (own, of_reserves) = (key(coverage.circuit())?, key(reserves.circuit())?);
    let (name, bytes) = (liabilities.verifying().name(), liabilities.verifying().to_bytes());
    let chunk = |chunk: &'_ ChunkProof| attestation::ChunkProof {
        circuit: &name,
        verifying_key: &bytes,
        output: chunk.opening.output(),
        claims: chunk.claims,
        // The proof outlives the statement that is made of it.
        proof: &[],
    };
    let mut parts: Vec<_> = chunks.iter().map(chunk).collect();
    for (part, chunk) in parts.iter_mut().zip(chunks) {
        part.proof = &chunk.proof;
    }
    let statement = attestation::statement(&Parts {
        claim: coverage,
        public_inputs: &proved.public_inputs,
        circuit: coverage.circuit(),
        verifying_key: &own,
        context,
        proof: &proved.proof,
        reserves: ReservesProof {
            circuit: reserves.circuit(),
            verifying_key: &of_reserves,
            public_inputs: &proved_reserves.public_inputs,
            nullifiers: &reserves.nullifiers(),
            proof: &proved_reserves.proof,
        },
        chunks: &parts,
        log_index: None,
    });
    attest::sign(&home.prover_key()?, &statement)
}

/// Nothing leaves that a verifier would refuse: judged by the verifier's code, with the home's keys and a trust of just what the statement
/// names.
fn judge(home: &Home, claim: &coverage::Claim, attestation: &[u8]) -> Result<()> {
    let (setting, own) = (&claim.setting, keys::store(home)?.trusted()?);
    let day = setting.day().ok_or(SolvencyError::Moment).map_err(Error::from)?;
    let root = |kind, root| RootEntry { kind, root, from: day, until: day };
    let mut document = TrustDocument {
        keys: own.iter().filter(|key| key.network == home.network()).map(keys::key_entry).collect(),
        roots: vec![
            root(RootKind::Parties, setting.registry_root),
            root(RootKind::Prices, setting.price_root),
        ],
        // Every policy has a JSON form; one without would be missing here, and refused.
        policies: PolicyEntry::new(&setting.policy).into_iter().collect(),
        entities: vec![EntityEntry {
            name: "this entity".into(),
            party: setting.entity,
            scope: setting.scope.digest(),
        }],
        provers: vec![ProverEntry {
            name: "the prover of this home".into(),
            ed25519: attest::public_key(&home.prover_key()?)?,
            from: Day::MIN,
            until: Day::MAX,
        }],
        ..TrustDocument::empty(home.network())
    };
    document.keys.extend(home.entities()?.keys().iter().cloned());
    let trust = TrustStore::from_document(document)
        .map_err(|error| Failure::refused(error.code(), error.to_string()))?;
    let options = VerifyOptions::at_day(day).allow_development_keys(true);
    let systems = Liabilities::default();
    let evidence = Evidence { systems: &[&systems], ..Evidence::default() };
    examine_with(attestation, &trust, &options, &evidence)
        .map(drop)
        .map_err(|refusal| Failure::refused(refusal.error.code(), refusal.to_string()))
}
