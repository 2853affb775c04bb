//! Every sample is read into what its makers meant.

mod common;

use common::{ALL, AT, CREDIT, DE, DE_CII, DK, FI, FR, JPY, LOAN, NL, sample};
use covenant_ingest::{Document, ObligationDraft, Side, Summary, resolve_parties, rules};
use covenant_statements::Day;

fn read(name: &str) -> Document {
    Document::read(sample(name).as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn draft(name: &str) -> ObligationDraft {
    read(name).obligation().unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn identifiers(name: &str, side: Side) -> Vec<String> {
    read(name).identifiers(side).iter().map(ToString::to_string).collect()
}

#[test]
fn every_sample_keeps_every_rule() {
    for name in ALL {
        match read(name) {
            Document::Invoice(document) | Document::CreditNote(document) => {
                assert_eq!(rules::violations(&document.invoice), [], "{name}");
            }
            Document::Loan(_) => assert_eq!(name, LOAN),
            _ => panic!("{name}: another kind"),
        }
    }
}

#[test]
fn every_file_of_the_folder_is_tested() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(ALL.contains(&name.as_str()) || name == "README.md", "{name}");
    }
}

#[test]
fn obligations() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    for (name, kind, number, issued, due, currency, amount, rate) in [
        (DE, 380, "RE-2026-10417", "2026-10-05", Some("2026-12-04"), "EUR", 906_536, 0),
        (DE_CII, 380, "RE-2026-10417", "2026-10-05", Some("2026-12-04"), "EUR", 906_536, 0),
        (NL, 380, "F26-00871", "2026-11-02", Some("2027-01-01"), "EUR", 695_500, 0),
        (FR, 380, "FA-2026/0933", "2026-09-28", Some("2026-12-15"), "EUR", 456_085, 0),
        (AT, 380, "RE 117-2026", "2026-11-09", None, "EUR", 264_000, 0),
        (DK, 380, "10045", "2026-10-30", Some("2026-12-29"), "DKK", 1_562_500, 0),
        (JPY, 380, "EXP-2026-0058", "2026-11-10", Some("2027-02-08"), "JPY", 1_680_000, 0),
        (FI, 380, "2026100071", "2026-10-20", Some("2026-12-19"), "EUR", 126_655, 0),
        (CREDIT, 381, "GS-2026-00318", "2026-10-19", Some("2026-12-04"), "EUR", 54_829, 0),
        (LOAN, 1000, "LA-2026-0042", "2026-10-01", Some("2027-02-26"), "EUR", 5_000_000, 650),
    ] {
        let draft = draft(name);
        assert_eq!(draft.document_type.0, kind, "{name}");
        assert_eq!(draft.number.as_str(), number, "{name}");
        assert_eq!(draft.issued, day(issued), "{name}");
        assert_eq!(draft.due, due.map(day), "{name}");
        assert_eq!(draft.currency.as_str(), currency, "{name}");
        assert_eq!(draft.amount.0, amount, "{name}");
        assert_eq!(draft.rate_bps.0, rate, "{name}");
        assert!(!draft.seller.is_empty() && !draft.debtor.is_empty(), "{name}");
    }
}

#[test]
fn identifiers_in_their_order() {
    for (name, seller, debtor) in [
        (
            DE,
            &["VAT:DE299000015", "TAX:127/310/40015", "REG:HRB90015", "9930:DE299000015"][..],
            &["VAT:DE299000023", "EM:EINGANG@DONAUWERKE.EXAMPLE"][..],
        ),
        (
            NL,
            &["VAT:NL800000131B01", "0106:90000013"],
            &["VAT:NL800000246B01", "0106:90000024", "0088:9521000000117"],
        ),
        (
            FR,
            &["VAT:FR47900012345", "0002:900012345", "0009:90001234500017"],
            &["VAT:FR81900056789", "0002:900056789", "0009:90005678900021"],
        ),
        (
            AT,
            &["REG:FN990017Z", "EM:BUERO@TISCHLEREI-MUSTER.EXAMPLE"],
            &["REG:FN990025B", "ID:K-00042", "EM:RECHNUNGEN@HOTEL-BEISPIEL.EXAMPLE"],
        ),
        (
            LOAN,
            &["VAT:NL800000465B01", "0106:90000046"],
            &["VAT:BE0999000022", "0208:0999000022", "EM:BOEKHOUDING@SCHELDEBOUW.EXAMPLE"],
        ),
    ] {
        assert_eq!(identifiers(name, Side::Seller), seller, "{name}");
        assert_eq!(identifiers(name, Side::Debtor), debtor, "{name}");
    }
}

#[test]
fn a_vat_number_on_both_sides_does_not_tell_them_apart() {
    let document = read(DK);
    let (seller, debtor) = (document.identifiers(Side::Seller), document.identifiers(Side::Debtor));
    assert_eq!(seller[0], debtor[0]);
    let registry = |vat_belongs_to| {
        move |id: &covenant_ingest::Identifier| match id.to_string().as_str() {
            "VAT:DK99000018" => vat_belongs_to,
            "0184:99000026" => Some('s'),
            "0184:99000034" => Some('d'),
            _ => None,
        }
    };
    for owner in [None, Some('s'), Some('d')] {
        let parties = resolve_parties(&seller, &debtor, registry(owner)).unwrap();
        assert_eq!((parties.seller, parties.debtor), ('s', 'd'));
    }
    let notes = Summary::of(&document).notes;
    assert!(notes.iter().any(|note| note.contains("VAT") && note.contains("both")), "{notes:?}");
}

