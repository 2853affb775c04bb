//! From a book to a pool's policy, roles, notes and tables.

use std::fmt::Write as _;

use ark_ff::UniformRand as _;
use covenant_parties::Error;
use covenant_parties::collateral::{Facility, Vault};
use covenant_parties::pool::{ObligorRow, SignedTape, Structure, Tables, tape};
use covenant_statements::pool::{MAX_LINES, Obligor, PoolPolicy, Tape, TapeLine};
use covenant_statements::{
    Amount, Bps, Capacity, Day, Fr, Identifier, Kind, Lane, Network, Note, PartyId, Policy as _, Quorum,
    Role, Roles, field,
};

use super::book::{Book, DIGITS, Loan};
use super::drawn::CURRENCY;
use crate::commands::sample::custody;
use crate::commands::sample::draw::Draw;
use crate::commands::sample::parties::Parties;
use crate::failure::Result;

/// The network of a development home.
pub(super) const NETWORK: Network = Network::Development;
/// Who signs the tape.
pub(super) const SERVICER: &str = "servicer";

/// The number of the sample's tape.
const SEQUENCE: u64 = 4;

/// All documents of a pool.
pub(super) struct Documents {
    pub(super) parties: Parties,
    pub(super) policy: PoolPolicy,
    pub(super) vault: Vault,
    pub(super) notes: Vec<Note>,
    pub(super) structure: Structure,
    pub(super) tape: SignedTape,
}

/// Makes them; `taken` is the digest of the obligation policy whose notes the pool takes.
pub(super) fn make(book: &Book, taken: Fr, draw: &mut Draw) -> Result<Documents> {
    let mut parties = Parties::new(NETWORK, Day::new(book.cut_off)?);
    let servicer = parties.add(SERVICER, "VAT:FR40303265045", Role::Servicer, draw)?;
    let owner = parties.add("owner", "VAT:DE136695976", Role::Seller, draw)?;
    let roles = Roles {
        salt: Fr::rand(draw.rng()),
        servicer,
        appraisers: Vec::new(),
        quorum: Quorum::nobody(),
        owner,
    };
    let policy = policy(book, taken)?;
    let notes = notes(book, &policy, owner, draw)?;
    let pool = Facility::new(NETWORK, custody::id()?, roles, policy.digest(), policy.currency)?;
    let vault = custody::filled(pool, &notes)?;
    let used = &book.tranches[..policy.tranches as usize];
    let tranches = used.iter().map(|tranche| Amount(*tranche)).collect();
    let structure = Structure::new(tranches, Amount(book.reserve), Vec::new()).map_err(Error::from)?;
    let tape = parties.sign(SERVICER, |key| {
        let tape = unsigned_tape(book, &vault, &notes, draw)?;
        Ok(tape::sign(tape, key, draw.rng()))
    })?;
    Ok(Documents { parties, policy, vault, notes, structure, tape })
}

/// The tape in the custody's order. The parties' own code refuses one with more lines than a circuit takes; a sample may have them, to show
/// that.
fn unsigned_tape(book: &Book, vault: &Vault, notes: &[Note], draw: &mut Draw) -> Result<Tape> {
    let obligor = |own: &super::book::Obligor| -> Result<ObligorRow> {
        Ok(ObligorRow { party: party(&own.id)?, group: own.group.clone() })
    };
    let line = |loan: &Loan| TapeLine {
        balance: Amount(loan.balance),
        days_past_due: loan.days_past_due,
        defaulted: loan.defaulted,
        grade: loan.grade,
    };
    let (room, more) = book.obligors.split_at(book.obligors.len().min(MAX_LINES));
    let tables = Tables {
        cut_off: Day::new(book.cut_off)?,
        sequence: SEQUENCE,
        lines: Vec::new(),
        obligors: room.iter().map(obligor).collect::<Result<_>>()?,
    };
    let mut tape = tables.tape(vault.facility(), None, draw.rng()).map_err(Error::from)?;
    for own in more {
        tape.obligors.push(Obligor { party: party(&own.id)?, same_group: false });
    }
    tape.notes = notes.iter().map(Note::commitment).collect();
    tape.lines = book.loans.iter().map(line).collect();
    Ok(tape)
}

/// An obligor's id.
pub(super) fn party(id: &str) -> Result<PartyId> {
    Ok(id.parse::<Identifier>()?.party_id())
}

fn policy(book: &Book, taken: Fr) -> Result<PoolPolicy> {
    let terms = &book.terms;
    let policy = PoolPolicy {
        version: 1,
        currency: CURRENCY.parse()?,
        note_policies: vec![taken],
        min_grade: terms.min_grade,
        max_grade: terms.max_grade,
        loss: terms.loss.map(|row| row.map(Bps)),
        discount: Bps(terms.discount),
        bullet: terms.bullet,
        top_obligors: terms.top_obligors,
        own_servicer: false,
        tranches: terms.tranches,
        min_senior: Bps(terms.min_senior),
        max_senior: Bps(terms.max_senior),
        buffers: terms.buffers.map(Bps),
        bounded: Vec::new(),
    };
    policy.validate()?;
    Ok(policy)
}

/// Openings as proofs of loans would leave them; nothing was proved.
fn notes(book: &Book, policy: &PoolPolicy, owner: PartyId, draw: &mut Draw) -> Result<Vec<Note>> {
    let obligors: Vec<PartyId> = book.obligors.iter().map(|own| party(&own.id)).collect::<Result<_>>()?;
    let note = |loan: &Loan| -> Result<Note> {
        Ok(Note {
            creditor: owner,
            debtor: obligors[loan.obligor],
            amount: Amount(loan.amount),
            currency: policy.currency,
            issue: Day::new(loan.issue)?,
            due: Day::new(loan.due)?,
            rate: Bps(loan.rate),
            kind: Kind::Loan,
            lane: Lane::Acknowledged,
            capacity: Capacity::Debtor,
            policy: policy.note_policies[0],
            nullifier: Fr::rand(draw.rng()),
            blinding: Fr::rand(draw.rng()),
        })
    };
    book.loans.iter().map(note).collect()
}

/// The servicer's table, in the columns of the book's page "Tables".
pub(super) fn table(book: &Book, notes: &[Note]) -> String {
    let mut table = String::from(
        "note,current_principal_balance,number_of_days_in_principal_arrears,default,internal_rating\n",
    );
    for (loan, note) in book.loans.iter().zip(notes) {
        let (note, balance) = (field::to_hex(&note.commitment()), Amount(loan.balance).to_decimal(DIGITS));
        let Loan { days_past_due, defaulted, grade, .. } = loan;
        let _ = writeln!(table, "{note},{balance},{days_past_due},{defaulted},{grade}");
    }
    table
}

/// The obligors and their groups.
pub(super) fn obligors(book: &Book) -> String {
    let mut table = String::from("debtor,group\n");
    for own in &book.obligors {
        let _ = writeln!(table, "{},{}", own.id, own.group.as_deref().unwrap_or_default());
    }
    table
}
