//! `vectors/evm/solvency.json`: coverages with the proofs of reserves, coverage and every chunk, and the contracts that take them.

use crate::chain::{Chain, Outcome};
use crate::deployment::{ANYBODY, DAY, GUARDIAN, OWNER, REGISTRAR, creation_code, router_code};
use crate::liabilities::deploy as deploy_chunk_verifier;
use crate::world::{BENEFICIARY, CHAIN_ID, SOLVENCY_DEPLOYER, first_contract};
use covenant_export::evm::{
    Artifact, VerifierSource,
    abi::{Address, Call},
    contract_name,
    coverage::{Chunk, Coverage},
    liabilities, link_verifier,
};
use covenant_liabilities::VerifyingKey as ChunkKey;
use covenant_statements::serde_forms::{bytes32_hex, field_hex};
use covenant_statements::{Bps, Fr, Network, Selector, circuit, field, solvency::Environment};
use covenant_verifier::groth16::{Proof, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::{fs, path::PathBuf};

/// Publishes roots of prices.
pub const PUBLISHER: Address = [0x04; 20];
/// Somebody who submits.
pub const SUBMITTER: Address = [0xab; 20];

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vectors {
    /// Says what the keys are, for whoever opens the file.
    pub about: String,
    /// The coverage's circuit and its key's bytes.
    pub coverage: Key,
    /// The reserves'.
    pub reserves: Key,
    /// The chunks'.
    pub chunks: Key,
    /// What is proved.
    pub coverages: Vec<Statement>,
    /// The first chunk of the first coverage, proved once more: the same output, other columns.
    pub remade: ProvedChunk,
}

/// A circuit and a key of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The circuit's name and version.
    pub circuit: String,
    /// The key's bytes in hexadecimal.
    pub verifying_key: String,
}

/// A coverage with everything that goes to the registry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What is special about it.
    pub name: String,
    /// The last second of use.
    pub expiry: u64,
    /// The institution.
    #[serde(with = "field_hex")]
    pub entity: Fr,
    /// The scope's digest.
    #[serde(with = "field_hex")]
    pub scope: Fr,
    /// The policy's digest.
    #[serde(with = "field_hex")]
    pub policy: Fr,
    /// What must be covered.
    pub threshold_bps: u32,
    /// The moment.
    pub as_of: u64,
    /// The day's prices.
    #[serde(with = "field_hex")]
    pub price_root: Fr,
    /// The registry of parties.
    #[serde(with = "field_hex")]
    pub registry_root: Fr,
    /// N.
    pub accounts: u64,
    /// R.
    #[serde(with = "field_hex")]
    pub commitment: Fr,
    /// Of the reserves, in increasing order, 32 bytes each.
    pub nullifiers: Vec<String>,
    /// The proof of the reserves.
    pub reserves_proof: String,
    /// The proof of the coverage.
    pub coverage_proof: String,
    /// The chunks.
    pub chunks: Vec<ProvedChunk>,
}

/// A chunk with its proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedChunk {
    /// S.
    #[serde(with = "field_hex")]
    pub output: Fr,
    /// M.
    #[serde(with = "bytes32_hex")]
    pub claims: [u8; 32],
    /// halo2's proof.
    pub proof: String,
}

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("hexadecimal")
}

fn proof(hex: &str) -> Proof {
    Proof::from_bytes(&bytes(hex)).expect("a proof")
}

impl ProvedChunk {
    /// As the registry takes it.
    #[must_use]
    pub fn chunk(&self) -> Chunk {
        Chunk { key: 0, output: self.output, claims: self.claims, proof: bytes(&self.proof) }
    }
}

impl Key {
    /// A Groth16 key.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn groth16(&self) -> VerifyingKey {
        VerifyingKey::from_bytes(&bytes(&self.verifying_key)).expect("a verifying key")
    }

    /// A key of chunks.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn halo2(&self) -> ChunkKey {
        ChunkKey::from_bytes(&bytes(&self.verifying_key)).expect("a verifying key")
    }

    /// Its selector on the development network.
    #[must_use]
    pub fn selector(&self) -> Selector {
        Selector::new(Network::Development, &self.circuit, &bytes(&self.verifying_key))
    }

    fn deploy_groth16(&self, chain: &mut Chain) -> Address {
        let key = self.groth16();
        let info = circuit(&self.circuit).expect("a circuit");
        let template = Artifact::template(info.id).expect("every circuit has a template");
        let source = VerifierSource {
            contract: &contract_name(info),
            interface: "./ICovenantVerifier.sol",
            circuit: info.id,
            network: Network::Development,
            key: &key,
        };
        chain.deploy(ANYBODY, link_verifier(&template, &source).expect("a template of as many inputs"))
    }
}

