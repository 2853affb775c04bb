//! A debt pool, without a home or a file: its originator fills the custody and states the structure, the servicer signs the tape, and the
//! claim that comes of it holds. What does not belong together is refused, with its row.

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::collateral::{Facility, Vault};
use covenant_parties::policies::{self, AnyPolicy};
use covenant_parties::pool::{self, Bound, ObligorRow, SignedTape, Sources, Structure, Tables, tape};
use covenant_parties::{Error, ErrorKind, Format, Registration, Registry, possession};
use covenant_statements::pool::{Claim, Figure, Figures, PoolPolicy, TapeLine, check, sample};
use covenant_statements::{
    Amount, Bps, Capacity, Day, Fr, Identifier, Kind, Lane, Network, Note, PartyId, Policy as _, Quorum,
    Role, Roles, VaultId,
};
use rand::{SeedableRng as _, rngs::StdRng};

const NETWORK: Network = Network::Development;
const NOW: u64 = 1_795_300_000;
const CUT_OFF: &str = "2026-11-22";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn party(id: &str) -> PartyId {
    id.parse::<Identifier>().unwrap().party_id()
}

/// Two tranches; the largest obligor's share is hidden.
fn terms() -> PoolPolicy {
    let mut policy = sample::policy();
    policy.note_policies = vec![Fr::from(7u64)];
    (policy.tranches, policy.buffers) = (2, [Bps(1_000), Bps(0), Bps(0), Bps(0)]);
    policy.bounded = vec![Figure::TopObligor];
    policy
}

fn note(number: u64, debtor: &str) -> Note {
    Note {
        creditor: party("VAT:DE1"),
        debtor: party(debtor),
        amount: Amount(100_000),
        currency: terms().currency,
        issue: day("2026-01-01"),
        due: day("2028-01-01"),
        rate: Bps(600),
        kind: Kind::Loan,
        lane: Lane::Acknowledged,
        capacity: Capacity::Debtor,
        policy: Fr::from(7u64),
        nullifier: Fr::from(number),
        blinding: Fr::from(1_000 + number),
    }
}

fn structure() -> Structure {
    let bounds = vec![Bound { figure: Figure::TopObligor, at_most: 10_000 }];
    let made = Structure::new(vec![Amount(150_000), Amount(60_000)], Amount(10_000), bounds).unwrap();
    Structure::from_json(&made.to_json(), "structure").unwrap()
}

struct World {
    registry: Registry,
    servicer: SecretKey,
    custody: Vault,
    notes: Vec<Note>,
    rng: StdRng,
}

impl World {
    /// The servicer is registered, and three loans of two obligors are in custody.
    fn new() -> Self {
        let mut rng = StdRng::seed_from_u64(1);
        let mut registry = Registry::default();
        let servicer = SecretKey::generate(&mut rng);
        let id: Identifier = "VAT:SV1".parse().unwrap();
        let registration = Registration {
            possession: possession::prove(NETWORK, id.party_id(), &[Role::Servicer], &servicer, &mut rng),
            identifiers: vec![id],
            roles: vec![Role::Servicer],
            principal: None,
            fiscal_rule: None,
            key: servicer.public(),
            valid_from: None,
            valid_until: None,
        };
        registry.add(NETWORK, &registration, NOW, &mut rng).unwrap();
        let roles = Roles {
            salt: Fr::from(99u64),
            servicer: party("VAT:SV1"),
            appraisers: Vec::new(),
            quorum: Quorum::nobody(),
            owner: party("VAT:DE1"),
        };
        let id = VaultId {
            chain: "eip155:31337".parse().unwrap(),
            contract: "0x00000000000000000000000000000000000000ff".parse().unwrap(),
            lender: party("VAT:LE1"),
            vault: "pool-1".parse().unwrap(),
        };
        let pool = Facility::new(NETWORK, id, roles, terms().digest(), terms().currency).unwrap();
        let (mut custody, mut notes) = (Vault::new(pool), Vec::new());
        for (number, debtor) in [(1, "VAT:IT1"), (2, "VAT:IT2"), (3, "VAT:IT1")] {
            custody.add(&notes, &note(number, debtor)).unwrap();
            notes.push(note(number, debtor));
        }
        Self { registry, servicer, custody, notes, rng }
    }

    fn tables(&self) -> Tables {
        let line = TapeLine { balance: Amount(90_000), days_past_due: 0, defaulted: false, grade: 2 };
        // In an order of the servicer's own.
        let lines = self.notes.iter().rev().map(|note| (note.commitment(), line)).collect();
        Tables {
            cut_off: day(CUT_OFF),
            sequence: 1,
            lines,
            obligors: vec![obligor("VAT:IT1", None), obligor("VAT:IT2", None)],
        }
    }

