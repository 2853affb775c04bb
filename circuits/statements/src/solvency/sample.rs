//! A whole valid world of an institution: keys, a registry, scope, policy, chunks of liabilities, custodians' statements and prices.
//! Deterministic by its seed. Setups take their shape from it, tests mutate it.

use super::{
    ChunkCommitment, IdentifierScheme, Scope, ScopeAsset, Setting, SolvencyPolicy,
    coverage::{self, ChunkOpening, DayPrices},
    liabilities::columns_digest,
    reserves::{self, Reserve, SignedReserve, nullifier},
};
use crate::{
    Bps, Context, Currency, Day, Fr, Identifier, Leaf, Member, Network, PartyId, PriceSignature, Role,
    Selector,
    binding::Address,
    disclosure::Seal,
    invoice::sample::Registered,
    party::registry_tree,
    price::{self, Price, PriceTree, Symbol},
    roles::Quorum,
};
use alloc::{format, string::String, vec, vec::Vec};
use ark_ff::UniformRand;
use covenant_gadgets::{eddsa::SecretKey, merkle::Tree};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// A chunk of the world before it is committed.
#[derive(Clone)]
pub struct WorldChunk {
    /// Accounts.
    pub count: u64,
    /// What they are owed, asset by asset.
    pub totals: Vec<u128>,
}

/// Everything from which the claims are made; change a field, and signatures and commitments follow.
#[derive(Clone)]
pub struct World {
    /// Where keys, nonces and blindings come from.
    pub seed: u64,
    /// The network that the proof is for.
    pub network: Network,
    /// The institution.
    pub entity: PartyId,
    /// The scope.
    pub scope: Scope,
    /// The policy.
    pub policy: SolvencyPolicy,
    /// The share that must be covered.
    pub threshold: Bps,
    /// The moment.
    pub as_of: u64,
    /// Where the proofs may be used; each has its own selector.
    pub context: Context,
    /// Who state reserves.
    pub custodians: Vec<Registered>,
    /// What they state, each with the index of its custodian.
    pub reserves: Vec<(usize, Reserve)>,
    /// Who sign prices.
    pub authorities: Vec<Registered>,
    /// The day's prices.
    pub prices: Vec<Price>,
    /// The day that is signed with their root.
    pub price_day: Day,
    /// Which authorities sign.
    pub signing: Vec<usize>,
    /// The liabilities.
    pub chunks: Vec<WorldChunk>,
    /// To whom figures are disclosed, and which.
    pub disclosure: Option<Seal>,
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

/// The assets of the sample: well-known ones, then numbered ones; the third is the entity's own token.
const KNOWN: [(&str, u8, u64); 3] = [("BTC", 8, 8_400_000), ("ETH", 9, 290_000), ("HOUSE", 6, 125)];

fn asset(j: usize) -> (ScopeAsset, u64) {
    let (name, decimals, price) = KNOWN.get(j).map_or_else(
        || (format!("ASSET-{j}"), (j % 10) as u8, 50 + 1_000 * j as u64),
        |(name, decimals, price)| (String::from(*name), *decimals, *price),
    );
    let symbol = name.parse().unwrap_or_else(|_| unreachable!("a symbol of letters, digits and a hyphen"));
    (ScopeAsset { symbol, decimals, own: j == 2 }, price)
}

/// The secret of a custodian for its nullifiers.
fn secret(custodian: usize) -> Fr {
    Fr::from(0x5ec2_e700 + custodian as u64)
}

impl World {
    /// A valid world of this many chunks, assets and statements of custodians.
    ///
    /// # Panics
    /// If there is none of one of them, or more than 32 assets.
    #[must_use]
    pub fn new(seed: u64, chunks: usize, assets: usize, reserves: usize) -> Self {
        assert!(chunks > 0 && (1..=32).contains(&assets) && reserves > 0, "some of each, 32 assets at most");
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut register = |role, id: &str| registered(&mut rng, role, party(id));
        let custodians =
            ["VAT:CHE123456788", "VAT:LI12345678"].map(|id| register(Role::Custodian, id)).to_vec();
        let authorities = ["VAT:LU26375245", "VAT:BE0123456749", "VAT:NL123456789B01"]
            .map(|id| register(Role::PriceAuthority, id))
            .to_vec();
        let listed = authorities.iter().map(|authority| authority.leaf.party).collect();
        let scope = Scope {
            version: 1,
            definition: "Balances of all accounts of the spot platform, in their own asset; margin debit balances count zero."
                .into(),
            identifier: IdentifierScheme::Email,
            assets: (0..assets).map(|j| asset(j).0).collect(),
            quorum: Quorum { needed: 2, authorities: listed },
        };
        let today = day("2026-11-22");
        let as_of = today.end_unix_seconds() - 6 * 3_600;
        let prices = (0..assets).map(|j| priced(j, as_of - 1_200)).collect();
        let mut world = Self {
            seed,
            network: Network::Development,
            entity: party("VAT:DE136695976"),
            scope,
            policy: policy(),
            threshold: Bps(10_000),
            as_of,
            context: context(),
            custodians,
            reserves: Vec::new(),
            authorities,
            prices,
            price_day: today,
            signing: vec![0, 2],
            chunks: (0..chunks).map(|_| owed(&mut rng, assets)).collect(),
            disclosure: None,
        };
        world.reserves = world.covering(&mut rng, reserves);
        world
    }

