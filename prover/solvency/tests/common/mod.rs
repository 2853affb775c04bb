//! A small ledger in two chunks.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    reason = "each test file uses a part"
)]

use covenant_ingest::accounts::{IdentifierScheme, LedgerForm};
use covenant_liabilities::{ProvingKey, Shape, Srs};
use covenant_solvency::{ChunkProof, Error, Folder, Statement};
use covenant_statements::Fr;
use rand::rngs::OsRng;
use std::{fs, path::PathBuf, sync::LazyLock};

pub const ACCOUNTS: u64 = 700;

pub fn shape() -> Shape {
    Shape::new(12, 8).unwrap()
}

pub static KEY: LazyLock<(Srs, ProvingKey)> = LazyLock::new(|| {
    let srs = Srs::development(12, &mut OsRng).unwrap();
    let key = ProvingKey::new(&srs, shape()).unwrap();
    (srs, key)
});

pub fn form() -> LedgerForm {
    let assets = ["BTC", "EUR", "USDC-ETH"].map(|symbol| symbol.parse().unwrap());
    LedgerForm::new(IdentifierScheme::Email, assets.to_vec()).unwrap()
}

pub fn line(account: u64) -> String {
    format!("holder{account}@mail.example,{},0,7654321{account:03},5,{},1\n", account * 3, account % 7)
}

pub fn text() -> Vec<String> {
    let header = "account,credit_BTC,debit_BTC,credit_EUR,debit_EUR,credit_USDC-ETH,debit_USDC-ETH\n";
    std::iter::once(header.to_owned()).chain((0..ACCOUNTS).map(line)).collect()
}

/// A folder with a ledger and a folder for its statement.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new(text: &[String]) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(place.ledger(), text.concat()).unwrap();
        place
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger.csv")
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub fn statement(&self, environment: u64) -> Result<Statement, Error> {
        let folder = Folder::open(&self.state())?;
        let ledger = folder.check(&self.ledger(), form())?;
        folder.statement_of_shape(ledger, Fr::from(environment), shape())
    }

    pub fn resume(&self) -> Result<Statement, Error> {
        Folder::existing(&self.state())?.resume(&self.ledger(), form())
    }
}

pub fn prove(statement: &Statement, chunk: u32) -> Result<ChunkProof, Error> {
    statement.prove(chunk, &KEY.0, &KEY.1)
}
