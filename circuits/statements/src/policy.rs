//! Policies: what a lender takes.

use crate::{Amount, Capacity, Currency, Fr, Kind, Lane, PartyId, TextDigest, ValueError};
use alloc::vec::Vec;
use covenant_gadgets::{list::Slots, poseidon::hash};

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
    /// Whether an acknowledgement that agrees to no terms is taken.
    pub without_terms: bool,
    /// Up to 4 digests of terms; at least one, unless acknowledgements without terms are taken.
    pub terms: Vec<TextDigest>,
    /// Whether any payee account will do, or none.
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
    /// See [`ObligationPolicy::currencies`].
    pub currencies: Slots<T, { slots::CURRENCIES }>,
    /// 0 or 1.
    pub without_terms: T,
    /// See [`ObligationPolicy::terms`].
    pub terms: Slots<T, { slots::TERMS }>,
    /// 0 or 1.
    pub any_payee: T,
    /// See [`ObligationPolicy::payees`].
    pub payees: Slots<T, { slots::PAYEES }>,
    /// See [`ObligationPolicy::verification_agents`].
    pub verification_agents: Slots<T, { slots::AGENTS }>,
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
        all.extend(self.currencies.in_order());
        all.push(self.without_terms);
        all.extend(self.terms.in_order());
        all.push(self.any_payee);
        all.extend(self.payees.in_order());
        all.extend(self.verification_agents.in_order());
        all
    }

    /// Each value mapped, with its name.
    pub fn map_named<U>(self, mut f: impl FnMut(&'static str, T) -> U) -> PolicyFields<U> {
        PolicyFields {
            version: f("version", self.version),
            max_amount: f("max-amount", self.max_amount),
            max_tenor_days: f("max-tenor-days", self.max_tenor_days),
            tax_lane_tenor_days: f("tax-lane-tenor-days", self.tax_lane_tenor_days),
            kinds: f("kinds", self.kinds),
            capacities: f("capacities", self.capacities),
            lanes: f("lanes", self.lanes),
            currencies: self.currencies.map(|x| f("currencies", x)),
            without_terms: f("without-terms", self.without_terms),
            terms: self.terms.map(|x| f("terms", x)),
            any_payee: f("any-payee", self.any_payee),
            payees: self.payees.map(|x| f("payees", x)),
            verification_agents: self.verification_agents.map(|x| f("verification-agents", x)),
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
            () if self.terms.len() > slots::TERMS => error("at most 4 digests of terms"),
            () if self.terms.is_empty() && !self.without_terms => {
                error("terms, or acknowledgements without any")
            }
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
            currencies: slots_of(&self.currencies, |c| Fr::from(c.code())),
            without_terms: Fr::from(self.without_terms),
            terms: slots_of(&self.terms, |t| t.0),
            any_payee: Fr::from(self.any_payee),
            payees: slots_of(&self.payees, |p| p.0),
            verification_agents: slots_of(&self.verification_agents, |a| a.0),
        }
    }

    /// The digest of the whole document.
    #[must_use]
    pub fn digest(&self) -> Fr {
        hash(<Self as Policy>::TAG, &self.fields().in_order())
    }
}

fn slots_of<T, const N: usize>(values: &[T], element: impl Fn(&T) -> Fr) -> Slots<Fr, N> {
    Slots::new(&values.iter().map(element).collect::<Vec<_>>())
}

#[cfg(all(test, feature = "sample"))]
mod tests {
    use super::*;
    use crate::invoice::sample;
    use ark_ff::{AdditiveGroup, Field};

    fn policy() -> ObligationPolicy {
        sample::policy(PartyId(Fr::from(3u64)))
    }

    /// Nobody can be let in as the padding of a list, whatever element it were.
    #[test]
    fn every_change_of_a_list_moves_the_digest() {
        let digest = policy().digest();
        let changes: [fn(&mut ObligationPolicy); 8] = [
            |p| p.payees.clear(),
            |p| p.payees.push(TextDigest(Fr::ZERO)),
            |p| p.payees.push(TextDigest(-Fr::ONE)),
            |p| p.payees.push(p.payees[0]),
            |p| p.verification_agents.push(PartyId(Fr::ZERO)),
            |p| p.verification_agents.clear(),
            |p| p.terms.push(TextDigest(Fr::ZERO)),
            |p| p.without_terms = !p.without_terms,
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = policy();
            change(&mut changed);
            assert_ne!(changed.digest(), digest, "change {i}");
        }
        assert_eq!(policy().fields().in_order().len(), 33);
    }

    #[test]
    fn lists_have_bounds() {
        let refused: [fn(&mut ObligationPolicy); 8] = [
            |p| p.version = 2,
            |p| p.currencies.clear(),
            |p| p.currencies = alloc::vec![p.currencies[0]; 9],
            |p| p.terms = alloc::vec![TextDigest(Fr::ONE); 5],
            |p| (p.without_terms, p.terms) = (false, Vec::new()),
            |p| p.payees = alloc::vec![TextDigest(Fr::ONE); 5],
            |p| p.verification_agents = alloc::vec![PartyId(Fr::ONE); 5],
            |p| p.kinds.clear(),
        ];
        assert_eq!(policy().validate(), Ok(()));
        for (i, change) in refused.iter().enumerate() {
            let mut changed = policy();
            change(&mut changed);
            assert!(changed.validate().is_err(), "change {i}");
        }
        let mut without = policy();
        (without.without_terms, without.terms) = (true, Vec::new());
        assert_eq!(without.validate(), Ok(()));
    }
}
