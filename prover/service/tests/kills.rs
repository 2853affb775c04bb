//! Services and workers killed at any moment, with an oracle that knows what was accepted: nothing is lost, nothing is issued twice, attempts are exact, neighbours
//! finish; and each attestation is in the log once, which only grows.
//!
//! 300 kills; `COVENANT_KILLS=10000 cargo test --workspace --test kills` for as many as that, `COVENANT_SEED` for others than those of seed 1.
#![expect(clippy::print_stderr, reason = "the seed is what a failure is found again by")]

mod common;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use common::oracle::{ATTEMPTS, Oracle, Process};
use common::statements::{log_files, log_key};
use covenant_log::check;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Between two kills.
fn pause(rng: &mut StdRng) -> Duration {
    // Now and then at once, mostly in the middle of work.
    Duration::from_micros(if rng.gen_bool(0.1) {
        rng.gen_range(0..2_000)
    } else {
        rng.gen_range(2_000..60_000)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_nothing_and_issue_nothing_twice() {
    let (kills, seed) = (number("COVENANT_KILLS", 300), number("COVENANT_SEED", 1));
    eprintln!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let home = tempfile::tempdir().unwrap();
    let runs: PathBuf = home.path().join("runs");
    std::fs::create_dir(&runs).unwrap();
    let service = home.path().join("service");
    let files = log_files(&home.path().join("log"));
    let key = log_key(&files);
    let log = files.folder.to_str().unwrap();
    let settings = [&ATTEMPTS[..], &["log", log]].concat();
    let (mut oracle, mut killed, mut checkpoints) = (Oracle::default(), [0, 0], Vec::new());
    while killed.iter().sum::<u64>() < kills {
        let served = Process::start("serve", &service, &settings);
        let client = served.client().await;
        let mut kill_rng = StdRng::seed_from_u64(rng.r#gen());
        let killing = async {
            // Some workers first, and the service at the end.
            for _ in 0..kill_rng.gen_range(0..4) {
                tokio::time::sleep(pause(&mut kill_rng)).await;
                let workers = served.workers();
                if !workers.is_empty() {
                    let worker = &workers[kill_rng.gen_range(0..workers.len())];
                    killed[1] +=
                        u64::from(Command::new("kill").args(["-KILL", worker]).status().unwrap().success());
                }
            }
            tokio::time::sleep(pause(&mut kill_rng)).await;
            served.kill();
            killed[0] += 1;
        };
        tokio::join!(killing, oracle.submit(&client, &runs, &mut rng, u32::MAX));
        if killed[0] % 10 == 0 {
            checkpoints.push(std::fs::read(files.folder.join("checkpoint")).unwrap());
        }
    }
    let served = Process::start("serve", &service, &settings);
    let client = served.client().await;
    assert!(oracle.judge(&client, &runs).await > 0, "no kill met a job that ran");
    let logged = check::folder(&files.folder, &key, &checkpoints).unwrap();
    let jobs = oracle.judge_log(&client, &key).await;
    assert_eq!(logged.size, jobs, "each result is in the log once, and nothing else is");
    eprintln!("{} jobs, {} kills of services and {} of workers", oracle.accepted.len(), killed[0], killed[1]);
    served.kill();
}
