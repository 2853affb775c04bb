//! A borrowing base, without a home or a file: the lender makes the facility, the borrower fills the vault, servicer, appraiser and price
//! authorities sign, and the claim that comes of it holds. What does not belong together is refused, with its row.

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::collateral::{
    self, Book, DebtorRow, Facility, SignedLedger, SignedLots, Sources, Vault, appraisal, ledger, policy,
};
use covenant_parties::prices::{NamedPrice, SignedPrices};
use covenant_parties::{Error, ErrorKind, Format, Registration, Registry, possession};
use covenant_statements::collateral::{
    Claim, CommodityTerms, Debtor, Denominator, Figures, InventoryTerms, LedgerLine, Lot, LotClass, check,
};
use covenant_statements::{
    Amount, Bps, Capacity, CollateralPolicy, Day, Fr, Identifier, Kind, Lane, Network, Note, PartyId, Quorum,
    Role, Roles, VaultId, field,
};
use rand::{SeedableRng as _, rngs::StdRng};

const NETWORK: Network = Network::Development;
const NOW: u64 = 1_795_300_000;
const DAY: &str = "2026-11-22";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn party(id: &str) -> PartyId {
    id.parse::<Identifier>().unwrap().party_id()
}

/// A lender's policy: 90 and 60 days, half aged, a fifth to one group, 85 %.
fn terms() -> CollateralPolicy {
    let inventory =
        InventoryTerms { cost_advance: Bps(6_500), nolv_advance: Bps(8_500), sublimit: Amount(10_000_000) };
    CollateralPolicy {
        version: 1,
        currency: "EUR".parse().unwrap(),
        note_policies: vec![Fr::from(7u64)],
        max_age_days: 90,
        max_past_due_days: 60,
        cross_ageing: Bps(5_000),
        concentration: Bps(10_000),
        concentration_of: Denominator::Eligible,
        advance: Bps(8_500),
        inventory: [inventory; 3],
        property: [Bps(6_000), Bps(5_000)],
        commodities: vec![CommodityTerms {
            symbol: "COPPER".parse().unwrap(),
            unit: 1_000,
            advance: Bps(7_000),
        }],
        max_price_age_seconds: 86_400,
        max_appraisal_age_days: 30,
        reserves: Amount(0),
        limit: Amount(100_000_000),
        own_servicer: false,
    }
}

struct World {
    registry: Registry,
    servicer: SecretKey,
    appraiser: SecretKey,
    authorities: Vec<SecretKey>,
    vault: Vault,
    notes: Vec<Note>,
    rng: StdRng,
}

impl World {
    /// Everybody is registered, and three notes of two debtors are in the vault.
    fn new() -> Self {
        let mut rng = StdRng::seed_from_u64(1);
        let mut registry = Registry::default();
        let mut register = |id: &str, role| {
            let key = SecretKey::generate(&mut rng);
            let shown = possession::prove(NETWORK, party(id), &[role], &key, &mut rng);
            let (public, possession) =
                possession::read(&codec::to_hex(&key.public()), &field::bytes_hex(&shown.to_bytes()))
                    .unwrap();
            let registration = Registration {
                identifiers: vec![id.parse().unwrap()],
                roles: vec![role],
                principal: None,
                fiscal_rule: None,
                key: public,
                possession,
                valid_from: None,
                valid_until: None,
            };
            registry.add(NETWORK, &registration, NOW, &mut rng).unwrap();
            key
        };
        let servicer = register("VAT:SV1", Role::Servicer);
        let appraiser = register("VAT:AP1", Role::Appraiser);
        let authorities =
            ["VAT:PA1", "VAT:PA2", "VAT:PA3"].map(|id| register(id, Role::PriceAuthority)).to_vec();
        let roles = Roles {
            salt: Fr::from(99u64),
            servicer: party("VAT:SV1"),
            appraisers: vec![party("VAT:AP1")],
            quorum: Quorum { needed: 2, authorities: ["VAT:PA1", "VAT:PA2", "VAT:PA3"].map(party).to_vec() },
            owner: party("VAT:DE1"),
        };
        let id = VaultId {
            chain: "eip155:31337".parse().unwrap(),
            contract: "0x00000000000000000000000000000000000000ff".parse().unwrap(),
            lender: party("VAT:LE1"),
            vault: "facility-1".parse().unwrap(),
        };
        let facility = Facility::new(NETWORK, id, roles, terms().digest(), terms().currency).unwrap();
        let vault = Vault::new(Facility::from_json(&facility.to_json(), "facility").unwrap());
        let mut world = Self { registry, servicer, appraiser, authorities, vault, notes: Vec::new(), rng };
        for (number, debtor) in [(1, "VAT:IT1"), (2, "VAT:IT2"), (3, "VAT:IT1")] {
            world.add(note(number, debtor)).unwrap();
        }
        world
    }

