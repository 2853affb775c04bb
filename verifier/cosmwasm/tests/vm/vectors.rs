//! `vectors/cosmwasm/invoice.json`, and `vectors/evm`'s: keys, proofs and every part that they are bound to.

use std::path::Path;

use covenant_obligation_registry::msg::{Proved, Submission};
use covenant_obligation_registry::word::Word;
use covenant_statements::{Context, Day};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Vectors {
    pub(crate) circuit: String,
    pub(crate) verifying_key: String,
    pub(crate) selector: Word,
    pub(crate) nullifier_key_x: Word,
    pub(crate) nullifier_key_y: Word,
    pub(crate) statements: Vec<Statement>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Statement {
    pub(crate) name: String,
    pub(crate) context: Context,
    pub(crate) policy: Word,
    pub(crate) as_of: Day,
    pub(crate) registry_root: Word,
    pub(crate) public_inputs: Inputs,
    pub(crate) proof: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Inputs {
    pub(crate) context: Word,
    pub(crate) environment: Word,
    pub(crate) nullifier: Word,
    pub(crate) note: Word,
}

/// A file of `vectors/`.
pub(crate) fn file<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

impl Vectors {
    pub(crate) fn load() -> Self {
        file("cosmwasm/invoice.json")
    }

    pub(crate) fn statement(&self, name: &str) -> &Statement {
        self.statements.iter().find(|statement| statement.name == name).unwrap()
    }

    pub(crate) fn submission(&self, name: &str) -> Submission {
        self.statement(name).submission()
    }

    /// Every proof with its public inputs.
    pub(crate) fn proofs(&self) -> Vec<Proved> {
        self.statements.iter().map(Statement::proved).collect()
    }
}

impl Statement {
    pub(crate) fn submission(&self) -> Submission {
        Submission {
            selector: Word(self.context.selector.0),
            beneficiary: self.context.beneficiary,
            expiry: self.context.expiry,
            sequence: self.context.sequence,
            policy: self.policy,
            as_of: self.as_of,
            registry_root: self.registry_root,
            nullifier: self.public_inputs.nullifier,
            note: self.public_inputs.note,
            proof: self.proof.clone(),
        }
    }

    pub(crate) fn proved(&self) -> Proved {
        let Inputs { context, environment, nullifier, note } = self.public_inputs;
        Proved { public_inputs: vec![context, environment, nullifier, note], proof: self.proof.clone() }
    }
}
