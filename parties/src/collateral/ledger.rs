//! The servicer's ledger of a day: from the rows of its books to what it signs. The document, `ledger.signed`, holds figures that only
//! the servicer and the borrower may see.

use alloc::string::String;
use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::collateral::ledger::GROUP;
use covenant_statements::collateral::{Debtor, Ledger, LedgerLine, MAX_LINES};
use covenant_statements::{Day, Fr, PartyId, Point, Signature, serde_forms};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use super::{CollateralError, Facility, redacted};
use crate::{Format, rows};

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
        let (notes, lines) = rows::in_order(self.lines, vault)?;
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
            debtors: by_group(&self.debtors)?,
        })
    }
}

/// Signs a ledger.
pub fn sign<R: RngCore + CryptoRng>(ledger: Ledger, key: &SecretKey, rng: &mut R) -> SignedLedger {
    let signature = key.sign(ledger.message(), rng);
    SignedLedger { ledger, signer: key.public(), signature }
}

/// A group's debtors together.
fn by_group(rows: &[DebtorRow]) -> Result<Vec<Debtor>, CollateralError> {
    if rows.len() > MAX_LINES {
        return Err(CollateralError::TooManyDebtors);
    }
    let labelled: Vec<_> =
        rows.iter().map(|row| (row.figures.party, row.group.as_ref(), row.figures)).collect();
    let debtors = rows::by_group(&labelled)?;
    for (row, DebtorRow { figures, .. }) in (1..).zip(rows) {
        if figures.aged > figures.gross {
            return Err(CollateralError::AgedOverGross { row });
        }
    }
    Ok(debtors.into_iter().map(|(figures, same_group)| Debtor { same_group, ..figures }).collect())
}
