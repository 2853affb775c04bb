//! Rule 6: what appraisers signed, and what price authorities did, as variables.

use crate::{
    Bit, Cs, Element, Made,
    arithmetic::number,
    curve::Signature,
    integers::{constant, element, packed},
    parts::{Member, Place, path_of},
    poseidon::{hash, sequence},
};
use ark_bn254::Fr;
use ark_r1cs_std::alloc::AllocVar;
use covenant_gadgets::merkle::Path;
use covenant_statements::{Currency, collateral as native, price};

pub(super) struct Lot {
    pub(super) number: Element,
    pub(super) class: Element,
    pub(super) eligible: Bit,
    pub(super) value: Element,
    pub(super) market: Element,
    pub(super) nolv: Element,
    pub(super) asset: Element,
}

impl Lot {
    fn new(cs: &Cs, lot: &native::Lot) -> Made<Self> {
        Ok(Self {
            number: number(cs, lot.lot, 64)?,
            class: number(cs, lot.class as u64, 8)?,
            eligible: Bit::new_witness(cs.clone(), || Ok(lot.eligible))?,
            value: number(cs, lot.value, 64)?,
            market: number(cs, lot.market.0, 64)?,
            nolv: number(cs, lot.nolv.0, 64)?,
            asset: element(cs, lot.asset.map_or(Fr::from(0u64), |asset| asset.0))?,
        })
    }

    fn elements(&self) -> [Element; 3] {
        let [number, class, value, market, nolv] =
            [&self.number, &self.class, &self.value, &self.market, &self.nolv].map(Clone::clone);
        let first = packed(&[(number, 0), (class, 64), (self.eligible.clone().into(), 72)]);
        [first, packed(&[(value, 0), (market, 64), (nolv, 128)]), self.asset.clone()]
    }
}

pub(super) struct Appraisal {
    pub(super) network: Element,
    pub(super) vault: Element,
    pub(super) currency: Element,
    pub(super) day: Element,
    pub(super) lots: Vec<Lot>,
    pub(super) signature: Signature,
    pub(super) signer: Member,
}

impl Appraisal {
    pub(super) fn new(cs: &Cs, signed: &native::SignedAppraisal) -> Made<Self> {
        let appraisal = &signed.appraisal;
        Ok(Self {
            network: element(cs, appraisal.network.to_field())?,
            vault: element(cs, appraisal.vault)?,
            currency: number(cs, appraisal.currency.code(), 24)?,
            day: number(cs, appraisal.day.get(), 32)?,
            lots: appraisal.lots.iter().map(|lot| Lot::new(cs, lot)).collect::<Made<_>>()?,
            signature: Signature::new(cs, &signed.signature)?,
            signer: Member::new(cs, &signed.signer)?,
        })
    }

    pub(super) fn message(&self) -> Made<Element> {
        let lots: Vec<Element> = self.lots.iter().flat_map(Lot::elements).collect();
        let lots = sequence("covenant/appraisal-lots", &constant(self.lots.len() as u64), &lots)?;
        let packed = packed(&[(self.day.clone(), 0), (self.currency.clone(), 32)]);
        hash("covenant/appraisal", &[self.network.clone(), self.vault.clone(), packed, lots])
    }
}

/// The price of a commodity; all zeros where there is none.
pub(super) struct Price {
    pub(super) asset: Element,
    pub(super) currency: Element,
    pub(super) price: Element,
    pub(super) confidence: Element,
    pub(super) published: Element,
    pub(super) place: Place,
}

impl Price {
    fn new(cs: &Cs, member: Option<&price::PriceMember>) -> Made<Self> {
        let price = member.map(|member| member.price);
        let amount = |of: fn(&price::Price) -> u64| number(cs, price.as_ref().map_or(0, of), 64);
        let none = Path { index: 0, siblings: Vec::new() };
        Ok(Self {
            asset: element(cs, price.map_or(Fr::from(0u64), |price| price.asset.0))?,
            currency: number(cs, price.map_or(0, |price| Currency::code(price.currency)), 24)?,
            price: amount(|price| price.price)?,
            confidence: amount(|price| price.confidence)?,
            published: amount(|price| price.published_at)?,
            place: path_of(cs, member.map_or(&none, |member| &member.path), 6)?,
        })
    }

    pub(super) fn leaf(&self) -> Made<Element> {
        let values = [&self.asset, &self.currency, &self.price, &self.confidence, &self.published];
        hash("covenant/price-leaf", &values.map(Clone::clone))
    }
}

/// The day's prices; the root 0 where there are none.
pub(super) struct Prices {
    pub(super) root: Element,
    pub(super) day: Element,
    /// As many signatures as are needed, if there are.
    pub(super) signatures: Vec<(Signature, Member)>,
    /// One for each place of the policy's list.
    pub(super) prices: Vec<Price>,
}

impl Prices {
    pub(super) fn new(cs: &Cs, claim: &native::Claim) -> Made<Self> {
        let prices = claim.prices.as_ref();
        let needed = usize::from(claim.roles.quorum.needed);
        let signatures: Vec<_> =
            prices.iter().flat_map(|prices| prices.signatures.iter().take(needed)).collect();
        let member = |k: usize| prices.and_then(|prices| prices.members.get(k)?.as_ref());
        Ok(Self {
            root: element(cs, prices.map_or(Fr::from(0u64), |prices| prices.root))?,
            day: number(cs, prices.map_or(0, |prices| prices.day.get()), 32)?,
            signatures: signatures
                .iter()
                .map(|signed| Ok((Signature::new(cs, &signed.signature)?, Member::new(cs, &signed.signer)?)))
                .collect::<Made<_>>()?,
            prices: (0..4).map(|k| Price::new(cs, member(k))).collect::<Made<_>>()?,
        })
    }
}
