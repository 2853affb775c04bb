//! The invoice inside of a Factur-X or ZUGFeRD file: a PDF with the XML attached to it.
//!
//! The pages are for people and are not looked at. What counts is the one attachment that has a name of these formats, by
//! the document's list of associated files (`AF`) or of embedded files (`Names`); where both name one, it is the same. It has
//! no second name, and is nothing else to the document.
//!
//! A file comes from a stranger, and the parser below takes it in whole. So the file, what its compressed parts become and
//! what is held of it are bounded, and a file that needed repair is refused: repaired in two ways, it is two files.

mod attachments;
mod load;

pub use load::{MAX_BYTES, MAX_GROUPS, MAX_HELD_BYTES, MAX_INNER_BYTES};

use crate::{
    error::{IngestError, PdfFault},
    xml,
};
use lopdf::{DecompressError, Error};

/// Takes the invoice's XML out of a file.
///
/// # Errors
/// `pdf/…`: too large, malformed, encrypted, without an invoice, with two, or with one that says of itself that it is not.
pub fn invoice_in(bytes: &[u8]) -> Result<Vec<u8>, IngestError> {
    attached(bytes).map_err(IngestError::document)
}

fn attached(bytes: &[u8]) -> Result<Vec<u8>, PdfFault> {
    let document = load::load(bytes)?;
    let id = attachments::invoice(&document)?;
    let stream = document.get_object(id).and_then(|object| object.as_stream());
    let stream = stream.map_err(|_| PdfFault::Malformed)?;
    stream.get_plain_content_with_limit(xml::MAX_BYTES).map_err(|error| fault_of(&error))
}

fn fault_of(error: &Error) -> PdfFault {
    match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => PdfFault::TooLarge,
        Error::Decryption(_) | Error::InvalidPassword => PdfFault::Encrypted,
        _ => PdfFault::Malformed,
    }
}
