//! Roles as a file: who may sign for a facility. The lender makes it; the borrower and whoever proves have it whole, contracts and
//! trust files its digest. Private: without the salt the parties could be guessed.

use covenant_statements::Roles;

use crate::{Error, Format};

impl Format for Roles {
    const KIND: &'static str = "covenant/roles";
    const MALFORMED: &'static str = "roles/malformed";
}

/// Reads roles, and refuses what no circuit opens; `file` names the file in errors.
///
/// # Errors
/// Not the JSON of roles (`roles/malformed`), or lists and a quorum that are none (`roles/invalid`).
pub fn read(bytes: &[u8], file: &'static str) -> Result<Roles, Error> {
    let roles = Roles::from_json(bytes, file)?;
    roles.validate().map_err(Error::Roles)?;
    Ok(roles)
}

#[cfg(test)]
mod tests {
    use covenant_statements::{Fr, PartyId, Quorum};

    use super::*;

    #[test]
    fn what_no_circuit_opens_is_refused() {
        let parties = |ids: core::ops::Range<u64>| ids.map(|id| PartyId(Fr::from(id))).collect();
        let quorum = Quorum { needed: 2, authorities: parties(5..8) };
        let (servicer, owner) = (PartyId(Fr::from(1u64)), PartyId(Fr::from(2u64)));
        let mut roles = Roles { salt: Fr::from(3u64), servicer, appraisers: parties(3..5), quorum, owner };
        assert!(read(&roles.to_json(), "roles").is_ok_and(|read| read == roles));
        roles.quorum.needed = 4;
        let error = read(&roles.to_json(), "roles").unwrap_err();
        assert_eq!((error.code(), error.field().as_deref()), ("roles/invalid", Some("roles")));
        assert_eq!(read(b"{}", "roles").unwrap_err().code(), "roles/malformed");
    }
}
