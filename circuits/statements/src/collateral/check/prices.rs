//! Rule 6, the prices of what there is a quantity of.

use super::{Claim, Rule, Violation, require, require_at};
use crate::{
    Role,
    collateral::{Prices, policy::slots},
    price,
};
use covenant_gadgets::eddsa;

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
    let quorum = &claim.roles.quorum;
    require(prices.day <= claim.as_of, Rule::PriceRootInFuture)?;
    // A quorum of nobody signs nothing, and so prices nothing.
    let needed = usize::from(quorum.needed);
    require(needed > 0 && prices.signatures.len() >= needed, Rule::PriceQuorum)?;
    let message = price::root_message(claim.network, prices.root, prices.day);
    let mut next = 0;
    for (i, signed) in prices.signatures.iter().take(needed).enumerate() {
        let leaf = &signed.signer.leaf;
        require_at(i, signed.signer.is_of(claim.registry_root), Rule::AuthorityNotRegistered)?;
        require_at(i, leaf.role == Role::PriceAuthority, Rule::AuthorityRole)?;
        let place = quorum.authorities.iter().position(|party| *party == leaf.party);
        let place = place.filter(|place| *place >= next).ok_or(Violation::at(Rule::OtherAuthority, i))?;
        next = place + 1;
        require_at(i, leaf.valid_from <= prices.day, Rule::AuthorityNotYetValid)?;
        require_at(i, claim.as_of <= leaf.valid_until, Rule::AuthorityExpired)?;
        let verified = eddsa::verify_equation(&leaf.key, message, &signed.signature);
        require_at(i, verified.is_ok(), Rule::PriceSignature)?;
    }
    Ok(())
}
