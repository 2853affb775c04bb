//! UN/CEFACT's Cross Industry Invoice (D16B), EN 16931's second syntax, into the semantic [model](crate::model).
//!
//! Lines stand before the currency, and amounts need not name theirs: an amount that does must name the document's, which
//! is compared when both are known. One root element serves invoices and credit notes, which the type code tells apart.

mod build;
mod dates;
mod parties;
mod path;
mod places;
mod tags;

pub use path::path_of;

use crate::{
    error::{IngestError, XmlFault},
    syntax::{self, InvoiceDocument, Root, walk},
    xml::XmlReader,
};
use build::Builder;

/// Reads a document. The rules of EN 16931 are not applied here.
///
/// # Errors
/// `xml/…` for the document, `amount/…`, `date/…`, `flag/…`, `BR-CL-…` for a value that cannot be read.
pub fn read(bytes: &[u8]) -> Result<InvoiceDocument, IngestError> {
    let (xml, namespace, name) = syntax::open(bytes)?;
    if !is_root(&namespace, &name) {
        return Err(IngestError::document(XmlFault::NotUbl));
    }
    read_below(xml)
}

/// Whether an element is the root of a Cross Industry Invoice.
pub(crate) fn is_root(namespace: &str, local: &str) -> bool {
    namespace == tags::RSM && local == tags::ROOT
}

/// Reads what is below the root element.
pub(crate) fn read_below(xml: XmlReader<'_>) -> Result<InvoiceDocument, IngestError> {
    Ok(InvoiceDocument { root: Root::Cii, invoice: walk(xml, Builder::default())? })
}
