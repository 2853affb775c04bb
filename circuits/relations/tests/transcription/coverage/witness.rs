//! What a prover knows of a coverage, as variables.

use super::documents::Scope;
use crate::{
    Cs, Element, Made,
    arithmetic::number,
    curve::Signature,
    integers::element,
    parts::{Member, Place, path_of},
    poseidon::hash,
    solvency::Setting,
};
use covenant_statements::{PriceMember, solvency::coverage as native};

/// What a chunk's output opens to, and what is public of the chunk.
pub(super) struct Chunk {
    pub(super) count: Element,
    pub(super) totals: Vec<Element>,
    pub(super) blinding: Element,
    pub(super) output: Element,
    pub(super) columns: Element,
    /// The high and the low 128 bits of the root.
    pub(super) claims: [Element; 2],
}

impl Chunk {
    fn new(cs: &Cs, chunk: &native::ChunkOpening) -> Made<Self> {
        let claims = u128s(&chunk.commitment.claims);
        Ok(Self {
            count: number(cs, chunk.count, 64)?,
            totals: chunk.totals.iter().map(|total| number(cs, *total, 128)).collect::<Made<_>>()?,
            blinding: element(cs, chunk.blinding)?,
            output: element(cs, chunk.commitment.output)?,
            columns: element(cs, chunk.commitment.columns)?,
            claims: [number(cs, claims[0], 128)?, number(cs, claims[1], 128)?],
        })
    }
}

/// Big-endian.
fn u128s(bytes: &[u8; 32]) -> [u128; 2] {
    [0, 16].map(|at| u128::from_be_bytes(bytes[at..at + 16].try_into().unwrap()))
}

pub(super) struct Price {
    pub(super) asset: Element,
    pub(super) currency: Element,
    pub(super) price: Element,
    confidence: Element,
    pub(super) published: Element,
    pub(super) place: Place,
}

impl Price {
    fn new(cs: &Cs, member: &PriceMember) -> Made<Self> {
        let price = &member.price;
        Ok(Self {
            asset: element(cs, price.asset.0)?,
            currency: element(cs, price.currency.code().into())?,
            price: number(cs, price.price, 64)?,
            confidence: element(cs, price.confidence.into())?,
            published: number(cs, price.published_at, 64)?,
            place: path_of(cs, &member.path, 6)?,
        })
    }

    pub(super) fn leaf(&self) -> Made<Element> {
        let values = [&self.asset, &self.currency, &self.price, &self.confidence, &self.published];
        hash("covenant/price-leaf", &values.map(Clone::clone))
    }
}

pub(super) struct Witness {
    pub(super) cs: Cs,
    pub(super) setting: Setting,
    pub(super) scope: Scope,
    pub(super) chunks: Vec<Chunk>,
    /// What R opens to.
    pub(super) totals: Vec<Element>,
    pub(super) blinding: Element,
    /// The day that is signed with the prices' root.
    pub(super) price_day: Element,
    pub(super) prices: Vec<Price>,
    /// As many as are needed, if there are.
    pub(super) signatures: Vec<(Signature, Member)>,
}

impl Witness {
    pub(super) fn new(cs: &Cs, claim: &native::Claim) -> Made<Self> {
        let (reserves, prices) = (&claim.reserves, &claim.prices);
        let needed = usize::from(claim.setting.scope.quorum.needed);
        let signed = prices.signatures.iter().take(needed);
        Ok(Self {
            cs: cs.clone(),
            setting: Setting::new(cs, &claim.setting)?,
            scope: Scope::new(cs, &claim.setting.scope)?,
            chunks: claim.chunks.iter().map(|chunk| Chunk::new(cs, chunk)).collect::<Made<_>>()?,
            totals: reserves.totals.iter().map(|total| number(cs, *total, 128)).collect::<Made<_>>()?,
            blinding: element(cs, reserves.blinding)?,
            price_day: number(cs, prices.day.get(), 32)?,
            prices: prices.members.iter().map(|member| Price::new(cs, member)).collect::<Made<_>>()?,
            signatures: signed
                .map(|signed| Ok((Signature::new(cs, &signed.signature)?, Member::new(cs, &signed.signer)?)))
                .collect::<Made<_>>()?,
        })
    }
}