#[test]
fn the_content_of_an_invoice() {
    let Document::Invoice(document) = read(DE) else { panic!("an invoice") };
    let invoice = document.invoice;
    fn text(number: Option<impl ToString>) -> String {
        number.unwrap().to_string()
    }
    assert_eq!(invoice.seller.name.as_deref(), Some("Alpenhydraulik Muster GmbH"));
    assert_eq!(invoice.seller.trading_name.as_deref(), Some("Alpenhydraulik"));
    assert_eq!(invoice.seller.country.as_deref(), Some("DE"));
    assert_eq!(invoice.buyer_reference.as_deref(), Some("EK-Süd 7"));
    assert_eq!(invoice.order_reference.as_deref(), Some("B-55120"));
    assert_eq!(invoice.notes.len(), 1);
    assert_eq!((invoice.allowances.len(), invoice.charges.len(), invoice.lines.len()), (1, 1, 3));
    assert_eq!(text(invoice.allowances[0].base), "7053.60");
    assert_eq!(text(invoice.charges[0].amount), "85.00");
    let line = invoice.lines[0].clone();
    assert_eq!((line.id.as_deref(), line.unit.as_deref()), (Some("1"), Some("C62")));
    assert_eq!(
        (text(line.quantity), text(line.price), text(line.net)),
        ("12".into(), "485.00".into(), "5529.00".into())
    );
    assert_eq!((text(line.allowances[0].amount), line.charges.len()), ("291.00".into(), 0));
    assert_eq!(text(invoice.lines[1].quantity.clone()), "16.5");
    assert_eq!(text(invoice.vat_breakdown[1].rate), "7");
}

#[test]
fn text_in_all_its_forms() {
    let Document::Invoice(document) = read(AT) else { panic!("an invoice") };
    let invoice = document.invoice;
    assert_eq!(invoice.number.as_deref(), Some("re 117-2026"));
    assert_eq!(invoice.seller.name.as_deref(), Some("Tischlerei Müller & Sohn (Muster)"));
    assert_eq!(invoice.notes, ["Umsatzsteuerfrei, Kleinunternehmer <§ 6 Abs. 1 Z 27 UStG>"]);
    assert_eq!(invoice.payment_terms.as_deref(), Some("Zahlbar binnen 60 Tagen ohne Abzug"));
    assert_eq!(invoice.lines[0].item.as_deref(), Some("Zimmertür, Eiche"));
    let Document::Invoice(document) = read(FR) else { panic!("an invoice") };
    assert_eq!(document.invoice.seller.name.as_deref(), Some("Ateliers de l'Estuaire Exemple SARL"));
    assert!(document.invoice.notes[0].contains("d’intérêt"));
    assert_eq!(document.invoice.tax_point_code.as_deref(), Some("432"));
}

#[test]
fn two_tax_totals() {
    let Document::Invoice(document) = read(JPY) else { panic!("an invoice") };
    let invoice = document.invoice;
    assert_eq!(invoice.vat_currency.map(|c| c.to_string()).as_deref(), Some("EUR"));
    assert_eq!(invoice.totals.vat_in_vat_currency.unwrap().to_string(), "0.00");
    assert_eq!((invoice.vat_breakdown.len(), invoice.totals.vat.unwrap().to_string()), (1, "0".into()));
}

#[test]
fn a_credit_note_names_its_invoice() {
    let Document::CreditNote(document) = read(CREDIT) else { panic!("a credit note") };
    assert_eq!(document.invoice.preceding[0].number.as_deref(), Some("RE-2026-10417"));
    assert_eq!(document.invoice.preceding[0].issue_date, "2026-10-05".parse().ok());
}

#[test]
fn the_summary_is_json_with_exact_amounts() {
    for name in ALL {
        let json = serde_json::to_value(Summary::of(&read(name))).unwrap();
        assert!(json["payable"].is_string() && json["seller"]["identifiers"].is_array(), "{name}");
    }
    let json = serde_json::to_value(Summary::of(&read(FI))).unwrap();
    assert_eq!(json["payable"], "1266.55");
    assert_eq!(json["totals"]["paid"], "600.00");
    assert_eq!(json["totals"]["rounding"], "0.01");
    assert_eq!(json["vat"][0]["rate"], "25.5");
    assert_eq!(json["type"], 380);
    assert_eq!(json["issue"], "2026-10-20");
    assert_eq!(json["debtor"]["identifiers"][0], "VAT:FI99000027");
    let json = serde_json::to_value(Summary::of(&read(LOAN))).unwrap();
    assert_eq!((json["kind"].as_str(), json["rate_bps"].as_u64()), (Some("loan"), Some(650)));
}

#[test]
fn debug_shows_no_content() {
    for name in ALL {
        let document = read(name);
        let shown = format!("{document:?} {:?} {:?}", document.obligation().unwrap(), Summary::of(&document));
        assert!(shown.contains("[redacted]") && !shown.chars().any(|c| c.is_ascii_digit()), "{shown}");
    }
}
