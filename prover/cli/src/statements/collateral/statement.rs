//! Collateral sufficiency as a statement of the command line.

use ark_ff::AdditiveGroup as _;
use covenant_core::ProvedClaim;
use covenant_service::{Outcome, PrivateOutput};
use covenant_statements::collateral::{self, Claim, Figures, PublicInputs, TIERS};
use covenant_statements::{CircuitInfo, Claim as _, Context, Day, Fr, Violation};
use covenant_verifier::attestation::collateral::{
    CollateralPredicate, CollateralStatement, Parts, statement,
};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::{CustodyEntry, PolicyEntry, RootEntry, RootKind, TrustDocument};

use super::args::{CheckArgs, ProveArgs, Subject};
use super::request::CollateralRequest;
use super::{CONDITIONS, claim};
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::prover::keys;
use crate::statements::obligation::args::ContextArgs;
use crate::statements::obligation::consent;
use crate::statements::{Condition, Decoded, PrivateFile, Statement};

/// Statement 2.
pub(crate) struct Collateral;

impl Statement for Collateral {
    type CheckArgs = CheckArgs;
    type ClaimArgs = Subject;
    type ProveArgs = ProveArgs;
    type Request = CollateralRequest;
    type Claim = Claim;
    /// A claim that is for no context yet. All rules can be checked.
    type Part = Claim;
    type Predicate = CollateralPredicate;

    const CONDITIONS: &'static [Condition] = CONDITIONS;
    const PART_LACKS: &'static str = "a context";

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
        require_no_sequence(&args.context, "collateral/context-sequence")?;
        let mut claim = Self::read_claim(home, &args.subject)?;
        claim.disclosure = args.disclosure.seal(&Figures::NAMES)?;
        // Before a key is made, which takes minutes for a large tier.
        claim.check()?;
        let context = consent::context(&args.context, keys::current(home, claim.circuit())?.selector);
        claim.context = context.to_field();
        Ok((claim, context))
    }

    fn private_files(_: &ProveArgs) -> Vec<PrivateFile<'_>> {
        Vec::new()
    }

    fn circuit_of_part(part: &Self::Part) -> &'static CircuitInfo {
        part.circuit()
    }

    fn check_part(part: &Claim) -> std::result::Result<(), Violation> {
        Ok(collateral::check(part)?)
    }

    fn request(claim: Claim, context: Context) -> CollateralRequest {
        CollateralRequest { claim, context }
    }

    fn decode(request: CollateralRequest) -> Result<Decoded<Self>> {
        request.decode()
    }

    fn not_whole() -> Failure {
        Failure::input("request/no-context", "a proof needs a context").at("context")
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

    /// The figures are the borrower's already.
    fn private_outputs(_: Figures) -> Vec<PrivateOutput> {
        Vec::new()
    }

    fn require_private_outputs(_: &Outcome, _: &PublicInputs) -> Result<()> {
        Ok(())
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

/// Refuses the sequence of an obligation's registrations.
pub(crate) fn require_no_sequence(context: &ContextArgs, code: &'static str) -> Result<()> {
    if context.sequence == 0 {
        return Ok(());
    }
    let message = "such a proof registers nothing: its sequence is 0";
    Err(Failure::usage(code, message).at("sequence"))
}
