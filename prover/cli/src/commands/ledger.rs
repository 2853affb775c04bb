//! `ledger sign`: the servicer signs a day's ledger. It needs the facility and the list of notes, and no opening.

use std::path::Path;

use covenant_ingest::tables::{self as ingest, LedgerRow, Options};
use covenant_parties::collateral::{Book, CollateralError, DebtorRow, ledger};
use covenant_parties::key_file::Purpose;
use covenant_parties::{Error, Format as _, Party, Registry, Store as _};
use covenant_statements::collateral::{Debtor, LedgerLine, MAX_LINES};
use covenant_statements::{CollateralPolicy, Identifier, PartyId, field};
use rand::rngs::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use super::facility;
use crate::cli::{Ledger as Command, LedgerSign};
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::{Home, policies};
use crate::output::Reply;
use crate::{key_files, tables};

pub(super) fn run(home: Option<&Path>, command: &Command) -> Result<Reply> {
    let Command::Sign(args) = command;
    // A home is not needed; where there is one, its registry knows parties by all their identifiers.
    let registry = home.map(|home| Home::open(Some(home))?.registry()).transpose()?;
    sign(registry.as_ref(), args)
}

fn sign(registry: Option<&Registry>, args: &LedgerSign) -> Result<Reply> {
    let (mut facility, vault) = facility::signed_for(&args.of)?;
    facility.epoch = args.epoch.unwrap_or(facility.epoch);
    if let Some(path) = &args.policy
        && policies::read_as::<CollateralPolicy>(path)?.digest() != facility.policy()
    {
        return Err(Error::from(CollateralError::OtherPolicy).into());
    }
    let options = Options { currency: Some(facility.currency()), max_rows: MAX_LINES as u64 };
    let lines: Vec<LedgerRow> = tables::read(&args.ledger, &options, "ledger")?;
    let debtors: Vec<ingest::DebtorRow> = tables::read(&args.debtors, &options, "debtors")?;
    let named = |id: &Identifier| party(registry, id);
    let book = Book {
        day: args.as_of,
        sequence: args.sequence,
        owner_group: args.owner_group.iter().map(named).collect(),
        lines: lines.iter().map(|row| (row.note.0, line(row))).collect(),
        debtors: debtors.into_iter().map(|row| debtor(registry, row)).collect(),
    };
    let ledger = book.ledger(&facility, vault.as_deref()).map_err(Error::from)?;
    let key = key_files::read(&args.key, Purpose::Signing, "key")?;
    let signed = ledger::sign(ledger, &key, &mut OsRng);
    files::output(&args.output, &Zeroizing::new(signed.to_json()), Mode::Secret)?;

    let own = &signed.ledger;
    let shown = args.output.display().to_string();
    let digest = field::to_hex(&own.vault_digest());
    let text = format!(
        "{shown}: {} lines and {} debtors as of {}, epoch {}, sequence {}\nvault  {digest}",
        own.lines.len(),
        own.debtors.len(),
        own.day,
        own.epoch,
        own.sequence
    );
    let json = json!({
        "ledger": shown,
        "message": field::to_hex(&own.message()),
        "vault": digest,
        "as_of": own.day,
        "epoch": own.epoch,
        "sequence": own.sequence,
        "lines": own.lines.len(),
        "debtors": own.debtors.len(),
    });
    Ok(Reply::new(json, text))
}

fn line(row: &LedgerRow) -> LedgerLine {
    LedgerLine { open: row.open_balance, disputed: row.disputed, bill_and_hold: row.bill_and_hold }
}

/// The party that notes name: the registry's, where it knows the identifier.
pub(super) fn party(registry: Option<&Registry>, id: &Identifier) -> PartyId {
    registry.and_then(|registry| registry.find(id)).map_or_else(|| id.party_id(), Party::id)
}

fn debtor(registry: Option<&Registry>, row: ingest::DebtorRow) -> DebtorRow {
    let id = &row.debtor;
    let figures = Debtor {
        party: id.identifier.as_ref().map_or(id.party, |identifier| party(registry, identifier)),
        gross: row.gross,
        aged: row.aged,
        unapplied_credits: row.unapplied_credits,
        payables: row.payables,
        affiliate: row.affiliate,
        foreign_uninsured: row.foreign_uninsured,
        government_unassigned: row.government_unassigned,
        same_group: false,
    };
    DebtorRow { figures, group: row.group.0 }
}
