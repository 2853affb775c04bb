//! `pool`: the file of a pool, and what the pool states of itself.

use std::path::Path;

use covenant_parties::pool::{Bound, Structure};
use covenant_parties::{Error, Format as _};
use covenant_statements::pool::figure::Unit;
use covenant_statements::pool::{Figure, PoolPolicy};
use covenant_statements::{Amount, Policy as _};
use serde_json::json;

use super::facility;
use crate::amounts;
use crate::cli::{Pool as Command, PoolStructure};
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::{Home, policies};
use crate::output::Reply;

pub(super) fn run(home: Option<&Path>, command: &Command) -> Result<Reply> {
    match command {
        Command::New(args) => {
            let policy: PoolPolicy = policies::read_as(&args.policy)?;
            facility::new(&Home::open(home)?, args, policy.digest(), policy.currency)
        }
        Command::Structure(args) => structure(args),
    }
}

fn structure(args: &PoolStructure) -> Result<Reply> {
    let policy: PoolPolicy = policies::read_as(&args.policy)?;
    let amount = |text: &String, field| amounts::parse(text, policy.currency, field);
    let tranches = args.tranches.iter().map(|text| amount(text, "tranche")).collect::<Result<_>>()?;
    let bound = |(figure, most): &(Figure, String)| -> Result<Bound> {
        let at_most = match figure.unit() {
            Unit::Amount => amount(most, "bound")?.0,
            _ => most.parse().map_err(|_| {
                Failure::input("structure/bound-format", "the bound is no whole number below 2⁶⁴").at("bound")
            })?,
        };
        Ok(Bound { figure: *figure, at_most })
    };
    let bounds = args.bounds.iter().map(bound).collect::<Result<_>>()?;
    let reserve: Amount = amount(&args.reserve, "reserve")?;
    let structure = Structure::new(tranches, reserve, bounds).map_err(Error::from)?;
    // What is not the policy's is told here, and not at the proof.
    structure.tranches(&policy).map_err(Error::from)?;
    structure.bounds(&policy).map_err(Error::from)?;
    files::output(&args.output, &structure.to_json(), Mode::Secret)?;
    let shown = args.output.display().to_string();
    let text = format!("{shown}: {} tranches, {} bounds", args.tranches.len(), args.bounds.len());
    let json = json!({
        "structure": shown,
        "tranches": args.tranches.len(),
        "bounds": args.bounds.len(),
    });
    Ok(Reply::new(json, text))
}
