//! `covenant demo evm`: an attestation's way onto a chain, on anvil, from nothing.
//!
//! A chain is started, the contracts are deployed from the artefacts in this program, the caller proves for the registry's
//! address, anybody submits, the beneficiary holds the note, and the same attestation is refused the second time. No compiler is
//! needed: the verifier is linked for the caller's key.

mod node;
mod rpc;

use crate::evm::abi::{Address, Call, Submission, padded};
use crate::evm::{Artifact, ArtifactError, VerifierSource, contract_address, link_verifier, signature};
use covenant_statements::{Network, field};
use covenant_verifier::groth16::VerifyingKey;
use node::Node;
use std::path::PathBuf;

/// How the demonstration is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// anvil's program: npm's `@foundry-rs/anvil`, or one on the path.
    pub anvil: PathBuf,
    /// The time at which the chain starts, seconds since 1970-01-01; now if there is none.
    pub timestamp: Option<u64>,
}

/// Where the proof has to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The chain's name is `eip155:` and this.
    pub chain_id: u64,
    /// The registry's address: it is deployed where the proof says.
    pub contract: Address,
    /// Who will hold the note.
    pub beneficiary: Address,
    /// The chain's time, seconds since 1970-01-01; the as-of day has to be this day or the day before.
    pub now: u64,
}

/// A proof for the place, and what it is verified by.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The circuit's name and version.
    pub circuit: String,
    /// The network.
    pub network: Network,
    /// The key.
    pub key: VerifyingKey,
    /// The proof and its parts.
    pub submission: Submission,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `ObligationRegistry`.
    pub registry: Address,
    /// Who holds the note, as the registry says.
    pub holder: Address,
    /// The note, which is the token's id.
    pub note: [u8; 32],
    /// The nullifier.
    pub nullifier: [u8; 32],
    /// Gas of the registration.
    pub gas: u64,
    /// Why the same attestation was refused the second time: the contract's error.
    pub replay: String,
}

/// Why the demonstration ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// anvil could not be started.
    #[error("anvil could not be started: npm has it as @foundry-rs/anvil")]
    Anvil(#[source] std::io::Error),
    /// The connection to anvil failed.
    #[error("the connection to anvil failed")]
    Io(#[from] std::io::Error),
    /// anvil answered with something else than it should.
    #[error("unexpected answer of anvil: {0}")]
    Node(&'static str),
    /// anvil refused a call.
    #[error("anvil refused: {0}")]
    Refused(String),
    /// An artefact in this program is broken, or is no template for the key.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// The caller had no proof.
    #[error("there is no proof: {0}")]
    Prove(Box<dyn std::error::Error + Send + Sync>),
    /// A contract did what it must not.
    #[error("the demonstration failed: {0}")]
    Failed(&'static str),
}

impl DemoError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Anvil(_) => "demo/no-anvil",
            Self::Io(_) | Self::Node(_) | Self::Refused(_) => "demo/anvil",
            Self::Artifact(_) => "demo/artifact",
            Self::Prove(_) => "demo/proof",
            Self::Failed(_) => "demo/failed",
        }
    }
}

/// Runs the demonstration. `prove` makes the proof for the place it is given; `say` is told each step in words.
///
/// # Errors
/// [`DemoError`].
pub fn run<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    options: &Options,
    prove: impl FnOnce(&Place) -> Result<Proved, E>,
    say: &mut dyn FnMut(&str),
) -> Result<Outcome, DemoError> {
    let node = Node::start(options)?;
    let accounts = node.accounts()?;
    let [deployer, beneficiary, anybody, ..] = accounts[..] else {
        return Err(DemoError::Node("too few accounts"));
    };
    // Verifier and router come first.
    let contract = contract_address(deployer, 2);
    let place = Place { chain_id: 31_337, contract, beneficiary, now: node.now()? };
    say("anvil runs, chain eip155:31337");
    let proved = prove(&place).map_err(|error| DemoError::Prove(error.into()))?;
    say("proved, for the address at which the registry will be");
    let registry = deploy(&node, deployer, &proved, say)?;
    if registry != contract {
        return Err(DemoError::Failed("the registry has another address than was computed"));
    }
    submit(&node, registry, anybody, &proved.submission, say)
}

