//! `policy`: which policies a home trusts.

use std::path::Path;

use covenant_parties::Store as _;
use covenant_parties::policies::AnyPolicy;
use covenant_statements::field;
use serde_json::{Value, json};

use crate::cli::Policy;
use crate::failure::{Failure, Result};
use crate::home::{Home, policies, trust};
use crate::output::Reply;

pub(super) fn run(home: Option<&Path>, command: &Policy) -> Result<Reply> {
    match command {
        Policy::Show { file: Some(file) } => show(&policies::read_any(file)?),
        Policy::Show { file: None } => show(&policies::named_or_default(&Home::open(home)?, None)?.into()),
        Policy::Add { file } => {
            let home = Home::open(home)?;
            let policy = policies::read_any(file)?;
            home.trust_policy(&policy)?;
            let digest = field::to_hex(&policy.digest());
            let reply =
                Reply::new(json!({ "policy_digest": digest }), format!("trusted from now on: {digest}"));
            Ok(trust::unused_while_imported(&home, reply))
        }
        Policy::List => {
            let trusted = Home::open(home)?.trusted_policies()?;
            let digests: Vec<String> = trusted.iter().map(|policy| field::to_hex(&policy.digest())).collect();
            Ok(Reply::new(json!({ "policies": digests }), digests.join("\n")))
        }
    }
}

fn show(policy: &AnyPolicy) -> Result<Reply> {
    let no_json = |_| Failure::input("policy/malformed", "the policy has no JSON form");
    let bytes = policy.to_json();
    let document: Value = serde_json::from_slice(&bytes).map_err(no_json)?;
    let digest = field::to_hex(&policy.digest());
    let text = format!("{}\ndigest {digest}", String::from_utf8_lossy(&bytes).trim_end());
    Ok(Reply::new(json!({ "kind": policy.kind(), "policy": document, "policy_digest": digest }), text))
}
