//! An institution, honest or not, and its holders.

mod attacks;
mod bytes;
mod honest;
mod packed;
mod sealed;
mod vectors;

use super::{
    ChunkCommitments, Claims, HolderProof, InclusionError, KeyOrigin, Openings, coset_key, kept_coset_key,
    leaf::Leaf,
    merkle::{Node, Tree},
    replaced_coset_key, verify_inclusion,
};
use crate::{
    ChunkColumns, ChunkJob, EpochSecret, F, Layout, Shape, Srs, VerifyingKey, columns::ID, to_ark,
    transcript::point_bytes,
};
use covenant_statements::Fr;
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, group::Curve},
    poly::commitment::{Blind, Params},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::{ops::ControlFlow, sync::LazyLock};

pub(super) static SRS: LazyLock<Srs> =
    LazyLock::new(|| Srs::development(12, &mut rand::rngs::OsRng).unwrap());

/// For cosets of 64 rows.
pub(super) static KEY: LazyLock<covenant_engine::CosetKey> = LazyLock::new(|| coset_key(&SRS, 64).unwrap());

pub(super) fn go_on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A holder's identifier.
pub(super) fn identifier(account: usize) -> Fr {
    covenant_gadgets::poseidon::hash("test/identifier", &[Fr::from(account as u64)])
}

/// Takes accounts with balances of all sizes, the same each time.
pub(super) fn filled(mut job: ChunkJob<'_>, shape: Shape, accounts: usize) -> ChunkJob<'_> {
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    for account in 0..accounts {
        let balances: Vec<u64> =
            (0..shape.assets()).map(|_| rng.r#gen::<u64>() >> rng.gen_range(0..64)).collect();
        job.push(&identifier(account), &balances).unwrap();
    }
    job
}

/// A file, changed.
pub(super) fn altered(mut file: HolderProof, change: impl FnOnce(&mut HolderProof)) -> HolderProof {
    change(&mut file);
    file
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) key: VerifyingKey,
    pub(super) secret: EpochSecret,
    pub(super) columns: ChunkColumns,
    pub(super) claims: Claims,
}

impl World {
    pub(super) fn new(assets: usize, accounts: usize, environment: u64) -> Self {
        let shape = Shape::new(12, assets).unwrap();
        let secret = EpochSecret::new([3; 32]);
        let job = ChunkJob::new(shape, Fr::from(environment), 5, &secret, &mut rand::rngs::OsRng);
        let columns = filled(job, shape, accounts).finish().unwrap();
        let claims = Claims::new(&columns, &secret);
        Self { key: VerifyingKey::new(&SRS, shape).unwrap(), secret, columns, claims }
    }

    /// Columns that are not what the accounts say.
    pub(super) fn tamper(&mut self, change: impl FnOnce(&mut [Vec<F>])) {
        change(self.columns.columns.values_mut());
    }

    /// The start of a chunk's proof: the commitments of the columns as they are.
    pub(super) fn proof(&self) -> Vec<u8> {
        let domain = self.key.halo2().get_domain();
        let commit = |column: &Vec<F>| -> G1Affine {
            let polynomial = domain.lagrange_from_vec(column.clone());
            SRS.params().commit_lagrange(&polynomial, Blind::default()).to_affine()
        };
        self.columns.columns().values().iter().flat_map(|column| point_bytes(&commit(column))).collect()
    }

    pub(super) fn commitments(&self) -> ChunkCommitments {
        self.columns.commitments(&self.proof(), &self.claims).unwrap()
    }

    /// What the institution hands the holder of an account, whatever the claims are.
    pub(super) fn file(&self, chunk: &ChunkCommitments, account: usize) -> HolderProof {
        self.file_by(chunk, account, 64)
    }

    pub(super) fn file_by(&self, chunk: &ChunkCommitments, account: usize, coset: usize) -> HolderProof {
        let parts = (&self.columns, &self.claims);
        let mut openings = Openings::new((&SRS, &self.key), parts, chunk, &self.secret, coset).unwrap();
        openings.make([account], &mut go_on).unwrap();
        openings.holder(account).unwrap()
    }

    /// The claims as they are, with one account's replaced.
    pub(super) fn claim(&mut self, account: usize, leaf: impl FnOnce(&mut Claim)) {
        let assets = self.columns.shape().assets();
        let mut leaves: Vec<Node> =
            (0..Layout::new(self.columns.shape()).capacity()).map(|i| self.leaf(i).hash()).collect();
        let mut claim = self.leaf(account);
        leaf(&mut claim);
        assert_eq!(claim.ids.len(), assets);
        leaves[account] = claim.hash();
        self.claims = Claims { tree: Tree::new(leaves) };
    }

    fn leaf(&self, account: usize) -> Claim {
        let (chunk, assets) = (self.columns.chunk(), self.columns.shape().assets());
        let rows = account * assets..(account + 1) * assets;
        let balances = self.columns.balances(account);
        Claim {
            account: account as u32,
            nonce: self.secret.attempt(self.columns.attempt()).nonce(
                &chunk.environment,
                chunk.index,
                account as u32,
            ),
            active: balances.is_some(),
            ids: self.columns.columns().values()[ID][rows].iter().map(to_ark).collect(),
            balances: balances.map_or(vec![0; assets], <[u64]>::to_vec),
        }
    }

    pub(super) fn check(
        &self,
        chunk: &ChunkCommitments,
        file: &HolderProof,
        account: usize,
    ) -> Result<(), InclusionError> {
        verify_inclusion(file, chunk, &SRS.verifier(), &identifier(account))
    }
}

/// A leaf that can be changed.
pub(super) struct Claim {
    account: u32,
    nonce: [u8; 32],
    pub(super) active: bool,
    pub(super) ids: Vec<Fr>,
    pub(super) balances: Vec<u64>,
}

impl Claim {
    fn hash(&self) -> Node {
        let Self { account, nonce, active, ref ids, ref balances } = *self;
        Leaf { account, nonce, active, ids, balances }.hash()
    }
}
