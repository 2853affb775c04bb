//! `prices`: a day's prices, signed by price authorities, and the roots that a home trusts.

use std::fmt::Write as _;
use std::path::Path;

use covenant_ingest::currency::minor_digits;
use covenant_ingest::tables::{Options, PriceRow};
use covenant_parties::key_file::Purpose;
use covenant_parties::prices::{NamedPrice, SignedPrices};
use covenant_parties::registry::party_hex;
use covenant_parties::{Error, Format as _, Registry, Store as _};
use covenant_statements::price::MAX_PRICES;
use covenant_statements::{Amount, Currency, Day, PartyId, field};
use rand::rngs::OsRng;
use serde_json::{Value, json};

use crate::cli::{Prices, PricesPublish};
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::Reply;
use crate::{formats, key_files, tables};

pub(super) fn run(home: Option<&Path>, command: &Prices) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        Prices::Publish(args) => publish(&home, args),
        Prices::Show { file } => show(&home, &formats::read(file, "prices")?),
        Prices::Trust { file, until } => trust(&home, &formats::read(file, "prices")?, *until),
        Prices::Distrust { day } => distrust(&home, *day),
        Prices::List => list(&home),
    }
}

/// An authority signs on its own machine with `--key`; whoever gathers has the others' documents, and may have no key.
fn publish(home: &Home, args: &PricesPublish) -> Result<Reply> {
    let rows = read(&args.prices, args.currency)?;
    let mut prices = SignedPrices::new(home.network(), args.day, rows).map_err(Error::from)?;
    let registry = home.registry()?;
    for key in &args.keys {
        let key = key_files::read(key, Purpose::Signing, "key")?;
        prices.sign(&registry, &key, &mut OsRng).map_err(Error::from)?;
    }
    for other in &args.others {
        prices.add(&registry, &formats::read(other, "add")?).map_err(Error::from)?;
    }
    let authorities = prices.check(&registry).map_err(Error::from)?;
    files::output(&args.output, &prices.to_json(), Mode::Public)?;
    let shown = args.output.display();
    let text = format!(
        "{shown}: {} prices of {}, signed by {}\nroot  {}",
        prices.prices().len(),
        prices.day(),
        counted(&authorities),
        field::to_hex(&prices.root())
    );
    let mut json = summary(&prices, &authorities);
    json["signed"] = json!(shown.to_string());
    Ok(Reply::new(json, text))
}

/// The rows of a table of prices; in this currency alone, if one is named.
fn read(path: &Path, only: Option<Currency>) -> Result<Vec<NamedPrice>> {
    let options = Options { currency: None, max_rows: MAX_PRICES as u64 };
    let rows: Vec<PriceRow> = tables::read(path, &options, "prices")?;
    let mut prices = Vec::with_capacity(rows.len());
    for (row, price) in (1u64..).zip(rows) {
        let refuse = |code, message: &str| {
            let failure = Failure::input(code, format!("{message} (row {row})")).at("prices");
            Err(failure.with("row", json!(row)))
        };
        if only.is_some_and(|only| only != price.currency) {
            return refuse("prices/other-currency", "a price in another currency than --currency");
        }
        prices.push(NamedPrice {
            asset: price.asset,
            currency: price.currency,
            price: price.price.0,
            confidence: price.confidence.0,
            published_at: price.published_at.0,
        });
    }
    Ok(prices)
}

fn show(home: &Home, prices: &SignedPrices) -> Result<Reply> {
    let authorities = prices.check(&home.registry()?).map_err(Error::from)?;
    let mut text = format!("{} prices of {} for {}\n", prices.prices().len(), prices.day(), prices.network());
    let _ = writeln!(text, "root       {}", field::to_hex(&prices.root()));
    let names = names(&home.registry()?, &authorities);
    for name in &names {
        let _ = writeln!(text, "signed by  {name}");
    }
    for price in prices.prices() {
        let decimal = |units| Amount(units).to_decimal(minor_digits(price.currency).unwrap_or(0));
        let (asset, currency) = (price.asset.as_str(), price.currency);
        let (value, doubt) = (decimal(price.price), decimal(price.confidence));
        let _ = writeln!(
            text,
            "{asset:<32} {value:>20} ± {doubt} {currency}, published at {}",
            price.published_at
        );
    }
    let mut json = summary(prices, &authorities);
    json["prices"] = json!(prices.prices());
    json["signed_by"] = json!(names);
    Ok(Reply::new(json, text))
}

fn trust(home: &Home, prices: &SignedPrices, until: Option<Day>) -> Result<Reply> {
    require_network(home, prices)?;
    let day = prices.day();
    let until = until.unwrap_or_else(|| Day::new(day.get().saturating_add(1)).unwrap_or(Day::MAX));
    let registry = home.registry()?;
    let authorities =
        home.change_prices(|trusted| Ok(trusted.trust(prices, until, &registry).map_err(Error::from)?))?;
    let root = field::to_hex(&prices.root());
    let text = format!("trusted for {day} to {until}, as signed by {}\nroot  {root}", counted(&authorities));
    let mut json = summary(prices, &authorities);
    json["until"] = json!(until);
    Ok(Reply::new(json, text))
}

/// What was signed for one network says nothing on another.
fn require_network(home: &Home, prices: &SignedPrices) -> Result<()> {
    if prices.network() == home.network() {
        return Ok(());
    }
    Err(Error::from(covenant_parties::prices::PricesError::Network).into())
}

fn distrust(home: &Home, day: Day) -> Result<Reply> {
    if !home.change_prices(|trusted| Ok(trusted.distrust(day)))? {
        return Err(Failure::input("prices/not-trusted", "no price root is trusted for this day").at("day"));
    }
    Ok(Reply::new(json!({ "day": day }), format!("no longer trusted: the prices of {day}")))
}

fn list(home: &Home) -> Result<Reply> {
    let trusted = home.prices()?;
    let line = |days: &covenant_parties::prices::PriceRootDays| {
        format!("{} to {}  {}", days.day, days.until, field::to_hex(&days.root))
    };
    let lines: Vec<String> = trusted.roots().iter().map(line).collect();
    Ok(Reply::new(json!({ "price_roots": trusted.roots() }), lines.join("\n")))
}

fn summary(prices: &SignedPrices, authorities: &[PartyId]) -> Value {
    json!({
        "network": prices.network(),
        "day": prices.day(),
        "root": field::to_hex(&prices.root()),
        "count": prices.prices().len(),
        "authorities": authorities,
    })
}

/// What the registry calls each authority first.
fn names(registry: &Registry, authorities: &[PartyId]) -> Vec<String> {
    let name = |id: &PartyId| {
        let party = registry.parties().iter().find(|party| party.id() == *id);
        party.map_or_else(|| party_hex(*id), |party| party.primary.to_string())
    };
    authorities.iter().map(name).collect()
}

fn counted(authorities: &[PartyId]) -> String {
    match authorities.len() {
        1 => "1 authority".into(),
        n => format!("{n} authorities"),
    }
}
