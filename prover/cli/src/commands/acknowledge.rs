//! `acknowledge`: the debtor, or who may sign for it, signs what it owes.

use std::path::Path;

use covenant_gadgets::eddsa::SecretKey;
use covenant_ingest::decimal::Decimal;
use covenant_statements::invoice::document::Obligation;
use covenant_statements::invoice::{Acknowledgement, Rule, Violation};
use covenant_statements::{Amount, Capacity, Day, Network, ResponseCode, TextDigest, field};
use rand::rngs::OsRng;
use serde_json::json;

use crate::cli::Acknowledge;
use crate::documents;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::formats::Format as _;
use crate::formats::acknowledgement::SignedAcknowledgement;
use crate::formats::key_file::{self, Purpose};
use crate::home::Home;
use crate::output::Reply;

/// The most bytes of terms and of a payee's account.
const MAX_TEXT: usize = 4 * 1024 * 1024;

pub(super) fn run(home: Option<&Path>, args: &Acknowledge) -> Result<Reply> {
    let home = Home::open(home)?;
    // Reading refuses a document whose arithmetic does not hold: nobody should sign one.
    let document = documents::read(&args.document)?;
    let obligation = documents::obligation(&document, &home.registry()?)?;
    let amount = accepted_amount(args.accepted_amount.as_deref(), &obligation)?;
    let due = due(args.due, &obligation)?;
    let acknowledgement = Acknowledgement {
        code: args.code,
        capacity: args.capacity,
        amount,
        last_valid: args.valid_until.unwrap_or(due),
        terms: digest(args.terms.as_deref(), "terms")?,
        payee: digest(args.payee.as_deref(), "payee")?,
        ..plain(home.network(), obligation, due, args.on)
    };
    let key = key_file::read_curve_key(&args.key, Purpose::Signing, "key")?;
    let signed = sign(acknowledgement, &key);
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

/// The debtor's own final approval of all that is payable, which lapses at the due day.
pub(super) fn plain(network: Network, obligation: Obligation, due: Day, on: Day) -> Acknowledgement {
    Acknowledgement {
        network,
        code: ResponseCode::Ap,
        seller: obligation.seller,
        document_type: obligation.document_type,
        number: obligation.number,
        debtor: obligation.debtor,
        capacity: Capacity::Debtor,
        currency: obligation.currency,
        amount: obligation.payable,
        issue: obligation.issue,
        due,
        rate: obligation.rate,
        acknowledged_on: on,
        last_valid: due,
        terms: TextDigest::default(),
        payee: TextDigest::default(),
    }
}

/// Signs an acknowledgement.
pub(super) fn sign(acknowledgement: Acknowledgement, key: &SecretKey) -> SignedAcknowledgement {
    let signature = key.sign(acknowledgement.message(), &mut OsRng);
    SignedAcknowledgement { acknowledgement, signer: key.public(), signature }
}

/// All that is payable, or the part of it that is accepted.
fn accepted_amount(text: Option<&str>, obligation: &Obligation) -> Result<Amount> {
    let Some(text) = text else { return Ok(obligation.payable) };
    let refuse = |code: &'static str, message: &str| Failure::input(code, message).at("accepted_amount");
    let decimal = Decimal::parse(text)
        .ok_or_else(|| refuse("amount/format", "not a plain decimal number such as 123.45"))?;
    if decimal.is_negative() {
        return Err(refuse("amount/negative", "the amount is negative"));
    }
    let digits = documents::fraction_digits(obligation.currency);
    if decimal.fraction_digits() > digits {
        return Err(refuse("amount/precision", "more fraction digits than the document's currency has"));
    }
    let minor = decimal.to_minor_units(digits);
    let amount = minor.map(Amount).ok_or_else(|| refuse("amount/too-large", "the amount is too large"))?;
    if amount > obligation.payable {
        let message = "more is accepted than is payable";
        return Err(
            Failure::new(Exit::Unsatisfied, "invoice/accepted-over-payable", message).at("accepted_amount")
        );
    }
    Ok(amount)
}

/// The due day is what the debtor signs: payment terms in words are never read.
fn due(stated: Option<Day>, obligation: &Obligation) -> Result<Day> {
    if let Some(due) = stated.or(obligation.due) {
        return Ok(due);
    }
    if obligation.document_type.kind().is_none() {
        // A credit note falls due for nobody.
        return Err(Violation(Rule::DocumentType).into());
    }
    Err(Failure::input("acknowledge/due-missing", "the document has no due date: say it with --due")
        .at("due"))
}

fn digest(path: Option<&Path>, what: &str) -> Result<TextDigest> {
    match path {
        Some(path) => Ok(TextDigest::of(&files::read(path, MAX_TEXT, what)?)),
        None => Ok(TextDigest::default()),
    }
}
