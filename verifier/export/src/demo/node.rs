//! anvil as a child process, and transactions from its unlocked accounts.

use super::rpc::{Refused, Rpc, bytes};
use super::{DemoError, Options};
use crate::evm::abi::Address;
use rustix::process::{Pid, Signal};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The gas limit of transactions; Osaka allows 2²⁴.
const GAS: &str = "0xf00000";

/// A running anvil; it ends with this value.
pub(super) struct Node {
    child: Child,
    pub(super) rpc: Rpc,
}

impl Drop for Node {
    fn drop(&mut self) {
        // The whole group: npm's launcher has anvil as a child of its own. It may have ended by itself.
        let _ = rustix::process::kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Node {
    /// Starts anvil on a free port of the loopback interface.
    pub(super) fn start(options: &Options) -> Result<Self, DemoError> {
        let mut command = Command::new(&options.anvil);
        command.args(["--host", "127.0.0.1", "--port", "0", "--chain-id", "31337", "--hardfork", "osaka"]);
        if let Some(time) = options.timestamp {
            command.args(["--timestamp", &time.to_string()]);
        }
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(DemoError::Anvil)?;
        let stdout = child.stdout.take();
        // From here on the child ends with the value.
        let mut node = Self { child, rpc: Rpc { port: 0 } };
        let mut lines = BufReader::new(stdout.ok_or(DemoError::Node("no output"))?).lines();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(port) = line.strip_prefix("Listening on 127.0.0.1:") {
                node.rpc.port = port.trim().parse().map_err(|_| DemoError::Node("no port"))?;
                break;
            }
        }
        if node.rpc.port == 0 {
            return Err(DemoError::Node("it ended before it listened"));
        }
        // anvil logs every call; somebody has to read.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(node)
    }

    /// Its unlocked accounts.
    pub(super) fn accounts(&self) -> Result<Vec<Address>, DemoError> {
        let accounts = self.rpc.call("eth_accounts", json!([]))?;
        let accounts = accounts.as_array().ok_or(DemoError::Node("no accounts"))?;
        accounts.iter().map(address).collect()
    }

    /// The time of the latest block.
    pub(super) fn now(&self) -> Result<u64, DemoError> {
        let block = self.rpc.call("eth_getBlockByNumber", json!(["latest", false]))?;
        quantity(&block["timestamp"])
    }

    /// Deploys, and returns the address and the gas.
    pub(super) fn deploy(&self, from: Address, code: &[u8]) -> Result<(Address, u64), DemoError> {
        let receipt = self.transact(json!({"from": text(&from), "data": text(code), "gas": GAS}))?;
        Ok((address(&receipt["contractAddress"])?, quantity(&receipt["gasUsed"])?))
    }

    /// Sends a transaction that must go through, and returns its gas.
    pub(super) fn send(&self, from: Address, to: Address, data: &[u8]) -> Result<u64, DemoError> {
        let receipt =
            self.transact(json!({"from": text(&from), "to": text(&to), "data": text(data), "gas": GAS}))?;
        quantity(&receipt["gasUsed"])
    }

    /// Calls and changes nothing.
    pub(super) fn view(&self, to: Address, data: &[u8]) -> Result<Result<Vec<u8>, Refused>, DemoError> {
        let call = json!([{"to": text(&to), "data": text(data), "gas": GAS}, "latest"]);
        let answer = self.rpc.try_call("eth_call", call)?;
        Ok(answer.map(|value| value.as_str().map(bytes).unwrap_or_default()))
    }

    /// A transaction's receipt, which is there as soon as the transaction is mined: at once, on anvil.
    fn receipt(&self, hash: &Value) -> Result<Value, DemoError> {
        for _ in 0..3_000 {
            let receipt = self.rpc.call("eth_getTransactionReceipt", json!([hash]))?;
            if !receipt.is_null() {
                return Ok(receipt);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(DemoError::Node("a transaction was not mined"))
    }

    fn transact(&self, transaction: Value) -> Result<Value, DemoError> {
        let hash = self.rpc.call("eth_sendTransaction", json!([transaction]))?;
        let receipt = self.receipt(&hash)?;
        let gas = quantity(&receipt["gasUsed"])?;
        if receipt["status"] == "0x1" {
            Ok(receipt)
        } else {
            Err(DemoError::Refused(format!("the transaction reverted after {gas} gas")))
        }
    }
}

fn text(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn address(value: &Value) -> Result<Address, DemoError> {
    let bytes = value.as_str().map(bytes).unwrap_or_default();
    bytes.try_into().map_err(|_| DemoError::Node("no address"))
}

fn quantity(value: &Value) -> Result<u64, DemoError> {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
    digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()).ok_or(DemoError::Node("no number"))
}
