//! The servicer's ledger of a day: from the rows of its books to what it signs. The document, `ledger.signed`, holds figures that only
//! the servicer and the borrower may see.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::collateral::ledger::GROUP;
use covenant_statements::collateral::{Debtor, Ledger, LedgerLine, MAX_LINES};
use covenant_statements::{Day, Fr, PartyId, Point, Signature, serde_forms};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use super::{CollateralError, Facility, redacted};
use crate::Format;

/// A ledger and its signature. Whose it is, and whether it may sign, is said by roles and registry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedLedger {
    /// What was signed.
    pub ledger: Ledger,
    /// Whose signature it is: packPoint.
    #[serde(with = "serde_forms::point_hex")]
    pub signer: Point,
    /// EdDSA-Poseidon over the ledger's message.
    #[serde(with = "serde_forms::signature_hex")]
    pub signature: Signature,
}

redacted!(SignedLedger DebtorRow Book);

impl Format for SignedLedger {
    const KIND: &'static str = "covenant/ledger";
    /// 1024 lines with 1024 debtors take some 700 KB.
    const MAX_BYTES: usize = 1024 * 1024;
    const MALFORMED: &'static str = "ledger/malformed";
}

/// A debtor's row in the servicer's books.
#[derive(Clone)]
pub struct DebtorRow {
    /// The figures over the whole book; `same_group` is not read.
    pub figures: Debtor,
    /// The label that the rows of its group have in common; none where it stands alone.
    pub group: Option<String>,
}

/// What a servicer knows of a day.
#[derive(Clone)]
pub struct Book {
    /// The day.
    pub day: Day,
    /// Greater than that of every earlier ledger of the epoch.
    pub sequence: u64,
    /// Up to 4 companies of the owner's group.
    pub owner_group: Vec<PartyId>,
    /// The lines by their notes, in any order.
    pub lines: Vec<(Fr, LedgerLine)>,
    /// The debtors, in any order.
    pub debtors: Vec<DebtorRow>,
}

impl Book {
    /// The ledger of a facility's vault: lines in the vault's order, where it is known, else in the book's own; debtors by group.
    ///
    /// # Errors
    /// A line that the vault does not have, or has twice, or that the book leaves out; a debtor twice; more aged than there is; too
    /// many of anything. Rows count from 1: those of the book's lines or debtors, and for a line that is left out the vault's.
    pub fn ledger(self, facility: &Facility, vault: Option<&[Fr]>) -> Result<Ledger, CollateralError> {
        if self.lines.len() > MAX_LINES {
            return Err(CollateralError::TooManyLines);
        }
        if self.owner_group.len() > GROUP {
            return Err(CollateralError::OwnerGroup);
        }
        let (notes, lines) = in_order(self.lines, vault)?;
        Ok(Ledger {
            network: facility.network(),
            vault: facility.vault().start(),
            currency: facility.currency(),
            policy: facility.policy(),
            owner: facility.roles().owner,
            group: self.owner_group,
            day: self.day,
            epoch: facility.epoch,
            sequence: self.sequence,
            notes,
            lines,
            debtors: by_group(self.debtors)?,
        })
    }
}

/// Signs a ledger.
pub fn sign<R: RngCore + CryptoRng>(ledger: Ledger, key: &SecretKey, rng: &mut R) -> SignedLedger {
    let signature = key.sign(ledger.message(), rng);
    SignedLedger { ledger, signer: key.public(), signature }
}

type Lines = (Vec<Fr>, Vec<LedgerLine>);

fn in_order(rows: Vec<(Fr, LedgerLine)>, vault: Option<&[Fr]>) -> Result<Lines, CollateralError> {
    let mut seen = BTreeSet::new();
    for (row, (note, _)) in (1..).zip(&rows) {
        if !seen.insert(*note) {
            return Err(CollateralError::LineTwice { row });
        }
    }
    let Some(vault) = vault else { return Ok(rows.into_iter().unzip()) };
    let known: BTreeSet<_> = vault.iter().collect();
    for (row, (note, _)) in (1..).zip(&rows) {
        if !known.contains(note) {
            return Err(CollateralError::LineUnknown { row });
        }
    }
    let by_note: BTreeMap<Fr, LedgerLine> = rows.into_iter().collect();
    let line =
        |(row, note): (usize, &Fr)| by_note.get(note).copied().ok_or(CollateralError::LineMissing { row });
    let lines: Result<Vec<_>, _> = (1..).zip(vault).map(line).collect();
    Ok((vault.to_vec(), lines?))
}

/// A group's debtors together, and all in one order, whatever the order of the rows and the words of the labels: groups by their first
/// member's id, members by theirs.
fn by_group(rows: Vec<DebtorRow>) -> Result<Vec<Debtor>, CollateralError> {
    if rows.len() > MAX_LINES {
        return Err(CollateralError::TooManyDebtors);
    }
    let mut parties = BTreeSet::new();
    let mut first: BTreeMap<&String, PartyId> = BTreeMap::new();
    for (row, DebtorRow { figures, group }) in (1..).zip(&rows) {
        if !parties.insert(figures.party) {
            return Err(CollateralError::DebtorTwice { row });
        }
        if figures.aged > figures.gross {
            return Err(CollateralError::AgedOverGross { row });
        }
        if let Some(label) = group {
            let lowest = first.entry(label).or_insert(figures.party);
            *lowest = figures.party.min(*lowest);
        }
    }
    let place = |row: &DebtorRow| {
        let group = row.group.as_ref().and_then(|label| first.get(label)).copied();
        (group.unwrap_or(row.figures.party), row.figures.party)
    };
    let mut placed: Vec<_> = rows.iter().map(|row| (place(row), row.figures)).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    let mut above = None;
    let debtor = |((group, _), figures): ((PartyId, PartyId), Debtor)| {
        let same_group = above.replace(group) == Some(group);
        Debtor { same_group, ..figures }
    };
    Ok(placed.into_iter().map(debtor).collect())
}
