//! A day's prices: each with its way to the root, and the quorum that signed it.

use super::{
    input::{AMOUNT_BITS, input_bit},
    signer::SignerVar,
};
use crate::Cs;
use ark_ff::Field;
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    cs::{Bit, Num},
    list::var::ListVar,
    merkle::{Path, var::PathVar},
    poseidon::var::hash,
};
use covenant_statements::{
    Fr, Price, PriceMember, PriceSignature, Role,
    price::{PRICE_DEPTH, PRICE_NODE},
    roles::{MAX_AUTHORITIES, MAX_QUORUM, Quorum},
};

/// Bits of a moment in seconds, which ends with the year 9999.
pub const MOMENT_BITS: usize = 38;

/// A price; asset and currency are those of whoever needs it.
pub struct PriceVar {
    /// Minor units of the currency per priced unit.
    pub price: Uint,
    /// How far off it may be.
    pub confidence: Uint,
    /// When it was published.
    pub published_at: Uint,
    path: PathVar,
}

impl PriceVar {
    /// The price as private inputs; where there is none, zeros published `at` some moment that satisfies its bounds.
    pub fn allocate(cs: &mut Cs, member: Option<&PriceMember>, at: u64) -> Self {
        let none = Path { index: 0, siblings: Vec::new() };
        let price = member.map(|member| &member.price);
        Self {
            price: Uint::input(cs, "price", price.map_or(0, |p| p.price), AMOUNT_BITS),
            confidence: Uint::input(cs, "confidence", price.map_or(0, |p| p.confidence), AMOUNT_BITS),
            published_at: Uint::input(cs, "published-at", price.map_or(at, |p| p.published_at), MOMENT_BITS),
            path: PathVar::input(cs, "path", member.map_or(&none, |member| &member.path), PRICE_DEPTH),
        }
    }

    /// The root that the price of this asset in this currency leads to.
    pub fn root(&self, cs: &mut Cs, asset: &Num, currency: &Num) -> Num {
        let values = [asset, currency, self.price.num(), self.confidence.num(), self.published_at.num()];
        cs.scoped("leaf", |cs| {
            let leaf = hash(cs, Price::TAG, &values.map(Clone::clone));
            self.path.root(cs, PRICE_NODE, &leaf)
        })
    }

    /// Published by this moment, and not longer before it than may be.
    pub fn enforce_fresh(&self, cs: &mut Cs, moment: &Uint, max_age_seconds: &Uint) {
        cs.scoped("published", |cs| less_or_equal(cs, &self.published_at, moment));
        let oldest = self.published_at.plus(max_age_seconds);
        cs.scoped("age", |cs| less_or_equal(cs, moment, &oldest));
    }
}

/// x ≠ 0 where the bit is 1.
pub fn nonzero_if(cs: &mut Cs, bit: &Bit, x: &Num) {
    let inverse = x.value().inverse().unwrap_or_default() * bit.num().value();
    let inverse = cs.hint("prices/above-zero", || inverse);
    cs.enforce("prices/above-zero", x, &inverse, bit.num());
}

/// A signature of the root, and which place of the list its signer has.
pub struct AuthorityVar {
    signer: SignerVar,
    place: Vec<Bit>,
}

impl AuthorityVar {
    /// The signature as private inputs, or what stands where nobody signs.
    pub fn allocate(cs: &mut Cs, quorum: &Quorum, signed: Option<&PriceSignature>) -> Self {
        let place = signed.and_then(|s| quorum.authorities.iter().position(|a| *a == s.signer.leaf.party));
        let signed = signed.map(|signed| (&signed.signer, &signed.signature));
        Self {
            signer: SignerVar::allocate(cs, signed),
            place: (0..MAX_AUTHORITIES).map(|a| input_bit(cs, "place", place == Some(a))).collect(),
        }
    }
}

/// Authorities whose length and padding were checked, and how many of them are needed.
pub struct QuorumVar {
    authorities: ListVar,
    /// Bit i: more than i signatures are needed.
    needed: Vec<Bit>,
}

