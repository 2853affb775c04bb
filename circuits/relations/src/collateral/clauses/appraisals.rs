//! Rule 6: lots that appraisers signed, by class.

use super::{
    super::witness::{AppraisalVar, LotVar, Witness},
    documents::{Policy, RolesOpened},
};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, bits, is_zero, less_or_equal, min},
    cs::{Bit, Num},
    division,
    poseidon::var::hash,
    sequence::var::digest,
};
use covenant_statements::{
    Fr, Role,
    collateral::{
        Appraisal,
        appraisal::{CLASSES, ELEMENTS_PER_LOT},
        policy::slots,
    },
};

/// What lots come to before advance rates.
pub(super) struct Lots {
    /// By class: the lower of cost and market, and NOLV.
    inventory: [[Vec<Uint>; 2]; 3],
    property: [Vec<Uint>; 2],
    quantities: [Vec<Uint>; slots::COMMODITIES],
}

/// The appraisals, each signed, with their lots in one order.
pub(super) fn appraisals(cs: &mut Cs, w: &Witness, policy: &Policy, roles: &RolesOpened) -> Lots {
    let mut lots =
        Lots { inventory: Default::default(), property: Default::default(), quantities: Default::default() };
    let used = Num::sum(w.appraisals.iter().map(|a| (Fr::from(1u64), a.used.num())));
    cs.enforce_equal("appraisals/count", &used, &w.appraisal_count);
    // The least number that the next lot may have.
    let mut next = Uint::constant(0);
    for appraisal in &w.appraisals {
        signed(cs, w, policy, roles, appraisal);
        for (lot, used) in appraisal.lots.iter().zip(appraisal.used_lots.bits()) {
            next = order(cs, lot, used, &next);
            count(cs, policy, lot, used, &mut lots);
        }
    }
    lots
}

fn signed(cs: &mut Cs, w: &Witness, policy: &Policy, roles: &RolesOpened, appraisal: &AppraisalVar) {
    let AppraisalVar { used, day, signer, used_lots, lots } = appraisal;
    let zero = Num::zero();
    if let Some(first) = used_lots.bits().first() {
        cs.enforce("appraisals/no-lots", used.not().num(), first.num(), &zero);
    }
    cs.scoped("day", |cs| less_or_equal(cs, day, &w.as_of));
    cs.scoped("age", |cs| less_or_equal(cs, &w.as_of, &day.plus(&policy.max_appraisal_age_days)));
    let unlisted = roles.appraisers.membership_product(cs, signer.party());
    cs.enforce("appraisals/listed", used.num(), &unlisted, &zero);
    signer.enforce_registered(cs, used, Role::Appraiser, &w.registry_root, [day, &w.as_of]);
    let elements: Vec<Num> = lots.iter().flat_map(elements).collect();
    let message = cs.scoped("message", |cs| {
        let lots = digest(cs, Appraisal::LOTS_TAG, used_lots, &elements, |e| e / ELEMENTS_PER_LOT);
        let packed = Uint::pack(&[(day, 32), (&policy.currency, 24)]);
        let values = [&w.network, &w.ledger.vault, packed.num(), &lots];
        hash(cs, Appraisal::TAG, &values.map(Clone::clone))
    });
    signer.enforce_signed(cs, used, &message);
}

fn elements(lot: &LotVar) -> [Num; ELEMENTS_PER_LOT] {
    let classes: Vec<Uint> = lot.classes.iter().map(Uint::from).collect();
    let class = Uint::sum((1..=CLASSES as u64).zip(&classes));
    let eligible = Uint::from(&lot.eligible);
    let values = Uint::pack(&[(&lot.value, 64), (&lot.market, 64), (&lot.nolv, 64)]);
    let head = Uint::pack(&[(&lot.lot, 64), (&class, 8), (&eligible, 1)]);
    [head.num().clone(), values.num().clone(), lot.asset.clone()]
}

