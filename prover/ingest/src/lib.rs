//! Business documents into typed fields: UBL 2.1 and CII invoices, loan agreements, and tables of a portfolio's figures.
//!
//! ```text
//! bytes ── xml ─ syntax ─▶ model::Invoice ── rules ──▶ Document ──▶ ObligationDraft   what a statement needs
//!   ├───── pdf ──▶ bytes (the attached XML)
//!   └───── json ─ loan ─▶ Loan ────────────────────▶    │
//!                                                       ├──▶ Summary                 what people see
//!                                                       └──▶ identifiers ── resolve ──▶ parties
//! file ── tables ──▶ rows                                                                  ledgers, lots, prices, tapes
//!   └──── accounts ─▶ accounts, one by one                                                 an institution's liabilities
//! ```
//!
//! Documents come from strangers. Every reader bounds what it takes before it stores anything, refuses what two readers could
//! read in two ways, and never panics. Numbers are exact decimals. An error names the rule and the field and holds no value;
//! `Debug` of anything read shows no content.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable
    )
)]

pub mod accounts;
pub mod cii;
pub mod currency;
pub mod decimal;
pub mod document;
pub mod error;
pub mod identifiers;
pub mod json;
pub mod loan;
pub mod model;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod rules;
pub mod show;
pub mod syntax;
pub mod tables;
pub mod ubl;
pub mod xml;

pub use covenant_statements::Identifier;
pub use document::{Document, ObligationDraft};
pub use error::{Code, Field, IngestError};
pub use identifiers::{Parties, ResolveError, Side, resolve, resolve_parties};
pub use show::Summary;
