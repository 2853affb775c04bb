//! `prove solvency`, killed again and again: what is done stays done.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rand::Rng as _;

use crate::coverage::{JUDGED, ledger};
use crate::world::{CONTEXT, World};

/// Four chunks of 2^12 rows.
const ACCOUNTS: &str = "12500";
const CHUNKS: u64 = 4;

fn args() -> Vec<&'static str> {
    let prove = ["prove", "solvency", "--from", "s", "--home", "s", "--chunk-k", "12", "-o", "a.json"];
    [&prove[..], &CONTEXT[..]].concat()
}

fn begin(world: &World) -> Child {
    let args = [&args()[..], &["--json"]].concat();
    world.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The sealed proofs that are there.
fn proved(world: &World) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(world.path("s/work")).into_iter().flatten().flatten();
    let named = files.map(|file| (file.file_name().into_string().unwrap(), file.path()));
    let chunks = named.filter(|(name, _)| name.starts_with("chunk-") && name.ends_with(".sealed"));
    chunks.map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

/// Kills a run once something holds, or lets it end if it never does; all proofs that were there are as they were.
fn killed(world: &World, when: &mut dyn FnMut() -> bool) {
    let before = proved(world);
    let (mut child, until) = (begin(world), Instant::now() + Duration::from_secs(300));
    while child.try_wait().unwrap().is_none() && !when() {
        assert!(Instant::now() < until, "the run neither ends nor comes to the point");
        std::thread::sleep(Duration::from_millis(1));
    }
    // SIGKILL; of a run that has ended it says nothing.
    let _ = child.kill();
    child.wait().unwrap();
    let after = proved(world);
    assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "a proof was made again");
    assert!(!world.path("a.json").exists() || after.len() as u64 == CHUNKS);
}

#[test]
fn chunks_that_are_done_stay_done_whenever_a_run_is_killed() {
    let world = ledger(ACCOUNTS, "1");
    // At points that have names: the statement is planned, parameters are kept, a chunk is begun, its identifiers are kept, it is proved.
    for point in [
        "s/work/plan.sealed",
        "s/liabilities/srs-12",
        "s/liabilities/key-12-1",
        "s/work/chunk-00.lock",
        "s/work/identifiers-00.sealed",
        "s/work/chunk-00.sealed",
        "s/work/chunk-01.lock",
        "s/work/identifiers-01.sealed",
    ] {
        killed(&world, &mut || world.path(point).exists());
    }
    assert!((1..CHUNKS).contains(&(proved(&world).len() as u64)), "some are proved, some are not");
    assert!(world.path("s/liabilities/key-12-1").exists());
    // At any: six times before a second has passed.
    for _ in 0..6 {
        let (began, after) = (Instant::now(), Duration::from_millis(rand::rngs::OsRng.gen_range(0..1000)));
        killed(&world, &mut || began.elapsed() >= after);
    }
    // All chunks are proved, and nothing is handed out yet, or is.
    killed(&world, &mut || proved(&world).len() as u64 == CHUNKS);
    killed(&world, &mut || world.path("s/work/handed-out.sealed").exists());

    let before = proved(&world);
    let done = world.run(&args()).done();
    assert_eq!((done["chunks"].as_u64(), done["proved_now"].as_u64()), (Some(CHUNKS), Some(0)), "{done}");
    assert!(proved(&world) == before);
    let report = world.run(&[&["verify", "a.json"], &JUDGED[..]].concat()).done();
    assert_eq!(report["accounts"], "12500 in 4 chunks");
}
