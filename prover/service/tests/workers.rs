//! Workers that crash, hang, lie and babble: each has its code, and none harms a neighbour.

mod common;

use std::time::Duration;

use common::{
    config, finish, follow, follow_until, phases, read_when_there, start, start_with, submit, wait_until_gone,
};
use covenant_client::{ErrorKind, JobState};

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_counted_and_fails_the_job_after_exactly_n_attempts() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let runs = home.path().join("runs");
    let crashing = submit(&client, "crash", &format!("count-abort {}", runs.display())).await;
    let mut neighbours = Vec::new();
    for number in 0..6 {
        neighbours.push(submit(&client, &number.to_string(), "succeed").await);
    }
    for neighbour in &neighbours {
        let (job, result) = finish(&client, neighbour).await;
        assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
        assert!(result.is_some());
    }
    let events = follow(&client, &crashing).await;
    assert_eq!(
        phases(&events),
        [
            "queued", "started", "witness", "retrying", "started", "witness", "retrying", "started",
            "witness", "failed"
        ]
    );
    let (job, result) = client.get(&crashing).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Failed, 3));
    assert!(result.is_none());
    let failure = job.failure.unwrap();
    assert_eq!((failure.code.as_str(), failure.kind), ("job/worker-crashed", ErrorKind::Internal));
    assert_eq!(failure.message, "the worker was ended by signal 6");
    assert_eq!(std::fs::read(&runs).unwrap().len(), 3, "it ran as often as was counted");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_first_worker_crashed_succeeds_with_the_second() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let runs = home.path().join("runs");
    let id = submit(&client, "a", &format!("once {}", runs.display())).await;
    let (job, result) = finish(&client, &id).await;
    assert_eq!((job.state, job.attempts, result.is_some()), (JobState::Succeeded, 2, true));
    assert!(job.failure.is_none());
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_fail_has_its_code() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.attempts = 1;
    config.limits.worker_memory = Some(512 << 20);
    let (service, client) = start_with(config).await;
    for (claim, code) in [
        ("abort", "job/worker-crashed"),
        ("exit", "job/worker-crashed"),
        ("panic canary", "job/worker-crashed"),
        ("silent", "job/worker-crashed"),
        ("exhaust", "job/worker-crashed"),
        ("garbage", "job/worker-protocol"),
        ("long", "job/worker-protocol"),
        ("cut", "job/worker-protocol"),
        ("nonsense", "job/worker-protocol"),
        ("twice-named", "job/worker-protocol"),
        ("lie", "job/result-refused"),
    ] {
        let id = submit(&client, claim.split(' ').next().unwrap(), claim).await;
        let (job, result) = finish(&client, &id).await;
        assert_eq!((job.state, job.attempts), (JobState::Failed, 1), "{claim}");
        let failure = job.failure.unwrap();
        assert_eq!(failure.code, code, "{claim}");
        assert!(!failure.message.contains("canary"));
        assert!(result.is_none(), "{claim}");
    }
    let id = submit(&client, "after", "succeed").await;
    assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_says_where_and_not_what() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.attempts = 1;
    let (service, client) = start_with(config).await;
    let id = submit(&client, "a", "panic canary").await;
    let failure = finish(&client, &id).await.0.failure.unwrap();
    assert!(failure.message.starts_with("the worker panicked at "), "{}", failure.message);
    assert!(failure.message.contains("main.rs:"), "{}", failure.message);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_final() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let id = submit(&client, "a", "refuse").await;
    assert_eq!(phases(&follow(&client, &id).await), ["queued", "started", "witness", "failed"]);
    let (job, _) = client.get(&id).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Failed, 1));
    let failure = job.failure.unwrap();
    assert_eq!(failure.code, "invoice/seller-is-debtor");
    assert_eq!(failure.field.as_deref(), Some("seller"));
    assert_eq!(failure.kind, ErrorKind::Unsatisfied);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_the_verifier_refuses_is_tried_again_and_never_returned() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let id = submit(&client, "a", "lie").await;
    let (job, result) = finish(&client, &id).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 3));
    assert!(result.is_none());
    let failure = job.failure.unwrap();
    assert_eq!((failure.code.as_str(), failure.kind), ("job/result-refused", ErrorKind::Key));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_hangs_is_ended_at_the_deadline() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.attempts = 1;
    config.limits.attempt_deadline = Duration::from_secs(2);
    let (service, client) = start_with(config).await;
    let pid = home.path().join("pid");
    let id = submit(&client, "a", &format!("hang {}", pid.display())).await;
    let process = read_when_there(&pid).await;
    let (job, _) = finish(&client, &id).await;
    let failure = job.failure.unwrap();
    assert_eq!((failure.code.as_str(), failure.kind), ("job/timed-out", ErrorKind::Timeout));
    wait_until_gone(&process).await;
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_kills_the_worker() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let pid = home.path().join("pid");
    let id = submit(&client, "a", &format!("hang {}", pid.display())).await;
    let process = read_when_there(&pid).await;
    // The worker reports before it writes its number; the report reaches the service on another way.
    follow_until(&client, &id, "witness").await;
    let cancelled = client.cancel(&id).await.unwrap();
    assert_eq!(cancelled.state, JobState::Cancelled);
    wait_until_gone(&process).await;
    let events = follow(&client, &id).await;
    assert_eq!(phases(&events), ["queued", "started", "witness", "cancelled"]);
    let (job, result) = client.get(&id).await.unwrap();
    assert_eq!((job.state, result.is_none()), (JobState::Cancelled, true));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_writes_to_its_standard_error_does_not_block_it() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let id = submit(&client, "a", "loud canary").await;
    assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_cannot_be_started_is_a_failed_attempt() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.worker.program = home.path().join("missing");
    let (service, client) = start_with(config).await;
    let id = submit(&client, "a", "succeed").await;
    let (job, _) = finish(&client, &id).await;
    assert_eq!(job.attempts, 3);
    assert_eq!(job.failure.unwrap().code, "job/worker-not-started");
    service.shutdown().await;
}

