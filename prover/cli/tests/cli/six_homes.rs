//! Registrar, nullifier registry, seller, debtor, prover and auditor, each in a home of its own, in a folder of its own. Nothing is shared: what one
//! has of another was handed over, file by file, or read over TLS from the other's service.

use std::fs;
use std::path::Path;

use covenant_statements::Day;
use serde_json::Value;

use crate::service::Served;
use crate::world::{CONTEXT, DAY, INVOICE, Run, World, copy, sample};

const SELLER: &str = "VAT:DE299000015";
const DEBTOR: &str = "VAT:DE299000023";

/// Six hosts, each with a home `h`.
struct Hosts {
    registrar: World,
    nullifier: World,
    seller: World,
    debtor: World,
    prover: World,
    auditor: World,
    /// The registrar's public key, told by word of mouth.
    key: String,
}

/// Hands one file over.
fn hand(from: &World, file: &str, to: &World, name: &str) {
    let target = to.path(name);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::copy(from.path(file), target).unwrap();
}

/// Issues a certificate at a host and hands it to another, where it lies in `at-HOST`.
fn admit(host: &World, tenant: &str, scope: &str, to: &World, name: &str) {
    host.home(&["tenant", "add", tenant, "--scope", scope, "-o", tenant]).done();
    for file in ["roots.pem", "certificate.pem", "key.pem"] {
        hand(host, &format!("{tenant}/{file}"), to, &format!("{name}/{file}"));
        // The issuer keeps no copy of what is the tenant's alone.
        fs::remove_file(host.path(&format!("{tenant}/{file}"))).unwrap();
    }
}

/// Makes a party's key on its own host; the registrar registers what it is told.
fn register(registrar: &World, host: &World, id: &str, role: &str) {
    let made = host.run(&["keygen", "-o", "own.key", "--id", id, "--role", role]).done();
    let told = |name: &str| made[name].as_str().unwrap().to_owned();
    let (key, possession) = (told("public_key"), told("possession"));
    let add = ["party", "add", "--id", id, "--role", role, "--public-key", &key, "--possession", &possession];
    registrar.home(&add).done();
}

fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Day::of_unix_seconds(now.as_secs()).unwrap().to_string()
}

impl Hosts {
    /// Six homes, two parties that are registered and published, and who may call whom.
    fn new() -> Self {
        let host = |kind: &str, more: &[&str]| {
            let world = World::empty();
            world.home(&[&["init", "--development", "--for", kind][..], more].concat()).done();
            world
        };
        let registry = "eip155:31337:0x00000000000000000000000000000000000000aa";
        let mut hosts = Self {
            registrar: host("registrar", &[]),
            nullifier: host("nullifier-registry", &[]),
            seller: host("member", &[]),
            debtor: host("member", &[]),
            prover: host("prover", &["--home-registry", registry]),
            auditor: host("member", &[]),
            key: String::new(),
        };
        let Self { registrar, nullifier, seller, debtor, prover, auditor, .. } = &hosts;
        registrar.home(&["registry", "publish"]).refused(3, "registry/empty");
        register(registrar, seller, SELLER, "seller");
        register(registrar, debtor, DEBTOR, "debtor");
        let published = registrar.home(&["registry", "publish"]).done();
        assert_eq!((&published["added"], &published["head"]["size"]), (&5.into(), &5.into()));
        for (name, member) in
            [("seller", seller), ("debtor", debtor), ("prover", prover), ("auditor", auditor)]
        {
            admit(registrar, name, "registry", member, "at-registrar");
        }
        admit(nullifier, "seller", "nullifier", seller, "at-nullifier");
        admit(prover, "seller", "prove", seller, "at-prover");
        hosts.key = published["registrar"].as_str().unwrap().to_owned();
        hosts
    }

