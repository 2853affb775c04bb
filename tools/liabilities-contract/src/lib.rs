//! From a verifying key of `covenant-liabilities` to a contract, by [snark-verifier](https://docs.rs/snark-verifier): its verifier is run
//! natively ([`verify`]), and recorded and written down as assembly ([`source`], [`template`]). The verifier's logic is snark-verifier's;
//! the assembly is ours, since its own does not fit a contract for these circuits.

mod emit;
mod record;
mod transcript;

use covenant_export::evm::liabilities::{Constants as Words, template_name};
use covenant_liabilities::{F, Srs, VerifyingKey, transcript::word_of};
use emit::{Emitter, functions, hex};
use halo2_axiom::{
    halo2curves::{
        bn256::{Bn256, Fq, G1Affine, G2Affine},
        ff::Field,
    },
    poly::commitment::ParamsProver,
};
use record::Recorder;
use snark_verifier::{
    loader::native::NativeLoader,
    pcs::kzg::{Bdfg21, KzgAccumulator, KzgAs, KzgDecidingKey},
    system::halo2::{Config, compile, transcript::evm::EvmTranscript},
    verifier::{
        SnarkVerifier,
        plonk::{PlonkProtocol, PlonkSuccinctVerifier, PlonkVerifier},
    },
};
use transcript::Reader;

type Scheme = KzgAs<Bn256, Bdfg21>;

fn protocol(srs: &Srs, key: &VerifyingKey) -> PlonkProtocol<G1Affine> {
    compile(srs.params(), key.halo2(), Config::kzg().with_num_instance(vec![1]))
}

fn deciding(srs: &Srs) -> KzgDecidingKey<Bn256> {
    let params = srs.params();
    (params.get_g()[0], params.g2(), params.s_g2()).into()
}

/// What snark-verifier says of a proof, with its own transcript.
#[must_use]
pub fn verify(srs: &Srs, key: &VerifyingKey, output: F, proof: &[u8]) -> bool {
    let mut transcript = EvmTranscript::<G1Affine, NativeLoader, _, Vec<u8>>::new(proof);
    let instances = [vec![output]];
    let (protocol, deciding) = (protocol(srs, key), deciding(srs));
    let proof = PlonkVerifier::<Scheme>::read_proof(&deciding, &protocol, &instances, &mut transcript);
    proof.is_ok_and(|proof| PlonkVerifier::<Scheme>::verify(&deciding, &protocol, &instances, &proof).is_ok())
}

/// The literals of a contract.
pub(crate) struct Constants {
    /// halo2's digest of the key.
    pub(crate) initial: String,
    /// The key's points, then the generator as often as it was loaded.
    pub(crate) points: Vec<[String; 2]>,
    /// The generator of G2, and −τ times it: imaginary parts first.
    pub(crate) g2: [String; 4],
    pub(crate) minus_tau: [String; 4],
}

impl Constants {
    fn new(words: &Words, loaded: usize) -> Self {
        let literals: Vec<String> = words.words().map(|word| hex(word.iter())).collect();
        let (points, tau) = literals[1..].split_at(literals.len() - 5);
        let points = points.as_chunks::<2>().0.iter().cloned();
        let generator = ["0x1".to_owned(), "0x2".to_owned()];
        let all = points.chain(std::iter::repeat(generator)).take(loaded).collect();
        let g2 = G2Affine::generator();
        let g2 = [g2.x.c1, g2.x.c0, g2.y.c1, g2.y.c0].map(|word| hex(word_of(word).iter()));
        Self {
            initial: literals[0].clone(),
            points: all,
            g2,
            minus_tau: std::array::from_fn(|i| tau[i].clone()),
        }
    }
}

/// The source of the contract `name` that verifies under the key.
#[must_use]
pub fn source(srs: &Srs, key: &VerifyingKey, name: &str) -> String {
    render(srs, key, name, &Words::of(key))
}

/// The source whose compiled form becomes the contract for any key of the shape, as `covenant_export::evm::liabilities::link` makes it.
#[must_use]
pub fn template(srs: &Srs, key: &VerifyingKey) -> String {
    let commitments = protocol(srs, key).preprocessed.len();
    render(srs, key, &template_name(key.shape()), &Words::placeholders(commitments))
}

fn render(srs: &Srs, key: &VerifyingKey, name: &str, words: &Words) -> String {
    let loader = Recorder::default();
    let protocol = protocol(srs, key).loaded(&loader);
    let mut reader = Reader::new(&loader);
    let instances = [vec![reader.instance()]];
    let deciding = deciding(srs);
    let recorded = "what is recorded has no other form";
    let proof =
        PlonkSuccinctVerifier::<Scheme>::read_proof(deciding.as_ref(), &protocol, &instances, &mut reader)
            .expect(recorded);
    let sums = PlonkSuccinctVerifier::<Scheme>::verify(deciding.as_ref(), &protocol, &instances, &proof)
        .expect(recorded);
    let [KzgAccumulator { lhs, rhs }] = &sums[..] else { unreachable!("one proof, one accumulator") };
    let record = loader.0.borrow();
    let constants = Constants::new(words, record.constants.len());
    let body = Emitter::new(&record, &reader, &constants).run(lhs.place, rhs.place);
    let shape = key.shape();
    HEAD.replace("@NAME", name)
        .replace("@ROWS", &shape.k().to_string())
        .replace("@ASSETS", &shape.assets().to_string())
        .replace("@FUNCTIONS", &functions())
        .replace("@BODY", &body)
        .replace("@R", &modulus(-F::ONE))
        .replace("@Q", &modulus(-Fq::ONE))
}

/// The modulus, from the largest element.
fn modulus(largest: impl halo2_axiom::halo2curves::ff::PrimeField<Repr: AsRef<[u8]>>) -> String {
    let mut word = word_of(largest);
    word[31] += 1;
    hex(word.iter())
}

const HEAD: &str = "// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Verifier of chunks of liabilities of 2^@ROWS rows and @ASSETS asset(s)
/// @notice Generated by tools/liabilities-contract. The calldata is the public input and the proof, nothing else. Returns a word that is 1,
/// or reverts. `LiabilitiesVerifier` stands in front of it.
contract @NAME {
    fallback() external {
        assembly {
@FUNCTIONS@BODY        }
    }
}
";