    fn signed(&mut self, tables: Tables) -> SignedTape {
        let (pool, notes) = (self.custody.facility().clone(), self.custody.notes().to_vec());
        let tape = tables.tape(&pool, Some(&notes), &mut self.rng).unwrap();
        let signed = tape::sign(tape, &self.servicer.clone(), &mut self.rng);
        SignedTape::from_json(&signed.to_json(), "tape").unwrap()
    }

    fn claim(&self, tape: SignedTape, change: fn(&mut Sources<'_>)) -> Result<Claim, Error> {
        let structure = structure();
        let mut sources = Sources {
            network: NETWORK,
            custody: &self.custody,
            notes: self.notes.clone(),
            tape,
            structure: &structure,
            policy: terms(),
            registry: &self.registry,
            cut_off: Some(day(CUT_OFF)),
            context: Fr::from(5u64),
        };
        change(&mut sources);
        pool::claim(sources)
    }
}

fn obligor(id: &str, group: Option<&str>) -> ObligorRow {
    ObligorRow { party: party(id), group: group.map(Into::into) }
}

fn refused<T>(result: Result<T, impl Into<Error>>) -> (&'static str, Option<usize>, ErrorKind) {
    let error = result.err().expect("a refusal").into();
    (error.code(), error.row(), error.kind())
}

#[test]
fn a_tape_of_the_custody_makes_a_claim_that_holds() {
    let mut world = World::new();
    let tables = world.tables();
    let tape = world.signed(tables);
    let claim = world.claim(tape.clone(), |_| ()).unwrap();
    assert_eq!(check(&claim), Ok(()));
    let figures = Figures::of(&claim).unwrap();
    assert_eq!((figures.get(Figure::Balance), figures.get(Figure::Obligors)), (270_000, 2));
    assert_eq!(figures.get(Figure::TopObligor), 6_667);
    assert_eq!((claim.counter, claim.custody_digest()), (3, world.custody.digest()));
    assert_eq!(claim.bounds[Figure::TopObligor as usize], Amount(10_000));
    // The cut-off is the tape's where nobody asks for one.
    let unasked = world.claim(tape, |sources| sources.cut_off = None).unwrap();
    assert!(unasked.tape == claim.tape);
}

/// The signed message is public: a tape of the same figures has another.
#[test]
fn every_tape_has_a_salt_of_its_own() {
    let mut world = World::new();
    let (one, two) = (world.tables(), world.tables());
    let (one, two) = (world.signed(one), world.signed(two));
    assert!(one.tape.salt != two.tape.salt && one.tape.message() != two.tape.message());
    assert!(one.tape.lines == two.tape.lines && one.tape.notes == world.custody.notes());
}

#[test]
fn a_group_stands_together_whatever_its_label() {
    let world = World::new();
    let mut rng = StdRng::seed_from_u64(2);
    let rows = |labels: [Option<&str>; 4]| -> Vec<ObligorRow> {
        ["VAT:IT1", "VAT:IT2", "VAT:IT3", "VAT:IT4"]
            .iter()
            .zip(labels)
            .map(|(id, l)| obligor(id, l))
            .collect()
    };
    let mut of = |obligors| {
        let tables = Tables { obligors, ..world.tables() };
        tables.tape(world.custody.facility(), Some(world.custody.notes()), &mut rng).unwrap().obligors.clone()
    };
    let told = of(rows([Some("A"), None, Some("B"), Some("A")]));
    let mut turned = rows([Some("z"), None, Some("y"), Some("z")]);
    turned.reverse();
    assert!(of(turned) == told);
    assert_eq!(told.iter().filter(|row| row.same_group).count(), 1);
    let place = |id| told.iter().position(|row| row.party == party(id)).unwrap();
    assert_eq!(place("VAT:IT1").abs_diff(place("VAT:IT4")), 1);
}

#[test]
fn tables_that_are_not_the_pools_are_refused_by_their_row() {
    let world = World::new();
    let refuse = |change: &dyn Fn(&mut Tables)| {
        let mut tables = world.tables();
        change(&mut tables);
        let mut rng = StdRng::seed_from_u64(3);
        refused(tables.tape(world.custody.facility(), Some(world.custody.notes()), &mut rng))
    };
    let input = ErrorKind::Input;
    let stranger = note(9, "VAT:IT1").commitment();
    assert_eq!(refuse(&|t| t.lines[1].0 = stranger), ("tape/line-unknown", Some(2), input));
    assert_eq!(refuse(&|t| t.lines[2].0 = t.lines[0].0), ("tape/line-twice", Some(3), input));
    // The tables' last row is the custody's first line.
    assert_eq!(refuse(&|t| t.lines.truncate(2)), ("tape/line-missing", Some(1), input));
    assert_eq!(refuse(&|t| t.lines[1].1.grade = 8), ("tape/grade", Some(2), input));
    assert_eq!(
        refuse(&|t| t.obligors[1].party = t.obligors[0].party),
        ("tape/obligor-twice", Some(2), input)
    );
    assert_eq!(refuse(&|t| t.lines = vec![t.lines[0]; 1025]).0, "tape/too-many-lines");
    let many = |t: &mut Tables| t.obligors = vec![t.obligors[0].clone(); 1025];
    assert_eq!(refuse(&many).0, "tape/too-many-obligors");
}

type Changed = fn(&mut Sources<'_>);

#[test]
fn what_is_of_something_else_makes_no_claim() {
    let mut world = World::new();
    let tables = world.tables();
    let tape = world.signed(tables);
    let changes: &[(&str, Changed)] = &[
        ("pool/other-network", |s| s.network = Network::Production),
        ("pool/other-policy", |s| s.policy.discount = Bps(1)),
        ("tape/other-pool", |s| s.tape.tape.pool += Fr::from(1u64)),
        ("tape/other-epoch", |s| s.tape.tape.epoch += 1),
        ("tape/other-cut-off", |s| s.cut_off = Some(Day::MAX)),
        ("pool/servicer-not-registered", |s| {
            s.tape.signer = SecretKey::generate(&mut StdRng::seed_from_u64(9)).public();
        }),
    ];
    for (code, change) in changes {
        assert_eq!(refused(world.claim(tape.clone(), *change)), (*code, None, ErrorKind::Unsatisfied));
    }
    let swapped = world.claim(tape.clone(), |s| s.notes.swap(0, 1));
    assert_eq!(refused(swapped), ("vault/other-note", Some(1), ErrorKind::Input));
    // Altered after it was signed: a rule of the statement says so.
    let claim = world.claim(tape, |s| s.tape.tape.lines[0].days_past_due = 1).unwrap();
    assert_eq!(check(&claim).unwrap_err().rule.code(), "pool/tape-signature");
}

#[test]
fn a_structure_is_of_its_policy() {
    let bound = |figure, at_most| Bound { figure, at_most };
    let two = vec![Amount(150_000), Amount(60_000)];
    let code = |made: Result<Structure, _>| made.map_err(|error: pool::PoolError| error.code()).unwrap_err();
    assert_eq!(code(Structure::new(vec![], Amount(0), vec![])), "structure/form");
    assert_eq!(code(Structure::new(vec![Amount(1); 5], Amount(0), vec![])), "structure/form");
    let twice = vec![bound(Figure::Coupon, 1), bound(Figure::Coupon, 2)];
    assert_eq!(code(Structure::new(two.clone(), Amount(0), twice)), "structure/form");
    assert_eq!(
        code(Structure::new(two.clone(), Amount(0), vec![bound(Figure::Reserve, 1)])),
        "structure/form"
    );

    let missing = Structure::new(two.clone(), Amount(0), vec![]).unwrap();
    assert_eq!(refused(missing.bounds(&terms())).0, "structure/bound-missing");
    let more = vec![bound(Figure::TopObligor, 1), bound(Figure::Balance, 1)];
    let more = Structure::new(two, Amount(0), more).unwrap();
    assert_eq!(refused(more.bounds(&terms())).0, "structure/bound-of-shown");
    let one = Structure::new(vec![Amount(1)], Amount(0), vec![]).unwrap();
    assert_eq!(refused(one.tranches(&terms())).0, "structure/tranches");
    // A bound below the figure is a rule's to refuse.
    let mut world = World::new();
    let tables = world.tables();
    let tape = world.signed(tables);
    let mut claim = world.claim(tape, |_| ()).unwrap();
    claim.bounds[Figure::TopObligor as usize] = Amount(6_666);
    let violation = check(&claim).unwrap_err();
    assert_eq!((violation.rule.code(), violation.row), ("pool/over-bound", Some(Figure::TopObligor as u32)));
}

#[test]
fn files_are_read_strictly() {
    let mut world = World::new();
    let tables = world.tables();
    let signed = world.signed(tables);
    let tape: serde_json::Value = serde_json::from_slice(&signed.to_json()).unwrap();
    let altered = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut file = tape.clone();
        change(&mut file["content"]);
        SignedTape::from_json(file.to_string().as_bytes(), "tape").err().map(|error| error.code())
    };
    assert_eq!(altered(&|_| ()), None);
    let modulus = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    let malformed = Some("tape/malformed");
    assert_eq!(altered(&|c| c["tape"]["salt"] = modulus.into()), malformed);
    assert_eq!(altered(&|c| c["tape"]["lines"][0]["grade"] = 8.into()), malformed);
    assert_eq!(altered(&|c| c["tape"]["lines"][0]["balance"] = 1.into()), malformed);
    assert_eq!(altered(&|c| c["tape"]["lines"][0]["balance"] = "01".into()), malformed);
    assert_eq!(altered(&|c| c["tape"]["lines"][0]["days_past_due"] = 65_536.into()), malformed);
    assert_eq!(altered(&|c| c["tape"]["cut_off"] = "0000-00-00".into()), malformed);
    assert_eq!(altered(&|c| c["tape"]["more"] = 1.into()), malformed);
    assert_eq!(altered(&|c| c["signer"] = "00".into()), malformed);
    assert_eq!(altered(&|c| drop(c.as_object_mut().unwrap().remove("signature"))), malformed);

    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    for (bytes, code) in [
        (b"".to_vec(), "malformed"),
        (b"[]".to_vec(), "malformed"),
        (vec![0xff; 9], "malformed"),
        (text(signed.to_json()).replace("covenant/tape", "covenant/ledger").into_bytes(), "malformed"),
        (text(signed.to_json()).replacen("\"version\": 1", "\"version\": 2", 1).into_bytes(), "malformed"),
        (vec![b' '; SignedTape::MAX_BYTES + 1], "too-large"),
    ] {
        let tape = SignedTape::from_json(&bytes, "tape").err().unwrap();
        let structure = Structure::from_json(&bytes, "structure").err().unwrap();
        assert!(tape.code().ends_with(code) && structure.code().ends_with(code), "{}", tape.code());
    }
    let file = text(structure().to_json());
    for (from, to) in [
        ("\"top-obligor\"", "\"reserve\""),
        ("\"top-obligor\"", "\"top\""),
        ("\"10000\"", "10000"),
        ("\"10000\"", "\"18446744073709551616\""),
        ("\"reserve\"", "\"rest\""),
    ] {
        assert!(file.contains(from));
        let error = Structure::from_json(file.replace(from, to).as_bytes(), "structure").err().unwrap();
        assert_eq!(error.code(), "structure/malformed", "{from} as {to}");
    }
    assert!(!format!("{signed:?}").contains("90000"));
}

#[test]
fn a_policy_is_told_by_its_keys() {
    let file = policies::write(&terms());
    let read = AnyPolicy::from_json(&file).unwrap();
    assert_eq!((read.kind(), read.digest(), read.to_json()), ("pool", terms().digest(), file.clone()));
    assert_eq!(read.entry().unwrap().kind, "pool");
    let mut wide = terms();
    wide.top_obligors = 65;
    assert_eq!(AnyPolicy::from_json(&policies::write(&wide)).unwrap_err().code(), "policy/invalid");
    let more = String::from_utf8(file).unwrap().replacen('{', "{\"more\": 1,", 1);
    assert_eq!(AnyPolicy::from_json(more.as_bytes()).unwrap_err().code(), "policy/malformed");
}

/// A custody takes what the pool's owner is owed, once.
#[test]
fn a_custody_is_filled_as_a_vault_is() {
    let mut world = World::new();
    let again = Note { blinding: Fr::from(1u64), ..note(2, "VAT:IT2") };
    let refusal = refused(world.custody.add(&world.notes, &again));
    assert_eq!(refusal, ("vault/obligation-twice", Some(2), ErrorKind::Input));
    let released = world.custody.release(&[1]).unwrap();
    assert_eq!((released, world.custody.facility().counter), (vec![world.notes[0].commitment()], 4));
}

/// Lines leave a pool's custody under a facility of the same vault that is judged by a collateral policy.
#[test]
fn a_custody_is_judged_by_another_facility_of_its_vault() {
    let world = World::new();
    let own = world.custody.facility();
    let of = |vault: &VaultId, roles: &Roles| {
        Facility::new(NETWORK, vault.clone(), roles.clone(), Fr::from(3u64), own.currency()).unwrap()
    };
    let under = world.custody.under(of(own.vault(), own.roles())).unwrap();
    assert_eq!((under.facility().policy(), under.facility().counter), (Fr::from(3u64), 3));
    assert_eq!((under.notes(), under.digest()), (world.custody.notes(), world.custody.digest()));
    let other = VaultId { vault: "pool-2".parse().unwrap(), ..own.vault().clone() };
    let refusal = ("facility/other-vault", None, ErrorKind::Unsatisfied);
    assert_eq!(refused(world.custody.under(of(&other, own.roles()))), refusal);
    let friends = Roles { servicer: party("VAT:SV2"), ..own.roles().clone() };
    assert_eq!(refused(world.custody.under(of(own.vault(), &friends))), refusal);
}
