//! Chunks of liabilities with real proofs, under development parameters of a fixed seed, and the contracts that verify them.

use crate::chain::Chain;
use crate::deployment::{ANYBODY, artifact, creation_code};
use covenant_export::evm::{
    Artifact,
    abi::{Address, Call},
    liabilities::{self, template_name},
};
use covenant_liabilities::{F, Filler, ProofSeed, ProvingKey, Shape, Srs, VerifyingKey, prove, to_ark};
use covenant_statements::{
    Fr, Network, field,
    solvency::{Chunk, liabilities::columns_digest},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

/// Parameters and keys of one shape.
pub struct Prover {
    srs: Srs,
    key: ProvingKey,
}

/// A chunk that was proved.
#[derive(Clone, Debug)]
pub struct Proved {
    /// What the output opens to.
    pub chunk: Chunk,
    /// S.
    pub output: F,
    /// The proof.
    pub proof: Vec<u8>,
}

impl Prover {
    /// 2¹² rows, under parameters of that seed.
    ///
    /// # Panics
    /// If there is no shape of so many assets.
    #[must_use]
    pub fn new(assets: usize, seed: u64) -> Self {
        Self::of_size(12, assets, seed)
    }

    /// 2^k rows, under parameters of that seed.
    ///
    /// # Panics
    /// If there is no such shape.
    #[must_use]
    pub fn of_size(k: u32, assets: usize, seed: u64) -> Self {
        let srs = Srs::development(k, &mut ChaCha20Rng::seed_from_u64(seed)).expect("a size that there is");
        let shape = Shape::new(k, assets).expect("a shape that there is");
        let key = ProvingKey::new(&srs, shape).expect("parameters of that size");
        Self { srs, key }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        self.key.verifying()
    }

    /// Proves a chunk of accounts with these balances.
    ///
    /// # Panics
    /// If they do not fit.
    #[must_use]
    pub fn prove(&self, environment: Fr, index: u32, accounts: &[Vec<u64>]) -> Proved {
        self.prove_with(environment, index, Fr::from(0x5eed + u64::from(index)), accounts, index as u8 + 1)
    }

    /// The same with this blinding of the output, and the columns' blinding from that seed.
    ///
    /// # Panics
    /// If they do not fit.
    #[must_use]
    pub fn prove_with(
        &self,
        environment: Fr,
        index: u32,
        blinding: Fr,
        accounts: &[Vec<u64>],
        seed: u8,
    ) -> Proved {
        let mut rng = ChaCha20Rng::seed_from_u64(u64::from(seed));
        let mut filler = Filler::new(self.key().shape(), environment, index, blinding);
        for (i, balances) in accounts.iter().enumerate() {
            let ids: Vec<Fr> = (0..balances.len()).map(|j| Fr::from((i * 64 + j + 1) as u64)).collect();
            filler.push(&ids, balances).expect("an account that fits");
        }
        let (columns, chunk) = filler.finish(&mut rng).expect("some account");
        let output = covenant_liabilities::from_ark(&chunk.output());
        let proof = prove(&self.srs, &self.key, columns, output, ProofSeed::for_one_proof([seed; 32]))
            .expect("columns of that chunk")
            .proof;
        Proved { chunk, output, proof }
    }
}

/// The compiled template of a key's shape.
///
/// # Panics
/// If none is committed.
#[must_use]
pub fn template(key: &VerifyingKey) -> Artifact {
    Artifact::from_json(&artifact(&template_name(key.shape()))).expect("a compiled contract")
}

/// Deploys the generated code for a key, and the verifier in front of it.
///
/// # Panics
/// If the template does not fit.
#[must_use]
pub fn deploy(chain: &mut Chain, key: &VerifyingKey) -> Address {
    let code = liabilities::link(&template(key), key).expect("a template of that shape");
    let code = chain.deploy(ANYBODY, code);
    deploy_before(chain, code, key)
}

/// Deploys the verifier that names that key in front of whatever is there.
#[must_use]
pub fn deploy_before(chain: &mut Chain, code: Address, key: &VerifyingKey) -> Address {
    let arguments = liabilities::constructor_arguments(code, Network::Development, key);
    chain.deploy(ANYBODY, [creation_code("LiabilitiesVerifier"), arguments].concat())
}

/// Calldata of `verify`.
#[must_use]
pub fn verify_call(output: [u8; 32], proof: &[u8]) -> Vec<u8> {
    Call::new("verify(uint256,bytes)").word(output).uint(0x40).bytes_with_length(proof).bytes()
}

/// The hash of the columns' commitments of a proof under the key.
#[must_use]
pub fn columns_of(key: &VerifyingKey, proof: &[u8]) -> Fr {
    columns_digest(&proof.as_chunks::<64>().0[..key.shape().advice()])
}

/// An output as a word.
#[must_use]
pub fn word(output: F) -> [u8; 32] {
    field::to_be_bytes(&to_ark(&output))
}
