//! Addresses that proofs are bound to before any contract exists: a contract's address follows from who deploys it.

use covenant_export::evm::{
    abi::{Address, padded},
    contract_address,
};
use covenant_statements::{ValueError, binding, binding::ChainId};

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

/// The first contract of a chain with wasmd, where this is code 1 and instance 1: its address follows from these two numbers.
pub const COSMWASM_CONTRACT: [u8; 32] = [
    0xad, 0xe4, 0xa5, 0xf5, 0x80, 0x3a, 0x43, 0x98, 0x35, 0xc6, 0x36, 0x39, 0x5a, 0x8d, 0x64, 0x8d, 0xee,
    0x57, 0xb2, 0xfc, 0x90, 0xd9, 0x8d, 0xc1, 0x7f, 0xa8, 0x87, 0x15, 0x9b, 0x69, 0x63, 0x8b,
];

/// What the statements of a file of vectors are bound to.
#[derive(Clone, Debug)]
pub struct Place {
    /// The chain.
    pub chain: ChainId,
    /// Another chain.
    pub other_chain: ChainId,
    /// The registry.
    pub contract: binding::Address,
    /// Another contract.
    pub other_contract: binding::Address,
    /// An account that gets the notes.
    pub beneficiary: binding::Address,
    /// A contract that gets one.
    pub receiver: binding::Address,
}

/// Of `vectors/evm`.
///
/// # Errors
/// None: the names are well formed.
pub fn ethereum() -> Result<Place, ValueError> {
    Ok(Place {
        chain: format!("eip155:{CHAIN_ID}").parse()?,
        other_chain: "eip155:1".parse()?,
        contract: binding::Address(padded(first_contract(REGISTRY_DEPLOYER))),
        other_contract: binding::Address(padded([0x22; 20])),
        beneficiary: binding::Address(padded(BENEFICIARY)),
        receiver: binding::Address(padded(first_contract(RECEIVER_DEPLOYER))),
    })
}

/// Of `vectors/cosmwasm`.
///
/// # Errors
/// None: the names are well formed.
pub fn cosmos() -> Result<Place, ValueError> {
    Ok(Place {
        chain: "cosmos:covenant-testing-1".parse()?,
        other_chain: "cosmos:covenant-testing-2".parse()?,
        contract: binding::Address(COSMWASM_CONTRACT),
        other_contract: binding::Address([0x22; 32]),
        beneficiary: binding::Address(padded(BENEFICIARY)),
        receiver: binding::Address([0xcc; 32]),
    })
}
