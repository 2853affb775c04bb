//! Everything that a prover knows of a pool.

use super::{
    Environment, FIGURES, Figures, PoolPolicy, PublicInputs, TRANCHES, Tape, check, figure, tier_of,
};
use crate::{
    Amount, CircuitInfo, Fr, Member, Network, Note, Policy as _, Signature, ValueError,
    disclosure::{Disclosure, Seal, public_input},
    redact::redacted,
    roles::Roles,
};
use alloc::vec::Vec;
use ark_ff::AdditiveGroup;

/// The whole witness of statement 4.
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Claim {
    /// The network that everything was signed for.
    pub network: Network,
    /// The policy, whole.
    pub policy: PoolPolicy,
    /// The registry's root.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub registry_root: Fr,
    /// Who may sign for this pool.
    pub roles: Roles,
    /// The custody's counter.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub counter: u64,
    /// The context as a field element.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub context: Fr,
    /// The openings of the notes in custody, in its order.
    pub notes: Vec<Note>,
    /// The tape.
    pub tape: Tape,
    /// Its signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub tape_signature: Signature,
    /// Whose it is.
    pub servicer: Member,
    /// The tranches' balances as the pool states them, the most senior first; zero beyond the policy's number.
    pub tranches: [Amount; TRANCHES],
    /// The cash reserve as the pool states it.
    pub reserve: Amount,
    /// For each figure that the policy hides, what it is at most; the others' are not read.
    pub bounds: [Amount; FIGURES],
    /// To whom figures are disclosed, and which.
    #[cfg_attr(feature = "serde", serde(with = "crate::disclosure::seal_form"))]
    pub disclosure: Option<Seal>,
}

redacted!(Claim);

impl Claim {
    /// The environment's parts.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            policy: self.policy.digest(),
            registry_root: self.registry_root,
            roles: self.roles.digest(),
            pool: self.tape.pool,
            cut_off: self.tape.cut_off,
            counter: self.counter,
            epoch: self.tape.epoch,
            sequence: self.tape.sequence,
        }
    }

    /// The digest of the custody that holds these notes in this order.
    #[must_use]
    pub fn custody_digest(&self) -> Fr {
        let notes: Vec<Fr> = self.notes.iter().map(Note::commitment).collect();
        crate::vault::chain(self.tape.pool, &notes)
    }

    /// What the proof would make public of everything but the figures, which are zero here.
    #[must_use]
    pub fn public_inputs_without_figures(&self) -> PublicInputs {
        PublicInputs {
            context: self.context,
            environment: self.environment().to_field(),
            custody: self.custody_digest(),
            tape: self.tape.message(),
            nav: Fr::ZERO,
            figures: Fr::ZERO,
            disclosure: Fr::ZERO,
        }
    }

    /// What the proof makes public; `None` where the claim has no figures.
    #[must_use]
    pub fn public_inputs(&self) -> Option<PublicInputs> {
        let bounded = self.policy.bounded_mask();
        let figures = Figures::of(self).ok()?;
        let shown = figures.shown(bounded, &self.bounds);
        let (nav, digest) = (figure::nav(bounded, &shown), figure::digest(bounded, &shown));
        let disclosure = public_input(self.disclose(&figures).as_ref(), self.context);
        Some(PublicInputs { nav, figures: digest, disclosure, ..self.public_inputs_without_figures() })
    }

    /// What goes to the auditor.
    #[must_use]
    pub fn disclosed(&self) -> Option<Disclosure> {
        self.disclose(&Figures::of(self).ok()?)
    }

    fn disclose(&self, figures: &Figures) -> Option<Disclosure> {
        self.disclosure.as_ref()?.disclosure(self.context, &figures.in_order().map(u128::from)).ok()
    }
}

impl crate::Claim for Claim {
    type Public = PublicInputs;
    type Opening = Figures;

    fn circuit(&self) -> &'static CircuitInfo {
        tier_of(self.notes.len())
    }

    fn network(&self) -> Network {
        self.network
    }

    fn validate(&self) -> Result<(), ValueError> {
        self.policy.validate()?;
        self.roles.validate()?;
        let seal = self.disclosure.as_ref().map_or(Ok(()), |seal| seal.validate(FIGURES));
        seal.map_err(|_| {
            ValueError::new("disclosure", "an auditor's key in the subgroup and the pool's figures")
        })
    }

    fn check(&self) -> Result<(), crate::Violation> {
        Ok(check(self)?)
    }

    fn public_inputs(&self) -> Option<PublicInputs> {
        Self::public_inputs(self)
    }

    fn opening(&self) -> Option<Figures> {
        Figures::of(self).ok()
    }
}
