//! Openings of F: those of a few accounts in the plain way, for each coset a division of polynomials and a multiplication of all powers, or those
//! of all rows together by the engine ([`CosetKey`]). They are the same points.

use super::{
    ChunkCommitments, Claims, HolderProof, InclusionError,
    commitments::Weights,
    faults::check_all,
    holder::{Opening, VERSION},
    verify::Combined,
};
use crate::{
    F, VerifyingKey,
    columns::{ID, wipe},
    job::ChunkColumns,
    points,
    secret::{AttemptSecret, EpochSecret},
    srs::{COSETS, Srs},
};
use ark_ec::CurveGroup;
use covenant_engine::{Bases, CosetKey, CosetOpenings, Decompose, Engine, EngineError, Msm};
use halo2_axiom::{
    halo2curves::{
        bn256::{G1, G1Affine},
        ff::Field,
        group::{Curve, Group},
        msm::msm_serial,
    },
    poly::commitment::ParamsProver,
};
use rayon::prelude::*;
use std::{collections::BTreeMap, ops::ControlFlow};
use zeroize::Zeroizing;

/// Called with what is done and what there is to do; `Break` stops.
pub type Progress<'a> = dyn FnMut(usize, usize) -> ControlFlow<()> + 'a;

/// Stages of the engine's pass over all rows.
const STAGES: usize = 6;

/// Makes holders' files of one chunk.
pub struct Openings<'a> {
    srs: &'a Srs,
    columns: &'a ChunkColumns,
    claims: &'a Claims,
    epoch: &'a EpochSecret,
    secret: AttemptSecret,
    size: usize,
    gamma: F,
    /// F, by its coefficients.
    polynomial: Vec<F>,
    /// F, by its values.
    values: Vec<F>,
    commitment: G1Affine,
    engine: Engine,
    bases: Bases<ark_bn254::G1Affine>,
    cosets: BTreeMap<usize, Coset>,
    /// Where all were made together, with the exponent that takes rows to arkworks' rows.
    all: Option<(CosetOpenings, usize)>,
}

/// A coset's multi-proof, and the remainder there.
#[derive(Clone)]
struct Coset {
    quotient: G1Affine,
    remainder: Vec<F>,
}

impl std::fmt::Debug for Openings<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Openings([redacted])")
    }
}

impl Drop for Openings<'_> {
    /// F holds balances behind ids that salts open; its coefficients give it away too.
    fn drop(&mut self) {
        wipe(&mut self.polynomial);
        wipe(&mut self.values);
        self.cosets.values_mut().for_each(|coset| wipe(&mut coset.remainder));
    }
}

