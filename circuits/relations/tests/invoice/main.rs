//! Statement 1: the native check and the circuit accept and refuse the same claims.

mod agreement;
mod attacks;
mod hints;
mod mutations;
mod rank;
mod valid;
