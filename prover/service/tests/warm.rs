//! Workers that are ready before there is a claim, and take one.

mod common;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::statements::SELECTOR;
use common::{
    Adjusted, FIXTURE, PATIENCE, config, finish, job, start_of, start_with, submit, wait_until_gone,
};
use covenant_client::JobState;
use covenant_service::{CircuitCapability, ServiceConfig, WorkerCommand};

/// A service whose workers leave a file in a folder once they are made ready.
fn telling(home: &Path, folder: &Path) -> ServiceConfig {
    let mut config = config(home);
    config.workers = 1;
    config.worker = WorkerCommand::new(FIXTURE, ["worker".as_ref(), "tells".as_ref(), folder.as_os_str()]);
    config
}

/// The processes that were made ready, and for which selector.
fn told(folder: &Path) -> HashMap<String, String> {
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(read).collect()
}

/// Waits until a process was made ready that satisfies this, and returns it.
async fn process(folder: &Path, wanted: impl Fn(&str, &str) -> bool) -> String {
    let found = async {
        loop {
            let all = told(folder);
            match all.into_iter().find(|(process, selector)| wanted(process, selector)) {
                Some((process, _)) => return process,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, found).await.expect("a worker should be made ready")
}

/// Which process proved, and with which selector open.
async fn proved_by(client: &covenant_client::Client, home: &Path, key: &str) -> (String, String) {
    let file = home.join(format!("proved-{key}"));
    let proved = client.prove(job(key, &format!("process {}", file.display())), None).await.unwrap();
    assert_eq!((proved.job.state, proved.job.attempts), (JobState::Succeeded, 1));
    let text = std::fs::read_to_string(file).unwrap();
    let (process, selector) = text.split_once(' ').unwrap();
    (process.to_owned(), selector.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_ready_before_its_claim_takes_one_and_is_replaced() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (service, client) = start_with(telling(home.path(), folder.path())).await;
    let mut used: Vec<String> = Vec::new();
    for key in ["1", "2", "3"] {
        let waiting = process(folder.path(), |process, _| !used.iter().any(|used| used == process)).await;
        let (process, selector) = proved_by(&client, home.path(), key).await;
        assert_eq!((process.as_str(), selector.as_str()), (waiting.as_str(), SELECTOR));
        wait_until_gone(&process).await;
        used.push(process);
    }
    let last = process(folder.path(), |process, _| !used.iter().any(|used| used == process)).await;
    service.shutdown().await;
    assert!(!Path::new(&format!("/proc/{last}")).exists(), "a stop leaves no worker behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_died_while_it_waited_harms_no_job() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (service, client) = start_with(telling(home.path(), folder.path())).await;
    let first = process(folder.path(), |_, _| true).await;
    assert!(Command::new("kill").args(["-9", &first]).status().unwrap().success());
    wait_until_gone(&first).await;
    let (process, _) = proved_by(&client, home.path(), "a").await;
    assert_ne!(process, first);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_of_another_key_is_discarded() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let changed = Arc::new(AtomicBool::new(false));
    let statements = Adjusted({
        let changed = Arc::clone(&changed);
        move |capability: &mut CircuitCapability| {
            if changed.load(Ordering::Relaxed) {
                capability.selector = "changed".to_owned();
            }
        }
    });
    let (service, client) = start_of(telling(home.path(), folder.path()), Arc::new(statements)).await;
    let old = process(folder.path(), |_, selector| selector == SELECTOR).await;
    changed.store(true, Ordering::Relaxed);
    let (_, selector) = proved_by(&client, home.path(), "a").await;
    assert_eq!(selector, "changed");
    wait_until_gone(&old).await;
    process(folder.path(), |_, selector| selector == "changed").await;
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn children_that_die_at_their_start_are_not_started_without_end() {
    let home = tempfile::tempdir().unwrap();
    let starts = home.path().join("starts");
    let mut config = config(home.path());
    config.warm = 1;
    config.worker = WorkerCommand::new(FIXTURE, ["worker".as_ref(), "dies".as_ref(), starts.as_os_str()]);
    let (service, client) = start_with(config).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let ahead = std::fs::read(&starts).unwrap().len();
    assert!((2..=6).contains(&ahead), "{ahead} starts in 3 s");
    let id = submit(&client, "a", "succeed").await;
    let (failed, _) = finish(&client, &id).await;
    assert_eq!((failed.state, failed.attempts), (JobState::Failed, 3));
    assert_eq!(failed.failure.unwrap().code, "job/worker-crashed");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vanished_service_leaves_no_worker_that_waits_or_makes_ready() {
    for how in ["tells", "hangs"] {
        let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut server = Command::new(FIXTURE)
            .arg("serve")
            .args([home.path(), Path::new(how), folder.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let waiting =
            process(folder.path(), |process, _| process.bytes().all(|byte| byte.is_ascii_digit())).await;
        assert!(Path::new(&format!("/proc/{waiting}")).exists());
        server.kill().unwrap();
        server.wait().unwrap();
        wait_until_gone(&waiting).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_gets_the_variables_that_it_is_given_and_no_others() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.attempts = 1;
    config.worker.env.push(("GIVEN".into(), "1".into()));
    let (service, client) = start_with(config).await;
    assert!(std::env::vars_os().count() > 1, "there is an environment");
    let proved = client.prove(job("a", "environment GIVEN"), None).await.unwrap();
    assert_eq!(proved.job.state, JobState::Succeeded);
    let proved = client.prove(job("b", "environment OTHER"), None).await.unwrap();
    assert_eq!(proved.job.state, JobState::Failed, "the test would see another");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_keeps_nothing_ready_proves_too() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut config = telling(home.path(), folder.path());
    config.warm = 0;
    let (service, client) = start_with(config).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(told(folder.path()).is_empty());
    let (_, selector) = proved_by(&client, home.path(), "a").await;
    assert_eq!(selector, SELECTOR);
    service.shutdown().await;
}
