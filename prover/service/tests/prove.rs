//! One call for a proof: the same jobs as by `Submit`, within bounds.

mod common;

use std::time::Duration;

use common::statements::proof;
use common::{config, finish, job, read_when_there, start, start_with};
use covenant_client::{ErrorKind, JobState};

#[tokio::test(flavor = "multi_thread")]
async fn one_call_hands_out_the_result_and_the_same_call_the_same_job() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let proved = client.prove(job("a", "succeed"), None).await.unwrap();
    assert_eq!((proved.job.state, proved.job.attempts, proved.existing), (JobState::Succeeded, 1, false));
    let (result, expected) = (proved.result.unwrap(), proof(b"succeed"));
    assert_eq!(result.attestation, expected.attestation);
    assert_eq!(result.private_output("note"), expected.private_output("note"));

    let again = client.prove(job("a", "succeed"), None).await.unwrap();
    assert_eq!((again.existing, &again.job.id), (true, &proved.job.id));
    assert_eq!(again.result, Some(result));
    let submitted = client.submit(job("a", "succeed")).await.unwrap();
    assert_eq!((submitted.existing, submitted.job.id), (true, proved.job.id));
    let conflict = client.prove(job("a", "other"), None).await.unwrap_err();
    assert_eq!(conflict.code, "job/idempotency-conflict");
    assert_eq!(client.prove(job("b", "unsatisfied"), None).await.unwrap_err().code, "invoice/overdue");
    assert_eq!(client.list(None, 0, None).await.unwrap().jobs.len(), 1);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_is_told_with_its_failure() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let failed = client.prove(job("a", "refuse"), None).await.unwrap();
    assert_eq!((failed.job.state, failed.result), (JobState::Failed, None));
    assert_eq!(failed.job.failure.unwrap().code, "invoice/seller-is-debtor");
    let failed = client.prove(job("b", "lie"), None).await.unwrap();
    assert_eq!((failed.job.state, failed.job.attempts, failed.result), (JobState::Failed, 3, None));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_is_over_leaves_the_job_running() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.prove_wait = Duration::from_millis(400);
    let (service, client) = start_with(config).await;
    assert_eq!(client.capabilities().await.unwrap().limits.prove_wait, Duration::from_millis(400));
    let gate = home.path().join("gate");
    let claim = format!("until {}", gate.display());
    for wait in [Some(Duration::from_millis(50)), None, Some(Duration::from_secs(1000))] {
        let waiting = client.prove(job("a", &claim), wait).await.unwrap();
        assert!(!waiting.job.state.is_final() && waiting.result.is_none());
    }
    std::fs::write(&gate, "").unwrap();
    let id = client.submit(job("a", &claim)).await.unwrap().job.id;
    let (job, result) = finish(&client, &id).await;
    assert_eq!((job.state, job.attempts, result.is_some()), (JobState::Succeeded, 1, true));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_the_call_cancels_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let (gate, started) = (home.path().join("gate"), home.path().join("started"));
    let claim = format!("started {} {}", started.display(), gate.display());
    let call = tokio::spawn({
        let (client, job) = (client.clone(), job("a", &claim));
        async move { client.prove(job, None).await }
    });
    read_when_there(&started).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    std::fs::write(&gate, "").unwrap();
    let proved = client.prove(job("a", &claim), None).await.unwrap();
    assert_eq!((proved.existing, proved.job.state, proved.job.attempts), (true, JobState::Succeeded, 1));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_calls_wait() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.prove_calls = 1;
    let (service, client) = start_with(config).await;
    let (gate, started) = (home.path().join("gate"), home.path().join("started"));
    let claim = format!("started {} {}", started.display(), gate.display());
    let call = tokio::spawn({
        let (client, job) = (client.clone(), job("a", &claim));
        async move { client.prove(job, None).await }
    });
    read_when_there(&started).await;
    let refused = client.prove(job("b", "succeed"), None).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("job/too-many-prove-calls", ErrorKind::Limit));
    assert!(refused.retry_after.is_some());
    assert_eq!(client.list(None, 0, None).await.unwrap().jobs.len(), 1, "it made no job");
    client.submit(job("b", "succeed")).await.unwrap();
    std::fs::write(&gate, "").unwrap();
    assert_eq!(call.await.unwrap().unwrap().job.state, JobState::Succeeded);
    assert!(client.prove(job("b", "succeed"), None).await.unwrap().existing, "there is a place again");
    service.shutdown().await;
}
