//! From files and a home to the claim that is checked and proved.

use std::path::Path;

use covenant_gadgets::merkle::Tree;
use covenant_statements::invoice::{AcknowledgedClaim, Claim, Consent, Rule, Violation};
use covenant_statements::{Day, ObligationPolicy, Point};

use crate::cli::Subject;
use crate::documents;
use crate::failure::{Exit, Failure, Result};
use crate::formats::Format as _;
use crate::formats::acknowledgement::SignedAcknowledgement;
use crate::formats::consent::SignedConsent;
use crate::home::registry::Registry;
use crate::home::{Home, policies};

/// What a claim is made of, with the registry that its members are of.
pub(crate) struct Ground {
    registry: Registry,
    tree: Tree,
    /// Conditions 1 to 3. Not checked yet.
    pub(crate) acknowledged: AcknowledgedClaim,
}

/// The files that a claim is made of.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    /// The document.
    pub(crate) document: &'a Path,
    /// The acknowledgement.
    pub(crate) acknowledgement: &'a Path,
    /// The day of judgement.
    pub(crate) as_of: Day,
    /// The policy, else the home's default.
    pub(crate) policy: Option<&'a Path>,
}

impl<'a> From<&'a Subject> for Sources<'a> {
    fn from(subject: &'a Subject) -> Self {
        let Subject { document, acknowledgement, as_of, policy } = subject;
        Self { document, acknowledgement, as_of: *as_of, policy: policy.as_deref() }
    }
}

impl Ground {
    /// Reads everything and finds the signer in the registry. Refuses an acknowledgement of another document.
    pub(crate) fn read(home: &Home, sources: Sources<'_>) -> Result<Self> {
        let registry = home.registry()?;
        let document = documents::read(sources.document)?;
        let obligation = documents::financeable(&document, &registry)?;
        let signed = SignedAcknowledgement::read(sources.acknowledgement, "acknowledgement")?;
        let policy = policies::named_or_default(home, sources.policy)?;
        obligation.matches(&signed.acknowledgement)?;
        Self::new(home, registry, signed, policy, sources.as_of)
    }

    /// Finds the signer in the registry.
    pub(crate) fn new(
        home: &Home,
        registry: Registry,
        signed: SignedAcknowledgement,
        policy: ObligationPolicy,
        as_of: Day,
    ) -> Result<Self> {
        let tree = registry.tree()?;
        let index = registry.signer(&signed.signer, &signed.acknowledgement);
        let signer = index.and_then(|index| registry.member(&tree, index));
        let acknowledged = AcknowledgedClaim {
            network: home.network(),
            policy,
            as_of,
            registry_root: tree.root(),
            acknowledgement: signed.acknowledgement,
            signature: signed.signature,
            signer: signer.ok_or(Violation(Rule::SignerNotRegistered))?,
        };
        Ok(Self { registry, tree, acknowledged })
    }

    /// The registration by which this key consents for the claim's seller.
    pub(crate) fn seller(&self, key: &Point) -> Result<covenant_statements::invoice::Member> {
        let AcknowledgedClaim { acknowledgement, as_of, .. } = &self.acknowledged;
        let index = self.registry.seller(key, acknowledgement.seller, *as_of);
        let member = index.and_then(|index| self.registry.member(&self.tree, index));
        member.ok_or_else(|| Violation(Rule::SellerNotRegistered).into())
    }

    /// The whole claim, with the seller's consent. Refuses a consent for another day, policy or network.
    pub(crate) fn with_consent(self, consent: &SignedConsent) -> Result<Claim> {
        let other = |field: &str| {
            let message = format!("the seller consented to another {}", field.replace('_', " "));
            Failure::new(Exit::Unsatisfied, format!("consent/other-{}", field.replace('_', "-")), message)
                .at(format!("consent.{field}"))
        };
        if consent.network != self.acknowledged.network {
            return Err(other("network"));
        }
        if consent.as_of != self.acknowledged.as_of {
            return Err(other("as_of"));
        }
        if consent.policy.digest() != self.acknowledged.policy.digest() {
            return Err(other("policy"));
        }
        let seller = self.seller(&consent.seller)?;
        let consent = Consent {
            context: consent.context.to_field(),
            transcript: (&consent.nullifier).into(),
            blinding: consent.blinding,
            seller,
            signature: consent.signature,
        };
        Ok(Claim { acknowledged: self.acknowledged, consent })
    }
}
