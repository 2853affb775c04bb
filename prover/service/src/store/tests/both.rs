//! What holds in either database.

use super::*;

async fn a_stale_lease_commits_nothing(store: Store) {
    let job = submit(&store, "t", "k").await;
    let stale = claim(&store, 0).await.unwrap();
    assert!(store.holds(&stale).await.unwrap());
    assert_eq!(store.reap(Interrupted::Expired, ATTEMPTS, 999).await.unwrap(), []);
    assert_eq!(store.reap(Interrupted::Expired, ATTEMPTS, 1000).await.unwrap(), std::slice::from_ref(&job));
    let fresh = claim(&store, 1000).await.unwrap();
    assert_eq!((stale.attempt, fresh.attempt), (1, 2));

    let reports = [reported("witness")];
    assert!(!store.holds(&stale).await.unwrap());
    assert!(matches!(store.progress(&stale, &reports).await, Err(StoreError::LeaseLost)));
    assert!(matches!(succeed(&store, &stale, 1001).await, Err(StoreError::LeaseLost)));
    assert!(matches!(store.end_attempt(&stale, 1001, &reports, failed(3)).await, Err(StoreError::LeaseLost)));
    assert!(store.result(&job).await.unwrap().is_none());

    succeed(&store, &fresh, 1001).await.unwrap();
    assert!(matches!(succeed(&store, &fresh, 1002).await, Err(StoreError::LeaseLost)), "one result");
    assert_eq!(store.result(&job).await.unwrap(), Some(result()));
}

async fn a_lease_that_is_over_commits_until_its_job_is_taken_back(store: Store) {
    submit(&store, "t", "k").await;
    let late = claim(&store, 0).await.unwrap();
    succeed(&store, &late, 5000).await.unwrap();
    submit(&store, "t", "l").await;
    let later = claim(&store, 0).await.unwrap();
    store.reap(Interrupted::Expired, ATTEMPTS, 5000).await.unwrap();
    assert!(matches!(succeed(&store, &later, 5000).await, Err(StoreError::LeaseLost)));
}

async fn renewing_keeps_a_lease_until_its_job_is_taken_back(store: Store) {
    submit(&store, "t", "k").await;
    let lease = claim(&store, 0).await.unwrap();
    let held = std::slice::from_ref(&lease);
    let mut connection = store.connect().await.unwrap();
    assert!(renew(&mut connection, held, 900, LEASE).await.unwrap().is_empty());
    assert!(store.holds(&lease).await.unwrap());
    // Late, as after a step of the clock, and nobody has taken the job back.
    assert!(renew(&mut connection, held, 1900, LEASE).await.unwrap().is_empty());
    assert!(store.holds(&lease).await.unwrap());
    assert_eq!(store.reap(Interrupted::Expired, ATTEMPTS, 2900).await.unwrap().len(), 1);
    assert_eq!(renew(&mut connection, held, 2901, LEASE).await.unwrap().len(), 1);
    assert!(!store.holds(&lease).await.unwrap());
}

async fn attempts_are_counted_at_the_claim_and_bounded_at_the_reclaim(store: Store) {
    let job = submit(&store, "t", "k").await;
    for attempt in 1..=ATTEMPTS {
        let lease = claim(&store, 0).await.unwrap();
        assert_eq!(lease.attempt, attempt);
        assert_eq!(store.get("t", &job).await.unwrap().attempts, attempt);
        store.reap(Interrupted::All, ATTEMPTS, 0).await.unwrap();
    }
    let found = store.get("t", &job).await.unwrap();
    assert_eq!((found.state, found.attempts), (JobState::Failed, ATTEMPTS));
    assert_eq!(found.failure.unwrap().code, "job/interrupted");
    assert!(claim(&store, 0).await.is_none());
    assert_eq!(inputs(&store).await, 0);
}

async fn a_failed_attempt_waits_and_a_released_one_does_not_count(store: Store) {
    let job = submit(&store, "t", "k").await;
    let lease = claim(&store, 0).await.unwrap();
    assert_eq!(store.end_attempt(&lease, 10, &[], failed(ATTEMPTS)).await.unwrap(), JobState::Queued);
    assert!(claim(&store, 59).await.is_none());
    let lease = claim(&store, 60).await.unwrap();
    assert_eq!(store.end_attempt(&lease, 61, &[], AttemptEnd::Released).await.unwrap(), JobState::Queued);
    assert_eq!(store.get("t", &job).await.unwrap().attempts, 1);
    assert_eq!(claim(&store, 61).await.unwrap().attempt, 2);
    assert_eq!(inputs(&store).await, 1, "it is still needed");
}

