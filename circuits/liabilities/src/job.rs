//! A chunk as a job of its own: its accounts are read once, one by one, and all else comes from the statement's secret. A chunk that is lost
//! is proved again alone, to the same output. The columns of a proof are had again, when holders ask, from the same accounts, the secret, and
//! sixteen bytes that are kept with the proof.

use crate::{
    Columns, Error, Filler, Proved, ProvingKey, Shape, Srs, from_ark,
    inclusion::{
        ChunkCommitments, Claims, InclusionError,
        id::{id, ids, salt_value},
    },
    prove::{ProofSeed, blind, prove_with},
    secret::{ATTEMPT, AttemptSecret, EpochSecret, Purpose},
};
use ark_ff::UniformRand;
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::{Fr, solvency::Chunk};
use rand::{CryptoRng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Takes a chunk's accounts.
pub struct ChunkJob<'a> {
    secret: &'a EpochSecret,
    attempt: [u8; ATTEMPT],
    of_attempt: AttemptSecret,
    /// Whether the attempt is a fresh one.
    provable: bool,
    environment: Fr,
    index: u32,
    shape: Shape,
    filler: Filler,
    contents: Sha256,
    identifiers: Vec<Fr>,
    balances: Vec<u64>,
}

impl std::fmt::Debug for ChunkJob<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChunkJob([redacted])")
    }
}

impl<'a> ChunkJob<'a> {
    /// An empty chunk of a statement, to be proved once. The environment has the number of all accounts, so it is known before any of them is
    /// read here. Ids and blinding are fresh each time: two proofs of one chunk share neither, and a prover draws some of its numbers itself, so
    /// that two proofs of the same columns would open more of them than their blinding covers.
    #[must_use]
    pub fn new(
        shape: Shape,
        environment: Fr,
        index: u32,
        secret: &'a EpochSecret,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Self {
        let mut attempt = [0; ATTEMPT];
        rng.fill_bytes(&mut attempt);
        Self { provable: true, ..Self::again(shape, environment, index, secret, attempt) }
    }

    /// The chunk of an attempt that was proved: for holders' files, and not to be proved again.
    #[must_use]
    pub fn again(
        shape: Shape,
        environment: Fr,
        index: u32,
        secret: &'a EpochSecret,
        attempt: [u8; ATTEMPT],
    ) -> Self {
        let mut contents = Sha256::new_with_prefix(b"covenant/chunk-contents");
        contents.update(to_be_bytes(&environment));
        for number in [index, shape.k(), shape.assets() as u32] {
            contents.update(number.to_be_bytes());
        }
        // The blinding is known when the contents are.
        let filler = Filler::new(shape, environment, index, Fr::default());
        let (identifiers, balances) = (Vec::new(), Vec::new());
        let of_attempt = secret.attempt(&attempt);
        Self {
            secret,
            attempt,
            of_attempt,
            provable: false,
            environment,
            index,
            shape,
            filler,
            contents,
            identifiers,
            balances,
        }
    }

    /// One more account: the hash of its holder's identifier, and its balance of each of the shape's assets.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::Balances`].
    pub fn push(&mut self, identifier_hash: &Fr, balances: &[u64]) -> Result<(), Error> {
        let ids = self.ids(self.identifiers.len(), identifier_hash);
        self.place(&ids, identifier_hash, balances)
    }

