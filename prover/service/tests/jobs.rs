//! Submitting, reading, following, cancelling and listing jobs.

mod common;

use common::statements::{CIRCUIT, SELECTOR, proof};
use common::{finish, follow, job, phases, start, start_with, submit};
use covenant_client::{ErrorKind, JobState};
use std::collections::HashSet;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_and_hands_out_all_parts_of_its_result() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;

    let submitted = client.submit(job("a", "succeed")).await.unwrap();
    assert!(!submitted.existing);
    let events = follow(&client, &submitted.job.id).await;
    assert_eq!(phases(&events), ["queued", "started", "witness", "msm", "succeeded"]);
    assert_eq!(events.iter().map(|event| event.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(events.iter().all(|event| event.estimated_total.is_none()), "there is no past run to go by");

    let (found, result) = client.get(&submitted.job.id).await.unwrap();
    assert_eq!((found.state, found.attempts), (JobState::Succeeded, 1));
    let (result, expected) = (result.unwrap(), proof(b"succeed"));
    assert_eq!(result.attestation, expected.attestation);
    let named = |name, bytes: &covenant_client::Secret| (name, bytes.expose().to_vec());
    let found: Vec<_> =
        result.private_outputs.iter().map(|output| named(output.name.clone(), &output.bytes)).collect();
    let wanted: Vec<_> =
        expected.private_outputs.iter().map(|output| named(output.name.clone(), &output.bytes)).collect();
    assert_eq!(found, wanted, "each under its name, in its order");

    let later = submit(&client, "b", "succeed again").await;
    let events = follow(&client, &later).await;
    assert!(events[1].estimated_total.is_some(), "the first run is an estimate for the second");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn capabilities_and_check_make_no_job() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;

    let capabilities = client.capabilities().await.unwrap();
    assert_eq!(capabilities.circuits.len(), 1);
    assert_eq!(capabilities.circuits[0].circuit, CIRCUIT);
    assert!(capabilities.circuits[0].development && capabilities.nullifier_registry);
    assert_eq!(capabilities.limits.attempts, 3);

    let report = client.check(CIRCUIT, b"succeed").await.unwrap();
    assert_eq!(report.rules, ["fixture/text"]);
    assert_eq!(report.not_run, ["fixture/consent"]);

    let refused = client.check(CIRCUIT, b"unsatisfied").await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("invoice/overdue", ErrorKind::Unsatisfied));
    assert_eq!(refused.field.as_deref(), Some("document.due"));
    let refused = client.check("other", b"succeed").await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("circuit/unknown", ErrorKind::NotFound));

    assert!(client.list(None, 0, None).await.unwrap().jobs.is_empty());
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_breaks_a_rule_or_expects_another_key_makes_no_job() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;

    let refused = client.submit(job("a", "unsatisfied")).await.unwrap_err();
    assert_eq!(refused.code, "invoice/overdue");

    let mut expecting = job("a", "succeed");
    expecting.expected_selector = Some("another".to_owned());
    let refused = client.submit(expecting.clone()).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("key/selector-mismatch", ErrorKind::Key));
    assert!(client.list(None, 0, None).await.unwrap().jobs.is_empty());

    expecting.expected_selector = Some(SELECTOR.to_owned());
    client.submit(expecting).await.unwrap();
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_submitters_with_one_key_make_one_job() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;

    let submitters: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.submit(job("one", "succeed")).await.unwrap() })
        })
        .collect();
    let (mut ids, mut made) = (HashSet::new(), 0);
    for submitter in submitters {
        let submitted = submitter.await.unwrap();
        made += usize::from(!submitted.existing);
        ids.insert(submitted.job.id);
    }
    assert_eq!((ids.len(), made), (1, 1));
    let id = ids.into_iter().next().unwrap();
    let (found, _) = finish(&client, &id).await;
    assert_eq!((found.state, found.attempts), (JobState::Succeeded, 1));

    let again = client.submit(job("one", "succeed")).await.unwrap();
    assert!(again.existing && again.job.id == id, "also after the job has ended");
    let conflict = client.submit(job("one", "other bytes")).await.unwrap_err();
    assert_eq!((conflict.code.as_str(), conflict.kind), ("job/idempotency-conflict", ErrorKind::Conflict));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_bounded() {
    let home = tempfile::tempdir().unwrap();
    let mut config = common::config(home.path());
    config.workers = 1;
    config.limits.queued_jobs = 2;
    let (service, client) = start_with(config).await;

    let pid = home.path().join("pid");
    let running = submit(&client, "running", &format!("hang {}", pid.display())).await;
    common::read_when_there(&pid).await;
    submit(&client, "1", "succeed").await;
    let waiting = submit(&client, "2", "succeed").await;
    let refused = client.submit(job("3", "succeed")).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("job/queue-full", ErrorKind::Limit));
    assert!(refused.retry_after.is_some());
    assert!(client.submit(job("1", "succeed")).await.unwrap().existing, "a known job needs no place");

    client.cancel(&waiting).await.unwrap();
    submit(&client, "3", "succeed").await;
    client.cancel(&running).await.unwrap();
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_job_that_is_cancelled_never_runs() {
    let home = tempfile::tempdir().unwrap();
    let mut config = common::config(home.path());
    config.workers = 1;
    let (service, client) = start_with(config).await;

    let gate = home.path().join("gate");
    let first = submit(&client, "1", &format!("until {}", gate.display())).await;
    let ran = home.path().join("ran");
    let second = submit(&client, "2", &format!("once {}", ran.display())).await;
    let cancelled = client.cancel(&second).await.unwrap();
    assert_eq!((cancelled.state, cancelled.attempts), (JobState::Cancelled, 0));
    std::fs::write(&gate, "").unwrap();
    assert_eq!(finish(&client, &first).await.0.state, JobState::Succeeded);
    assert_eq!(phases(&follow(&client, &second).await), ["queued", "cancelled"]);
    assert!(!ran.exists());

    let unchanged = client.cancel(&first).await.unwrap();
    assert_eq!(unchanged.state, JobState::Succeeded, "a job that has ended stays as it is");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_in_pages() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(submit(&client, &number.to_string(), "succeed").await);
    }
    for id in &ids {
        finish(&client, id).await;
    }
    let refused = submit(&client, "refused", "refuse").await;
    finish(&client, &refused).await;

    let (mut listed, mut page) = (Vec::new(), None);
    loop {
        let answer = client.list(Some(JobState::Succeeded), 2, page.as_deref()).await.unwrap();
        assert!(answer.jobs.len() <= 2);
        listed.extend(answer.jobs.into_iter().map(|job| job.id));
        page = answer.next;
        if page.is_none() {
            break;
        }
    }
    ids.reverse();
    assert_eq!(listed, ids);
    let failed = client.list(Some(JobState::Failed), 0, None).await.unwrap().jobs;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].failure.as_ref().unwrap().code, "invoice/seller-is-debtor");
    assert_eq!(client.list(None, 0, Some("x")).await.unwrap_err().code, "request/page-token");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_not_there_looks_the_same_whatever_is_asked() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    for id in ["", "x", "00000000000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"] {
        let errors = [
            client.get(id).await.unwrap_err(),
            client.cancel(id).await.unwrap_err(),
            client.watch(id, 0).next().await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!((error.code.as_str(), error.kind), ("job/not-found", ErrorKind::NotFound), "{id:?}");
        }
    }
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_goes_on_where_it_is_told_to() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let id = submit(&client, "a", "succeed").await;
    let all = follow(&client, &id).await;
    for after in 0..=all.len() + 2 {
        let mut watch = client.watch(&id, after as u64);
        let mut seen = Vec::new();
        while let Some(event) = watch.next().await.unwrap() {
            seen.push(event);
        }
        assert_eq!(seen, all[after.min(all.len())..], "after {after}");
    }
    service.shutdown().await;
}

/// A stream that is dropped before its end is reset, and HTTP/2 ends a connection with many of those.
#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_streams_over_one_connection() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let id = submit(&client, "a", "succeed").await;
    for _ in 0..4000 {
        assert_eq!(follow(&client, &id).await.last().unwrap().phase, "succeeded");
    }
    service.shutdown().await;
}
