//! `registry`: the registry of parties goes from its registrar to its members.

use std::path::Path;

use covenant_log::Checkpoint;
use covenant_parties::{Format as _, Registry, Store as _};
use covenant_statements::field;
use serde_json::{Value, json};

use crate::cli::{PullArgs, RegistryCommand};
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::Reply;
use crate::registry::{self, Publication, Pulled, Source};

pub(super) fn run(home: Option<&Path>, command: RegistryCommand) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        RegistryCommand::Keygen => keygen(&home),
        RegistryCommand::Show => show(&home),
        RegistryCommand::Publish { output } => publish(&home, output.as_deref()),
        RegistryCommand::Pull(args) => pull(&home, args),
    }
}

fn keygen(home: &Home) -> Result<Reply> {
    home.make_registrar_key()?;
    let key = registry::secret_key(home)?.public().to_text();
    Ok(Reply::new(json!({ "registrar": key }), format!("registrar  {key}")))
}

fn publish(home: &Home, output: Option<&Path>) -> Result<Reply> {
    let Publication { list, head, key, added } = registry::publish(home)?;
    if let Some(path) = output {
        files::output(path, &zeroize::Zeroizing::new(list.to_json()), Mode::Secret)?;
    }
    let own = home.registry()?;
    let (mut json, mut text) = described(&head, &own);
    json["registrar"] = json!(key.to_text());
    json["added"] = json!(added);
    json["file"] = json!(output.map(|path| path.display().to_string()));
    text = format!("registrar  {}\n{text}\nadded      {added} entries", key.to_text());
    Ok(Reply::new(json, text))
}

fn pull(home: &Home, args: PullArgs) -> Result<Reply> {
    let source = match (args.server, args.from) {
        (Some(url), _) => Source::Server(url),
        (None, Some(path)) => Source::File(path),
        (None, None) => Source::Configured,
    };
    let Pulled { head, registry, added, key, is_first } =
        registry::pull(home, &source, args.registrar.as_deref())?;
    let (mut json, mut text) = described(&head, &registry);
    json["registrar"] = json!(key.to_text());
    json["added"] = json!(added);
    json["pinned"] = json!(is_first);
    let pinned = if is_first { ", pinned from now on" } else { "" };
    text = format!("registrar  {}{pinned}\n{text}\nadded      {added} entries", key.to_text());
    Ok(Reply::new(json, text))
}

fn show(home: &Home) -> Result<Reply> {
    let followed = home.config().registry.as_ref();
    let key = match followed {
        Some(followed) => registry::read_key(&followed.registrar, home.network())?,
        None => registry::secret_key(home)?.public().clone(),
    };
    let role = if followed.is_some() { "followed" } else { "own" };
    let Some(list) = registry::last(home)? else {
        let json = json!({ "registrar": key.to_text(), "registry": role, "head": null });
        return Ok(Reply::new(json, format!("registrar  {}\nnothing published yet", key.to_text())));
    };
    let head = registry::judge(&list, &key, None)?;
    let (mut json, text) = described(&head, &list.registry()?);
    json["registrar"] = json!(key.to_text());
    json["registry"] = json!(role);
    json["note"] = json!(list.head);
    Ok(Reply::new(json, format!("registrar  {}\n{text}", key.to_text())))
}

/// A head and the registry under it: what members compare.
fn described(head: &Checkpoint, registry: &Registry) -> (Value, String) {
    let tree_root = hex::encode(head.root);
    let root = registry.roots().last().map(|root| field::to_hex(&root.root));
    let json = json!({
        "head": { "size": head.size, "root": tree_root },
        "parties": registry.parties().len(),
        "keys": registry.leaves().len(),
        "registry_root": root,
        "revocations": registry.revocations(),
        "not_before": registry.not_before(),
    });
    let text = format!(
        "head       {} entries, {tree_root}\nroot       {}, after {} revocations\nparties    {}, {} keys",
        head.size,
        root.unwrap_or_else(|| "none".to_owned()),
        registry.revocations(),
        registry.parties().len(),
        registry.leaves().len()
    );
    (json, text)
}
