//! Everything that a prover knows of a vault and its collateral.

use super::{
    CollateralPolicy, Environment, Figures, Ledger, PublicInputs, SignedAppraisal, TIERS, check, tier_of,
};
use crate::{
    Amount, CircuitInfo, Day, Fr, Member, Network, Note, PriceMember, PriceSignature, Roles, Signature,
    ValueError,
    disclosure::{self, Disclosure, Seal, public_input},
    redact::redacted,
};
use alloc::vec::Vec;
use ark_ff::AdditiveGroup;

/// A day's prices: the root, its signatures, and the price of each of the policy's commodities that there is some of.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Prices {
    /// The root.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub root: Fr,
    /// The day that is signed with it.
    pub day: Day,
    /// As many signatures as the quorum needs, in the order of the roles' list of authorities.
    pub signatures: Vec<PriceSignature>,
    /// In the policy's order of commodities.
    pub members: Vec<Option<PriceMember>>,
}

/// The whole witness of statement 2.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Claim {
    /// The network that everything was signed for.
    pub network: Network,
    /// The policy, whole.
    pub policy: CollateralPolicy,
    /// The day it is judged by.
    pub as_of: Day,
    /// The registry's root.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub registry_root: Fr,
    /// Who may sign for this facility.
    pub roles: Roles,
    /// The vault's counter.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub counter: u64,
    /// The context as a field element.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub context: Fr,
    /// What must be covered: outstanding, letters of credit and the draw that is asked for.
    pub exposure: Amount,
    /// The openings of the vault's notes, in its order.
    pub notes: Vec<Note>,
    /// The day's ledger.
    pub ledger: Ledger,
    /// Its signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub ledger_signature: Signature,
    /// Whose it is.
    pub servicer: Member,
    /// Up to 2 appraisals; the numbers of their lots increase from the first to the last.
    pub appraisals: Vec<SignedAppraisal>,
    /// The day's prices, where there is a commodity.
    pub prices: Option<Prices>,
    /// To whom figures are disclosed, and which.
    #[cfg_attr(feature = "serde", serde(with = "crate::disclosure::seal_form"))]
    pub disclosure: Option<Seal>,
}

redacted!(Prices Claim);

impl Claim {
    /// The environment's parts.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            policy: self.policy.digest(),
            price_root: self.prices.as_ref().map_or(Fr::ZERO, |prices| prices.root),
            registry_root: self.registry_root,
            roles: self.roles.digest(),
            as_of: self.as_of,
            counter: self.counter,
            epoch: self.ledger.epoch,
            sequence: self.ledger.sequence,
        }
    }

    /// The commitments of the notes.
    #[must_use]
    pub fn commitments(&self) -> Vec<Fr> {
        self.notes.iter().map(Note::commitment).collect()
    }

    /// The vault's digest after its notes.
    #[must_use]
    pub fn vault_digest(&self) -> Fr {
        crate::vault::chain(self.ledger.vault, &self.commitments())
    }

    /// What goes to the auditor.
    #[must_use]
    pub fn disclosed(&self) -> Option<Disclosure> {
        self.disclosure.as_ref()?.disclosure(self.context, &Figures::of(self).disclosed()).ok()
    }

    /// What the proof makes public.
    #[must_use]
    pub fn public_inputs(&self) -> PublicInputs {
        PublicInputs {
            context: self.context,
            environment: self.environment().to_field(),
            vault: self.vault_digest(),
            exposure: Fr::from(self.exposure.0),
            disclosure: public_input(self.disclosed().as_ref(), self.context),
        }
    }
}

impl crate::Claim for Claim {
    type Public = PublicInputs;
    type Opening = Figures;

    fn circuit(&self) -> &'static CircuitInfo {
        tier_of(&TIERS, self.notes.len().max(self.ledger.debtors.len()))
    }

    fn network(&self) -> Network {
        self.network
    }

    fn validate(&self) -> Result<(), ValueError> {
        self.policy.validate()?;
        self.roles.validate()?;
        disclosure::validate(self.disclosure.as_ref(), &Figures::NAMES)
    }

    fn check(&self) -> Result<(), crate::Violation> {
        Ok(check(self)?)
    }

    fn public_inputs(&self) -> Option<PublicInputs> {
        Some(Self::public_inputs(self))
    }

    fn opening(&self) -> Option<Figures> {
        Some(Figures::of(self))
    }
}