    fn add(&mut self, note: Note) -> Result<(), Error> {
        self.vault.add(&self.notes, &note)?;
        self.notes.push(note);
        Ok(())
    }

    fn book(&self) -> Book {
        let line = LedgerLine { open: Amount(100_000), disputed: false, bill_and_hold: false };
        // In an order of the servicer's own.
        let lines = self.notes.iter().rev().map(|note| (note.commitment(), line)).collect();
        Book {
            day: day(DAY),
            sequence: 1,
            owner_group: vec![party("VAT:DE2")],
            lines,
            debtors: vec![debtor("VAT:IT1", Some("A")), debtor("VAT:IT2", None)],
        }
    }

    fn ledger(&mut self, book: Book) -> SignedLedger {
        let ledger = book.ledger(self.vault.facility(), Some(self.vault.notes())).unwrap();
        let signed = ledger::sign(ledger, &self.servicer.clone(), &mut self.rng);
        SignedLedger::from_json(&signed.to_json(), "ledger").unwrap()
    }

    fn lots(&mut self, lots: Vec<Lot>) -> SignedLots {
        let appraisal = appraisal::appraisal(self.vault.facility(), day("2026-11-10"), lots).unwrap();
        let signed = appraisal::sign(appraisal, &self.appraiser.clone(), &mut self.rng);
        SignedLots::from_json(&signed.to_json(), "appraisal").unwrap()
    }

    fn prices(&mut self) -> SignedPrices {
        let price = NamedPrice {
            asset: "COPPER".parse().unwrap(),
            currency: terms().currency,
            price: 9_000,
            confidence: 1_000,
            published_at: day(DAY).end_unix_seconds() - 3_600,
        };
        let mut prices = SignedPrices::new(NETWORK, day(DAY), vec![price]).unwrap();
        // More than the quorum needs, in no order of its own.
        for key in self.authorities.iter().rev() {
            prices.sign(&self.registry, key, &mut self.rng).unwrap();
        }
        prices
    }

