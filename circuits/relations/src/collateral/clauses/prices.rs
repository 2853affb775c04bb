//! Rule 6: what commodities count for, at prices that a quorum signed.

use super::{
    super::witness::{CommodityVar, Witness},
    documents::{Policy, RolesOpened},
};
use crate::{Cs, parts::input::AMOUNT_BITS};
use ark_ff::Field;
use covenant_gadgets::{
    compare::{Uint, is_zero, less_or_equal, sub},
    cs::{Bit, Num},
    division,
    poseidon::var::hash,
};
use covenant_statements::{Fr, Price, Role, collateral::policy::slots, price::PRICE_NODE};

/// What commodities count for.
pub(super) fn commodities(
    cs: &mut Cs,
    w: &Witness,
    policy: &Policy,
    roles: &RolesOpened,
    quantities: &[Uint; slots::COMMODITIES],
) -> Uint {
    let mut unpriced = Bit::one();
    let mut advances = Vec::new();
    for (k, (quantity, price)) in quantities.iter().zip(&w.prices.commodities).enumerate() {
        let none = is_zero(cs, quantity.num());
        unpriced = Bit::and(cs, "prices/none", &unpriced, &none);
        advances.push(commodity(cs, w, policy, k, quantity, (price, &none.not())));
    }
    for quantity in quantities.iter().skip(advances.len()) {
        cs.enforce_zero("prices/no-room", quantity.num());
    }
    signatures(cs, w, roles, &unpriced.not());
    Uint::sum(advances.iter().map(|advance| (1, advance)))
}

fn commodity(
    cs: &mut Cs,
    w: &Witness,
    policy: &Policy,
    k: usize,
    quantity: &Uint,
    (price, used): (&CommodityVar, &Bit),
) -> Uint {
    let values = [
        &policy.assets.places()[k],
        policy.currency.num(),
        price.price.num(),
        price.confidence.num(),
        price.published_at.num(),
    ];
    let root = cs.scoped("leaf", |cs| {
        let leaf = hash(cs, Price::TAG, &values.map(Clone::clone));
        price.path.root(cs, PRICE_NODE, &leaf)
    });
    cs.enforce("prices/root", used.num(), &(&root - &w.prices.root), &Num::zero());
    // The last second of the day of judgement.
    let end = Uint::sum([(86_400, &w.as_of), (86_399, &Uint::constant(1))]);
    cs.scoped("published", |cs| less_or_equal(cs, &price.published_at, &end));
    let oldest = price.published_at.plus(&policy.max_price_age_seconds);
    cs.scoped("age", |cs| less_or_equal(cs, &end, &oldest));
    let worst = cs.scoped("worst", |cs| sub(cs, &price.price, &price.confidence));
    nonzero_if(cs, used, worst.num());
    let quantity = cs.scoped("quantity", |cs| Uint::range(cs, quantity.num().clone(), AMOUNT_BITS));
    let value = Uint::product(cs, "prices/value", &quantity, &worst);
    let (value, _) = division::floor(cs, &value, &policy.units[k], AMOUNT_BITS);
    division::basis_points(cs, &value, &policy.advances[k], AMOUNT_BITS)
}

/// x ≠ 0 where the bit is 1.
fn nonzero_if(cs: &mut Cs, bit: &Bit, x: &Num) {
    let inverse = x.value().inverse().unwrap_or_default() * bit.num().value();
    let inverse = cs.hint("prices/above-zero", || inverse);
    cs.enforce("prices/above-zero", x, &inverse, bit.num());
}

/// As many authorities as the quorum needs signed the root, in the order of the roles' list, where there is something to price.
fn signatures(cs: &mut Cs, w: &Witness, roles: &RolesOpened, priced: &Bit) {
    let (prices, zero) = (&w.prices, Num::zero());
    cs.scoped("day", |cs| less_or_equal(cs, &prices.day, &w.as_of));
    cs.enforce("prices/quorum", priced.num(), roles.needed[0].not().num(), &zero);
    let message = cs.scoped("message", |cs| {
        hash(cs, "covenant/price-root", &[&w.network, &prices.root, prices.day.num()].map(Clone::clone))
    });
    for needed in roles.needed.iter().skip(prices.authorities.len()) {
        cs.enforce_zero("prices/no-room", needed.num());
    }
    let mut before: Option<Num> = None;
    for (authority, needed) in prices.authorities.iter().zip(&roles.needed) {
        let used = Bit::and(cs, "prices/needed", priced, needed);
        let one = Num::sum(authority.place.iter().map(|place| (Fr::from(1u64), place.num())));
        cs.enforce_equal("prices/one-place", &one, used.num());
        let listed = roles.authorities.used().iter().zip(roles.authorities.places());
        for (place, (listed, party)) in authority.place.iter().zip(listed) {
            cs.enforce("prices/listed", place.num(), listed.not().num(), &zero);
            cs.enforce("prices/authority", place.num(), &(party - authority.signer.party()), &zero);
        }
        let position = Num::sum((0u64..).map(Fr::from).zip(authority.place.iter().map(Bit::num)));
        if let Some(before) = &before {
            let above = (&position - before).plus(-Fr::from(1u64));
            let above = cs.mul("prices/order", used.num(), &above);
            cs.scoped("order", |cs| covenant_gadgets::compare::bits(cs, &above, 3));
        }
        before = Some(position);
        let days = [&prices.day, &w.as_of];
        authority.signer.enforce_registered(cs, &used, Role::PriceAuthority, &w.registry_root, days);
        authority.signer.enforce_signed(cs, &used, &message);
    }
}
