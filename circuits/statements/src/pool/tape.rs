//! The servicer's tape: what every line of a pool owes at the cut-off, how late it is, and who owes it.

use crate::{Amount, Currency, Day, Fr, Network, PartyId, pack::pack, redact::redacted, vault};
use alloc::vec::Vec;
use covenant_gadgets::{poseidon::hash, sequence};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Lines that share an element of their digest: 84 bits each.
pub const LINES_PER_ELEMENT: usize = 3;
/// Obligors whose marks share an element of their digest.
pub const MARKS_PER_ELEMENT: usize = 252;

/// A line of the pool at the cut-off.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct TapeLine {
    /// What is still owed, at most the note's amount.
    pub balance: Amount,
    /// Days since the oldest payment that is missing was due.
    pub days_past_due: u16,
    /// Declared in default.
    pub defaulted: bool,
    /// The loan's grade, 0 to 7.
    pub grade: u8,
}

/// Somebody who owes.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Obligor {
    /// Who.
    pub party: PartyId,
    /// It is of the group of the obligor in the row above. A group's obligors stand together.
    pub same_group: bool,
}

/// The whole tape. Only its hash leaves the parties' machines. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Tape {
    /// Which network the signature is for.
    #[zeroize(skip)]
    pub network: Network,
    /// The pool: d₀ of its custody.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub pool: Fr,
    /// The one currency.
    #[zeroize(skip)]
    pub currency: Currency,
    /// The digest of the policy by which grades are meant.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub policy: Fr,
    /// The day at whose end the figures are taken.
    pub cut_off: Day,
    /// The servicer's epoch: a change of servicer starts a new one.
    pub epoch: u32,
    /// Greater than that of every earlier tape of the epoch.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub sequence: u64,
    /// Uniform, fresh for each tape: the signed message is public, and a small tape could be guessed.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub salt: Fr,
    /// The commitments of the notes in custody, in its order.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::fields_hex"))]
    pub notes: Vec<Fr>,
    /// What each of them owes.
    pub lines: Vec<TapeLine>,
    /// Who owe them, a group's together.
    pub obligors: Vec<Obligor>,
}

redacted!(TapeLine Obligor Tape);

impl TapeLine {
    /// balance, days past due, default and grade with their widths.
    #[must_use]
    pub fn parts(&self) -> [(Fr, u32); 4] {
        [
            (Fr::from(self.balance.0), 64),
            (Fr::from(self.days_past_due), 16),
            (Fr::from(self.defaulted), 1),
            (Fr::from(self.grade), 3),
        ]
    }
}

impl Tape {
    /// The tag of the message.
    pub const TAG: &'static str = "covenant/tape";
    /// The tag of the lines' digest.
    pub const LINES_TAG: &'static str = "covenant/tape-lines";
    /// The tag of the obligors' digest.
    pub const OBLIGORS_TAG: &'static str = "covenant/tape-obligors";
    /// The tag of the digest of which obligors are of one group.
    pub const GROUPS_TAG: &'static str = "covenant/tape-groups";

    /// dₙ, the custody's digest after its notes.
    #[must_use]
    pub fn custody_digest(&self) -> Fr {
        vault::chain(self.pool, &self.notes)
    }

    /// Three lines to an element.
    #[must_use]
    pub fn lines_digest(&self) -> Fr {
        let element = |lines: &[TapeLine]| pack(&lines.iter().flat_map(TapeLine::parts).collect::<Vec<_>>());
        let elements: Vec<Fr> = self.lines.chunks(LINES_PER_ELEMENT).map(element).collect();
        sequence::digest(Self::LINES_TAG, self.lines.len() as u64, &elements)
    }

    /// An element an obligor.
    #[must_use]
    pub fn obligors_digest(&self) -> Fr {
        let elements: Vec<Fr> = self.obligors.iter().map(|obligor| obligor.party.0).collect();
        sequence::digest(Self::OBLIGORS_TAG, self.obligors.len() as u64, &elements)
    }

    /// 252 obligors' marks to an element, the first one lowest.
    #[must_use]
    pub fn groups_digest(&self) -> Fr {
        let element = |rows: &[Obligor]| {
            pack(&rows.iter().map(|row| (Fr::from(row.same_group), 1)).collect::<Vec<_>>())
        };
        let elements: Vec<Fr> = self.obligors.chunks(MARKS_PER_ELEMENT).map(element).collect();
        sequence::digest(Self::GROUPS_TAG, self.obligors.len() as u64, &elements)
    }

    /// currency, cut-off, epoch and sequence in one element.
    #[must_use]
    pub fn packed(&self) -> Fr {
        pack(&[
            (Fr::from(self.currency.code()), 24),
            (Fr::from(self.cut_off.get()), 32),
            (Fr::from(self.epoch), 32),
            (Fr::from(self.sequence), 64),
        ])
    }

    /// The signed message, and the public input `tape`.
    #[must_use]
    pub fn message(&self) -> Fr {
        let values = [
            self.network.to_field(),
            self.pool,
            self.custody_digest(),
            self.policy,
            self.packed(),
            self.salt,
            self.lines_digest(),
            self.obligors_digest(),
            self.groups_digest(),
        ];
        hash(Self::TAG, &values)
    }
}

#[cfg(all(test, feature = "sample"))]
mod tests {
    use super::*;
    use crate::pool::sample::World;
    use ark_ff::AdditiveGroup;

    #[test]
    fn every_field_is_signed() {
        let tape = World::new(1, 5).tape();
        let changes: [fn(&mut Tape); 18] = [
            |t| t.network = Network::Production,
            |t| t.pool += Fr::from(1u64),
            |t| t.currency = "USD".parse().unwrap(),
            |t| t.policy += Fr::from(1u64),
            |t| t.cut_off = Day::MIN,
            |t| t.epoch += 1,
            |t| t.sequence += 1,
            |t| t.salt += Fr::from(1u64),
            |t| t.notes[0] += Fr::from(1u64),
            |t| t.notes.swap(0, 1),
            |t| t.lines[0].balance.0 += 1,
            |t| t.lines[1].days_past_due ^= 1,
            |t| t.lines[2].defaulted = !t.lines[2].defaulted,
            |t| t.lines[3].grade ^= 1,
            |t| t.lines[4] = t.lines[0],
            |t| t.obligors[0].party = PartyId(Fr::ZERO),
            |t| t.obligors[1].same_group = !t.obligors[1].same_group,
            |t| t.obligors.truncate(1),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = tape.clone();
            change(&mut changed);
            assert_ne!(changed.message(), tape.message(), "change {i}");
        }
    }

    #[test]
    fn a_wiped_tape_tells_nothing() {
        let mut tape = World::new(1, 5).tape();
        tape.zeroize();
        assert!(tape.lines.is_empty() && tape.obligors.is_empty() && tape.notes.is_empty());
        assert_eq!((tape.salt, tape.sequence), (Fr::ZERO, 0));
    }
}
