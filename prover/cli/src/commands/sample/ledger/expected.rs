//! What both sides of a sample come to, computed from plain numbers by code of its own: nothing here is shared with the native check.

use serde_json::{Map, Value, json};

use super::drawn::Totals;

/// Parts of a cent in which values are exact.
const PARTS: u128 = 1_000_000_000;

/// The document: quantities in the assets' smallest units and values in cents of a euro, liabilities rounded up and reserves down.
pub(super) fn of(totals: &Totals, held: &[u128]) -> Map<String, Value> {
    let mut assets = Map::new();
    let (mut owed_parts, mut held_parts) = (0u128, 0u128);
    for (j, asset) in totals.assets.iter().enumerate() {
        let unit = u128::from(asset.price) * (PARTS / 10u128.pow(asset.decimals.into()));
        owed_parts += totals.owed[j] * unit;
        held_parts += if asset.own { 0 } else { held[j] * unit };
        let figures = json!({
            "owed": totals.owed[j].to_string(),
            "debits": totals.debits[j].to_string(),
            "held": held[j].to_string(),
        });
        assets.insert(asset.symbol.to_owned(), figures);
    }
    let mut document = Map::new();
    document.insert("statement".into(), json!("solvency"));
    document.insert("accounts".into(), json!(totals.accounts));
    document.insert("assets".into(), Value::Object(assets));
    document.insert("currency".into(), json!("EUR"));
    document.insert("liabilities_cents".into(), json!(owed_parts.div_ceil(PARTS).to_string()));
    document.insert("reserves_cents".into(), json!((held_parts / PARTS).to_string()));
    document.insert("covered".into(), json!(held_parts >= owed_parts));
    document
}
