//! A whole valid world of a vault: keys, a registry, a policy, notes, the servicer's ledger, appraisals and prices. Deterministic
//! by its seed. Setups take their shape from it, tests mutate it.

use super::{
    Appraisal, Claim, CollateralPolicy, CommodityTerms, Debtor, Denominator, InventoryTerms, Ledger,
    LedgerLine, Lot, LotClass, Prices, SignedAppraisal,
};
use crate::{
    Amount, Bps, Capacity, Context, Currency, Day, Fr, Identifier, Kind, Lane, Leaf, Member, Network, Note,
    PartyId, PriceSignature, Role, Selector,
    binding::{Address, ChainId},
    invoice::sample::Registered,
    party::registry_tree,
    price::{self, Price, PriceTree, Symbol},
    roles::{Quorum, Roles},
    vault::VaultId,
};
use alloc::{format, vec, vec::Vec};
use ark_ff::UniformRand;
use covenant_gadgets::{eddsa::SecretKey, merkle::Tree};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Everything from which a claim is made; change a field, and signatures follow in [`World::claim`].
#[derive(Clone)]
pub struct World {
    /// Where keys, nonces and blindings come from.
    pub seed: u64,
    /// The network that the proof is for.
    pub network: Network,
    /// The lender's policy.
    pub policy: CollateralPolicy,
    /// The day of judgement.
    pub as_of: Day,
    /// Who may sign.
    pub roles: Roles,
    /// The vault's counter.
    pub counter: u64,
    /// Where the proof may be used.
    pub context: Context,
    /// What must be covered.
    pub exposure: Amount,
    /// The vault's notes.
    pub notes: Vec<Note>,
    /// What the servicer signs. Its notes and policy follow the world's, unless it is detached.
    pub ledger: Ledger,
    /// Leaves the ledger as it stands.
    pub detached: bool,
    /// Who signs the ledger.
    pub servicer: Registered,
    /// Who sign appraisals.
    pub appraisers: Vec<Registered>,
    /// Who sign prices.
    pub authorities: Vec<Registered>,
    /// The appraisals, each with the index of its appraiser.
    pub appraisals: Vec<(usize, Appraisal)>,
    /// The day's prices.
    pub prices: Vec<Price>,
    /// The day that is signed with their root.
    pub price_day: Day,
    /// Which authorities sign.
    pub signing: Vec<usize>,
}

fn party(identifier: &str) -> PartyId {
    identifier.parse::<Identifier>().map(|i| i.party_id()).unwrap_or_default()
}

fn day(text: &str) -> Day {
    text.parse().unwrap_or_default()
}

fn euro() -> Currency {
    "EUR".parse().unwrap_or_else(|_| unreachable!("a constant of three letters"))
}

fn symbol(text: &str) -> Symbol {
    text.parse().unwrap_or_else(|_| unreachable!("a constant symbol"))
}