    fn claim(
        &self,
        ledger: SignedLedger,
        exposure: u64,
        change: fn(&mut Sources<'_>),
    ) -> Result<Claim, Error> {
        let mut sources = Sources {
            network: NETWORK,
            vault: &self.vault,
            notes: self.notes.clone(),
            ledger,
            appraisals: Vec::new(),
            prices: None,
            policy: terms(),
            registry: &self.registry,
            as_of: day(DAY),
            exposure: Amount(exposure),
            context: Fr::from(5u64),
        };
        change(&mut sources);
        collateral::claim(sources)
    }
}

fn note(number: u64, debtor: &str) -> Note {
    Note {
        creditor: party("VAT:DE1"),
        debtor: party(debtor),
        amount: Amount(100_000),
        currency: terms().currency,
        issue: day("2026-10-01"),
        due: day("2026-12-01"),
        rate: Bps(0),
        kind: Kind::Invoice,
        lane: Lane::Acknowledged,
        capacity: Capacity::Debtor,
        policy: Fr::from(7u64),
        nullifier: Fr::from(number),
        blinding: Fr::from(1_000 + number),
    }
}

fn debtor(id: &str, group: Option<&str>) -> DebtorRow {
    let figures = Debtor {
        party: party(id),
        gross: Amount(500_000),
        aged: Amount(0),
        unapplied_credits: Amount(0),
        payables: Amount(0),
        affiliate: false,
        foreign_uninsured: false,
        government_unassigned: false,
        same_group: false,
    };
    DebtorRow { figures, group: group.map(Into::into) }
}

fn lot(lot: u64, class: LotClass, value: u64) -> Lot {
    Lot { lot, class, eligible: true, value, market: Amount(0), nolv: Amount(0), asset: None }
}

fn refused<T>(result: Result<T, impl Into<Error>>) -> (&'static str, Option<usize>, ErrorKind) {
    let error = result.err().expect("a refusal").into();
    (error.code(), error.row(), error.kind())
}

#[test]
fn receivables_cover_what_they_cover_and_no_minor_unit_more() {
    let mut world = World::new();
    let ledger = world.book();
    let ledger = world.ledger(ledger);
    // 3 × 1000.00 at 85 %.
    let claim = world.claim(ledger.clone(), 255_000, |_| ()).unwrap();
    assert_eq!(check(&claim), Ok(()));
    assert_eq!(Figures::of(&claim).availability, Some(0));
    assert_eq!((claim.counter, claim.vault_digest()), (3, world.vault.digest()));
    let over = world.claim(ledger, 255_001, |_| ()).unwrap();
    assert_eq!(check(&over).unwrap_err().rule.code(), "collateral/insufficient");
}

#[test]
fn lots_and_prices_count_with_their_signatures() {
    let mut world = World::new();
    let book = world.book();
    let ledger = world.ledger(book);
    let copper = Lot {
        asset: Some("COPPER".parse::<covenant_statements::Symbol>().unwrap().asset()),
        ..lot(3, LotClass::Commodity, 2_000)
    };
    let other = world.lots(vec![copper]);
    let property = world.lots(vec![lot(2, LotClass::Equipment, 1_000), lot(1, LotClass::RealEstate, 1_000)]);
    let prices = world.prices();
    let assemble = |prices, appraisals: &[&SignedLots]| {
        let appraisals = appraisals.iter().map(|own| (*own).clone()).collect();
        let sources = Sources {
            network: NETWORK,
            vault: &world.vault,
            notes: world.notes.clone(),
            ledger: ledger.clone(),
            appraisals,
            prices,
            policy: terms(),
            registry: &world.registry,
            as_of: day(DAY),
            exposure: Amount(0),
            context: Fr::from(5u64),
        };
        collateral::claim(sources).unwrap()
    };
    // Appraisals in any order; 2000 at 8000 for 1000 of them, at 70 %.
    let claim = assemble(Some(&prices), &[&other, &property]);
    assert_eq!(check(&claim), Ok(()));
    let figures = Figures::of(&claim);
    assert_eq!((figures.property, figures.commodities[0]), ([600, 500], 11_200));
    assert_eq!(claim.prices.map(|prices| prices.signatures.len()), Some(2), "as many as the quorum needs");
    // Prices that no lot needs bind nothing.
    let unpriced = assemble(Some(&prices), &[&property]);
    assert!(unpriced.prices.is_none() && check(&unpriced).is_ok());
    assert_eq!(check(&assemble(None, &[&other])).unwrap_err().rule.code(), "collateral/price-missing");
}

#[test]
fn a_vault_has_an_obligation_once_and_lets_lines_go() {
    let mut world = World::new();
    let before = world.vault.clone();
    // The same obligation, financed again under another blinding.
    let again = Note { blinding: Fr::from(5u64), ..note(2, "VAT:IT2") };
    assert_eq!(refused(world.add(again)), ("vault/obligation-twice", Some(2), ErrorKind::Input));
    let of_another = Note { creditor: party("VAT:DE9"), ..note(4, "VAT:IT2") };
    assert_eq!(refused(world.add(of_another)).0, "vault/other-creditor");
    let dollars = Note { currency: "USD".parse().unwrap(), ..note(4, "VAT:IT2") };
    assert_eq!(refused(world.add(dollars)).0, "vault/other-currency");
    assert_eq!(world.vault, before, "what is refused changes nothing");

    for (lines, row) in [(&[4][..], 4), (&[0], 0), (&[1, 1], 1), (&[], 0)] {
        let released = world.vault.clone().release(lines);
        assert_eq!(refused(released), ("vault/no-line", Some(row), ErrorKind::Input));
    }
    let released = world.vault.release(&[3, 1]).unwrap();
    assert_eq!(released, [&world.notes[0], &world.notes[2]].map(Note::commitment), "in the vault's order");
    assert_eq!((world.vault.notes(), world.vault.facility().counter), (&before.notes()[1..2], 4));
    let openings = world.vault.require_openings(&world.notes);
    assert_eq!(refused(openings), ("vault/other-note", Some(1), ErrorKind::Input));
    let file = Vault::from_json(&world.vault.to_json(), "vault").unwrap();
    assert!(file == world.vault);
}

#[test]
fn a_full_vault_takes_no_more() {
    let mut world = World::new();
    world.vault = Vault::new(world.vault.facility().clone());
    world.notes.clear();
    for number in 0..1024 {
        // Its openings are not looked at again for each: a copy of the vault with one line is enough.
        world.notes.push(note(number, "VAT:IT1"));
    }
    let mut vault = Vault::new(world.vault.facility().clone());
    let mut openings = Vec::new();
    for note in &world.notes[..3] {
        vault.add(&openings, note).unwrap();
        openings.push(note.clone());
    }
    let mut file: serde_json::Value = serde_json::from_slice(&vault.to_json()).unwrap();
    file["content"]["notes"] =
        world.notes.iter().map(|note| field::to_hex(&note.commitment())).collect::<Vec<_>>().into();
    let mut full = Vault::from_json(file.to_string().as_bytes(), "vault").unwrap();
    assert_eq!(refused(full.add(&world.notes, &note(5_000, "VAT:IT1"))).0, "vault/full");
}

#[test]
fn the_order_of_rows_and_the_words_of_labels_do_not_matter() {
    let world = World::new();
    let ids = ["VAT:IT1", "VAT:IT2", "VAT:IT3", "VAT:IT4", "VAT:IT5"];
    let groups = [Some("A"), None, Some("B"), Some("A"), Some("B")];
    let rows = |rename: fn(&str) -> &str| -> Vec<DebtorRow> {
        ids.iter().zip(groups).map(|(id, group)| debtor(id, group.map(rename))).collect()
    };
    let of = |debtors| {
        let book = Book { debtors, ..world.book() };
        book.ledger(world.vault.facility(), Some(world.vault.notes())).unwrap()
    };
    let ledger = of(rows(|label| label));
    let mut turned = rows(|label| if label == "A" { "Z" } else { "Y" });
    turned.reverse();
    assert!(of(turned) == ledger);
    assert_eq!(ledger.notes, world.vault.notes(), "the vault's order, not the book's");
    // Every group stands together, and the first of each is of no group above.
    let label = |debtor: &Debtor| groups[ids.iter().position(|id| party(id) == debtor.party).unwrap()];
    for [above, below] in ledger.debtors.array_windows() {
        let same = label(above).is_some() && label(above) == label(below);
        assert_eq!(below.same_group, same);
    }
    assert_eq!(ledger.debtors.iter().filter(|debtor| debtor.same_group).count(), 2);
}

#[test]
fn a_book_that_is_not_the_vaults_is_refused_by_its_row() {
    let world = World::new();
    let refuse = |change: &dyn Fn(&mut Book)| {
        let mut book = world.book();
        change(&mut book);
        refused(book.ledger(world.vault.facility(), Some(world.vault.notes())))
    };
    let input = ErrorKind::Input;
    let stranger = note(9, "VAT:IT1").commitment();
    assert_eq!(refuse(&|book| book.lines[1].0 = stranger), ("ledger/line-unknown", Some(2), input));
    assert_eq!(refuse(&|book| book.lines[2].0 = book.lines[0].0), ("ledger/line-twice", Some(3), input));
    // The book's last row is the vault's first line.
    assert_eq!(refuse(&|book| book.lines.truncate(2)), ("ledger/line-missing", Some(1), input));
    let twice = |book: &mut Book| book.debtors[1].figures.party = party("VAT:IT1");
    assert_eq!(refuse(&twice), ("ledger/debtor-twice", Some(2), input));
    let aged = |book: &mut Book| book.debtors[0].figures.aged = Amount(500_001);
    assert_eq!(refuse(&aged), ("debtor/aged-over-gross", Some(1), input));
    assert_eq!(refuse(&|book| book.owner_group = vec![party("VAT:X"); 5]).0, "ledger/owner-group");
    assert_eq!(refuse(&|book| book.lines = vec![book.lines[0]; 1025]).0, "ledger/too-many-lines");
    let many = |book: &mut Book| book.debtors = vec![book.debtors[0].clone(); 1025];
    assert_eq!(refuse(&many).0, "ledger/too-many-debtors");
}

#[test]
fn lots_of_an_appraisal() {
    let world = World::new();
    let of = |lots| appraisal::appraisal(world.vault.facility(), day(DAY), lots);
    let equipment = |number| lot(number, LotClass::Equipment, 1);
    assert_eq!(refused(of(vec![])).0, "appraisal/no-lots");
    assert!(of((0..8).map(equipment).collect()).is_ok());
    assert_eq!(refused(of((0..9).map(equipment).collect())).0, "appraisal/too-many-lots");
    assert_eq!(refused(of(vec![equipment(4), equipment(3), equipment(4)])).0, "appraisal/lot-twice");
    let valued = Lot { nolv: Amount(1), ..equipment(1) };
    assert_eq!(refused(of(vec![valued])).0, "appraisal/lot-form");
}

#[test]
fn documents_of_something_else_make_no_claim() {
    let mut world = World::new();
    let book = world.book();
    let ledger = world.ledger(book);
    let refuse = |change| refused(world.claim(ledger.clone(), 0, change));
    let unsatisfied = ErrorKind::Unsatisfied;
    assert_eq!(refuse(|s| s.network = Network::Production), ("facility/other-network", None, unsatisfied));
    assert_eq!(refuse(|s| s.policy.reserves.0 += 1), ("facility/other-policy", None, unsatisfied));
    assert_eq!(
        refuse(|s| s.ledger.ledger.vault += Fr::from(1u64)),
        ("ledger/other-vault", None, unsatisfied)
    );
    assert_eq!(refuse(|s| s.ledger.ledger.epoch = 2), ("ledger/other-epoch", None, unsatisfied));
    assert_eq!(refuse(|s| drop(s.notes.pop())), ("vault/other-note", Some(3), ErrorKind::Input));
    assert_eq!(refuse(|s| s.notes.swap(0, 1)).1, Some(1));
    let stranger = |s: &mut Sources<'_>| s.ledger.signer = covenant_gadgets::babyjubjub::generator();
    assert_eq!(refuse(stranger), ("collateral/servicer-not-registered", None, unsatisfied));
    // What the rules see is left to them.
    let other_day = world.claim(ledger.clone(), 0, |s| s.as_of = day("2026-11-23")).unwrap();
    assert_eq!(check(&other_day).unwrap_err().rule.code(), "collateral/ledger-day");
    let disputed = world.claim(ledger, 0, |s| s.ledger.ledger.lines[0].disputed = true).unwrap();
    assert_eq!(check(&disputed).unwrap_err().rule.code(), "collateral/ledger-signature");
}

#[test]
fn files_come_back_and_others_do_not() {
    let mut world = World::new();
    let book = world.book();
    let ledger = world.ledger(book);
    assert_eq!(format!("{ledger:?} {:?}", world.vault), "SignedLedger([redacted]) Vault([redacted])");
    let bytes = ledger.to_json();
    for (read, code) in [
        (SignedLots::from_json(&bytes, "appraisal").map(drop), "appraisal/malformed"),
        (Vault::from_json(&bytes, "vault").map(drop), "vault/malformed"),
        (Facility::from_json(&bytes, "facility").map(drop), "facility/malformed"),
        (SignedLedger::from_json(&bytes[..bytes.len() / 2], "ledger").map(drop), "ledger/malformed"),
    ] {
        assert_eq!(refused(read).0, code);
    }
    // A facility whose quorum nobody meets is none.
    let facility = String::from_utf8(world.vault.facility().to_json()).unwrap();
    let unmet = facility.replace("\"needed\": 2", "\"needed\": 0");
    assert_ne!(unmet, facility);
    assert_eq!(refused(Facility::from_json(unmet.as_bytes(), "facility")).0, "facility/malformed");
    let file = policy::to_json(&terms());
    assert_eq!(policy::from_json(&file).unwrap(), terms());
    let over = String::from_utf8(file).unwrap().replace("8500", "10001");
    assert_eq!(refused(policy::from_json(over.as_bytes())).0, "policy/invalid");
}

/// The largest ledger is within its format's bound, and its buffer does not grow.
#[test]
fn the_largest_ledger_fits() {
    let world = World::new();
    let mut ledger = world.book().ledger(world.vault.facility(), None).unwrap();
    let most = Amount(u64::MAX);
    let line = LedgerLine { open: most, disputed: false, bill_and_hold: false };
    let figures = Debtor {
        gross: most,
        aged: most,
        payables: most,
        unapplied_credits: most,
        ..debtor("VAT:IT1", None).figures
    };
    ledger.notes = vec![ledger.notes[0]; 1024];
    ledger.lines = vec![line; 1024];
    ledger.debtors = vec![figures; 1024];
    let signed = ledger::sign(ledger, &world.servicer, &mut StdRng::seed_from_u64(2));
    let bytes = signed.to_json();
    assert!(
        bytes.len() <= SignedLedger::MAX_BYTES && bytes.capacity() == SignedLedger::MAX_BYTES,
        "{}",
        bytes.len()
    );
    assert!(SignedLedger::from_json(&bytes, "ledger").unwrap() == signed);
}
