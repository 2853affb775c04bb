//! Writes `vectors/evm/solvency.json` with new development keys and new proofs; nothing is overwritten without `--replace`.
#![expect(clippy::print_stderr, reason = "a program")]

use covenant_core::{CircuitKey, KeyStore, prove};
use covenant_evm_tests::liabilities::{Prover, columns_of};
use covenant_evm_tests::solvency::{Key, ProvedChunk, Statement, Vectors};
use covenant_evm_tests::world::{BENEFICIARY, CHAIN_ID, SOLVENCY_DEPLOYER, first_contract};
use covenant_export::evm::abi::padded;
use covenant_liabilities::to_ark;
use covenant_statements::solvency::{
    coverage,
    sample::{World, WorldChunk},
};
use covenant_statements::{Context, Day, Fr, Identifier, binding::Address, field};
use std::{error::Error, fs, ops::ControlFlow};

/// The least time between two coverages of an entity, in seconds.
const APART: u64 = 12 * 3600;

/// The keys, and the balances of all chunks.
struct Maker {
    coverage: CircuitKey,
    reserves: CircuitKey,
    chunks: Prover,
}

fn main() -> Result<(), Box<dyn Error>> {
    let replace = std::env::args().nth(1).is_some_and(|argument| argument == "--replace");
    if Vectors::path().exists() && !replace {
        return Err("there are vectors already; `--replace` makes new keys".into());
    }
    let folder = tempfile::tempdir()?;
    let store = KeyStore::open(folder.path())?;
    let maker = Maker {
        coverage: store.ensure_development("coverage-4-1/1")?,
        reserves: store.ensure_development("reserves-8/1")?,
        chunks: Prover::new(1, 1),
    };
    let mut coverages = Vec::new();
    let mut remade = None;
    for (name, world, balances) in worlds()? {
        eprintln!("proving {name}");
        let (statement, again) = maker.statement(name, world, &balances)?;
        coverages.push(statement);
        remade.get_or_insert(again);
    }
    let key = |key: &CircuitKey| Key {
        circuit: key.circuit().to_owned(),
        verifying_key: hex::encode(key.verifying_key().to_bytes()),
    };
    let vectors = Vectors {
        about: "Development keys, made for these tests: whoever ran the generator could forge. Written by \
                `cargo run -p covenant-evm-tests --bin write-solvency-vectors`."
            .to_owned(),
        coverage: key(&maker.coverage),
        reserves: key(&maker.reserves),
        chunks: Key {
            circuit: maker.chunks.key().name(),
            verifying_key: hex::encode(maker.chunks.key().to_bytes()),
        },
        coverages,
        remade: remade.ok_or("no coverage")?,
    };
    fs::write(Vectors::path(), serde_json::to_string_pretty(&vectors)? + "\n")?;
    Ok(())
}

/// A world by its name, with the balances in its chunks.
type Named = (&'static str, World, Vec<Vec<u64>>);

/// Of `first`, another entity that shows the same reserves, and the same entity's next day.
fn worlds() -> Result<Vec<Named>, Box<dyn Error>> {
    let balances: Vec<Vec<u64>> =
        (0..2).map(|chunk| (0..40 + 5 * chunk).map(|i| 1_000_003 * (i + 1) + chunk).collect()).collect();
    let mut world = World::new(7, balances.len(), 1, 2);
    world.context.chain = format!("eip155:{CHAIN_ID}").parse()?;
    world.context.contract = Address(padded(first_contract(SOLVENCY_DEPLOYER)));
    world.context.beneficiary = Address(padded(BENEFICIARY));
    let owed = |balances: &Vec<u64>| WorldChunk {
        count: balances.len() as u64,
        totals: vec![balances.iter().map(|balance| u128::from(*balance)).sum()],
    };
    world.chunks = balances.iter().map(owed).collect();

    let mut sharing = world.clone();
    sharing.entity = "VAT:FR40303265045".parse::<Identifier>()?.party_id();
    sharing.chunks.truncate(1);
    sharing.reserves.iter_mut().for_each(|(_, reserve)| reserve.entity = sharing.entity);

    let mut next = world.clone();
    // As near as the registry takes it.
    next.as_of += APART;
    next.chunks.truncate(1);
    next.price_day = Day::new(next.price_day.get() + 1)?;
    next.prices.iter_mut().for_each(|price| price.published_at += APART);
    for (_, reserve) in &mut next.reserves {
        reserve.as_of = next.as_of;
        reserve.nullifier += Fr::from(1u64);
    }
    let one = balances[..1].to_vec();
    Ok(vec![("first", world, balances), ("sharing", sharing, one.clone()), ("next-day", next, one)])
}

impl Maker {
    /// Everything that the registry takes, and the first chunk once more.
    fn statement(
        &self,
        name: &str,
        world: World,
        balances: &[Vec<u64>],
    ) -> Result<(Statement, ProvedChunk), Box<dyn Error>> {
        let context =
            |key: &CircuitKey| Context { selector: key.selector(), ..world.context.clone() }.to_field();
        let mut reserves = world.reserves_claim();
        reserves.context = context(&self.reserves);
        let mut coverage = world.coverage_claim();
        coverage.context = context(&self.coverage);
        let chunks = self.chunks(&mut coverage, balances, 1)?;
        let again = self.chunks(&mut coverage.clone(), &balances[..1], 100)?.remove(0);
        let mut go_on = |_, _| ControlFlow::Continue(());
        let reserves_proof = prove(&self.reserves, &reserves, &mut go_on)?;
        let coverage_proof = prove(&self.coverage, &coverage, &mut go_on)?;
        let environment = world.setting().environment(world.accounts());
        assert_eq!(environment.to_field(), coverage_proof.public_inputs.environment);
        let statement = Statement {
            name: name.to_owned(),
            expiry: world.context.expiry,
            entity: environment.entity,
            scope: environment.scope,
            policy: environment.policy,
            threshold_bps: environment.threshold.0,
            as_of: environment.as_of,
            price_root: environment.price_root,
            registry_root: environment.registry_root,
            accounts: environment.accounts,
            commitment: coverage.reserves_commitment,
            nullifiers: reserves.nullifiers().iter().map(|n| hex::encode(field::to_be_bytes(n))).collect(),
            reserves_proof: hex::encode(reserves_proof.proof.to_bytes()),
            coverage_proof: hex::encode(coverage_proof.proof.to_bytes()),
            chunks,
        };
        Ok((statement, again))
    }

    /// Proves the chunks that a coverage opens, and writes what is public of them into it.
    fn chunks(
        &self,
        coverage: &mut coverage::Claim,
        balances: &[Vec<u64>],
        seed: u8,
    ) -> Result<Vec<ProvedChunk>, Box<dyn Error>> {
        let environment = coverage.environment();
        let mut proved = Vec::new();
        for (i, balances) in balances.iter().enumerate() {
            let accounts: Vec<Vec<u64>> = balances.iter().map(|balance| vec![*balance]).collect();
            let opening = &mut coverage.chunks[i];
            let chunk =
                self.chunks.prove_with(environment, i as u32, opening.blinding, &accounts, seed + i as u8);
            opening.commitment.columns = columns_of(self.chunks.key(), &chunk.proof);
            if to_ark(&chunk.output) != opening.commitment.output {
                return Err("the chunk is another than the coverage opens".into());
            }
            proved.push(ProvedChunk {
                output: opening.commitment.output,
                claims: opening.commitment.claims,
                proof: hex::encode(chunk.proof),
            });
        }
        Ok(proved)
    }
}
