//! The time of day stepped to and fro under a service, by `libfaketime` (Debian's package `faketime`).
#![expect(clippy::print_stderr, reason = "what is left out is said")]

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use common::oracle::Process;
use common::{finish, follow_until, job, read_when_there, submit};
use covenant_client::JobState;

/// What fakes the time of day, if the machine has it.
fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found =
        folders.map(|folder| folder.path().join("faketime/libfaketime.so.1")).find(|path| path.exists());
    if found.is_none() {
        assert!(std::env::var_os("COVENANT_REQUIRE_FAKETIME").is_none(), "libfaketime is not installed");
        eprintln!("*** SKIPPED: libfaketime is not installed (Debian's package `faketime`)");
    }
    found
}

/// A clock that a process goes by.
struct FakeClock {
    library: PathBuf,
    file: PathBuf,
}

impl FakeClock {
    fn new(folder: &Path) -> Option<Self> {
        let clock = Self { library: library()?, file: folder.join("time") };
        clock.step("+0");
        Some(clock)
    }

    /// Sets it so far from the true time, such as `-2h`.
    fn step(&self, offset: &str) {
        let partial = self.file.with_extension("partial");
        std::fs::write(&partial, offset).unwrap();
        std::fs::rename(partial, &self.file).unwrap();
    }

    fn serve(&self, home: &Path, settings: &[&str]) -> Process {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let environment = [
            ("LD_PRELOAD", text(&self.library)),
            ("FAKETIME_TIMESTAMP_FILE", text(&self.file)),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        Process::with("serve", home, settings, &environment)
    }
}

const SHORT_LEASES: [&str; 4] = ["attempts", "5", "lease-ms", "500"];

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_the_clock_costs_a_running_job_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(clock) = FakeClock::new(folder.path()) else { return };
    let served = clock.serve(&folder.path().join("service"), &SHORT_LEASES);
    let client = served.client().await;
    for (round, step) in ["+1h", "-3h", "+20d", "+0"].into_iter().enumerate() {
        let (started, gate) =
            (folder.path().join(format!("started{round}")), folder.path().join(format!("gate{round}")));
        let claim = format!("started {} {}", started.display(), gate.display());
        let id = submit(&client, &round.to_string(), &claim).await;
        read_when_there(&started).await;
        clock.step(step);
        // Several leases long.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        std::fs::write(&gate, "").unwrap();
        let (job, result) = finish(&client, &id).await;
        assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1), "{step}");
        assert!(result.is_some());
    }
    assert!(served.end().await);
}

/// A retry that was set by a clock which was a day ahead is not a day off.
#[tokio::test(flavor = "multi_thread")]
async fn a_retry_does_not_wait_for_a_clock_that_was_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let Some(clock) = FakeClock::new(folder.path()) else { return };
    let home = folder.path().join("service");
    clock.step("+3d");
    let served = clock.serve(&home, &SHORT_LEASES);
    let client = served.client().await;
    // Its first attempt fails while the clock is ahead.
    let gate = folder.path().join("runs");
    let id = submit(&client, "a", &format!("once {}", gate.display())).await;
    let hanging = submit(&client, "b", "hang ").await;
    follow_until(&client, &hanging, "started").await;
    let (job_ahead, _) = client.get(&hanging).await.unwrap();
    assert!(job_ahead.created_at > SystemTime::now() + Duration::from_secs(86_400), "its clock is ahead");
    served.kill();

    clock.step("+0");
    let served = clock.serve(&home, &SHORT_LEASES);
    let client = served.client().await;
    let (done, _) = finish(&client, &id).await;
    assert_eq!(done.state, JobState::Succeeded);
    follow_until(&client, &hanging, "retrying").await;
    client.cancel(&hanging).await.unwrap();
    // What comes now is as new as it says.
    let next = client.submit(job("c", "prove")).await.unwrap().job.id;
    assert_eq!(finish(&client, &next).await.0.state, JobState::Succeeded);
    assert!(served.end().await);
}