/// Workers that fail job after job: no more are taken, and it is said; one that gets through ends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_fails_in_a_row_stops_taking_jobs() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.workers = 1;
    config.limits.attempts = 1;
    config.limits.failures_in_a_row = 3;
    config.limits.failure_pause = Duration::from_millis(300);
    let (service, client) = start_with(config).await;
    // Accepted before any of them has failed.
    let gate = home.path().join("gate");
    let held = submit(&client, "held", &format!("until {}", gate.display())).await;
    let mut crashing = Vec::new();
    for number in 0..3 {
        crashing.push(submit(&client, &number.to_string(), "abort").await);
    }
    let waiting = submit(&client, "waiting", "succeed").await;
    std::fs::write(gate, "").unwrap();
    assert_eq!(finish(&client, &held).await.0.state, JobState::Succeeded);
    for job in &crashing {
        assert_eq!(finish(&client, job).await.0.state, JobState::Failed);
    }
    let refused = client.submit(common::job("more", "succeed")).await.unwrap_err();
    assert_eq!((refused.kind, refused.code.as_str()), (ErrorKind::Unavailable, "service/workers-failing"));
    assert!(refused.retry_after.is_some());
    assert_eq!(client.get(&waiting).await.unwrap().0.state, JobState::Queued, "it keeps its attempts");
    // What is known already is still answered, and the one that waits is what is tried next.
    assert!(
        client
            .submit(common::job("held", &format!("until {}", home.path().join("gate").display())))
            .await
            .unwrap()
            .existing
    );
    assert_eq!(finish(&client, &waiting).await.0.state, JobState::Succeeded);
    client.submit(common::job("more", "succeed")).await.unwrap();
    service.shutdown().await;
}