impl World {
    /// A valid world with this many lines; about two lines a debtor, and two debtors a group here and there.
    #[must_use]
    pub fn new(seed: u64, lines: usize) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut register = |role, id: PartyId| {
            let key = SecretKey::generate(&mut rng);
            let leaf = Leaf {
                role,
                party: id,
                principal: None,
                fiscal_rule: None,
                key: key.public(),
                valid_from: day("2026-01-01"),
                valid_until: day("2027-12-31"),
                salt: Fr::rand(&mut rng),
            };
            Registered { leaf, key }
        };
        let servicer = register(Role::Servicer, party("VAT:FR40303265045"));
        let appraisers = ["VAT:IE6388047V", "VAT:ATU12345675"].map(|id| register(Role::Appraiser, party(id)));
        let authorities = ["VAT:LU26375245", "VAT:BE0123456749", "VAT:NL123456789B01"]
            .map(|id| register(Role::PriceAuthority, party(id)));
        let of = |parties: &[Registered]| parties.iter().map(|p| p.leaf.party).collect::<Vec<_>>();
        let roles = Roles {
            salt: Fr::rand(&mut rng),
            servicer: servicer.leaf.party,
            appraisers: of(&appraisers),
            quorum: Quorum { needed: 2, authorities: of(&authorities) },
            owner: party("VAT:DE136695976"),
        };
        let vault = vault().start();
        let policy = policy();
        let (notes, ledger) = book(&mut rng, lines, vault, &policy, roles.owner);
        Self {
            seed,
            network: Network::Development,
            policy,
            as_of: day("2026-11-22"),
            roles,
            counter: 7,
            context: context(),
            exposure: Amount(200_000 + 10_000 * lines as u64),
            notes,
            ledger,
            detached: false,
            servicer,
            appraisers: appraisers.to_vec(),
            authorities: authorities.to_vec(),
            appraisals: appraisals(vault),
            prices: prices(),
            price_day: day("2026-11-22"),
            signing: vec![0, 2],
        }
    }

    /// Everybody's registered keys.
    fn entries(&self) -> impl Iterator<Item = &Registered> {
        core::iter::once(&self.servicer).chain(&self.appraisers).chain(&self.authorities)
    }

    /// The registry: the servicer, the appraisers, the price authorities.
    #[must_use]
    pub fn registry(&self) -> Tree {
        let leaves: Vec<Fr> = self.entries().map(|r| r.leaf.hash()).collect();
        registry_tree(leaves).unwrap_or_else(|| unreachable!("a handful of leaves fits"))
    }

    /// The ledger as it is signed.
    #[must_use]
    pub fn signed_ledger(&self) -> Ledger {
        let mut ledger = self.ledger.clone();
        if !self.detached {
            ledger.notes = self.notes.iter().map(Note::commitment).collect();
            ledger.policy = self.policy.digest();
        }
        ledger
    }

    /// The whole claim, signed with this world's keys; it satisfies the statement if the world's fields do.
    #[must_use]
    pub fn claim(&self) -> Claim {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(1000).wrapping_add(1));
        let tree = self.registry();
        let member = |index: usize, registered: &Registered| Member {
            leaf: registered.leaf.clone(),
            path: tree.path(index).unwrap_or_else(|| unreachable!("the leaf is in the tree")),
        };
        let ledger = self.signed_ledger();
        let ledger_signature = self.servicer.key.sign(ledger.message(), &mut rng);
        let appraise = |rng: &mut ChaCha20Rng, (index, appraisal): &(usize, Appraisal)| {
            let appraiser = &self.appraisers[*index];
            SignedAppraisal {
                appraisal: appraisal.clone(),
                signature: appraiser.key.sign(appraisal.message(), rng),
                signer: member(1 + index, appraiser),
            }
        };
        let appraisals = self.appraisals.iter().map(|signed| appraise(&mut rng, signed)).collect();
        let prices = PriceTree::new(self.prices.clone()).ok().map(|prices| {
            let message = price::root_message(self.network, prices.root(), self.price_day);
            let sign = |index: &usize| {
                let authority = &self.authorities[*index];
                PriceSignature {
                    signature: authority.key.sign(message, &mut rng),
                    signer: member(1 + self.appraisers.len() + index, authority),
                }
            };
            Prices {
                root: prices.root(),
                day: self.price_day,
                signatures: self.signing.iter().map(sign).collect(),
                members: self
                    .policy
                    .assets()
                    .map(|asset| prices.member(asset, self.policy.currency))
                    .collect(),
            }
        });
        Claim {
            network: self.network,
            policy: self.policy.clone(),
            as_of: self.as_of,
            registry_root: tree.root(),
            roles: self.roles.clone(),
            counter: self.counter,
            context: self.context.to_field(),
            exposure: self.exposure,
            notes: self.notes.clone(),
            ledger,
            ledger_signature,
            servicer: member(0, &self.servicer),
            appraisals,
            prices,
            disclosure: None,
        }
    }
}

/// The notes and what the servicer knows of them: two lines a debtor, one in twelve aged, disputed or held.
fn book(
    rng: &mut ChaCha20Rng,
    lines: usize,
    vault: Fr,
    policy: &CollateralPolicy,
    owner: PartyId,
) -> (Vec<Note>, Ledger) {
    let mut ledger = Ledger {
        network: Network::Development,
        vault,
        currency: policy.currency,
        policy: policy.digest(),
        owner,
        group: vec![party("VAT:DE811907980")],
        day: day("2026-11-22"),
        epoch: 1,
        sequence: 12,
        notes: Vec::new(),
        lines: Vec::new(),
        debtors: Vec::new(),
    };
    let notes: Vec<Note> = (0..lines).map(|i| note(rng, i, lines.div_ceil(2), policy, owner)).collect();
    for (i, note) in notes.iter().enumerate() {
        let paid = if i % 5 == 4 { note.amount.0 / 4 } else { 0 };
        ledger.lines.push(LedgerLine {
            open: Amount(note.amount.0 - paid),
            disputed: i % 12 == 6,
            bill_and_hold: i % 12 == 11,
        });
        ledger.notes.push(note.commitment());
    }
    for j in 0..lines.div_ceil(2) {
        ledger.debtors.push(Debtor {
            party: debtor(j),
            gross: Amount(900_000),
            aged: Amount(if j % 8 == 3 { 450_001 } else { 90_000 }),
            unapplied_credits: Amount(if j % 4 == 1 { 1_250 } else { 0 }),
            payables: Amount(if j % 6 == 2 { 4_000 } else { 0 }),
            affiliate: j % 16 == 7,
            foreign_uninsured: j % 16 == 9,
            government_unassigned: j % 16 == 13,
            same_group: j % 5 == 1,
        });
    }
    (notes, ledger)
}

fn debtor(j: usize) -> PartyId {
    party(&format!("VAT:IT{j:011}"))
}

