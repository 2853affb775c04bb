//! The statements of this binary, as the service sees them.

use covenant_parties::Store as _;
use covenant_service::{CheckReport, CircuitCapability, Outcome, Refusal, Statements};
use covenant_statements::{Network, field};
use covenant_verifier::dsse::PublicKey;

use super::keys::Offered;
use super::refusals::refusal;
use super::{attest, keys};
use crate::failure::Result;
use crate::home::Home;
use crate::statements;

/// Every circuit that the home proves, with its key.
pub(crate) struct HomeStatements {
    circuits: Vec<Offered>,
    prover: PublicKey,
}

impl HomeStatements {
    /// Finds the home's keys; a development home makes them.
    pub(crate) fn open(home: &Home) -> Result<Self> {
        Ok(Self { circuits: keys::offered(home)?, prover: attest::public_key(&home.prover_key()?)? })
    }

    fn judge(&self, circuit: &str, request: &[u8], outcome: &Outcome) -> Result<()> {
        let own = self.circuits.iter().find(|(_, known, _)| known.name() == circuit);
        let (statement, _, key) = own.ok_or_else(statements::unknown)?;
        statement.judge(key, self.prover, request, outcome)
    }
}

fn capability((statement, circuit, key): &Offered) -> CircuitCapability {
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
        self.circuits.iter().map(capability).collect()
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
