//! Addresses that proofs are bound to before any contract exists: a contract's address follows from who deploys it.

use covenant_export::evm::{abi::Address, contract_address};

/// Deploys the registry, as its first transaction.
pub const REGISTRY_DEPLOYER: Address = [0xd1; 20];
/// Deploys the receiver that calls back, as its first transaction.
pub const RECEIVER_DEPLOYER: Address = [0xd2; 20];
/// Deploys the registry of coverages, as its first transaction.
pub const SOLVENCY_DEPLOYER: Address = [0xd3; 20];
/// A beneficiary without code.
pub const BENEFICIARY: Address = [0xb0; 20];
/// The chain id of development chains, anvil's and forge's.
pub const CHAIN_ID: u64 = 31_337;

/// The address of the first contract that `deployer` deploys.
#[must_use]
pub fn first_contract(deployer: Address) -> Address {
    contract_address(deployer, 0)
}
