//! The rewrite: lines leave.

use super::witness::Witness;
use crate::{
    Element, Made,
    arithmetic::equal,
    note::Note,
    poseidon::{hash, poseidon},
};
use ark_r1cs_std::{eq::EqGadget, select::CondSelectGadget};

/// The chain from d₀ over the notes that stay; r₀ = H(covenant/released, old digest), r = Poseidon(r, note, whole) over those that leave.
pub(super) fn clause(w: &Witness, vault: &Element, new: &Element, released: &Element) -> Made<()> {
    let mut d = w.ledger.vault.clone();
    let mut r = hash("covenant/released", std::slice::from_ref(vault))?;
    for ((note, line), kept) in w.notes.iter().zip(&w.ledger.lines).zip(&w.kept) {
        let commitment = Note::commitment(note)?;
        let whole = Element::from(line.open.is_eq(&note.amount)?);
        let stays = poseidon(&[d.clone(), commitment.clone()])?;
        d = Element::conditionally_select(kept, &stays, &d)?;
        let leaves = poseidon(&[r.clone(), commitment, whole])?;
        r = Element::conditionally_select(kept, &r, &leaves)?;
    }
    equal(&d, new)?;
    equal(&r, released)
}
