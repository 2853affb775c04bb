//! The rules of a chunk in plain Rust, in the circuit's order; the first that fails is named, with its slot. Slots are read once, one
//! after the other: a chunk need not be in memory.

use super::{ASSETS, Chunk, MAX_ACCOUNTS, Slot};
use crate::{Fr, violation::rules};

/// The clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// The accounts, one by one.
    Accounts,
    /// What they sum to.
    Totals,
    /// What is public.
    Output,
}

impl Clause {
    /// The name of the circuit's part.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Totals => "totals",
            Self::Output => "output",
        }
    }
}

rules! {
    /// a chunk has 1, 8 or 32 assets
    Assets = "solvency/assets", "chunk.totals", Accounts;
    /// the chunk has more slots than a circuit takes
    Capacity = "solvency/capacity", "slots", Accounts;
    /// the slot has another number of balances than the chunk has assets
    Balances = "solvency/balances", "slot.balances", Accounts;
    /// the chunk has no account
    Empty = "solvency/empty", "slots", Accounts;
    /// an account stands behind padding
    Prefix = "solvency/prefix", "slot.active", Accounts;
    /// padding has a balance
    Padding = "solvency/padding", "slot.balances", Accounts;
    /// the total is not the sum of the balances
    Total = "solvency/total", "chunk.totals", Totals;
    /// the count is not that of the accounts
    Count = "solvency/count", "chunk.count", Totals;
    /// the output is of another environment, chunk, count, total or blinding
    Output = "solvency/output", "output", Output;
}

/// Every rule, in the order of the clauses.
#[must_use]
pub fn all() -> &'static [crate::Violation] {
    RULES
}

/// Whether `output` is that of these slots under this opening.
///
/// # Errors
/// The first rule that fails, with its slot from 0 or its asset.
pub fn check(chunk: &Chunk, slots: impl IntoIterator<Item = Slot>, output: Fr) -> Result<(), Violation> {
    let assets = chunk.totals.len();
    if !ASSETS.contains(&assets) {
        return Err(Violation::of(Rule::Assets));
    }
    let mut sums = Chunk::empty(chunk.environment, chunk.index, assets, chunk.blinding);
    let mut ended = false;
    for (row, slot) in slots.into_iter().enumerate() {
        if row as u64 >= MAX_ACCOUNTS {
            return Err(Violation::of(Rule::Capacity));
        }
        check_slot(&slot, assets, row, &mut ended)?;
        if slot.active {
            sums.add(&slot.balances);
        }
    }
    if sums.count == 0 {
        return Err(Violation::of(Rule::Empty));
    }
    if let Some(asset) = (0..assets).find(|asset| sums.totals[*asset] != chunk.totals[*asset]) {
        return Err(Violation::at(Rule::Total, asset));
    }
    if sums.count != chunk.count {
        return Err(Violation::of(Rule::Count));
    }
    if chunk.output() != output {
        return Err(Violation::of(Rule::Output));
    }
    Ok(())
}

fn check_slot(slot: &Slot, assets: usize, row: usize, ended: &mut bool) -> Result<(), Violation> {
    if slot.balances.len() != assets {
        return Err(Violation::at(Rule::Balances, row));
    }
    if row == 0 && !slot.active {
        return Err(Violation::at(Rule::Empty, row));
    }
    if *ended && slot.active {
        return Err(Violation::at(Rule::Prefix, row));
    }
    *ended |= !slot.active;
    if !slot.active && slot.balances.iter().any(|balance| *balance != 0) {
        return Err(Violation::at(Rule::Padding, row));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