    /// So many statements, in turn of each asset that counts, of equal value, that cover the liabilities and a tenth more.
    fn covering(&self, rng: &mut ChaCha20Rng, statements: usize) -> Vec<(usize, Reserve)> {
        let unit = |j: usize| u128::from(asset(j).1) * u128::from(self.scope.assets[j].scale());
        let owed = |chunk: &WorldChunk| -> u128 {
            chunk.totals.iter().enumerate().map(|(j, total)| total * unit(j)).sum()
        };
        let share = self.chunks.iter().map(owed).sum::<u128>() / 10 * 11 / statements as u128;
        let counting: Vec<usize> =
            (0..self.scope.assets.len()).filter(|j| !self.scope.assets[*j].own).collect();
        let statement = |i: usize| {
            let (custodian, j) = (i % self.custodians.len(), counting[i % counting.len()]);
            let id = self.scope.assets[j].symbol.asset();
            let encumbered = rng.gen_range(0..1_000u64);
            let period = Day::of_unix_seconds(self.as_of).unwrap_or_default();
            let reserve = Reserve {
                network: self.network,
                entity: self.entity,
                scope: Fr::default(),
                as_of: self.as_of,
                nonce: Fr::rand(rng),
                asset: id,
                quantity: (share / unit(j)) as u64 + 1 + encumbered,
                encumbered,
                nullifier: nullifier(secret(custodian), &format!("vault-{i}"), id, period),
            };
            (custodian, reserve)
        };
        (0..statements).map(statement).collect()
    }

    /// The registry: the custodians, then the price authorities.
    #[must_use]
    pub fn registry(&self) -> Tree {
        let entries = self.custodians.iter().chain(&self.authorities);
        let leaves: Vec<Fr> = entries.map(|entry| entry.leaf.hash()).collect();
        registry_tree(leaves).unwrap_or_else(|| unreachable!("a handful of leaves fits"))
    }

    /// N.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        self.chunks.iter().map(|chunk| chunk.count).sum()
    }

    /// The tree of the day's prices.
    #[must_use]
    pub fn price_tree(&self) -> Option<PriceTree> {
        PriceTree::new(self.prices.clone()).ok()
    }

    /// What both claims have in common.
    #[must_use]
    pub fn setting(&self) -> Setting {
        Setting {
            network: self.network,
            entity: self.entity,
            scope: self.scope.clone(),
            policy: self.policy.clone(),
            threshold: self.threshold,
            as_of: self.as_of,
            price_root: self.price_tree().map(|tree| tree.root()).unwrap_or_default(),
            registry_root: self.registry().root(),
        }
    }