fn note(rng: &mut ChaCha20Rng, i: usize, debtors: usize, policy: &CollateralPolicy, owner: PartyId) -> Note {
    let aged = i % 12 == 3;
    Note {
        creditor: owner,
        debtor: debtor(i % debtors),
        amount: Amount(rng.gen_range(100_000..300_000)),
        currency: policy.currency,
        issue: day(if aged { "2026-08-01" } else { "2026-10-01" }),
        due: day("2026-12-01"),
        rate: Bps(0),
        kind: Kind::Invoice,
        lane: Lane::Acknowledged,
        capacity: Capacity::Debtor,
        policy: policy.note_policies[0],
        nullifier: Fr::rand(rng),
        blinding: Fr::rand(rng),
    }
}

fn lot(lot: u64, class: LotClass, [value, market, nolv]: [u64; 3]) -> Lot {
    Lot { lot, class, eligible: true, value, market: Amount(market), nolv: Amount(nolv), asset: None }
}

fn appraisals(vault: Fr) -> Vec<(usize, Appraisal)> {
    let of = |day_of: &str, lots| Appraisal {
        network: Network::Development,
        vault,
        currency: euro(),
        day: day(day_of),
        lots,
    };
    let inventory = vec![
        lot(10, LotClass::RawMaterials, [120_000, 110_000, 90_000]),
        lot(11, LotClass::WorkInProcess, [40_000, 45_000, 12_000]),
        Lot { eligible: false, ..lot(12, LotClass::FinishedGoods, [30_000, 30_000, 30_000]) },
    ];
    let copper =
        Lot { asset: Some(symbol("COPPER").asset()), ..lot(22, LotClass::Commodity, [25_000, 0, 0]) };
    let other = vec![
        lot(20, LotClass::RealEstate, [150_000, 0, 0]),
        lot(21, LotClass::Equipment, [80_000, 0, 0]),
        copper,
    ];
    vec![(0, of("2026-11-10", inventory)), (1, of("2026-11-22", other))]
}

fn prices() -> Vec<Price> {
    let price = |name, price, confidence| Price {
        asset: symbol(name).asset(),
        currency: euro(),
        price,
        confidence,
        published_at: day("2026-11-22").end_unix_seconds() - 6 * 3600,
    };
    vec![price("COPPER", 910_000, 4_000), price("WHEAT", 21_500, 100)]
}

/// The policy of the sample: what a lender might take.
#[must_use]
pub fn policy() -> CollateralPolicy {
    let inventory = |cost, nolv, sublimit| InventoryTerms {
        cost_advance: Bps(cost),
        nolv_advance: Bps(nolv),
        sublimit: Amount(sublimit),
    };
    let commodity =
        |name, unit, advance| CommodityTerms { symbol: symbol(name), unit, advance: Bps(advance) };
    CollateralPolicy {
        version: 1,
        currency: euro(),
        note_policies: vec![Fr::from(0x0b11_6a71_u64)],
        max_age_days: 90,
        max_past_due_days: 60,
        cross_ageing: Bps(5_000),
        concentration: Bps(2_000),
        concentration_of: Denominator::Eligible,
        advance: Bps(8_500),
        inventory: [
            inventory(6_500, 8_500, 10_000_000),
            inventory(5_000, 8_000, 5_000_000),
            inventory(6_500, 8_500, 10_000_000),
        ],
        property: [Bps(6_000), Bps(5_000)],
        commodities: vec![commodity("COPPER", 1_000_000, 7_000), commodity("WHEAT", 1_000, 6_500)],
        max_price_age_seconds: 86_400,
        max_appraisal_age_days: 30,
        reserves: Amount(10_000),
        limit: Amount(500_000_000),
        own_servicer: false,
    }
}

/// The vault of the sample.
#[must_use]
pub fn vault() -> VaultId {
    VaultId {
        chain: "eip155:31337".parse::<ChainId>().unwrap_or_else(|_| unreachable!("a constant name")),
        contract: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x22 })),
        lender: party("VAT:DE811193231"),
        vault: "facility-1".parse().unwrap_or_else(|_| unreachable!("a constant name")),
    }
}

fn context() -> Context {
    Context {
        selector: Selector([0x11; 32]),
        chain: vault().chain,
        contract: vault().contract,
        beneficiary: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x33 })),
        expiry: day("2026-12-31").end_unix_seconds(),
        sequence: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collateral::{Figures, check};

    #[test]
    fn samples_are_valid_at_every_size() {
        for lines in [0, 1, 2, 3, 4, 16, 17, 64, 100] {
            let claim = World::new(lines as u64, lines).claim();
            assert_eq!(check(&claim), Ok(()), "{lines} lines");
            let figures = Figures::of(&claim);
            assert!(figures.availability.is_some());
        }
        let figures = Figures::of(&World::new(1, 64).claim());
        let all = &figures.receivables;
        for part in [all.aged, all.cross_aged, all.disputed, all.bill_and_hold, all.contra, all.credits] {
            assert!(part > 0);
        }
        assert!([all.affiliate, all.foreign, all.government].iter().all(|part| *part > 0));
    }
}
