//! The documents about a sample's accounts: scope, policy, prices, and what custodians hold.

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::Error;
use covenant_parties::prices::{NamedPrice, SignedPrices};
use covenant_parties::solvency::{Holding, ReserveStatement, reserve};
use covenant_statements::solvency::{IdentifierScheme, Scope, ScopeAsset, SolvencyPolicy};
use covenant_statements::{Day, Fr, Identifier, Network, PartyId, Quorum, Role, Symbol};

use super::drawn::Totals;
use super::{DAY, ENTITY};
use crate::commands::sample::draw::Draw;
use crate::commands::sample::parties::Parties;
use crate::failure::Result;

/// Reserves cover all liabilities.
pub(super) const THRESHOLD: u32 = 10_000;
const CUSTODIANS: [(&str, &str); 2] = [("custodian-1", "VAT:LU26375245"), ("custodian-2", "VAT:IE6388047V")];
const AUTHORITIES: [(&str, &str); 2] =
    [("price-authority-1", "VAT:NL820646660B01"), ("price-authority-2", "VAT:FR83404833048")];

/// A custodian's statement, with the name of its file.
pub(super) type Named = (String, ReserveStatement);

/// All documents of a sample.
pub(super) struct Documents {
    pub(super) parties: Parties,
    pub(super) scope: Scope,
    pub(super) policy: SolvencyPolicy,
    pub(super) prices: SignedPrices,
    /// Custodians' statements, by the names of their files.
    pub(super) reserves: Vec<Named>,
    /// What counts of each asset.
    pub(super) held: Vec<u128>,
}

/// A party's id.
pub(super) fn party(id: &str) -> Result<PartyId> {
    Ok(id.parse::<Identifier>()?.party_id())
}

/// Makes them.
pub(super) fn make(totals: &Totals, draw: &mut Draw) -> Result<Documents> {
    let day: Day = DAY.parse()?;
    let mut parties = Parties::new(Network::Development, day);
    for (part, id) in CUSTODIANS {
        parties.add(part, id, Role::Custodian, draw)?;
    }
    let mut authorities = Vec::new();
    for (part, id) in AUTHORITIES {
        authorities.push(parties.add(part, id, Role::PriceAuthority, draw)?);
    }
    let policy = SolvencyPolicy {
        version: 1,
        currency: "EUR".parse()?,
        max_price_age_seconds: 86_400,
        own_custodian: false,
    };
    let scope = scope(totals, Quorum { needed: 2, authorities })?;
    let mut prices =
        SignedPrices::new(Network::Development, day, named(totals, &policy, day)?).map_err(Error::from)?;
    for (part, _) in AUTHORITIES {
        prices.sign(&parties.registry, parties.key(part)?, draw.rng()).map_err(Error::from)?;
    }
    let (reserves, held) = reserves(totals, &parties, (day, scope.digest()), draw)?;
    Ok(Documents { parties, scope, policy, prices, reserves, held })
}

fn scope(totals: &Totals, quorum: Quorum) -> Result<Scope> {
    let asset = |asset: &super::drawn::Asset| -> Result<ScopeAsset> {
        Ok(ScopeAsset { symbol: asset.symbol.parse()?, decimals: asset.decimals, own: asset.own })
    };
    let scope = Scope {
        version: 1,
        definition: "What the exchange owes to its account holders at the end of the moment, asset by asset; nothing that they owe to it is taken off."
            .into(),
        identifier: IdentifierScheme::Email,
        assets: totals.assets.iter().map(asset).collect::<Result<_>>()?,
        quorum,
    };
    scope.validate()?;
    Ok(scope)
}

fn named(totals: &Totals, policy: &SolvencyPolicy, day: Day) -> Result<Vec<NamedPrice>> {
    let price = |asset: &super::drawn::Asset| -> Result<NamedPrice> {
        Ok(NamedPrice {
            asset: asset.symbol.parse()?,
            currency: policy.currency,
            price: asset.price,
            confidence: asset.price / 500,
            published_at: day.end_unix_seconds() - 3_600,
        })
    };
    totals.assets.iter().map(price).collect()
}

/// Of each asset three parts in a hundred more than is owed, most of it with the first custodian, and some of it pledged. The entity's own
/// token is in no vault: as a reserve it counts zero; euros make up for it.
fn reserves(
    totals: &Totals,
    parties: &Parties,
    (day, scope): (Day, Fr),
    draw: &mut Draw,
) -> Result<(Vec<Named>, Vec<u128>)> {
    let secrets = [SecretKey::generate(draw.rng()), SecretKey::generate(draw.rng())];
    let own_cents: u128 = totals
        .assets
        .iter()
        .zip(&totals.owed)
        .filter(|(asset, _)| asset.own)
        .map(|(asset, owed)| worth(asset, *owed))
        .sum();
    let (mut statements, mut held) = (Vec::new(), Vec::new());
    for (asset, owed) in totals.assets.iter().zip(&totals.owed) {
        if asset.own {
            held.push(0);
            continue;
        }
        let more = if asset.symbol == "EUR" { own_cents } else { 0 };
        let whole = owed + owed / 33 + more + 1;
        let [cold, warm] = [whole - whole / 4, whole / 4].map(|part| u64::try_from(part).unwrap_or(u64::MAX));
        let pledged = draw.between(0..=warm / 50);
        let symbol: Symbol = asset.symbol.parse()?;
        for (i, (quantity, encumbered)) in [(cold, 0), (warm + pledged, pledged)].into_iter().enumerate() {
            let part = CUSTODIANS[i].0;
            let holding = Holding {
                network: Network::Development,
                entity: party(ENTITY)?,
                scope,
                as_of: day.end_unix_seconds(),
                account: if i == 0 { "cold" } else { "warm" },
                asset: &symbol,
                quantity,
                encumbered,
            };
            let statement = holding.statement(&secrets[i], draw.rng()).map_err(Error::from)?;
            let signed = reserve::sign(statement, parties.key(part)?, draw.rng());
            statements.push((format!("{part}-{}", asset.symbol), signed));
        }
        held.push(u128::from(cold) + u128::from(warm));
    }
    Ok((statements, held))
}

/// Cents of a euro, rounded up.
pub(super) fn worth(asset: &super::drawn::Asset, units: u128) -> u128 {
    (units * u128::from(asset.price)).div_ceil(10u128.pow(asset.decimals.into()))
}
