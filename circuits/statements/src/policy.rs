//! Policies: what a lender takes.

use crate::{Amount, Capacity, Currency, Fr, Kind, Lane, PartyId, TextDigest, ValueError};
use alloc::vec::Vec;
use ark_ff::Field;
use covenant_gadgets::poseidon::hash;

/// Slots of the policy's lists, fixed since the circuit opens the whole document.
pub mod slots {
    /// Currencies.
    pub const CURRENCIES: usize = 8;
    /// Digests of terms.
    pub const TERMS: usize = 4;
    /// Digests of payee accounts.
    pub const PAYEES: usize = 4;
    /// Verification agents.
    pub const AGENTS: usize = 4;
}

/// A lender's rules for one statement, as a public document: attestations carry it whole, environments its digest.
pub trait Policy {
    /// The kind, by which lists of policies are tagged: the statement's name.
    const KIND: &'static str;
    /// The tag of the digest.
    const TAG: &'static str;

    /// Refuses a document that no verifier takes.
    ///
    /// # Errors
    /// The first field that is not of its form.
    fn validate(&self) -> Result<(), ValueError>;

    /// The digest of the whole document.
    fn digest(&self) -> Fr;
}

/// The policy of statement 1. Public: attestations carry it whole, environments its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ObligationPolicy {
    /// The form of this document: 1.
    pub version: u32,
    /// The largest accepted amount, in minor units of whatever currency.
    pub max_amount: Amount,
    /// due ≤ issue + this many days.
    pub max_tenor_days: u32,
    /// In the tax lane, due = issue + this many days.
    pub tax_lane_tenor_days: u32,
    /// Financeable kinds.
    pub kinds: Vec<Kind>,
    /// Capacities in which an acknowledgement is taken.
    pub capacities: Vec<Capacity>,
    /// Lanes that are taken.
    pub lanes: Vec<Lane>,
    /// 1 to 8 currencies.
    pub currencies: Vec<Currency>,
    /// 1 to 4 digests of terms; the zero digest allows an acknowledgement without any.
    pub terms: Vec<TextDigest>,
    /// Whether any payee account will do.
    pub any_payee: bool,
    /// Up to 4 digests of payee accounts.
    pub payees: Vec<TextDigest>,
    /// Up to 4 verification agents.
    pub verification_agents: Vec<PartyId>,
}

/// The policy's values as they are hashed, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyFields<T> {
    /// See [`ObligationPolicy::version`].
    pub version: T,
    /// See [`ObligationPolicy::max_amount`].
    pub max_amount: T,
    /// See [`ObligationPolicy::max_tenor_days`].
    pub max_tenor_days: T,
    /// See [`ObligationPolicy::tax_lane_tenor_days`].
    pub tax_lane_tenor_days: T,
    /// Bit 0 invoices, bit 1 loans.
    pub kinds: T,
    /// Bit c for capacity c.
    pub capacities: T,
    /// Bit l for lane l.
    pub lanes: T,
    /// Padded with the first.
    pub currencies: [T; slots::CURRENCIES],
    /// Padded with the first.
    pub terms: [T; slots::TERMS],
    /// 0 or 1.
    pub any_payee: T,
    /// Padded with the first; p − 1 if there is none.
    pub payees: [T; slots::PAYEES],
    /// Padded with the first; p − 1 if there is none.
    pub verification_agents: [T; slots::AGENTS],
}

impl<T> PolicyFields<T> {
    /// In the order in which they are hashed.
    pub fn in_order(self) -> Vec<T> {
        let mut all: Vec<T> = alloc::vec![
            self.version,
            self.max_amount,
            self.max_tenor_days,
            self.tax_lane_tenor_days,
            self.kinds,
            self.capacities,
            self.lanes,
        ];
        all.extend(self.currencies);
        all.extend(self.terms);
        all.push(self.any_payee);
        all.extend(self.payees);
        all.extend(self.verification_agents);
        all
    }

    /// Each value mapped.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> PolicyFields<U> {
        PolicyFields {
            version: f(self.version),
            max_amount: f(self.max_amount),
            max_tenor_days: f(self.max_tenor_days),
            tax_lane_tenor_days: f(self.tax_lane_tenor_days),
            kinds: f(self.kinds),
            capacities: f(self.capacities),
            lanes: f(self.lanes),
            currencies: self.currencies.map(&mut f),
            terms: self.terms.map(&mut f),
            any_payee: f(self.any_payee),
            payees: self.payees.map(&mut f),
            verification_agents: self.verification_agents.map(&mut f),
        }
    }
}

impl Policy for ObligationPolicy {
    const KIND: &'static str = "obligation";
    const TAG: &'static str = "covenant/policy/obligation";

    fn validate(&self) -> Result<(), ValueError> {
        Self::validate(self)
    }

    fn digest(&self) -> Fr {
        Self::digest(self)
    }
}

impl ObligationPolicy {
    /// Refuses another version and lists that are empty where they may not be, or too long.
    pub fn validate(&self) -> Result<(), ValueError> {
        let error = |why| Err(ValueError::new("policy", why));
        let fits = |n: usize, most: usize| (1..=most).contains(&n);
        match () {
            () if self.version != 1 => error("version 1"),
            () if !fits(self.currencies.len(), slots::CURRENCIES) => error("1 to 8 currencies"),
            () if !fits(self.terms.len(), slots::TERMS) => error("1 to 4 digests of terms"),
            () if self.payees.len() > slots::PAYEES => error("at most 4 payees"),
            () if self.verification_agents.len() > slots::AGENTS => error("at most 4 verification agents"),
            () if self.kinds.is_empty() || self.capacities.is_empty() || self.lanes.is_empty() => {
                error("at least one kind, capacity and lane")
            }
            () => Ok(()),
        }
    }

    /// The values that are hashed.
    #[must_use]
    pub fn fields(&self) -> PolicyFields<Fr> {
        let bit = |b: u8| 1u64 << b;
        let mask = |bits: &mut dyn Iterator<Item = u64>| Fr::from(bits.fold(0, |acc, b| acc | b));
        PolicyFields {
            version: Fr::from(self.version),
            max_amount: Fr::from(self.max_amount.0),
            max_tenor_days: Fr::from(self.max_tenor_days),
            tax_lane_tenor_days: Fr::from(self.tax_lane_tenor_days),
            kinds: mask(&mut self.kinds.iter().map(|k| bit(*k as u8 - 1))),
            capacities: mask(&mut self.capacities.iter().map(|c| bit(*c as u8))),
            lanes: mask(&mut self.lanes.iter().map(|l| bit(*l as u8))),
            currencies: padded(self.currencies.iter().map(|c| Fr::from(c.code()))),
            terms: padded(self.terms.iter().map(|t| t.0)),
            any_payee: Fr::from(self.any_payee),
            payees: padded(self.payees.iter().map(|p| p.0)),
            verification_agents: padded(self.verification_agents.iter().map(|a| a.0)),
        }
    }

    /// The digest of the whole document.
    #[must_use]
    pub fn digest(&self) -> Fr {
        hash(<Self as Policy>::TAG, &self.fields().in_order())
    }
}

/// The list padded with its first entry, so that padding allows nothing more. An empty list is p − 1 throughout: no digest
/// is that large, and no identifier is known that hashes to it, whereas zero stands for "none" and would be let in.
fn padded<const N: usize>(values: impl Iterator<Item = Fr>) -> [Fr; N] {
    let values: Vec<Fr> = values.collect();
    let first = values.first().copied().unwrap_or(-Fr::ONE);
    core::array::from_fn(|i| values.get(i).copied().unwrap_or(first))
}
