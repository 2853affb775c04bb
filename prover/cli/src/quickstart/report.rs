//! What a quickstart has to show for itself.

use std::fmt::Write as _;
use std::time::Duration;

use covenant_statements::field;
use serde_json::{Value, json};

use super::stage::{Stage, beneficiary};
use super::{Proved, Story, coverage, samples, short};
use crate::commands::sample::ledger;
use crate::output::Reply;

/// The story's end.
pub(super) fn of(stage: &Stage, story: &Story) -> Reply {
    Reply::new(to_json(stage, story), text(stage, story))
}

fn text(stage: &Stage, story: &Story) -> String {
    let mut text = String::from("\n");
    let mut say = |line: String| {
        let _ = writeln!(text, "{line}");
    };
    say(format!(
        "{:<19} {:<40} {:>7} {:>8} {:>8}  nullifier",
        "document", "what is particular", "proof", "verify", "size"
    ));
    for proved in story.proved.iter().chain([&story.again]) {
        say(row(proved));
    }
    let base = &story.base;
    say(format!(
        "{:<19} {:<40} {:>5.1} s {:>5.0} ms {:>6} B  {} {} covered",
        "borrowing-base",
        format!("{} lines of {} debtors in a vault", base.lines, base.debtors),
        base.took.as_secs_f64(),
        base.verified_in.as_secs_f64() * 1000.0,
        base.bytes,
        base.exposure,
        base.currency
    ));
    let pool = &story.pool;
    say(format!(
        "{:<19} {:<40} {:>5.1} s {:>5.0} ms {:>6} B  net asset value {} {}",
        "pool",
        format!("{} loans, every figure of the tape", pool.loans),
        pool.took.as_secs_f64(),
        pool.verified_in.as_secs_f64() * 1000.0,
        pool.bytes,
        pool.net_asset_value,
        pool.currency
    ));
    let covered = &story.coverage;
    say(format!(
        "{:<19} {:<40} {:>5.1} s {:>5.0} ms {:>6} B  {} accounts, {} proofs",
        "coverage",
        "liabilities, reserves, one by the other",
        covered.took.as_secs_f64(),
        covered.verified_in.as_secs_f64() * 1000.0,
        covered.bytes,
        coverage::ACCOUNTS,
        covered.chunks + 2
    ));
    let setup = story.setup.as_secs_f64();
    say(format!(
        "\nAll of it in {:.1} s, {setup:.1} s of them for the keys. A proof is 256 bytes; a chunk of liabilities has one of some 4,000.",
        story.took.as_secs_f64()
    ));
    say(format!(
        "For their owners' eyes: the borrower's certificate {}, the originator's report {}",
        base.page.display(),
        pool.page.display()
    ));
    say(String::from(
        "\nPublic      note, nullifier, policy, day, registry root, chain, contract, beneficiary, expiry, sequence\n\
         Hidden      seller, debtor, number, amount, currency, dates, rate, who signed, the documents themselves\n\
         Of a base   public: exposure, vault, its notes, policy, day; hidden: every figure, and whose they are\n\
         Of coverage public: entity, scope, moment, threshold, number of accounts and of statements; hidden: every balance and every total\n\
         UNTRUSTED   the proving key was made on this machine, so its owner could forge every proof above",
    ));
    say(String::from("\nTry next"));
    for command in commands(stage, story) {
        say(format!("  {command}"));
    }
    text
}

fn row(proved: &Proved) -> String {
    let again = proved.attestation.trim_end_matches(".json");
    let about =
        if again == proved.sample.name { proved.sample.about } else { "a second financing of the first" };
    format!(
        "{again:<19} {about:<40} {:>5.1} s {:>5.0} ms {:>6} B  {}",
        proved.took.as_secs_f64(),
        proved.verified_in.as_secs_f64() * 1000.0,
        proved.bytes,
        short(&proved.nullifier)
    )
}

