//! A prover for halo2 circuits over BN254, on the engine.
//!
//! It takes any circuit of `halo2-axiom` 0.5 with KZG commitments whose advice columns are of one phase: gates, copies, lookups, with SHPLONK or
//! GWC openings, into any transcript. Circuit, key generation, checker and verifier stay the library's: [`Prover`] takes that library's own
//! proving key and ready columns, as its `create_proof_from_advice` does, and makes proofs that its `verify_proof` accepts. With the same randomness they are
//! the same bytes; see [`Choices`] for what that randomness is.
//!
//! The crate knows no circuit. Its chapter in the book, "The halo2 prover", has the stages, what each costs and why.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use covenant_engine::Engine;
//! use covenant_halo2_prover::{F, Parameters, Prover};
//! use halo2_axiom::halo2curves::bn256::{Bn256, G1Affine};
//! use halo2_axiom::plonk::ProvingKey;
//! use halo2_axiom::poly::kzg::commitment::ParamsKZG;
//! use halo2_axiom::transcript::{Blake2bWrite, Challenge255, TranscriptWriterBuffer};
//!
//! # let (params, key): (ParamsKZG<Bn256>, ProvingKey<G1Affine>) = unimplemented!();
//! # let (instances, advice): (Vec<Vec<F>>, Vec<Vec<F>>) = unimplemented!();
//! let parameters = Parameters::new(Engine::detect(), &params)?; // Once.
//! let instances: Vec<&[F]> = instances.iter().map(Vec::as_slice).collect();
//! let mut transcript = Blake2bWrite::<_, _, Challenge255<_>>::init(vec![]);
//! Prover::new(&parameters, &key)?.prove(&instances, &advice, rand::rngs::OsRng, &mut transcript)?;
//! let proof = transcript.finalize();
//! # Ok(())
//! # }
//! ```

mod algebra;
mod choices;
pub mod convert;
mod domain;
mod error;
mod evaluate;
mod kept;
mod key;
mod lookup;
mod opening;
mod parameters;
mod permutation;
mod product;
mod prove;
mod quotient;
mod rows;
mod run;
mod stage;
mod transcript;

pub use choices::Choices;
pub use error::Error;
pub use kept::Kept;
pub use opening::Opening;
pub use parameters::{Parameters, lagrange_of};
pub use prove::Prover;
pub use stage::{Progress, Stage};

/// The scalar field, as halo2 has it.
pub type F = halo2_axiom::halo2curves::bn256::Fr;
