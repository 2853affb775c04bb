//! `demo evm`: an attestation's way onto a chain.

use std::ops::ControlFlow;
use std::path::Path;

use covenant_core::{CircuitKey, KeyStore, prove};
use covenant_export::demo::{self, DemoError, Options, Place, Proved};
use covenant_export::evm::abi::{Submission, padded};
use covenant_statements::binding::{Address, Context};
use covenant_statements::invoice::sample::World;
use serde_json::json;

use super::Obligation;
use crate::cli::Demo;
use crate::failure::{Exit, Failure, Result};
use crate::home::Home;
use crate::output::{Output, Reply};
use crate::prover::keys;

/// The proof stays good for this long.
const LIFETIME_SECONDS: u64 = 3600;

pub(crate) fn run(home: Option<&Path>, command: &Demo, output: Output) -> Result<Reply> {
    let Demo::Evm { anvil } = command;
    let folder = std::env::temp_dir().join(format!("covenant-demo-{}", std::process::id()));
    let store = match home {
        Some(_) => keys::store(&Home::open(home)?)?,
        None => KeyStore::open(&folder)?,
    };
    output.remark("a development key, made on this machine: whoever has it can forge");
    let key = store.ensure_development(Obligation::CIRCUIT.id)?;
    // The sample's documents are judged on its own day: the chain's clock starts there.
    let world = World::new(1);
    let options =
        Options { anvil: anvil.clone(), timestamp: Some(world.as_of.end_unix_seconds() - 12 * 3600) };
    let outcome = demo::run(&options, |place| proved(&key, world, place), &mut |step| output.remark(step));
    if home.is_none() {
        // A key that nobody needs again; what cannot be removed is left in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&folder);
    }
    let outcome = outcome.map_err(refuse)?;
    let (registry, holder) = (hex::encode(outcome.registry), hex::encode(outcome.holder));
    let text = format!(
        "registry   0x{registry}\nnote       0x{} held by 0x{holder}\nnullifier  0x{}\ngas        {}\nreplay     refused: {}",
        hex::encode(outcome.note),
        hex::encode(outcome.nullifier),
        outcome.gas,
        outcome.replay
    );
    let json = json!({
        "registry": format!("0x{registry}"),
        "note": format!("0x{}", hex::encode(outcome.note)),
        "holder": format!("0x{holder}"),
        "nullifier": format!("0x{}", hex::encode(outcome.nullifier)),
        "gas": outcome.gas,
        "replay": outcome.replay,
    });
    Ok(Reply::new(json, text))
}

/// The sample's invoice, financed at the place.
fn proved(key: &CircuitKey, mut world: World, place: &Place) -> std::result::Result<Proved, ProveFailed> {
    world.context = Context {
        selector: key.selector(),
        chain: format!("eip155:{}", place.chain_id).parse().map_err(|_| ProveFailed)?,
        contract: Address(padded(place.contract)),
        beneficiary: Address(padded(place.beneficiary)),
        expiry: place.now + LIFETIME_SECONDS,
        sequence: 0,
    };
    let claim = world.claim();
    let proved = prove(key, &claim, &mut |_, _| ControlFlow::Continue(())).map_err(|_| ProveFailed)?;
    Ok(Proved {
        circuit: key.circuit().to_owned(),
        network: key.network(),
        key: key.verifying_key().clone(),
        submission: Submission {
            context: world.context,
            environment: claim.environment(),
            public_inputs: proved.public_inputs,
            proof: proved.proof,
        },
    })
}

/// The sample could not be proved.
#[derive(Debug, thiserror::Error)]
#[error("the sample could not be proved")]
struct ProveFailed;

fn refuse(error: DemoError) -> Failure {
    let exit = if matches!(error, DemoError::Anvil(_)) { Exit::Unavailable } else { Exit::Other };
    Failure::new(exit, error.code(), error.to_string())
}
