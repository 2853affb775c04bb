//! From files and a home to the claim that is checked and proved.

use covenant_parties::pool::{self, SignedTape, Sources, Structure};
use covenant_parties::{Registry, Store as _};
use covenant_statements::Fr;
use covenant_statements::pool::{Claim, PoolPolicy};

use super::args::Subject;
use crate::failure::Result;
use crate::formats;
use crate::home::{Home, policies};
use crate::statements::folder::{named, policy_name};
use crate::vaults::VaultFolder;

/// Reads everything and finds the servicer in the registry. The rules are not run yet.
pub(super) fn read(home: &Home, subject: &Subject, context: Fr) -> Result<(Claim, Registry)> {
    let from = subject.from.as_deref();
    let custody = VaultFolder::open(&named(subject.vault.as_ref(), from, "vault")?)?;
    let policy = policies::read_as::<PoolPolicy>(&named(subject.policy.as_ref(), from, policy_name(from))?)?;
    let tape: SignedTape = formats::read(&named(subject.tape.as_ref(), from, "tape.signed")?, "tape")?;
    let structure: Structure =
        formats::read(&named(subject.structure.as_ref(), from, "structure.json")?, "structure")?;
    let registry = home.registry()?;
    let claim = pool::claim(Sources {
        network: home.network(),
        custody: &custody.vault,
        notes: custody.openings()?,
        tape,
        structure: &structure,
        policy,
        registry: &registry,
        cut_off: subject.cut_off,
        context,
    })?;
    Ok((claim, registry))
}
