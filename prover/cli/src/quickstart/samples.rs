//! The repository's sample documents, compiled in.

/// A document with what `quickstart` does with it.
pub(super) struct Sample {
    /// The file's name.
    pub(super) file: &'static str,
    /// The name in tables and of the files made from it.
    pub(super) name: &'static str,
    /// What is particular about it.
    pub(super) about: &'static str,
    /// Its bytes.
    pub(super) bytes: &'static [u8],
    /// The due day that the debtor states where the document has none.
    pub(super) due: Option<&'static str>,
}

/// The day by which the samples are judged: they fall due after it, whenever this runs.
pub(super) const DAY: &str = "2026-11-22";

macro_rules! sample {
    ($file:literal, $name:literal, $about:literal, $due:expr) => {
        Sample {
            file: $file,
            name: $name,
            about: $about,
            bytes: include_bytes!(concat!("../../../../samples/", $file)),
            due: $due,
        }
    };
}

/// Invoices of different make, and a loan.
pub(super) const ALL: [Sample; 8] = [
    sample!("invoice-de-machinery.xml", "de-machinery", "two VAT rates, allowances and a charge", None),
    sample!("invoice-nl-peppol.xml", "nl-peppol", "Peppol BIS Billing 3, prices per hundred", None),
    sample!("invoice-fr-siret.xml", "fr-siret", "SIREN and SIRET, an extension", None),
    sample!("invoice-at-untidy.xml", "at-untidy", "no VAT number, no due date", Some("2026-12-09")),
    sample!("invoice-dk-joint-vat.xml", "dk-joint-vat", "one VAT number on both sides", None),
    sample!("invoice-nl-jpy-export.xml", "nl-jpy-export", "yen, which have no minor unit", None),
    sample!("invoice-fi-prepaid.xml", "fi-prepaid", "a prepayment and a rounding amount", None),
    sample!("loan-agreement.json", "loan", "a loan of 6.50 % a year", None),
];
