//! A sample's custody: a vault, or a pool's, with all its notes, as its owner's folder, and followed by the home.

use covenant_parties::collateral::{Facility, Vault};
use covenant_parties::custodies::{self, Custody};
use covenant_parties::{Error, Format as _, Store as _};
use covenant_statements::{Identifier, Note, VaultId, field};
use serde_json::json;

use super::folder::{CHAIN, CONTRACT, Folder};
use super::unexpected;
use crate::failure::Result;

/// Who holds it.
const HOLDER: &str = "VAT:DE811193231";
/// Its name.
const NAME: &str = "sample";

/// Which custody it is.
pub(super) fn id() -> Result<VaultId> {
    Ok(VaultId {
        chain: CHAIN.parse()?,
        contract: CONTRACT.parse()?,
        lender: HOLDER.parse::<Identifier>()?.party_id(),
        vault: NAME.parse()?,
    })
}

/// A custody with all lines at once, whether a circuit takes as many or not.
pub(super) fn filled(mut facility: Facility, notes: &[Note]) -> Result<Vault> {
    facility.counter = notes.len() as u64;
    let notes: Vec<String> = notes.iter().map(|note| field::to_hex(&note.commitment())).collect();
    let document = json!({ "facility": facility, "notes": notes });
    serde_json::from_value(document).map_err(|_| unexpected("the vault has no such form"))
}

/// Its folder, all lines at once: a vault takes them one by one, and looks at all openings each time.
pub(super) fn keep(folder: &Folder, vault: &Vault, notes: &[Note]) -> Result<()> {
    folder.inner("vault")?;
    folder.inner("vault/attestations")?;
    folder.openings("vault/notes", notes)?;
    // Last: a line has its opening.
    folder.secret("vault/vault.json", &vault.to_json())
}

/// The home follows it from the ledger or tape of this number on.
pub(super) fn follow(folder: &Folder, custody: Custody, vault: &Vault, sequence: u64) -> Result<()> {
    folder.home.change_custodies(|followed| {
        followed.follow(custody, custodies::entry(NAME, vault, sequence)).map_err(Error::from)?;
        Ok(())
    })
}
