//! A whole valid world of a pool: keys, a registry, a policy, notes and the servicer's tape. Deterministic by its seed. Setups take
//! their shape from it, tests mutate it.

use super::{Claim, FIGURES, Figure, Figures, Obligor, PoolPolicy, State, TRANCHES, Tape, TapeLine};
use crate::{
    Amount, Bps, Capacity, Context, Currency, Day, Fr, Identifier, Kind, Lane, Leaf, Member, Network, Note,
    PartyId, Policy as _, Role, Selector,
    binding::{Address, ChainId},
    disclosure::Seal,
    invoice::sample::Registered,
    party::registry_tree,
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
    /// The policy.
    pub policy: PoolPolicy,
    /// Who may sign.
    pub roles: Roles,
    /// The custody's counter.
    pub counter: u64,
    /// Where the proof may be used.
    pub context: Context,
    /// The notes in custody.
    pub notes: Vec<Note>,
    /// What the servicer signs. Its notes, currency and policy follow the world's, unless it is detached.
    pub tape: Tape,
    /// Leaves the tape as it stands.
    pub detached: bool,
    /// Who signs the tape.
    pub servicer: Registered,
    /// Another entry of the registry.
    pub other: Registered,
    /// The tranches.
    pub tranches: [Amount; TRANCHES],
    /// The cash reserve.
    pub reserve: Amount,
    /// The bounds of hidden figures.
    pub bounds: [Amount; FIGURES],
    /// To whom figures are disclosed.
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

impl World {
    /// A valid world with this many lines, at least one; about two lines an obligor, and two obligors a group here and there.
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
        let other = register(Role::Servicer, party("VAT:IE6388047V"));
        let roles = Roles {
            salt: Fr::rand(&mut rng),
            servicer: servicer.leaf.party,
            appraisers: Vec::new(),
            quorum: Quorum::nobody(),
            owner: party("VAT:DE136695976"),
        };
        let (notes, tape) = book(&mut rng, lines, &roles);
        let mut world = Self {
            seed,
            network: Network::Development,
            policy: policy(),
            roles,
            counter: 11,
            context: context(),
            notes,
            tape,
            detached: false,
            servicer,
            other,
            tranches: [Amount(1); TRANCHES],
            reserve: Amount(0),
            bounds: [Amount(0); FIGURES],
            disclosure: None,
        };
        world.settle();
        world
    }

    /// Tranches that the lines cover, as the sample's policy asks, and bounds that hold, for whatever the lines are now.
    pub fn settle(&mut self) {
        let used = (self.policy.tranches as usize).clamp(1, TRANCHES);
        let claim = Claim { tranches: [Amount(0); TRANCHES], ..self.claim() };
        let values = (0..claim.notes.len()).filter_map(|i| claim.line_value(i)).map(u128::from);
        let nav: u128 = values.sum();
        self.reserve = Amount(u64::try_from(nav / 20).unwrap_or(u64::MAX));
        let assets = nav + u128::from(self.reserve.0);
        let part = |percent: u128| Amount(u64::try_from(assets * percent / 100).unwrap_or(u64::MAX).max(1));
        let percents: [u128; TRANCHES] = [60, 20, 12, 3];
        self.tranches = core::array::from_fn(|k| if k < used { part(percents[k]) } else { Amount(0) });
        let shown = Figures::of(&self.claim()).map(|figures| *figures.in_order()).unwrap_or([0; FIGURES]);
        self.bounds = core::array::from_fn(|i| {
            let hidden = self.policy.bounded_mask() >> i & 1 == 1;
            Amount(if hidden { shown[i].saturating_add(i as u64) } else { 0 })
        });
    }

    /// These figures go to an auditor, whose key is returned.
    pub fn disclose(&mut self, mask: u32) -> SecretKey {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(1000).wrapping_add(2));
        let auditor = SecretKey::generate(&mut rng);
        self.disclosure = Seal::new(auditor.public(), mask, &mut rng).ok();
        auditor
    }

    /// The registry: the servicer and another one.
    #[must_use]
    pub fn registry(&self) -> Tree {
        registry_tree(vec![self.servicer.leaf.hash(), self.other.leaf.hash()])
            .unwrap_or_else(|| unreachable!("two leaves fit"))
    }

    /// The tape as it is signed.
    #[must_use]
    pub fn tape(&self) -> Tape {
        let mut tape = self.tape.clone();
        if !self.detached {
            tape.network = self.network;
            tape.currency = self.policy.currency;
            tape.policy = self.policy.digest();
            tape.notes = self.notes.iter().map(Note::commitment).collect();
        }
        tape
    }

    /// The whole claim, signed with this world's keys; it satisfies the statement if the world's fields do.
    #[must_use]
    pub fn claim(&self) -> Claim {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(1000).wrapping_add(1));
        let (tree, tape) = (self.registry(), self.tape());
        let path = tree.path(0).unwrap_or_else(|| unreachable!("the leaf is in the tree"));
        Claim {
            network: self.network,
            policy: self.policy.clone(),
            registry_root: tree.root(),
            roles: self.roles.clone(),
            counter: self.counter,
            context: self.context.to_field(),
            notes: self.notes.clone(),
            tape_signature: self.servicer.key.sign(tape.message(), &mut rng),
            tape,
            servicer: Member { leaf: self.servicer.leaf.clone(), path },
            tranches: self.tranches,
            reserve: self.reserve,
            bounds: self.bounds,
            disclosure: self.disclosure.clone(),
        }
    }
}

