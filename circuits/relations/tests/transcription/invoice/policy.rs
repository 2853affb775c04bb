//! The policy, opened whole.

use crate::{
    Bit, Cs, Element, Made,
    integers::{Days, Money, constant, days, element, money, of_bits},
    parts::List,
    poseidon::hash,
};
use ark_bn254::Fr;
use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget};
use covenant_statements::ObligationPolicy;

/// A mask and its bits.
type Mask = (Element, Vec<Bit>);

pub(crate) struct Policy {
    version: Element,
    pub(crate) max_amount: Money,
    pub(crate) max_tenor_days: Days,
    /// Of the other lane: hashed, and used by nothing.
    tax_lane_tenor_days: Element,
    pub(crate) kinds: Mask,
    pub(crate) capacities: Mask,
    pub(crate) lanes: Mask,
    pub(crate) currencies: List,
    pub(crate) without_terms: Bit,
    pub(crate) terms: List,
    pub(crate) any_payee: Bit,
    pub(crate) payees: List,
    pub(crate) verification_agents: List,
}

impl Policy {
    pub(crate) fn new(cs: &Cs, policy: &ObligationPolicy) -> Made<Self> {
        let kinds = policy.kinds.iter().fold(0, |mask, kind| mask | *kind as u64);
        let capacities = policy.capacities.iter().fold(0, |mask, capacity| mask | 1u64 << *capacity as u8);
        let lanes = policy.lanes.iter().fold(0, |mask, lane| mask | 1u64 << *lane as u8);
        let currencies: Vec<Fr> = policy.currencies.iter().map(|c| c.code().into()).collect();
        let digests =
            |list: &[covenant_statements::TextDigest]| list.iter().map(|d| d.0).collect::<Vec<Fr>>();
        let agents: Vec<Fr> = policy.verification_agents.iter().map(|id| id.0).collect();
        Ok(Self {
            version: version(cs, policy.version)?,
            max_amount: money(cs, policy.max_amount.0)?,
            max_tenor_days: days(cs, policy.max_tenor_days)?,
            tax_lane_tenor_days: element(cs, policy.tax_lane_tenor_days.into())?,
            kinds: of_bits(cs, kinds, 2)?,
            capacities: of_bits(cs, capacities, 4)?,
            lanes: of_bits(cs, lanes, 3)?,
            currencies: List::new(cs, &currencies, 8)?,
            without_terms: Bit::new_witness(cs.clone(), || Ok(policy.without_terms))?,
            terms: List::new(cs, &digests(&policy.terms), 4)?,
            any_payee: Bit::new_witness(cs.clone(), || Ok(policy.any_payee))?,
            payees: List::new(cs, &digests(&policy.payees), 4)?,
            verification_agents: List::new(cs, &agents, 4)?,
        })
    }

    /// H(policy, all its 33 values).
    pub(crate) fn digest(&self) -> Made<Element> {
        let mut values = vec![
            self.version.clone(),
            self.max_amount.to_fp()?,
            self.max_tenor_days.to_fp()?,
            self.tax_lane_tenor_days.clone(),
            self.kinds.0.clone(),
            self.capacities.0.clone(),
            self.lanes.0.clone(),
        ];
        values.extend(self.currencies.values()?);
        values.push(self.without_terms.clone().into());
        values.extend(self.terms.values()?);
        values.push(self.any_payee.clone().into());
        values.extend(self.payees.values()?);
        values.extend(self.verification_agents.values()?);
        assert_eq!(values.len(), 33);
        hash("covenant/policy/obligation", &values)
    }
}

/// policy.version = 1: of clause 3, but stated where the policy enters, as the circuit does.
fn version(cs: &Cs, version: u32) -> Made<Element> {
    let version = element(cs, version.into())?;
    version.enforce_equal(&constant(1))?;
    Ok(version)
}
