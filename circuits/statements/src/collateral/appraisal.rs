//! What an appraiser signs: lots of inventory, property and commodities, for one vault on one day.

use super::LOTS;
use crate::{
    Amount, Currency, Day, Fr, Member, Network, Signature, ValueError, pack::pack, price::AssetId,
    redact::redacted,
};
use alloc::vec::Vec;
use ark_ff::AdditiveGroup;
use core::str::FromStr;
use covenant_gadgets::{poseidon::hash, sequence};
use zeroize::Zeroize;

/// Elements of a lot.
pub const ELEMENTS_PER_LOT: usize = 3;
/// How many classes there are.
pub const CLASSES: usize = 6;

/// What a lot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LotClass {
    /// Inventory: raw materials.
    RawMaterials = 1,
    /// Inventory: work in process.
    WorkInProcess = 2,
    /// Inventory: finished goods.
    FinishedGoods = 3,
    /// Property: real estate.
    RealEstate = 4,
    /// Property: equipment.
    Equipment = 5,
    /// A quantity of something that is priced every day.
    Commodity = 6,
}

impl LotClass {
    /// All classes with their names.
    pub const ALL: [(Self, &'static str); CLASSES] = [
        (Self::RawMaterials, "raw-materials"),
        (Self::WorkInProcess, "work-in-process"),
        (Self::FinishedGoods, "finished-goods"),
        (Self::RealEstate, "real-estate"),
        (Self::Equipment, "equipment"),
        (Self::Commodity, "commodity"),
    ];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(class, _)| *class == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for LotClass {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("class of a lot", "one of the six classes");
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(class, _)| *class).ok_or(error)
    }
}

/// A lot. What a class does not use is zero.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Lot {
    /// Its number; they increase within a certificate.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub lot: u64,
    /// What it is.
    pub class: LotClass,
    /// Whether it counts: not obsolete, on consignment, damaged.
    pub eligible: bool,
    /// Inventory: its cost. Property: its value. Commodities: the quantity.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub value: u64,
    /// Inventory: what the market gives.
    pub market: Amount,
    /// Inventory: the net orderly liquidation value.
    pub nolv: Amount,
    /// Commodities: of what.
    pub asset: Option<AssetId>,
}

/// An appraiser's certificate.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Appraisal {
    /// Which network the signature is for.
    pub network: Network,
    /// d₀ of the vault: a lot is not another lender's too.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub vault: Fr,
    /// The currency.
    pub currency: Currency,
    /// The day.
    pub day: Day,
    /// Up to 8.
    pub lots: Vec<Lot>,
}

/// An appraisal, signed by a registered appraiser.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct SignedAppraisal {
    /// What is signed.
    pub appraisal: Appraisal,
    /// The signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub signature: Signature,
    /// Whose it is.
    pub signer: Member,
}

redacted!(Lot Appraisal SignedAppraisal);

impl Zeroize for Lot {
    fn zeroize(&mut self) {
        *self = Self {
            lot: 0,
            class: LotClass::RawMaterials,
            eligible: false,
            value: 0,
            market: Amount(0),
            nolv: Amount(0),
            asset: None,
        };
    }
}

impl Drop for Appraisal {
    fn drop(&mut self) {
        self.lots.zeroize();
    }
}

impl Lot {
    /// The three elements: number, class and eligibility; the values; the asset.
    #[must_use]
    pub fn elements(&self) -> [Fr; ELEMENTS_PER_LOT] {
        let amount = |amount: u64| (Fr::from(amount), 64);
        [
            pack(&[amount(self.lot), (Fr::from(self.class as u64), 8), (Fr::from(self.eligible), 1)]),
            pack(&[amount(self.value), amount(self.market.0), amount(self.nolv.0)]),
            self.asset_or_zero(),
        ]
    }

    /// The asset as it is hashed; zero, which is no symbol's, where there is none.
    #[must_use]
    pub fn asset_or_zero(&self) -> Fr {
        self.asset.map_or(Fr::ZERO, |asset| asset.0)
    }

    /// Whether what the class does not use is zero.
    #[must_use]
    pub fn is_of_its_form(&self) -> bool {
        let inventory = (self.class as u8) < LotClass::RealEstate as u8;
        let commodity = self.class == LotClass::Commodity;
        (inventory || (self.market.0, self.nolv.0) == (0, 0))
            && (commodity || self.asset_or_zero() == Fr::ZERO)
    }
}

impl Appraisal {
    /// The tag of the message.
    pub const TAG: &'static str = "covenant/appraisal";
    /// The tag of the lots' digest.
    pub const LOTS_TAG: &'static str = "covenant/appraisal-lots";

    /// Three elements a lot.
    #[must_use]
    pub fn lots_digest(&self) -> Fr {
        let elements: Vec<Fr> = self.lots.iter().flat_map(Lot::elements).collect();
        sequence::digest(Self::LOTS_TAG, self.lots.len() as u64, &elements)
    }

    /// The signed message.
    #[must_use]
    pub fn message(&self) -> Fr {
        let packed = pack(&[(Fr::from(self.day.get()), 32), (Fr::from(self.currency.code()), 24)]);
        hash(Self::TAG, &[self.network.to_field(), self.vault, packed, self.lots_digest()])
    }

    /// No more lots than a certificate has room for, each of its form.
    #[must_use]
    pub fn is_of_its_form(&self) -> bool {
        self.lots.len() <= LOTS && self.lots.iter().all(Lot::is_of_its_form)
    }
}