/// A lot's number is at least the next one's least; the number after it.
fn order(cs: &mut Cs, lot: &LotVar, used: &Bit, next: &Uint) -> Uint {
    let above = cs.mul("appraisals/order", used.num(), &(lot.lot.num() - next.num()));
    cs.scoped("order", |cs| bits(cs, &above, lot.lot.bits()));
    let after = lot.lot.plus(&Uint::constant(1));
    Uint::select(cs, "appraisals/next", used, &after, next)
}

/// Adds a lot to what its class comes to, if it is eligible.
fn count(cs: &mut Cs, policy: &Policy, lot: &LotVar, used: &Bit, lots: &mut Lots) {
    let zero = Num::zero();
    let [raw, work, finished, real_estate, equipment, commodity] =
        [0, 1, 2, 3, 4, 5].map(|class| &lot.classes[class]);
    let one = Num::sum(lot.classes.iter().map(|class| (Fr::from(1u64), class.num())));
    cs.enforce_equal("appraisals/one-class", &one, used.num());
    let inventory = Num::sum([raw, work, finished].map(|class| (Fr::from(1u64), class.num())));
    let other = &Num::one() - &inventory;
    cs.enforce("appraisals/inventory-only", &other, lot.market.num(), &zero);
    cs.enforce("appraisals/inventory-only", &other, lot.nolv.num(), &zero);
    cs.enforce("appraisals/commodity-only", commodity.not().num(), &lot.asset, &zero);
    let lower = cs.scoped("lower", |cs| min(cs, &lot.value, &lot.market));
    let of = |cs: &mut Cs, class: &Bit| Bit::and(cs, "appraisals/eligible", class, &lot.eligible);
    let counted = |cs: &mut Cs, bit: &Bit, value: &Uint| Uint::only_if(cs, "appraisals/counted", bit, value);
    for (i, class) in [raw, work, finished].into_iter().enumerate() {
        let bit = of(cs, class);
        lots.inventory[i][0].push(counted(cs, &bit, &lower));
        lots.inventory[i][1].push(counted(cs, &bit, &lot.nolv));
    }
    for (i, class) in [real_estate, equipment].into_iter().enumerate() {
        let bit = of(cs, class);
        lots.property[i].push(counted(cs, &bit, &lot.value));
    }
    let bit = of(cs, commodity);
    for (k, (asset, used)) in policy.assets.places().iter().zip(policy.assets.used()).enumerate() {
        let same = is_zero(cs, &(&lot.asset - asset));
        let same = Bit::and(cs, "appraisals/asset", &same, used);
        let bit = Bit::and(cs, "appraisals/asset", &same, &bit);
        lots.quantities[k].push(counted(cs, &bit, &lot.value));
    }
}

fn total(values: &[Uint]) -> Uint {
    Uint::sum(values.iter().map(|value| (1, value)))
}

impl Lots {
    /// What inventory counts for, class by class: the least of cost or market, NOLV and sublimit.
    pub(super) fn inventory(&self, cs: &mut Cs, policy: &Policy) -> Uint {
        let mut advances = Vec::new();
        for ([lower, nolv], terms) in self.inventory.iter().zip(&policy.inventory) {
            let (lower, nolv) = (total(lower), total(nolv));
            let by_cost = division::basis_points(cs, &lower, &terms.cost_advance, lower.bits());
            let by_nolv = division::basis_points(cs, &nolv, &terms.nolv_advance, nolv.bits());
            let by_value = min(cs, &by_cost, &by_nolv);
            advances.push(min(cs, &by_value, &terms.sublimit));
        }
        total(&advances)
    }

    /// What property counts for, class by class.
    pub(super) fn property(&self, cs: &mut Cs, policy: &Policy) -> Uint {
        let of = |cs: &mut Cs, (values, rate): (&Vec<Uint>, &Uint)| {
            let value = total(values);
            division::basis_points(cs, &value, rate, value.bits())
        };
        let advances: Vec<Uint> =
            self.property.iter().zip(&policy.property).map(|terms| of(cs, terms)).collect();
        total(&advances)
    }

    /// How much there is of each of the policy's commodities.
    pub(super) fn quantities(&self) -> [Uint; slots::COMMODITIES] {
        self.quantities.each_ref().map(|values| total(values))
    }
}
