//! An invoice as UBL 2.1, in the terms of EN 16931.

use std::fmt::Write as _;

use covenant_statements::Day;

use super::book::{Book, Company, Invoice, Item, decimal};
use crate::failure::Result;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">
\t<!-- Fictional. -->
\t<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
";

/// The document of an invoice of the book.
pub(crate) fn document(book: &Book, invoice: &Invoice) -> Result<String> {
    let mut xml = String::from(HEAD);
    let days = [("IssueDate", Day::new(invoice.issue)?), ("DueDate", Day::new(invoice.due)?)];
    let _ = writeln!(xml, "\t<cbc:ID>{}</cbc:ID>", invoice.number);
    for (name, day) in days {
        let _ = writeln!(xml, "\t<cbc:{name}>{day}</cbc:{name}>");
    }
    xml.push_str("\t<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>\n\t<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\n");
    party(&mut xml, "AccountingSupplierParty", &book.seller);
    party(&mut xml, "AccountingCustomerParty", &book.debtors[invoice.debtor]);
    totals(&mut xml, invoice);
    for (number, own) in (1..).zip(&invoice.items) {
        item(&mut xml, number, own);
    }
    xml.push_str("</Invoice>\n");
    Ok(xml)
}

fn party(xml: &mut String, side: &str, own: &Company) {
    let Company { name, vat, street, city, postal_code } = own;
    let _ = write!(
        xml,
        "\t<cac:{side}><cac:Party>
\t\t<cac:PostalAddress><cbc:StreetName>{street}</cbc:StreetName><cbc:CityName>{city}</cbc:CityName><cbc:PostalZone>{postal_code}</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
\t\t<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
\t\t<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
\t</cac:Party></cac:{side}>
"
    );
}

/// An amount as an element.
fn amount(name: &str, cents: u64) -> String {
    format!("<cbc:{name} currencyID=\"EUR\">{}</cbc:{name}>", decimal(cents))
}

fn category(element: &str, rate: u64) -> String {
    format!(
        "<cac:{element}><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:{element}>"
    )
}

fn totals(xml: &mut String, invoice: &Invoice) {
    let rates = invoice.by_rate();
    let (net, tax) = rates.iter().fold((0, 0), |(net, tax), rate| (net + rate.1, tax + rate.2));
    let _ = writeln!(xml, "\t<cac:TaxTotal>{}", amount("TaxAmount", tax));
    for (rate, net, tax) in rates {
        let (taxable, tax) = (amount("TaxableAmount", net), amount("TaxAmount", tax));
        let _ = writeln!(
            xml,
            "\t\t<cac:TaxSubtotal>{taxable}{tax}{}</cac:TaxSubtotal>",
            category("TaxCategory", rate)
        );
    }
    let _ = writeln!(
        xml,
        "\t</cac:TaxTotal>\n\t<cac:LegalMonetaryTotal>{}{}{}{}</cac:LegalMonetaryTotal>",
        amount("LineExtensionAmount", net),
        amount("TaxExclusiveAmount", net),
        amount("TaxInclusiveAmount", net + tax),
        amount("PayableAmount", net + tax)
    );
}

fn item(xml: &mut String, number: usize, own: &Item) {
    let Item { name, unit, quantity, price, rate } = *own;
    let _ = writeln!(
        xml,
        "\t<cac:InvoiceLine><cbc:ID>{number}</cbc:ID><cbc:InvoicedQuantity unitCode=\"{unit}\">{quantity}</cbc:InvoicedQuantity>{}
\t\t<cac:Item><cbc:Name>{name}</cbc:Name>{}</cac:Item><cac:Price>{}</cac:Price></cac:InvoiceLine>",
        amount("LineExtensionAmount", own.net()),
        category("ClassifiedTaxCategory", rate),
        amount("PriceAmount", price)
    );
}
