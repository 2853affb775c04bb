//! What custodians signed, and what of it counts, asset by asset.

use super::{
    super::witness::{StatementVar, Witness},
    Documents,
};
use crate::{Cs, parts::prices::nonzero_if};
use covenant_gadgets::{
    compare::{Uint, sub},
    cs::{Bit, Num},
    poseidon::var::hash,
};
use covenant_statements::{Fr, Role, solvency::reserves::Reserve};

/// The statements one by one; the totals of the scope's assets.
pub(super) fn enforce(cs: &mut Cs, w: &Witness, documents: &Documents) -> Vec<Uint> {
    cs.enforce_equal("statements/some", w.used.bits()[0].num(), &Num::one());
    let statements = w.statements.iter().zip(w.used.bits());
    let counted: Vec<Counted> = statements
        .map(|(statement, used)| {
            cs.scoped("statement", |cs| enforce_one(cs, w, documents, (statement, used)))
        })
        .collect();
    let assets = w.scope.assets.used.bits();
    assets.iter().enumerate().map(|(j, used)| total(cs, &counted, j, used)).collect()
}

/// Which asset of the scope a statement is of, and what of it counts there.
struct Counted {
    places: Vec<Bit>,
    amounts: Vec<Uint>,
}

/// What counts of an asset. One that the scope does not have is nobody's: its id is zero, which somebody might sign.
fn total(cs: &mut Cs, counted: &[Counted], j: usize, used: &Bit) -> Uint {
    let claimed = Num::sum(counted.iter().map(|counted| (Fr::from(1u64), counted.places[j].num())));
    cs.enforce("statements/listed", used.not().num(), &claimed, &Num::zero());
    Uint::sum(counted.iter().map(|counted| (1, &counted.amounts[j])))
}

fn enforce_one(
    cs: &mut Cs,
    w: &Witness,
    Documents { scope, day }: &Documents,
    (statement, used): (&StatementVar, &Bit),
) -> Counted {
    let places = places(cs, w, statement, used);
    let counted = cs.scoped("encumbered", |cs| sub(cs, &statement.quantity, &statement.encumbered));
    let amounts =
        places.iter().map(|place| Uint::only_if(cs, "statements/amount", place, &counted)).collect();
    let registry_root = &w.setting.registry_root;
    statement.signer.enforce_registered(cs, used, Role::Custodian, registry_root, [day, day]);
    own_custodian(cs, w, statement, used);
    let message = cs.scoped("message", |cs| message(cs, w, scope, statement));
    statement.signer.enforce_signed(cs, used, &message);
    Counted { places, amounts }
}

/// The one place of the statement's asset in the scope; none where there is no statement.
fn places(cs: &mut Cs, w: &Witness, statement: &StatementVar, used: &Bit) -> Vec<Bit> {
    let (asset, is_used) = (statement.asset.value(), used.value());
    let ids = w.scope.assets.ids.iter();
    let first = ids.clone().position(|id| id.value() == asset).filter(|_| is_used);
    let places: Vec<Bit> =
        ids.clone().enumerate().map(|(j, _)| cs.hint_bit("statements/place", || first == Some(j))).collect();
    for (place, id) in places.iter().zip(ids) {
        cs.enforce("statements/asset", place.num(), &(&statement.asset - id), &Num::zero());
    }
    let one = Num::sum(places.iter().map(|place| (Fr::from(1u64), place.num())));
    cs.enforce_equal("statements/one-place", &one, used.num());
    places
}

/// The custodian is not the entity, unless the policy takes that.
fn own_custodian(cs: &mut Cs, w: &Witness, statement: &StatementVar, used: &Bit) {
    let refused = Bit::and(cs, "statements/foreign", used, &w.policy.own_custodian.not());
    let difference = statement.signer.party() - &w.setting.entity;
    cs.scoped("own-custodian", |cs| nonzero_if(cs, &refused, &difference));
}

fn message(cs: &mut Cs, w: &Witness, scope: &Num, statement: &StatementVar) -> Num {
    let (setting, StatementVar { nonce, asset, quantity, encumbered, nullifier, .. }) =
        (&w.setting, statement);
    let values = [
        &setting.network,
        &setting.entity,
        scope,
        setting.as_of.num(),
        nonce,
        asset,
        quantity.num(),
        encumbered.num(),
        nullifier,
    ];
    hash(cs, Reserve::TAG, &values.map(Clone::clone))
}
