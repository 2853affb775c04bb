//! The backend for any 64-bit processor: safe code over residues of four limbs.

mod batch;
mod coordinate;
mod group;
mod kernel;
mod modulus;
mod ntt;
mod permutation;
mod residue;
#[cfg(test)]
mod tests;

pub(crate) use kernel::PortableKernel;
pub(crate) use ntt::transform;
