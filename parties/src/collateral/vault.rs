//! The vault's file: its facility and the commitments of its lines, in their order. The servicer needs no more of it; the openings
//! are the borrower's, and lie beside it.

use alloc::vec::Vec;

use covenant_statements::collateral::MAX_LINES;
use covenant_statements::{Fr, Note, serde_forms, vault};
use serde::{Deserialize, Serialize};

use super::{CollateralError, Facility, redacted};
use crate::Format;

/// A vault's lines.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    facility: Facility,
    #[serde(with = "serde_forms::fields_hex")]
    notes: Vec<Fr>,
}

redacted!(Vault);

impl Format for Vault {
    const KIND: &'static str = "covenant/vault";
    const MAX_BYTES: usize = 256 * 1024;
    const MALFORMED: &'static str = "vault/malformed";
}

impl Vault {
    /// The empty vault of a facility.
    #[must_use]
    pub fn new(facility: Facility) -> Self {
        Self { facility, notes: Vec::new() }
    }

    /// The same lines under another facility of this vault: a pool's custody is judged by the pool's policy, and lines leave it under a
    /// collateral policy. The counter is this vault's.
    ///
    /// # Errors
    /// A facility of another network, vault, roles or currency.
    pub fn under(&self, mut facility: Facility) -> Result<Self, CollateralError> {
        let own = &self.facility;
        let same = facility.network() == own.network()
            && facility.vault() == own.vault()
            && facility.roles() == own.roles()
            && facility.currency() == own.currency();
        if !same {
            return Err(CollateralError::OtherFacility);
        }
        facility.counter = own.counter;
        Ok(Self { facility, notes: self.notes.clone() })
    }

    /// The facility, with the vault's counter.
    #[must_use]
    pub fn facility(&self) -> &Facility {
        &self.facility
    }

    /// The commitments, in order.
    #[must_use]
    pub fn notes(&self) -> &[Fr] {
        &self.notes
    }

    /// d₀, the digest of the empty vault.
    #[must_use]
    pub fn start(&self) -> Fr {
        self.facility.vault().start()
    }

    /// dₙ, the digest after all lines.
    #[must_use]
    pub fn digest(&self) -> Fr {
        vault::chain(self.start(), &self.notes)
    }

    /// Takes a note as the last line, beside the openings of those that are there; the counter grows.
    ///
    /// # Errors
    /// A full vault, openings of other lines, a note in another currency or owed to somebody else than the book's owner, an
    /// obligation that the vault has.
    pub fn add(&mut self, openings: &[Note], note: &Note) -> Result<(), CollateralError> {
        self.require_openings(openings)?;
        if note.creditor != self.facility.roles().owner {
            return Err(CollateralError::NoteCreditor);
        }
        if note.currency != self.facility.currency() {
            return Err(CollateralError::NoteCurrency);
        }
        if let Some(line) = openings.iter().position(|known| known.nullifier == note.nullifier) {
            return Err(CollateralError::ObligationTwice { row: line + 1 });
        }
        if self.notes.len() >= MAX_LINES {
            return Err(CollateralError::VaultFull);
        }
        self.notes.push(note.commitment());
        self.count();
        Ok(())
    }

    /// Lets lines go, by their places from 1, and returns their notes in the vault's order; the counter grows by one. The caller has
    /// the proof that what stays covers the exposure.
    ///
    /// # Errors
    /// No line, a place that the vault does not have, one that is named twice.
    pub fn release(&mut self, lines: &[usize]) -> Result<Vec<Fr>, CollateralError> {
        let mut leaves = alloc::vec![false; self.notes.len()];
        for row in lines.iter().copied() {
            match row.checked_sub(1).and_then(|place| leaves.get_mut(place)) {
                Some(leaves) if !*leaves => *leaves = true,
                _ => return Err(CollateralError::NoLine { row }),
            }
        }
        if lines.is_empty() {
            return Err(CollateralError::NoLine { row: 0 });
        }
        let all = core::mem::take(&mut self.notes).into_iter().zip(leaves);
        let (released, kept): (Vec<_>, Vec<_>) = all.partition(|(_, leaves)| *leaves);
        self.notes = kept.into_iter().map(|(note, _)| note).collect();
        self.count();
        Ok(released.into_iter().map(|(note, _)| note).collect())
    }

    /// Refuses openings that are not those of the lines, one by one.
    ///
    /// # Errors
    /// The first line that has no opening, or the one after the last that has one.
    pub fn require_openings(&self, openings: &[Note]) -> Result<(), CollateralError> {
        let lines = self.notes.len().max(openings.len());
        let opened =
            |place: &usize| openings.get(*place).map(Note::commitment).as_ref() == self.notes.get(*place);
        match (0..lines).find(|place| !opened(place)) {
            Some(place) => Err(CollateralError::OtherNote { row: place + 1 }),
            None => Ok(()),
        }
    }

    /// 2⁶⁴ changes are more than anybody makes.
    fn count(&mut self) {
        self.facility.counter = self.facility.counter.saturating_add(1);
    }
}
