//! Writes the generated Solidity: Poseidon, the verifier's template, and the verifier of the key in `vectors/evm`.
#![expect(clippy::print_stderr, reason = "a program")]

use covenant_export::evm::{VerifierSource, poseidon, template_source};
use covenant_statements::invoice::CIRCUIT_ID;
use covenant_verifier::groth16::VerifyingKey;
use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let contracts = root.join("verifier/evm");
    let interface = "../../src/ICovenantVerifier.sol";
    for t in [4, 7] {
        fs::write(contracts.join(format!("src/generated/PoseidonT{t}.sol")), poseidon::source(t))?;
    }
    let template = template_source("InvoiceVerifierTemplate", "../ICovenantVerifier.sol", CIRCUIT_ID, 4);
    fs::write(contracts.join("src/generated/InvoiceVerifierTemplate.sol"), template)?;

    let path = root.join("vectors/evm/invoice.json");
    let vectors: serde_json::Value = serde_json::from_slice(&fs::read(&path)?)?;
    let text = |name: &str| vectors[name].as_str().ok_or_else(|| format!("no {name} in the vectors"));
    let key = VerifyingKey::from_bytes(&hex::decode(text("verifying_key")?).map_err(|_| "not hexadecimal")?)?;
    let source = VerifierSource {
        contract: "InvoiceVerifier",
        interface,
        circuit: text("circuit")?,
        network: text("network")?.parse()?,
        key: &key,
    };
    fs::write(contracts.join("test/generated/InvoiceVerifier.sol"), source.render())?;
    eprintln!("wrote src/generated and test/generated; now `npm run build` in verifier/evm");
    Ok(())
}
