//! An EVM with accounts and a clock: one transaction a block, free gas.

use covenant_export::evm::abi::Address;
use revm::context::{TxEnv, result::ExecutionResult};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::{Bytes, TxKind, U256, hardfork::SpecId};
use revm::{Context, ExecuteEvm, MainBuilder, MainContext};

/// The most gas a transaction may have since Osaka (EIP-7825).
pub const GAS_LIMIT: u64 = 1 << 24;

/// What a contract emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The contract.
    pub address: Address,
    /// The hash of the event's signature, then its indexed values.
    pub topics: Vec<[u8; 32]>,
    /// The other values.
    pub data: Vec<u8>,
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It went through.
    Success {
        /// What it returned.
        output: Vec<u8>,
        /// What it cost, calldata and the transaction's own price included.
        gas: u64,
        /// What it emitted, in order.
        logs: Vec<Log>,
    },
    /// It reverted with this data.
    Revert(Vec<u8>),
    /// It ran out of gas, or worse.
    Halt,
}

impl Outcome {
    /// What it returned, and its price.
    ///
    /// # Panics
    /// If it did not go through; with the reason.
    #[track_caller]
    pub fn success(self) -> (Vec<u8>, u64) {
        match self {
            Self::Success { output, gas, .. } => (output, gas),
            Self::Revert(data) => panic!("reverted with 0x{}", hex::encode(data)),
            Self::Halt => panic!("halted"),
        }
    }

    /// What it emitted.
    ///
    /// # Panics
    /// If it did not go through.
    #[must_use]
    #[track_caller]
    pub fn logs(&self) -> &[Log] {
        let Self::Success { logs, .. } = self else { panic!("{self:?}") };
        logs
    }

    /// Whether it reverted with the error of this signature.
    #[must_use]
    pub fn reverted_with(&self, error: &str) -> bool {
        matches!(self, Self::Revert(data) if data.starts_with(&covenant_export::evm::signature(error)))
    }

    /// Whether it was refused for whatever reason.
    #[must_use]
    pub fn refused(&self) -> bool {
        !matches!(self, Self::Success { .. })
    }
}

/// The chain.
#[derive(Clone, Debug)]
pub struct Chain {
    db: CacheDB<EmptyDB>,
    /// Its id, as contracts see it.
    pub id: u64,
    /// The time of the next block, seconds since 1970-01-01.
    pub now: u64,
}

impl Chain {
    /// An empty chain.
    #[must_use]
    pub fn new(id: u64, now: u64) -> Self {
        Self { db: CacheDB::new(EmptyDB::new()), id, now }
    }

    /// Deploys a contract.
    ///
    /// # Panics
    /// If the deployment fails.
    pub fn deploy(&mut self, from: Address, code: Vec<u8>) -> Address {
        match self.transact(from, None, code, GAS_LIMIT, true) {
            ExecutionResult::Success { output, .. } => {
                output.address().expect("a deployment has an address").into_array()
            }
            other => panic!("the deployment failed: {other:?}"),
        }
    }

    /// Tries to deploy a contract, and changes nothing.
    #[must_use]
    pub fn try_deploy(&self, from: Address, code: Vec<u8>) -> Outcome {
        outcome(self.clone().transact(from, None, code, GAS_LIMIT, false))
    }

    /// Sends a transaction.
    pub fn send(&mut self, from: Address, to: Address, data: Vec<u8>) -> Outcome {
        self.send_with_gas(from, to, data, GAS_LIMIT)
    }

    /// Sends a transaction with a gas limit.
    pub fn send_with_gas(&mut self, from: Address, to: Address, data: Vec<u8>, limit: u64) -> Outcome {
        outcome(self.transact(from, Some(to), data, limit, true))
    }

    /// Calls and changes nothing.
    #[must_use]
    pub fn call(&self, to: Address, data: Vec<u8>) -> Outcome {
        outcome(self.clone().transact([0xca; 20], Some(to), data, GAS_LIMIT, false))
    }

    fn transact(
        &mut self,
        from: Address,
        to: Option<Address>,
        data: Vec<u8>,
        gas_limit: u64,
        commit: bool,
    ) -> ExecutionResult {
        let kind = to.map_or(TxKind::Create, |to| TxKind::Call(to.into()));
        let tx = TxEnv {
            caller: from.into(),
            kind,
            data: Bytes::from(data),
            gas_limit,
            gas_price: 0,
            chain_id: Some(self.id),
            ..TxEnv::default()
        };
        let (id, now) = (self.id, self.now);
        let mut evm = Context::mainnet()
            .with_db(&mut self.db)
            .modify_cfg_chained(|cfg| {
                cfg.set_spec_and_mainnet_gas_params(SpecId::OSAKA);
                cfg.chain_id = id;
                cfg.disable_nonce_check = true;
            })
            .modify_block_chained(|block| block.timestamp = U256::from(now))
            .build_mainnet();
        let done = evm.transact(tx).expect("the transaction is well formed");
        if commit {
            use revm::DatabaseCommit;
            self.db.commit(done.state);
        }
        done.result
    }
}

fn outcome(result: ExecutionResult) -> Outcome {
    match result {
        ExecutionResult::Success { gas, logs, output, .. } => {
            let logs = logs.into_iter().map(|log| Log {
                address: log.address.into_array(),
                topics: log.data.topics().iter().map(|topic| topic.0).collect(),
                data: log.data.data.to_vec(),
            });
            let (output, gas) = (output.into_data().to_vec(), gas.tx_gas_used());
            Outcome::Success { output, gas, logs: logs.collect() }
        }
        ExecutionResult::Revert { output, .. } => Outcome::Revert(output.to_vec()),
        ExecutionResult::Halt { .. } => Outcome::Halt,
    }
}
