//! Pinned keys and proofs of every statement, `circuits/relations/tests/pins`: the vectors that Rust and the EVM share for circuits
//! whose contracts are of no one deployment.

use crate::chain::Chain;
use crate::deployment::{ANYBODY, OWNER};
use covenant_export::evm::{Artifact, VerifierSource, abi, contract_name, link_verifier};
use covenant_statements::{CIRCUITS, CircuitInfo, Fr, Network, field};
use covenant_verifier::groth16::{Proof, VerifyingKey};
use serde::Deserialize;
use std::{fs, path::PathBuf};

#[derive(Deserialize)]
struct KeyFile {
    circuit: String,
    verifying_key: String,
}

#[derive(Deserialize)]
struct ProofFile {
    circuit: String,
    public_inputs: Vec<(String, String)>,
    proof: String,
}

/// A key of a fixed seed and a proof under it.
pub struct Pinned {
    /// The circuit.
    pub circuit: &'static CircuitInfo,
    /// The key.
    pub key: VerifyingKey,
    /// The proof.
    pub proof: Proof,
    /// Its public inputs.
    pub inputs: Vec<Fr>,
}

fn read<T: serde::de::DeserializeOwned>(circuit: &CircuitInfo, kind: &str) -> Option<T> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../circuits/relations/tests/pins"));
    let file = folder.join(format!("{}.{kind}.json", circuit.id.replace('/', "-")));
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

impl Pinned {
    /// Of every circuit that has them: of tiers the smallest.
    ///
    /// # Panics
    /// If a file does not hold what it says.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let of = |circuit: &&'static CircuitInfo| {
            let (key, proof) = (read::<KeyFile>(circuit, "key")?, read::<ProofFile>(circuit, "proof")?);
            assert!(
                key.circuit == circuit.id && proof.circuit == circuit.id,
                "files are named by their circuit"
            );
            let bytes = |hex: &str| field::hex_bytes(hex).expect("hexadecimal");
            let input = |(_, value): &(String, String)| {
                let word: [u8; 32] = bytes(value).try_into().expect("32 bytes");
                field::from_be_bytes(&word).expect("canonical")
            };
            Some(Self {
                circuit,
                key: VerifyingKey::from_bytes(&bytes(&key.verifying_key)).expect("a key"),
                proof: Proof::from_bytes(&bytes(&proof.proof)).expect("a proof"),
                inputs: proof.public_inputs.iter().map(input).collect(),
            })
        };
        CIRCUITS.iter().filter_map(of).collect()
    }

    /// What its verifier is made from.
    #[must_use]
    pub fn source<'a>(&'a self, contract: &'a str) -> VerifierSource<'a> {
        VerifierSource {
            contract,
            interface: "./ICovenantVerifier.sol",
            circuit: self.circuit.id,
            network: Network::Development,
            key: &self.key,
        }
    }

    /// Deploys its verifier from the statement's template.
    ///
    /// # Panics
    /// If the template does not fit.
    #[must_use]
    pub fn deploy(&self, chain: &mut Chain) -> abi::Address {
        let template = Artifact::template(self.circuit.id).expect("every circuit has a template");
        let name = contract_name(self.circuit);
        let code = link_verifier(&template, &self.source(&name)).expect("a template of as many inputs");
        chain.deploy(ANYBODY, code)
    }

    /// Registers the verifier at a router of `OWNER`'s.
    ///
    /// # Panics
    /// If the router refuses it.
    pub fn register(&self, chain: &mut Chain, router: abi::Address, verifier: abi::Address) {
        let call = abi::Call::new("add(address)").address(verifier);
        chain.send(OWNER, router, call.bytes()).success();
    }
}
