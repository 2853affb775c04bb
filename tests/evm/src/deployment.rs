//! The contracts, deployed from the committed artefacts and told what to trust.

use crate::chain::{Chain, Outcome};
use crate::receipt::Receipt;
use crate::vectors::Vectors;
use crate::world::{CHAIN_ID, REGISTRY_DEPLOYER, first_contract};
use covenant_export::evm::{
    Artifact,
    abi::{Address, Call, Submission, padded},
};
use covenant_statements::{Fr, field};
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

/// The text of a committed artefact.
///
/// # Panics
/// If there is none of that name: run `npm run build` in `verifier/evm`.
#[must_use]
pub fn artifact(contract: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifier/evm/artifacts");
    fs::read_to_string(folder.join(format!("{contract}.json"))).expect("a committed artefact")
}

/// Creation code of a committed artefact.
///
/// # Panics
/// If there is none of that name: run `npm run build` in `verifier/evm`.
#[must_use]
pub fn creation_code(contract: &str) -> Vec<u8> {
    Artifact::from_json(&artifact(contract))
        .and_then(|artifact| artifact.creation_code())
        .expect("a compiled contract")
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

    /// Publishes the root of a submission for some days around its as-of day; from today on, if it revokes the earlier ones.
    ///
    /// # Panics
    /// If the registry refuses it.
    pub fn publish(&mut self, submission: &Submission, revoke_earlier: bool) {
        let day = u64::from(submission.environment.as_of.get());
        let first = if revoke_earlier { self.chain.now / DAY } else { day - 15 };
        let root = field::to_be_bytes(&submission.environment.registry_root);
        self.publish_root(root, first, day + 15, revoke_earlier).success();
    }

    /// Publishes a root for the as-of days from `first` to `last`, as the next one; its tree knows the revocations that the newest
    /// one's does, or one more.
    pub fn publish_root(&mut self, root: [u8; 32], first: u64, last: u64, revoke_earlier: bool) -> Outcome {
        let revocations = self.counter("revocations()") + u64::from(revoke_earlier);
        let sequence = self.counter("latestSequence()");
        self.publish_tree(root, [first, last], revocations, sequence)
    }

    /// Publishes a root for these days, with the number of revocations that its tree knows, to follow that number.
    pub fn publish_tree(&mut self, root: [u8; 32], days: [u64; 2], revocations: u64, after: u64) -> Outcome {
        let call = Call::new("publishRoot(uint256,uint32,uint32,uint64,uint64)").word(root);
        let call = call.uint(days[0]).uint(days[1]).uint(revocations).uint(after);
        self.chain.send(REGISTRAR, self.registry, call.bytes())
    }

    /// The word that the registry answers to a function without arguments.
    ///
    /// # Panics
    /// If it answers with anything else.
    #[must_use]
    pub fn view(&self, function: &str) -> [u8; 32] {
        let (word, _) = self.chain.call(self.registry, Call::new(function).bytes()).success();
        word.try_into().expect("one word")
    }

    /// A number that the registry keeps.
    ///
    /// # Panics
    /// If it does not answer with a word below 2⁶⁴.
    #[must_use]
    pub fn counter(&self, function: &str) -> u64 {
        let word = self.view(function);
        assert!(word[..24] == [0; 24], "a number");
        word[24..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
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

    /// The nullifier of the proof of that name.
    #[must_use]
    pub fn nullifier(&self, name: &str) -> Fr {
        self.vectors.submission(name).public_inputs.nullifier
    }

    /// The note of the proof of that name.
    #[must_use]
    pub fn note(&self, name: &str) -> Fr {
        self.vectors.submission(name).public_inputs.note
    }

    /// Calls a function of the registry with a note as its only argument.
    pub fn of_note(&mut self, from: Address, function: &str, note: &Fr) -> Outcome {
        self.chain.send(from, self.registry, Call::new(function).field(note).bytes())
    }

    /// Names a financier.
    pub fn finance(&mut self, from: Address, note: &Fr, financier: Address) -> Outcome {
        self.finance_word(from, note, padded(financier))
    }

    /// Names a financier that need not be an address.
    pub fn finance_word(&mut self, from: Address, note: &Fr, financier: [u8; 32]) -> Outcome {
        let call = Call::new("finance(uint256,bytes32)").field(note).word(financier);
        self.chain.send(from, self.registry, call.bytes())
    }

    /// Moves a token of the sender's.
    pub fn transfer(&mut self, from: Address, to: Address, note: &Fr) -> Outcome {
        self.transfer_from(from, from, to, note)
    }

    /// Moves a token, as whoever.
    pub fn transfer_from(&mut self, sender: Address, from: Address, to: Address, note: &Fr) -> Outcome {
        let call = Call::new("transferFrom(address,address,uint256)").address(from).address(to).field(note);
        self.chain.send(sender, self.registry, call.bytes())
    }

    /// Who holds a note's token.
    #[must_use]
    pub fn owner_of(&self, note: &Fr) -> Outcome {
        self.chain.call(self.registry, Call::new("ownerOf(uint256)").field(note).bytes())
    }

    /// What the registry says of a nullifier.
    ///
    /// # Panics
    /// If it does not answer with a receipt.
    #[must_use]
    pub fn receipt(&self, nullifier: &Fr) -> Receipt {
        let call = Call::new("receipt(uint256)").field(nullifier);
        Receipt::from_words(&self.chain.call(self.registry, call.bytes()).success().0)
    }

    /// What the registry answers when it is asked for a note's receipt.
    #[must_use]
    pub fn receipt_of(&self, note: &Fr) -> Outcome {
        self.chain.call(self.registry, Call::new("receiptOf(uint256)").field(note).bytes())
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
    registry_code_of_key(router, [&vectors.nullifier_key_x, &vectors.nullifier_key_y].map(field::to_be_bytes))
}

/// Creation code of a registry that is the home of that nullifier key.
#[must_use]
pub fn registry_code_of_key(router: Address, nullifier_key: [[u8; 32]; 2]) -> Vec<u8> {
    let arguments = Call::constructor()
        .word(padded(router))
        .word(nullifier_key[0])
        .word(nullifier_key[1])
        .address(OWNER)
        .address(REGISTRAR)
        .address(GUARDIAN);
    [creation_code("ObligationRegistry"), arguments.bytes()].concat()
}
