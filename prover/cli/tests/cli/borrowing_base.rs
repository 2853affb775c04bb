//! A borrowing base from tables to its certificate: the lender's facility, the borrower's vault, servicer, appraiser and price authorities
//! with a key each; then the rules, the report, and refusals.

use std::os::unix::fs::MetadataExt as _;

use covenant_parties::Format as _;
use covenant_parties::obligation::NoteOpening;
use covenant_statements::{Amount, Bps, Capacity, Fr, Identifier, Kind, Lane, Note, PartyId};
use serde_json::Value;

use crate::world::{CONTEXT, DAY, Run, World};

const CONTRACT: &str = "0x00000000000000000000000000000000000000ff";
/// The policy whose notes the sample policy takes.
const NOTE_POLICY: u64 = 7;

fn party(id: &str) -> PartyId {
    id.parse::<Identifier>().unwrap().party_id()
}

/// A note that the owner's book has, worth 1000.00.
fn note(number: u64, debtor: &str, due: &str) -> Note {
    Note {
        creditor: party("VAT:OWNER1"),
        debtor: party(debtor),
        amount: Amount(100_000),
        currency: "EUR".parse().unwrap(),
        issue: "2026-09-20".parse().unwrap(),
        due: due.parse().unwrap(),
        rate: Bps(0),
        kind: Kind::Invoice,
        lane: Lane::Acknowledged,
        capacity: Capacity::Debtor,
        policy: Fr::from(NOTE_POLICY),
        nullifier: Fr::from(number),
        blinding: Fr::from(100 + number),
    }
}

fn policy(more: &str) -> String {
    let digest = format!("0x{NOTE_POLICY:064x}");
    format!(
        "version = 1\ncurrency = \"EUR\"\nnote_policies = [\"{digest}\"]\nmax_age_days = 90\nmax_past_due_days = 60\n\
         cross_ageing = 5000\nconcentration = 5000\nconcentration_of = \"eligible\"\nadvance = 8500\nproperty = [6000, 5000]\n\
         max_price_age_seconds = 86400\nmax_appraisal_age_days = 30\nreserves = \"1000\"\nlimit = \"100000000\"\nown_servicer = false\n{more}\
         [[inventory]]\ncost_advance = 6500\nnolv_advance = 8500\nsublimit = \"10000000\"\n\
         [[inventory]]\ncost_advance = 5000\nnolv_advance = 8500\nsublimit = \"10000000\"\n\
         [[inventory]]\ncost_advance = 6500\nnolv_advance = 8500\nsublimit = \"10000000\"\n\
         [[commodities]]\nsymbol = \"COPPER\"\nunit = 1000\nadvance = 7000\n"
    )
}

/// A home that proves nothing, with everybody registered, and a vault of four lines that is signed for.
struct Desk(World);

