//! Writes the generated Solidity: Poseidon, for each circuit the verifiers' template, and the verifier of its key in `vectors/evm`.
#![expect(clippy::print_stderr, reason = "a program")]

use covenant_export::evm::{VerifierSource, contract_name, poseidon, template_source};
use covenant_statements::{CIRCUITS, CircuitInfo};
use covenant_verifier::groth16::VerifyingKey;
use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let contracts = root.join("verifier/evm");
    for t in [3, 4, 7] {
        fs::write(contracts.join(format!("src/generated/PoseidonT{t}.sol")), poseidon::source(t))?;
    }
    for (i, circuit) in CIRCUITS.iter().enumerate() {
        // One template for each statement; a verifier for each circuit that has vectors of the contracts' own.
        if CIRCUITS[..i].iter().any(|earlier| earlier.statement == circuit.statement) {
            continue;
        }
        let path = contracts.join(format!("src/generated/{}Template.sol", contract_name(circuit)));
        fs::write(path, template_source(circuit, "../ICovenantVerifier.sol"))?;
        let vectors = root.join(format!("vectors/evm/{}.json", circuit.name()));
        if vectors.exists() {
            let path = contracts.join(format!("test/generated/{}.sol", contract_name(circuit)));
            fs::write(path, verifier(circuit, &fs::read(vectors)?)?)?;
        }
    }
    eprintln!("wrote src/generated and test/generated; now `npm run build` in verifier/evm");
    Ok(())
}

/// The verifier of the key of a circuit's vectors.
fn verifier(circuit: &CircuitInfo, vectors: &[u8]) -> Result<String, Box<dyn Error>> {
    let vectors: serde_json::Value = serde_json::from_slice(vectors)?;
    let text = |name: &str| vectors[name].as_str().ok_or_else(|| format!("no {name} in the vectors"));
    let key = VerifyingKey::from_bytes(&hex::decode(text("verifying_key")?).map_err(|_| "not hexadecimal")?)?;
    let source = VerifierSource {
        contract: &contract_name(circuit),
        interface: "../../src/ICovenantVerifier.sol",
        circuit: text("circuit")?,
        network: text("network")?.parse()?,
        key: &key,
    };
    Ok(source.render())
}
