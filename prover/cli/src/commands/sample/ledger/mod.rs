//! `sample ledger`: an institution's accounts, what its custodians hold, a day's prices, and what both sides come to.

mod documents;
mod drawn;
mod expected;

use covenant_parties::solvency::FollowedEntities;
use covenant_parties::{Error, Format as _, Store as _, policies};
use covenant_statements::Day;
use covenant_verifier::trust::EntityEntry;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::draw::Draw;
use super::folder::{CONTRACT, Folder};
use crate::cli::SampleLedger;
use crate::failure::Result;
use crate::output::Reply;

/// The day of a sample, at whose last second its liabilities are.
pub(crate) const DAY: &str = "2026-10-31";
/// The moment.
pub(crate) const AS_OF: &str = "2026-10-31T23:59:59Z";
/// The institution.
pub(crate) const ENTITY: &str = "VAT:DE811907980";
/// Its name in reports.
const NAME: &str = "Sample Exchange";

pub(crate) fn run(args: &SampleLedger) -> Result<Reply> {
    let mut draw = Draw::new(args.seed);
    let folder = Folder::make(&args.output, &mut draw)?;
    let totals = drawn::write(&folder.path("accounts.csv"), args, &mut draw)?;
    let documents = documents::make(&totals, &mut draw)?;
    folder.keep(&documents.parties)?;
    write(&folder, &documents)?;
    trust(&folder, &documents)?;
    folder.expected(&Value::Object(expected::of(&totals, &documents.held)))?;
    let shown = folder.home.folder().display().to_string();
    let (accounts, assets, seed) = (args.accounts, args.assets, args.seed);
    let text = format!(
        "{shown}: {accounts} accounts, {assets} assets, as of {AS_OF}\n\
         Its keys follow from the seed {seed}: whoever knows that can sign.\n\
         covenant prove solvency --home {shown} --from {shown} --chain eip155:31337 --contract {CONTRACT} \\\n  \
         --beneficiary {CONTRACT} --expires 2026-12-31 -o attestation.json"
    );
    let json = json!({
        "home": shown,
        "seed": seed,
        "accounts": accounts,
        "assets": assets,
        "as_of": AS_OF,
        "entity": ENTITY,
        "expected": "expected.json",
    });
    Ok(Reply::new(json, text))
}

/// The documents, under the names that `--from` looks for.
fn write(folder: &Folder, documents: &documents::Documents) -> Result<()> {
    folder.public("scope.json", &policies::write(&documents.scope))?;
    folder.public("policy.json", &policies::write(&documents.policy))?;
    folder.public("prices.signed", &documents.prices.to_json())?;
    let statement =
        format!("entity = \"{ENTITY}\"\nthreshold_bps = {}\nas_of = \"{AS_OF}\"\n", documents::THRESHOLD);
    folder.public("statement.toml", statement.as_bytes())?;
    folder.inner("reserves")?;
    for (name, statement) in &documents.reserves {
        folder.secret(&format!("reserves/{name}.reserve.signed"), &Zeroizing::new(statement.to_json()))?;
    }
    Ok(())
}

/// The home trusts what its own proofs are judged by.
fn trust(folder: &Folder, documents: &documents::Documents) -> Result<()> {
    let (home, day) = (&folder.home, DAY.parse::<Day>()?);
    home.trust_policy(&documents.policy.clone().into())?;
    let registry = home.registry()?;
    home.change_prices(|prices| {
        prices.trust(&documents.prices, day, &registry).map_err(Error::from)?;
        Ok(())
    })?;
    let entity = documents::party(ENTITY)?;
    home.change_entities(|entities: &mut FollowedEntities| {
        entities.follow(EntityEntry { name: NAME.into(), party: entity, scope: documents.scope.digest() });
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(folder: &std::path::Path, seed: u64, accounts: u64, assets: usize) -> Result<Reply> {
        run(&SampleLedger { seed, accounts, assets, output: folder.to_owned() })
    }

    #[test]
    fn a_seed_gives_the_same_ledger_and_its_sums_are_those_of_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, other] = ["one", "two", "other"].map(|name| folder.path().join(name));
        sample(&one, 7, 200, 3).unwrap();
        sample(&two, 7, 200, 3).unwrap();
        sample(&other, 8, 200, 3).unwrap();
        let read = |home: &std::path::Path, name: &str| std::fs::read_to_string(home.join(name)).unwrap();
        assert_eq!(read(&one, "accounts.csv"), read(&two, "accounts.csv"));
        assert_eq!(read(&one, "expected.json"), read(&two, "expected.json"));
        assert_ne!(read(&one, "accounts.csv"), read(&other, "accounts.csv"));

        let text = read(&one, "accounts.csv");
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let mut sums = vec![0u128; header.len()];
        for line in lines {
            for (sum, cell) in sums.iter_mut().zip(line.split(',')).skip(1) {
                *sum += cell.parse::<u128>().unwrap();
            }
        }
        let expected: Value = serde_json::from_str(&read(&one, "expected.json")).unwrap();
        for (name, sum) in header.iter().zip(&sums).skip(1) {
            let (side, symbol) = name.split_once('_').unwrap();
            let side = if side == "credit" { "owed" } else { "debits" };
            assert_eq!(expected["assets"][symbol][side], sum.to_string(), "{name}");
        }
        assert_eq!((text.lines().count(), expected["accounts"].as_u64()), (201, Some(200)));
    }
}
