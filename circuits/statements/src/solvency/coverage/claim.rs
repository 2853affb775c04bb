//! Everything that a prover knows of a coverage.

use super::{Figures, PublicInputs, check, tier_of};
use crate::{
    CircuitInfo, Day, Fr, Network, PriceMember, PriceSignature, ValueError,
    disclosure::{self, Disclosure, Seal, public_input},
    redact::redacted,
    solvency::{Chunk, ChunkCommitment, Setting, liabilities_digest, reserves::ReserveTotals},
};
use alloc::vec::Vec;

/// The day's prices: its root is the setting's.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct DayPrices {
    /// The day that is signed with the root.
    pub day: Day,
    /// As many signatures as the quorum needs, in the order of the scope's list of authorities.
    pub signatures: Vec<PriceSignature>,
    /// The price of each asset, in the scope's order.
    pub members: Vec<PriceMember>,
}

/// What a chunk's commitment opens to. Its index is its place among the chunks.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ChunkOpening {
    /// Accounts: 1 to 2²⁰.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub count: u64,
    /// What they are owed, column by column; below 2⁸⁴ each, zero beyond the scope's assets.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimals"))]
    pub totals: Vec<u128>,
    /// What blinds the output.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub blinding: Fr,
    /// What is public of it.
    pub commitment: ChunkCommitment,
}

/// The whole witness of a coverage.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Claim {
    /// What reserves and coverage have in common.
    pub setting: Setting,
    /// The context as a field element.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub context: Fr,
    /// The chunks, all of them, by their index.
    pub chunks: Vec<ChunkOpening>,
    /// What R opens to: as many totals as the scope has assets.
    pub reserves: ReserveTotals,
    /// R, as the reserves' proof states it.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub reserves_commitment: Fr,
    /// The day's prices.
    pub prices: DayPrices,
    /// To whom figures are disclosed, and which.
    #[cfg_attr(feature = "serde", serde(with = "crate::disclosure::seal_form"))]
    pub disclosure: Option<Seal>,
}

redacted!(DayPrices ChunkOpening Claim);

impl ChunkOpening {
    /// The chunk at this place, in this environment.
    #[must_use]
    pub fn chunk(&self, environment: Fr, index: u32) -> Chunk {
        Chunk { environment, index, count: self.count, totals: self.totals.clone(), blinding: self.blinding }
    }
}

impl Claim {
    /// N: the accounts of all chunks.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        self.chunks.iter().fold(0, |sum, chunk| sum.saturating_add(chunk.count))
    }

    /// The public input `environment`.
    #[must_use]
    pub fn environment(&self) -> Fr {
        self.setting.environment(self.accounts()).to_field()
    }

    /// What is public of the chunks, in their order.
    #[must_use]
    pub fn commitments(&self) -> Vec<ChunkCommitment> {
        self.chunks.iter().map(|chunk| chunk.commitment).collect()
    }

    /// As many totals as there are columns of them.
    fn has_columns(&self) -> Result<(), ValueError> {
        let scope = &self.setting.scope;
        if self.reserves.totals.len() != scope.assets.len() {
            return Err(ValueError::new("reserves", "a total of each of the scope's assets"));
        }
        if self.chunks.iter().any(|chunk| chunk.totals.len() != scope.columns()) {
            return Err(ValueError::new("chunk", "a total of each column of the scope's key"));
        }
        Ok(())
    }

    /// What goes to the auditor.
    #[must_use]
    pub fn disclosed(&self) -> Option<Disclosure> {
        let figures = Figures::of(self)?;
        self.disclosure.as_ref()?.disclosure(self.context, &figures.in_order()).ok()
    }

    /// What the proof makes public.
    #[must_use]
    pub fn public_inputs(&self) -> PublicInputs {
        let environment = self.environment();
        PublicInputs {
            context: self.context,
            environment,
            liabilities: liabilities_digest(environment, &self.commitments()),
            reserves: self.reserves_commitment,
            disclosure: public_input(self.disclosed().as_ref(), self.context),
        }
    }
}

impl crate::Claim for Claim {
    type Public = PublicInputs;
    type Opening = Figures;

    fn circuit(&self) -> &'static CircuitInfo {
        tier_of(self.chunks.len(), self.setting.scope.columns())
    }

    fn network(&self) -> Network {
        self.setting.network
    }

    fn validate(&self) -> Result<(), ValueError> {
        self.setting.validate()?;
        self.has_columns()?;
        disclosure::validate(self.disclosure.as_ref(), &Figures::NAMES)
    }

    fn check(&self) -> Result<(), crate::Violation> {
        Ok(check(self)?)
    }

    fn public_inputs(&self) -> Option<PublicInputs> {
        Some(Self::public_inputs(self))
    }

    fn opening(&self) -> Option<Figures> {
        Figures::of(self)
    }
}