/// Deploys the contracts and tells them what to trust.
fn deploy(
    node: &Node,
    owner: Address,
    proved: &Proved,
    say: &mut dyn FnMut(&str),
) -> Result<Address, DemoError> {
    let source = VerifierSource {
        contract: "Verifier",
        interface: "./ICovenantVerifier.sol",
        circuit: &proved.circuit,
        network: proved.network,
        key: &proved.key,
    };
    let (verifier, _) =
        node.deploy(owner, &link_verifier(&Artifact::template(&proved.circuit)?, &source)?)?;
    let (router, _) = node.deploy(owner, &router_code(proved.network, owner)?)?;
    let environment = &proved.submission.environment;
    let arguments = Call::constructor()
        .address(router)
        .field(&environment.nullifier_key.x)
        .field(&environment.nullifier_key.y)
        .address(owner)
        .address(owner)
        .address(owner);
    let code = Artifact::from_json(include_str!("../../../evm/artifacts/ObligationRegistry.json"))?;
    let (registry, gas) = node.deploy(owner, &[code.creation_code()?, arguments.bytes()].concat())?;
    say(&format!("verifier, router and registry deployed; the registry for {gas} gas"));

    let day = u64::from(environment.as_of.get());
    let calls = [
        (router, Call::new("add(address)").address(verifier)),
        (registry, Call::new("setSelector(bytes32,bool)").word(source.selector().0).uint(1)),
        (registry, Call::new("setPolicy(uint256,bool)").field(&environment.policy).uint(1)),
        (
            registry,
            Call::new("publishRoot(uint256,uint32,uint32,uint64,uint64)")
                .field(&environment.registry_root)
                .uint(day)
                .uint(day + 30)
                .uint(0)
                .uint(0),
        ),
    ];
    for (to, call) in calls {
        node.send(owner, to, &call.bytes())?;
    }
    say("the registry trusts this circuit, this policy and this root of parties");
    Ok(registry)
}

fn router_code(network: Network, owner: Address) -> Result<Vec<u8>, DemoError> {
    let name = network.name().as_bytes();
    let mut word = [0u8; 32];
    word.get_mut(..name.len())
        .ok_or(DemoError::Failed("the network's name is too long"))?
        .copy_from_slice(name);
    let arguments =
        Call::constructor().uint(0x60).address(owner).address(owner).uint(name.len() as u64).word(word);
    let code = Artifact::from_json(include_str!("../../../evm/artifacts/VerifierRouter.json"))?;
    Ok([code.creation_code()?, arguments.bytes()].concat())
}

/// Submits, looks at the note, and submits again.
fn submit(
    node: &Node,
    registry: Address,
    anybody: Address,
    submission: &Submission,
    say: &mut dyn FnMut(&str),
) -> Result<Outcome, DemoError> {
    let calldata = submission.calldata();
    let gas = node.send(anybody, registry, &calldata)?;
    say(&format!("submitted by a third party: the proof is accepted for {gas} gas"));
    let note = field::to_be_bytes(&submission.public_inputs.note);
    let owner_of = Call::new("ownerOf(uint256)").word(note).bytes();
    let answer = node.view(registry, &owner_of)?.map_err(|refused| DemoError::Refused(refused.message))?;
    if answer != submission.context.beneficiary.0 {
        return Err(DemoError::Failed("the note is not the beneficiary's"));
    }
    let mut holder: Address = [0; 20];
    holder.copy_from_slice(&answer[12..]);
    debug_assert_eq!(padded(holder), submission.context.beneficiary.0);
    say(&format!("the beneficiary 0x{} holds the note as a token", hex::encode(holder)));
    let Err(refused) = node.view(registry, &calldata)? else {
        return Err(DemoError::Failed("the same attestation was accepted twice"));
    };
    if !refused.data.starts_with(&signature(REPLAYED)) {
        return Err(DemoError::Failed("the second submission was refused for another reason"));
    }
    say("submitted again: refused, the nullifier is spent");
    let nullifier = field::to_be_bytes(&submission.public_inputs.nullifier);
    Ok(Outcome { registry, holder, note, nullifier, gas, replay: REPLAYED.to_owned() })
}

/// The registry's error for a nullifier that is not free.
const REPLAYED: &str = "WrongState(uint256,uint8)";
