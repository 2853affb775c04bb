//! Rule 6: what commodities count for, at prices that a quorum signed.

use super::{
    super::witness::Witness,
    documents::{Policy, RolesOpened},
};
use crate::{
    Cs,
    parts::{
        input::AMOUNT_BITS,
        prices::{PriceVar, SignedRoot, nonzero_if},
    },
};
use covenant_gadgets::{
    compare::{Uint, is_zero, sub},
    cs::{Bit, Num},
    division,
};
use covenant_statements::collateral::policy::slots;

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
    let prices = &w.prices;
    let signed = SignedRoot {
        network: &w.network,
        root: &prices.root,
        day: &prices.day,
        as_of: &w.as_of,
        registry_root: &w.registry_root,
        authorities: &prices.authorities,
    };
    signed.enforce(cs, &roles.quorum, &unpriced.not());
    Uint::sum(advances.iter().map(|advance| (1, advance)))
}

fn commodity(
    cs: &mut Cs,
    w: &Witness,
    policy: &Policy,
    k: usize,
    quantity: &Uint,
    (price, used): (&PriceVar, &Bit),
) -> Uint {
    let root = price.root(cs, &policy.assets.places()[k], policy.currency.num());
    cs.enforce("prices/root", used.num(), &(&root - &w.prices.root), &Num::zero());
    // The last second of the day of judgement.
    let end = Uint::sum([(86_400, &w.as_of), (86_399, &Uint::constant(1))]);
    price.enforce_fresh(cs, &end, &policy.max_price_age_seconds);
    let worst = cs.scoped("worst", |cs| sub(cs, &price.price, &price.confidence));
    nonzero_if(cs, used, worst.num());
    let quantity = cs.scoped("quantity", |cs| Uint::range(cs, quantity.num().clone(), AMOUNT_BITS));
    let value = Uint::product(cs, "prices/value", &quantity, &worst);
    let (value, _) = division::floor(cs, &value, &policy.units[k], AMOUNT_BITS);
    division::basis_points(cs, &value, &policy.advances[k], AMOUNT_BITS)
}
