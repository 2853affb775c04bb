//! The release of collateral as a statement of the command line.

use covenant_core::ProvedClaim;
use covenant_parties::Error;
use covenant_parties::collateral::CollateralError;
use covenant_statements::collateral::Rewrite;
use covenant_statements::collateral::rewrite::TIERS;
use covenant_statements::{CircuitInfo, Claim as _, Context, Day, Fr, Violation};
use covenant_verifier::attestation::collateral::{
    RewriteParts, RewritePredicate, RewriteStatement, rewrite_statement,
};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::TrustDocument;

use super::args::{ProveArgs, RewriteArgs};
use crate::failure::Result;
use crate::home::Home;
use crate::statements::collateral::{CONDITIONS, Collateral};
use crate::statements::{ClaimRequest, Condition, Decoded, InContext, Statement, bind};

/// The rewrite of a vault.
pub(crate) struct Release;

impl Statement for Release {
    type CheckArgs = RewriteArgs;
    type ClaimArgs = RewriteArgs;
    type ProveArgs = ProveArgs;
    type Request = ClaimRequest<Rewrite>;
    type Claim = Rewrite;
    /// A rewrite that is for no context yet. All rules can be checked.
    type Part = Rewrite;
    type Predicate = RewritePredicate;

    const CONDITIONS: &'static [Condition] = CONDITIONS;

    fn circuits() -> &'static [CircuitInfo] {
        &TIERS
    }

    fn read_part(home: &Home, args: &RewriteArgs) -> Result<(Decoded<Self>, Day)> {
        Ok((Decoded::Part(Box::new(Self::read_claim(home, args)?)), args.subject.as_of))
    }

    fn read_claim(home: &Home, args: &RewriteArgs) -> Result<Rewrite> {
        let claim = Collateral::read_claim(home, &args.subject)?;
        let mut released = vec![false; claim.notes.len()];
        for row in args.release.iter().copied() {
            match row.checked_sub(1).and_then(|place| released.get_mut(place)) {
                Some(leaves) if !*leaves => *leaves = true,
                _ => return Err(Error::from(CollateralError::NoLine { row }).into()),
            }
        }
        Ok(Rewrite { claim, released })
    }

    fn read_for_proof(home: &Home, args: &ProveArgs) -> Result<(Rewrite, Context)> {
        bind(home, Self::read_claim(home, &args.rewrite)?, &args.context)
    }

    fn circuit_of_part(part: &Self::Part) -> &'static CircuitInfo {
        part.circuit()
    }

    fn check_part(part: &Rewrite) -> std::result::Result<(), Violation> {
        part.check()
    }

    fn request(rewrite: Rewrite, context: Context) -> ClaimRequest<Rewrite> {
        ClaimRequest::new(rewrite, context)
    }

    fn decode(request: ClaimRequest<Rewrite>) -> Result<Decoded<Self>> {
        Ok(Decoded::Whole(Box::new(request.decode()?)))
    }

    fn attestation(
        key: &VerifyingKey,
        rewrite: &Rewrite,
        context: &Context,
        proved: &ProvedClaim<Rewrite>,
    ) -> RewriteStatement {
        rewrite_statement(&RewriteParts {
            rewrite,
            circuit: rewrite.circuit(),
            verifying_key: key,
            context,
            proof: &proved.proof,
            log_index: None,
        })
    }

    fn trust(document: &mut TrustDocument, rewrite: &Rewrite, context: &Context) {
        Collateral::trust(document, &rewrite.claim, context);
    }

    fn as_of(rewrite: &Rewrite) -> Day {
        rewrite.claim.as_of
    }
}

impl InContext for Rewrite {
    const REQUEST: &'static str = "covenant/prove-request/rewrite";
    const SEQUENCE: &'static str = "collateral/context-sequence";

    fn context_mut(&mut self) -> &mut Fr {
        &mut self.claim.context
    }
}
