//! `facility`: one file for the parties of a facility. The lender makes it.

use std::path::Path;

use covenant_parties::collateral::Facility;
use covenant_parties::{Error, Format as _, Party, Store as _};
use covenant_statements::{CollateralPolicy, Currency, Fr, VaultId, field};
use serde_json::{Value, json};

use super::roles;
use crate::cli::{Facility as Command, FacilityNew, ForVault};
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::formats;
use crate::home::{Home, policies};
use crate::output::{Reply, one_line};
use crate::vaults::VaultFolder;

pub(super) fn run(home: Option<&Path>, command: &Command) -> Result<Reply> {
    match command {
        Command::New(args) => {
            let policy: CollateralPolicy = policies::read_as(&args.policy)?;
            new(&Home::open(home)?, args, policy.digest(), policy.currency)
        }
        Command::Show { file } => {
            let (json, text) = described(&formats::read(file, "facility")?);
            Ok(Reply::new(json, text))
        }
    }
}

/// The file of a facility, or of a pool, which is one under another kind of policy.
pub(super) fn new(home: &Home, args: &FacilityNew, policy: Fr, currency: Currency) -> Result<Reply> {
    // A lender that the registry knows by another identifier is the same party.
    let registry = home.registry()?;
    let lender = registry.find(&args.lender).map_or_else(|| args.lender.party_id(), Party::id);
    let id = VaultId { chain: args.chain.clone(), contract: args.contract, lender, vault: args.name.clone() };
    let roles = roles::read(&args.roles)?;
    let facility = Facility::new(home.network(), id, roles, policy, currency);
    let mut facility = facility.map_err(Error::Roles)?;
    facility.epoch = args.epoch;
    files::output(&args.output, &facility.to_json(), Mode::Secret)?;
    let shown = args.output.display().to_string();
    let (mut json, text) = described(&facility);
    json["facility"] = json!(shown);
    Ok(Reply::new(json, format!("{shown}\n{text}")))
}

/// What verifiers follow a facility by; `trust facility` takes it.
pub(super) fn described(facility: &Facility) -> (Value, String) {
    let (vault, hex) = (facility.vault(), field::to_hex);
    let digests = [
        ("d0", hex(&vault.start())),
        ("roles", hex(&facility.roles().digest())),
        ("policy", hex(&facility.policy())),
    ];
    let mut text = format!(
        "vault   {} at {}:{}, {}\n",
        one_line(vault.vault.as_str()),
        vault.chain,
        vault.contract,
        facility.currency()
    );
    let mut json = json!({
        "network": facility.network(),
        "vault": vault,
        "currency": facility.currency(),
        "epoch": facility.epoch,
        "counter": facility.counter,
    });
    for (name, digest) in digests {
        text.push_str(&format!("{name:<7} {digest}\n"));
        json[name] = json!(digest);
    }
    text.push_str(&format!("epoch {}, counter {}", facility.epoch, facility.counter));
    (json, text)
}

/// The facility that something is signed for, and its vault's lines where they are known.
pub(super) fn signed_for(of: &ForVault) -> Result<(Facility, Option<Vec<covenant_statements::Fr>>)> {
    match (&of.vault, &of.facility) {
        (Some(folder), _) => {
            let vault = VaultFolder::open(folder)?.vault;
            Ok((vault.facility().clone(), Some(vault.notes().to_vec())))
        }
        (None, Some(file)) => Ok((formats::read(file, "facility")?, None)),
        (None, None) => {
            Err(crate::failure::Failure::usage("usage/missing-argument", "--vault or --facility"))
        }
    }
}
