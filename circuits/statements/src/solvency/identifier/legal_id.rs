//! Legal identifiers: parties' own form.

use crate::{Identifier, ValueError};
use alloc::string::{String, ToString};

/// `SCHEME:VALUE` in the form in which parties are compared: upper case without blanks, a VAT number also without dots, hyphens and
/// slashes.
pub(super) fn normalise(written: &str) -> Result<String, ValueError> {
    let (scheme, value) =
        written.split_once(':').ok_or(ValueError::new("identifier", "a legal identifier, SCHEME:VALUE"))?;
    Identifier::comparable(scheme, value).map(|identifier| identifier.to_string())
}