async fn every_end_destroys_the_input(store: Store) {
    let refusal = Refusal::new(ErrorKind::Unsatisfied, "invoice/overdue", "it is overdue");

    submit(&store, "t", "1").await;
    succeed(&store, &claim(&store, 0).await.unwrap(), 0).await.unwrap();
    submit(&store, "t", "2").await;
    store.end_attempt(&claim(&store, 0).await.unwrap(), 0, &[], AttemptEnd::Refused(refusal)).await.unwrap();
    submit(&store, "t", "3").await;
    store.end_attempt(&claim(&store, 0).await.unwrap(), 0, &[], failed(1)).await.unwrap();
    let queued = submit(&store, "t", "4").await;
    assert_eq!(inputs(&store).await, 1);
    store.cancel("t", &queued, 0).await.unwrap();
    assert_eq!(inputs(&store).await, 0);
}

async fn a_cancelled_job_is_out_of_its_worker_s_hands(store: Store) {
    let job = submit(&store, "t", "k").await;
    let lease = claim(&store, 0).await.unwrap();
    store.cancel("t", &job, 1).await.unwrap();
    assert!(matches!(succeed(&store, &lease, 2).await, Err(StoreError::LeaseLost)));
    assert_eq!(store.get("t", &job).await.unwrap().state, JobState::Cancelled);
}

async fn tenants_take_turns_and_see_only_their_own(store: Store) {
    let mut flood = Vec::new();
    for number in 0..4 {
        flood.push(submit(&store, "flood", &number.to_string()).await);
    }
    let honest = submit(&store, "honest", "0").await;
    assert_eq!(claim(&store, 0).await.unwrap().job, flood[0]);
    assert_eq!(claim(&store, 0).await.unwrap().job, honest);

    assert!(matches!(store.get("honest", &flood[0]).await, Err(StoreError::NotFound)));
    assert!(matches!(store.cancel("honest", &flood[0], 0).await, Err(StoreError::NotFound)));
    assert_eq!(store.list("honest", None, None, 10).await.unwrap().len(), 1);
    assert!(store.find("honest", "1", &[1; 32]).await.unwrap().is_none(), "keys are each tenant's own");
}

async fn estimates_follow_the_runs(store: Store) {
    submit(&store, "t", "1").await;
    let claimed = store.claim(0, LEASE, &[]).await.unwrap().unwrap();
    assert_eq!(claimed.estimated_total, None);
    succeed(&store, &claimed.lease, 0).await.unwrap();
    submit(&store, "t", "2").await;
    let claimed = store.claim(0, LEASE, &[]).await.unwrap().unwrap();
    assert_eq!(claimed.estimated_total, Some(Duration::from_millis(80)));
    store.succeed(&claimed.lease, 0, &[], (result(), None), Duration::from_millis(40)).await.unwrap();
    submit(&store, "t", "3").await;
    let claimed = store.claim(0, LEASE, &[]).await.unwrap().unwrap();
    assert_eq!(claimed.estimated_total, Some(Duration::from_millis(60)));
}

async fn evaluations_and_inclusions_are_counted_by_caller_and_day(store: Store) {
    const DAY: Millis = 86_400_000;
    for (caller, evaluated, at) in
        [("a", true, 0), ("a", false, 1), ("a", true, DAY), ("b", true, 0), ("a", true, 2)]
    {
        store.count_evaluation(caller, evaluated, at).await.unwrap();
        store.count_inclusion(caller, !evaluated, at).await.unwrap();
    }
    let counts = async |text: &'static str| -> Vec<(String, i64, i64, i64)> {
        let rows = store.read_all(query(text)).await.unwrap();
        let counts = |row: &Row| Some((row.at(0).ok()?, row.at(1).ok()?, row.at(2).ok()?, row.at(3).ok()?));
        rows.iter().map(|row| counts(row).unwrap()).collect()
    };
    let evaluations = "SELECT caller, day, evaluated, refused FROM evaluations ORDER BY caller, day";
    assert_eq!(
        counts(evaluations).await,
        [("a".into(), 0, 2, 1), ("a".into(), 1, 1, 0), ("b".into(), 0, 1, 0)]
    );
    let inclusions = "SELECT caller, day, found, refused FROM inclusions ORDER BY caller, day";
    assert_eq!(
        counts(inclusions).await,
        [("a".into(), 0, 1, 2), ("a".into(), 1, 0, 1), ("b".into(), 0, 0, 1)]
    );
}

