//! Prices under the root, and who signed it.

use super::witness::{Price, Witness};
use crate::{
    Element, Made,
    arithmetic::{above, at_least, equal, only_if},
    integers::{constant, require},
    parts::climb,
    poseidon::hash,
    verdict::counted,
};
use ark_r1cs_std::eq::EqGadget;

pub(super) fn prices(w: &Witness) -> Made<()> {
    counted(w.prices.len() == w.scope.ids.len())?;
    for (id, price) in w.scope.ids.iter().zip(&w.prices) {
        of_asset(w, id, price)?;
    }
    quorum(w)
}

/// Of its id, in the policy's currency, under the root, above zero, published at the moment or at most the policy's seconds before.
fn of_asset(w: &Witness, id: &Element, price: &Price) -> Made<()> {
    let (setting, (position, siblings)) = (&w.setting, &price.place);
    equal(&price.asset, id)?;
    equal(&price.currency, &setting.policy.currency)?;
    equal(&climb("covenant/price-node", price.leaf()?, position, siblings)?, &setting.price_root)?;
    require(&above(&price.price, &constant(0))?)?;
    require(&at_least(&setting.as_of, &price.published)?)?;
    require(&at_least(&(&price.published + &setting.policy.max_price_age), &setting.as_of)?)
}

/// As many authorities as are needed, in the order of the list, signed the root with a day that is not after the moment's.
fn quorum(w: &Witness) -> Made<()> {
    let (setting, scope) = (&w.setting, &w.scope);
    require(&at_least(&setting.day, &w.price_day)?)?;
    equal(&scope.needed, &constant(w.signatures.len() as u64))?;
    let message = [&setting.network, &setting.price_root, &w.price_day].map(Clone::clone);
    let message = hash("covenant/price-root", &message)?;
    let mut next = constant(0);
    for (signature, signer) in &w.signatures {
        equal(&signer.root()?, &setting.registry_root)?;
        equal(&signer.role, &constant(8))?;
        require(&scope.authorities.contains(&signer.party)?)?;
        let mut place = constant(0);
        for (i, authority) in scope.authorities.places().iter().enumerate() {
            let here = scope.authorities.uses(i)? & authority.is_eq(&signer.party)?;
            place += only_if(&here, &constant(i as u64));
        }
        require(&at_least(&place, &next)?)?;
        next = place + constant(1);
        let (from, until) = (signer.valid_from.to_fp()?, signer.valid_until.to_fp()?);
        for day in [&w.price_day, &setting.day] {
            require(&at_least(day, &from)?)?;
            require(&at_least(&until, day)?)?;
        }
        signature.verify(&signer.key, &message)?;
    }
    Ok(())
}
