//! A lender's borrowing base policy.

use crate::{
    Amount, Bps, Currency, Fr, Policy, ValueError,
    price::{AssetId, Symbol},
};
use alloc::vec::Vec;
use covenant_gadgets::{list::Slots, sequence};

/// Places of the policy's lists.
pub mod slots {
    /// Digests of obligation policies.
    pub const NOTE_POLICIES: usize = 4;
    /// Commodities.
    pub const COMMODITIES: usize = 4;
}

/// The whole.
const WHOLE: u32 = 10_000;
/// The most days of any of the policy's limits.
pub const MAX_DAYS: u32 = 65_535;
/// The most of a commodity's units in the unit that is priced.
pub const MAX_UNIT: u32 = 1_000_000_000;

/// What a class of inventory counts for: the least of three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct InventoryTerms {
    /// Of the lower of cost and market.
    pub cost_advance: Bps,
    /// Of the net orderly liquidation value.
    pub nolv_advance: Bps,
    /// At most this much.
    pub sublimit: Amount,
}

/// What a commodity counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct CommodityTerms {
    /// Its name among the day's prices.
    pub symbol: Symbol,
    /// How many units of quantity are one priced unit: 1 to 10⁹.
    pub unit: u32,
    /// Of quantity × (price − confidence).
    pub advance: Bps,
}

/// Of what an account's share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Denominator {
    /// All eligible receivables before the cap.
    Eligible = 0,
    /// The open balances of all lines.
    Gross = 1,
}

/// The policy of statement 2. Public: attestations carry it whole, environments its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct CollateralPolicy {
    /// The form of this document: 1.
    pub version: u32,
    /// The one currency of exposure, lines and values.
    pub currency: Currency,
    /// Digests of the obligation policies whose notes count: 1 to 4.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::fields_hex"))]
    pub note_policies: Vec<Fr>,
    /// A line counts up to this many days after its issue.
    pub max_age_days: u32,
    /// A line counts up to this many days after it was due.
    pub max_past_due_days: u32,
    /// An account with a greater share aged is out whole; exactly this share stays in.
    pub cross_ageing: Bps,
    /// The greatest share of one group.
    pub concentration: Bps,
    /// Of what that share is taken.
    pub concentration_of: Denominator,
    /// Of eligible receivables.
    pub advance: Bps,
    /// Raw materials, work in process, finished goods.
    pub inventory: [InventoryTerms; 3],
    /// Of real estate and of equipment.
    pub property: [Bps; 2],
    /// Up to 4.
    pub commodities: Vec<CommodityTerms>,
    /// How old a price may be at the end of the day of judgement, in seconds.
    pub max_price_age_seconds: u32,
    /// How old an appraisal may be, in days.
    pub max_appraisal_age_days: u32,
    /// What the lender holds back from the base.
    pub reserves: Amount,
    /// The facility's limit.
    pub limit: Amount,
    /// Whether the creditor, or a company of its group, may be the servicer.
    pub own_servicer: bool,
}

/// The policy's values as they are hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFields<T> {
    /// See [`CollateralPolicy::version`].
    pub version: T,
    /// The currency's code.
    pub currency: T,
    /// See [`CollateralPolicy::note_policies`].
    pub note_policies: Slots<T, { slots::NOTE_POLICIES }>,
    /// See [`CollateralPolicy::max_age_days`].
    pub max_age_days: T,
    /// See [`CollateralPolicy::max_past_due_days`].
    pub max_past_due_days: T,
    /// See [`CollateralPolicy::cross_ageing`].
    pub cross_ageing: T,
    /// See [`CollateralPolicy::concentration`].
    pub concentration: T,
    /// 0 or 1.
    pub concentration_of: T,
    /// See [`CollateralPolicy::advance`].
    pub advance: T,
    /// For each class the two rates and the sublimit.
    pub inventory: [[T; 3]; 3],
    /// See [`CollateralPolicy::property`].
    pub property: [T; 2],
    /// The assets.
    pub assets: Slots<T, { slots::COMMODITIES }>,
    /// The units, zero where there is no asset.
    pub units: [T; slots::COMMODITIES],
    /// The advance rates, zero where there is no asset.
    pub advances: [T; slots::COMMODITIES],
    /// See [`CollateralPolicy::max_price_age_seconds`].
    pub max_price_age_seconds: T,
    /// See [`CollateralPolicy::max_appraisal_age_days`].
    pub max_appraisal_age_days: T,
    /// See [`CollateralPolicy::reserves`].
    pub reserves: T,
    /// See [`CollateralPolicy::limit`].
    pub limit: T,
    /// 0 or 1.
    pub own_servicer: T,
}

impl<T> PolicyFields<T> {
    /// In the order in which they are hashed: 42.
    pub fn in_order(self) -> Vec<T> {
        let mut all: Vec<T> = alloc::vec![self.version, self.currency];
        all.extend(self.note_policies.in_order());
        all.extend([self.max_age_days, self.max_past_due_days, self.cross_ageing]);
        all.extend([self.concentration, self.concentration_of, self.advance]);
        all.extend(self.inventory.into_iter().flatten());
        all.extend(self.property);
        all.extend(self.assets.in_order());
        all.extend(self.units);
        all.extend(self.advances);
        all.extend([self.max_price_age_seconds, self.max_appraisal_age_days]);
        all.extend([self.reserves, self.limit, self.own_servicer]);
        all
    }

