//! Chunks of liabilities on chain: halo2's proofs are accepted, and refused in every other form.
#![expect(clippy::print_stderr, reason = "gas is what a measurement is for")]

use ark_ff::{BigInteger, PrimeField};
use covenant_evm_tests::chain::{Chain, GAS_LIMIT, Outcome};
use covenant_evm_tests::deployment::{ANYBODY, NOON, OWNER, artifact, router_code};
use covenant_evm_tests::liabilities::{
    Proved, Prover, columns_of, deploy, deploy_before, template, verify_call, word,
};
use covenant_export::evm::{
    Artifact, ArtifactError,
    abi::{Address, Call},
    liabilities::{gas, link, selector},
};
use covenant_liabilities::verify;
use covenant_statements::{Fr, Network, field};
use std::sync::LazyLock;

/// One asset, one proof, one contract: many tests look at them.
static ONE: LazyLock<World> = LazyLock::new(|| World::new(1));

struct World {
    prover: Prover,
    proved: Proved,
    chain: Chain,
    verifier: Address,
}

impl World {
    fn new(assets: usize) -> Self {
        Self::of(Prover::new(assets, 1))
    }

    fn of(prover: Prover) -> Self {
        let assets = prover.key().shape().assets();
        let accounts: Vec<Vec<u64>> =
            (0..60).map(|i| (0..assets as u64).map(|j| i * 1_000_003 + j).collect()).collect();
        let proved = prover.prove(Fr::from(77u64), 0, &accounts);
        let mut chain = Chain::new(31_337, NOON);
        let verifier = deploy(&mut chain, prover.key());
        Self { prover, proved, chain, verifier }
    }

    fn call(&self, output: [u8; 32], proof: &[u8]) -> Outcome {
        self.chain.call(self.verifier, verify_call(output, proof))
    }

    fn output(&self) -> [u8; 32] {
        word(self.proved.output)
    }
}

/// Adds a modulus; `None` where it doesn't fit 32 bytes.
fn plus<F: PrimeField>(bytes: &[u8]) -> Option<[u8; 32]> {
    let mut words = [0u64; 4];
    for (word, chunk) in words.iter_mut().zip(bytes.rchunks(8)) {
        *word = u64::from_be_bytes(chunk.try_into().unwrap());
    }
    let mut sum = ark_ff::BigInt(words);
    let modulus = ark_ff::BigInt::<4>(F::MODULUS.as_ref().try_into().unwrap());
    if sum.add_with_carry(&modulus) { None } else { Some(sum.to_bytes_be().try_into().unwrap()) }
}

#[test]
fn a_proof_is_accepted_and_its_columns_are_hashed() {
    for world in [&*ONE, &World::new(8)] {
        let proof = &world.proved.proof;
        let (columns, _) = world.call(world.output(), proof).success();
        assert_eq!(columns, field::to_be_bytes(&columns_of(world.prover.key(), proof)));
        let mut other = world.output();
        other[31] ^= 1;
        assert!(world.call(other, proof).reverted_with("ProofInvalid()"));
    }
}

/// `COVENANT_LARGE=1`: 2^17 rows, limbs of 16 bits; minutes, most of them for parameters and proofs.
#[test]
fn large_chunks_are_accepted_too() {
    if std::env::var_os("COVENANT_LARGE").is_none() {
        return;
    }
    for assets in [1, 8] {
        let world = World::of(Prover::of_size(17, assets, 1));
        let (_, gas) = world.call(world.output(), &world.proved.proof).success();
        eprintln!("2^17 rows, {assets} asset(s): {gas} gas");
        assert!(world.call([1; 32], &world.proved.proof).refused());
    }
}

#[test]
fn an_output_of_r_or_more_is_refused() {
    let shifted = plus::<Fr>(&ONE.output()).unwrap();
    assert!(ONE.call(shifted, &ONE.proved.proof).reverted_with("InputNotCanonical(uint256)"));
}

/// Another value, and the same value in another form: what Rust's verifier says, the contract says.
#[test]
fn every_word_is_bound_and_has_one_form() {
    let (proof, key) = (&ONE.proved.proof, ONE.prover.key());
    let refused = |changed: &[u8], what: &str| {
        assert!(ONE.call(ONE.output(), changed).reverted_with("ProofInvalid()"), "{what}");
    };
    let mut again = 0;
    for at in (0..proof.len()).step_by(32) {
        let mut changed = proof.clone();
        changed[at + 31] ^= 1;
        refused(&changed, &format!("word {}", at / 32));
        assert!(verify(key, ONE.proved.output, &changed).is_err(), "word {}", at / 32);
        let word = &proof[at..at + 32];
        for other in [plus::<Fr>(word), plus::<ark_bn254::Fq>(word)].into_iter().flatten() {
            let mut changed = proof.clone();
            changed[at..at + 32].copy_from_slice(&other);
            refused(&changed, &format!("another form of word {}", at / 32));
            again += 1;
        }
    }
    assert!(again > proof.len() / 32);
    let (points, _) = key.proof_parts();
    for at in (0..points - 2).map(|i| 64 * i).chain([proof.len() - 128, proof.len() - 64]) {
        let mut infinity = proof.clone();
        infinity[at..at + 64].fill(0);
        refused(&infinity, &format!("infinity at {at}"));
    }
}

