//! Calldata of the contracts in `verifier/evm`. Every type here is a word or a list of words, so that a small encoder will do.

use super::signature;
use covenant_statements::{Context, Environment, Fr, field, invoice::PublicInputs};
use covenant_verifier::groth16::{PROOF_BYTES, Proof};

/// A 20-byte address.
pub type Address = [u8; 20];

/// Calls of the contracts, by signature.
#[derive(Clone, Debug)]
pub struct Call {
    data: Vec<u8>,
}

impl Call {
    /// A call with no arguments yet.
    #[must_use]
    pub fn new(function: &str) -> Self {
        Self { data: signature(function).to_vec() }
    }

    /// Constructor arguments: no function.
    #[must_use]
    pub fn constructor() -> Self {
        Self { data: Vec::new() }
    }

    /// Appends a word.
    #[must_use]
    pub fn word(mut self, word: [u8; 32]) -> Self {
        self.data.extend_from_slice(&word);
        self
    }

    /// Appends an integer.
    #[must_use]
    pub fn uint(self, value: u64) -> Self {
        self.word(uint(value))
    }

    /// Appends a field element.
    #[must_use]
    pub fn field(self, value: &Fr) -> Self {
        self.word(field::to_be_bytes(value))
    }

    /// Appends an address.
    #[must_use]
    pub fn address(self, address: Address) -> Self {
        self.word(padded(address))
    }

    /// Appends a list of words that is the function's last argument and its only one of variable length.
    #[must_use]
    pub fn last_words(self, words: &[[u8; 32]]) -> Self {
        // The offset counts from the first argument and skips itself.
        let head = (self.data.len() / 32 + 1) * 32;
        let mut call = self.uint(head as u64).uint(words.len() as u64);
        words.iter().for_each(|word| call.data.extend_from_slice(word));
        call
    }

    /// Appends a length, then the bytes, filled up to a whole word with zeros.
    #[must_use]
    pub fn bytes_with_length(self, bytes: &[u8]) -> Self {
        let mut call = self.uint(bytes.len() as u64);
        call.data.extend_from_slice(bytes);
        call.data.resize(call.data.len() + bytes.len().next_multiple_of(32) - bytes.len(), 0);
        call
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        self.data
    }
}

/// An integer as a word.
#[must_use]
pub fn uint(value: u64) -> [u8; 32] {
    let mut word = [0u8; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    word
}

/// An address as a word.
#[must_use]
pub fn padded(address: Address) -> [u8; 32] {
    let mut word = [0u8; 32];
    word[12..].copy_from_slice(&address);
    word
}

/// The eight words of a proof.
#[must_use]
pub fn proof_words(proof: &[u8; PROOF_BYTES]) -> Vec<[u8; 32]> {
    proof.as_chunks::<32>().0.to_vec()
}

/// Calldata of `ICovenantVerifier.verify`.
#[must_use]
pub fn verify(proof: &Proof, inputs: &[Fr]) -> Vec<u8> {
    let call = Call::new("verify(uint256[8],uint256[])");
    let call = proof_words(&proof.to_bytes()).into_iter().fold(call, Call::word);
    let inputs: Vec<[u8; 32]> = inputs.iter().map(field::to_be_bytes).collect();
    call.last_words(&inputs).bytes()
}

/// Calldata of `ICovenantVerifier.verifyBatch`.
#[must_use]
pub fn verify_batch(statements: &[(Proof, Vec<Fr>)]) -> Vec<u8> {
    let mut words = Vec::new();
    for (proof, inputs) in statements {
        words.extend(proof_words(&proof.to_bytes()));
        words.extend(inputs.iter().map(field::to_be_bytes));
    }
    Call::new("verifyBatch(uint256[])").last_words(&words).bytes()
}

/// What `ObligationRegistry.register` takes: the proof and every part that it is bound to.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Selector, beneficiary, expiry and sequence; chain and contract are those of the contract that is called.
    pub context: Context,
    /// Policy, as-of day and root; network and nullifier key are the contract's.
    pub environment: Environment,
    /// N1 and the note.
    pub public_inputs: PublicInputs,
    /// The proof.
    pub proof: Proof,
}

impl Submission {
    /// The function's signature.
    pub const SIGNATURE: &str =
        "register((bytes32,address,uint64,uint32,uint256,uint32,uint256,uint256,uint256,uint256[8]))";

    /// Calldata of `register`.
    #[must_use]
    pub fn calldata(&self) -> Vec<u8> {
        let call = Call::new(Self::SIGNATURE)
            .word(self.context.selector.0)
            .word(self.context.beneficiary.0)
            .uint(self.context.expiry)
            .uint(u64::from(self.context.sequence))
            .field(&self.environment.policy)
            .uint(u64::from(self.environment.as_of.get()))
            .field(&self.environment.registry_root)
            .field(&self.public_inputs.nullifier)
            .field(&self.public_inputs.note);
        proof_words(&self.proof.to_bytes()).into_iter().fold(call, Call::word).bytes()
    }
}