impl QuorumVar {
    /// As many as the number says, at most as many as are listed, and some if any is listed.
    pub fn enforce(cs: &mut Cs, number: &Num, authorities: ListVar) -> Self {
        let value = number.value();
        let bits: Vec<Bit> = (0..MAX_QUORUM as u64)
            .map(|i| {
                cs.hint_bit("quorum/needed", || (i + 1..=MAX_QUORUM as u64).any(|n| Fr::from(n) == value))
            })
            .collect();
        for pair in bits.windows(2) {
            cs.enforce("quorum/order", pair[1].num(), pair[0].not().num(), &Num::zero());
        }
        cs.enforce_equal("quorum/number", &Num::sum(bits.iter().map(|b| (Fr::from(1u64), b.num()))), number);
        let listed = authorities.used();
        for (bit, listed) in bits.iter().zip(listed) {
            cs.enforce("quorum/listed", bit.num(), listed.not().num(), &Num::zero());
        }
        cs.enforce("quorum/some", listed[0].num(), bits[0].not().num(), &Num::zero());
        Self { authorities, needed: bits }
    }
}

/// A day's root, and who signed it.
pub struct SignedRoot<'a> {
    /// The network.
    pub network: &'a Num,
    /// The root.
    pub root: &'a Num,
    /// The day that is signed with it.
    pub day: &'a Uint,
    /// The day of judgement.
    pub as_of: &'a Uint,
    /// The registry of parties.
    pub registry_root: &'a Num,
    /// The signatures; with fewer than a quorum can need, one that needs more has no room.
    pub authorities: &'a [AuthorityVar],
}

impl SignedRoot<'_> {
    /// As many authorities as the quorum needs signed the root, in the order of its list, where there is something to price.
    pub fn enforce(&self, cs: &mut Cs, quorum: &QuorumVar, priced: &Bit) {
        let zero = Num::zero();
        cs.scoped("day", |cs| less_or_equal(cs, self.day, self.as_of));
        cs.enforce("prices/quorum", priced.num(), quorum.needed[0].not().num(), &zero);
        let message = cs.scoped("message", |cs| {
            hash(cs, "covenant/price-root", &[self.network, self.root, self.day.num()].map(Clone::clone))
        });
        for needed in quorum.needed.iter().skip(self.authorities.len()) {
            cs.enforce_zero("prices/no-room", needed.num());
        }
        let mut before: Option<Num> = None;
        for (authority, needed) in self.authorities.iter().zip(&quorum.needed) {
            let used = Bit::and(cs, "prices/needed", priced, needed);
            let position = authority.enforce_listed(cs, quorum, &used);
            if let Some(before) = &before {
                let above = (&position - before).plus(-Fr::from(1u64));
                let above = cs.mul("prices/order", used.num(), &above);
                cs.scoped("order", |cs| covenant_gadgets::compare::bits(cs, &above, 3));
            }
            before = Some(position);
            let days = [self.day, self.as_of];
            let signer = &authority.signer;
            signer.enforce_registered(cs, &used, Role::PriceAuthority, self.registry_root, days);
            signer.enforce_signed(cs, &used, &message);
        }
    }
}

impl AuthorityVar {
    /// The signer has one place of the list where the bit is 1, and none where it is 0; which one.
    fn enforce_listed(&self, cs: &mut Cs, quorum: &QuorumVar, used: &Bit) -> Num {
        let (one, zero) = (Num::sum(self.place.iter().map(|p| (Fr::from(1u64), p.num()))), Num::zero());
        cs.enforce_equal("prices/one-place", &one, used.num());
        let listed = quorum.authorities.used().iter().zip(quorum.authorities.places());
        for (place, (listed, party)) in self.place.iter().zip(listed) {
            cs.enforce("prices/listed", place.num(), listed.not().num(), &zero);
            cs.enforce("prices/authority", place.num(), &(party - self.signer.party()), &zero);
        }
        Num::sum((0u64..).map(Fr::from).zip(self.place.iter().map(Bit::num)))
    }
}