impl Desk {
    fn new() -> Self {
        let world = World::empty();
        world.home(&["init", "--development"]).done();
        for (id, role, key) in [
            ("VAT:SERVICER1", "servicer", "servicer.key"),
            ("VAT:APPRAISER1", "appraiser", "appraiser.key"),
            ("VAT:PRICES1", "price-authority", "p1.key"),
            ("VAT:PRICES2", "price-authority", "p2.key"),
            ("VAT:OWNER1", "seller", "owner.key"),
            ("VAT:DEBTOR1", "debtor", "d1.key"),
        ] {
            let mut args = vec!["party", "add", "--id", id, "--role", role, "--key-out", key];
            if role == "debtor" {
                args.extend(["--id", "0088:4000000000011"]);
            }
            world.home(&args).done();
        }
        let roles = ["roles", "make", "--servicer", "VAT:SERVICER1", "--owner", "VAT:OWNER1"];
        let more = ["--appraiser", "VAT:APPRAISER1", "--price-authority", "VAT:PRICES1", "-o", "roles.json"];
        let quorum = ["--price-authority", "VAT:PRICES2", "--quorum", "2"];
        world.home(&[&roles[..], &more, &quorum].concat()).done();
        world.write("policy.toml", policy(""));
        let desk = Self(world);
        desk.facility("facility-1", "facility.json").done();
        desk.0.run(&["vault", "init", "--vault", "vault", "--facility", "facility.json"]).done();
        // Aged 62 days past due; not due; not due; 20 days past due.
        let lines = [
            (1, "VAT:DEBTOR1", "2026-09-21"),
            (2, "VAT:DEBTOR2", "2026-12-01"),
            (3, "VAT:DEBTOR1", "2026-12-01"),
            (4, "VAT:DEBTOR3", "2026-11-02"),
        ];
        let mut ledger = String::from("note,open_balance,disputed,bill_and_hold\n");
        for (number, debtor, due) in lines {
            let opening = NoteOpening::from(note(number, debtor, due));
            let name = format!("note-{number}.json");
            desk.0.write(&name, opening.to_json());
            desk.0.run(&["vault", "add", "--vault", "vault", &name]).done();
            ledger.push_str(&format!("{},1000.00,false,false\n", hex(&opening)));
        }
        desk.0.write("ledger.csv", ledger);
        desk.0.write("debtors.csv", DEBTORS);
        desk.0.write(
            "inventory.csv",
            "lot,class,cost,market,nolv,eligible\n7,raw-materials,200.00,180.00,150.00,true\n",
        );
        desk.0.write("commodities.csv", "lot,asset,quantity\n3,COPPER,2000\n");
        desk.0.write(
            "prices.csv",
            format!("asset,currency,price,confidence,published_at\nCOPPER,EUR,90.00,10.00,{DAY}T16:00:00Z\n"),
        );
        desk.sign("ledger.csv", DAY, "1", "ledger.signed").done();
        let appraisal =
            ["appraisal", "sign", "--inventory", "inventory.csv", "--commodities", "commodities.csv"];
        let more = ["--facility", "facility.json", "--day", "2026-11-10", "--key", "appraiser.key"];
        desk.0.run(&[&appraisal[..], &more, &["-o", "appraisal-1.signed"]].concat()).done();
        let prices = ["prices", "publish", "prices.csv", "--day", DAY, "--key", "p1.key", "--key", "p2.key"];
        desk.0.home(&[&prices[..], &["-o", "prices.signed"]].concat()).done();
        desk
    }

    fn facility(&self, name: &str, output: &str) -> Run {
        let args = ["facility", "new", "--lender", "VAT:LENDER1", "--name", name, "--chain", "eip155:31337"];
        let more = ["--contract", CONTRACT, "--roles", "roles.json", "--policy", "policy.toml", "-o", output];
        self.0.home(&[&args[..], &more].concat())
    }

    fn sign(&self, table: &str, day: &str, sequence: &str, output: &str) -> Run {
        self.sign_for(&["--vault", "vault"], table, day, sequence, output)
    }

    fn sign_for(&self, of: &[&str], table: &str, day: &str, sequence: &str, output: &str) -> Run {
        let args =
            ["ledger", "sign", table, "--debtors", "debtors.csv", "--as-of", day, "--sequence", sequence];
        let more = ["--policy", "policy.toml", "--key", "servicer.key", "-o", output];
        // With the home: a debtor is known by its other identifier.
        self.0.home(&[&args[..], of, &more].concat())
    }

    fn check(&self, exposure: &str, more: &[&str]) -> Run {
        let args = ["check", "collateral", "--from", ".", "--exposure", exposure, "--as-of", DAY];
        self.0.home(&[&args[..], more].concat())
    }
}

fn hex(opening: &NoteOpening) -> String {
    covenant_statements::field::to_hex(&opening.commitment)
}

/// The first debtor under its other identifier; two of one group.
const DEBTORS: &str = "debtor,group,gross,aged,unapplied_credits,payables,affiliate,foreign_uninsured,government_unassigned\n\
    VAT:DEBTOR3,B,3000.00,0,0,0,false,false,false\n\
    0088:4000000000011,A,5000.00,1000.00,0,100.00,false,false,false\n\
    VAT:DEBTOR2,B,1000.00,0,50.00,0,false,false,false\n";

