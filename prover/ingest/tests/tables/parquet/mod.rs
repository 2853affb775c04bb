//! Tables in Parquet.

mod lies;
mod mutated;
mod round_trip;
mod types;
mod write;
