//! The statements of this binary, as the service sees them.

use std::path::PathBuf;

use covenant_halo2_verifier::Liabilities;
use covenant_parties::Store as _;
use covenant_service::{CheckReport, CircuitCapability, Outcome, Refusal, Statements};
use covenant_statements::{Network, field};
use covenant_verifier::dsse::PublicKey;

use super::keys::Offered;
use super::refusals::refusal;
use super::{attest, keys};
use crate::failure::Result;
use crate::home::Home;
use crate::registry::FollowedRoots;
use crate::statements;
use crate::statements::solvency::chunk;

/// Every circuit that the home proves, with its key.
pub(crate) struct HomeStatements {
    circuits: Vec<Offered>,
    /// Who signs; nobody where the home proves nothing, and offers no circuit.
    prover: Option<PublicKey>,
    /// The registry of parties that the home follows, if it does.
    roots: FollowedRoots,
    /// Where statements about ledgers lie, if chunks of them are proved.
    ledgers: Option<Ledgers>,
}

/// Chunks of the statements in a folder.
struct Ledgers {
    home: Home,
    folder: PathBuf,
    systems: Liabilities,
}

impl HomeStatements {
    /// Finds the home's keys; a development home makes them.
    pub(crate) fn open(home: &Home, ledgers: Option<PathBuf>) -> Result<Self> {
        let ledgers = match ledgers {
            Some(folder) => {
                let home = Home::open(Some(home.folder()))?;
                Some(Ledgers { home, folder, systems: Liabilities::default() })
            }
            None => None,
        };
        let roots = FollowedRoots::of(home);
        if !home.is_prover() {
            return Ok(Self { circuits: Vec::new(), prover: None, roots, ledgers });
        }
        let prover = Some(attest::public_key(&home.prover_key()?)?);
        Ok(Self { circuits: keys::offered(home)?, prover, roots, ledgers })
    }

    /// What chunks are proved of, where the circuit's name is that of chunks.
    fn chunks(&self, circuit: &str) -> Option<&Ledgers> {
        self.ledgers.as_ref().filter(|_| circuit == chunk::NAME)
    }

    fn judge(&self, circuit: &str, request: &[u8], outcome: &Outcome) -> Result<()> {
        if let Some(own) = self.chunks(circuit) {
            return chunk::judge(&own.home, &own.systems, &own.folder, request, outcome);
        }
        let own = self.circuits.iter().find(|(_, known, _)| known.name() == circuit);
        let (statement, _, key) = own.ok_or_else(statements::unknown)?;
        statement.judge(key, self.prover.ok_or_else(statements::unknown)?, request, outcome)
    }

    /// Checks a request natively, and that it is under a root that a followed registry has for its day.
    fn check_claim(&self, circuit: &str, claim: &[u8]) -> Result<CheckReport> {
        let statement = statements::named(circuit)?;
        let report = statement.check(claim)?;
        if self.roots.are_followed()?
            && let Some((roots, as_of)) = statement.registry_roots(claim)?
        {
            self.roots.require(&roots, as_of)?;
        }
        Ok(report)
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
        let chunks = self.ledgers.iter().map(|own| chunk::capability(own.home.network()));
        self.circuits.iter().map(capability).chain(chunks).collect()
    }

    fn is_attestation(&self, circuit: &str) -> bool {
        // What comes of a chunk's job is a digest; the attestation is made, and logged, where the statement is.
        self.chunks(circuit).is_none()
    }

    fn check(&self, circuit: &str, claim: &[u8]) -> std::result::Result<CheckReport, Refusal> {
        let checked = match self.chunks(circuit) {
            Some(own) => chunk::check(&own.home, &own.folder, claim),
            None => self.check_claim(circuit, claim),
        };
        checked.map_err(refusal)
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
