//! From an acknowledgement and the registry to the claim that is checked and proved.

use covenant_gadgets::merkle::Tree;
use covenant_statements::invoice::{AcknowledgedClaim, Claim, Consent, Rule, Violation};
use covenant_statements::{Day, Member, Network, ObligationPolicy, Point};

use super::{ConsentError, SignedAcknowledgement, SignedConsent};
use crate::{Error, Registry};

/// A claim that the seller's consent is still missing from, with the registry that its members are of.
pub struct ClaimDraft {
    registry: Registry,
    tree: Tree,
    /// Conditions 1 to 3. Not checked yet.
    pub acknowledged: AcknowledgedClaim,
}

impl ClaimDraft {
    /// Finds the signer in the registry.
    pub fn new(
        network: Network,
        registry: Registry,
        signed: SignedAcknowledgement,
        policy: ObligationPolicy,
        as_of: Day,
    ) -> Result<Self, Error> {
        let tree = registry.tree()?;
        let index = registry.signer(&signed.signer, &signed.acknowledgement);
        let signer = index.and_then(|index| registry.member(&tree, index));
        let acknowledged = AcknowledgedClaim {
            network,
            policy,
            as_of,
            registry_root: tree.root(),
            acknowledgement: signed.acknowledgement,
            signature: signed.signature,
            signer: signer.ok_or(Violation::of(Rule::SignerNotRegistered))?,
        };
        Ok(Self { registry, tree, acknowledged })
    }

    /// The registration by which this key consents for the claim's seller.
    pub fn seller(&self, key: &Point) -> Result<Member, Violation> {
        let AcknowledgedClaim { acknowledgement, as_of, .. } = &self.acknowledged;
        let index = self.registry.seller(key, acknowledgement.seller, *as_of);
        let member = index.and_then(|index| self.registry.member(&self.tree, index));
        member.ok_or(Violation::of(Rule::SellerNotRegistered))
    }

    /// The whole claim, with the seller's consent. Refuses a consent for another day, policy or network.
    pub fn with_consent(self, consent: &SignedConsent) -> Result<Claim, Error> {
        if consent.network != self.acknowledged.network {
            return Err(ConsentError::OtherNetwork.into());
        }
        if consent.as_of != self.acknowledged.as_of {
            return Err(ConsentError::OtherDay.into());
        }
        if consent.policy.digest() != self.acknowledged.policy.digest() {
            return Err(ConsentError::OtherPolicy.into());
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
