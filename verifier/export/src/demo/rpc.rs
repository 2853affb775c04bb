//! JSON-RPC over HTTP to a node on this machine: one request a connection, no TLS.

use super::DemoError;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The most that an answer may have.
const MAX_ANSWER: u64 = 16 << 20;
const TIMEOUT: Duration = Duration::from_secs(60);

/// A node's port on the loopback interface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rpc {
    pub(super) port: u16,
}

/// A node's refusal.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    /// What it says.
    pub(super) message: String,
    /// What the contract reverted with, if it did.
    pub(super) data: Vec<u8>,
}

impl Rpc {
    /// Calls a method; the outer error is of the transport.
    pub(super) fn try_call(self, method: &str, params: Value) -> Result<Result<Value, Refused>, DemoError> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        let answer: Value =
            serde_json::from_slice(&self.post(&request)?).map_err(|_| DemoError::Node("no JSON"))?;
        let Some(error) = answer.get("error") else {
            return Ok(Ok(answer.get("result").cloned().unwrap_or(Value::Null)));
        };
        let message = error["message"].as_str().unwrap_or_default().to_owned();
        let data = error["data"].as_str().map(bytes).unwrap_or_default();
        Ok(Err(Refused { message, data }))
    }

    /// Calls a method that the node must not refuse.
    pub(super) fn call(self, method: &str, params: Value) -> Result<Value, DemoError> {
        self.try_call(method, params)?.map_err(|refused| DemoError::Refused(refused.message))
    }

    fn post(self, body: &str) -> Result<Vec<u8>, DemoError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let head = format!(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut answer = Vec::new();
        stream.take(MAX_ANSWER).read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.ok_or(DemoError::Node("no HTTP"))?;
        Ok(answer.split_off(end + 4))
    }
}

/// Bytes of `0x…`; nothing for anything else.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok()).unwrap_or_default()
}