/// Many at once, some of whom go away while they wait: every call that was answered is on the disk, whatever transaction took it there.
async fn inclusions_that_come_together_are_counted_together(store: Store) {
    let total = async |store: &Store| -> i64 {
        // A sum of 64 bits is wider in PostgreSQL.
        number(store, "SELECT CAST(COALESCE(SUM(found + refused), 0) AS BIGINT) FROM inclusions").await
    };
    let calls: Vec<_> = (0..400i64)
        .map(|call| {
            let store = store.clone();
            tokio::spawn(async move {
                let counted = store.count_inclusion(if call % 3 == 0 { "a" } else { "b" }, true, 0);
                let patience = Duration::from_micros(if call % 4 == 0 { 50 } else { 60_000_000 });
                tokio::time::timeout(patience, counted).await.is_ok_and(|counted| counted.is_ok())
            })
        })
        .collect();
    let mut answered = 0;
    for call in calls {
        answered += i64::from(call.await.unwrap());
    }
    assert!((300..=400).contains(&answered), "{answered}");
    let counted = total(&store).await;
    assert!((answered..=400).contains(&counted), "{answered} answered, {counted} counted");
    // Those whose callers went away are not lost: the next call takes them along.
    store.count_inclusion("c", false, 0).await.unwrap();
    assert_eq!(total(&store).await, 401);
}

async fn reports_are_written_in_their_order_and_before_the_end(store: Store) {
    let job = submit(&store, "t", "k").await;
    let lease = claim(&store, 0).await.unwrap();
    store.progress(&lease, &[reported("witness")]).await.unwrap();
    let reports = [reported("msm"), reported("verify")];
    store.succeed(&lease, 2, &reports, (result(), None), Duration::from_millis(80)).await.unwrap();
    let events = store.events(&job, 0, 10).await.unwrap();
    let phases: Vec<_> = events.iter().map(|event| (event.number, event.what.phase.as_str())).collect();
    let all = ["queued", "started", "witness", "msm", "verify", "succeeded"];
    assert_eq!(phases, (1..).zip(all).collect::<Vec<_>>());
}

async fn a_transaction_that_is_given_up_leaves_nothing_and_blocks_nobody(store: Store) {
    let mut given_up = store.begin().await.unwrap();
    query("UPDATE service SET probes = 99").execute(&mut given_up).await.unwrap();
    drop(given_up);
    store.probe().await.unwrap();
    assert_eq!(number(&store, "SELECT probes FROM service").await, 1);
}

async fn what_ended_long_ago_is_forgotten(store: Store) {
    for key in ["old", "cancelled", "new", "running", "queued"] {
        submit(&store, "t", key).await;
    }
    let old = claim(&store, 10).await.unwrap();
    succeed(&store, &old, 20).await.unwrap();
    let cancelled = claim(&store, 10).await.unwrap();
    store.cancel("t", &cancelled.job, 30).await.unwrap();
    let new = claim(&store, 10).await.unwrap();
    succeed(&store, &new, 100).await.unwrap();
    let running = claim(&store, 10).await.unwrap();
    assert_eq!(store.forget(20).await.unwrap(), 0, "not yet");
    assert_eq!(store.forget(100).await.unwrap(), 2);
    assert_eq!(store.forget(100).await.unwrap(), 0);
    for (job, there) in [(&old.job, false), (&cancelled.job, false), (&new.job, true), (&running.job, true)] {
        assert_eq!(store.get("t", job).await.is_ok(), there);
        assert_eq!(store.events(job, 0, 10).await.unwrap().is_empty(), !there);
    }
    assert!(
        store.result(&old.job).await.unwrap().is_none() && store.result(&new.job).await.unwrap().is_some()
    );
    // Its key names another job from now on.
    assert_ne!(submit(&store, "t", "old").await, old.job);
    assert_eq!(store.list("t", None, None, 10).await.unwrap().len(), 4);
}

