//! The notes as cw721 tokens.

use cosmwasm_std::{CosmosMsg, Timestamp, WasmMsg, from_json};
use covenant_obligation_registry::msg::{ExecuteMsg, QueryMsg, ReceiverMsg};
use covenant_obligation_registry::token::{Expiration, MAX_APPROVALS};
use covenant_obligation_registry::word::Word;
use serde_json::{Value, json};

use super::world::{ANYBODY, BENEFICIARY, World, human, is};

const BUYER: [u8; 20] = [0xbb; 20];
const SPENDER: [u8; 20] = [0x5e; 20];

fn registered() -> (World, Word) {
    let mut w = World::new();
    w.register("first").unwrap();
    let note = w.note("first");
    (w, note)
}

fn approve(
    w: &mut World,
    from: [u8; 20],
    to: [u8; 20],
    note: Word,
    expires: Option<Expiration>,
) -> Result<(), String> {
    let msg = ExecuteMsg::Approve { spender: human(&to), token_id: note, expires };
    w.execute(&from, &msg).map(drop)
}

#[test]
fn a_token_moves_by_its_holder_and_whom_it_approved() {
    let (mut w, note) = registered();
    assert!(is(&w.transfer(ANYBODY, ANYBODY, note), "registry/not-holder"));
    assert!(is(&approve(&mut w, ANYBODY, ANYBODY, note, None), "registry/not-holder"));
    approve(&mut w, BENEFICIARY, SPENDER, note, None).unwrap();
    // Who is only approved approves nobody.
    assert!(is(&approve(&mut w, SPENDER, ANYBODY, note, None), "registry/not-holder"));
    w.clone().transfer(SPENDER, BUYER, note).unwrap();
    let revoke = ExecuteMsg::Revoke { spender: human(&SPENDER), token_id: note };
    assert!(is(&w.clone().execute(&ANYBODY, &revoke), "registry/not-holder"));
    let mut revoked = w.clone();
    revoked.execute(&BENEFICIARY, &revoke).unwrap();
    assert!(is(&revoked.transfer(SPENDER, BUYER, note), "registry/not-holder"));
    // A transfer ends approvals.
    w.transfer(BENEFICIARY, BUYER, note).unwrap();
    assert_eq!(w.owner_of(note).unwrap(), human(&BUYER));
    for from in [SPENDER, BENEFICIARY] {
        assert!(is(&w.transfer(from, BENEFICIARY, note), "registry/not-holder"));
    }
    let unknown = w.note("invoice-10");
    assert!(is(&w.transfer(BUYER, BENEFICIARY, unknown), "token/unknown"));
    let nowhere = ExecuteMsg::TransferNft { recipient: "nowhere".to_owned(), token_id: note };
    assert!(is(&w.execute(&BUYER, &nowhere), "registry/chain-error"));
}

#[test]
fn approvals_end_when_they_say() {
    let (mut w, note) = registered();
    let soon = Expiration::AtTime(Timestamp::from_seconds(w.now + 60));
    for past in [Expiration::AtHeight(1), Expiration::AtTime(Timestamp::from_seconds(w.now))] {
        assert!(is(&approve(&mut w, BENEFICIARY, SPENDER, note, Some(past)), "token/approval-expired"));
    }
    approve(&mut w, BENEFICIARY, SPENDER, note, Some(soon)).unwrap();
    let all = ExecuteMsg::ApproveAll { operator: human(&ANYBODY), expires: Some(soon) };
    w.execute(&BENEFICIARY, &all).unwrap();
    for from in [SPENDER, ANYBODY] {
        w.clone().transfer(from, BUYER, note).unwrap();
    }
    let approvals = |w: &mut World, include_expired| {
        let msg = QueryMsg::Approvals { token_id: note, include_expired };
        w.query::<Value>(&msg).unwrap()["approvals"].as_array().unwrap().len()
    };
    assert_eq!(approvals(&mut w, None), 1);
    w.now += 60;
    assert_eq!((approvals(&mut w, None), approvals(&mut w, Some(true))), (0, 1));
    for from in [SPENDER, ANYBODY] {
        assert!(is(&w.transfer(from, BUYER, note), "registry/not-holder"));
        assert!(is(&w.withdraw(from, note), "registry/not-holder"));
    }
}

