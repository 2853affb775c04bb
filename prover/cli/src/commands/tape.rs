//! `tape sign`: the servicer signs the tape of a cut-off. It needs the pool and the list of notes, and no opening.

use std::path::Path;

use covenant_ingest::tables::{self as ingest, Options, TapeRow};
use covenant_parties::key_file::Purpose;
use covenant_parties::pool::{ObligorRow, PoolError, Tables, tape};
use covenant_parties::{Error, Format as _, Registry, Store as _};
use covenant_statements::pool::{MAX_LINES, PoolPolicy, TapeLine};
use covenant_statements::{Fr, Policy as _, field};
use rand::rngs::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use super::{facility, ledger};
use crate::cli::{Tape as Command, TapeSign};
use crate::failure::{Failure, Result};
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

fn sign(registry: Option<&Registry>, args: &TapeSign) -> Result<Reply> {
    let (mut pool, custody) = facility::signed_for(&args.of)?;
    pool.epoch = args.epoch.unwrap_or(pool.epoch);
    if let Some(path) = &args.policy
        && policies::read_as::<PoolPolicy>(path)?.digest() != pool.policy()
    {
        return Err(Error::from(PoolError::OtherPolicy).into());
    }
    let options = Options { currency: Some(pool.currency()), max_rows: MAX_LINES as u64 };
    let lines: Vec<TapeRow> = tables::read(&args.tape, &options, "tape")?;
    let obligors: Vec<ingest::ObligorRow> = tables::read(&args.obligors, &options, "obligors")?;
    let read = Tables {
        cut_off: args.cut_off,
        sequence: args.sequence,
        lines: (1..).zip(&lines).map(line).collect::<Result<_>>()?,
        obligors: obligors.into_iter().map(|row| obligor(registry, row)).collect(),
    };
    let tape = read.tape(&pool, custody.as_deref(), &mut OsRng).map_err(Error::from)?;
    let key = key_files::read(&args.key, Purpose::Signing, "key")?;
    let signed = tape::sign(tape, &key, &mut OsRng);
    files::output(&args.output, &Zeroizing::new(signed.to_json()), Mode::Secret)?;

    let own = &signed.tape;
    let shown = args.output.display().to_string();
    let (digest, message) = (field::to_hex(&own.custody_digest()), field::to_hex(&own.message()));
    let text = format!(
        "{shown}: {} lines and {} obligors at the end of {}, epoch {}, sequence {}\ncustody  {digest}\ntape     {message}",
        own.lines.len(),
        own.obligors.len(),
        own.cut_off,
        own.epoch,
        own.sequence
    );
    let json = json!({
        "signed": shown,
        "tape": message,
        "custody": digest,
        "cut_off": own.cut_off,
        "epoch": own.epoch,
        "sequence": own.sequence,
        "lines": own.lines.len(),
        "obligors": own.obligors.len(),
    });
    Ok(Reply::new(json, text))
}

fn line((row, own): (usize, &TapeRow)) -> Result<(Fr, TapeLine)> {
    let days = u16::try_from(own.number_of_days_in_principal_arrears).map_err(|_| {
        Failure::input("tape/days-past-due", format!("more than 65,535 days past due (row {row})"))
            .at("tape.number_of_days_in_principal_arrears")
            .with("row", json!(row))
    })?;
    let line = TapeLine {
        balance: own.current_principal_balance,
        days_past_due: days,
        defaulted: own.default,
        grade: own.internal_rating.0,
    };
    Ok((own.note.0, line))
}

fn obligor(registry: Option<&Registry>, row: ingest::ObligorRow) -> ObligorRow {
    let id = &row.debtor;
    let party = id.identifier.as_ref().map_or(id.party, |identifier| ledger::party(registry, identifier));
    ObligorRow { party, group: row.group.0 }
}
