//! What the circuits of reserves and coverage have in common: the setting that the environment opens to.

use super::{
    distinct::enforce_distinct,
    input::{DAY_BITS, input_bit},
    prices::MOMENT_BITS,
};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    cs::{Bit, Num},
    division,
    poseidon::var::hash,
    sequence::var::{Prefix, digest},
};
use covenant_statements::{
    Fr, Policy as _,
    price::LAST_SECOND,
    solvency::{
        Environment, Scope, Setting, SolvencyPolicy,
        reserves::{
            ReserveTotals,
            totals::{TOTAL_BITS, TOTALS_PER_ELEMENT},
        },
        scope::MAX_ASSETS,
    },
};

/// Elements of a scope's digest before its assets' ids.
const BEFORE_IDS: usize = 3;
/// Seconds of a day.
const DAY: u64 = 86_400;

/// The setting but for its scope, its threshold and the number of accounts.
pub struct SettingVar {
    /// The network.
    pub network: Num,
    /// The institution.
    pub entity: Num,
    /// The moment.
    pub as_of: Uint,
    /// The root of the day's prices.
    pub price_root: Num,
    /// The registry of parties.
    pub registry_root: Num,
}

/// The policy.
pub struct PolicyVar {
    /// 1.
    pub version: Num,
    /// Its code.
    pub currency: Num,
    /// Seconds.
    pub max_price_age: Num,
    /// Whether the entity may be a custodian.
    pub own_custodian: Bit,
}

/// The ids of a scope's assets.
pub struct AssetsVar {
    /// Which of the places are used.
    pub used: Prefix,
    /// The ids; zero where a place is not used.
    pub ids: Vec<Num>,
}

impl SettingVar {
    /// As private inputs; a moment after 9999 is refused here or by [`Self::day`].
    pub fn allocate(cs: &mut Cs, setting: &Setting) -> Self {
        Self {
            network: cs.input("network", setting.network.to_field()),
            entity: cs.input("entity", setting.entity.0),
            as_of: Uint::input(cs, "as-of", setting.as_of, MOMENT_BITS),
            price_root: cs.input("price-root", setting.price_root),
            registry_root: cs.input("registry-root", setting.registry_root),
        }
    }

    /// The UTC day of the moment. 94 constraints.
    pub fn day(&self, cs: &mut Cs) -> Uint {
        cs.scoped("moment", |cs| less_or_equal(cs, &self.as_of, &Uint::constant(LAST_SECOND)));
        cs.scoped("day", |cs| division::floor(cs, &self.as_of, &Uint::constant(DAY), DAY_BITS).0)
    }

    /// The environment of this scope, policy, threshold and number of accounts is the public one.
    pub fn enforce_environment(
        &self,
        cs: &mut Cs,
        [scope, policy, threshold, accounts]: [&Num; 4],
        public: &Num,
    ) {
        cs.scoped("environment", |cs| {
            let base = [&self.network, &self.entity, scope, policy, threshold];
            let base = hash(cs, Environment::BASE_TAG, &base.map(Clone::clone));
            let whole = [&base, self.as_of.num(), &self.price_root, &self.registry_root, accounts];
            let whole = hash(cs, Environment::TAG, &whole.map(Clone::clone));
            cs.enforce_equal("environment/public", &whole, public);
        });
    }
}

impl PolicyVar {
    /// As private inputs. Of the numbers a clause says what they must be.
    pub fn allocate(cs: &mut Cs, policy: &SolvencyPolicy) -> Self {
        let [version, currency, age, _] = policy.values();
        cs.scoped("policy", |cs| Self {
            version: cs.input("version", version),
            currency: cs.input("currency", currency),
            max_price_age: cs.input("max-price-age-seconds", age),
            own_custodian: input_bit(cs, "own-custodian", policy.own_custodian),
        })
    }

    /// The digest.
    pub fn digest(&self, cs: &mut Cs) -> Num {
        let values = [&self.version, &self.currency, &self.max_price_age, self.own_custodian.num()];
        cs.scoped("policy", |cs| hash(cs, SolvencyPolicy::TAG, &values.map(Clone::clone)))
    }
}

impl AssetsVar {
    /// As private inputs, in a room for so many assets.
    pub fn allocate(cs: &mut Cs, scope: &Scope, room: usize) -> Self {
        assert!(room <= MAX_ASSETS, "a scope has at most {MAX_ASSETS} assets");
        let mut ids = scope.ids();
        Self {
            used: Prefix::input(cs, "used", scope.assets.len(), room),
            ids: (0..room).map(|_| cs.input("asset", ids.next().map_or(Fr::from(0u64), |id| id.0))).collect(),
        }
    }

    /// Some asset, each once, nothing beyond them.
    pub fn enforce(&self, cs: &mut Cs) {
        cs.enforce_equal("scope/some", self.used.bits()[0].num(), &Num::one());
        for (used, id) in self.used.bits().iter().zip(&self.ids) {
            cs.enforce("scope/unused-is-zero", used.not().num(), id, &Num::zero());
        }
        enforce_distinct(cs, self.used.bits(), &self.ids);
    }

    /// The scope's digest: of its definition, its quorum and its head beside the assets.
    pub fn digest(&self, cs: &mut Cs, before: [&Num; BEFORE_IDS]) -> Num {
        let elements: Vec<Num> = before.into_iter().chain(&self.ids).cloned().collect();
        cs.scoped("digest", |cs| {
            digest(cs, Scope::TAG, &self.used, &elements, |element| element.saturating_sub(BEFORE_IDS))
        })
    }
}

/// R: the totals of the first assets, zeros for the others that a scope could have.
pub fn reserves_commitment(cs: &mut Cs, environment: &Num, totals: &[Uint], blinding: &Num) -> Num {
    let none = Uint::constant(0);
    let places: Vec<&Uint> = (0..MAX_ASSETS).map(|j| totals.get(j).unwrap_or(&none)).collect();
    let element = |totals: &[&Uint]| {
        let parts: Vec<(&Uint, u32)> = totals.iter().map(|total| (*total, TOTAL_BITS as u32)).collect();
        Uint::pack(&parts).num().clone()
    };
    let mut values = vec![environment.clone()];
    values.extend(places.chunks(TOTALS_PER_ELEMENT).map(element));
    values.push(blinding.clone());
    hash(cs, ReserveTotals::TAG, &values)
}