/// Loans and what is left of them: of thirteen one is in default, one matured, four are late.
fn book(rng: &mut ChaCha20Rng, lines: usize, roles: &Roles) -> (Vec<Note>, Tape) {
    let obligors = lines.div_ceil(2);
    let debtor = |j: usize| party(&format!("LEI:OBLIGOR{j:06}"));
    let cut_off = day("2026-10-31");
    let notes: Vec<Note> = (0..lines).map(|i| note(rng, roles.owner, debtor(i % obligors), i)).collect();
    let line = |(i, note): (usize, &Note)| TapeLine {
        balance: Amount(if i % 17 == 16 { 0 } else { note.amount.0 - note.amount.0 / (3 + i as u64 % 5) }),
        days_past_due: match i % 13 {
            2 => 1 + (i % 29) as u16,
            5 => 30 + (i % 30) as u16,
            7 => 60 + (i % 30) as u16,
            9 => 90 + (i % 200) as u16,
            11 => 45,
            _ => 0,
        },
        defaulted: i % 13 == 12,
        grade: (i % 6) as u8 + 1,
    };
    let tape = Tape {
        network: Network::Development,
        pool: custody().start(),
        currency: euro(),
        policy: Fr::default(),
        cut_off,
        epoch: 2,
        sequence: 31,
        salt: Fr::rand(rng),
        notes: Vec::new(),
        lines: notes.iter().enumerate().map(line).collect(),
        obligors: (0..obligors).map(|j| Obligor { party: debtor(j), same_group: j % 4 == 1 }).collect(),
    };
    (notes, tape)
}

fn note(rng: &mut ChaCha20Rng, creditor: PartyId, debtor: PartyId, i: usize) -> Note {
    Note {
        creditor,
        debtor,
        amount: Amount(rng.gen_range(1_000_000..9_000_000)),
        currency: euro(),
        issue: day("2025-11-03"),
        due: day(match i % 13 {
            11 => "2026-09-30",
            n if n % 2 == 0 => "2027-11-03",
            _ => "2029-05-15",
        }),
        rate: Bps(400 + 75 * (i as u32 % 9)),
        kind: Kind::Loan,
        lane: Lane::Acknowledged,
        capacity: Capacity::Debtor,
        policy: policy().note_policies[0],
        nullifier: Fr::rand(rng),
        blinding: Fr::rand(rng),
    }
}

/// The policy of the sample: what a pool's investors might agree to.
#[must_use]
pub fn policy() -> PoolPolicy {
    let losses = |grade: u32| -> [Bps; State::COUNT] {
        [25, 100, 400, 1_500, 4_000, 10_000].map(|loss| Bps((loss + loss * grade / 8).min(10_000)))
    };
    PoolPolicy {
        version: 1,
        currency: euro(),
        note_policies: vec![Fr::from(0x0b11_6a71_u64)],
        min_grade: 1,
        max_grade: 6,
        loss: core::array::from_fn(|grade| losses(grade as u32)),
        discount: Bps(600),
        bullet: true,
        top_obligors: 3,
        own_servicer: false,
        tranches: 3,
        min_senior: Bps(4_000),
        max_senior: Bps(7_500),
        buffers: [2_000, 1_000, 0, 0].map(Bps),
        bounded: vec![Figure::TopObligor, Figure::Days90Lines],
    }
}

/// The custody of the sample's pool.
#[must_use]
pub fn custody() -> VaultId {
    VaultId {
        chain: "eip155:31337".parse::<ChainId>().unwrap_or_else(|_| unreachable!("a constant name")),
        contract: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x44 })),
        lender: party("VAT:LU26375245"),
        vault: "pool-1".parse().unwrap_or_else(|_| unreachable!("a constant name")),
    }
}

fn context() -> Context {
    Context {
        selector: Selector([0x11; 32]),
        chain: custody().chain,
        contract: custody().contract,
        beneficiary: Address(core::array::from_fn(|i| if i < 12 { 0 } else { 0x55 })),
        expiry: day("2026-12-31").end_unix_seconds(),
        sequence: 0,
    }
}
