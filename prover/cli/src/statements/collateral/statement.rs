//! Collateral sufficiency as a statement of the command line.

use ark_ff::AdditiveGroup as _;
use covenant_core::ProvedClaim;
use covenant_statements::collateral::{self, Claim, Figures, TIERS};
use covenant_statements::{CircuitInfo, Claim as _, Context, Day, Fr, Violation};
use covenant_verifier::attestation::collateral::{
    CollateralPredicate, CollateralStatement, Parts, statement,
};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::{CustodyEntry, PolicyEntry, RootEntry, RootKind, TrustDocument};

use super::args::{CheckArgs, ProveArgs, Subject};
use super::{CONDITIONS, claim};
use crate::failure::Result;
use crate::home::Home;
use crate::statements::{ClaimRequest, Condition, Decoded, InContext, Statement, bind};

/// Statement 2.
pub(crate) struct Collateral;

impl Statement for Collateral {
    type CheckArgs = CheckArgs;
    type ClaimArgs = Subject;
    type ProveArgs = ProveArgs;
    type Request = ClaimRequest<Claim>;
    type Claim = Claim;
    /// A claim that is for no context yet. All rules can be checked.
    type Part = Claim;
    type Predicate = CollateralPredicate;

    const CONDITIONS: &'static [Condition] = CONDITIONS;

    fn circuits() -> &'static [CircuitInfo] {
        &TIERS
    }

    fn read_part(home: &Home, args: &CheckArgs) -> Result<(Decoded<Self>, Day)> {
        let claim = Self::read_claim(home, &args.subject)?;
        Ok((Decoded::Part(Box::new(claim)), args.subject.as_of))
    }

    fn read_claim(home: &Home, args: &Subject) -> Result<Claim> {
        // No rule is about the context: it is the prover's to choose.
        Ok(claim::read(home, args, Fr::ZERO)?.0)
    }

    fn read_for_proof(home: &Home, args: &ProveArgs) -> Result<(Claim, Context)> {
        let mut claim = Self::read_claim(home, &args.subject)?;
        claim.disclosure = args.disclosure.seal(&Figures::NAMES)?;
        bind(home, claim, &args.context)
    }

    fn circuit_of_part(part: &Self::Part) -> &'static CircuitInfo {
        part.circuit()
    }

    fn check_part(part: &Claim) -> std::result::Result<(), Violation> {
        Ok(collateral::check(part)?)
    }

    fn request(claim: Claim, context: Context) -> ClaimRequest<Claim> {
        ClaimRequest::new(claim, context)
    }

    fn decode(request: ClaimRequest<Claim>) -> Result<Decoded<Self>> {
        Ok(Decoded::Whole(Box::new(request.decode()?)))
    }

    fn attestation(
        key: &VerifyingKey,
        claim: &Claim,
        context: &Context,
        proved: &ProvedClaim<Claim>,
    ) -> CollateralStatement {
        statement(&Parts {
            claim,
            circuit: claim.circuit(),
            verifying_key: key,
            context,
            proof: &proved.proof,
            log_index: None,
        })
    }

    fn trust(document: &mut TrustDocument, claim: &Claim, _: &Context) {
        let (as_of, environment) = (claim.as_of, claim.environment());
        let root = |kind, root| RootEntry { kind, root, from: as_of, until: as_of };
        document.roots.push(root(RootKind::Parties, environment.registry_root));
        if environment.price_root != Fr::ZERO {
            document.roots.push(root(RootKind::Prices, environment.price_root));
        }
        // Every policy has a JSON form; one without would be missing here, and refused.
        document.policies.extend(PolicyEntry::new(&claim.policy));
        document.facilities.push(CustodyEntry {
            id: "the claim's".into(),
            d0: claim.ledger.vault,
            policy: environment.policy,
            roles: environment.roles,
            epoch: environment.epoch.into(),
            counter: environment.counter,
            sequence: environment.sequence,
        });
    }

    fn as_of(claim: &Claim) -> Day {
        claim.as_of
    }
}

impl InContext for Claim {
    const REQUEST: &'static str = "covenant/prove-request/collateral";
    const SEQUENCE: &'static str = "collateral/context-sequence";

    fn context_mut(&mut self) -> &mut Fr {
        &mut self.context
    }
}