impl Vectors {
    /// Where the file is.
    #[must_use]
    pub fn path() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/evm/solvency.json"))
    }

    /// The committed file.
    ///
    /// # Panics
    /// If it is missing or malformed: it is part of the sources.
    #[must_use]
    pub fn load() -> Self {
        let json = fs::read(Self::path()).expect("vectors/evm/solvency.json is part of the sources");
        serde_json::from_slice(&json).expect("vectors/evm/solvency.json is well formed")
    }

    /// A coverage by its name.
    ///
    /// # Panics
    /// If there is none of that name.
    #[must_use]
    pub fn submission(&self, name: &str) -> Submission {
        let s = self.coverages.iter().find(|s| s.name == name).expect("a coverage of this name");
        let coverage = Coverage {
            coverage_selector: self.coverage.selector(),
            reserves_selector: self.reserves.selector(),
            chunk_selectors: [self.chunks.selector(), Selector([0; 32])],
            beneficiary: BENEFICIARY,
            expiry: s.expiry,
            environment: Environment {
                network: Network::Development,
                entity: s.entity,
                scope: s.scope,
                policy: s.policy,
                threshold: Bps(s.threshold_bps),
                as_of: s.as_of,
                price_root: s.price_root,
                registry_root: s.registry_root,
                accounts: s.accounts,
            },
            chunks: s.chunks.len() as u32,
            reserves: s.commitment,
            disclosure: Fr::from(0u64),
        };
        let nullifier = |hex: &String| {
            let word: [u8; 32] = bytes(hex).try_into().expect("32 bytes");
            field::from_be_bytes(&word).expect("canonical")
        };
        Submission {
            coverage,
            chunks: s.chunks.iter().map(ProvedChunk::chunk).collect(),
            nullifiers: s.nullifiers.iter().map(nullifier).collect(),
            reserves_proof: proof(&s.reserves_proof),
            coverage_proof: proof(&s.coverage_proof),
        }
    }
}

/// A coverage as the registry takes it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Its parts.
    pub coverage: Coverage,
    /// Its chunks.
    pub chunks: Vec<Chunk>,
    /// Of its reserves.
    pub nullifiers: Vec<Fr>,
    /// The proof of the reserves.
    pub reserves_proof: Proof,
    /// The proof of the coverage.
    pub coverage_proof: Proof,
}

impl Submission {
    /// Calldata of `finish`.
    #[must_use]
    pub fn finish(&self) -> Vec<u8> {
        self.coverage.finish(&self.nullifiers, &self.reserves_proof, &self.coverage_proof)
    }
}

/// Router, verifiers, prices and registry, trusting what the vectors' first coverage is bound to.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The chain.
    pub chain: Chain,
    /// The vectors.
    pub vectors: Vectors,
    /// `VerifierRouter`.
    pub router: Address,
    /// `PriceRoots`.
    pub prices: Address,
    /// `SolvencyRegistry`.
    pub registry: Address,
    /// `LiabilitiesVerifier`.
    pub chunk_verifier: Address,
}

impl Deployment {
    /// Deploys a minute after the first coverage's moment.
    ///
    /// # Panics
    /// If anything fails: the tests cannot start.
    #[must_use]
    pub fn new() -> Self {
        let vectors = Vectors::load();
        let first = vectors.submission("first").coverage;
        let mut chain = Chain::new(CHAIN_ID, first.environment.as_of + 60);
        let router = chain.deploy(ANYBODY, router_code(Network::Development.name()));
        let prices = Call::constructor().address(OWNER).address(GUARDIAN).address(PUBLISHER);
        let prices = chain.deploy(ANYBODY, [creation_code("PriceRoots"), prices.bytes()].concat());
        let hashers = ["SolvencyHasher", "SolvencyStartHasher"];
        let hashers = hashers.map(|name| chain.deploy(ANYBODY, creation_code(name)));
        let registry = chain.deploy(SOLVENCY_DEPLOYER, registry_code(router, prices, hashers));
        assert_eq!(registry, first_contract(SOLVENCY_DEPLOYER), "contexts name this address");
        let chunk_verifier = deploy_chunk_verifier(&mut chain, &vectors.chunks.halo2());
        let mut deployment = Self { chain, vectors, router, prices, registry, chunk_verifier };
        deployment.trust(&first);
        deployment
    }

