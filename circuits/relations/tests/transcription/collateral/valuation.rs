//! Rules 6 and 7: appraisals, prices, advances, the base.

use super::{
    receivables::Receivables,
    statement::{FIGURES, Public},
    valued::{Appraisal, Lot, Price},
    witness::Witness,
};
use crate::{
    Bit, Element, Made,
    arithmetic::{above, at_least, divided, equal, least, less, only_if, share},
    integers::{constant, require, require_if},
    parts::climb,
    poseidon::hash,
    verdict::counted,
};
use ark_bn254::Fr;
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar, select::CondSelectGadget};
use std::ops::Not;

const COMMODITY: u64 = 6;

pub(super) fn appraisals(w: &Witness, _: &Public) -> Made<()> {
    counted(w.appraisals.len() <= 2)?;
    for appraisal in &w.appraisals {
        counted(appraisal.lots.len() <= 8)?;
        appraisal.lots.iter().try_for_each(form)?;
        signed(w, appraisal)?;
    }
    let lots: Vec<&Lot> = w.appraisals.iter().flat_map(|appraisal| &appraisal.lots).collect();
    for pair in lots.windows(2) {
        require(&above(&pair[1].number, &pair[0].number)?)?;
    }
    Ok(())
}

/// A class from 1 to 6; what it does not use is zero.
fn form(lot: &Lot) -> Made<()> {
    let is = |class: u64| lot.class.is_eq(&constant(class));
    let inventory = is(1)? | is(2)? | is(3)?;
    require(&(&inventory | is(4)? | is(5)? | is(COMMODITY)?))?;
    let zero = |x: &Element| x.is_eq(&Element::zero());
    require_if(&inventory.not(), &(zero(&lot.market)? & zero(&lot.nolv)?))?;
    require_if(&is(COMMODITY)?.not(), &zero(&lot.asset)?)
}

fn signed(w: &Witness, appraisal: &Appraisal) -> Made<()> {
    let signer = &appraisal.signer;
    equal(&appraisal.network, &w.network)?;
    equal(&appraisal.vault, &w.ledger.vault)?;
    equal(&appraisal.currency, &w.policy.currency)?;
    require(&at_least(&w.as_of, &appraisal.day)?)?;
    require(&at_least(&(&appraisal.day + &w.policy.max_appraisal_age), &w.as_of)?)?;
    equal(&signer.root()?, &w.registry_root)?;
    equal(&signer.role, &constant(6))?;
    require(&w.roles.appraisers.contains(&signer.party)?)?;
    require(&at_least(&appraisal.day, &signer.valid_from.to_fp()?)?)?;
    require(&at_least(&signer.valid_until.to_fp()?, &w.as_of)?)?;
    appraisal.signature.verify(&signer.key, &appraisal.message()?)
}

/// The sum over the eligible lots that are asked for.
fn sum_of(
    w: &Witness,
    asked: impl Fn(&Lot) -> Made<Bit>,
    of: impl Fn(&Lot) -> Made<Element>,
) -> Made<Element> {
    let mut sum = Element::zero();
    for lot in w.appraisals.iter().flat_map(|appraisal| &appraisal.lots) {
        sum += only_if(&(&lot.eligible & asked(lot)?), &of(lot)?);
    }
    Ok(sum)
}

/// How much there is of the commodity at place k of the policy's list.
fn quantity(w: &Witness, k: usize) -> Made<Element> {
    let listed = w.policy.assets.uses(k)?;
    let asset = &w.policy.assets.places()[k];
    let mine = |lot: &Lot| Ok(lot.class.is_eq(&constant(COMMODITY))? & lot.asset.is_eq(asset)? & &listed);
    sum_of(w, mine, |lot| Ok(lot.value.clone()))
}

/// The last second of the day of judgement.
fn end(w: &Witness) -> Element {
    (&w.as_of + constant(1)) * Fr::from(86_400u64) - constant(1)
}

pub(super) fn prices(w: &Witness, _: &Public) -> Made<()> {
    let mut priced = Bit::FALSE;
    for (k, price) in w.prices.prices.iter().enumerate() {
        let quantity = quantity(w, k)?;
        let some = quantity.is_neq(&Element::zero())?;
        of_commodity(w, k, price, &some)?;
        require_if(&some, &of_64_bits(&quantity)?)?;
        require_if(&some, &of_64_bits(&value(w, k)?)?)?;
        priced |= some;
    }
    quorum(w, &priced)
}

fn of_64_bits(x: &Element) -> Made<Bit> {
    Ok(at_least(x, &constant(1 << 32).square()?)?.not())
}

