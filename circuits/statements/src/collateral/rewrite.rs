//! The rewrite of a vault: lines leave, and what stays still covers the exposure. It serves pools too, with an exposure of zero.

use super::{Claim, Figures, LedgerLine, check, tier_of};
use crate::{CircuitInfo, Fr, Network, Note, ValueError, redact::redacted, vault};
use alloc::vec::Vec;
use covenant_gadgets::poseidon::{hash, poseidon};

/// The tag of the released lines' digest.
pub const RELEASED_TAG: &str = "covenant/released";

const fn tier(id: &'static str, lines: u32) -> CircuitInfo {
    CircuitInfo {
        id,
        statement: "rewrite",
        title: "release of collateral",
        inputs: &PublicInputs::NAMES,
        figures: &[],
        rules: check::RULES,
        lines: Some(lines),
    }
}

/// The circuits, by the most lines that they take.
pub static TIERS: [CircuitInfo; 4] = [
    tier("rewrite-16/1", 16),
    tier("rewrite-64/1", 64),
    tier("rewrite-256/1", 256),
    tier("rewrite-1024/1", 1024),
];

/// The public inputs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    /// See [`crate::Context::to_field`].
    pub context: Fr,
    /// See [`super::Environment::to_field`].
    pub environment: Fr,
    /// The vault's digest before.
    pub vault: Fr,
    /// The vault's digest after.
    pub new_vault: Fr,
    /// The digest of the lines that leave.
    pub released: Fr,
    /// What must still be covered, in minor units.
    pub exposure: Fr,
}

impl PublicInputs {
    /// Their names, in order.
    pub const NAMES: [&'static str; 6] =
        ["context", "environment", "vault", "new-vault", "released", "exposure"];

    /// In order.
    #[must_use]
    pub fn to_array(self) -> [Fr; 6] {
        [self.context, self.environment, self.vault, self.new_vault, self.released, self.exposure]
    }
}

impl crate::PublicInputs for PublicInputs {
    fn in_order(&self) -> Vec<Fr> {
        Vec::from(self.to_array())
    }
}

/// A line that leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Released {
    /// Its note's commitment.
    pub note: Fr,
    /// Whether its open balance is its whole amount: else its obligation is settled for good.
    pub whole: bool,
}

/// The digest of lines that leave a vault of this digest, in its order: r₀ = H(tag, digest), rᵢ = Poseidon(rᵢ₋₁, noteᵢ, wholeᵢ).
#[must_use]
pub fn released_digest(vault: Fr, lines: &[Released]) -> Fr {
    let step = |state, line: &Released| poseidon(&[state, line.note, Fr::from(line.whole)]);
    lines.iter().fold(hash(RELEASED_TAG, &[vault]), step)
}

/// The witness of a rewrite: the certificate of the vault before it, and which lines leave.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Rewrite {
    /// The vault, its ledger and everything else.
    pub claim: Claim,
    /// For each line whether it leaves.
    pub released: Vec<bool>,
}

redacted!(Released Rewrite);

impl Rewrite {
    fn leaves(&self, line: usize) -> bool {
        self.released.get(line).copied().unwrap_or(false)
    }

    /// The lines that leave.
    #[must_use]
    pub fn released_lines(&self) -> Vec<Released> {
        let lines = self.claim.notes.iter().zip(&self.claim.ledger.lines).enumerate();
        let of = |(_, (note, line)): (usize, (&Note, &LedgerLine))| Released {
            note: note.commitment(),
            whole: line.open == note.amount,
        };
        lines.filter(|(i, _)| self.leaves(*i)).map(of).collect()
    }

    /// The commitments of the notes that stay.
    #[must_use]
    pub fn kept(&self) -> Vec<Fr> {
        let notes = self.claim.commitments().into_iter().enumerate();
        notes.filter(|(i, _)| !self.leaves(*i)).map(|(_, note)| note).collect()
    }

    /// What the proof makes public.
    #[must_use]
    pub fn public_inputs(&self) -> PublicInputs {
        let vault = self.claim.vault_digest();
        PublicInputs {
            context: self.claim.context,
            environment: self.claim.environment().to_field(),
            vault,
            new_vault: vault::chain(self.claim.ledger.vault, &self.kept()),
            released: released_digest(vault, &self.released_lines()),
            exposure: Fr::from(self.claim.exposure.0),
        }
    }
}

impl crate::Claim for Rewrite {
    type Public = PublicInputs;
    type Opening = Figures;

    fn circuit(&self) -> &'static CircuitInfo {
        tier_of(&TIERS, self.claim.notes.len().max(self.claim.ledger.debtors.len()))
    }

    fn network(&self) -> Network {
        self.claim.network
    }

    fn validate(&self) -> Result<(), ValueError> {
        crate::Claim::validate(&self.claim)?;
        if self.released.len() != self.claim.notes.len() {
            return Err(ValueError::new("rewrite", "a bit for each line of the vault"));
        }
        Ok(())
    }

    fn check(&self) -> Result<(), crate::Violation> {
        Ok(check::check_lines(&self.claim, &|line| !self.leaves(line))?)
    }

    fn public_inputs(&self) -> Option<PublicInputs> {
        Some(Self::public_inputs(self))
    }

    fn opening(&self) -> Option<Figures> {
        Some(Figures::of_lines(&self.claim, &|line| !self.leaves(line)))
    }
}