    fn trust(&mut self, first: &Coverage) {
        let verifiers = [
            self.vectors.coverage.deploy_groth16(&mut self.chain),
            self.vectors.reserves.deploy_groth16(&mut self.chain),
            self.chunk_verifier,
        ];
        for verifier in verifiers {
            self.own(self.router, Call::new("add(address)").address(verifier));
        }
        for selector in [first.coverage_selector, first.reserves_selector, first.chunk_selectors[0]] {
            self.set_selector(selector, true).success();
        }
        let policy = Call::new("setPolicy(uint256,bool)").field(&first.environment.policy).uint(1);
        self.own(self.registry, policy);
        self.publish_roots("first");
    }

    /// Publishes the roots of a coverage: of parties for some days, of prices for its own.
    ///
    /// # Panics
    /// If they are refused.
    pub fn publish_roots(&mut self, name: &str) {
        let environment = self.vectors.submission(name).coverage.environment;
        let day = environment.as_of / DAY;
        let sequence = self.chain.call(self.registry, Call::new("latestSequence()").bytes()).success().0;
        let root =
            Call::new("publishRoot(uint256,uint32,uint32,uint64,uint64)").field(&environment.registry_root);
        let root = root.uint(day - 1).uint(day + 15).uint(0).word(sequence.try_into().expect("a word"));
        self.chain.send(REGISTRAR, self.registry, root.bytes()).success();
        self.publish_prices(name);
    }

    /// Publishes the prices of a coverage for its own day.
    ///
    /// # Panics
    /// If they are refused.
    pub fn publish_prices(&mut self, name: &str) {
        let environment = self.vectors.submission(name).coverage.environment;
        let day = environment.as_of / DAY;
        let root =
            Call::new("publish(uint256,uint32,uint32)").field(&environment.price_root).uint(day).uint(day);
        self.chain.send(PUBLISHER, self.prices, root.bytes()).success();
    }

    /// Takes or drops a circuit.
    pub fn set_selector(&mut self, selector: Selector, trusted: bool) -> Outcome {
        let call = Call::new("setSelector(bytes32,bool)").word(selector.0).uint(u64::from(trusted));
        self.chain.send(OWNER, self.registry, call.bytes())
    }

    /// Sends a transaction of the owner's.
    ///
    /// # Panics
    /// If it is refused.
    pub fn own(&mut self, to: Address, call: Call) {
        self.chain.send(OWNER, to, call.bytes()).success();
    }

    /// Adds chunks as the submitter.
    pub fn add(&mut self, coverage: &Coverage, first: u32, chunks: &[Chunk]) -> Outcome {
        self.add_as(SUBMITTER, coverage, first, chunks)
    }

    /// Adds chunks as whoever.
    pub fn add_as(&mut self, from: Address, coverage: &Coverage, first: u32, chunks: &[Chunk]) -> Outcome {
        self.chain.send(from, self.registry, coverage.add_chunks(first, chunks))
    }

    /// Adds every chunk in one call, as the submitter.
    ///
    /// # Panics
    /// If they are refused.
    pub fn add_all(&mut self, submission: &Submission) {
        self.add(&submission.coverage, 0, &submission.chunks).success();
    }

    /// Finishes, as the submitter.
    pub fn finish(&mut self, submission: &Submission) -> Outcome {
        self.chain.send(SUBMITTER, self.registry, submission.finish())
    }

    /// How many chunks a submitter has added.
    #[must_use]
    pub fn added(&self, submitter: Address, coverage: &Coverage) -> u64 {
        let word = self.chain.call(self.registry, coverage.added(submitter)).success().0;
        word[24..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// The words of the record of an entity's day.
    #[must_use]
    pub fn record(&self, entity: &Fr, day: u64) -> Vec<[u8; 32]> {
        let call = Call::new("coverageOf(uint256,uint32)").field(entity).uint(day);
        self.chain.call(self.registry, call.bytes()).success().0.as_chunks().0.to_vec()
    }
}

impl Default for Deployment {
    fn default() -> Self {
        Self::new()
    }
}

/// Creation code of a registry of coverages.
#[must_use]
pub fn registry_code(router: Address, prices: Address, hashers: [Address; 2]) -> Vec<u8> {
    let arguments = Call::constructor().address(router).address(prices).address(hashers[0]);
    let arguments = arguments.address(hashers[1]).address(OWNER).address(REGISTRAR).address(GUARDIAN);
    [creation_code("SolvencyRegistry"), arguments.bytes()].concat()
}

/// The selector of a key of chunks, as Rust computes it.
#[must_use]
pub fn chunk_selector(key: &ChunkKey) -> Selector {
    liabilities::selector(Network::Development, key)
}