/// A price of the asset in the policy's currency, of the root, above its confidence, not of the future and not too old.
fn of_commodity(w: &Witness, k: usize, price: &Price, some: &Bit) -> Made<()> {
    let (position, siblings) = &price.place;
    let root = climb("covenant/price-node", price.leaf()?, position, siblings)?;
    require_if(some, &root.is_eq(&w.prices.root)?)?;
    require_if(some, &price.asset.is_eq(&w.policy.assets.places()[k])?)?;
    require_if(some, &price.currency.is_eq(&w.policy.currency)?)?;
    require_if(some, &above(&price.price, &price.confidence)?)?;
    require_if(some, &at_least(&end(w), &price.published)?)?;
    require_if(some, &at_least(&(&price.published + &w.policy.max_price_age), &end(w))?)
}

/// ⌊quantity × (price − confidence) / unit⌋; zero where there is none of it.
fn value(w: &Witness, k: usize) -> Made<Element> {
    let (price, quantity) = (&w.prices.prices[k], quantity(w, k)?);
    let worst = less(&price.price, &price.confidence)?;
    let none = w.policy.assets.uses(k)?.not();
    divided(&w.cs, &(quantity * worst), &(&w.policy.units[k] + Element::from(none)))
}

/// Where anything is priced, as many of the roles' authorities as are needed signed the root of that day or an earlier one.
fn quorum(w: &Witness, priced: &Bit) -> Made<()> {
    let (prices, roles) = (&w.prices, &w.roles);
    require_if(priced, &at_least(&w.as_of, &prices.day)?)?;
    require_if(priced, &above(&roles.needed, &constant(0))?)?;
    require_if(priced, &constant(prices.signatures.len() as u64).is_eq(&roles.needed)?)?;
    let message = [&w.network, &prices.root, &prices.day].map(Clone::clone);
    let message = hash("covenant/price-root", &message)?;
    let mut next = Element::zero();
    for (signature, signer) in &prices.signatures {
        require_if(priced, &signer.root()?.is_eq(&w.registry_root)?)?;
        require_if(priced, &signer.role.is_eq(&constant(8))?)?;
        require_if(priced, &roles.authorities.contains(&signer.party)?)?;
        let mut place = Element::zero();
        for (i, authority) in roles.authorities.places().iter().enumerate() {
            let here = roles.authorities.uses(i)? & authority.is_eq(&signer.party)?;
            place += only_if(&here, &constant(i as u64));
        }
        require_if(priced, &at_least(&place, &next)?)?;
        next = place + constant(1);
        require_if(priced, &at_least(&prices.day, &signer.valid_from.to_fp()?)?)?;
        require_if(priced, &at_least(&signer.valid_until.to_fp()?, &w.as_of)?)?;
        require_if(priced, &signature.holds(&signer.key, &message)?)?;
    }
    Ok(())
}

/// The certificate's figures, in the order in which they can be disclosed.
fn figures(w: &Witness, p: &Public) -> Made<[Element; FIGURES]> {
    let (cs, policy) = (&w.cs, &w.policy);
    let Receivables { gross, concentration, eligible } = Receivables::new(w)?;
    let receivables = share(cs, &eligible, &policy.advance)?;
    let class = |class: u64| move |lot: &Lot| lot.class.is_eq(&constant(class));
    let mut inventory = Element::zero();
    for (i, [cost_advance, nolv_advance, sublimit]) in (1..).zip(&policy.inventory) {
        let lower = sum_of(w, class(i), |lot| least(&lot.value, &lot.market))?;
        let nolv = sum_of(w, class(i), |lot| Ok(lot.nolv.clone()))?;
        let by_value = least(&share(cs, &lower, cost_advance)?, &share(cs, &nolv, nolv_advance)?)?;
        inventory += least(&by_value, sublimit)?;
    }
    let mut property = Element::zero();
    for (i, advance) in (4..).zip(&policy.property) {
        property += share(cs, &sum_of(w, class(i), |lot| Ok(lot.value.clone()))?, advance)?;
    }
    let mut commodities = Element::zero();
    for (k, advance) in policy.advances.iter().enumerate() {
        commodities += share(cs, &value(w, k)?, advance)?;
    }
    let advances = &receivables + &inventory + &property + &commodities;
    let base = less(&advances, &policy.reserves)?;
    let availability = less(&least(&policy.limit, &base)?, &p.exposure)?;
    Ok([gross, eligible, concentration, receivables, inventory, property, commodities, base, availability])
}

/// Rule 7: min(limit, base) ≥ exposure. With the figures.
pub(super) fn base(w: &Witness, p: &Public) -> Made<[Element; FIGURES]> {
    let figures = figures(w, p)?;
    let base = &figures[7];
    let drawable = Element::conditionally_select(&at_least(base, &w.policy.limit)?, &w.policy.limit, base)?;
    require(&at_least(&drawable, &p.exposure)?)?;
    Ok(figures)
}
