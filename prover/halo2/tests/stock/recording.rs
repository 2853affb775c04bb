//! The stock prover under a commitment scheme that notes what it commits to: the mask and the lookups' orders are then known.

use covenant_halo2_prover::{Choices, F};
use halo2_axiom::{
    halo2curves::bn256::{Bn256, G1, G1Affine},
    plonk::ConstraintSystem,
    poly::{
        Coeff, LagrangeCoeff, Polynomial, ProverQuery,
        commitment::{Blind, CommitmentScheme, Params, ParamsProver, ParamsVerifier, Prover},
        kzg::{
            commitment::{KZGCommitmentScheme, ParamsKZG},
            msm::MSMKZG,
            multiopen::{ProverGWC, ProverSHPLONK},
        },
    },
    transcript::{EncodedChallenge, TranscriptWrite},
};
use rand::RngCore;
use std::{
    io,
    sync::{Arc, Mutex},
};

type Noted = Arc<Mutex<Vec<Vec<F>>>>;

/// Parameters that note.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    params: ParamsKZG<Bn256>,
    lagrange: Noted,
    coefficients: Noted,
}

impl Recording {
    pub(crate) fn new(params: &ParamsKZG<Bn256>) -> Self {
        Self { params: params.clone(), lagrange: Noted::default(), coefficients: Noted::default() }
    }

    /// What the proof was made with: the advice columns are committed first, in any order.
    pub(crate) fn choices(&self, cs: &ConstraintSystem<F>) -> Choices {
        let lagrange = self.lagrange.lock().unwrap();
        let permuted = &lagrange[cs.num_advice_columns()..];
        let usable = permuted.first().map_or(0, Vec::len).saturating_sub(cs.blinding_factors() + 1);
        let order = |lookup: usize| {
            let mut values = permuted[2 * lookup][..usable].to_vec();
            values.dedup();
            values
        };
        Choices {
            mask: Some(self.coefficients.lock().unwrap()[0].clone()),
            orders: Some((0..cs.lookups().len()).map(order).collect()),
        }
    }
}

impl Params<'_, G1Affine> for Recording {
    type MSM = MSMKZG<Bn256>;

    fn k(&self) -> u32 {
        self.params.k()
    }

    fn n(&self) -> u64 {
        self.params.n()
    }

    fn downsize(&mut self, k: u32) {
        self.params.downsize(k);
    }

    fn empty_msm(&self) -> Self::MSM {
        self.params.empty_msm()
    }

    fn commit_lagrange(&self, poly: &Polynomial<F, LagrangeCoeff>, r: Blind<F>) -> G1 {
        self.lagrange.lock().unwrap().push(poly.to_vec());
        self.params.commit_lagrange(poly, r)
    }

    fn write<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        self.params.write(writer)
    }

    fn read<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        Ok(Self::new(&Params::read(reader)?))
    }
}

impl<'a> ParamsProver<'a, G1Affine> for Recording {
    type ParamsVerifier = Self;

    fn new(k: u32) -> Self {
        Self::new(&ParamsProver::new(k))
    }

    fn commit(&self, poly: &Polynomial<F, Coeff>, r: Blind<F>) -> G1 {
        self.coefficients.lock().unwrap().push(poly.to_vec());
        self.params.commit(poly, r)
    }

    fn get_g(&self) -> &[G1Affine] {
        self.params.get_g()
    }

    fn verifier_params(&'a self) -> &'a Self {
        self
    }
}

impl ParamsVerifier<'_, G1Affine> for Recording {}

/// Its scheme.
#[derive(Debug)]
pub(crate) struct Scheme;

impl CommitmentScheme for Scheme {
    type Scalar = F;
    type Curve = G1Affine;
    type ParamsProver = Recording;
    type ParamsVerifier = Recording;

    fn new_params(k: u32) -> Recording {
        ParamsProver::new(k)
    }

    fn read_params<R: io::Read>(reader: &mut R) -> io::Result<Recording> {
        Params::read(reader)
    }
}

macro_rules! openings {
    ($($name:ident is $stock:ident),*) => {$(
        /// The stock opening, under the scheme that notes.
        pub(crate) struct $name<'a>(&'a Recording);

        impl<'a> Prover<'a, Scheme> for $name<'a> {
            const QUERY_INSTANCE: bool = <$stock<'_, Bn256> as Prover<'_, KZGCommitmentScheme<Bn256>>>::QUERY_INSTANCE;

            fn new(params: &'a Recording) -> Self {
                Self(params)
            }

            fn create_proof<'com, E, T, R, I>(&self, rng: R, transcript: &mut T, queries: I) -> io::Result<()>
            where
                E: EncodedChallenge<G1Affine>,
                T: TranscriptWrite<G1Affine, E>,
                I: IntoIterator<Item = ProverQuery<'com, G1Affine>> + Clone,
                R: RngCore,
            {
                let stock = <$stock<'_, Bn256> as Prover<'_, KZGCommitmentScheme<Bn256>>>::new(&self.0.params);
                stock.create_proof(rng, transcript, queries)
            }
        }
    )*};
}
openings!(RecordedShplonk is ProverSHPLONK, RecordedGwc is ProverGWC);