async fn a_result_that_waits_for_the_log_is_neither_run_again_nor_cancelled(store: Store) {
    assert_eq!(store.set_logged(true).await.unwrap(), 0);
    let (first, second) = (submit(&store, "a", "1").await, submit(&store, "a", "2").await);
    let lease = claim(&store, 0).await.unwrap();
    let entered =
        store.succeed(&lease, 1, &[], (result(), Some(&[3; DIGEST])), Duration::from_millis(80)).await;
    assert!(entered.unwrap());
    assert!(succeed(&store, &lease, 1).await.unwrap(), "as often as one asks, one result");
    assert_eq!(inputs(&store).await, 1, "what is proved is not needed any more");
    // Its lease runs out, and the service starts anew.
    for (which, at) in [(Interrupted::Expired, 5000), (Interrupted::All, 5001)] {
        assert_eq!(store.reap(which, ATTEMPTS, at).await.unwrap(), []);
    }
    assert_eq!(store.cancel("a", &first, 5002).await.unwrap().state, JobState::Running);
    // One that is no attestation goes through no log.
    let other = claim(&store, 5003).await.unwrap();
    assert!(!succeed(&store, &other, 5004).await.unwrap());
    assert_eq!(store.get("a", &second).await.unwrap().state, JobState::Succeeded);

    let waiting = store.waiting(10).await.unwrap();
    assert_eq!(waiting.iter().map(|waiting| waiting.digest).collect::<Vec<_>>(), [[3; DIGEST]]);
    match store.set_logged(false).await {
        Ok(waiting) => assert_eq!(waiting, 1, "a log that is waited for is not switched off"),
        Err(error) => assert!(store.is_shared() && matches!(error, StoreError::Logged), "{error}"),
    }
    let placed = [
        Placed { index: 0, digest: [9; DIGEST], of: None },
        Placed { index: 1, digest: [3; DIGEST], of: waiting.into_iter().next() },
    ];
    assert_eq!(store.place(&placed, 6000).await.unwrap(), std::slice::from_ref(&first));
    let job = store.get("a", &first).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
    assert_eq!(
        (store.log_index(&first).await.unwrap(), store.log_index(&second).await.unwrap()),
        (Some(1), None)
    );
    assert_eq!(store.placed(0).await.unwrap(), [(0, [9; DIGEST]), (1, [3; DIGEST])]);
    assert_eq!(store.placed(1).await.unwrap(), [(1, [3; DIGEST])]);
    assert!(store.place(&placed[..1], 6001).await.is_err(), "an index is one entry's");
    let phases: Vec<String> =
        store.events(&first, 0, 100).await.unwrap().into_iter().map(|event| event.what.phase).collect();
    assert_eq!(phases, ["queued", "started", "verified", "succeeded"]);
    // Forgotten with its results; its place in the log is not.
    store.forget(i64::MAX).await.unwrap();
    assert_eq!(store.placed(0).await.unwrap().len(), 2);
    assert!(store.is_shared() || store.set_logged(false).await.unwrap() == 0);
}

on_both! {
    a_result_that_waits_for_the_log_is_neither_run_again_nor_cancelled,
    a_stale_lease_commits_nothing,
    a_lease_that_is_over_commits_until_its_job_is_taken_back,
    renewing_keeps_a_lease_until_its_job_is_taken_back,
    attempts_are_counted_at_the_claim_and_bounded_at_the_reclaim,
    a_failed_attempt_waits_and_a_released_one_does_not_count,
    every_end_destroys_the_input,
    a_cancelled_job_is_out_of_its_worker_s_hands,
    tenants_take_turns_and_see_only_their_own,
    estimates_follow_the_runs,
    evaluations_and_inclusions_are_counted_by_caller_and_day,
    inclusions_that_come_together_are_counted_together,
    reports_are_written_in_their_order_and_before_the_end,
    a_transaction_that_is_given_up_leaves_nothing_and_blocks_nobody,
    what_ended_long_ago_is_forgotten,
}
