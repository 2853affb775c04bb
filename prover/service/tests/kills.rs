//! Services and workers killed at any moment, with an oracle that knows what was accepted: nothing is lost, nothing is issued twice, attempts are exact, neighbours
//! finish.
//!
//! 300 kills; `COVENANT_KILLS=10000 cargo test --workspace --test kills` for as many as that, `COVENANT_SEED` for others than those of seed 1.
#![expect(clippy::print_stderr, reason = "the seed is what a failure is found again by")]

mod common;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use common::oracle::{ATTEMPTS, Oracle, Process};
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
    let (mut oracle, mut killed) = (Oracle::default(), [0, 0]);
    while killed.iter().sum::<u64>() < kills {
        let served = Process::start("serve", &service, &ATTEMPTS);
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
    }
    let served = Process::start("serve", &service, &ATTEMPTS);
    let client = served.client().await;
    assert!(oracle.judge(&client, &runs).await > 0, "no kill met a job that ran");
    eprintln!("{} jobs, {} kills of services and {} of workers", oracle.accepted.len(), killed[0], killed[1]);
    served.kill();
}