/// Commands that work on what was left behind.
fn commands(stage: &Stage, story: &Story) -> Vec<String> {
    let (exposure, cut_off) = (&story.base.exposure, story.pool.cut_off);
    let home = stage.home.folder().display();
    let day = samples::DAY;
    let sample = &samples::ALL[0];
    let (file, name) = (sample.file, sample.name);
    let claim = format!(
        "--document {home}/documents/{file} --acknowledgement {home}/documents/{name}.ack.json --as-of {day}"
    );
    vec![
        format!(
            "covenant verify {home}/attestations/{name}.json --home {home} --at {day} --allow-development-keys"
        ),
        format!("covenant invoice show {home}/documents/{file}"),
        format!("covenant check invoice --home {home} {claim}"),
        format!(
            "covenant prove invoice --home {home} {claim} --consent {home}/documents/{name}.consent.json \
             --chain eip155:31337 --contract 0x00000000000000000000000000000000000c0de1 --beneficiary {} \
             --expires 2026-12-31 -o attestation.json",
            beneficiary(1)
        ),
        format!(
            "covenant check collateral --home {home} --from {home}/borrower --exposure {exposure} --as-of {day} --report"
        ),
        format!(
            "covenant verify --home {home} --vault {home}/borrower/vault --at {day} --allow-development-keys"
        ),
        format!(
            "covenant verify {home}/pool/attestations/pool.json --home {home}/pool --at {cut_off} --allow-development-keys"
        ),
        format!(
            "covenant verify {0}/attestations/coverage.json --home {0} --at {1} --allow-development-keys",
            story.coverage.home.display(),
            ledger::DAY
        ),
        format!(
            "covenant verify-inclusion {} --attestation {} --identifier {} --home {} --at {} --allow-development-keys",
            story.coverage.holder.0.display(),
            story.coverage.attestation.display(),
            story.coverage.holder.1,
            story.coverage.home.display(),
            ledger::DAY
        ),
        format!("covenant trust export --home {home} -o trust.json"),
        format!("covenant jobs list --home {home}    (beside: covenant serve --home {home})"),
        "covenant circuit cost invoice".to_owned(),
    ]
}

fn to_json(stage: &Stage, story: &Story) -> Value {
    let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let proof = |proved: &Proved| {
        json!({
            "document": proved.sample.file,
            "attestation": stage.path("attestations", &proved.attestation).display().to_string(),
            "nullifier": field::to_hex(&proved.nullifier),
            "note": field::to_hex(&proved.note),
            "prove_ms": milliseconds(proved.took),
            "verify_ms": milliseconds(proved.verified_in),
            "bytes": proved.bytes,
        })
    };
    let refused: Vec<Value> =
        story.refused.iter().map(|refused| json!({ "what": refused.what, "code": refused.code })).collect();
    json!({
        "home": stage.home.folder().display().to_string(),
        "as_of": stage.as_of,
        "development": true,
        "proved": story.proved.iter().map(proof).collect::<Vec<Value>>(),
        "financed_again": proof(&story.again),
        "borrowing_base": {
            "attestation": stage.path("attestations", &story.base.attestation).display().to_string(),
            "lines": story.base.lines,
            "debtors": story.base.debtors,
            "available": story.base.available,
            "exposure": story.base.exposure,
            "currency": story.base.currency,
            "certificate": story.base.page.display().to_string(),
            "refused": story.base.refused,
            "prove_ms": milliseconds(story.base.took),
            "verify_ms": milliseconds(story.base.verified_in),
            "bytes": story.base.bytes,
        },
        "pool": {
            "home": story.pool.home.display().to_string(),
            "attestation": story.pool.attestation.display().to_string(),
            "cut_off": story.pool.cut_off,
            "loans": story.pool.loans,
            "balance": story.pool.balance,
            "net_asset_value": story.pool.net_asset_value,
            "currency": story.pool.currency,
            "report": story.pool.page.display().to_string(),
            "prove_ms": milliseconds(story.pool.took),
            "verify_ms": milliseconds(story.pool.verified_in),
            "bytes": story.pool.bytes,
        },
        "coverage": {
            "home": story.coverage.home.display().to_string(),
            "attestation": story.coverage.attestation.display().to_string(),
            "accounts": coverage::ACCOUNTS,
            "chunks": story.coverage.chunks,
            "inclusion_checks": coverage::HOLDERS,
            "inclusion_checks_ms": milliseconds(story.coverage.checked_in),
            "left_out_by_count": story.coverage.count_refused,
            "left_out_by_holder": story.coverage.holder_refused,
            "prove_ms": milliseconds(story.coverage.took),
            "verify_ms": milliseconds(story.coverage.verified_in),
            "bytes": story.coverage.bytes,
        },
        "refused": refused,
        "setup_ms": milliseconds(story.setup),
        "total_ms": milliseconds(story.took),
        "try_next": commands(stage, story),
    })
}
