//! `check solvency`: the rules in plain Rust, over the whole ledger, and nothing proved.

use std::path::Path;

use covenant_parties::solvency::{day_prices, reserves_claim};
use covenant_solvency::{Folder, Plan};
use covenant_statements::solvency::coverage::{self, ChunkOpening};
use covenant_statements::solvency::{Chunk, ChunkCommitment, reserves};
use covenant_statements::{Claim as _, Fr, Violation};
use serde_json::{Value, json};

use super::args::CheckArgs;
use super::inputs::{self, Inputs};
use crate::amounts;
use crate::failure::Result;
use crate::home::Home;
use crate::output::Reply;

pub(crate) fn run(home: Option<&Path>, args: &CheckArgs) -> Result<Reply> {
    let home = Home::open(home)?;
    let inputs = inputs::read(&home, &args.subject)?;
    let ledger = Folder::open(&inputs.work)?.check(&inputs.accounts, inputs.form.clone())?;
    let plan = Plan::of(ledger.accounts(), inputs.setting.scope.assets.len())?;
    let (reserves, coverage) = claims(&inputs, ledger.accounts(), ledger.credits(), Fr::from(0u64))?;
    let outcome = reserves.check().and_then(|()| coverage.check());
    let report = args.report.then(|| report(&coverage));
    match outcome {
        Ok(()) => Ok(accepted(&inputs, &plan, report)),
        Err(violation) => Err(refused(violation, report)),
    }
}

/// What reserves claim, R under this blinding, and what coverage would claim, the whole ledger as one chunk: its totals are what the chunks'
/// sum to.
pub(super) fn claims(
    inputs: &Inputs,
    accounts: u64,
    credits: &[u128],
    blinding: Fr,
) -> Result<(reserves::Claim, coverage::Claim)> {
    let setting = &inputs.setting;
    let reserves =
        reserves_claim(setting.clone(), accounts, inputs.reserves.clone(), &inputs.registry, blinding)?;
    let environment = setting.environment(accounts).to_field();
    let mut totals = credits.to_vec();
    totals.resize(setting.scope.columns(), 0);
    let chunks = parts(environment, accounts, &totals);
    let opened = reserves.totals();
    let coverage = coverage::Claim {
        setting: setting.clone(),
        context: Fr::from(0u64),
        chunks,
        reserves_commitment: opened.commitment(environment),
        reserves: opened,
        prices: day_prices(&inputs.prices, setting, &inputs.registry)?,
        disclosure: None,
    };
    Ok((reserves, coverage))
}

/// Chunks of so many accounts in all, with all of the totals in the first: what a chunk may count is a rule of its own.
fn parts(environment: Fr, accounts: u64, totals: &[u128]) -> Vec<ChunkOpening> {
    let most = covenant_statements::solvency::MAX_ACCOUNTS;
    let mut left = accounts;
    let mut chunks = Vec::new();
    while left > 0 {
        let (index, count) = (chunks.len() as u32, left.min(most));
        let totals = if index == 0 { totals.to_vec() } else { vec![0; totals.len()] };
        let blinding = Fr::from(0u64);
        let output = Chunk { environment, index, count, totals: totals.clone(), blinding }.output();
        let commitment = ChunkCommitment { output, columns: Fr::from(0u64), claims: [0; 32] };
        chunks.push(ChunkOpening { count, totals, blinding, commitment });
        left -= count;
    }
    chunks
}

fn accepted(inputs: &Inputs, plan: &Plan, report: Option<(Value, String)>) -> Reply {
    let (accounts, chunks, k) = (plan.accounts(), plan.chunks(), plan.shape().k());
    let threshold = inputs.setting.threshold.0;
    let text = format!(
        "All rules hold: {accounts} accounts, {} statements of custodians; the reserves cover at least {}.{:02} %.\n\
         To be proved in {chunks} chunks of 2^{k} rows.",
        inputs.reserves.len(),
        threshold / 100,
        threshold % 100,
    );
    let json = json!({ "accounts": accounts, "chunks": chunks, "k": k, "reserves": inputs.reserves.len() });
    let mut reply = Reply::new(json, text);
    if let Some((json, text)) = report {
        reply.json["report"] = json;
        reply.text.push_str(&format!("\n\n{text}"));
    }
    reply
}

fn refused(violation: Violation, report: Option<(Value, String)>) -> crate::failure::Failure {
    let failure = crate::failure::Failure::from(violation);
    match report {
        Some((json, text)) => failure.with("report", json).explained(text),
        None => failure,
    }
}

/// Totals of each asset in its smallest units, and both sides' values; what a ledger owes and its custodians hold.
fn report(claim: &coverage::Claim) -> (Value, String) {
    let mut text = format!("{:<12} {:>28} {:>28}", "asset", "owed", "held");
    let mut assets = Vec::new();
    for (j, asset) in claim.setting.scope.assets.iter().enumerate() {
        let owed: u128 = claim.chunks.iter().filter_map(|chunk| chunk.totals.get(j)).sum();
        let held = claim.reserves.totals.get(j).copied().unwrap_or(0);
        let own = if asset.own { "  own: counts zero as a reserve" } else { "" };
        text.push_str(&format!("\n{:<12} {owed:>28} {held:>28}{own}", asset.symbol.to_string()));
        let symbol = asset.symbol.to_string();
        assets.push(json!({ "asset": symbol, "owed": owed.to_string(), "held": held.to_string() }));
    }
    let mut json = json!({ "assets": assets });
    if let Some(figures) = coverage::Figures::of(claim) {
        let currency = claim.setting.policy.currency;
        let [held, owed] = figures.in_order().map(|value| amounts::decimal(value, currency));
        text.push_str(&format!("\n{:<12} {owed:>28} {held:>28}", format!("in {currency}")));
        json["owed"] = json!(owed);
        json["held"] = json!(held);
        json["currency"] = json!(currency);
    }
    (json, text)
}
