//! Lists that a registrar could publish and an honest one would not, a list of several answers, and a nullifier registry that lies.

use std::fs;
use std::sync::Arc;

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::voprf;
use covenant_log::{Checkpoint, SecretNoteKey, Use, merkle};
use covenant_parties::Format as _;
use covenant_parties::registry::published::{Entry, PartyNames, PublishedRegistry, PublishedRoot};
use covenant_service::{
    CheckReport, CircuitCapability, ErrorKind, EvaluateError, Evaluation, Evaluator, Outcome, Parts, Refusal,
    Service, ServiceConfig, Statements, WorkerCommand,
};
use covenant_statements::party::registry_tree;
use covenant_statements::{Day, Fr, Leaf, Role, field};
use serde_json::Value;

use crate::service::Served;
use crate::world::{INVOICE, World, sample};

const NAME: &str = "covenant-development/registry-of-parties";

/// A registrar's home and what it signs, whatever that says.
struct Registrar {
    world: World,
    key: SecretNoteKey,
}

impl Registrar {
    fn new() -> Self {
        let world = World::empty();
        world.home(&["init", "--development", "--for", "registrar"]).done();
        let file: Value = serde_json::from_str(&world.read("h/registrar.key")).unwrap();
        let seed = hex::decode(file["content"]["secret"].as_str().unwrap()).unwrap().try_into().unwrap();
        Self { world, key: SecretNoteKey::from_seed(NAME, Use::Note, &seed).unwrap() }
    }

    fn sign(&self, entries: Vec<Entry>) -> PublishedRegistry {
        let leaves: Vec<_> = entries.iter().map(|entry| merkle::leaf(&entry.to_bytes())).collect();
        PublishedRegistry { head: Checkpoint::over(self.key.public(), &leaves).sign(&self.key), entries }
    }

    fn key(&self) -> String {
        self.key.public().to_text()
    }
}

/// As many parties, the first of which has a key, and the root over that.
fn entries(parties: u64) -> Vec<Entry> {
    let named = |number: u64| PartyNames {
        primary: format!("VAT:P{number}").parse().unwrap(),
        aliases: (0..30)
            .map(|alias| format!("GLN:{number}-{alias}-{}", "X".repeat(40)).parse().unwrap())
            .collect(),
        salt: Fr::from(number),
    };
    let leaf = Leaf {
        role: Role::Debtor,
        party: named(0).primary.party_id(),
        principal: None,
        fiscal_rule: None,
        key: SecretKey::generate(&mut rand::rngs::OsRng).public(),
        valid_from: Day::MIN,
        valid_until: Day::MAX,
        salt: Fr::from(9u64),
    };
    let root = PublishedRoot {
        root: registry_tree(vec![leaf.hash()]).unwrap().root(),
        made_at: 1_800_000_000,
        revocations: 0,
        not_before: None,
        previous_until: None,
        earlier_until: None,
    };
    let names = (0..parties).map(|number| Entry::Party(named(number)));
    names.chain([Entry::Key(leaf), Entry::Root(root)]).collect()
}

fn member() -> World {
    let world = World::empty();
    world.home(&["init", "--development", "--for", "member"]).done();
    world
}

#[test]
fn a_registry_of_several_answers_is_pulled_whole() {
    let registrar = Registrar::new();
    let member = member();
    fs::create_dir_all(registrar.world.path("h/registry")).unwrap();
    let served = Served::of(&registrar.world, "h");
    let pull = ["registry", "pull", "--server", &served.url, "--registrar", &registrar.key()];
    member.home(&pull).refused(3, "registry/not-published");
    let list = registrar.sign(entries(2000));
    let bytes: usize = list.entries.iter().map(|entry| entry.to_bytes().len()).sum();
    assert!(bytes > 3 << 20, "three answers and more: {bytes}");
    registrar.world.write("h/registry/list.json", list.to_json());
    let pulled = member.home(&pull).done();
    assert_eq!(
        (&pulled["added"], &pulled["parties"], &pulled["keys"]),
        (&2002.into(), &2000.into(), &1.into())
    );
    assert_eq!(member.home(&["registry", "pull"]).done()["added"], 0);
    let shown = member.home(&["registry", "show"]).done();
    assert_eq!((shown["registry"].as_str(), &shown["note"]), (Some("followed"), &list.head.into()));
    // Damaged on the registrar's disk, it is nobody's.
    registrar.world.write("h/registry/list.json", "{}");
    member.home(&["registry", "pull"]).refused(1, "registry/unreadable");
}

