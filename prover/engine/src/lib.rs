//! A Groth16 engine over BN254: field lanes, MSM, NTT and the prover.
//!
//! The engine knows no circuits: it takes any `ark-relations` rank-1 constraint system and any
//! `ark-groth16` proving key over BN254 that was made by snarkjs's reduction ([`groth16::CircomReduction`]), and returns
//! `ark-groth16` proofs; with the same randomness they are the same bytes as arkworks' prover gives. Its public types are arkworks'.
//!
//! Two backends do the arithmetic, chosen at run time: AVX-512 IFMA where the processor has it,
//! and a portable one everywhere. Threads are those of rayon's current pool.
//!
//! # Proving
//!
//! What depends on the circuit alone is prepared once: [`PreparedProvingKey`] and [`groth16::R1cs`].
//! Every proof then needs the assignment only, which can be synthesised without matrices.
//!
//! ```
//! use std::ops::ControlFlow;
//!
//! use ark_bn254::{Bn254, Fr};
//! use ark_groth16::Groth16;
//! use ark_relations::gr1cs::{
//!     ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, OptimizationGoal, Result,
//! };
//! use covenant_engine::groth16::{Assignment, CircomReduction, R1cs, assignment_of, prove};
//! use covenant_engine::{Engine, PreparedProvingKey};
//!
//! /// Knows two factors of the public product.
//! #[derive(Clone)]
//! struct Product(u64, u64);
//!
//! impl ConstraintSynthesizer<Fr> for Product {
//!     fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<()> {
//!         let product = cs.new_input_variable(|| Ok(Fr::from(self.0 * self.1)))?;
//!         let a = cs.new_witness_variable(|| Ok(Fr::from(self.0)))?;
//!         let b = cs.new_witness_variable(|| Ok(Fr::from(self.1)))?;
//!         cs.enforce_r1cs_constraint(|| a.into(), || b.into(), || product.into())
//!     }
//! }
//!
//! # fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
//! let mut rng = ark_std::test_rng();
//! type Setup = Groth16<Bn254, CircomReduction>;
//! let key = Setup::generate_random_parameters_with_reduction(Product(3, 5), &mut rng)?;
//!
//! // Once per circuit and machine.
//! let engine = Engine::detect();
//! let prepared = PreparedProvingKey::new(&key, engine.form())?;
//! let cs = ConstraintSystem::new_ref();
//! cs.set_optimization_goal(OptimizationGoal::Constraints);
//! Product(3, 5).generate_constraints(cs.clone())?;
//! cs.finalize();
//! let r1cs = R1cs::new(&cs)?;
//!
//! // Once per proof.
//! let (instance, witness) = assignment_of(&cs)?;
//! let assignment = Assignment { instance: &instance, witness: &witness };
//! let proof = prove(&engine, &prepared, &r1cs, assignment, &mut |phase, fraction| {
//!     let _ = (phase, fraction); // For a progress bar; `Break(())` cancels.
//!     ControlFlow::Continue(())
//! })?;
//!
//! let verifying = ark_groth16::prepare_verifying_key(&key.vk);
//! assert!(Setup::verify_proof(&verifying, &proof, &instance[1..])?);
//! # Ok(())
//! # }
//! ```

#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(not(target_arch = "x86_64"))]
#[path = "avx512_absent.rs"]
mod avx512;
mod bases;
mod engine;
mod error;
mod fixed_base;
mod form;
pub mod groth16;
mod inverse;
pub mod kzg;
mod mapped;
mod memory;
pub mod msm;
pub mod ntt;
mod packed;
mod portable;
pub mod program;
mod progress;

pub use bases::Bases;
pub use engine::{Backend, Engine};
pub use error::EngineError;
pub use form::Form;
pub use groth16::PreparedProvingKey;
pub use kzg::{CosetKey, CosetOpenings, OpeningStage};
pub use msm::{Decompose, Msm, Scalars};
pub use ntt::{Ntt, Transform};
pub use packed::{Curve, Packed, PackedG1, PackedG2};
pub use program::Evaluate;
pub use progress::{Phase, Progress};
