//! `vectors/evm/invoice.json`: a verifying key, proofs under it, and every part that they are bound to.

use covenant_export::evm::abi::Submission;
use covenant_statements::serde_forms::{field_hex, point_hex};
use covenant_statements::{Context, Day, Environment, Fr, Network, Point, Selector, invoice::PublicInputs};
use covenant_verifier::groth16::{Proof, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::{fs, path::PathBuf};

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vectors {
    /// Says what the key is, for whoever opens the file.
    pub about: String,
    /// The circuit's name and version.
    pub circuit: String,
    /// The network; development, always.
    pub network: Network,
    /// The key's bytes in hexadecimal.
    pub verifying_key: String,
    /// The name of network, circuit and key.
    pub selector: Selector,
    /// The nullifier registry's public key, packed.
    #[serde(with = "point_hex")]
    pub nullifier_key: Point,
    /// Its coordinates.
    #[serde(with = "field_hex")]
    pub nullifier_key_x: Fr,
    /// Its coordinates.
    #[serde(with = "field_hex")]
    pub nullifier_key_y: Fr,
    /// The proofs.
    pub statements: Vec<Statement>,
}

/// One proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What is special about it.
    pub name: String,
    /// Where it may be used.
    pub context: Context,
    /// The policy's digest.
    #[serde(with = "field_hex")]
    pub policy: Fr,
    /// The day of judgement.
    pub as_of: Day,
    /// The same, as days since 1970-01-01.
    pub as_of_day: u32,
    /// The registry of parties.
    #[serde(with = "field_hex")]
    pub registry_root: Fr,
    /// Context, environment, nullifier, note.
    pub public_inputs: Inputs,
    /// A ‖ B ‖ C in hexadecimal.
    pub proof: String,
}

/// Public inputs by name.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The context.
    #[serde(with = "field_hex")]
    pub context: Fr,
    /// The environment.
    #[serde(with = "field_hex")]
    pub environment: Fr,
    /// N1.
    #[serde(with = "field_hex")]
    pub nullifier: Fr,
    /// The note.
    #[serde(with = "field_hex")]
    pub note: Fr,
}

impl Vectors {
    /// Where the file is.
    #[must_use]
    pub fn path() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/evm/invoice.json"))
    }

    /// Where the file of the same statements for a contract of a Cosmos chain is.
    #[must_use]
    pub fn cosmwasm_path() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/cosmwasm/invoice.json"))
    }

    /// The committed file.
    ///
    /// # Panics
    /// If it is missing or malformed: it is part of the sources.
    #[must_use]
    pub fn load() -> Self {
        let json = fs::read(Self::path()).expect("vectors/evm/invoice.json is part of the sources");
        serde_json::from_slice(&json).expect("vectors/evm/invoice.json is well formed")
    }

    /// The key.
    ///
    /// # Panics
    /// If the file's key is malformed.
    #[must_use]
    pub fn key(&self) -> VerifyingKey {
        let bytes = hex::decode(&self.verifying_key).expect("hexadecimal");
        VerifyingKey::from_bytes(&bytes).expect("a verifying key")
    }

    /// A proof by its name, as the registry takes it.
    ///
    /// # Panics
    /// If there is none of that name.
    #[must_use]
    pub fn submission(&self, name: &str) -> Submission {
        let statement = self.statements.iter().find(|s| s.name == name);
        self.prepare(statement.expect("a statement of this name"))
    }

    /// Every proof with its public inputs.
    #[must_use]
    pub fn proofs(&self) -> Vec<(Proof, Vec<Fr>)> {
        let pair = |s: &Statement| {
            let submission = self.prepare(s);
            (submission.proof, submission.public_inputs.to_array().to_vec())
        };
        self.statements.iter().map(pair).collect()
    }

    fn prepare(&self, statement: &Statement) -> Submission {
        let Inputs { context, environment, nullifier, note } = statement.public_inputs;
        let proof = hex::decode(&statement.proof).expect("hexadecimal");
        Submission {
            context: statement.context.clone(),
            environment: Environment {
                network: self.network,
                policy: statement.policy,
                as_of: statement.as_of,
                registry_root: statement.registry_root,
                nullifier_key: self.nullifier_key,
            },
            public_inputs: PublicInputs { context, environment, nullifier, note },
            proof: Proof::from_bytes(&proof).expect("a proof"),
        }
    }
}
