//! Rule 6, the prices of what there is a quantity of.

use super::{Claim, Rule, Violation, require, require_at};
use crate::{
    collateral::{Prices, policy::slots},
    price,
    signed_prices::{self, Fault},
};

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    let mut priced = false;
    for k in 0..slots::COMMODITIES {
        let quantity = claim.quantity(k);
        if quantity > 0 {
            priced = true;
            commodity(claim, k)?;
        }
    }
    match &claim.prices {
        Some(prices) if priced => signatures(claim, prices),
        _ => Ok(()),
    }
}

fn commodity(claim: &Claim, k: usize) -> Result<(), Violation> {
    let prices = claim.prices.as_ref().ok_or(Violation::at(Rule::PriceMissing, k))?;
    let member =
        prices.members.get(k).and_then(Option::as_ref).ok_or(Violation::at(Rule::PriceMissing, k))?;
    let price = &member.price;
    require_at(k, member.is_of(prices.root), Rule::PriceNotOfRoot)?;
    let right = price.asset == claim.policy.commodities[k].symbol.asset();
    require_at(k, right && price.currency == claim.policy.currency, Rule::OtherPrice)?;
    require_at(k, price.confidence < price.price, Rule::PriceZero)?;
    let end = claim.as_of.end_unix_seconds();
    require_at(k, price.published_at <= end, Rule::PriceInFuture)?;
    let age = end.saturating_sub(price.published_at);
    require_at(k, age <= u64::from(claim.policy.max_price_age_seconds), Rule::PriceStale)?;
    require_at(k, claim.commodity_value(k).is_some(), Rule::CommodityTooLarge)
}

fn signatures(claim: &Claim, prices: &Prices) -> Result<(), Violation> {
    require(prices.day <= claim.as_of, Rule::PriceRootInFuture)?;
    let message = price::root_message(claim.network, prices.root, prices.day);
    let days = [prices.day, claim.as_of];
    let checked =
        signed_prices::check(&claim.roles.quorum, &prices.signatures, message, claim.registry_root, days);
    checked.map_err(|(fault, row)| {
        let rule = match fault {
            Fault::Number => Rule::PriceQuorum,
            Fault::NotRegistered => Rule::AuthorityNotRegistered,
            Fault::Role => Rule::AuthorityRole,
            Fault::Other => Rule::OtherAuthority,
            Fault::NotYetValid => Rule::AuthorityNotYetValid,
            Fault::Expired => Rule::AuthorityExpired,
            Fault::Signature => Rule::PriceSignature,
        };
        row.map_or(Violation::of(rule), |row| Violation::at(rule, row))
    })
}
