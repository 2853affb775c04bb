//! The servicer's tape of a cut-off: from the rows of its books to what it signs. The document, `tape.signed`, holds figures that only
//! the servicer and the originator may see.

use alloc::string::String;
use alloc::vec::Vec;

use ark_ff::UniformRand as _;
use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::pool::policy::GRADES;
use covenant_statements::pool::{MAX_LINES, Obligor, Tape, TapeLine};
use covenant_statements::{Day, Fr, PartyId, Point, Signature, serde_forms};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use super::PoolError;
use crate::collateral::{Facility, redacted};
use crate::{Format, rows};

/// A tape and its signature. Whose it is, and whether it may sign, is said by roles and registry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct SignedTape {
    /// What was signed.
    pub tape: Tape,
    /// Whose signature it is: packPoint.
    pub signer: Point,
    /// EdDSA-Poseidon over the tape's message.
    pub signature: Signature,
}

redacted!(SignedTape ObligorRow Tables);

impl Format for SignedTape {
    const KIND: &'static str = "covenant/tape";
    /// 1024 lines with 1024 obligors take some 400 KB.
    const MAX_BYTES: usize = 1024 * 1024;
    const MALFORMED: &'static str = "tape/malformed";
}

/// An obligor's row in the servicer's books.
#[derive(Clone)]
pub struct ObligorRow {
    /// Who owes.
    pub party: PartyId,
    /// The label that the rows of its group have in common; none where it stands alone.
    pub group: Option<String>,
}

/// What a servicer knows of a cut-off.
#[derive(Clone)]
pub struct Tables {
    /// The day at whose end balances and days past due are taken.
    pub cut_off: Day,
    /// Greater than that of every earlier tape of the epoch.
    pub sequence: u64,
    /// The lines by their notes, in any order.
    pub lines: Vec<(Fr, TapeLine)>,
    /// The obligors, in any order.
    pub obligors: Vec<ObligorRow>,
}

impl Tables {
    /// The tape of a pool: lines in the custody's order, where it is known, else in the tables' own; obligors by group; with a fresh salt.
    ///
    /// # Errors
    /// A line that the custody does not have, or has twice, or that the tables leave out; an obligor twice; a grade over 7; too many of
    /// anything. Rows count from 1: those of the tables, and for a line that is left out the custody's.
    pub fn tape<R: RngCore + CryptoRng>(
        self,
        pool: &Facility,
        custody: Option<&[Fr]>,
        rng: &mut R,
    ) -> Result<Tape, PoolError> {
        if self.lines.len() > MAX_LINES {
            return Err(PoolError::TooManyLines);
        }
        if self.obligors.len() > MAX_LINES {
            return Err(PoolError::TooManyObligors);
        }
        require_grades(self.lines.iter().map(|(_, line)| line))?;
        let (notes, lines) = rows::in_order(self.lines, custody)?;
        let labelled: Vec<_> =
            self.obligors.iter().map(|row| (row.party, row.group.as_ref(), row.party)).collect();
        let obligors = rows::by_group(&labelled)?;
        Ok(Tape {
            network: pool.network(),
            pool: pool.vault().start(),
            currency: pool.currency(),
            policy: pool.policy(),
            cut_off: self.cut_off,
            epoch: pool.epoch,
            sequence: self.sequence,
            salt: Fr::rand(rng),
            notes,
            lines,
            obligors: obligors.into_iter().map(|(party, same_group)| Obligor { party, same_group }).collect(),
        })
    }
}

/// Signs a tape.
pub fn sign<R: RngCore + CryptoRng>(tape: Tape, key: &SecretKey, rng: &mut R) -> SignedTape {
    let signature = key.sign(tape.message(), rng);
    SignedTape { tape, signer: key.public(), signature }
}

/// A grade of more than three bits would run into the next line of what is signed.
fn require_grades<'a>(mut lines: impl Iterator<Item = &'a TapeLine>) -> Result<(), PoolError> {
    match lines.position(|line| usize::from(line.grade) >= GRADES) {
        Some(place) => Err(PoolError::Grade { row: place + 1 }),
        None => Ok(()),
    }
}

/// The file's own form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    tape: Tape,
    #[serde(with = "serde_forms::point_hex")]
    signer: Point,
    #[serde(with = "serde_forms::signature_hex")]
    signature: Signature,
}

impl TryFrom<Form> for SignedTape {
    type Error = PoolError;

    fn try_from(form: Form) -> Result<Self, PoolError> {
        let Form { tape, signer, signature } = form;
        require_grades(tape.lines.iter())?;
        Ok(Self { tape, signer, signature })
    }
}

impl From<SignedTape> for Form {
    fn from(signed: SignedTape) -> Self {
        let SignedTape { tape, signer, signature } = signed;
        Self { tape, signer, signature }
    }
}
