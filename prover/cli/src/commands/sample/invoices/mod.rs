//! `sample invoices`: one seller's invoices, acknowledged by their debtors, with the seller's consents.

pub(crate) mod book;
pub(crate) mod drawn;
pub(crate) mod ubl;

use covenant_ingest::Document;
use covenant_parties::obligation::{ClaimDraft, Response, acknowledgement};
use covenant_parties::{Error, Format as _, Store as _};
use covenant_statements::{Context, Day, Role};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use self::book::{Book, Invoice, decimal};
use super::draw::Draw;
use super::folder::{CHAIN, CONTRACT, Folder};
use super::parties::Parties;
use crate::cli::SampleArgs;
use crate::failure::Result;
use crate::output::Reply;
use crate::prover::keys;
use crate::statements::obligation::{Obligation, consent, documents};

/// The day of judgement of a sample.
const DAY: &str = "2026-11-22";
/// To whom the seller consents, and until when.
const BENEFICIARY: &str = "0x00000000000000000000000000000000000f1001";
const EXPIRES: &str = "2026-12-31";

pub(super) fn run(args: &SampleArgs) -> Result<Reply> {
    let mut draw = Draw::new(args.seed);
    let folder = Folder::make(&args.output, &mut draw)?;
    let as_of: Day = DAY.parse()?;
    let book = drawn::book(&mut draw, args.lines, as_of.get());
    let mut parties = Parties::new(folder.home.network(), as_of);
    parties.add("seller", &book.seller.identifier(), Role::Seller, &mut draw)?;
    for (number, debtor) in (1..).zip(&book.debtors) {
        parties.add(&part(number), &debtor.identifier(), Role::Debtor, &mut draw)?;
    }
    folder.keep(&parties)?;
    folder.inner("documents")?;
    let context = context(&folder)?;
    let mut invoices = Vec::with_capacity(args.lines);
    for (number, invoice) in (1..).zip(&book.invoices) {
        let files = Files::of(number);
        write(&folder, &parties, &book, invoice, &files, &context, &mut draw)?;
        invoices.push(files.expected(&book, invoice)?);
    }
    let total: u64 = book.invoices.iter().map(Invoice::payable).sum();
    folder.expected(&json!({
        "statement": "obligation",
        "as_of": as_of,
        "currency": "EUR",
        "lines": args.lines,
        "total": decimal(total),
        "invoices": invoices,
    }))?;
    Ok(reply(args, &folder, &book))
}

fn part(debtor: usize) -> String {
    format!("debtor-{debtor}")
}

/// Where the proofs may be used. The selector names the home's own key, which is made here.
fn context(folder: &Folder) -> Result<Context> {
    Ok(Context {
        selector: keys::current(&folder.home, Obligation::CIRCUIT)?.selector,
        chain: CHAIN.parse()?,
        contract: CONTRACT.parse()?,
        beneficiary: BENEFICIARY.parse()?,
        expiry: EXPIRES.parse::<Day>()?.end_unix_seconds(),
        sequence: 0,
    })
}

/// The files of an invoice.
struct Files {
    document: String,
    acknowledgement: String,
    consent: String,
}

impl Files {
    fn of(number: usize) -> Self {
        let file = |ending: &str| format!("documents/{number:06}.{ending}");
        Self { document: file("xml"), acknowledgement: file("ack.json"), consent: file("consent.json") }
    }

    fn expected(&self, book: &Book, invoice: &Invoice) -> Result<Value> {
        Ok(json!({
            "document": self.document,
            "acknowledgement": self.acknowledgement,
            "consent": self.consent,
            "number": invoice.number,
            "debtor": book.debtors[invoice.debtor].identifier(),
            "issue": Day::new(invoice.issue)?,
            "due": Day::new(invoice.due)?,
            "payable": decimal(invoice.payable()),
        }))
    }
}

/// The document, what its debtor signs, and what the seller consents to.
fn write(
    folder: &Folder,
    parties: &Parties,
    book: &Book,
    invoice: &Invoice,
    files: &Files,
    context: &Context,
    draw: &mut Draw,
) -> Result<()> {
    let home = &folder.home;
    let as_of: Day = DAY.parse()?;
    let xml = ubl::document(book, invoice)?;
    folder.secret(&files.document, xml.as_bytes())?;
    // Read as everybody reads it: nothing is acknowledged that the rules of documents refuse.
    let obligation = documents::obligation(&Document::read(xml.as_bytes())?, &parties.registry)?;
    let acknowledgement =
        Response::approval(as_of).acknowledge(home.network(), &obligation).map_err(Error::from)?;
    let debtor = parties.key(&part(invoice.debtor + 1))?;
    let signed = acknowledgement::sign(acknowledgement, debtor, draw.rng());
    folder.secret(&files.acknowledgement, &signed.to_json())?;
    let draft =
        ClaimDraft::new(home.network(), parties.registry.clone(), signed, home.default_policy()?, as_of)?;
    let consented = consent::sign(home, draft, parties.key("seller")?, context)?;
    folder.secret(&files.consent, &Zeroizing::new(consented.consent.to_json()))
}

fn reply(args: &SampleArgs, folder: &Folder, book: &Book) -> Reply {
    let shown = folder.home.folder().display().to_string();
    let context =
        format!("--chain {CHAIN} --contract {CONTRACT} --beneficiary {BENEFICIARY} --expires {EXPIRES}");
    let mut text = format!(
        "{shown}: {} invoices of one seller to {} debtors, acknowledged and consented to, as of {DAY}\n\
         Its parties' keys follow from the seed {}: whoever knows that can sign.",
        book.invoices.len(),
        book.debtors.len(),
        args.seed
    );
    if !book.invoices.is_empty() {
        let files = Files::of(1);
        text.push_str(&format!(
            "\nprove one: covenant prove invoice --home {shown} --document {shown}/{} --acknowledgement {shown}/{} \
             --consent {shown}/{} --as-of {DAY} {context} --note-out note.json -o attestation.json",
            files.document, files.acknowledgement, files.consent
        ));
    }
    let json = json!({
        "home": shown,
        "seed": args.seed,
        "lines": book.invoices.len(),
        "debtors": book.debtors.len(),
        "as_of": DAY,
        "context": { "chain": CHAIN, "contract": CONTRACT, "beneficiary": BENEFICIARY, "expires": EXPIRES },
        "expected": "expected.json",
    });
    Reply::new(json, text)
}