    /// Accounts as [`Self::push`] takes them, one after the other; their ids are worked out together, which is far cheaper.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn extend(&mut self, accounts: &[(Fr, Vec<u64>)]) -> Result<(), Error> {
        let assets = self.shape.assets();
        let first = self.identifiers.len() * assets;
        let salt = |(identifier, _): &(Fr, Vec<u64>)| {
            salt_value(&Zeroizing::new(self.of_attempt.salt(&self.environment, identifier)))
        };
        let salts: Zeroizing<Vec<Fr>> = Zeroizing::new(accounts.par_iter().map(salt).collect());
        let of_rows = |of_account: &dyn Fn(usize) -> Fr| {
            let mut rows = Zeroizing::new(Vec::with_capacity(accounts.len() * assets));
            (0..accounts.len())
                .for_each(|account| rows.extend(std::iter::repeat_n(of_account(account), assets)));
            rows
        };
        let (salts, identifiers) =
            (of_rows(&|account| salts[account]), of_rows(&|account| accounts[account].0));
        let ids = ids(&self.environment, self.index, first as u32, &salts, &identifiers)?;
        ids.chunks(assets).zip(accounts).try_for_each(|(ids, (id, balances))| self.place(ids, id, balances))
    }

    /// The ids of an account's rows.
    fn ids(&self, account: usize, identifier_hash: &Fr) -> Vec<Fr> {
        let assets = self.shape.assets();
        let salt = Zeroizing::new(self.of_attempt.salt(&self.environment, identifier_hash));
        let first = (account * assets) as u32;
        let id = |row| id(&self.environment, self.index, row, &salt, identifier_hash);
        (first..first + assets as u32).map(id).collect()
    }

    fn place(&mut self, ids: &[Fr], identifier_hash: &Fr, balances: &[u64]) -> Result<(), Error> {
        self.filler.push(ids, balances)?;
        self.contents.update(to_be_bytes(identifier_hash));
        for balance in balances {
            self.contents.update(balance.to_be_bytes());
        }
        self.identifiers.push(*identifier_hash);
        self.balances.extend(balances);
        Ok(())
    }

    /// The columns as they are committed, blinding rows and all.
    ///
    /// # Errors
    /// [`Error::Empty`].
    pub fn finish(mut self) -> Result<ChunkColumns, Error> {
        let attempt = self.attempt;
        let contents: [u8; 32] = self.contents.finalize().into();
        let seed = |purpose, attempt: &[u8]| Zeroizing::new(self.secret.seed(purpose, &contents, attempt));
        // The output is of the contents, whatever the attempt.
        let blinding = ChaCha20Rng::from_seed(*seed(Purpose::Blinding, &[]));
        self.filler.set_blinding(Fr::rand(&mut { blinding }));
        let mut padding = ChaCha20Rng::from_seed(*seed(Purpose::Padding, &attempt));
        let (mut columns, chunk) = self.filler.finish(&mut padding)?;
        let seed = seed(Purpose::Proof, &attempt);
        blind(&mut columns, &mut ChaCha20Rng::from_seed(*seed));
        Ok(ChunkColumns {
            columns,
            chunk,
            attempt,
            seed: self.provable.then(|| ProofSeed::for_one_proof(*seed)),
            identifiers: self.identifiers,
            balances: self.balances,
        })
    }
}

/// A chunk's columns with what they were made from: what is proved, and what holders' files are made from.
pub struct ChunkColumns {
    pub(crate) columns: Columns,
    pub(crate) chunk: Chunk,
    attempt: [u8; ATTEMPT],
    /// Until it is proved.
    seed: Option<ProofSeed>,
    pub(crate) identifiers: Vec<Fr>,
    pub(crate) balances: Vec<u64>,
}

impl Clone for ChunkColumns {
    /// A copy is for holders' files: only the first is proved.
    fn clone(&self) -> Self {
        Self {
            columns: self.columns.clone(),
            chunk: self.chunk.clone(),
            attempt: self.attempt,
            seed: None,
            identifiers: self.identifiers.clone(),
            balances: self.balances.clone(),
        }
    }
}

impl std::fmt::Debug for ChunkColumns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChunkColumns([redacted])")
    }
}

impl ChunkColumns {
    /// Their shape.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.columns.shape()
    }

    /// What the output opens to: coverage opens it.
    #[must_use]
    pub fn chunk(&self) -> &Chunk {
        &self.chunk
    }

    /// Every row of every column.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The hash of each account's identifier, in their order.
    #[must_use]
    pub fn identifiers(&self) -> &[Fr] {
        &self.identifiers
    }

    /// An account's balances; none where no account is.
    #[must_use]
    pub fn balances(&self, account: usize) -> Option<&[u64]> {
        let assets = self.shape().assets();
        self.balances.get(account * assets..(account + 1) * assets)
    }

    /// What is kept with the proof, so that the columns can be had again ([`ChunkJob::again`]). Without the statement's secret it tells nothing.
    #[must_use]
    pub fn attempt(&self) -> &[u8; ATTEMPT] {
        &self.attempt
    }

    /// The chunk's proof, once. A lost one is made again from the accounts, with other blinding.
    ///
    /// # Errors
    /// [`Error::Proved`] the second time, or for columns that were had again; as [`prove`](fn@crate::prove).
    pub fn prove(&mut self, srs: &Srs, key: &ProvingKey) -> Result<Proved, Error> {
        self.prove_with(srs, key, &mut |_| ())
    }

    /// As [`Self::prove`], and tells of the share that is done.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub fn prove_with(
        &mut self,
        srs: &Srs,
        key: &ProvingKey,
        progress: &mut dyn FnMut(f64),
    ) -> Result<Proved, Error> {
        let seed = self.seed.take().ok_or(Error::Proved)?;
        let output = from_ark(&self.chunk.output());
        prove_with(srs, key, self.columns.clone(), output, seed, progress)
    }

    /// What is known of the chunk, of its proof and the claims.
    ///
    /// # Errors
    /// [`InclusionError::Format`] for bytes that are no proof.
    pub fn commitments(&self, proof: &[u8], claims: &Claims) -> Result<ChunkCommitments, InclusionError> {
        let Chunk { environment, index, .. } = self.chunk;
        ChunkCommitments::new(self.shape(), environment, index, self.chunk.output(), proof, claims.root())
    }
}
