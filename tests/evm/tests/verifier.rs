//! The generated verifier: real proofs are accepted, everything else is refused, and by revert.

use ark_bn254::{Fq, Fq2, Fr, G2Affine};
use ark_ff::{BigInteger, Field, PrimeField};
use covenant_evm_tests::chain::{Chain, Outcome};
use covenant_evm_tests::deployment::{ANYBODY, NOON, creation_code};
use covenant_evm_tests::vectors::Vectors;
use covenant_evm_tests::world::CHAIN_ID;
use covenant_export::evm::{Artifact, ArtifactError, VerifierSource, abi, link_verifier};
use covenant_statements::invoice::CIRCUIT_ID;
use covenant_verifier::groth16::VerifyingKey;

const PROOF_AT: usize = 4;
const INPUTS_AT: usize = 4 + 256 + 64;

struct Setup {
    chain: Chain,
    verifier: abi::Address,
    vectors: Vectors,
    calldata: Vec<u8>,
}

impl Setup {
    fn new() -> Self {
        let mut chain = Chain::new(CHAIN_ID, NOON);
        let verifier = chain.deploy(ANYBODY, creation_code("InvoiceVerifier"));
        let vectors = Vectors::load();
        let (proof, inputs) = vectors.proofs().swap_remove(0);
        Self { chain, verifier, vectors, calldata: abi::verify(&proof, &inputs) }
    }

    fn call(&self, data: Vec<u8>) -> Outcome {
        self.chain.call(self.verifier, data)
    }

    /// The calldata with one word replaced.
    fn with_word(&self, at: usize, word: [u8; 32]) -> Vec<u8> {
        let mut data = self.calldata.clone();
        data[at..at + 32].copy_from_slice(&word);
        data
    }

    fn word(&self, at: usize) -> [u8; 32] {
        self.calldata[at..at + 32].try_into().unwrap()
    }
}

/// word + modulus, if it fits in 256 bits.
fn plus<F: PrimeField>(word: [u8; 32]) -> Option<[u8; 32]> {
    let mut sum = F::from_be_bytes_mod_order(&word).into_bigint();
    let carry = sum.add_with_carry(&F::MODULUS);
    (!carry).then(|| sum.to_bytes_be().try_into().unwrap())
}

#[test]
fn every_vector_is_accepted() {
    let setup = Setup::new();
    for (proof, inputs) in setup.vectors.proofs() {
        setup.call(abi::verify(&proof, &inputs)).success();
    }
}

#[test]
fn every_changed_word_is_refused() {
    let setup = Setup::new();
    for at in (PROOF_AT..setup.calldata.len()).step_by(32) {
        let good = setup.word(at);
        let mut flipped = good;
        flipped[31] ^= 1;
        for word in [flipped, [0; 32], [0xff; 32], Fr::MODULUS.to_bytes_be().try_into().unwrap()] {
            if word != good {
                assert!(setup.call(setup.with_word(at, word)).refused(), "byte {at}");
            }
        }
    }
}

#[test]
fn inputs_from_r_up_are_refused() {
    let setup = Setup::new();
    for i in 0..4 {
        let at = INPUTS_AT + 32 * i;
        let shifted = plus::<Fr>(setup.word(at)).expect("twice r fits in 256 bits");
        for word in [shifted, Fr::MODULUS.to_bytes_be().try_into().unwrap(), [0xff; 32]] {
            let outcome = setup.call(setup.with_word(at, word));
            assert!(outcome.reverted_with("InputNotCanonical(uint256)"), "input {i}");
            let Outcome::Revert(data) = outcome else { unreachable!("it reverted") };
            assert_eq!(usize::from(data[35]), i);
        }
    }
}

#[test]
fn coordinates_from_q_up_are_refused() {
    let setup = Setup::new();
    for i in 0..8 {
        let at = PROOF_AT + 32 * i;
        let shifted = plus::<Fq>(setup.word(at)).expect("twice q fits in 256 bits");
        assert!(setup.call(setup.with_word(at, shifted)).reverted_with("PrecompileFailed()"), "word {i}");
    }
    // (0, q) is infinity for whoever negates y without looking.
    let mut data = setup.with_word(PROOF_AT, [0; 32]);
    data[PROOF_AT + 32..PROOF_AT + 64].copy_from_slice(&Fq::MODULUS.to_bytes_be());
    assert!(setup.call(data).reverted_with("PrecompileFailed()"));
}

#[test]
fn points_at_infinity_are_refused() {
    let setup = Setup::new();
    for (from, words) in [(0, 2), (2, 4), (6, 2)] {
        let mut data = setup.calldata.clone();
        data[PROOF_AT + 32 * from..PROOF_AT + 32 * (from + words)].fill(0);
        assert!(setup.call(data).reverted_with("PointAtInfinity()"), "words from {from}");
    }
}

