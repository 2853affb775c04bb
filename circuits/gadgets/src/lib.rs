//! Gadgets in pairs: each folder holds a native function, its constraints (`var`, feature `r1cs`) and the tests
//! that make the two agree.
//!
//! The native side is `no_std` and knows no constraint system, so that verifiers and wallets can share it. The circuit
//! side is written on [`cs::Cs`], a small recorder of rank-1 constraints: see there why the project has one.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod babyjubjub;
pub mod calendar;
#[cfg(feature = "r1cs")]
pub mod compare;
#[cfg(feature = "r1cs")]
pub mod cs;
pub mod disclosure;
#[cfg(feature = "r1cs")]
pub mod division;
pub mod eddsa;
pub mod field;
pub mod list;
pub mod merkle;
pub mod optional;
pub mod poseidon;
pub mod sequence;
pub mod tally;
pub mod text;
pub mod voprf;

pub use ark_bn254::Fr;
