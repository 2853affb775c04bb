//! Statement 1 once more, in plain `ark-r1cs-std`: the book's page line by line, every gadget arkworks' own or the formula
//! as it is printed, nothing shared with the circuit's code but constants and the native types. Slow and short: what a faster
//! circuit is measured against. Native check, circuit and transcription must accept and refuse alike.

mod agreement;
mod calendar;
#[path = "../cases/mod.rs"]
mod cases;
mod curve;
mod elligator;
mod integers;
mod parts;
mod policy;
mod poseidon;
mod statement;
mod text;
mod twins;
mod witness;

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
