//! The backend for any 64-bit processor: safe code over arkworks' field arithmetic.

mod curve;
mod ntt;

pub(crate) use curve::PortableKernel;
pub(crate) use ntt::transform;
