//! A service that proves nothing itself, and workers of other homes, on one PostgreSQL.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::coverage::{JUDGED, ledger};
use crate::service::Served;
use crate::world::{CONTEXT, World, copy};

#[path = "../../../service/fixture/postgres.rs"]
mod postgres;

use postgres::Server;

/// Gives a worker's home the key of a service.
fn give_key(world: &World, of: &str, name: &str) {
    fs::create_dir_all(world.path(name).join("service")).unwrap();
    fs::copy(world.path(of).join("service/service.key"), world.path(name).join("service/service.key"))
        .unwrap();
}

#[test]
fn a_worker_of_another_home_proves_what_a_service_took() {
    let Some(server) = Server::shared() else { return };
    let (world, objects) = (World::new(), tempfile::tempdir().unwrap());
    let url = server.url(&server.database());
    let objects = format!("file://{}", objects.path().display());
    let database = ["--database", &url, "--objects", &objects];
    world.run(&[&["worker", "--home", "h"], &database[..]].concat()).refused(8, "fleet/no-key");
    // What it has of keys, made before.
    world.home(&["keys", "list"]).done();
    copy(&world.path("h"), &world.path("w"));
    let served = Served::with(&world, "h", &[&database[..], &["--workers", "0"]].concat());
    give_key(&world, "h", "w");
    let at = ["--server", &served.url];
    let job = world.prove("consent.json", "o.json", &[&at[..], &["--detach"]].concat()).done();
    let job = job["job"].as_str().unwrap().to_owned();
    let waiting = world.run(&[&["jobs", "list"], &at[..]].concat()).done();
    assert_eq!(waiting["jobs"][0]["state"], "queued", "nobody proves yet");

    let worker = Served::worker(&world, "w", &database);
    let watched =
        world.run(&[&["jobs", "watch", &job, "-o", "o.json", "--note-out", "n.json"], &at[..]].concat());
    assert_eq!(watched.code, Some(0), "{} {}", watched.out, watched.err);
    world.verify("o.json").done();
    assert_eq!(worker.terminate()["event"], "stopped");

    // Jobs are there for the next service, and the database's address is nowhere.
    drop(served);
    let served = Served::with(&world, "h", &[&database[..], &["--workers", "0"]].concat());
    let listed = world.run(&["jobs", "list", "--server", &served.url]).done();
    assert_eq!(listed["jobs"][0]["state"], "succeeded");
    for log in ["serve.log", "w.log"] {
        assert!(!world.read(log).contains("postgres://"), "{log}");
    }
}

/// A statement of many parts: each chunk is a job, and the workers share them.
#[test]
fn chunks_of_a_ledger_are_spread_over_workers() {
    let Some(server) = Server::shared() else { return };
    let world = ledger("15000", "1");
    let url = server.url(&server.database());
    let database = ["--database", &url, "--ledgers", "."];
    let prove = ["prove", "solvency", "--from", "s", "--home", "s", "--chunk-k", "12", "-o", "a.json"];
    // Makes the parameters, which workers are given with the other keys.
    let nobody = ["--server", "http://127.0.0.1:9"];
    world.run(&[&prove[..], &CONTEXT, &nobody].concat()).refused(8, "transport/unavailable");
    for name in ["w1", "w2"] {
        copy(&world.path("s"), &world.path(name));
    }
    let served = Served::with(&world, "s", &[&database[..], &["--workers", "0"]].concat());
    for name in ["w1", "w2"] {
        give_key(&world, "s", name);
    }
    let workers = ["w1", "w2"].map(|name| Served::worker(&world, name, &database));
    let at = ["--server", &served.url, "--json"];
    let child = world.command(&[&prove[..], &CONTEXT, &at].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    let done: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&done["ok"], &done["chunks"]), (&json!(true), &json!(4)), "{done}");
    let report = world.run(&[&["verify", "a.json"], &JUDGED[..]].concat()).done();
    assert_eq!(report["accounts"], "15000 in 4 chunks");
    let proved = |name: &str| world.read(&format!("{name}.log")).matches("a job succeeded").count();
    let each = [proved("w1"), proved("w2")];
    assert!(each[0] + each[1] == 4 && each[0] >= 1 && each[1] >= 1, "{each:?}");
    for worker in workers {
        assert_eq!(worker.terminate()["event"], "stopped");
    }
}

#[test]
fn what_a_fleet_cannot_be_told_is_refused() {
    let world = World::new();
    world.home(&["worker"]).refused(2, "usage/database");
    world.home(&["serve", "--workers", "0"]).refused(2, "usage/workers");
    let run = |more: &[&str]| world.home(&[&["serve", "--listen", "127.0.0.1:0"], more].concat());
    run(&["--database", "mysql://x/y"]).refused(2, "fleet/database");
    run(&["--database", "postgres://u@127.0.0.1:9/x", "--objects", "ftp://x"]).refused(2, "fleet/objects");
    let refused = run(&["--database", "postgres://u:hunter2@127.0.0.1:9/x"]);
    let refused = refused.refused(8, "serve/store");
    assert!(!refused.to_string().contains("hunter2"), "{refused}");
}
