//! Obligation validity as a statement of the command line.

use covenant_core::ProvedClaim;
use covenant_parties::obligation::{NoteOpening, SignedConsent};
use covenant_parties::{Error, Format as _};
use covenant_service::{Outcome, PrivateOutput, Secret};
use covenant_statements::invoice::{self, AcknowledgedClaim, Claim, Clause, PublicInputs};
use covenant_statements::{CircuitInfo, Context, Day, Note, Violation};
use covenant_verifier::attestation::obligation::{
    ObligationPredicate, ObligationStatement, Parts, statement,
};
use covenant_verifier::groth16::VerifyingKey;
use covenant_verifier::trust::{
    HomeRegistry, NullifierKeyEntry, PolicyEntry, RootEntry, RootKind, TrustDocument,
};

use super::args::{CheckArgs, ClaimArgs, ProveArgs};
use super::claim::{self, Sources};
use super::consent;
use super::request::ObligationRequest;
use crate::failure::{Failure, Result};
use crate::formats;
use crate::home::Home;
use crate::statements::{Condition, Decoded, PrivateFile, Statement};

/// The private output that holds a note's opening.
pub(crate) const NOTE: &str = "note";

/// Statement 1.
pub(crate) struct Obligation;

impl Obligation {
    /// The one circuit.
    pub(crate) const CIRCUIT: &'static CircuitInfo = &invoice::CIRCUIT;
}

const fn condition(clause: Clause, of_part: bool) -> Condition {
    Condition { name: clause.name(), of_part }
}

impl Statement for Obligation {
    type CheckArgs = CheckArgs;
    type ClaimArgs = ClaimArgs;
    type ProveArgs = ProveArgs;
    type Request = ObligationRequest;
    type Claim = Claim;
    /// What the debtor has signed, without the seller's consent.
    type Part = AcknowledgedClaim;
    type Predicate = ObligationPredicate;

    const CONDITIONS: &'static [Condition] = &[
        condition(Clause::Signer, true),
        condition(Clause::Signature, true),
        condition(Clause::Terms, true),
        condition(Clause::Nullifier, false),
        condition(Clause::Note, false),
        condition(Clause::Consent, false),
    ];
    const PART_LACKS: &'static str = "the seller's consent";

    fn circuits() -> &'static [CircuitInfo] {
        std::slice::from_ref(Self::CIRCUIT)
    }

    fn read_part(home: &Home, args: &CheckArgs) -> Result<(Decoded<Self>, Day)> {
        let draft = claim::read(home, Sources::from(&args.subject))?;
        let as_of = args.subject.as_of;
        let Some(path) = &args.consent else {
            return Ok((Decoded::Part(Box::new(draft.acknowledged)), as_of));
        };
        // A claim that does not hold without the consent is refused for that.
        Self::check_part(&draft.acknowledged)?;
        let consent: SignedConsent = formats::read(path, "consent")?;
        Ok((Decoded::Whole(Box::new((draft.with_consent(&consent)?, consent.context.clone()))), as_of))
    }

    fn read_claim(home: &Home, args: &ClaimArgs) -> Result<Claim> {
        Ok(read(home, args)?.0)
    }

    fn read_for_proof(home: &Home, args: &ProveArgs) -> Result<(Claim, Context)> {
        let draft = claim::read(home, Sources::from(&args.claim.subject))?;
        let consent: SignedConsent = formats::read(&args.claim.consent, "consent")?;
        consent::require_same_context(&consent.context, &args.context)?;
        Ok((draft.with_consent(&consent)?, consent.context.clone()))
    }

    fn private_files(args: &ProveArgs) -> Vec<PrivateFile<'_>> {
        vec![PrivateFile {
            output: NOTE,
            reply: "note_opening",
            what: "the note's opening",
            argument: "--note-out",
            path: args.note_out.as_deref(),
        }]
    }

    fn circuit_of_part(_: &Self::Part) -> &'static CircuitInfo {
        Self::CIRCUIT
    }

    fn check_part(part: &AcknowledgedClaim) -> std::result::Result<(), Violation> {
        Ok(invoice::check_acknowledged(part)?)
    }

    fn request(claim: Claim, context: Context) -> ObligationRequest {
        ObligationRequest::whole(claim, context)
    }

    fn decode(request: ObligationRequest) -> Result<Decoded<Self>> {
        request.decode()
    }

    fn not_whole() -> Failure {
        Failure::input("request/no-consent", "a proof needs the seller's consent").at("consented")
    }

    fn attestation(
        key: &VerifyingKey,
        claim: &Claim,
        context: &Context,
        proved: &ProvedClaim<Claim>,
    ) -> ObligationStatement {
        let acknowledged = &claim.acknowledged;
        statement(&Parts {
            network: acknowledged.network,
            verifying_key: key,
            policy: &acknowledged.policy,
            as_of: acknowledged.as_of,
            registry_root: acknowledged.registry_root,
            nullifier_key: claim.consent.transcript.key,
            context,
            nullifier: proved.public_inputs.nullifier,
            note: proved.public_inputs.note,
            proof: &proved.proof,
            log_index: None,
        })
    }

    fn private_outputs(opening: Note) -> Vec<PrivateOutput> {
        let bytes = Secret::new(NoteOpening::from(opening).to_json());
        vec![PrivateOutput { name: NOTE.to_owned(), bytes }]
    }

    fn require_private_outputs(outcome: &Outcome, expected: &PublicInputs) -> Result<()> {
        let note = outcome.private_output(NOTE).map_or(&[][..], Secret::expose);
        let opening = NoteOpening::from_json(note, NOTE).map_err(Error::from)?;
        if opening.commitment == expected.note && opening.is_sound() {
            Ok(())
        } else {
            let message = "the note's opening is not that of the proved note";
            Err(Failure::refused("note/of-another-claim", message))
        }
    }

    fn trust(document: &mut TrustDocument, claim: &Claim, context: &Context) {
        let acknowledged = &claim.acknowledged;
        let as_of = acknowledged.as_of;
        document.roots.push(RootEntry {
            kind: RootKind::Parties,
            root: acknowledged.registry_root,
            from: as_of,
            until: as_of,
        });
        document.nullifier_keys.push(NullifierKeyEntry {
            key: claim.consent.transcript.key,
            home: HomeRegistry { chain: context.chain.clone(), contract: context.contract },
        });
        // Every policy has a JSON form; one without would be missing here, and refused.
        document.policies.extend(PolicyEntry::new(&acknowledged.policy));
    }

    fn as_of(claim: &Claim) -> Day {
        claim.acknowledged.as_of
    }
}

fn read(home: &Home, args: &ClaimArgs) -> Result<(Claim, Context)> {
    let draft = claim::read(home, Sources::from(&args.subject))?;
    let consent: SignedConsent = formats::read(&args.consent, "consent")?;
    Ok((draft.with_consent(&consent)?, consent.context.clone()))
}
