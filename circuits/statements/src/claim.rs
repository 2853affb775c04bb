//! What every statement's witness can do: the seam between statements and those who prove them.

use crate::{CircuitInfo, Fr, Network, ValueError, Violation};
use alloc::vec::Vec;
use core::fmt::Debug;

/// The values that a proof makes public, by name.
pub trait PublicInputs: Copy + Debug + PartialEq {
    /// In the order of [`CircuitInfo::inputs`].
    fn in_order(&self) -> Vec<Fr>;
}

/// A statement with everything that its prover knows.
pub trait Claim {
    /// What the proof makes public.
    type Public: PublicInputs;
    /// What the proof commits to, for whoever may know it: the holder's secret.
    type Opening;

    /// The circuit that proves it; where there are tiers, the one that the claim's size needs.
    fn circuit(&self) -> &'static CircuitInfo;

    /// The network that everything in it was signed for.
    fn network(&self) -> Network;

    /// The documents that it carries (its policy, first of all) are well-formed. Rules come after.
    ///
    /// # Errors
    /// The first document that no verifier would take.
    fn validate(&self) -> Result<(), ValueError>;

    /// The native check.
    ///
    /// # Errors
    /// The first rule that fails, in the order of the statement.
    fn check(&self) -> Result<(), Violation>;

    /// The public inputs; `None` where the claim is too far from a valid one to have them.
    fn public_inputs(&self) -> Option<Self::Public>;

    /// The opening of what the public inputs commit to; `None` as for [`Self::public_inputs`].
    fn opening(&self) -> Option<Self::Opening>;
}