/// The registrar's signature is on all of these.
#[test]
fn what_does_not_follow_is_refused_though_it_is_signed() {
    let registrar = Registrar::new();
    let member = member();
    let pull = |list: &PublishedRegistry| {
        member.write("list.json", list.to_json());
        member.home(&["registry", "pull", "--from", "list.json", "--registrar", &registrar.key()])
    };
    let good = entries(2);
    let with = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut changed = good.clone();
        change(&mut changed);
        registrar.sign(changed)
    };
    // A leaf that no member sees, in the tree whose root they are to take.
    let hidden = with(&|entries| {
        if let Some(Entry::Root(root)) = entries.last_mut() {
            root.root += Fr::from(1u64);
        }
    });
    for (list, code) in [
        (hidden, "registry/inconsistent"),
        (with(&|entries| entries.swap(0, 2)), "registry/inconsistent"),
        (with(&|entries| drop(entries.pop())), "registry/incomplete"),
        (with(&|entries| entries.insert(1, entries[0].clone())), "registry/inconsistent"),
        (registrar.sign(Vec::new()), "done"),
    ] {
        let run = pull(&list);
        if code == "done" {
            run.done()
        } else {
            run.refused(5, code)
        };
    }
    // Not signed over these.
    let whole = registrar.sign(good.clone());
    let short = PublishedRegistry { entries: good[..2].to_vec(), ..whole.clone() };
    pull(&short).refused(5, "registry/other-entries");
    pull(&whole).done();
    member.home(&["party", "list"]).done();
    pull(&with(&|entries| drop(entries.drain(2..)))).refused(5, "registry/stale");
    let other = with(&|entries| entries.swap(0, 1));
    pull(&other).refused(5, "registry/not-extended");
    for text in ["", "{}", "[]"] {
        member.write("list.json", text);
        let from = ["registry", "pull", "--from", "list.json"];
        member.home(&from).refused(5, "registry/malformed");
    }
}

/// Says that it has one key, and evaluates with another.
struct Liar {
    named: [u8; 32],
    used: SecretKey,
}

impl Evaluator for Liar {
    fn public_key(&self) -> [u8; 32] {
        self.named
    }

    fn evaluate(&self, blinded: &[u8; 32]) -> Result<Evaluation, EvaluateError> {
        let point = codec::unpack(blinded).map_err(|_| EvaluateError::OffCurve)?;
        let made = voprf::evaluate(&self.used, &point, &mut rand::rngs::OsRng);
        let made = made.map_err(|_| EvaluateError::Internal)?;
        let mut challenge: [u8; 32] = field::to_be_bytes(&made.c);
        challenge.reverse();
        let (evaluated, response) = (codec::pack(&made.evaluated), codec::scalar_to_bytes(&made.s));
        Ok(Evaluation { evaluated, challenge, response })
    }
}

struct Nothing;

impl Statements for Nothing {
    fn capabilities(&self) -> Vec<CircuitCapability> {
        Vec::new()
    }

    fn check(&self, _: &str, _: &[u8]) -> Result<CheckReport, Refusal> {
        Err(Refusal::new(ErrorKind::Unreadable, "request/unknown-circuit", "nothing is proved here"))
    }

    fn verify_result(&self, _: &str, _: &[u8], _: &Outcome) -> Result<(), Refusal> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_checked_under_the_pinned_key() {
    let world = World::new();
    let key = world.home(&["nullifier-key", "show"]).done()["public_key"].as_str().unwrap().to_owned();
    let named = codec::pack(&codec::from_hex(&key).unwrap());
    let file: Value = serde_json::from_str(&world.read("h/nullifier.key")).unwrap();
    let own = hex::decode(file["content"]["secret"].as_str().unwrap()).unwrap();
    let own = SecretKey::from_bytes(&own.try_into().unwrap()).unwrap();
    // The same program with the right key is believed: it is the key that the other lacks.
    for (used, is_believed) in [(SecretKey::generate(&mut rand::rngs::OsRng), false), (own, true)] {
        let folder = tempfile::tempdir().unwrap();
        let config = ServiceConfig::new(folder.path(), WorkerCommand::new("/bin/false", [""; 0]));
        let evaluator = Some(Arc::new(Liar { named, used }) as Arc<dyn Evaluator>);
        let service = Service::start(config, Parts { evaluator, ..Parts::prover(Arc::new(Nothing)) });
        let service = service.await.unwrap();
        world.home(&["nullifier-key", "pin", &key, "--server", &service.url()]).done();
        let run = world.consent(&sample(INVOICE), "ack.json", "de.seller.key", "x.json");
        if is_believed {
            run.done();
        } else {
            run.refused(5, "nullifier/refused");
            assert!(!world.path("x.json").exists());
        }
        service.shutdown().await;
    }
}
