//! The contracts, deployed from the committed artefacts and told what to trust.

use crate::chain::{Chain, Outcome};
use crate::vectors::Vectors;
use crate::world::{CHAIN_ID, REGISTRY_DEPLOYER, first_contract};
use covenant_export::evm::{
    Artifact,
    abi::{Address, Call, Submission, padded},
};
use covenant_statements::Fr;
use std::{fs, path::Path};

/// Owns router and registry; a timelock in earnest.
pub const OWNER: Address = [0x01; 20];
/// Publishes roots.
pub const REGISTRAR: Address = [0x02; 20];
/// Freezes and pauses.
pub const GUARDIAN: Address = [0x03; 20];
/// Nobody in particular.
pub const ANYBODY: Address = [0xaa; 20];
/// 2026-11-22T12:00:00Z: the as-of day of most proofs.
pub const NOON: u64 = 1_795_348_800;
/// A day in seconds.
pub const DAY: u64 = 86_400;

/// Creation code of a committed artefact.
///
/// # Panics
/// If there is none of that name: run `npm run build` in `verifier/evm`.
#[must_use]
pub fn creation_code(contract: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifier/evm/artifacts");
    let json = fs::read_to_string(folder.join(format!("{contract}.json"))).expect("a committed artefact");
    Artifact::from_json(&json).and_then(|artifact| artifact.creation_code()).expect("a compiled contract")
}

/// Router, verifier and registry on one chain, trusting what the vectors' proofs are bound to.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The chain.
    pub chain: Chain,
    /// The vectors.
    pub vectors: Vectors,
    /// `InvoiceVerifier`.
    pub verifier: Address,
    /// `VerifierRouter`.
    pub router: Address,
    /// `ObligationRegistry`.
    pub registry: Address,
}

impl Deployment {
    /// Deploys at noon of the proofs' as-of day.
    ///
    /// # Panics
    /// If anything fails: the tests cannot start.
    #[must_use]
    pub fn new() -> Self {
        Self::on_chain(CHAIN_ID)
    }

    /// The same on a chain with another id.
    ///
    /// # Panics
    /// As [`Self::new`].
    #[must_use]
    pub fn on_chain(id: u64) -> Self {
        let mut chain = Chain::new(id, NOON);
        let vectors = Vectors::load();
        let verifier = chain.deploy(ANYBODY, creation_code("InvoiceVerifier"));
        let router = chain.deploy(ANYBODY, router_code(vectors.network.name()));
        let registry = chain.deploy(REGISTRY_DEPLOYER, registry_code(router, &vectors));
        assert_eq!(registry, first_contract(REGISTRY_DEPLOYER), "contexts name this address");
        let mut deployment = Self { chain, vectors, verifier, router, registry };
        deployment.trust();
        deployment
    }

    fn trust(&mut self) {
        let first = self.vectors.submission("first");
        let selector = self.vectors.selector.0;
        self.own(self.router, Call::new("add(address)").address(self.verifier));
        self.own(self.registry, Call::new("setSelector(bytes32,bool)").word(selector).uint(1));
        self.own(
            self.registry,
            Call::new("setPolicy(uint256,bool)").field(&first.environment.policy).uint(1),
        );
        self.publish(&first, false);
    }

    /// Publishes the root of a submission for 30 days around its as-of day.
    ///
    /// # Panics
    /// If the registry refuses it.
    pub fn publish(&mut self, submission: &Submission, revoke_earlier: bool) {
        let day = u64::from(submission.environment.as_of.get());
        let call = Call::new("publishRoot(uint256,uint32,uint32,bool)")
            .field(&submission.environment.registry_root)
            .uint(day - 15)
            .uint(day + 15)
            .uint(u64::from(revoke_earlier));
        self.chain.send(REGISTRAR, self.registry, call.bytes()).success();
    }

    /// Sends a transaction of the owner's.
    ///
    /// # Panics
    /// If it is refused.
    pub fn own(&mut self, to: Address, call: Call) {
        self.chain.send(OWNER, to, call.bytes()).success();
    }

    /// Submits the proof of that name.
    pub fn register(&mut self, name: &str) -> Outcome {
        let submission = self.vectors.submission(name);
        self.submit(&submission)
    }

    /// Submits a proof.
    pub fn submit(&mut self, submission: &Submission) -> Outcome {
        self.chain.send(ANYBODY, self.registry, submission.calldata())
    }

    /// Calls a function of the registry with a nullifier as its only argument.
    pub fn of_nullifier(&mut self, from: Address, function: &str, nullifier: &Fr) -> Outcome {
        self.chain.send(from, self.registry, Call::new(function).field(nullifier).bytes())
    }

    /// Names a financier.
    pub fn finance(&mut self, from: Address, nullifier: &Fr, financier: Address) -> Outcome {
        let call = Call::new("finance(uint256,address)").field(nullifier).address(financier);
        self.chain.send(from, self.registry, call.bytes())
    }

    /// The state in a nullifier's receipt, and its financier.
    ///
    /// # Panics
    /// If the registry does not answer with a receipt.
    #[must_use]
    pub fn receipt(&self, nullifier: &Fr) -> (u8, Address) {
        let call = Call::new("receipt(uint256)").field(nullifier);
        let (words, _) = self.chain.call(self.registry, call.bytes()).success();
        assert_eq!(words.len(), 6 * 32);
        let mut financier = [0u8; 20];
        financier.copy_from_slice(&words[3 * 32 + 12..4 * 32]);
        (words[2 * 32 + 31], financier)
    }
}

impl Default for Deployment {
    fn default() -> Self {
        Self::new()
    }
}

/// Creation code of a router of that network.
#[must_use]
pub fn router_code(network: &str) -> Vec<u8> {
    let mut name = [0u8; 32];
    name[..network.len()].copy_from_slice(network.as_bytes());
    let arguments =
        Call::constructor().uint(0x60).address(OWNER).address(GUARDIAN).uint(network.len() as u64).word(name);
    [creation_code("VerifierRouter"), arguments.bytes()].concat()
}

/// Creation code of a registry that uses that router.
#[must_use]
pub fn registry_code(router: Address, vectors: &Vectors) -> Vec<u8> {
    let arguments = Call::constructor()
        .word(padded(router))
        .field(&vectors.nullifier_key_x)
        .field(&vectors.nullifier_key_y)
        .address(OWNER)
        .address(REGISTRAR)
        .address(GUARDIAN);
    [creation_code("ObligationRegistry"), arguments.bytes()].concat()
}