    /// Each value mapped, with its name.
    pub fn map_named<U>(self, mut f: impl FnMut(&'static str, T) -> U) -> PolicyFields<U> {
        PolicyFields {
            version: f("version", self.version),
            currency: f("currency", self.currency),
            note_policies: self.note_policies.map(|x| f("note-policies", x)),
            max_age_days: f("max-age-days", self.max_age_days),
            max_past_due_days: f("max-past-due-days", self.max_past_due_days),
            cross_ageing: f("cross-ageing", self.cross_ageing),
            concentration: f("concentration", self.concentration),
            concentration_of: f("concentration-of", self.concentration_of),
            advance: f("advance", self.advance),
            inventory: self.inventory.map(|[cost, nolv, sublimit]| {
                [f("cost-advance", cost), f("nolv-advance", nolv), f("sublimit", sublimit)]
            }),
            property: self.property.map(|x| f("property", x)),
            assets: self.assets.map(|x| f("assets", x)),
            units: self.units.map(|x| f("units", x)),
            advances: self.advances.map(|x| f("advances", x)),
            max_price_age_seconds: f("max-price-age-seconds", self.max_price_age_seconds),
            max_appraisal_age_days: f("max-appraisal-age-days", self.max_appraisal_age_days),
            reserves: f("reserves", self.reserves),
            limit: f("limit", self.limit),
            own_servicer: f("own-servicer", self.own_servicer),
        }
    }
}

impl Policy for CollateralPolicy {
    const KIND: &'static str = "collateral";
    const TAG: &'static str = "covenant/policy/collateral";

    fn validate(&self) -> Result<(), ValueError> {
        Self::validate(self)
    }

    fn digest(&self) -> Fr {
        Self::digest(self)
    }
}

impl CollateralPolicy {
    /// Refuses another version, lists that are too long, a commodity twice, rates over the whole, limits of days that no circuit takes.
    ///
    /// # Errors
    /// What is not of its form.
    pub fn validate(&self) -> Result<(), ValueError> {
        let error = |why| Err(ValueError::new("collateral policy", why));
        let commodities = &self.commodities;
        let twice = |(i, terms): (usize, &CommodityTerms)| {
            commodities[..i].iter().any(|earlier| earlier.symbol == terms.symbol)
        };
        match () {
            () if self.version != 1 => error("version 1"),
            () if !(1..=slots::NOTE_POLICIES).contains(&self.note_policies.len()) => {
                error("1 to 4 note policies")
            }
            () if commodities.len() > slots::COMMODITIES => error("at most 4 commodities"),
            () if commodities.iter().enumerate().any(twice) => error("each commodity once"),
            () if commodities.iter().any(|terms| !(1..=MAX_UNIT).contains(&terms.unit)) => {
                error("units from 1 to 1000000000")
            }
            () if self.rates().any(|rate| rate.0 > WHOLE) => error("rates of at most 10000 basis points"),
            () if self.days().any(|days| days > MAX_DAYS) => error("limits of at most 65535 days"),
            () => Ok(()),
        }
    }

    fn rates(&self) -> impl Iterator<Item = Bps> {
        let inventory = self.inventory.iter().flat_map(|terms| [terms.cost_advance, terms.nolv_advance]);
        let commodities = self.commodities.iter().map(|terms| terms.advance);
        [self.cross_ageing, self.concentration, self.advance]
            .into_iter()
            .chain(inventory)
            .chain(self.property)
            .chain(commodities)
    }

    fn days(&self) -> impl Iterator<Item = u32> {
        [self.max_age_days, self.max_past_due_days, self.max_appraisal_age_days].into_iter()
    }

    /// The asset of each commodity.
    pub fn assets(&self) -> impl Iterator<Item = AssetId> {
        self.commodities.iter().map(|terms| terms.symbol.asset())
    }

    /// The values that are hashed.
    #[must_use]
    pub fn fields(&self) -> PolicyFields<Fr> {
        let commodity = |value: fn(&CommodityTerms) -> u32| {
            core::array::from_fn(|k| Fr::from(self.commodities.get(k).map_or(0, value)))
        };
        PolicyFields {
            version: Fr::from(self.version),
            currency: Fr::from(self.currency.code()),
            note_policies: Slots::new(&self.note_policies),
            max_age_days: Fr::from(self.max_age_days),
            max_past_due_days: Fr::from(self.max_past_due_days),
            cross_ageing: Fr::from(self.cross_ageing.0),
            concentration: Fr::from(self.concentration.0),
            concentration_of: Fr::from(self.concentration_of as u64),
            advance: Fr::from(self.advance.0),
            inventory: self.inventory.map(|terms| {
                [Fr::from(terms.cost_advance.0), Fr::from(terms.nolv_advance.0), Fr::from(terms.sublimit.0)]
            }),
            property: self.property.map(|rate| Fr::from(rate.0)),
            assets: Slots::new(&self.assets().map(|asset| asset.0).collect::<Vec<_>>()),
            units: commodity(|terms| terms.unit),
            advances: commodity(|terms| terms.advance.0),
            max_price_age_seconds: Fr::from(self.max_price_age_seconds),
            max_appraisal_age_days: Fr::from(self.max_appraisal_age_days),
            reserves: Fr::from(self.reserves.0),
            limit: Fr::from(self.limit.0),
            own_servicer: Fr::from(self.own_servicer),
        }
    }

    /// The digest of the whole document: a sequence of 42 values.
    #[must_use]
    pub fn digest(&self) -> Fr {
        let fields = self.fields().in_order();
        sequence::digest(<Self as Policy>::TAG, fields.len() as u64, &fields)
    }
}
