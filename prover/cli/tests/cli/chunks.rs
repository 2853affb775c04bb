//! Chunks of liabilities as jobs of a service.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::coverage::{JUDGED, ledger};
use crate::service::{Served, signal};
use crate::world::CONTEXT;

/// Three chunks of 2^12 rows.
const ACCOUNTS: &str = "9000";

fn args<'a>(server: &'a [&'a str]) -> Vec<&'a str> {
    let prove = ["prove", "solvency", "--from", "s", "--home", "s", "--chunk-k", "12", "-o", "a.json"];
    [&prove[..], &CONTEXT[..], server].concat()
}

#[test]
fn a_service_proves_chunks_and_one_whose_worker_dies_again() {
    let world = ledger(ACCOUNTS, "1");
    // Nobody answers: what was begun is kept, and a chunk of it can be proved alone.
    world.run(&args(&["--server", "http://127.0.0.1:9"])).refused(8, "transport/unavailable");
    let chunk = ["solvency", "chunk", "--from", "s", "--home", "s", "--index", "1"];
    assert_eq!(world.run(&chunk).done()["missing"], 2);

    {
        let without = Served::of(&world, "s");
        world.run(&args(&["--server", &without.url])).refused(3, "request/unknown-circuit");
    }
    let served = Served::with(&world, "s", &["--ledgers", "."]);
    let server = ["--server", &served.url];
    // A worker waits for its chunk, since another run seems to prove it; then it dies, and so does that run.
    let lock = fs::File::create(world.path("s/work/chunk-00.lock")).unwrap();
    lock.lock().unwrap();
    let child = world.command(&[&args(&server)[..], &["--json"]].concat()).stdout(Stdio::piped()).spawn();
    signal("-KILL", &served.worker_with(&world.path("s/work/chunk-00.lock")));
    drop(lock);
    let output = child.unwrap().wait_with_output().unwrap();
    let done: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&done["chunks"], &done["proved_now"]), (&json!(3), &json!(2)), "{done}");
    let jobs = world.run(&[&["jobs", "list"][..], &server].concat()).done();
    let attempts: Vec<(&Value, &Value)> =
        jobs["jobs"].as_array().unwrap().iter().map(|job| (&job["state"], &job["attempts"])).collect();
    assert_eq!(attempts, [(&json!("succeeded"), &json!(1)), (&json!("succeeded"), &json!(2))]);
    let report = world.run(&[&["verify", "a.json"], &JUDGED[..]].concat()).done();
    assert_eq!(report["accounts"], "9000 in 3 chunks");

    // The same chunks once more: nothing is left to prove. One that is lost after they were handed out is not proved again.
    assert_eq!(world.run(&args(&server)).done()["proved_now"], 0);
    fs::remove_file(world.path("s/work/chunk-02.sealed")).unwrap();
    let refused = world.run(&args(&server)).refused(1, "solvency/chunks-failed");
    let failed = &refused["chunks"][0];
    assert_eq!((&failed["chunk"], &failed["code"]), (&json!(2), &json!("solvency/handed-out")));
}

#[test]
fn a_service_finds_a_statement_by_its_folders_name_alone() {
    let world = ledger("60", "1");
    world.run(&args(&["--server", "http://127.0.0.1:9"])).refused(8, "transport/unavailable");
    // The service has another folder of that name, and none.
    fs::create_dir_all(world.path("other/s")).unwrap();
    let served = Served::with(&world, "s", &["--ledgers", "other"]);
    let refused = world.run(&args(&["--server", &served.url])).refused(3, "chunk/no-statement");
    assert_eq!(refused["field"], "statement");
    assert!(!world.path("other/s/work").exists(), "asking makes nothing");
}