/// 1000 aged; of 3000 that count 100 is contra and 50 credits: 2850, of which a group has at most 1425.00. The second has 1950.
/// So 2325.00 at 85 % is 1976.25; inventory min(180 × 65 %, 150 × 85 %) = 117.00; copper 2 × 80.00 × 70 % = 112.00; reserves 10.00.
const BASE: &str = "2195.25";

#[test]
fn from_tables_to_the_certificate() {
    let desk = Desk::new();
    let checked = desk.check(BASE, &["--report"]).done();
    assert_eq!(
        (checked["statement"].as_str(), checked["held"].as_array().map(Vec::len)),
        (Some("collateral-16/1"), Some(7))
    );
    let report = &checked["report"];
    let figures = &report["figures"];
    for (name, amount) in [
        ("gross", "4000.00"),
        ("aged", "1000.00"),
        ("cross_aged", "0.00"),
        ("contra", "100.00"),
        ("credits", "50.00"),
        ("eligible_before_cap", "2850.00"),
        ("concentration", "525.00"),
        ("eligible", "2325.00"),
        ("receivables_advance", "1976.25"),
        ("raw_materials", "117.00"),
        ("commodities", "112.00"),
        ("reserves", "10.00"),
        ("base", BASE),
        ("availability", "0.00"),
    ] {
        assert_eq!(figures[name], amount, "{name}");
    }
    assert_eq!(report["concentration_cap"], "1425.00");
    let debtors = report["debtors"].as_array().unwrap();
    let known = debtors.iter().find(|row| row["debtor"] == "VAT:DEBTOR1").unwrap();
    assert_eq!((&known["gross"], &known["aged"]), (&"2000.00".into(), &"1000.00".into()));
    assert_eq!(debtors.iter().filter(|row| row["same_group"] == true).count(), 1);
    let open: Vec<&Value> = report["ageing"].as_array().unwrap().iter().map(|age| &age["open"]).collect();
    assert_eq!(open, ["2000.00", "1000.00", "0.00", "1000.00", "0.00"]);
    let text = desk.0.plain(&[
        "check",
        "collateral",
        "--home",
        "h",
        "--from",
        ".",
        "--exposure",
        "2000",
        "--as-of",
        DAY,
        "--report",
    ]);
    assert!(text.out.contains("Availability") && text.out.contains("195.25"), "{}", text.out);
    // Without `--report` nobody sees a figure.
    let quiet = desk.check(BASE, &[]).done();
    assert!(quiet["report"].is_null() && !quiet.to_string().contains("2850"));
}

