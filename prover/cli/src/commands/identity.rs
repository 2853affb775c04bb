//! `identity` and `tenant`: whom a service is, and who may call it.

use std::path::Path;

use covenant_service::{Allowance, Tenant};
use serde_json::json;

use crate::cli::{Identity, TenantAdd, TenantCommand};
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::identity::{self, Authority};
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
        TenantCommand::List => list(&home),
        TenantCommand::Remove { tenant } => remove(&home, tenant),
    }
}

fn add(home: &Home, args: &TenantAdd) -> Result<Reply> {
    let mut tenants = identity::tenants(home)?;
    let allowance =
        |allowed: Option<(u32, u32)>| allowed.map(|(burst, per_minute)| Allowance { burst, per_minute });
    let issued = args.output.as_ref().map(|folder| {
        let authority = Authority::open(&identity::folder(home))?;
        Ok::<_, Failure>((authority.call(&args.tenant)?, folder))
    });
    let issued = issued.transpose()?;
    let mut names: std::collections::BTreeSet<String> = args.names.iter().cloned().collect();
    if issued.is_some() {
        names.insert(identity::uri(&args.tenant));
    }
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
    let written =
        issued.map(|(issued, folder)| issued.write_for_caller(folder)).transpose()?.unwrap_or_default();
    identity::write_tenants(home, &tenants)?;
    let scopes: Vec<&str> = args.scopes.iter().map(|scope| scope.0.as_str()).collect();
    let files: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    let text = format!("{} may call: {}{}", args.tenant, scopes.join(", "), shown(&files));
    Ok(Reply::new(json!({ "tenant": args.tenant, "scopes": scopes, "files": files }), text))
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
    let mut tenants = identity::tenants(home)?;
    if tenants.tenants.remove(name).is_none() {
        return Err(Failure::input("tenant/unknown", "there is no such tenant").at("tenant"));
    }
    identity::write_tenants(home, &tenants)?;
    Ok(Reply::new(json!({ "removed": name }), format!("{name} may not call any more")))
}
