//! Appraisals and prices. A place that is not used holds what satisfies the dates.

use super::super::Shape;
use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, DAY_BITS, input_bit},
        signer::SignerVar,
    },
};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    merkle::{Path, var::PathVar},
    sequence::var::Prefix,
};
use covenant_statements::{
    Fr,
    collateral::{Claim, Lot, LotClass, policy::slots},
    price::PRICE_DEPTH,
    roles::MAX_AUTHORITIES,
};

/// Bits of a moment in seconds, which ends with the year 9999.
const MOMENT_BITS: usize = 38;

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
    pub(in super::super) commodities: Vec<CommodityVar>,
}

/// A signature of the root, and which place of the roles' list its signer has.
pub(in super::super) struct AuthorityVar {
    pub(in super::super) signer: SignerVar,
    pub(in super::super) place: Vec<Bit>,
}

/// A price; asset and currency are the policy's.
pub(in super::super) struct CommodityVar {
    pub(in super::super) price: Uint,
    pub(in super::super) confidence: Uint,
    pub(in super::super) published_at: Uint,
    pub(in super::super) path: PathVar,
}

impl PricesVar {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, shape: &Shape) -> Self {
        let quantities: Vec<u128> = (0..slots::COMMODITIES).map(|k| claim.quantity(k)).collect();
        // Prices that nothing is valued by are not looked at.
        let priced = quantities.iter().any(|quantity| *quantity > 0);
        let prices = claim.prices.as_ref();
        let used = prices.filter(|_| priced);
        let needed = usize::from(claim.roles.quorum.needed);
        Self {
            root: cs.input("root", prices.map_or_else(Fr::default, |prices| prices.root)),
            day: Uint::input(cs, "day", used.map_or(claim.as_of, |prices| prices.day).get(), DAY_BITS),
            authorities: (0..shape.authorities)
                .map(|i| {
                    let signed = used.filter(|_| i < needed).and_then(|prices| prices.signatures.get(i));
                    let listed = &claim.roles.quorum.authorities;
                    let place = signed.and_then(|s| listed.iter().position(|a| *a == s.signer.leaf.party));
                    let signed = signed.map(|signed| (&signed.signer, &signed.signature));
                    cs.scoped("authorities", |cs| AuthorityVar {
                        signer: SignerVar::allocate(cs, signed),
                        place: (0..MAX_AUTHORITIES)
                            .map(|a| input_bit(cs, "place", place == Some(a)))
                            .collect(),
                    })
                })
                .collect(),
            commodities: (0..shape.commodities)
                .map(|k| {
                    let member = used.filter(|_| quantities[k] > 0).and_then(|prices| prices.members.get(k));
                    cs.scoped("commodities", |cs| CommodityVar::allocate(cs, claim, member))
                })
                .collect(),
        }
    }
}

impl CommodityVar {
    fn allocate(
        cs: &mut Cs,
        claim: &Claim,
        member: Option<&Option<covenant_statements::PriceMember>>,
    ) -> Self {
        let member = member.and_then(Option::as_ref);
        let (none, end) = (Path { index: 0, siblings: Vec::new() }, claim.as_of.end_unix_seconds());
        let price = member.map(|member| &member.price);
        Self {
            price: Uint::input(cs, "price", price.map_or(0, |p| p.price), AMOUNT_BITS),
            confidence: Uint::input(cs, "confidence", price.map_or(0, |p| p.confidence), AMOUNT_BITS),
            published_at: Uint::input(cs, "published-at", price.map_or(end, |p| p.published_at), MOMENT_BITS),
            path: PathVar::input(cs, "path", member.map_or(&none, |member| &member.path), PRICE_DEPTH),
        }
    }
}
