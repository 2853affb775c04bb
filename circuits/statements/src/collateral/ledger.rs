//! The servicer's ledger of a day: what is open on each line of a vault, and the figures of its debtors over the whole book.

use crate::{Amount, Currency, Day, Fr, Network, PartyId, pack::pack, redact::redacted, vault};
use alloc::vec::Vec;
use covenant_gadgets::{list::Slots, poseidon::hash, sequence};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Companies of the owner's group that a ledger can name.
pub const GROUP: usize = 4;
/// Lines whose balances share an element.
pub const LINES_PER_ELEMENT: usize = 3;
/// Elements of a debtor.
pub const ELEMENTS_PER_DEBTOR: usize = 3;

/// A line of the vault on the ledger's day.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct LedgerLine {
    /// What is still to be paid, at most the note's amount.
    pub open: Amount,
    /// The debtor disputes it.
    pub disputed: bool,
    /// Billed, and the goods not delivered.
    pub bill_and_hold: bool,
}

/// A debtor's figures over the owner's whole book, in the vault or not.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Debtor {
    /// Who owes.
    pub party: PartyId,
    /// All that it owes.
    pub gross: Amount,
    /// What of it is aged by the policy's limits.
    pub aged: Amount,
    /// Its credits that no invoice has taken yet, of any age.
    pub unapplied_credits: Amount,
    /// What the owner owes to it.
    pub payables: Amount,
    /// It is of the owner's group.
    pub affiliate: bool,
    /// Abroad, and no insurance or letter of credit.
    pub foreign_uninsured: bool,
    /// A government whose debt was not assigned as its law asks.
    pub government_unassigned: bool,
    /// It is of the group of the debtor in the row above. A group's debtors stand together.
    pub same_group: bool,
}

/// The whole ledger. Only its hash leaves the parties' machines. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Ledger {
    /// Which network the signature is for.
    #[zeroize(skip)]
    pub network: Network,
    /// d₀ of the vault.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub vault: Fr,
    /// The one currency.
    #[zeroize(skip)]
    pub currency: Currency,
    /// The digest of the policy by which "aged" is meant.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub policy: Fr,
    /// Whose book it is: every line is owed to it.
    pub owner: PartyId,
    /// Up to 4 companies of its group.
    pub group: Vec<PartyId>,
    /// The day.
    pub day: Day,
    /// The servicer's epoch: a change of servicer starts a new one.
    pub epoch: u32,
    /// Greater than that of every earlier ledger of the epoch.
    pub sequence: u64,
    /// The commitments of the vault's notes, in its order.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::fields_hex"))]
    pub notes: Vec<Fr>,
    /// For each of them, what is open.
    pub lines: Vec<LedgerLine>,
    /// The debtors of the vault's lines, a group's together.
    pub debtors: Vec<Debtor>,
}

redacted!(LedgerLine Debtor Ledger);

impl LedgerLine {
    /// open, disputed and bill_and_hold with their widths.
    #[must_use]
    pub fn parts(&self) -> [(Fr, u32); 3] {
        [(Fr::from(self.open.0), 64), (Fr::from(self.disputed), 1), (Fr::from(self.bill_and_hold), 1)]
    }
}

impl Debtor {
    /// The three elements: party; aged, unapplied credits and gross; payables and the four flags.
    #[must_use]
    pub fn elements(&self) -> [Fr; ELEMENTS_PER_DEBTOR] {
        let amount = |amount: Amount| (Fr::from(amount.0), 64);
        let flag = |flag: bool| (Fr::from(flag), 1);
        [
            self.party.0,
            pack(&[amount(self.aged), amount(self.unapplied_credits), amount(self.gross)]),
            pack(&[
                amount(self.payables),
                flag(self.affiliate),
                flag(self.foreign_uninsured),
                flag(self.government_unassigned),
                flag(self.same_group),
            ]),
        ]
    }
}

impl Ledger {
    /// The tag of the message.
    pub const TAG: &'static str = "covenant/ledger";
    /// The tag of the lines' digest.
    pub const LINES_TAG: &'static str = "covenant/ledger-lines";
    /// The tag of the debtors' digest.
    pub const DEBTORS_TAG: &'static str = "covenant/ledger-debtors";
    /// The tag of the group's digest.
    pub const GROUP_TAG: &'static str = "covenant/ledger-group";

    /// dₙ, the vault's digest after its notes.
    #[must_use]
    pub fn vault_digest(&self) -> Fr {
        vault::chain(self.vault, &self.notes)
    }

    /// Three lines to an element.
    #[must_use]
    pub fn lines_digest(&self) -> Fr {
        let element =
            |lines: &[LedgerLine]| pack(&lines.iter().flat_map(LedgerLine::parts).collect::<Vec<_>>());
        let elements: Vec<Fr> = self.lines.chunks(LINES_PER_ELEMENT).map(element).collect();
        sequence::digest(Self::LINES_TAG, self.lines.len() as u64, &elements)
    }

    /// Three elements a debtor.
    #[must_use]
    pub fn debtors_digest(&self) -> Fr {
        let elements: Vec<Fr> = self.debtors.iter().flat_map(Debtor::elements).collect();
        sequence::digest(Self::DEBTORS_TAG, self.debtors.len() as u64, &elements)
    }

    /// The owner's group as it is hashed.
    #[must_use]
    pub fn group_slots(&self) -> Slots<Fr, GROUP> {
        Slots::new(&self.group.iter().map(|party| party.0).collect::<Vec<_>>())
    }

    /// currency, day, epoch and sequence in one element.
    #[must_use]
    pub fn packed(&self) -> Fr {
        pack(&[
            (Fr::from(self.sequence), 64),
            (Fr::from(self.epoch), 32),
            (Fr::from(self.day.get()), 32),
            (Fr::from(self.currency.code()), 24),
        ])
    }

    /// The signed message.
    #[must_use]
    pub fn message(&self) -> Fr {
        hash(
            Self::TAG,
            &[
                self.network.to_field(),
                self.vault,
                self.vault_digest(),
                self.policy,
                self.owner.0,
                self.packed(),
                self.lines_digest(),
                self.debtors_digest(),
                hash(Self::GROUP_TAG, &self.group_slots().in_order()),
            ],
        )
    }
}