/// On the twist and outside the subgroup of order r: what only the pairing precompile can tell.
#[test]
fn b_outside_the_subgroup_is_refused() {
    let setup = Setup::new();
    let point = (1u64..)
        .filter_map(|x| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(x), Fq::ONE), false))
        .find(|p| p.is_on_curve() && !p.is_in_correct_subgroup_assuming_on_curve())
        .unwrap();
    let mut data = setup.calldata.clone();
    for (i, value) in [point.x.c1, point.x.c0, point.y.c1, point.y.c0].into_iter().enumerate() {
        let at = PROOF_AT + 64 + 32 * i;
        data[at..at + 32].copy_from_slice(&value.into_bigint().to_bytes_be());
    }
    assert!(setup.call(data).reverted_with("PrecompileFailed()"));
}

#[test]
fn negated_points_and_exchanged_inputs_are_refused() {
    let setup = Setup::new();
    for word in [1, 7] {
        let at = PROOF_AT + 32 * word;
        let y = -Fq::from_be_bytes_mod_order(&setup.word(at));
        let data = setup.with_word(at, y.into_bigint().to_bytes_be().try_into().unwrap());
        assert!(setup.call(data).reverted_with("ProofInvalid()"), "word {word}");
    }
    for i in 0..3 {
        let mut data = setup.calldata.clone();
        let at = INPUTS_AT + 32 * i;
        data[at..at + 64].rotate_left(32);
        assert!(setup.call(data).reverted_with("ProofInvalid()"));
    }
}

#[test]
fn another_length_or_layout_is_refused() {
    let setup = Setup::new();
    for length in 0..setup.calldata.len() {
        assert!(setup.call(setup.calldata[..length].to_vec()).refused(), "{length} bytes");
    }
    let mut long = setup.calldata.clone();
    long.push(0);
    assert!(setup.call(long).reverted_with("WrongCalldata()"));
    let mut long = setup.calldata.clone();
    long.extend([0; 32]);
    assert!(setup.call(long).reverted_with("WrongCalldata()"));
    // One input more or fewer, well formed as ABI.
    let (proof, inputs) = setup.vectors.proofs().swap_remove(0);
    let zeros = vec![Fr::from(0u64); 2];
    for given in
        [inputs[..3].to_vec(), [inputs.clone(), zeros[..1].to_vec()].concat(), [inputs, zeros].concat()]
    {
        assert!(setup.call(abi::verify(&proof, &given)).reverted_with("WrongCalldata()"));
    }
    // The inputs elsewhere: another encoding of the same call.
    let mut moved = setup.calldata.clone();
    moved[PROOF_AT + 256 + 31] = 0x40;
    moved.splice(PROOF_AT + 288..PROOF_AT + 288, [0u8; 32]);
    assert!(setup.call(moved).refused());
}

/// Whatever the gas limit, a call either accepts or fails: never a success that means nothing.
#[test]
fn out_of_gas_inside_a_precompile_is_a_failure() {
    let mut setup = Setup::new();
    let (_, price) = setup.call(setup.calldata.clone()).success();
    let mut reverted = 0;
    for limit in (60_000..price).step_by(2_000) {
        let outcome = setup.chain.send_with_gas(ANYBODY, setup.verifier, setup.calldata.clone(), limit);
        assert!(outcome.refused(), "with {limit} gas");
        reverted += usize::from(outcome.reverted_with("PrecompileFailed()"));
    }
    assert!(reverted > 0, "some limits end inside a precompile");
}

#[test]
fn a_batch_is_accepted_and_one_bad_statement_anywhere_refuses_it() {
    let setup = Setup::new();
    let good = setup.vectors.proofs();
    for count in [1, 2, 3, 16] {
        setup.call(abi::verify_batch(&good[..count])).success();
    }
    assert!(setup.call(abi::verify_batch(&[])).reverted_with("WrongCalldata()"));
    for bad in 0..good.len() {
        let mut batch = good.clone();
        batch[bad].1[3] += Fr::from(1u64);
        assert!(setup.call(abi::verify_batch(&batch)).reverted_with("ProofInvalid()"), "statement {bad}");
        let mut batch = good.clone();
        batch[bad].0 = good[(bad + 1) % good.len()].0;
        assert!(setup.call(abi::verify_batch(&batch)).reverted_with("ProofInvalid()"), "statement {bad}");
    }
    // Two errors that cancel in a plain sum: C + D in one, C − D in another would pass equal coefficients. Here inputs.
    let mut batch = good.clone();
    batch[0].1[3] += Fr::from(1u64);
    batch[1].1[3] -= Fr::from(1u64);
    assert!(setup.call(abi::verify_batch(&batch)).reverted_with("ProofInvalid()"));
}

