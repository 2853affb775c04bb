//! Whatever bytes are sent, the contract answers with an error, for bounded gas, and has changed nothing.

use cosmwasm_vm::to_vec;
use covenant_obligation_registry::msg::{ExecuteMsg, OwnerCall, QueryMsg};

use super::store::MULTIPLIER;
use super::world::{ANYBODY, OWNER, World};

/// What a refused message may cost: less than two verifications, whatever its length up to here.
const BOUND: u64 = 200_000;

fn refused(w: &mut World, from: [u8; 20], bytes: &[u8]) {
    let before = w.store.copy();
    assert!(w.execute_bytes(&from, bytes).is_err(), "{:?}", String::from_utf8_lossy(bytes));
    let gas = w.gas.as_ref().unwrap().used_internally / MULTIPLIER;
    assert!(gas < BOUND, "{gas} for {} bytes", bytes.len());
    assert!(w.store.is_same(&before));
}

/// A generator of its own: what fails is found again.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let mut w = World::new();
    let deep = [vec![b'['; 10_000], vec![b']'; 10_000]].concat();
    let deep_in = [br#"{"register":"#.as_slice(), &deep, b"}"].concat();
    let cases: [&[u8]; 12] = [
        b"",
        b"{}",
        b"null",
        b"[]",
        b"\"register\"",
        b"{\"register\":{}}",
        b"{\"no_such\":{}}",
        b"{\"pause\":{},\"pause\":{}}",
        b"{\"withdraw\":{\"note\":\"0x00\"}}",
        b"{\"withdraw\":{\"note\":12}}",
        &[0xff; 100],
        b"{\"register\":1e400}",
    ];
    for bytes in cases {
        refused(&mut w, ANYBODY, bytes);
        assert!(w.query_bytes(bytes).is_err());
    }
    refused(&mut w, ANYBODY, &deep);
    refused(&mut w, ANYBODY, &deep_in);
    // Unknown, repeated and missing fields.
    let note = w.note("first");
    for text in [
        format!(r#"{{"withdraw":{{"note":"{note}","nullifier":"{note}"}}}}"#),
        format!(r#"{{"withdraw":{{"note":"{note}","note":"{note}"}}}}"#),
        format!(r#"{{"withdraw":{{"note":"{}"}}}}"#, note.to_string().to_uppercase()),
        r#"{"finance":{"note":"0x"}}"#.to_owned(),
    ] {
        refused(&mut w, ANYBODY, text.as_bytes());
    }
}

#[test]
fn mangled_messages_are_refused() {
    let mut w = World::new();
    let good = to_vec(&ExecuteMsg::Register(w.vectors.submission("first"))).unwrap();
    let key = to_vec(&ExecuteMsg::Owner(OwnerCall::AddKey {
        circuit: "other/1".to_owned(),
        verifying_key: w.vectors.verifying_key.clone(),
        selector: w.vectors.selector,
    }))
    .unwrap();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for (from, message) in [(ANYBODY, &good), (OWNER, &key)] {
        for round in 0..150 {
            let mut bytes = message.clone();
            match round % 3 {
                0 => bytes.truncate(random.next(message.len())),
                1 => {
                    let at = random.next(bytes.len());
                    bytes[at] ^= 1 << random.next(8);
                }
                _ => {
                    let at = random.next(bytes.len());
                    let count = random.next(40).min(bytes.len() - at);
                    bytes.drain(at..at + count);
                }
            }
            if bytes != *message {
                // A digit of the beneficiary's or the proof's may change, and no proof holds then.
                refused(&mut w, from, &bytes);
            }
        }
    }
    w.execute_bytes(&ANYBODY, &good).unwrap();
}

/// Lengths first: what is too long is refused before anything is computed with it.
#[test]
fn long_parts_cost_their_reading_alone() {
    let mut w = World::new();
    let mut long = w.vectors.submission("first");
    long.proof = "ab".repeat(50_000);
    refused(&mut w, ANYBODY, &to_vec(&ExecuteMsg::Register(long)).unwrap());
    let key = OwnerCall::AddKey {
        circuit: "a".repeat(50_000),
        verifying_key: "00".repeat(50_000),
        selector: w.vectors.selector,
    };
    refused(&mut w, OWNER, &to_vec(&ExecuteMsg::Owner(key)).unwrap());
    let proved = w.vectors.proofs().swap_remove(0);
    let many = vec![proved.public_inputs[0]; 1_000];
    let msg = QueryMsg::Verify { selector: w.vectors.selector, public_inputs: many, proof: proved.proof };
    assert!(w.query_bytes(&to_vec(&msg).unwrap()).is_err());
    assert!(w.gas.as_ref().unwrap().used_internally / MULTIPLIER < BOUND);
}

/// Out of gas, wherever: nothing is half done, since the chain takes back what was written; and the machine says so.
#[test]
fn out_of_gas_is_a_refusal() {
    let w = World::new();
    let good = to_vec(&ExecuteMsg::Register(w.vectors.submission("first"))).unwrap();
    let mut measured = w.clone();
    measured.execute_bytes(&ANYBODY, &good).unwrap();
    let price = {
        let report = measured.gas.as_ref().unwrap();
        report.used_internally + report.used_externally
    };
    for part in 1..12 {
        let copy = w.clone();
        let mut vm = copy.instance_with_gas(price * part / 12);
        let info = cosmwasm_std::MessageInfo {
            sender: cosmwasm_std::Addr::unchecked(super::world::human(&ANYBODY)),
            funds: vec![],
        };
        let answer =
            cosmwasm_vm::call_execute::<_, _, _, cosmwasm_std::Empty>(&mut vm, &copy.env(), &info, &good);
        assert!(answer.unwrap_err().to_string().contains("gas"), "{part}/12 of the price");
    }
}