#[test]
fn other_lengths_and_encodings_are_refused() {
    let (output, proof) = (ONE.output(), &ONE.proved.proof);
    for length in [0, 32, proof.len() - 32, proof.len() - 1] {
        assert!(ONE.call(output, &proof[..length]).reverted_with("WrongCalldata()"), "{length} bytes");
    }
    let longer = [proof.as_slice(), &[0; 32]].concat();
    assert!(ONE.call(output, &longer).reverted_with("WrongCalldata()"));
    let mut data = verify_call(output, proof);
    data.extend_from_slice(&[0; 32]);
    assert!(ONE.chain.call(ONE.verifier, data).reverted_with("WrongCalldata()"));
}

#[test]
fn another_key_is_refused() {
    let other = Prover::new(1, 2);
    let mut chain = ONE.chain.clone();
    let verifier = deploy(&mut chain, other.key());
    let outcome = chain.call(verifier, verify_call(ONE.output(), &ONE.proved.proof));
    assert!(outcome.reverted_with("ProofInvalid()"));
}

/// The template of another shape, or of another circuit, is none for a key.
#[test]
fn a_template_is_of_one_shape() {
    let wide = World::new(8);
    let error = link(&template(ONE.prover.key()), wide.prover.key()).unwrap_err();
    assert_eq!(error, ArtifactError::NotATemplate);
    let renamed =
        artifact("InvoiceVerifierTemplate").replace("InvoiceVerifierTemplate", "Liabilities12x1Template");
    let error = link(&Artifact::from_json(&renamed).unwrap(), ONE.prover.key()).unwrap_err();
    assert_eq!(error, ArtifactError::NotATemplate);
}

/// Whatever the limit: too little gas is said to be that, and nothing is accepted.
#[test]
fn too_little_gas_is_no_verdict() {
    let data = verify_call(ONE.output(), &ONE.proved.proof);
    let mut chain = ONE.chain.clone();
    let mut said = 0;
    for limit in (260_000..800_000).step_by(10_000) {
        let outcome = chain.send_with_gas(ANYBODY, ONE.verifier, data.clone(), limit);
        said += usize::from(outcome.reverted_with("NotEnoughGas()"));
        assert!(!outcome.reverted_with("ProofInvalid()"), "{limit} gas");
    }
    assert!(said > 10);
    chain.send_with_gas(ANYBODY, ONE.verifier, data, 800_000).success();
}

/// What a bad proof burns is bounded: with 2²⁴ gas at hand, no more than the generated code is given.
#[test]
fn a_bad_proof_burns_what_a_good_one_may_take() {
    let limit = gas(ONE.prover.key().shape()) + 200_000;
    let mut chain = ONE.chain.clone();
    for at in [31, 16 * 64 + 31, ONE.proved.proof.len() - 200, ONE.proved.proof.len() - 1] {
        let mut bad = ONE.proved.proof.clone();
        bad[at] ^= 1;
        let outcome = chain.send_with_gas(ANYBODY, ONE.verifier, verify_call(ONE.output(), &bad), limit);
        assert!(outcome.reverted_with("ProofInvalid()"), "byte {at}");
    }
}

/// Code that answers with something else than the one word, or with a megabyte of it.
#[test]
fn only_the_one_answer_means_yes() {
    let mut chain = ONE.chain.clone();
    let answers: [(&str, &[u8]); 6] = [
        ("nothing", &[0x00]),
        ("a word that is 2", &[0x60, 2, 0x5f, 0x52, 0x60, 32, 0x5f, 0xf3]),
        ("31 bytes", &[0x60, 1, 0x5f, 0x52, 0x60, 31, 0x5f, 0xf3]),
        ("64 bytes", &[0x60, 1, 0x5f, 0x52, 0x60, 64, 0x5f, 0xf3]),
        ("half a megabyte", &[0x60, 1, 0x5f, 0x52, 0x62, 0x02, 0, 0, 0x5f, 0xf3]),
        ("no end", &[0x5b, 0x5f, 0x56]),
    ];
    let mut verdict = |runtime: &[u8]| {
        // Copies what is behind it, and returns that as the code.
        let head = [0x60, runtime.len() as u8, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3];
        let code = chain.deploy(ANYBODY, [&head, runtime].concat());
        let verifier = deploy_before(&mut chain, code, ONE.prover.key());
        let data = verify_call(ONE.output(), &ONE.proved.proof);
        chain.send_with_gas(ANYBODY, verifier, data, GAS_LIMIT)
    };
    for (what, runtime) in answers {
        assert!(verdict(runtime).reverted_with("ProofInvalid()"), "{what}");
    }
    verdict(&[0x60, 1, 0x5f, 0x52, 0x60, 32, 0x5f, 0xf3]).success();
    let nowhere = covenant_export::evm::liabilities::constructor_arguments(
        [9; 20],
        Network::Development,
        ONE.prover.key(),
    );
    let code = [covenant_evm_tests::deployment::creation_code("LiabilitiesVerifier"), nowhere].concat();
    assert!(chain.try_deploy(ANYBODY, code).reverted_with("NoCode(address)"));
}

/// A router takes the verifier under the selector that Rust computes, on the development network alone.
#[test]
fn a_router_finds_it_by_its_selector() {
    let (mut chain, key) = (ONE.chain.clone(), ONE.prover.key());
    let router = chain.deploy(ANYBODY, router_code(Network::Development.name()));
    let add = Call::new("add(address)").address(ONE.verifier).bytes();
    let (given, _) = chain.send(OWNER, router, add.clone()).success();
    assert_eq!(given, selector(Network::Development, key).0);
    let (name, _) = chain.call(ONE.verifier, Call::new("circuit()").bytes()).success();
    assert!(name[64..].starts_with(key.name().as_bytes()));
    let production = chain.deploy(ANYBODY, router_code(Network::Production.name()));
    assert!(chain.send(OWNER, production, add).reverted_with("SelectorMismatch(bytes32,bytes32)"));
}
