//! Statement 1: the native check and the circuit accept and refuse the same claims.

mod agreement;
mod attacks;
#[path = "../cases/mod.rs"]
mod cases;
mod mutations;
mod raw;
mod valid;
