//! The accounts of a sample, written as they are drawn: a ledger of any size, and nothing of it is kept but sums.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use covenant_files::{Mode, Pending};
#[cfg(feature = "parquet")]
use covenant_ingest::accounts::{IdentifierScheme, LedgerForm, ParquetWriter};

use crate::cli::SampleLedger;
use crate::commands::sample::draw::Draw;
use crate::failure::{Exit, Failure, Result};
use crate::files;

/// An asset of samples.
#[derive(Clone, Copy)]
pub(super) struct Asset {
    /// Its name.
    pub(super) symbol: &'static str,
    /// 10^decimals of its units are one priced unit.
    pub(super) decimals: u8,
    /// Cents of a euro for one priced unit.
    pub(super) price: u64,
    /// The entity's own token.
    pub(super) own: bool,
}

const fn asset(symbol: &'static str, decimals: u8, price: u64) -> Asset {
    Asset { symbol, decimals, price, own: false }
}

/// The assets of samples; one of so many assets has the first of them.
pub(super) const ASSETS: [Asset; 32] = [
    asset("EUR", 2, 100),
    asset("BTC", 8, 8_431_250),
    asset("ETH", 9, 291_775),
    asset("USD", 2, 92),
    asset("USDC", 6, 92),
    asset("SOL", 9, 17_840),
    Asset { symbol: "SAMPLE", decimals: 4, price: 35, own: true },
    asset("GBP", 2, 118),
    asset("XRP", 6, 213),
    asset("ADA", 6, 61),
    asset("DOT", 9, 412),
    asset("LTC", 8, 9_375),
    asset("LINK", 9, 1_525),
    asset("AVAX", 9, 1_890),
    asset("ATOM", 6, 305),
    asset("UNI", 9, 622),
    asset("AAVE", 9, 18_210),
    asset("CHF", 2, 107),
    asset("PAXG", 9, 362_400),
    asset("XAU", 4, 365_100),
    asset("XAG", 3, 4_410),
    asset("JPY", 0, 1),
    asset("SEK", 2, 9),
    asset("NOK", 2, 9),
    asset("DKK", 2, 13),
    asset("PLN", 2, 24),
    asset("CZK", 2, 4),
    asset("TRX", 6, 27),
    asset("XLM", 7, 24),
    asset("ALGO", 6, 17),
    asset("NEAR", 9, 221),
    asset("FIL", 9, 188),
];

/// What the accounts come to.
pub(super) struct Totals {
    /// How many there are.
    pub(super) accounts: u64,
    /// The assets.
    pub(super) assets: Vec<Asset>,
    /// What accounts are owed, asset by asset.
    pub(super) owed: Vec<u128>,
    /// What they owe.
    pub(super) debits: Vec<u128>,
}

const GIVEN: [&str; 16] = [
    "anna", "bruno", "chiara", "daan", "elif", "freya", "goran", "hanna", "ilse", "jonas", "katya", "luca",
    "mila", "niels", "olga", "pavel",
];
const DOMAINS: [&str; 6] =
    ["example.org", "example.com", "example.net", "mail.example", "post.example", "inbox.example"];

/// Draws the accounts into a file.
pub(super) fn write(path: &Path, args: &SampleLedger, draw: &mut Draw) -> Result<Totals> {
    let unwritable = |error: std::io::Error| {
        let message = format!("{}: {}", path.display(), files::reason(&error));
        Failure::new(Exit::Input, "file/unwritable", message).at("output")
    };
    let assets: Vec<Asset> = ASSETS.iter().copied().take(args.assets).collect();
    let (owed, debits) = (vec![0; assets.len()], vec![0; assets.len()]);
    let mut totals = Totals { accounts: args.accounts, assets, owed, debits };
    let mut pending = Pending::new(path, Mode::Secret).map_err(unwritable)?;
    let mut file = BufWriter::new(&mut pending);
    #[cfg(feature = "parquet")]
    let mut other = Pending::new(&path.with_extension("parquet"), Mode::Secret).map_err(unwritable)?;
    #[cfg(feature = "parquet")]
    let mut parquet = ParquetWriter::new(&form(&totals)?, &mut other).map_err(unwritable)?;
    let mut line = String::from("account");
    for asset in &totals.assets {
        let _ = write!(line, ",credit_{0},debit_{0}", asset.symbol);
    }
    for account in 0..args.accounts {
        line.push('\n');
        file.write_all(line.as_bytes()).map_err(unwritable)?;
        line.clear();
        let holder = format!("{}.{account}@{}", draw.pick(&GIVEN), draw.pick(&DOMAINS));
        let row = balances(&mut totals, draw);
        line.push_str(&holder);
        row.iter().for_each(|balance| {
            let _ = write!(line, ",{balance}");
        });
        #[cfg(feature = "parquet")]
        parquet.push(&holder, &row).map_err(unwritable)?;
    }
    line.push('\n');
    file.write_all(line.as_bytes()).and_then(|()| file.flush()).map_err(unwritable)?;
    drop(file);
    pending.create().map_err(unwritable)?;
    #[cfg(feature = "parquet")]
    {
        parquet.finish().map_err(unwritable)?;
        other.create().map_err(unwritable)?;
    }
    Ok(totals)
}

/// Two of three balances are nothing, a few are large, and one account in forty owes something.
fn balances(totals: &mut Totals, draw: &mut Draw) -> Vec<u64> {
    let mut row = Vec::with_capacity(2 * totals.assets.len());
    for (j, asset) in totals.assets.iter().enumerate() {
        let credit = if j > 0 && !draw.one_in(3) { 0 } else { balance(asset, draw) };
        let debit = if draw.one_in(40) { balance(asset, draw) / 4 } else { 0 };
        totals.owed[j] += u128::from(credit);
        totals.debits[j] += u128::from(debit);
        row.extend([credit, debit]);
    }
    row
}

#[cfg(feature = "parquet")]
fn form(totals: &Totals) -> Result<LedgerForm> {
    let symbols = totals.assets.iter().map(|asset| asset.symbol.parse());
    Ok(LedgerForm::new(IdentifierScheme::Email, symbols.collect::<std::result::Result<_, _>>()?)?)
}

/// Worth 1.00 to 8,000.00 euros as a rule, and a thousand times that once in a thousand.
fn balance(asset: &Asset, draw: &mut Draw) -> u64 {
    let cents = draw.amount() / 100;
    let cents = if draw.one_in(1_000) { cents * 1_000 } else { cents };
    let units = u128::from(cents) * 10u128.pow(asset.decimals.into()) / u128::from(asset.price);
    u64::try_from(units).unwrap_or(u64::MAX)
}
