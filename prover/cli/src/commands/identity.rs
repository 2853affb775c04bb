//! `identity` and `tenant`: whom a service is, and who may call it.

use std::path::Path;

use covenant_service::{Allowance, Tenant};
use serde_json::json;

use crate::cli::{Identity, TenantAdd, TenantCommand};
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::identity::{self, Authority, Issued};
use crate::output::Reply;

/// Hosts that a service's certificate is for, where none is named.
pub(super) const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

pub(super) fn run(home: Option<&Path>, command: &Identity) -> Result<Reply> {
    let home = Home::open(home)?;
    let Identity::Make { hosts } = command;
    let hosts = with_local(hosts);
    identity::make(&home, &hosts)?;
    let folder = identity::folder(&home);
    let shown = folder.display();
    let json = json!({ "identity": shown.to_string(), "hosts": hosts, "development": true });
    let text = format!(
        "Made a certificate for {} in {shown}, under the home's own authority.\nWhoever has authority.key can call as any tenant.",
        hosts.join(", ")
    );
    Ok(Reply::new(json, text))
}

/// These hosts, and this machine.
pub(super) fn with_local(hosts: &[String]) -> Vec<String> {
    let mut all = hosts.to_vec();
    all.extend(
        LOCAL_HOSTS
            .iter()
            .filter(|host| !hosts.iter().any(|named| named == *host))
            .map(|host| (*host).to_owned()),
    );
    all
}

pub(super) fn tenant(home: Option<&Path>, command: &TenantCommand) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        TenantCommand::Add(args) => add(&home, args),
        TenantCommand::Renew { tenant, output } => renew(&home, tenant, output),
        TenantCommand::List => list(&home),
        TenantCommand::Remove { tenant } => remove(&home, tenant),
    }
}

fn add(home: &Home, args: &TenantAdd) -> Result<Reply> {
    let _lock = identity::lock(home)?;
    let mut tenants = identity::tenants(home)?;
    if tenants.tenants.contains_key(&args.tenant) {
        return Err(Failure::input("tenant/exists", "there is a tenant of that name").at("tenant"));
    }
    let allowance =
        |allowed: Option<(u32, u32)>| allowed.map(|(burst, per_minute)| Allowance { burst, per_minute });
    let issued = args.output.as_ref().map(|folder| Ok::<_, Failure>((issue(home, &args.tenant)?, folder)));
    let issued = issued.transpose()?;
    let mut names: std::collections::BTreeSet<String> = args.names.iter().cloned().collect();
    names.extend(issued.iter().map(|((_, name), _)| name.clone()));
    if names.is_empty() {
        let message = "a tenant has a certificate: -o DIR to have one issued, or --name for one that it has";
        return Err(Failure::usage("usage/tenant", message).at("tenant"));
    }
    let tenant = Tenant {
        names,
        scopes: args.scopes.iter().map(|scope| scope.0).collect(),
        queued_jobs: args.queued_jobs,
        evaluations: allowance(args.evaluations),
        inclusions: allowance(args.inclusions),
    };
    tenants.tenants.insert(args.tenant.clone(), tenant);
    // Judged before anything is written.
    tenants.to_toml().map_err(|error| Failure::input("tenant/name", error.to_string()).at("tenant"))?;
    let written = issued.map(|((issued, _), folder)| issued.write_for_caller(folder));
    let written = written.transpose()?.unwrap_or_default();
    identity::write_tenants(home, &tenants)?;
    let scopes: Vec<&str> = args.scopes.iter().map(|scope| scope.0.as_str()).collect();
    let files: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    let text = format!("{} may call: {}{}", args.tenant, scopes.join(", "), shown(&files));
    Ok(Reply::new(json!({ "tenant": args.tenant, "scopes": scopes, "files": files }), text))
}

/// A certificate under the home's own authority, and the name in it that is no other certificate's.
fn issue(home: &Home, tenant: &str) -> Result<(Issued, String)> {
    identity::require_own_callers(home)?;
    let name = identity::new_uri(tenant)?;
    Ok((Authority::open(&identity::folder(home))?.call(tenant, &name)?, name))
}

fn renew(home: &Home, name: &str, folder: &Path) -> Result<Reply> {
    let _lock = identity::lock(home)?;
    let mut tenants = identity::tenants(home)?;
    let Some(tenant) = tenants.tenants.get_mut(name) else { return Err(unknown()) };
    let (issued, uri) = issue(home, name)?;
    tenant.names.retain(|known| !identity::is_issued(name, known));
    tenant.names.insert(uri);
    let files = issued.write_for_caller(folder)?;
    identity::write_tenants(home, &tenants)?;
    let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let text = format!("{name} has another certificate{}", shown(&files));
    Ok(Reply::new(json!({ "tenant": name, "files": files }), text))
}

fn unknown() -> Failure {
    Failure::input("tenant/unknown", "there is no such tenant").at("tenant")
}

fn shown(files: &[String]) -> String {
    if files.is_empty() { String::new() } else { format!("\n{}", files.join("\n")) }
}

fn list(home: &Home) -> Result<Reply> {
    let tenants = identity::tenants(home)?;
    let lines: Vec<String> = tenants
        .tenants
        .iter()
        .map(|(name, tenant)| {
            let scopes: Vec<&str> = tenant.scopes.iter().map(|scope| scope.as_str()).collect();
            let names: Vec<&str> = tenant.names.iter().map(String::as_str).collect();
            format!("{name}: {} ({})", scopes.join(", "), names.join(", "))
        })
        .collect();
    let text = if lines.is_empty() { "no tenants".to_owned() } else { lines.join("\n") };
    Ok(Reply::new(json!({ "tenants": tenants.tenants }), text))
}

fn remove(home: &Home, name: &str) -> Result<Reply> {
    let _lock = identity::lock(home)?;
    let mut tenants = identity::tenants(home)?;
    if tenants.tenants.remove(name).is_none() {
        return Err(unknown());
    }
    tenants.former.insert(name.to_owned());
    identity::write_tenants(home, &tenants)?;
    Ok(Reply::new(json!({ "removed": name }), format!("{name} may not call any more")))
}
