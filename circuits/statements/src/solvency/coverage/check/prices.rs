//! The prices of the scope's assets, and who signed them.

use super::{Claim, Rule, Violation, require, require_at};
use crate::{
    Day, price,
    signed_prices::{self, Fault},
};

pub(super) fn check(claim: &Claim, day: Day) -> Result<(), Violation> {
    for j in 0..claim.setting.scope.assets.len() {
        asset(claim, j)?;
    }
    signatures(claim, day)
}

fn asset(claim: &Claim, j: usize) -> Result<(), Violation> {
    let setting = &claim.setting;
    let member = claim.prices.members.get(j).ok_or(Violation::at(Rule::PriceMissing, j))?;
    let price = &member.price;
    require_at(j, member.is_of(setting.price_root), Rule::PriceNotOfRoot)?;
    let right = price.asset == setting.scope.assets[j].symbol.asset();
    require_at(j, right && price.currency == setting.policy.currency, Rule::OtherPrice)?;
    require_at(j, price.price > 0, Rule::PriceZero)?;
    require_at(j, price.published_at <= setting.as_of, Rule::PriceInFuture)?;
    let age = setting.as_of - price.published_at;
    require_at(j, age <= u64::from(setting.policy.max_price_age_seconds), Rule::PriceStale)
}

fn signatures(claim: &Claim, day: Day) -> Result<(), Violation> {
    let (setting, prices) = (&claim.setting, &claim.prices);
    require(prices.day <= day, Rule::PriceRootInFuture)?;
    let message = price::root_message(setting.network, setting.price_root, prices.day);
    let days = [prices.day, day];
    let quorum = &setting.scope.quorum;
    let checked = signed_prices::check(quorum, &prices.signatures, message, setting.registry_root, days);
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
