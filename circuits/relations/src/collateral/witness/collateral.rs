//! Appraisals and prices. A place that is not used holds what satisfies the dates.

use super::super::Shape;
use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, DAY_BITS, input_bit},
        prices::{AuthorityVar, PriceVar},
        signer::SignerVar,
    },
};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    sequence::var::Prefix,
};
use covenant_statements::{
    Fr,
    collateral::{Claim, Lot, LotClass, policy::slots},
};

pub(in super::super) struct AppraisalVar {
    pub(in super::super) used: Bit,
    pub(in super::super) day: Uint,
    pub(in super::super) signer: SignerVar,
    pub(in super::super) used_lots: Prefix,
    pub(in super::super) lots: Vec<LotVar>,
}

impl AppraisalVar {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, place: usize, shape: &Shape) -> Self {
        let signed = claim.appraisals.get(place);
        let lots: &[Lot] = signed.map_or(&[], |signed| &signed.appraisal.lots);
        let day = signed.map_or(claim.as_of, |signed| signed.appraisal.day);
        Self {
            used: input_bit(cs, "used", signed.is_some()),
            day: Uint::input(cs, "day", day.get(), DAY_BITS),
            signer: SignerVar::allocate(cs, signed.map(|signed| (&signed.signer, &signed.signature))),
            used_lots: Prefix::input(cs, "used-lots", lots.len().min(shape.lots), shape.lots),
            lots: cs
                .scoped("lots", |cs| (0..shape.lots).map(|i| LotVar::allocate(cs, lots.get(i))).collect()),
        }
    }
}

pub(in super::super) struct LotVar {
    pub(in super::super) lot: Uint,
    /// One for each class, in the order of their numbers.
    pub(in super::super) classes: Vec<Bit>,
    pub(in super::super) eligible: Bit,
    pub(in super::super) value: Uint,
    pub(in super::super) market: Uint,
    pub(in super::super) nolv: Uint,
    pub(in super::super) asset: Num,
}

impl LotVar {
    fn allocate(cs: &mut Cs, lot: Option<&Lot>) -> Self {
        let number = |value: fn(&Lot) -> u64| lot.map_or(0, value);
        Self {
            lot: Uint::input(cs, "lot", number(|l| l.lot), AMOUNT_BITS),
            classes: LotClass::ALL
                .iter()
                .map(|(class, _)| input_bit(cs, "class", lot.is_some_and(|l| l.class == *class)))
                .collect(),
            eligible: input_bit(cs, "eligible", lot.is_some_and(|l| l.eligible)),
            value: Uint::input(cs, "value", number(|l| l.value), AMOUNT_BITS),
            market: Uint::input(cs, "market", number(|l| l.market.0), AMOUNT_BITS),
            nolv: Uint::input(cs, "nolv", number(|l| l.nolv.0), AMOUNT_BITS),
            asset: cs.input("asset", lot.map_or_else(Fr::default, Lot::asset_or_zero)),
        }
    }
}

pub(in super::super) struct PricesVar {
    pub(in super::super) root: Num,
    pub(in super::super) day: Uint,
    pub(in super::super) authorities: Vec<AuthorityVar>,
    pub(in super::super) commodities: Vec<PriceVar>,
}

impl PricesVar {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, shape: &Shape) -> Self {
        let quantities: Vec<u128> = (0..slots::COMMODITIES).map(|k| claim.quantity(k)).collect();
        // Prices that nothing is valued by are not looked at.
        let priced = quantities.iter().any(|quantity| *quantity > 0);
        let prices = claim.prices.as_ref();
        let used = prices.filter(|_| priced);
        let quorum = &claim.roles.quorum;
        let signed = |i: usize| {
            used.filter(|_| i < usize::from(quorum.needed)).and_then(|prices| prices.signatures.get(i))
        };
        let member =
            |k: usize| used.filter(|_| quantities[k] > 0).and_then(|prices| prices.members.get(k)?.as_ref());
        let end = claim.as_of.end_unix_seconds();
        Self {
            root: cs.input("root", prices.map_or_else(Fr::default, |prices| prices.root)),
            day: Uint::input(cs, "day", used.map_or(claim.as_of, |prices| prices.day).get(), DAY_BITS),
            authorities: (0..shape.authorities)
                .map(|i| cs.scoped("authorities", |cs| AuthorityVar::allocate(cs, quorum, signed(i))))
                .collect(),
            commodities: (0..shape.commodities)
                .map(|k| cs.scoped("commodities", |cs| PriceVar::allocate(cs, member(k), end)))
                .collect(),
        }
    }
}
