//! The `covenant` binary, called as scripts call it.

mod audit;
mod borrowing_base;
mod chunks;
mod codes;
mod coverage;
mod custodies;
mod debt_pool;
mod disclosure;
mod documents;
mod forms;
mod garbage;
mod holders;
mod identity;
mod keys;
mod killed;
mod outputs;
mod prices;
mod quickstart;
mod sample;
mod sample_proved;
mod secrets;
mod service;
mod snapshots;
mod story;
mod trust;
mod world;