#[test]
fn there_are_so_many_approvals_and_no_more() {
    let (mut w, note) = registered();
    for n in 0..MAX_APPROVALS {
        approve(&mut w, BENEFICIARY, [n as u8 + 1; 20], note, None).unwrap();
    }
    assert!(is(&approve(&mut w, BENEFICIARY, SPENDER, note, None), "registry/too-many"));
    // Once more for one that is there.
    approve(&mut w, BENEFICIARY, [1; 20], note, None).unwrap();
}

#[test]
fn an_operator_acts_for_all_of_a_holder() {
    let (mut w, note) = registered();
    w.execute(&BENEFICIARY, &ExecuteMsg::ApproveAll { operator: human(&SPENDER), expires: None }).unwrap();
    w.register("invoice-10").unwrap();
    let other = w.note("invoice-10");
    approve(&mut w, SPENDER, BUYER, note, None).unwrap();
    w.clone().transfer(SPENDER, BUYER, other).unwrap();
    let asked = QueryMsg::Operator { owner: human(&BENEFICIARY), operator: human(&SPENDER) };
    let expected = json!({ "approval": { "spender": human(&SPENDER), "expires": { "never": {} } } });
    assert_eq!(w.query::<Value>(&asked).unwrap(), expected);
    w.execute(&BENEFICIARY, &ExecuteMsg::RevokeAll { operator: human(&SPENDER) }).unwrap();
    assert!(is(&w.transfer(SPENDER, BUYER, other), "registry/not-holder"));
    assert!(is(&w.query::<Value>(&asked), "token/unknown"));
}

#[test]
fn a_contract_that_gets_a_token_is_told() {
    let (mut w, note) = registered();
    let contract = human(&[0xcc; 32]);
    let msg = ExecuteMsg::SendNft { contract: contract.clone(), token_id: note, msg: b"hello".into() };
    assert!(is(&w.execute(&ANYBODY, &msg), "registry/not-holder"));
    let response = w.execute(&BENEFICIARY, &msg).unwrap();
    let [sent] = response.messages.as_slice() else { panic!("one message") };
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) = &sent.msg else { panic!("a call") };
    assert_eq!((contract_addr, funds.len()), (&contract, 0));
    let told = ReceiverMsg::ReceiveNft { sender: human(&BENEFICIARY), token_id: note, msg: b"hello".into() };
    assert_eq!(from_json::<ReceiverMsg>(msg).unwrap(), told);
    assert_eq!(w.owner_of(note).unwrap(), contract);
}

#[test]
fn the_usual_questions_are_answered() {
    let (mut w, note) = registered();
    let info: Value = w.query(&QueryMsg::ContractInfo {}).unwrap();
    assert_eq!(info, json!({ "name": "Covenant Obligation", "symbol": "COVN" }));
    assert_eq!(w.query::<Value>(&QueryMsg::NumTokens {}).unwrap(), json!({ "count": 1 }));
    let nft: Value = w.query(&QueryMsg::NftInfo { token_id: note }).unwrap();
    assert_eq!((&nft["token_uri"], &nft["extension"]["state"]), (&Value::Null, &json!("registered")));
    approve(&mut w, BENEFICIARY, SPENDER, note, None).unwrap();
    let all: Value = w.query(&QueryMsg::AllNftInfo { token_id: note, include_expired: None }).unwrap();
    assert_eq!((&all["info"], &all["access"]["owner"]), (&nft, &json!(human(&BENEFICIARY))));
    let approval = QueryMsg::Approval { token_id: note, spender: human(&SPENDER), include_expired: None };
    assert_eq!(w.query::<Value>(&approval).unwrap()["approval"]["spender"], json!(human(&SPENDER)));
    let none = QueryMsg::Approval { token_id: note, spender: human(&BUYER), include_expired: None };
    assert!(is(&w.query::<Value>(&none), "token/unknown"));
    w.withdraw(BENEFICIARY, note).unwrap();
    assert_eq!(w.query::<Value>(&QueryMsg::NumTokens {}).unwrap(), json!({ "count": 0 }));
    assert!(is(&w.query::<Value>(&QueryMsg::NftInfo { token_id: note }), "token/unknown"));
}