    fn all(&self) -> [(&'static str, &World); 6] {
        [
            ("registrar", &self.registrar),
            ("nullifier", &self.nullifier),
            ("seller", &self.seller),
            ("debtor", &self.debtor),
            ("prover", &self.prover),
            ("auditor", &self.auditor),
        ]
    }

    /// A member's first pull.
    fn follow(&self, member: &World, url: &str) -> Run {
        let server =
            ["registry", "pull", "--server", url, "--identity", "at-registrar", "--registrar", &self.key];
        member.home(&server)
    }

    /// What the seller and its prover agreed on: a policy narrower than the default, and the prover's key.
    fn agree(&self) {
        let policy = self.prover.read("h/policies/default.json");
        let narrower = policy.replace("\"max_tenor_days\": 366", "\"max_tenor_days\": 200");
        assert_ne!(policy, narrower);
        self.prover.write("policy.json", narrower);
        self.prover.home(&["policy", "add", "policy.json"]).done();
        hand(&self.prover, "policy.json", &self.seller, "policy.json");
        self.seller.home(&["policy", "add", "policy.json"]).done();
        let keys = self.prover.home(&["keys", "list"]).done();
        let is_invoice = |key: &&Value| key["circuit"] == "invoice/1";
        let digest =
            keys["keys"].as_array().unwrap().iter().find(is_invoice).unwrap()["sha256"].as_str().unwrap();
        for file in ["key.json", "portable.pk", "circuit.r1cs"] {
            hand(&self.prover, &format!("h/keys/{digest}/{file}"), &self.seller, &format!("key/{file}"));
        }
        self.seller.home(&["keys", "import", "key", "--sha256", digest]).done();
    }

    fn consent(&self, output: &str) -> Run {
        let args =
            ["consent", "invoice.xml", "--acknowledgement", "ack.json", "--key", "own.key", "--as-of", DAY];
        let more = ["--policy", "policy.json", "-o", output];
        self.seller.home(&[&args[..], &more, &CONTEXT].concat())
    }

    /// The seller has its prover prove, as somebody.
    fn prove(&self, url: &str, identity: &str, output: &str) -> Run {
        let args = [
            "prove",
            "invoice",
            "--document",
            "invoice.xml",
            "--acknowledgement",
            "ack.json",
            "--as-of",
            DAY,
        ];
        let more =
            ["--policy", "policy.json", "--consent", "consent.json", "--server", url, "--identity", identity];
        self.seller.home(&[&args[..], &more, &["-o", output], &CONTEXT].concat())
    }

    fn verify(&self, attestation: &str) -> Run {
        self.auditor.home(&["verify", attestation, "--at", DAY, "--allow-development-keys"])
    }

    /// Everything up to the auditor's verdict. Returns the services.
    fn play(&self) -> [Served; 3] {
        let serve = |host: &World| Served::with(host, "h", &["--identify"]);
        let services = [serve(&self.registrar), serve(&self.nullifier), serve(&self.prover)];
        let [registrar, nullifier, prover] = &services;
        for member in [&self.seller, &self.debtor, &self.prover, &self.auditor] {
            let pulled = self.follow(member, &registrar.url).done();
            assert_eq!((&pulled["added"], &pulled["pinned"]), (&5.into(), &true.into()));
        }
        self.agree();
        let key = self.nullifier.home(&["nullifier-key", "show"]).done();
        let pin = ["nullifier-key", "pin", key["public_key"].as_str().unwrap(), "--server", &nullifier.url];
        self.seller.home(&[&pin[..], &["--identity", "at-nullifier"]].concat()).done();
        // The prover asks nobody, and says to whose nullifiers its attestations refer.
        self.prover.home(&pin).done();

        for host in [&self.debtor, &self.seller] {
            fs::copy(sample(INVOICE), host.path("invoice.xml")).unwrap();
        }
        let args = ["acknowledge", "invoice.xml", "--key", "own.key", "--on", DAY, "-o", "ack.json"];
        self.debtor.home(&args).done();
        hand(&self.debtor, "ack.json", &self.seller, "ack.json");
        let consented = self.consent("consent.json").done();
        let proved = self.prove(&prover.url, "at-prover", "attestation.json").done();
        assert_eq!(proved["nullifier"], consented["nullifier"]);

        let exported = self.prover.home(&["trust", "export", "-o", "trust.json"]).done();
        hand(&self.prover, "trust.json", &self.auditor, "trust.json");
        hand(&self.seller, "attestation.json", &self.auditor, "attestation.json");
        let import = |digest: &str| self.auditor.home(&["trust", "import", "trust.json", "--sha256", digest]);
        import(&"0".repeat(64)).refused(5, "trust/other-digest");
        self.verify("attestation.json").refused(5, "attestation/untrusted-prover");
        let imported = import(exported["sha256"].as_str().unwrap()).done();
        assert_eq!(imported["registry_followed"], true);
        let verified = self.verify("attestation.json").done();
        assert_eq!(verified["nullifier"], consented["nullifier"]);
        services
    }
}

/// Every file under a folder.
fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The secrets that lie in a host's own files: of key files the scalar or seed, of PEM a line of the key.
fn secrets(host: &World) -> Vec<String> {
    let mut found = Vec::new();
    files(&host.path(""), &mut found);
    let mut secrets = Vec::new();
    for path in found {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let json: Option<Value> = serde_json::from_str(&text).ok();
        if let Some(secret) = json.as_ref().and_then(|json| json["content"]["secret"].as_str()) {
            secrets.push(secret.to_owned());
        }
        if text.contains("PRIVATE KEY") {
            // Its last line: those before may begin as every key does.
            secrets.push(text.lines().rev().nth(1).unwrap().to_owned());
        }
    }
    secrets
}

#[test]
fn six_homes_that_share_no_file() {
    let hosts = Hosts::new();
    let services = hosts.play();
    // Each has its own secrets, and none has another's.
    let held: Vec<(&str, Vec<String>)> = hosts.all().map(|(name, host)| (name, secrets(host))).into();
    let counts: Vec<usize> = held.iter().map(|(_, secrets)| secrets.len()).collect();
    // A service's: its own key, its certificate's and its authority's. A caller's: its signing key, and one for each certificate.
    assert_eq!(counts, [3, 3, 4, 2, 4, 1], "{:?}", held.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for (name, host) in hosts.all() {
        let mut found = Vec::new();
        files(&host.path(""), &mut found);
        for path in found {
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            for (owner, secrets) in held.iter().filter(|(owner, _)| *owner != name) {
                assert!(
                    !secrets.iter().any(|secret| text.contains(secret.as_str())),
                    "{owner}'s in {}",
                    path.display()
                );
            }
        }
    }
    // Who is not to have a proving key, a registry's secret or a queue has none.
    for (host, path) in [
        (&hosts.auditor, "h/keys"),
        (&hosts.debtor, "h/keys"),
        (&hosts.registrar, "h/keys"),
        (&hosts.nullifier, "h/keys"),
    ] {
        assert_eq!(fs::read_dir(host.path(path)).unwrap().count(), 0, "{path}");
    }
    for (name, host) in hosts.all() {
        assert_eq!(host.path("h/nullifier.key").exists(), name == "nullifier");
        assert_eq!(host.path("h/prover.key").exists(), name == "prover");
        assert_eq!(host.path("h/registrar.key").exists(), name == "registrar");
        host.home(&["doctor"]).done();
    }
    // The verdict needs nobody.
    drop(services);
    hosts.verify("attestation.json").done();
}

#[test]
fn a_revocation_reaches_those_who_pull() {
    let hosts = Hosts::new();
    let [registrar, _nullifier, prover] = &hosts.play();
    let backup = World::empty();
    copy(&hosts.registrar.path(""), &backup.path(""));

    hosts.registrar.home(&["party", "revoke", "--id", SELLER, "--on", &today()]).done();
    // Not published, it reaches nobody.
    let pull = |member: &World| member.home(&["registry", "pull"]);
    assert_eq!(pull(&hosts.prover).done()["added"], 0);
    let published = hosts.registrar.home(&["registry", "publish"]).done();
    assert_eq!((&published["added"], &published["revocations"]), (&2.into(), &1.into()));
    assert_eq!(hosts.registrar.home(&["registry", "publish"]).done()["added"], 0, "published once");
    // Nor those who have not pulled: the seller goes on with what it has, and so do its prover and the auditor.
    hosts.consent("late-consent.json").done();
    fs::rename(hosts.seller.path("late-consent.json"), hosts.seller.path("consent.json")).unwrap();
    hosts.prove(&prover.url, "at-prover", "late.json").done();
    hand(&hosts.seller, "late.json", &hosts.auditor, "late.json");
    hosts.verify("late.json").done();
    // The prover pulls, and makes no proof any more under the root that has ended.
    assert_eq!(pull(&hosts.prover).done()["added"], 2);
    hosts.prove(&prover.url, "at-prover", "refused.json").refused(5, "registry/root");
    assert!(!hosts.seller.path("refused.json").exists());
    // The auditor pulls, and takes nothing for a day before the revocation.
    assert_eq!(pull(&hosts.auditor).done()["revocations"], 1);
    for attestation in ["attestation.json", "late.json"] {
        hosts.verify(attestation).refused(5, "attestation/not-before");
    }
    // The seller pulls, and still finds no day that the prover takes.
    pull(&hosts.seller).done();
    hosts.consent("again.json").done();
    fs::rename(hosts.seller.path("again.json"), hosts.seller.path("consent.json")).unwrap();
    hosts.prove(&prover.url, "at-prover", "refused.json").refused(5, "registry/root");

    // The registrar's own backup, from before: its service offers an older registry, and then another history.
    let restored = Served::with(&backup, "h", &["--identify"]);
    let pull_from = |member: &World, url: &str| {
        member.home(&["registry", "pull", "--server", url, "--identity", "at-registrar"])
    };
    pull_from(&hosts.auditor, &restored.url).refused(5, "registry/stale");
    let stranger = ["party", "add", "--id", "VAT:ZZ9", "--role", "debtor", "--key-out", "zz.key"];
    backup.home(&stranger).done();
    backup.home(&["registry", "publish", "-o", "list.json"]).done();
    let refused = pull_from(&hosts.auditor, &restored.url).refused(5, "registry/not-extended");
    assert!(refused["kept"].is_string() && refused["offered"].is_string(), "both heads are signed");
    hand(&backup, "list.json", &hosts.auditor, "fork.json");
    hosts.auditor.home(&["registry", "pull", "--from", "fork.json"]).refused(5, "registry/not-extended");
    // Whoever has not pulled since takes it; and is told by what others then show.
    pull_from(&hosts.debtor, &restored.url).done();
    pull_from(&hosts.debtor, &registrar.url).refused(5, "registry/not-extended");
    // Nothing of what was refused has changed anything.
    assert_eq!(pull_from(&hosts.auditor, &registrar.url).done()["added"], 0);
    hosts.auditor.home(&["doctor"]).done();
}

#[test]
fn nobody_is_believed_who_is_not_pinned() {
    let hosts = Hosts::new();
    let [registrar, nullifier, prover] = &hosts.play();
    // A registry is pulled by the key that was told, and by no other.
    let newcomer = World::empty();
    newcomer.home(&["init", "--development", "--for", "member"]).done();
    admit(&hosts.registrar, "newcomer", "registry", &newcomer, "at-registrar");
    let server = ["registry", "pull", "--server", &registrar.url, "--identity", "at-registrar"];
    newcomer.home(&server).refused(2, "registry/no-registrar");
    let other = World::empty();
    let other_key = other.home(&["init", "--development", "--for", "registrar"]).done();
    let other_key = other_key["registrar"].as_str().unwrap();
    // The certificate is taken within seconds.
    until_some(|| {
        let run = newcomer.home(&[&server[..], &["--registrar", other_key]].concat());
        (run.json()["code"] != "caller/unknown").then(|| run.refused(5, "registry/signature"))
    });
    let config = newcomer.read("h/config.toml");
    assert!(!config.contains("registrar"), "nothing was pinned: {config}");
    let all = [&server[..], &["--registrar", &hosts.key]].concat();
    newcomer.home(&all).done();
    newcomer
        .home(&[&server[..], &["--registrar", other_key]].concat())
        .refused(5, "registry/other-registrar");
    // Who follows registers nobody, and who registers follows nobody.
    let add = ["party", "add", "--id", "VAT:ZZ9", "--role", "debtor", "--key-out", "zz.key"];
    newcomer.home(&add).refused(5, "registry/followed");
    newcomer.home(&["party", "revoke", "--id", SELLER, "--on", DAY]).refused(5, "registry/followed");
    newcomer.home(&["registry", "publish"]).refused(5, "registry/followed");
    assert!(!newcomer.path("zz.key").exists());
    let own = ["registry", "pull", "--server", &registrar.url, "--registrar", &hosts.key];
    hosts.registrar.home(&own).refused(5, "registry/own-parties");
    // A home without the key publishes nothing before it has made one.
    let keyless = World::new();
    fs::remove_file(keyless.path("h/registrar.key")).unwrap();
    keyless.home(&["registry", "publish"]).refused(5, "home/no-registrar-key");
    keyless.home(&["registry", "keygen"]).done();
    keyless.home(&["registry", "publish", "-o", "list.json"]).done();
    keyless.home(&["registry", "keygen"]).refused(3, "file/exists");
    hand(&keyless, "list.json", &newcomer, "foreign.json");
    newcomer.home(&["registry", "pull", "--from", "foreign.json"]).refused(5, "registry/signature");

    // A certificate of another host, and of a tenant that may not prove.
    hosts.prove(&prover.url, "at-registrar", "x.json").refused(8, "transport/unavailable");
    admit(&hosts.prover, "reader", "holders", &hosts.seller, "reader");
    until_some(|| {
        let run = hosts.prove(&prover.url, "reader", "x.json");
        (run.json()["code"] != "caller/unknown").then(|| run.refused(5, "caller/scope"))
    });
    let jobs = |identity: &str| {
        hosts.seller.home(&["jobs", "list", "--server", &prover.url, "--identity", identity])
    };
    assert_eq!(jobs("at-prover").done()["jobs"].as_array().unwrap().len(), 1);
    jobs("reader").refused(5, "caller/scope");
    // Who is no member reads no registry.
    admit(&hosts.registrar, "outsider", "holders", &other, "at-registrar");
    until_some(|| {
        let run = other.home(&[&server[..], &["--registrar", &hosts.key]].concat());
        (run.json()["code"] != "caller/unknown").then(|| run.refused(5, "caller/scope"))
    });

    // Another nullifier registry at the place of the one that is pinned.
    let impostor = World::empty();
    impostor.home(&["init", "--development", "--for", "nullifier-registry"]).done();
    let listening = Served::of(&impostor, "h");
    let config = hosts.seller.read("h/config.toml");
    hosts.seller.write("h/config.toml", config.replace(&nullifier.url, &listening.url));
    hosts.consent("x.json").refused(5, "nullifier/other-key");
    // And one that is not pinned at all.
    let unpinned = config.lines().take_while(|line| !line.starts_with('[')).collect::<Vec<_>>().join("\n");
    let unpinned = format!("{unpinned}\nnullifier_registry = {:?}\n", nullifier.url);
    hosts.seller.write("h/config.toml", unpinned);
    hosts.consent("x.json").refused(5, "nullifier/not-pinned");
    for wrong in ["00", &"f".repeat(64), &format!("01{}", "0".repeat(62))] {
        hosts
            .seller
            .home(&["nullifier-key", "pin", wrong, "--server", &nullifier.url])
            .refused(5, "nullifier/key");
    }
    assert!(!hosts.seller.path("x.json").exists());
}

/// Tries until there is an answer: a service takes a new tenant within seconds.
fn until_some<T>(mut some: impl FnMut() -> Option<T>) -> T {
    let began = std::time::Instant::now();
    loop {
        if let Some(found) = some() {
            return found;
        }
        assert!(began.elapsed().as_secs() < 60);
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}
