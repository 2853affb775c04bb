//! `trust import`: a home judges by a file that somebody made for it.

use std::path::Path;

use covenant_parties::{Error, Store as _};
use covenant_verifier::trust::{MAX_TRUST_BYTES, TrustStore};
use covenant_verifier::wire::Sha256;
use serde_json::json;

use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::{Home, trust};
use crate::output::Reply;

/// Takes a trust file, by its digest: whoever names that has it by a way that he believes. A file that knows of fewer revocations than the one before
/// is refused.
pub(super) fn run(home: Option<&Path>, from: &Path, sha256: &str) -> Result<Reply> {
    let home = Home::open(home)?;
    let bytes = files::read(from, MAX_TRUST_BYTES, "trust")?;
    let found = Sha256::of(&bytes).to_string();
    if found != sha256 {
        let message = "the file has another digest than the one that was named";
        return Err(Failure::refused("trust/other-digest", message).at("sha256"));
    }
    let store = TrustStore::from_json(&bytes).map_err(Error::from)?;
    let document = store.document();
    if document.network != home.network() {
        let message = format!("a trust file of {}, and this home is on {}", document.network, home.network());
        return Err(Failure::refused("trust/network", message).at("trust"));
    }
    let _lock = home.lock()?;
    if home.trust_path().exists() {
        let before = files::read(&home.trust_path(), MAX_TRUST_BYTES, "home.trust")?;
        let before = TrustStore::from_json(&before).map_err(Error::from)?;
        if document.not_before < before.document().not_before {
            let message = "it knows of fewer revocations than the one that this home judges by";
            return Err(Failure::refused("trust/older", message).at("trust"));
        }
    }
    files::replace(&home.trust_path(), &bytes, Mode::Public)?;
    // As it is judged by, with the registry that the home follows.
    let judged = trust::imported(&home)?.unwrap_or_else(|| document.clone());
    let text = format!(
        "This home judges by {} from now on: {} keys, {} roots, {} nullifier keys, {} policies, {} provers; for use until {}.",
        from.display(),
        judged.keys.len(),
        judged.roots.len(),
        judged.nullifier_keys.len(),
        judged.policies.len(),
        judged.provers.len(),
        judged.until
    );
    let json = json!({
        "sha256": sha256,
        "until": judged.until,
        "not_before": judged.not_before,
        "roots": judged.roots.len(),
        "registry_followed": home.config().registry.is_some(),
    });
    Ok(Reply::new(json, text))
}
