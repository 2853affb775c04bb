//! A service that asks who calls: tenants from the command line, certificates of the home's own authority and of others.

use crate::service::Served;
use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

/// Proves the common invoice at a service, with more arguments.
fn prove(world: &World, url: &str, key: &str, more: &[&str]) -> crate::world::Run {
    let document = sample(INVOICE);
    let subject = ["--document", &document, "--acknowledgement", "ack.json", "--as-of", DAY];
    let out = format!("{key}.json");
    let args = [
        "prove",
        "invoice",
        "--consent",
        "consent.json",
        "--server",
        url,
        "--idempotency-key",
        key,
        "-o",
        &out,
    ];
    world.home(&[&args[..], &subject, &CONTEXT, more].concat())
}

#[test]
fn tenants_prove_over_tls() {
    let world = World::new();
    world.home(&["tenant", "add", "acme", "--scope", "prove", "-o", "acme"]).done();
    world.home(&["tenant", "add", "reader", "--scope", "holders", "-o", "reader"]).done();
    let served = Served::with(&world, "h", &["--identify"]);
    assert!(served.url.starts_with("https://"), "{}", served.url);

    prove(&world, &served.url, "none", &[]).refused(2, "usage/identity");
    prove(&world, &served.url, "acme", &["--identity", "acme"]).done();
    world.verify("acme.json").done();
    prove(&world, &served.url, "reader", &["--identity", "reader"]).refused(5, "caller/scope");
    // A job of one is not there for another.
    world.home(&["tenant", "add", "other", "--scope", "prove", "-o", "other"]).done();
    let jobs = |identity: &str| {
        let list = ["jobs", "list", "--server", &served.url, "--identity", identity];
        world.home(&list).done()["jobs"].as_array().unwrap().clone()
    };
    // The file is followed, within seconds.
    let started = std::time::Instant::now();
    let list = ["jobs", "list", "--server", &served.url, "--identity", "other"];
    while world.home(&list).code != Some(0) {
        assert!(started.elapsed().as_secs() < 60);
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert_eq!((jobs("acme").len(), jobs("other").len()), (1, 0));
    let id = jobs("acme")[0]["id"].as_str().unwrap().to_owned();
    let watch = |id: &str| world.home(&["jobs", "watch", id, "--server", &served.url, "--identity", "other"]);
    let (theirs, nobodys) =
        (watch(&id).refused(3, "job/not-found"), watch(&"0".repeat(32)).refused(3, "job/not-found"));
    assert_eq!(theirs, nobodys);
    // Of another home's authority, by the same name.
    world.run(&["init", "--development", "--home", "h2"]).done();
    world.run(&["tenant", "add", "acme", "--scope", "prove", "-o", "forged", "--home", "h2"]).done();
    world.write("forged/roots.pem", world.read("acme/roots.pem"));
    prove(&world, &served.url, "forged", &["--identity", "forged"]).refused(8, "transport/unavailable");
    // And the service in front of the wrong roots.
    world.write("reader/roots.pem", world.read("h2/identity/authority.pem"));
    prove(&world, &served.url, "misled", &["--identity", "reader"]).refused(8, "transport/unavailable");
    // The trail knows who asked.
    let trail = world.read("h/service/audit/audit.jsonl");
    assert!(trail.lines().any(|line| line.contains("\"acme\"") && line.contains(&id)), "{trail}");
    assert!(
        trail.lines().any(|line| line.contains("\"reader\"") && line.contains("\"status\":7")),
        "{trail}"
    );
}

#[test]
fn tenants_are_listed_and_removed() {
    let world = World::new();
    let name = "urn:example:lender";
    world
        .home(&["tenant", "add", "lender", "--scope", "prove", "--scope", "nullifier", "--name", name])
        .done();
    world.home(&["tenant", "add", "lender2", "--scope", "prove", "--name", name]).refused(3, "tenant/name");
    world.home(&["tenant", "add", "local", "--scope", "prove", "--name", "x"]).refused(3, "tenant/name");
    world.home(&["tenant", "add", "nobody", "--scope", "prove"]).refused(2, "usage/tenant");
    world.home(&["tenant", "add", "all", "--scope", "everything", "--name", "x"]).refused(2, "usage/value");
    let listed = world.home(&["tenant", "list"]).done();
    assert_eq!(listed["tenants"]["lender"]["scopes"], serde_json::json!(["prove", "nullifier"]));
    world.home(&["tenant", "remove", "lender"]).done();
    world.home(&["tenant", "remove", "lender"]).refused(3, "tenant/unknown");
    // Its name is nobody's again, and a certificate's name is no other certificate's.
    world.home(&["tenant", "add", "lender", "--scope", "prove", "--name", "y"]).refused(3, "tenant/name");
    world.home(&["tenant", "add", "acme", "--scope", "prove", "--name", "extra", "-o", "one"]).done();
    world.home(&["tenant", "add", "acme", "--scope", "prove", "--name", "z"]).refused(3, "tenant/exists");
    let names =
        || world.home(&["tenant", "list"]).done()["tenants"]["acme"]["names"].as_array().unwrap().clone();
    let before = names();
    world.home(&["tenant", "renew", "acme", "-o", "two"]).done();
    let after = names();
    assert_eq!((before.len(), after.len()), (2, 2));
    assert_eq!(
        before.iter().filter(|name| after.contains(name)).count(),
        1,
        "the name that was brought along"
    );
    world.home(&["tenant", "renew", "nobody", "-o", "three"]).refused(3, "tenant/unknown");
    world.home(&["tenant", "renew", "acme", "-o", "two"]).refused(3, "file/exists");
}

#[test]
fn off_loopback_there_is_an_identity() {
    let world = World::new();
    std::fs::remove_dir_all(world.path("h/identity")).unwrap();
    let everywhere = ["serve", "--listen", "0.0.0.0:0"];
    world.home(&everywhere).refused(2, "serve/no-identity");
    world.home(&["tenant", "add", "a", "--scope", "prove", "-o", "a"]).refused(3, "file/unwritable");
    world.home(&["identity", "make", "--host", "prover.example", "--host", "10.0.0.7"]).done();
    // The key may be read by its owner alone.
    use std::os::unix::fs::PermissionsExt as _;
    let key = world.path("h/identity/key.pem");
    std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).unwrap();
    world.home(&everywhere).refused(8, "serve/identity");
}
