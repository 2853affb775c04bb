//! `acknowledge`: the debtor, or who may sign for it, signs what it owes.

use std::path::Path;

use covenant_parties::key_file::Purpose;
use covenant_parties::obligation::{Response, SignedAcknowledgement, acknowledgement};
use covenant_parties::{Error, Format as _, Store as _};
use covenant_statements::{TextDigest, field};
use rand::rngs::OsRng;
use serde_json::json;

use super::args::Acknowledge;
use super::documents;
use crate::amounts;
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::Home;
use crate::key_files;
use crate::output::Reply;

/// The most bytes of terms and of a payee's account.
const MAX_TEXT: usize = 4 * 1024 * 1024;

pub(crate) fn run(home: Option<&Path>, args: &Acknowledge) -> Result<Reply> {
    let home = Home::open(home)?;
    // Reading refuses a document whose arithmetic does not hold: nobody should sign one.
    let document = documents::read(&args.document)?;
    let obligation = documents::obligation(&document, &home.registry()?)?;
    let accepted = args.accepted_amount.as_deref();
    let response = Response {
        code: args.code,
        capacity: args.capacity,
        on: args.on,
        accepted: accepted
            .map(|text| amounts::parse(text, obligation.currency, "accepted_amount"))
            .transpose()?,
        due: args.due,
        valid_until: args.valid_until,
        terms: digest(args.terms.as_deref(), "terms")?,
        payee: digest(args.payee.as_deref(), "payee")?,
    };
    documents::require_payee(&document, response.payee.as_ref())?;
    let acknowledgement = response.acknowledge(home.network(), &obligation).map_err(Error::from)?;
    let key = key_files::read(&args.key, Purpose::Signing, "key")?;
    let signed = acknowledgement::sign(acknowledgement, &key, &mut OsRng);
    files::output(&args.output, &signed.to_json(), Mode::Public)?;

    let SignedAcknowledgement { acknowledgement: own, .. } = &signed;
    let digits = documents::fraction_digits(own.currency);
    let shown = args.output.display();
    let text = format!(
        "Acknowledged {} {} due {}, relied upon until {}, with code {} in {shown}.",
        own.amount.to_decimal(digits),
        own.currency,
        own.due,
        own.last_valid,
        own.code.as_str()
    );
    let json = json!({
        "acknowledgement": shown.to_string(),
        "message": field::to_hex(&own.message()),
        "code": own.code,
        "capacity": own.capacity,
        "amount": own.amount,
        "currency": own.currency,
        "due": own.due,
        "valid_until": own.last_valid,
        "terms": own.terms,
        "payee": own.payee,
    });
    Ok(Reply::new(json, text))
}

fn digest(path: Option<&Path>, what: &str) -> Result<Option<TextDigest>> {
    path.map(|path| Ok(TextDigest::of(&files::read(path, MAX_TEXT, what)?))).transpose()
}
