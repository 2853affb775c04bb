//! A debt pool as a statement of the command line.

use ark_ff::AdditiveGroup as _;
use covenant_core::ProvedClaim;
use covenant_service::{Outcome, PrivateOutput};
use covenant_statements::pool::{self, Claim, Figure, Figures, PublicInputs, TIERS};
use covenant_statements::{CircuitInfo, Claim as _, Context, Day, Fr, Violation};
use covenant_verifier::attestation::pool::{Parts, PoolPredicate, PoolStatement, statement};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::{CustodyEntry, PolicyEntry, RootEntry, RootKind, TrustDocument};

use super::args::{CheckArgs, ProveArgs, Subject};
use super::request::PoolRequest;
use super::{CONDITIONS, claim};
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::prover::keys;
use crate::statements::collateral::{Collateral, require_no_sequence};
use crate::statements::obligation::consent;
use crate::statements::{Condition, Decoded, PrivateFile, Statement};

/// Statement 4.
pub(crate) struct Pool;

impl Statement for Pool {
    type CheckArgs = CheckArgs;
    type ClaimArgs = Subject;
    type ProveArgs = ProveArgs;
    type Request = PoolRequest;
    type Claim = Claim;
    /// A claim that is for no context yet. All rules can be checked.
    type Part = Claim;
    type Predicate = PoolPredicate;

    const CONDITIONS: &'static [Condition] = CONDITIONS;
    const PART_LACKS: &'static str = Collateral::PART_LACKS;

    fn circuits() -> &'static [CircuitInfo] {
        &TIERS
    }

    fn read_part(home: &Home, args: &CheckArgs) -> Result<(Decoded<Self>, Day)> {
        let claim = Self::read_claim(home, &args.subject)?;
        let cut_off = claim.tape.cut_off;
        Ok((Decoded::Part(Box::new(claim)), cut_off))
    }

    fn read_claim(home: &Home, args: &Subject) -> Result<Claim> {
        // No rule is about the context: it is the prover's to choose.
        Ok(claim::read(home, args, Fr::ZERO)?.0)
    }

    fn read_for_proof(home: &Home, args: &ProveArgs) -> Result<(Claim, Context)> {
        require_no_sequence(&args.context, "pool/context-sequence")?;
        let mut claim = Self::read_claim(home, &args.subject)?;
        claim.disclosure = args.disclosure.seal(&Figure::NAMES)?;
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
        Ok(pool::check(part)?)
    }

    fn request(claim: Claim, context: Context) -> PoolRequest {
        PoolRequest { claim, context }
    }

    fn decode(request: PoolRequest) -> Result<Decoded<Self>> {
        request.decode()
    }

    fn not_whole() -> Failure {
        Collateral::not_whole()
    }

    fn attestation(
        key: &VerifyingKey,
        claim: &Claim,
        context: &Context,
        proved: &ProvedClaim<Claim>,
    ) -> PoolStatement {
        statement(&Parts {
            claim,
            public_inputs: &proved.public_inputs,
            figures: &proved.opening,
            circuit: claim.circuit(),
            verifying_key: key,
            context,
            proof: &proved.proof,
            log_index: None,
        })
    }

    /// The figures are the originator's already.
    fn private_outputs(_: Figures) -> Vec<PrivateOutput> {
        Vec::new()
    }

    fn require_private_outputs(_: &Outcome, _: &PublicInputs) -> Result<()> {
        Ok(())
    }

    fn trust(document: &mut TrustDocument, claim: &Claim, _: &Context) {
        let (cut_off, environment) = (claim.tape.cut_off, claim.environment());
        let root = environment.registry_root;
        document.roots.push(RootEntry { kind: RootKind::Parties, root, from: cut_off, until: cut_off });
        // Every policy has a JSON form; one without would be missing here, and refused.
        document.policies.extend(PolicyEntry::new(&claim.policy));
        document.pools.push(CustodyEntry {
            id: "the claim's".into(),
            d0: environment.pool,
            policy: environment.policy,
            roles: environment.roles,
            epoch: environment.epoch.into(),
            counter: environment.counter,
            sequence: environment.sequence,
        });
    }

    fn as_of(claim: &Claim) -> Day {
        claim.tape.cut_off
    }
}
