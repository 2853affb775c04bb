//! The statements of this binary, as the service sees them.

use covenant_core::keys::KeySummary;
use covenant_parties::Store as _;
use covenant_service::{CheckReport, CircuitCapability, Outcome, Refusal, Statements};
use covenant_statements::{Network, field};
use covenant_verifier::dsse::PublicKey;

use super::refusals::refusal;
use super::{attest, keys};
use crate::failure::Result;
use crate::home::Home;
use crate::statements::{self, AnyStatement, STATEMENTS};

/// Every statement, with the home's key for it.
pub(crate) struct HomeStatements {
    statements: Vec<(&'static dyn AnyStatement, KeySummary)>,
    prover: PublicKey,
}

impl HomeStatements {
    /// Finds the home's keys; a development home makes them.
    pub(crate) fn open(home: &Home) -> Result<Self> {
        let with_key = |statement: &&'static dyn AnyStatement| {
            Ok((*statement, keys::current(home, statement.circuit())?))
        };
        let statements = STATEMENTS.iter().map(with_key).collect::<Result<_>>()?;
        Ok(Self { statements, prover: attest::public_key(&home.prover_key()?)? })
    }

    fn judge(&self, circuit: &str, request: &[u8], outcome: &Outcome) -> Result<()> {
        let statement = statements::named(circuit)?;
        let own = self.statements.iter().find(|(known, _)| known.circuit() == statement.circuit());
        let (statement, key) = own.ok_or_else(statements::unknown)?;
        statement.judge(key, self.prover, request, outcome)
    }
}

fn capability((statement, key): &(&'static dyn AnyStatement, KeySummary)) -> CircuitCapability {
    let circuit = statement.circuit();
    CircuitCapability {
        circuit: circuit.name().to_owned(),
        version: circuit.version(),
        selector: field::bytes_hex(&key.selector.0),
        key_digest: key.digest.clone(),
        public_inputs: circuit.inputs.iter().map(|name| (*name).to_owned()).collect(),
        development: key.network == Network::Development,
        limits: statement.limits(),
    }
}

impl Statements for HomeStatements {
    fn capabilities(&self) -> Vec<CircuitCapability> {
        self.statements.iter().map(capability).collect()
    }

    fn check(&self, circuit: &str, claim: &[u8]) -> std::result::Result<CheckReport, Refusal> {
        statements::named(circuit).and_then(|statement| statement.check(claim)).map_err(refusal)
    }

    fn verify_result(
        &self,
        circuit: &str,
        claim: &[u8],
        outcome: &Outcome,
    ) -> std::result::Result<(), Refusal> {
        self.judge(circuit, claim, outcome).map_err(refusal)
    }
}
