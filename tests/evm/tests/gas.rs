//! What the contracts cost, to the unit: `verifier/evm/gas-snapshot.txt` is what was measured when it was last looked at.
//! `UPDATE_GAS_SNAPSHOT=1 cargo test -p covenant-evm-tests --test gas` writes it anew.

use covenant_evm_tests::deployment::{
    ANYBODY, DAY, Deployment, GUARDIAN, NOON, OWNER, REGISTRAR, creation_code,
};
use covenant_evm_tests::liabilities::verify_call;
use covenant_evm_tests::pinned::Pinned;
use covenant_evm_tests::solvency::Deployment as Solvency;
use covenant_evm_tests::world::{BENEFICIARY, CHAIN_ID};
use covenant_export::evm::abi::{self, Call};
use covenant_statements::field;
use std::fmt::Write;

/// Price of a transaction's calldata: 4 a zero byte, 16 another.
fn calldata_gas(data: &[u8]) -> u64 {
    data.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum()
}

#[test]
fn a_verification_costs_at_most_two_percent_over_its_precompiles() {
    let deployment = Deployment::new();
    for (proof, inputs) in deployment.vectors.proofs() {
        let data = abi::verify(&proof, &inputs);
        let floor = 181_150 + 6_150 * inputs.len() as u64 + 21_000 + calldata_gas(&data);
        let (_, gas) = deployment.chain.call(deployment.verifier, data).success();
        assert!(gas * 100 <= floor * 102, "{gas} gas, the floor is {floor}");
    }
}

#[test]
fn a_batch_of_16_costs_at_most_70_000_a_proof() {
    let deployment = Deployment::new();
    let data = abi::verify_batch(&deployment.vectors.proofs()[..16]);
    let (_, gas) = deployment.chain.call(deployment.verifier, data).success();
    assert!(gas <= 70_000 * 16, "{gas} gas, {} a proof", gas / 16);
}

#[test]
fn nothing_costs_other_than_the_snapshot_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../verifier/evm/gas-snapshot.txt");
    let measured = measure();
    if std::env::var_os("UPDATE_GAS_SNAPSHOT").is_some() {
        std::fs::write(path, &measured).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == measured, "measured now:\n{measured}\ncommitted:\n{committed}");
}

fn measure() -> String {
    let mut out = String::from(
        "# Gas of whole transactions (Osaka prices, calldata and the transaction's 21,000 included), by tests/evm/tests/gas.rs.\n",
    );
    let mut note = |name: &str, gas: u64| writeln!(out, "{name} {gas}").unwrap();
    let mut deployment = Deployment::new();
    assert_eq!(deployment.chain.id, CHAIN_ID);
    let proofs = deployment.vectors.proofs();
    let call = |d: &Deployment, to, data| d.chain.call(to, data).success().1;

    note("verify, 4 inputs", call(&deployment, deployment.verifier, abi::verify(&proofs[0].0, &proofs[0].1)));
    for pinned in Pinned::all().iter().filter(|pinned| pinned.circuit.statement != "obligation") {
        let verifier = pinned.deploy(&mut deployment.chain);
        let gas = call(&deployment, verifier, abi::verify(&pinned.proof, &pinned.inputs));
        note(&format!("verify, {} inputs, {}", pinned.inputs.len(), pinned.circuit.statement), gas);
    }
    for count in [1, 2, 4, 8, 16] {
        let gas = call(&deployment, deployment.verifier, abi::verify_batch(&proofs[..count]));
        note(&format!("verifyBatch, {count} proofs"), gas);
        note(&format!("verifyBatch, {count} proofs, each"), gas / count as u64);
    }
    let first = deployment.vectors.submission("first");
    let environment = Call::new("environment(uint256,uint32,uint256)")
        .field(&first.environment.policy)
        .uint(u64::from(first.environment.as_of.get()))
        .field(&first.environment.registry_root);
    let cold = call(&deployment, deployment.registry, environment.clone().bytes());
    let (output, register_cold) = deployment.submit(&first).success();
    assert!(output.is_empty());
    let warm = call(&deployment, deployment.registry, environment.bytes());
    note("environment, not cached", cold);
    note("environment, cached", warm);
    note("register, first of its environment", register_cold);
    let next = deployment.vectors.submission("invoice-10");
    note("register, environment cached", deployment.submit(&next).success().1);
    let (financier, token) = ([0xf1; 20], first.public_inputs.note);
    note("finance", deployment.finance(BENEFICIARY, &token, financier).success().1);
    note("release", deployment.of_note(financier, "release(uint256)", &token).success().1);
    let again = deployment.vectors.submission("second");
    note("register again after a release", deployment.submit(&again).success().1);
    let token = again.public_inputs.note;
    deployment.finance(BENEFICIARY, &token, financier).success();
    for from in [financier, BENEFICIARY] {
        let call = Call::new("transferFinancing(uint256,bytes32)").field(&token).address(ANYBODY);
        let gas = deployment.chain.send(from, deployment.registry, call.bytes()).success().1;
        note(
            if from == financier {
                "transferFinancing, first voice"
            } else {
                "transferFinancing, second voice"
            },
            gas,
        );
    }
    note("settle", deployment.of_note(ANYBODY, "settle(uint256)", &token).success().1);
    let other = next.public_inputs.note;
    note("transfer", deployment.transfer(BENEFICIARY, ANYBODY, &other).success().1);
    note("withdraw", deployment.of_note(ANYBODY, "withdraw(uint256)", &other).success().1);
    let arguments = Call::constructor().address(OWNER).address(GUARDIAN).address(REGISTRAR);
    let prices = deployment.chain.deploy(ANYBODY, [creation_code("PriceRoots"), arguments.bytes()].concat());
    let (root, today) = (&first.environment.registry_root, NOON / DAY);
    let publish = Call::new("publish(uint256,uint32,uint32)").field(root).uint(today).uint(today + 1);
    note("prices, publish", deployment.chain.send(REGISTRAR, prices, publish.bytes()).success().1);
    let require = Call::new("requireLive(uint256,uint32)").field(root).uint(today);
    note("prices, requireLive", call(&deployment, prices, require.bytes()));
    let mut solvency = Solvency::new();
    let coverage = solvency.vectors.submission("first");
    let chunk = &coverage.chunks[0];
    let data = verify_call(field::to_be_bytes(&chunk.output), &chunk.proof);
    let gas = solvency.chain.call(solvency.chunk_verifier, data).success().1;
    note("chunk of liabilities, 2^12 rows, 1 asset", gas);
    let both = solvency.clone().add(&coverage.coverage, 0, &coverage.chunks).success().1;
    let [first, second] =
        [0, 1].map(|i| solvency.add(&coverage.coverage, i as u32, &coverage.chunks[i..=i]).success().1);
    note("coverage, its first chunk, 2^12 rows, 1 asset", first);
    note("coverage, its other chunk", second);
    note("coverage, both chunks at once", both);
    note("coverage, finish, 2 nullifiers", solvency.finish(&coverage).success().1);
    for inputs in [3usize, 6] {
        let harness = deployment.chain.deploy(ANYBODY, creation_code(&format!("PoseidonHarness{inputs}")));
        let call_data = Call::new(&format!("hash(uint256[{inputs}])"));
        let data = (0..inputs as u64).fold(call_data, Call::uint).bytes();
        let execution = call(&deployment, harness, data.clone()) - 21_000 - calldata_gas(&data);
        note(&format!("Poseidon of {inputs} inputs, execution"), execution);
    }
    out
}
