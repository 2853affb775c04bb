//! Where each syntax writes the terms that are read, for the book.

use super::Root;
use crate::ubl;

/// The business terms that are read, in EN 16931's order, with their names.
pub const TERMS: &[(&str, &str)] = &[
    ("BT-1", "number"),
    ("BT-2", "issue date"),
    ("BT-3", "type code"),
    ("BT-5", "currency"),
    ("BT-6", "currency of VAT accounting"),
    ("BT-7", "tax point date"),
    ("BT-8", "tax point code"),
    ("BT-9", "due date"),
    ("BT-10", "buyer's reference"),
    ("BT-13", "purchase order"),
    ("BT-20", "payment terms"),
    ("BT-22", "note"),
    ("BT-25", "preceding invoice"),
    ("BT-26", "its issue date"),
    ("BT-27", "seller"),
    ("BT-28", "trading name"),
    ("BT-29", "identifier"),
    ("BT-30", "legal registration"),
    ("BT-31", "VAT number"),
    ("BT-32", "tax registration"),
    ("BT-34", "electronic address"),
    ("BT-40", "country"),
    ("BT-44", "buyer"),
    ("BT-45", "trading name"),
    ("BT-46", "identifier"),
    ("BT-47", "legal registration"),
    ("BT-48", "VAT number"),
    ("BT-49", "electronic address"),
    ("BT-55", "country"),
    ("BT-59", "payee"),
    ("BT-60", "identifier"),
    ("BT-61", "legal registration"),
    ("BT-63", "VAT number of the seller's tax representative"),
    ("BT-92", "allowance on the document"),
    ("BT-93", "its base"),
    ("BT-99", "charge on the document"),
    ("BT-100", "its base"),
    ("BT-106", "sum of the lines"),
    ("BT-107", "sum of the allowances"),
    ("BT-108", "sum of the charges"),
    ("BT-109", "total without VAT"),
    ("BT-110", "total of VAT"),
    ("BT-111", "the same in BT-6"),
    ("BT-112", "total with VAT"),
    ("BT-113", "paid amount"),
    ("BT-114", "rounding amount"),
    ("BT-115", "amount due"),
    ("BT-116", "taxable amount"),
    ("BT-117", "tax"),
    ("BT-118", "VAT category"),
    ("BT-119", "VAT rate"),
    ("BT-126", "line"),
    ("BT-129", "quantity, with its unit (BT-130)"),
    ("BT-131", "net amount of the line"),
    ("BT-136", "allowance on the line"),
    ("BT-137", "its base"),
    ("BT-141", "charge on the line"),
    ("BT-142", "its base"),
    ("BT-146", "net price"),
    ("BT-151", "VAT category"),
    ("BT-153", "item"),
];

/// A Markdown table of the places, below `Invoice` and below `CrossIndustryInvoice`.
pub fn places_table() -> String {
    let mut table =
        "| term | | UBL, below `Invoice` | CII, below `CrossIndustryInvoice` |\n|---|---|---|---|\n"
            .to_owned();
    for (term, name) in TERMS {
        let below = |root: Root| {
            let path = root.path_of(term, None);
            path.split_once('/').map(|(_, below)| below.to_owned()).unwrap_or_default()
        };
        let (ubl, cii) = (below(Root::Ubl(ubl::Root::Invoice)), below(Root::Cii));
        table.push_str(&format!("| {term} | {name} | `{ubl}` | `{cii}` |\n"));
    }
    table
}
