//! What it costs: `gas-snapshot.txt` is what was measured when it was last looked at, to the unit of SDK gas (VM gas ÷ 140,000, rounded up).
//! `UPDATE_GAS_SNAPSHOT=1` writes it anew.

use std::fmt::Write;
use std::path::Path;

use covenant_obligation_registry::msg::{OwnerCall, Proved, QueryMsg};
use covenant_obligation_registry::word::Word;
use covenant_statements::{Network, Selector};
use serde_json::Value;

use super::store::MULTIPLIER;
use super::world::{BENEFICIARY, World, wasm_path};

const FINANCIER: [u8; 20] = [0xf1; 20];

/// SDK gas of the last call in the machine, and of its storage at the SDK's prices.
fn last(world: &World) -> [u64; 2] {
    let report = world.gas.as_ref().unwrap();
    [report.used_internally, report.used_externally].map(|gas| gas.div_ceil(MULTIPLIER))
}

fn verify(world: &mut World, proved: &Proved) {
    let Proved { public_inputs, proof } = proved.clone();
    world
        .query::<Value>(&QueryMsg::Verify { selector: world.vectors.selector, public_inputs, proof })
        .unwrap();
}

fn batch(world: &mut World, count: usize) {
    let statements = world.vectors.proofs()[..count].to_vec();
    world.query::<Value>(&QueryMsg::VerifyBatch { selector: world.vectors.selector, statements }).unwrap();
}

#[test]
fn a_verification_of_4_inputs_costs_at_most_100_000() {
    let mut world = World::new();
    for proved in world.vectors.proofs() {
        verify(&mut world, &proved);
        let [machine, _] = last(&world);
        assert!(machine <= 100_000, "{machine}");
    }
}

#[test]
fn a_batch_of_16_costs_at_most_45_000_a_proof() {
    let mut world = World::new();
    batch(&mut world, 16);
    let [machine, _] = last(&world);
    assert!(machine <= 45_000 * 16, "{machine}, {} a proof", machine / 16);
}

#[test]
fn the_contract_has_at_most_800_kb() {
    let size = std::fs::metadata(wasm_path()).unwrap().len();
    assert!(size <= 800 * 1024, "{size} bytes");
}

#[test]
fn nothing_costs_other_than_the_snapshot_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gas-snapshot.txt");
    let measured = measure();
    if std::env::var_os("UPDATE_GAS_SNAPSHOT").is_some() {
        std::fs::write(&path, &measured).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == measured, "measured now:\n{measured}\ncommitted:\n{committed}");
}

fn measure() -> String {
    let mut out = String::from(
        "# SDK gas (VM gas / 140,000) of calls in cosmwasm-vm, and beside it of their storage at the SDK's prices, by tests/vm/gas.rs.\n",
    );
    let size = std::fs::metadata(wasm_path()).unwrap().len();
    writeln!(out, "bytes of wasm {size}").unwrap();
    let mut note =
        |name: &str, [machine, storage]: [u64; 2]| writeln!(out, "{name} {machine} + {storage}").unwrap();
    let mut world = World::empty();
    let msg = world.instantiation();
    world.instantiate(&msg).unwrap();
    note("instantiate", last(&world));
    let (circuit, verifying_key) = (world.vectors.circuit.clone(), world.vectors.verifying_key.clone());
    world.own(OwnerCall::AddKey { circuit, verifying_key, selector: world.vectors.selector }).unwrap();
    note("add_key, 4 inputs", last(&world));
    let mut world = World::new();
    let proofs = world.vectors.proofs();
    verify(&mut world, &proofs[0]);
    note("verify, 4 inputs", last(&world));
    for (inputs, cost) in refused(&mut world, &proofs[0].proof) {
        note(&format!("verify, {inputs} inputs, refused at the end"), cost);
    }
    for count in [1, 2, 4, 8, 16] {
        batch(&mut world, count);
        let cost = last(&world);
        note(&format!("verify_batch, {count} proofs"), cost);
        note(&format!("verify_batch, {count} proofs, each"), cost.map(|gas| gas.div_ceil(count as u64)));
    }
    life(&mut world, &mut note);
    out
}

/// Other numbers of inputs: a key of so many is made out of this one's points, and the proof is refused by the equation.
fn refused(world: &mut World, proof: &str) -> Vec<(usize, [u64; 2])> {
    use ark_bn254::{Fq, Fr, G1Affine};
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::{BigInteger, PrimeField};
    let bytes = hex::decode(&world.vectors.verifying_key).unwrap();
    let mut found = Vec::new();
    for inputs in [1usize, 5, 7, 8] {
        let mut key = bytes[..bytes.len().min(448 + 64 * (inputs + 1))].to_vec();
        let first = &bytes[448..512];
        let [x, y] = [&first[..32], &first[32..]].map(Fq::from_be_bytes_mod_order);
        while key.len() < 448 + 64 * (inputs + 1) {
            let times = Fr::from(key.len() as u64);
            let point = (G1Affine::new_unchecked(x, y).into_group() * times).into_affine();
            key.extend([point.x, point.y].iter().flat_map(|value| value.into_bigint().to_bytes_be()));
        }
        let circuit = format!("measured-{inputs}/1");
        let selector = Word(Selector::new(Network::Development, &circuit, &key).0);
        world.own(OwnerCall::AddKey { circuit, verifying_key: hex::encode(&key), selector }).unwrap();
        // Inputs of full size, as hashes are.
        let public_inputs: Vec<Word> =
            (0..inputs).map(|i| world.vectors.proofs()[i].public_inputs[i % 4]).collect();
        let msg = QueryMsg::Verify { selector, public_inputs, proof: proof.to_owned() };
        assert!(world.query::<Value>(&msg).unwrap_err().starts_with("proof/invalid"));
        found.push((inputs, last(world)));
    }
    found
}

fn life(world: &mut World, note: &mut impl FnMut(&str, [u64; 2])) {
    let (first, second) = (world.note("first"), world.note("second"));
    world.register("first").unwrap();
    note("register", last(world));
    world.finance(BENEFICIARY, first, FINANCIER).unwrap();
    note("finance", last(world));
    world.release(FINANCIER, first).unwrap();
    note("release", last(world));
    world.register("second").unwrap();
    note("register again after a release", last(world));
    world.finance(BENEFICIARY, second, FINANCIER).unwrap();
    world.hand_over(FINANCIER, second, [0xf2; 20]).unwrap();
    note("transfer_financing, first voice", last(world));
    world.hand_over(BENEFICIARY, second, [0xf2; 20]).unwrap();
    note("transfer_financing, second voice", last(world));
    world.transfer(BENEFICIARY, [0xbb; 20], second).unwrap();
    note("transfer_nft", last(world));
    world.settle([0xf2; 20], second).unwrap();
    note("settle", last(world));
    world.register("invoice-10").unwrap();
    let other = world.note("invoice-10");
    world.withdraw(BENEFICIARY, other).unwrap();
    note("withdraw", last(world));
    let today = world.now / 86_400;
    world.publish_root(super::world::number(5), today, today + 1, false).unwrap();
    note("publish_root", last(world));
}