#[test]
fn batches_are_checked_as_single_calls_are() {
    let setup = Setup::new();
    let data = abi::verify_batch(&setup.vectors.proofs()[..2]);
    const STRIDE: usize = 12 * 32;
    let replaced = |at: usize, word: [u8; 32]| {
        let mut data = data.clone();
        data[at..at + 32].copy_from_slice(&word);
        setup.call(data)
    };
    for statement in 0..2 {
        let at = 4 + 64 + STRIDE * statement;
        for i in 0..8 {
            let word: [u8; 32] = data[at + 32 * i..at + 32 * i + 32].try_into().unwrap();
            let shifted = plus::<Fq>(word).unwrap();
            assert!(replaced(at + 32 * i, shifted).reverted_with("PrecompileFailed()"));
        }
        for i in 0..4 {
            let from = at + 256 + 32 * i;
            let word: [u8; 32] = data[from..from + 32].try_into().unwrap();
            let shifted = plus::<Fr>(word).unwrap();
            assert!(replaced(from, shifted).reverted_with("InputNotCanonical(uint256)"));
        }
        for (from, words) in [(0, 2), (2, 4), (6, 2)] {
            let mut changed = data.clone();
            changed[at + 32 * from..at + 32 * (from + words)].fill(0);
            assert!(setup.call(changed).reverted_with("PointAtInfinity()"));
        }
    }
    for length in (4..data.len()).step_by(16) {
        assert!(setup.call(data[..length].to_vec()).refused(), "{length} bytes");
    }
    assert!(setup.call([data.clone(), vec![0]].concat()).reverted_with("WrongCalldata()"));
}

#[test]
fn the_linked_template_is_the_verifier_of_any_key() {
    let mut setup = Setup::new();
    let template = Artifact::template(CIRCUIT_ID).unwrap();
    let key = setup.vectors.key();
    let source = VerifierSource {
        contract: "InvoiceVerifier",
        interface: "./ICovenantVerifier.sol",
        circuit: CIRCUIT_ID,
        network: setup.vectors.network,
        key: &key,
    };
    let code = link_verifier(&template, &source).unwrap();
    setup.verifier = setup.chain.deploy(ANYBODY, code);
    setup.call(setup.calldata.clone()).success();
    setup.call(abi::verify_batch(&setup.vectors.proofs())).success();
    let mut changed = setup.calldata.clone();
    changed[INPUTS_AT + 31] ^= 1;
    assert!(setup.call(changed).reverted_with("ProofInvalid()"));
    let (selector, _) = setup.call(abi::Call::new("selector()").bytes()).success();
    assert_eq!(selector, setup.vectors.selector.0);
    // The unlinked template refuses, since its points are on no curve.
    setup.verifier = setup.chain.deploy(ANYBODY, template.creation_code().unwrap());
    assert!(setup.call(setup.calldata.clone()).reverted_with("PrecompileFailed()"));
}

#[test]
fn a_template_of_another_number_of_inputs_is_not_linked() {
    let vectors = Vectors::load();
    let bytes = vectors.key().to_bytes();
    let key = VerifyingKey::from_bytes(&bytes[..bytes.len() - 64]).unwrap();
    assert_eq!(key.public_inputs(), 3);
    let source = VerifierSource {
        contract: "InvoiceVerifier",
        interface: "./ICovenantVerifier.sol",
        circuit: CIRCUIT_ID,
        network: vectors.network,
        key: &key,
    };
    let template = Artifact::template(CIRCUIT_ID).unwrap();
    assert_eq!(link_verifier(&template, &source), Err(ArtifactError::NotATemplate));
    let router = Artifact::from_json(r#"{"contract":"Other","abi":[],"bytecode":"0x6000"}"#).unwrap();
    assert_eq!(link_verifier(&router, &source), Err(ArtifactError::NotATemplate));
    assert_eq!(Artifact::from_json("{}").unwrap_err(), ArtifactError::Malformed);
}

/// The committed contract is what the generator makes of the vectors' key.
#[test]
fn the_committed_source_is_generated() {
    let vectors = Vectors::load();
    let source = VerifierSource {
        contract: "InvoiceVerifier",
        interface: "../../src/ICovenantVerifier.sol",
        circuit: &vectors.circuit,
        network: vectors.network,
        key: &vectors.key(),
    };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../verifier/evm/test/generated/InvoiceVerifier.sol");
    assert!(std::fs::read_to_string(path).unwrap() == source.render(), "run the example write-contracts");
    assert_eq!(source.selector(), vectors.selector);
}