    fn rng(&self, purpose: u64) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(1000).wrapping_add(purpose))
    }

    /// The reserves, signed, in the order of their nullifiers; they satisfy their statement if the world's fields do.
    #[must_use]
    pub fn reserves_claim(&self) -> reserves::Claim {
        let (mut rng, tree) = (self.rng(1), self.registry());
        let blinding = Fr::rand(&mut rng);
        let sign = |(custodian, reserve): &(usize, Reserve)| {
            let entry = &self.custodians[*custodian];
            let reserve = Reserve { scope: self.scope.digest() + reserve.scope, ..reserve.clone() };
            let signature = entry.key.sign(reserve.message(), &mut rng);
            SignedReserve { reserve, signature, signer: member(&tree, *custodian, entry) }
        };
        let reserves = self.reserves.iter().map(sign).collect();
        let mut claim = reserves::Claim {
            setting: self.setting(),
            accounts: self.accounts(),
            context: self.context.to_field(),
            reserves,
            blinding,
        };
        claim.sort();
        claim
    }

    /// The coverage of the chunks by the reserves; it satisfies its statement if the world's fields do.
    #[must_use]
    pub fn coverage_claim(&self) -> coverage::Claim {
        let (setting, columns) = (self.setting(), self.scope.columns());
        let environment = setting.environment(self.accounts()).to_field();
        let mut rng = self.rng(2);
        let open = |(i, chunk): (usize, &WorldChunk)| {
            let mut totals = chunk.totals.clone();
            totals.resize(columns.max(totals.len()), 0);
            let commitment =
                ChunkCommitment { output: Fr::default(), columns: Fr::default(), claims: rng.r#gen() };
            let blinding = Fr::rand(&mut rng);
            let mut opening = ChunkOpening { count: chunk.count, totals, blinding, commitment };
            opening.commitment.output = opening.chunk(environment, i as u32).output();
            opening.commitment.columns = columns_digest(&[core::array::from_fn(|_| rng.r#gen())]);
            opening
        };
        let chunks = self.chunks.iter().enumerate().map(open).collect();
        let reserves = self.reserves_claim().totals();
        let context = Context { selector: Selector([0x22; 32]), ..self.context.clone() };
        coverage::Claim {
            context: context.to_field(),
            chunks,
            reserves_commitment: reserves.commitment(environment),
            reserves,
            prices: self.day_prices(setting.price_root),
            disclosure: self.disclosure.clone(),
            setting,
        }
    }

    /// The prices of the scope, and the signatures of this root.
    #[must_use]
    pub fn day_prices(&self, root: Fr) -> DayPrices {
        let (mut rng, registry) = (self.rng(3), self.registry());
        let message = price::root_message(self.network, root, self.price_day);
        let sign = |index: &usize| PriceSignature {
            signature: self.authorities[*index].key.sign(message, &mut rng),
            signer: member(&registry, self.custodians.len() + index, &self.authorities[*index]),
        };
        let signatures = self.signing.iter().map(sign).collect();
        let tree = self.price_tree();
        let price = |id| tree.as_ref()?.member(id, self.policy.currency);
        DayPrices { day: self.price_day, signatures, members: self.scope.ids().map_while(price).collect() }
    }
}

fn registered(rng: &mut ChaCha20Rng, role: Role, party: PartyId) -> Registered {
    let key = SecretKey::generate(rng);
    let leaf = Leaf {
        role,
        party,
        principal: None,
        fiscal_rule: None,
        key: key.public(),
        valid_from: day("2026-01-01"),
        valid_until: day("2027-12-31"),
        salt: Fr::rand(rng),
    };
    Registered { leaf, key }
}

fn member(tree: &Tree, index: usize, registered: &Registered) -> Member {
    let path = tree.path(index).unwrap_or_else(|| unreachable!("the leaf is in the tree"));
    Member { leaf: registered.leaf.clone(), path }
}

fn priced(j: usize, published_at: u64) -> Price {
    let (asset, price) = asset(j);
    Price { asset: asset.symbol.asset(), currency: euro(), price, confidence: price / 200, published_at }
}

fn owed(rng: &mut ChaCha20Rng, assets: usize) -> WorldChunk {
    let count = rng.gen_range(1_000..5_000u64);
    let total = |j: usize| {
        let whole = u128::from(rng.gen_range(10..2_000u32));
        whole * 10u128.pow(u32::from(asset(j).0.decimals)) + u128::from(rng.gen_range(0..1_000u32))
    };
    WorldChunk { count, totals: (0..assets).map(total).collect() }
}

/// The policy of the sample: what whoever relies on it might take.
#[must_use]
pub fn policy() -> SolvencyPolicy {
    SolvencyPolicy { version: 1, currency: euro(), max_price_age_seconds: 3_600, own_custodian: false }
}

fn context() -> Context {
    Context {
        selector: Selector([0x11; 32]),
        chain: "eip155:31337".parse().unwrap_or_else(|_| unreachable!("a constant name")),
        contract: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x22 })),
        beneficiary: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x33 })),
        expiry: day("2026-12-31").end_unix_seconds(),
        sequence: 0,
    }
}

/// The name of the sample's asset at this place.
#[must_use]
pub fn symbol(j: usize) -> Symbol {
    asset(j).0.symbol
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Claim as _;

    #[test]
    fn samples_are_valid_at_every_size() {
        for (chunks, assets, reserves) in
            [(1, 1, 1), (4, 1, 2), (3, 3, 8), (2, 8, 3), (16, 9, 64), (64, 32, 40), (64, 1, 1)]
        {
            let world = World::new(chunks as u64, chunks, assets, reserves);
            let (stated, coverage) = (world.reserves_claim(), world.coverage_claim());
            let size = format!("{chunks} chunks, {assets} assets, {reserves} statements");
            assert_eq!((stated.validate(), coverage.validate()), (Ok(()), Ok(())), "{size}");
            assert_eq!(reserves::check(&stated), Ok(()), "{size}");
            assert_eq!(coverage::check(&coverage), Ok(()), "{size}");
            let (left, right) = (stated.public_inputs(), coverage.public_inputs());
            assert_eq!((left.environment, left.reserves), (right.environment, right.reserves), "{size}");
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn claims_keep_every_value() {
        let mut world = World::new(3, 2, 3, 4);
        world.disclosure =
            Seal::new(world.custodians[0].leaf.key, 0b11, &mut ChaCha20Rng::seed_from_u64(1)).ok();
        let (stated, coverage) = (world.reserves_claim(), world.coverage_claim());
        let text = serde_json::to_string(&stated).unwrap();
        let read: reserves::Claim = serde_json::from_str(&text).unwrap();
        assert_eq!(read.public_inputs(), stated.public_inputs());
        assert!(serde_json::to_string(&read).unwrap() == text);
        let text = serde_json::to_string(&coverage).unwrap();
        let read: coverage::Claim = serde_json::from_str(&text).unwrap();
        assert_eq!(read.public_inputs(), coverage.public_inputs());
        assert!(serde_json::to_string(&read).unwrap() == text);
    }
}
