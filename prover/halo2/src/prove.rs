//! A proof, from ready columns.

use crate::{Choices, Error, F, Kept, Opening, Parameters, Progress, key::Key, run::Run, transcript::Stock};
use halo2_axiom::{
    halo2curves::bn256::G1Affine,
    plonk::ProvingKey,
    transcript::{EncodedChallenge, TranscriptWrite},
};
use rand::{CryptoRng, RngCore};
use std::ops::ControlFlow;

/// Makes proofs of one circuit.
pub struct Prover<'a> {
    pub(crate) parameters: &'a Parameters,
    pub(crate) key: Key<'a>,
    pub(crate) opening: Opening,
    pub(crate) choices: Choices,
    pub(crate) kept: Option<&'a Kept>,
}

impl std::fmt::Debug for Prover<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prover({:?}, {:?})", self.parameters, self.opening)
    }
}

impl<'a> Prover<'a> {
    /// Of the circuit that the key is of; with SHPLONK.
    ///
    /// # Errors
    /// [`Error::Phases`], [`Error::Size`], [`Error::Key`].
    pub fn new(parameters: &'a Parameters, key: &'a ProvingKey<G1Affine>) -> Result<Self, Error> {
        let key = Key::new(parameters, key)?;
        Ok(Self { parameters, key, opening: Opening::default(), choices: Choices::default(), kept: None })
    }

    /// With this opening.
    #[must_use]
    pub fn with_opening(mut self, opening: Opening) -> Self {
        self.opening = opening;
        self
    }

    /// With what is kept of the key between its proofs.
    ///
    /// # Errors
    /// [`Error::Key`] where it is another key's.
    pub fn with_kept(mut self, kept: &'a Kept) -> Result<Self, Error> {
        kept.belong_to(self.key.stock.get_vk().transcript_repr())?;
        self.kept = Some(kept);
        Ok(self)
    }

    /// With these choices, for one proof: a mask that two proofs share tells of their columns.
    #[must_use]
    pub fn with_choices(mut self, choices: Choices) -> Self {
        self.choices = choices;
        self
    }

    /// Writes a proof that the advice columns satisfy the circuit with these instances. Each advice column has all rows; the last
    /// `blinding_factors + 1` are filled from the rng, whatever they hold. Whether the columns satisfy gates and copies is not looked at: if they do not, the proof is
    /// refused by its verifier. The rng is never given the same state twice: two proofs of the same blinding rows open the same columns at twice as many
    /// places as those cover.
    ///
    /// # Errors
    /// [`Error::Columns`], [`Error::Rows`]; [`Error::Lookup`]; [`Error::Choices`]; [`Error::Transcript`]; [`Error::Randomness`]; with a negligible probability
    /// [`Error::Challenge`]; for a circuit of too few rows [`Error::Rotations`].
    pub fn prove<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>>(
        self,
        instances: &[&[F]],
        advice: &[Vec<F>],
        rng: impl RngCore + CryptoRng,
        transcript: &mut T,
    ) -> Result<(), Error> {
        self.prove_with(instances, advice, rng, transcript, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`Self::prove`], and tells of its stages.
    ///
    /// # Errors
    /// As [`Self::prove`]; [`Error::Cancelled`].
    pub fn prove_with<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>>(
        self,
        instances: &[&[F]],
        advice: &[Vec<F>],
        mut rng: impl RngCore + CryptoRng,
        transcript: &mut T,
        progress: &mut Progress<'_>,
    ) -> Result<(), Error> {
        self.check(instances, advice)?;
        Run::new(&self, &mut rng, &mut Stock::new(transcript), progress).prove(instances, advice)
    }

    fn check(&self, instances: &[&[F]], advice: &[Vec<F>]) -> Result<(), Error> {
        let (cs, rows) = (self.key.cs(), self.key.domain.rows);
        let counts = [
            ("advice", advice.len(), cs.num_advice_columns()),
            ("instance", instances.len(), cs.num_instance_columns()),
        ];
        for (what, got, expected) in counts {
            if got != expected {
                return Err(Error::Columns { what, got, expected });
            }
        }
        for (column, values) in advice.iter().enumerate() {
            if values.len() != rows {
                return Err(Error::Rows { what: "advice", column, got: values.len(), expected: rows });
            }
        }
        for (column, values) in instances.iter().enumerate() {
            if values.len() > self.key.usable {
                let (got, expected) = (values.len(), self.key.usable);
                return Err(Error::Rows { what: "instance", column, got, expected });
            }
        }
        Ok(())
    }
}
