//! The columns of a ledger, which its scope names.

use crate::tables::{
    Kind, Symbol,
    sink::{Form, FormColumn},
};
use covenant_statements::{
    ValueError,
    solvency::{ASSETS, IdentifierScheme, Scope},
};

/// Which columns a ledger has: `account`, and `credit_SYMBOL` and `debit_SYMBOL` for each asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerForm {
    identifier: IdentifierScheme,
    assets: Vec<Symbol>,
}

impl LedgerForm {
    /// Of these assets, 1 to 32 in the scope's order.
    ///
    /// # Errors
    /// None, too many, or one twice.
    pub fn new(identifier: IdentifierScheme, assets: Vec<Symbol>) -> Result<Self, ValueError> {
        let distinct = assets.iter().enumerate().all(|(i, asset)| assets.iter().take(i).all(|a| a != asset));
        let most = ASSETS.iter().max().copied().unwrap_or_default();
        if !assets.is_empty() && assets.len() <= most && distinct {
            Ok(Self { identifier, assets })
        } else {
            Err(ValueError { what: "ledger's assets", why: "1 to 32 symbols, each once" })
        }
    }

    /// Of a scope's assets.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_scope(scope: &Scope) -> Result<Self, ValueError> {
        Self::new(scope.identifier, scope.assets.iter().map(|asset| asset.symbol.clone()).collect())
    }

    /// What accounts are identified by.
    #[must_use]
    pub fn identifier(&self) -> IdentifierScheme {
        self.identifier
    }

    /// The assets, in order.
    #[must_use]
    pub fn assets(&self) -> &[Symbol] {
        &self.assets
    }

    /// The names of the columns, in the order in which they are described; a file may have them in any.
    pub fn columns(&self) -> impl Iterator<Item = String> {
        let asset = |asset: &Symbol| [format!("credit_{asset}"), format!("debit_{asset}")];
        std::iter::once("account".to_owned()).chain(self.assets.iter().flat_map(asset))
    }

    pub(super) fn to_form(&self) -> Form {
        let column = |(index, name): (usize, String)| FormColumn {
            name: name.into(),
            kind: if index == 0 { Kind::Account } else { Kind::Unsigned(u64::MAX) },
        };
        Form::new(self.columns().enumerate().map(column).collect())
    }
}
