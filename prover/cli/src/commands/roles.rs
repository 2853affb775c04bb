//! `roles`: who may sign for a facility or a pool.

use std::fmt::Write as _;
use std::path::Path;

use ark_ff::UniformRand as _;
use covenant_parties::registry::{RegistryError, party_hex};
use covenant_parties::{Error, Format as _, Registry, Store as _, roles};
use covenant_statements::{Fr, Identifier, PartyId, Quorum, Roles, field};
use rand::rngs::OsRng;
use serde_json::json;

use crate::cli::{Roles as Command, RolesMake};
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::Reply;

pub(super) fn run(home: Option<&Path>, command: &Command) -> Result<Reply> {
    match command {
        Command::Make(args) => make(&Home::open(home)?, args),
        Command::Show { file } => Ok(show(&read(file)?)),
    }
}

/// Reads a file of roles.
pub(super) fn read(path: &Path) -> Result<Roles> {
    Ok(roles::read(&files::read(path, Roles::MAX_BYTES, "roles")?, "roles")?)
}

fn make(home: &Home, args: &RolesMake) -> Result<Reply> {
    let registry = home.registry()?;
    let one = |id: &Identifier, field| party(&registry, id, field);
    let all = |ids: &[Identifier], field| {
        ids.iter().map(|id| party(&registry, id, field)).collect::<Result<Vec<_>>>()
    };
    let roles = Roles {
        salt: Fr::rand(&mut OsRng),
        servicer: one(&args.servicer, "servicer")?,
        appraisers: all(&args.appraisers, "appraiser")?,
        quorum: Quorum {
            needed: args.needed.unwrap_or(0),
            authorities: all(&args.authorities, "price-authority")?,
        },
        owner: one(&args.owner, "owner")?,
    };
    roles.validate().map_err(Error::Roles)?;
    files::output(&args.output, &roles.to_json(), Mode::Secret)?;
    let (shown, digest) = (args.output.display().to_string(), field::to_hex(&roles.digest()));
    Ok(Reply::new(json!({ "roles": shown, "digest": digest }), format!("{shown}\ndigest  {digest}")))
}

/// The party of an identifier.
fn party(registry: &Registry, id: &Identifier, field: &'static str) -> Result<PartyId> {
    let unknown = || RegistryError::UnknownParty { scheme: id.scheme().to_owned(), field };
    Ok(registry.find(id).map(covenant_parties::Party::id).ok_or_else(unknown).map_err(Error::from)?)
}

fn show(roles: &Roles) -> Reply {
    let digest = field::to_hex(&roles.digest());
    let mut text = String::new();
    let mut line = |what: &str, party: &PartyId| {
        let _ = writeln!(text, "{what:<16} {}", party_hex(*party));
    };
    line("servicer", &roles.servicer);
    line("owner", &roles.owner);
    roles.appraisers.iter().for_each(|party| line("appraiser", party));
    roles.quorum.authorities.iter().for_each(|party| line("price authority", party));
    let _ = writeln!(text, "{:<16} {} of {}", "quorum", roles.quorum.needed, roles.quorum.authorities.len());
    let _ = writeln!(text, "digest           {digest}");
    let json = json!({
        "servicer": roles.servicer,
        "owner": roles.owner,
        "appraisers": roles.appraisers,
        "quorum": roles.quorum,
        "digest": digest,
    });
    Reply::new(json, text)
}