impl<'a> Openings<'a> {
    /// For cosets of `size` rows. The columns are those that the proof committed to: F's commitment is the combination of theirs.
    ///
    /// # Errors
    /// [`InclusionError::Coset`]; [`InclusionError::Mismatch`].
    pub fn new(
        (srs, key): (&'a Srs, &VerifyingKey),
        (columns, claims): (&'a ChunkColumns, &'a Claims),
        chunk: &ChunkCommitments,
        secret: &'a EpochSecret,
        size: usize,
    ) -> Result<Self, InclusionError> {
        let shape = columns.shape();
        if !COSETS.contains(&size) {
            return Err(InclusionError::Coset);
        }
        if srs.k() != shape.k()
            || key.shape() != shape
            || chunk.shape() != shape
            || claims.root() != *chunk.claims()
        {
            return Err(InclusionError::Mismatch);
        }
        let weights = Weights::new(shape, chunk.gamma());
        let domain = key.halo2().get_domain();
        let values = combination(columns, &weights);
        // The copy becomes the coefficients where it lies.
        let mut transformed = domain.lagrange_to_coeff(domain.lagrange_from_vec(values.clone()));
        let polynomial = transformed.to_vec();
        transformed.iter_mut().for_each(|x| *x = F::ZERO);
        std::hint::black_box(&transformed);
        let engine = Engine::detect();
        let powers: Vec<_> = srs.params().get_g().par_iter().map(points::to_ark).collect();
        let bases = Bases::new(&powers, engine.form()).map_err(|_| InclusionError::Prover)?;
        let (gamma, cosets) = (chunk.gamma(), BTreeMap::new());
        let commitment = chunk.combined(&weights).to_affine();
        let openings = Self {
            srs,
            columns,
            claims,
            epoch: secret,
            secret: secret.attempt(columns.attempt()),
            size,
            gamma,
            polynomial,
            values,
            commitment,
            engine,
            bases,
            cosets,
            all: None,
        };
        if openings.commit(&openings.polynomial)? != commitment {
            return Err(InclusionError::Mismatch);
        }
        Ok(openings)
    }

    /// Makes the multi-proofs that some accounts need. Each is made once.
    ///
    /// # Errors
    /// [`InclusionError::Account`]; [`InclusionError::Stopped`].
    pub fn make(
        &mut self,
        accounts: impl IntoIterator<Item = usize>,
        progress: &mut Progress<'_>,
    ) -> Result<(), InclusionError> {
        let mut wanted = std::collections::BTreeSet::new();
        for account in accounts {
            wanted.extend(self.rows(account)?.map(|row| self.coset_of(row)));
        }
        wanted.retain(|index| self.all.is_none() && !self.cosets.contains_key(index));
        for (done, index) in wanted.iter().enumerate() {
            if progress(done, wanted.len()).is_break() {
                return Err(InclusionError::Stopped);
            }
            let coset = self.coset(*index)?;
            self.cosets.insert(*index, coset);
        }
        let _ = progress(wanted.len(), wanted.len());
        Ok(())
    }

    /// Makes the openings of all rows together, and checks them. The key is of the same powers, for cosets of this size.
    ///
    /// # Errors
    /// [`InclusionError::Mismatch`] for a key of other sizes; [`InclusionError::Prover`] for one of another secret; [`InclusionError::Stopped`].
    pub fn make_all(&mut self, key: &CosetKey, progress: &mut Progress<'_>) -> Result<(), InclusionError> {
        if (key.rows(), key.size()) != (self.polynomial.len(), self.size) {
            return Err(InclusionError::Mismatch);
        }
        if self.all.is_some() {
            return Ok(());
        }
        let coefficients: Vec<_> = self.polynomial.par_iter().map(points::to_ark_scalar).collect();
        let coefficients = Zeroizing::new(coefficients);
        let mut done = 0;
        let mut stage = |_| {
            done += 1;
            progress(done - 1, STAGES)
        };
        let made = key.open(&self.engine, &coefficients, &mut stage).map_err(|error| match error {
            EngineError::Cancelled => InclusionError::Stopped,
            _ => InclusionError::Prover,
        })?;
        let exponent = points::exponent(self.columns.shape().k());
        check_all(&self.engine, (&made, exponent), &self.values, &self.commitment, &self.srs.verifier())?;
        self.all = Some((made, exponent));
        Ok(())
    }

    /// An account's file, its openings checked.
    ///
    /// # Errors
    /// [`InclusionError::Account`] where no account is; [`InclusionError::Coset`] where the multi-proofs have not been made.
    pub fn holder(&self, account: usize) -> Result<HolderProof, InclusionError> {
        let file = self.unchecked(account)?;
        let mut combined = Combined::new(self.size);
        for (row, opening) in self.rows(account)?.zip(&file.openings) {
            combined.add(self.place(row), &self.values[row], opening);
            // Against a machine's faults, which know no challenge.
            combined.weight *= self.gamma;
        }
        combined.fixed.push((self.commitment, combined.commitment));
        if combined.holds(&self.srs.verifier()) { Ok(file) } else { Err(InclusionError::Prover) }
    }

    /// An account's file.
    pub(super) fn unchecked(&self, account: usize) -> Result<HolderProof, InclusionError> {
        let openings = self.rows(account)?.map(|row| self.open(row));
        let openings = openings.collect::<Result<Vec<_>, InclusionError>>()?;
        let chunk = self.columns.chunk();
        let missing = InclusionError::Account;
        let identifier = self.columns.identifiers().get(account).ok_or(missing)?;
        Ok(HolderProof {
            version: VERSION,
            environment: chunk.environment,
            chunk: chunk.index,
            account: account as u32,
            salt: self.secret.salt(&chunk.environment, identifier),
            nonce: self.secret.nonce(&chunk.environment, chunk.index, account as u32),
            balances: self.columns.balances(account).ok_or(missing)?.to_vec(),
            path: self.claims.path(account),
            coset: self.size as u32,
            openings,
        })
    }

    /// The number of cosets.
    fn cosets(&self) -> usize {
        self.polynomial.len() / self.size
    }

    pub(super) fn columns(&self) -> &ChunkColumns {
        self.columns
    }

    pub(super) fn epoch(&self) -> &EpochSecret {
        self.epoch
    }

    pub(super) fn gamma(&self) -> F {
        self.gamma
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    fn rows(&self, account: usize) -> Result<std::ops::Range<usize>, InclusionError> {
        let assets = self.columns.shape().assets();
        self.columns.balances(account).ok_or(InclusionError::Account)?;
        Ok(account * assets..(account + 1) * assets)
    }

    /// Rows of a coset are as far from each other as there are cosets.
    fn coset_of(&self, row: usize) -> usize {
        row % self.cosets()
    }

    fn place(&self, row: usize) -> F {
        points::root(self.columns.shape().k()).pow_vartime([row as u64])
    }

    /// Division by X^ℓ − a: from the top, qᵢ = fᵢ₊ₗ + a·qᵢ₊ₗ.
    fn coset(&self, index: usize) -> Result<Coset, InclusionError> {
        let shift = self.place(index).pow_vartime([self.size as u64]);
        let mut quotient = self.polynomial.clone();
        for i in (0..quotient.len() - self.size).rev() {
            let above = quotient[i + self.size];
            quotient[i] += shift * above;
        }
        let remainder = quotient[..self.size].to_vec();
        let committed = self.commit(&quotient[self.size..]);
        wipe(&mut quotient);
        Ok(Coset { quotient: committed?, remainder })
    }

    /// A row's opening.
    fn open(&self, row: usize) -> Result<Opening, InclusionError> {
        let missing = InclusionError::Coset;
        if let Some((all, exponent)) = &self.all {
            let row = row * exponent % self.polynomial.len();
            let quotient = all.multi_proofs.get(row % self.cosets()).ok_or(missing)?;
            let halvings = all.path(row).map(points::from_ark).collect();
            return Ok(Opening { quotient: points::from_ark(quotient), halvings });
        }
        let coset = self.cosets.get(&self.coset_of(row)).ok_or(missing)?;
        let (mut remainder, mut halvings) = (coset.remainder.clone(), Vec::new());
        // By X^s − x^s: the upper half is the quotient.
        while remainder.len() > 1 {
            let mut upper = remainder.split_off(remainder.len() / 2);
            let power = self.place(row).pow_vartime([upper.len() as u64]);
            halvings.push(self.small(&upper));
            remainder.iter_mut().zip(&upper).for_each(|(lower, upper)| *lower += power * upper);
            wipe(&mut upper);
        }
        wipe(&mut remainder);
        let mut affine = vec![G1Affine::default(); halvings.len()];
        G1::batch_normalize(&halvings, &mut affine);
        Ok(Opening { quotient: coset.quotient, halvings: affine })
    }

    /// By all powers.
    fn commit(&self, polynomial: &[F]) -> Result<G1Affine, InclusionError> {
        let mut scalars = Zeroizing::new(vec![covenant_statements::Fr::default(); self.bases.len()]);
        scalars.par_iter_mut().zip(polynomial).for_each(|(scalar, x)| *scalar = points::to_ark_scalar(x));
        let scalars = self.engine.decompose(&[], &scalars).map_err(|_| InclusionError::Prover)?;
        let sum = self.engine.msm(&self.bases, &scalars).map_err(|_| InclusionError::Prover)?;
        Ok(points::from_ark(&sum.into_affine()))
    }

    /// By the first powers, on one thread.
    fn small(&self, polynomial: &[F]) -> G1 {
        let mut sum = G1::identity();
        msm_serial(polynomial, &self.srs.params().get_g()[..polynomial.len()], &mut sum);
        sum
    }
}

/// F, by its values.
fn combination(columns: &ChunkColumns, weights: &Weights) -> Vec<F> {
    let values = columns.columns().values();
    let others: Vec<(&Vec<F>, F)> =
        weights.columns().map(|(column, weight)| (&values[column], weight)).collect();
    let of =
        |row: usize| others.iter().fold(values[ID][row], |sum, (column, weight)| sum + column[row] * weight);
    (0..values[ID].len()).into_par_iter().map(of).collect()
}
