//! The demonstration on anvil, from a key of its own. Needs anvil; says so and passes without.

use covenant_core::{KeyStore, prove};
use covenant_evm_tests::{deployment::NOON, tools};
use covenant_export::demo::{self, Options, Place, Proved};
use covenant_export::evm::abi::{Submission, padded};
use covenant_statements::binding::Address;
use covenant_statements::invoice::{CIRCUIT_ID, sample::World};
use covenant_statements::{Day, Environment};
use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

/// npm's anvil, or one on the path.
fn anvil() -> Option<PathBuf> {
    let npm = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifier/evm/node_modules/.bin/anvil");
    let runs =
        |program: &PathBuf| Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    let found = [npm, PathBuf::from("anvil")].into_iter().find(runs);
    if found.is_none() {
        tools::missing("anvil", "run `npm ci` in verifier/evm");
    }
    found
}

fn prove_at(place: &Place) -> Result<Proved, Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let key = KeyStore::open(folder.path())?.ensure_development(CIRCUIT_ID)?;
    let mut world = World::new(11);
    world.as_of = Day::of_unix_seconds(place.now)?;
    world.context.selector = key.selector();
    world.context.chain = format!("eip155:{}", place.chain_id).parse()?;
    world.context.contract = Address(padded(place.contract));
    world.context.beneficiary = Address(padded(place.beneficiary));
    let claim = world.claim();
    let proved = prove(&key, &claim, &mut |_, _| ControlFlow::Continue(()))?;
    let environment = Environment {
        network: world.network,
        policy: world.policy.digest(),
        as_of: world.as_of,
        registry_root: claim.acknowledged.registry_root,
        nullifier_key: world.nullifier_key.public(),
    };
    let submission = Submission {
        context: world.context,
        environment,
        public_inputs: proved.public_inputs,
        proof: proved.proof,
    };
    let (circuit, network) = (CIRCUIT_ID.to_owned(), world.network);
    Ok(Proved { circuit, network, key: key.verifying_key().clone(), submission })
}

#[test]
fn an_attestation_becomes_a_token_and_its_replay_is_refused() {
    let Some(anvil) = anvil() else { return };
    let options = Options { anvil, timestamp: Some(NOON) };
    let mut steps = Vec::new();
    let outcome = demo::run(&options, prove_at, &mut |step| steps.push(step.to_owned()));
    let outcome = outcome.unwrap_or_else(|error| panic!("{error} after {steps:#?}"));
    assert!(steps.len() >= 6, "{steps:#?}");
    assert_eq!(outcome.replay, "WrongState(uint256,uint8)");
    assert!(outcome.gas > 200_000);
}

#[test]
fn a_missing_anvil_is_named() {
    let options = Options { anvil: PathBuf::from("/nonexistent/anvil"), timestamp: None };
    let error = demo::run(&options, prove_at, &mut |_| ()).unwrap_err();
    assert_eq!(error.code(), "demo/no-anvil");
}