#[test]
fn a_minor_unit_too_much_is_refused_and_the_report_says_by_what() {
    let desk = Desk::new();
    let refusal = desk.check("2195.26", &[]).refused(4, "collateral/insufficient");
    assert!(refusal["report"].is_null() && refusal["field"] == "exposure");
    let shown = desk.check("2195.26", &["--report"]).refused(4, "collateral/insufficient");
    assert_eq!(
        (&shown["report"]["figures"]["base"], &shown["report"]["figures"]["availability"]),
        (&BASE.into(), &Value::Null)
    );
    desk.check("1000000.01", &[]).refused(4, "collateral/over-limit");
    for (exposure, code) in
        [("-1", "amount/negative"), ("1.001", "amount/precision"), ("1e3", "amount/format")]
    {
        assert_eq!(desk.check(exposure, &[]).refused(3, code)["field"], "exposure");
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let desk = Desk::new();
    desk.check("100", &["--html", "page.html"]).done();
    let page = desk.0.read("page.html");
    for reference in ["://", "src=", "href=", "url(", "@import", "<script", "<link", "<img", "<iframe"] {
        assert!(!page.contains(reference), "{reference}");
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<svg").count(), 2, "ageing and concentration");
    assert!(page.contains("VAT:DEBTOR1") && page.contains("class=\"over\"") && page.contains("2325.00"));
    assert_eq!(std::fs::metadata(desk.0.path("page.html")).unwrap().mode() & 0o777, 0o600);
    // A page makes room for a page, and nothing else does.
    desk.check("100", &["--html", "page.html"]).done();
    desk.check("100", &["--html", "policy.toml"]).refused(3, "file/exists");
    desk.check("2195.26", &["--html", "other.html"]).refused(4, "collateral/insufficient");
    assert!(desk.0.read("other.html").contains("not covered"));
}

#[test]
fn what_is_of_something_else_is_refused_by_rule_and_row() {
    let desk = Desk::new();
    // Another day's ledger.
    desk.sign("ledger.csv", "2026-11-21", "2", "yesterday.signed").done();
    let refusal = desk.check("1", &["--ledger", "yesterday.signed"]).refused(4, "collateral/ledger-day");
    assert_eq!(refusal["field"], "ledger.day");
    // Another vault's.
    desk.facility("facility-2", "other.json").done();
    desk.sign_for(&["--facility", "other.json"], "ledger.csv", DAY, "1", "other.signed").done();
    desk.check("1", &["--ledger", "other.signed"]).refused(4, "ledger/other-vault");
    // Another policy.
    desk.0.write("wide.toml", policy("").replace("8500", "9000"));
    desk.check("1", &["--policy", "wide.toml"]).refused(4, "facility/other-policy");
    // More open than there is: the line is named.
    let table = desk.0.read("ledger.csv");
    let lines: Vec<&str> = table.lines().collect();
    let more = lines[3].replace("1000.00", "1000.01");
    desk.0.write("more.csv", table.replace(lines[3], &more));
    desk.sign("more.csv", DAY, "3", "more.signed").done();
    let refusal = desk.check("1", &["--ledger", "more.signed"]).refused(4, "collateral/open-over-amount");
    assert_eq!(refusal["row"], 3);
    // A debtor whose figures are missing.
    desk.0.write(
        "debtors.csv",
        DEBTORS
            .lines()
            .filter(|line| !line.contains("DEBTOR2"))
            .map(|line| format!("{line}\n"))
            .collect::<String>(),
    );
    desk.sign("ledger.csv", DAY, "4", "missing.signed").done();
    let refusal = desk.check("1", &["--ledger", "missing.signed"]).refused(4, "collateral/debtor-missing");
    assert_eq!(refusal["row"], 2);
    // A signature of somebody else.
    desk.0.write("debtors.csv", DEBTORS);
    let args =
        ["ledger", "sign", "ledger.csv", "--debtors", "debtors.csv", "--as-of", DAY, "--sequence", "5"];
    let more = ["--vault", "vault", "--key", "appraiser.key", "-o", "appraisers.signed"];
    desk.0.run(&[&args[..], &more].concat()).done();
    desk.check("1", &["--ledger", "appraisers.signed"]).refused(4, "collateral/servicer-role");
    desk.check("1", &["--ledger", "facility.json"]).refused(3, "ledger/malformed");
    desk.check("1", &["--prices", "missing.signed"]).refused(3, "prices/malformed");
}

#[test]
fn books_that_are_not_the_vaults_are_not_signed() {
    let desk = Desk::new();
    let table = desk.0.read("ledger.csv");
    let refused = |ledger: &str, code: &str| {
        desk.0.write("bad.csv", ledger);
        desk.sign("bad.csv", DAY, "2", "bad.signed").refused(3, code)
    };
    let lines: Vec<&str> = table.lines().collect();
    let without = table.replace(&format!("{}\n", lines[2]), "");
    assert_eq!(refused(&without, "ledger/line-missing")["row"], 2);
    let stranger = format!("{table}0x{:064x},1,false,false\n", 9);
    assert_eq!(refused(&stranger, "ledger/line-unknown")["row"], 5);
    refused(&format!("{table}{}\n", lines[1]), "table/duplicate");
    refused(&table.replacen("1000.00", "NaN", 1), "amount/format");
    // The same debtor by two identifiers, which the registry knows to be one.
    desk.0.write("debtors.csv", format!("{DEBTORS}VAT:DEBTOR1,,1,0,0,0,false,false,false\n"));
    let twice = desk.sign("ledger.csv", DAY, "2", "bad.signed").refused(3, "ledger/debtor-twice");
    assert_eq!(twice["row"], 4);
    assert!(!twice.to_string().contains("DEBTOR1"));
    assert!(!desk.0.path("bad.signed").exists());
    // The same rows in another order are the same ledger.
    desk.0.write("debtors.csv", DEBTORS);
    let turned: Vec<&str> = lines[..1].iter().chain(lines[1..].iter().rev()).copied().collect();
    desk.0.write("turned.csv", turned.join("\n") + "\n");
    let one = desk.sign("ledger.csv", DAY, "1", "one.signed").done();
    assert_eq!(desk.sign("turned.csv", DAY, "1", "two.signed").done()["message"], one["message"]);
}

#[test]
fn a_vault_takes_an_obligation_once_and_lets_lines_go() {
    let desk = Desk::new();
    let add = |name: &str| desk.0.run(&["vault", "add", "--vault", "vault", name]);
    assert_eq!(add("note-2.json").refused(3, "vault/obligation-twice")["row"], 2);
    let again = Note { blinding: Fr::from(1u64), ..note(2, "VAT:DEBTOR2", "2026-12-01") };
    desk.0.write("again.json", NoteOpening::from(again).to_json());
    add("again.json").refused(3, "vault/obligation-twice");
    let another = Note { creditor: party("VAT:OTHER1"), ..note(9, "VAT:DEBTOR2", "2026-12-01") };
    desk.0.write("another.json", NoteOpening::from(another).to_json());
    add("another.json").refused(3, "vault/other-creditor");
    let unsound =
        NoteOpening { commitment: Fr::from(1u64), ..NoteOpening::from(note(9, "VAT:DEBTOR2", "2026-12-01")) };
    desk.0.write("unsound.json", unsound.to_json());
    add("unsound.json").refused(3, "note/malformed");

    let shown = desk.0.run(&["vault", "show", "--vault", "vault"]).done();
    assert_eq!((shown["counter"].as_u64(), shown["lines"].as_array().map(Vec::len)), (Some(4), Some(4)));
    assert!(!shown.to_string().contains("1000.00") && shown["lines"][0]["amount"].is_null());
    let clear = desk.0.run(&["vault", "show", "--vault", "vault", "--amounts"]).done();
    assert_eq!(
        (&clear["lines"][3]["amount"], &clear["lines"][3]["due"]),
        (&"1000.00".into(), &"2026-11-02".into())
    );
    let opening = desk.0.path("vault/notes").read_dir().unwrap().next().unwrap().unwrap();
    assert_eq!(opening.metadata().unwrap().mode() & 0o777, 0o600);

    let rewrite = |lines: &str| desk.0.run(&["vault", "rewrite", "--vault", "vault", "--release", lines]);
    rewrite("5").refused(3, "vault/no-line");
    rewrite("1,1").refused(3, "vault/no-line");
    let released = rewrite("3,1").done();
    assert_eq!((released["lines"].as_u64(), released["counter"].as_u64()), (Some(2), Some(5)));
    assert_eq!(
        released["released"],
        serde_json::json!([shown["lines"][0]["note"], shown["lines"][2]["note"]])
    );
    // The ledger was of the vault before.
    desk.check("1", &[]).refused(4, "collateral/line-count");
    desk.0
        .run(&["vault", "init", "--vault", "vault", "--facility", "facility.json"])
        .refused(3, "file/exists");
}

#[test]
fn policies_come_in_toml_and_json() {
    let desk = Desk::new();
    let bad = |toml: &str, code: &str| {
        desk.0.write("bad.toml", toml);
        desk.check("1", &["--policy", "bad.toml"]).refused(3, code)
    };
    let refusal = bad(&policy("other = 1\n"), "policy/malformed");
    assert!(refusal["message"].as_str().unwrap().starts_with("line "), "{refusal}");
    bad(&policy("").replace("8500", "10001"), "policy/invalid");
    bad(&policy("max_age_days = 91\n"), "policy/malformed");
    bad("\u{feff}", "policy/malformed");
}

#[test]
fn lots_are_refused_by_table_and_row() {
    let desk = Desk::new();
    let refused = |option: &str, table: &str, code: &str| {
        desk.0.write("bad.csv", table);
        let args = [
            "appraisal",
            "sign",
            option,
            "bad.csv",
            "--vault",
            "vault",
            "--day",
            DAY,
            "--key",
            "appraiser.key",
        ];
        desk.0.run(&[&args[..], &["-o", "bad.signed"]].concat()).refused(3, code)
    };
    let told = refused("--commodities", "lot,asset,quantity\n1,COPPER,1\n2,A_B,1\n", "asset/format");
    assert!(
        told["message"].as_str().is_some_and(|message| message.contains("row 2 (line 3), asset")),
        "{told}"
    );
    refused("--property", "lot,class,value\n", "appraisal/no-lots");
    let nine: String = (1..=9).map(|n| format!("{n},equipment,1\n")).collect();
    refused("--property", &format!("lot,class,value\n{nine}"), "table/too-many-rows");
    let five = |from: u32| (from..from + 5).map(|n| format!("{n},equipment,1\n")).collect::<String>();
    desk.0.write("five.csv", format!("lot,class,value\n{}", five(1)));
    let inventory: String = (6..=10).map(|n| format!("{n},raw-materials,1,1,1,true\n")).collect();
    desk.0.write("more.csv", format!("lot,class,cost,market,nolv,eligible\n{inventory}"));
    let args = ["appraisal", "sign", "--property", "five.csv", "--inventory", "more.csv", "--vault", "vault"];
    let more = ["--day", DAY, "--key", "appraiser.key", "-o", "bad.signed"];
    desk.0.run(&[&args[..], &more].concat()).refused(3, "appraisal/too-many-lots");
}

/// The one test with a note that was proved: its line is traced to its attestation, and to no other.
#[test]
fn lines_are_traced_to_their_attestations() {
    let world = World::new();
    let note: Value = serde_json::from_str(&world.read("note.json")).unwrap();
    let (owner, digest) =
        (&note["content"]["note"]["creditor"], note["content"]["note"]["policy"].as_str().unwrap());
    let listed = world.home(&["party", "list"]).done();
    let seller = listed["parties"].as_array().unwrap().iter().find(|party| party["party"] == *owner).unwrap();
    let seller = seller["identifiers"][0].as_str().unwrap().to_owned();
    world.home(&["party", "add", "--id", "VAT:SERVICER1", "--role", "servicer", "--key-out", "s.key"]).done();
    let roles = ["roles", "make", "--servicer", "VAT:SERVICER1", "--owner", &seller, "-o", "roles.json"];
    world.home(&roles).done();
    world.write("policy.toml", policy("").replace(&format!("0x{NOTE_POLICY:064x}"), digest));
    let args = ["facility", "new", "--lender", "VAT:LENDER1", "--name", "f", "--chain", "eip155:31337"];
    let more =
        ["--contract", CONTRACT, "--roles", "roles.json", "--policy", "policy.toml", "-o", "facility.json"];
    world.home(&[&args[..], &more].concat()).done();
    let init =
        |vault: &str| world.run(&["vault", "init", "--vault", vault, "--facility", "facility.json"]).done();
    let verify =
        |vault: &str| world.home(&["verify", "--vault", vault, "--at", DAY, "--allow-development-keys"]);
    init("bare");
    world.run(&["vault", "add", "--vault", "bare", "note.json"]).done();
    let untraced = verify("bare").done();
    assert_eq!((&untraced["traced"], &untraced["not_traced"]), (&false.into(), &serde_json::json!([1])));
    assert_eq!(untraced["warnings"][0], "lines are not traced");
    init("traced");
    world
        .run(&["vault", "add", "--vault", "traced", "note.json", "--attestation", "attestation.json"])
        .done();
    let traced = verify("traced").done();
    assert_eq!(
        (&traced["traced"], &traced["lines"], &traced["trusted"]),
        (&true.into(), &1.into(), &false.into())
    );
    // A development key is refused here too, unless one says so.
    let strict = world.home(&["verify", "--vault", "traced", "--at", DAY]);
    assert_eq!(strict.refused(5, "attestation/development-key")["row"], 1);
    // An attestation of another note.
    let other: Note = serde_json::from_value(note["content"]["note"].clone()).unwrap();
    let other = Note { nullifier: Fr::from(3u64), ..other };
    world.write("other.json", NoteOpening::from(other).to_json());
    let add = ["vault", "add", "--vault", "traced", "other.json", "--attestation", "attestation.json"];
    world.run(&add).refused(5, "vault/other-attestation");
    let swapped = world.path("traced/attestations").read_dir().unwrap().next().unwrap().unwrap().path();
    world.run(&["vault", "add", "--vault", "traced", "other.json"]).done();
    let shown = world.run(&["vault", "show", "--vault", "traced"]).done();
    let second = shown["lines"][1]["note"].as_str().unwrap()[2..].to_owned();
    std::fs::copy(&swapped, swapped.with_file_name(format!("{second}.json"))).unwrap();
    assert_eq!(verify("traced").refused(5, "vault/other-attestation")["row"], 2);
}

/// Proved, verified by a trust that follows the facility, and opened by an auditor.
#[test]
fn a_certificate_is_proved_verified_and_opened() {
    let desk = Desk::new();
    let facility = desk.0.run(&["facility", "show", "facility.json"]).done();
    let digest = |name: &str| facility[name].as_str().unwrap().to_owned();
    let shown = desk.0.run(&["policy", "show", "policy.toml"]).done();
    assert_eq!((&shown["kind"], &shown["policy_digest"]), (&"collateral".into(), &digest("policy").into()));
    desk.0.home(&["policy", "add", "policy.toml"]).done();
    assert_eq!(desk.0.home(&["policy", "list"]).done()["policies"].as_array().map(Vec::len), Some(2));
    desk.0.home(&["prices", "trust", "prices.signed"]).done();
    let auditor = desk.0.run(&["auditor", "keygen", "-o", "auditor.key"]).done();
    let auditor = auditor["public_key"].as_str().unwrap();

    let prove = |exposure: &str, more: &[&str]| {
        let args = ["prove", "collateral", "--from", ".", "--exposure", exposure, "--as-of", DAY];
        desk.0.home(&[&args[..], &CONTEXT, more, &["-o", "certificate.json"]].concat())
    };
    prove("2195.26", &[]).refused(4, "collateral/insufficient");
    prove("1", &["--sequence", "1"]).refused(2, "collateral/context-sequence");
    prove("1", &["--disclose-to", auditor, "--figures", "profit"]).refused(2, "disclosure/figures");
    prove("1", &["--disclose-to", "00", "--figures", "base"]).refused(3, "disclosure/auditor");
    let disclosed = ["--disclose-to", auditor, "--figures", "availability,eligible"];
    let proved = prove("2000.00", &disclosed).done();

    let verify = || desk.0.home(&["verify", "certificate.json", "--at", DAY, "--allow-development-keys"]);
    assert_eq!(verify().code, Some(5), "a facility that nobody follows");
    let follow = ["trust", "facility", "f-1", "--d0", &digest("d0"), "--policy", &digest("policy")];
    desk.0.home(&[&follow[..], &["--roles", "roles.json"]].concat()).done();
    let verified = verify().done();
    assert_eq!(
        (&verified["statement"], &verified["exposure"]),
        (&"collateral-16/1".into(), &"200000 minor units of EUR".into())
    );
    assert_eq!(verified["vault"], proved["vault"]);
    let opened = desk.0.run(&["disclose", "open", "certificate.json", "--key", "auditor.key"]).done();
    assert_eq!(opened["figures"], serde_json::json!({ "eligible": "232500", "availability": "19525" }));
    let trace = ["circuit", "trace", "collateral", "--from", ".", "--exposure", "1", "--as-of", DAY];
    assert_eq!(desk.0.home(&trace).done()["satisfied"], true);
}
