//! Calldata of `SolvencyRegistry`: the chunks of a coverage in as many calls as it takes, then the rest.

use super::abi::{Address, Call, proof_words};
use covenant_statements::{Fr, Selector, field, solvency::Environment};
use covenant_verifier::groth16::Proof;

/// The contract's `Coverage`, as a tuple.
const COVERAGE: &str = "(bytes32,bytes32,bytes32[2],address,uint64,(uint256,uint256,uint256,uint32,uint64,uint256,uint256,uint64),uint32,uint256,uint256)";
/// Its words.
const COVERAGE_WORDS: u64 = 17;

/// Every part that the proofs of a coverage are bound to, but for the chunks.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Of the coverage's circuit.
    pub coverage_selector: Selector,
    /// Of the reserves'.
    pub reserves_selector: Selector,
    /// Of the chunks'; the second is zero where one key serves all.
    pub chunk_selectors: [Selector; 2],
    /// To whom the context says that it is.
    pub beneficiary: Address,
    /// The last second of use.
    pub expiry: u64,
    /// Its parts; the network is the contract's.
    pub environment: Environment,
    /// How many chunks there are.
    pub chunks: u32,
    /// R.
    pub reserves: Fr,
    /// What is disclosed to an auditor, or 0.
    pub disclosure: Fr,
}

/// A chunk with its proof.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Which of the coverage's chunk selectors.
    pub key: u8,
    /// S.
    pub output: Fr,
    /// M.
    pub claims: [u8; 32],
    /// halo2's proof, as `covenant-liabilities` makes it.
    pub proof: Vec<u8>,
}

impl Coverage {
    fn append(&self, call: Call) -> Call {
        let e = &self.environment;
        call.word(self.coverage_selector.0)
            .word(self.reserves_selector.0)
            .word(self.chunk_selectors[0].0)
            .word(self.chunk_selectors[1].0)
            .address(self.beneficiary)
            .uint(self.expiry)
            .field(&e.entity)
            .field(&e.scope)
            .field(&e.policy)
            .uint(u64::from(e.threshold.0))
            .uint(e.as_of)
            .field(&e.price_root)
            .field(&e.registry_root)
            .uint(e.accounts)
            .uint(u64::from(self.chunks))
            .field(&self.reserves)
            .field(&self.disclosure)
    }

    /// Calldata of `addChunks`.
    #[must_use]
    pub fn add_chunks(&self, first: u32, chunks: &[Chunk]) -> Vec<u8> {
        let call = Call::new(&format!("addChunks({COVERAGE},uint32,(uint8,uint256,bytes32,bytes)[])"));
        let call = self.append(call).uint(u64::from(first)).uint((COVERAGE_WORDS + 2) * 32);
        let mut call = call.uint(chunks.len() as u64);
        // Offsets count from the first of them.
        let mut at = 32 * chunks.len() as u64;
        for chunk in chunks {
            call = call.uint(at);
            at += 32 * (5 + chunk.proof.len().div_ceil(32) as u64);
        }
        chunks.iter().fold(call, Self::append_chunk).bytes()
    }

    fn append_chunk(call: Call, chunk: &Chunk) -> Call {
        let call = call.uint(u64::from(chunk.key)).field(&chunk.output).word(chunk.claims);
        call.uint(0x80).bytes_with_length(&chunk.proof)
    }

    /// Calldata of `finish`.
    #[must_use]
    pub fn finish(&self, nullifiers: &[Fr], reserves: &Proof, coverage: &Proof) -> Vec<u8> {
        let call = Call::new(&format!("finish({COVERAGE},uint256[],uint256[8],uint256[8])"));
        let call = self.append(call).uint((COVERAGE_WORDS + 17) * 32);
        let words = [reserves, coverage].into_iter().flat_map(|proof| proof_words(&proof.to_bytes()));
        let call = words.fold(call, Call::word).uint(nullifiers.len() as u64);
        nullifiers.iter().map(field::to_be_bytes).fold(call, Call::word).bytes()
    }

    /// Calldata of `added`.
    #[must_use]
    pub fn added(&self, submitter: Address) -> Vec<u8> {
        self.append(Call::new(&format!("added(address,{COVERAGE})")).address(submitter)).bytes()
    }
}
