//! The statements once more, in plain `ark-r1cs-std`: the book's pages line by line, every gadget arkworks' own or the formula
//! as it is printed, nothing shared with the circuit's code but constants and the native types. Slow and short: what a faster
//! circuit is measured against. Native check, circuit and transcription must accept and refuse alike.

mod arithmetic;
mod calendar;
mod collateral;
mod coverage;
mod curve;
mod disclosure;
mod elligator;
mod integers;
mod invoice;
mod note;
mod parts;
mod pool;
mod poseidon;
mod reserves;
mod roles;
mod solvency;
#[path = "../solvency/cases/mod.rs"]
mod solvency_cases;
mod text;
mod twins;
mod verdict;

use ark_bn254::Fr;
use ark_r1cs_std::{boolean::Boolean, fields::fp::FpVar};
use ark_relations::gr1cs::{ConstraintSystemRef, SynthesisError};

/// The constraint system.
type Cs = ConstraintSystemRef<Fr>;
/// An element of the field.
type Element = FpVar<Fr>;
/// A bit.
type Bit = Boolean<Fr>;
/// What a gadget returns.
type Made<T> = Result<T, SynthesisError>;
