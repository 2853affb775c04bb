//! Addresses of e-mail: RFC 5321's `Dot-string@Domain` in ASCII.

use crate::ValueError;
use alloc::string::String;

const LOCAL: usize = 64;
const DOMAIN: usize = 253;
const LABEL: usize = 63;

/// Lower case. No two people have addresses that differ in case alone, and few know in which case a form had theirs. Dots and what
/// stands behind a `+` stay: what they mean is one provider's rule.
pub(super) fn normalise(written: &str) -> Result<String, ValueError> {
    const FORM: ValueError = ValueError::new("identifier", "an address of e-mail, local@domain");
    let (local, domain) = written.split_once('@').ok_or(FORM)?;
    let fits = written.len() <= super::MAX_NORMALISED && local.len() <= LOCAL && domain.len() <= DOMAIN;
    if fits && is_local(local) && is_domain(domain) { Ok(written.to_ascii_lowercase()) } else { Err(FORM) }
}

/// Atoms with single dots between them.
fn is_local(local: &str) -> bool {
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
}

/// Two labels at least, the last with a letter: `1.2.3.4` is no name. A name in another script is given as it is registered,
/// `xn--…`.
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(label)
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
}
