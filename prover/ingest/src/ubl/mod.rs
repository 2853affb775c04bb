//! UBL 2.1 Invoice and CreditNote into the semantic [model](crate::model).
//!
//! Order is not demanded but for the currency, which stands before the amounts.

mod build;
mod groups;
mod path;
mod places;
mod tags;

pub use crate::syntax::{MAX_GROUPS, MAX_LINES, MAX_TEXT_BYTES};
pub use path::path_of;
pub use tags::Root;

use crate::{
    error::{IngestError, XmlFault},
    syntax::{self, Fault, InvoiceDocument, Leaf, walk},
    xml::XmlReader,
};
use build::Builder;

/// Reads a document. The rules of EN 16931 are not applied here.
///
/// # Errors
/// `xml/…` for the document, `amount/…`, `date/…`, `flag/…`, `BR-CL-…` for a value that cannot be read.
pub fn read(bytes: &[u8]) -> Result<InvoiceDocument, IngestError> {
    let (xml, namespace, name) = syntax::open(bytes)?;
    let root = Root::of(&namespace, &name).ok_or_else(|| IngestError::document(XmlFault::NotUbl))?;
    read_below(xml, root)
}

/// Reads what is below the root element.
pub(crate) fn read_below(xml: XmlReader<'_>, root: Root) -> Result<InvoiceDocument, IngestError> {
    Ok(InvoiceDocument { root: syntax::Root::Ubl(root), invoice: walk(xml, Builder::new(root))? })
}
