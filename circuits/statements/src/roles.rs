//! Who may sign for a facility: the lender fixes it, and a proof names it by a digest.

use crate::{Fr, PartyId, ValueError, redact::redacted};
use alloc::vec::Vec;
use covenant_gadgets::{list::Slots, poseidon::hash};

/// The most appraisers of a facility.
pub const MAX_APPRAISERS: usize = 4;
/// The most price authorities of a facility.
pub const MAX_AUTHORITIES: usize = 5;
/// The most authorities whose signatures a quorum can need.
pub const MAX_QUORUM: usize = 3;

/// The roles of a facility, of its vault or pool. Salted, since party ids can be guessed; the lender, the borrower and whoever
/// proves know it whole, others the digest.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Roles {
    /// Uniform.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub salt: Fr,
    /// Signs the ledgers or tapes.
    pub servicer: PartyId,
    /// Up to 4 who may sign values, each alone.
    pub appraisers: Vec<PartyId>,
    /// Whose prices count.
    pub quorum: Quorum,
    /// The book's owner: every line is owed to it.
    pub owner: PartyId,
}

/// Price authorities, and how many of them must sign a day's prices.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Quorum {
    /// How many signatures a day's prices need, up to 3; 0 where nobody is listed, and then no price counts.
    pub needed: u8,
    /// Up to 5 authorities.
    pub authorities: Vec<PartyId>,
}

redacted!(Roles Quorum);

impl Quorum {
    /// The tag of the digest.
    pub const TAG: &'static str = "covenant/price-quorum";

    /// Nobody: facilities without priced collateral.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { needed: 0, authorities: Vec::new() }
    }

    /// The authorities as they are hashed.
    #[must_use]
    pub fn slots(&self) -> Slots<Fr, MAX_AUTHORITIES> {
        slots_of(&self.authorities)
    }

    /// H(`covenant/price-quorum`, needed, authorities).
    #[must_use]
    pub fn digest(&self) -> Fr {
        let mut values = alloc::vec![Fr::from(self.needed)];
        values.extend(self.slots().in_order());
        hash(Self::TAG, &values)
    }

    /// Refuses a list that is too long or names somebody twice, and a quorum that cannot be met or needs nobody.
    ///
    /// # Errors
    /// What is not of its form.
    pub fn validate(&self) -> Result<(), ValueError> {
        let error = |why| Err(ValueError::new("price quorum", why));
        let (needed, listed) = (usize::from(self.needed), self.authorities.len());
        match () {
            () if listed > MAX_AUTHORITIES => error("at most 5 authorities"),
            () if !distinct(&self.authorities) => error("each authority once"),
            () if needed > MAX_QUORUM => error("at most 3 signatures needed"),
            () if needed > listed => error("no more signatures than authorities"),
            // A quorum of nobody among somebody would take prices that nobody signed.
            () if needed == 0 && listed > 0 => error("at least one signature of those listed"),
            () => Ok(()),
        }
    }
}

impl Roles {
    /// The tag of the digest.
    pub const TAG: &'static str = "covenant/roles";
    /// The tag of the appraisers' digest.
    pub const APPRAISERS_TAG: &'static str = "covenant/appraisers";

    /// Refuses lists that are too long or name somebody twice, and a quorum that cannot be met or needs nobody.
    ///
    /// # Errors
    /// What is not of its form.
    pub fn validate(&self) -> Result<(), ValueError> {
        let error = |why| Err(ValueError::new("roles", why));
        match () {
            () if self.appraisers.len() > MAX_APPRAISERS => error("at most 4 appraisers"),
            () if !distinct(&self.appraisers) => error("each appraiser once"),
            () => self.quorum.validate(),
        }
    }

    /// The appraisers as they are hashed.
    #[must_use]
    pub fn appraisers(&self) -> Slots<Fr, MAX_APPRAISERS> {
        slots_of(&self.appraisers)
    }

    /// The five values that are hashed, in order, after the tag.
    #[must_use]
    pub fn values(&self) -> [Fr; 5] {
        let appraisers = hash(Self::APPRAISERS_TAG, &self.appraisers().in_order());
        [self.salt, self.servicer.0, appraisers, self.quorum.digest(), self.owner.0]
    }

    /// H(`covenant/roles`, …).
    #[must_use]
    pub fn digest(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }
}

fn slots_of<const N: usize>(parties: &[PartyId]) -> Slots<Fr, N> {
    Slots::new(&parties.iter().map(|party| party.0).collect::<Vec<_>>())
}

fn distinct(parties: &[PartyId]) -> bool {
    parties.iter().enumerate().all(|(i, party)| !parties[..i].contains(party))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::AdditiveGroup;
    use covenant_gadgets::field;

    fn party(id: u64) -> PartyId {
        PartyId(Fr::from(id))
    }

    fn roles() -> Roles {
        let quorum = Quorum { needed: 2, authorities: [21, 22, 23].map(party).to_vec() };
        let appraisers = [11, 12].map(party).to_vec();
        Roles { salt: Fr::from(7u64), servicer: party(1), appraisers, quorum, owner: party(2) }
    }

    /// Made once, and recomputed from the book's text in JavaScript; see the vectors.
    #[test]
    fn values_are_pinned() {
        assert_eq!(
            field::to_hex(&roles().quorum.digest()),
            "0x1a0d288111d842264818c75ed9fd761593fc90ca815a4fa31539441588d259a7"
        );
        assert_eq!(
            field::to_hex(&roles().digest()),
            "0x0f092aaf732ea7d7b8599c3fa2afb914778d9c91a19eb46abeaaf3c9cca72235"
        );
    }

    /// Nobody can be let in as the padding of a list.
    #[test]
    fn every_change_moves_the_digest() {
        let changes: [fn(&mut Roles); 11] = [
            |r| r.salt += Fr::from(1u64),
            |r| r.servicer = party(3),
            |r| r.owner = party(3),
            |r| core::mem::swap(&mut r.owner, &mut r.servicer),
            |r| r.appraisers.clear(),
            |r| r.appraisers.push(PartyId(Fr::ZERO)),
            |r| r.appraisers.reverse(),
            |r| r.quorum.needed = 1,
            |r| r.quorum.authorities.push(PartyId(Fr::ZERO)),
            |r| r.quorum.authorities.truncate(2),
            |r| r.quorum = Quorum::nobody(),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = roles();
            change(&mut changed);
            assert_ne!(changed.digest(), roles().digest(), "change {i}");
            assert_eq!(changed.validate(), Ok(()), "change {i}");
        }
    }

    #[test]
    fn bounds_are_kept() {
        let refused: [fn(&mut Roles); 7] = [
            |r| r.appraisers = (0..5).map(party).collect(),
            |r| r.appraisers[1] = r.appraisers[0],
            |r| r.quorum.authorities = (0..6).map(party).collect(),
            |r| r.quorum.authorities[2] = r.quorum.authorities[0],
            |r| (r.quorum.needed, r.quorum.authorities) = (4, (0..5).map(party).collect()),
            |r| r.quorum.authorities.truncate(1),
            |r| r.quorum.needed = 0,
        ];
        assert_eq!(roles().validate(), Ok(()));
        for (i, change) in refused.iter().enumerate() {
            let mut changed = roles();
            change(&mut changed);
            assert!(changed.validate().is_err(), "change {i}");
        }
    }
}
