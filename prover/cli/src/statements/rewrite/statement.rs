//! The release of collateral as a statement of the command line.

use covenant_core::ProvedClaim;
use covenant_parties::Error;
use covenant_parties::collateral::CollateralError;
use covenant_service::{Outcome, PrivateOutput};
use covenant_statements::collateral::rewrite::{PublicInputs, TIERS};
use covenant_statements::collateral::{Figures, Rewrite};
use covenant_statements::{CircuitInfo, Claim as _, Context, Day, Violation};
use covenant_verifier::attestation::collateral::{
    RewriteParts, RewritePredicate, RewriteStatement, rewrite_statement,
};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::TrustDocument;

use super::args::{ProveArgs, RewriteArgs};
use super::request::RewriteRequest;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::prover::keys;
use crate::statements::collateral::{self, CONDITIONS, Collateral};
use crate::statements::obligation::consent;
use crate::statements::{Condition, Decoded, PrivateFile, Statement};

/// The rewrite of a vault.
pub(crate) struct Release;

impl Statement for Release {
    type CheckArgs = RewriteArgs;
    type ClaimArgs = RewriteArgs;
    type ProveArgs = ProveArgs;
    type Request = RewriteRequest;
    type Claim = Rewrite;
    /// A rewrite that is for no context yet. All rules can be checked.
    type Part = Rewrite;
    type Predicate = RewritePredicate;

    const CONDITIONS: &'static [Condition] = CONDITIONS;
    const PART_LACKS: &'static str = Collateral::PART_LACKS;

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
        collateral::require_no_sequence(&args.context, "collateral/context-sequence")?;
        let mut rewrite = Self::read_claim(home, &args.rewrite)?;
        // Before a key is made, which takes minutes for a large tier.
        rewrite.check()?;
        let context = consent::context(&args.context, keys::current(home, rewrite.circuit())?.selector);
        rewrite.claim.context = context.to_field();
        Ok((rewrite, context))
    }

    fn private_files(_: &ProveArgs) -> Vec<PrivateFile<'_>> {
        Vec::new()
    }

    fn circuit_of_part(part: &Self::Part) -> &'static CircuitInfo {
        part.circuit()
    }

    fn check_part(part: &Rewrite) -> std::result::Result<(), Violation> {
        part.check()
    }

    fn request(rewrite: Rewrite, context: Context) -> RewriteRequest {
        RewriteRequest { rewrite, context }
    }

    fn decode(request: RewriteRequest) -> Result<Decoded<Self>> {
        request.decode()
    }

    fn not_whole() -> Failure {
        Collateral::not_whole()
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

    /// The figures are the borrower's already.
    fn private_outputs(_: Figures) -> Vec<PrivateOutput> {
        Vec::new()
    }

    fn require_private_outputs(_: &Outcome, _: &PublicInputs) -> Result<()> {
        Ok(())
    }

    fn trust(document: &mut TrustDocument, rewrite: &Rewrite, context: &Context) {
        Collateral::trust(document, &rewrite.claim, context);
    }

    fn as_of(rewrite: &Rewrite) -> Day {
        rewrite.claim.as_of
    }
}
