//! The home registry of obligations as a CosmWasm contract: proofs are verified in the contract, notes are cw721 tokens whose ids are
//! commitments. The rules are those of `verifier/evm`, one by one; the book's page `docs/src/cosmwasm.md` has the table.
//!
//! * [`msg`]: what is sent and asked;
//! * [`error`]: what is refused, by stable codes;
//! * [`router`]: verifying keys by selector;
//! * [`trust`]: circuits, policies, and roots of the registry of parties;
//! * [`notes`]: the life of obligations;
//! * [`token`]: the notes as cw721 tokens;
//! * [`register`]: registering by proof;
//! * [`owner`]: owner, guardian, pause and timelock;
//! * [`ibc`]: receipts, submissions and orders of financiers between chains.
// Any bytes give a value or an error: nothing here may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

pub mod contract;
pub mod error;
pub mod ibc;
pub mod msg;
pub mod notes;
pub mod owner;
pub mod poseidon;
pub mod register;
pub mod router;
mod state;
pub mod token;
pub mod trust;
pub mod word;
