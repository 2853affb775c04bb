//! What is PostgreSQL's own: several processes at once, servers that go and come.

use std::collections::{HashMap, HashSet};

use super::server::Server;
use super::*;

/// Two stores stand for two processes: they share nothing but the database.
#[tokio::test(flavor = "multi_thread")]
async fn many_who_claim_at_once_share_the_jobs_and_none_has_another_s() {
    const JOBS: usize = 200;
    let Some(server) = Server::shared() else { return };
    let database = server.database();
    let stores = [open_shared(&server, &database).await, open_shared(&server, &database).await];
    let bounds = Bounds { all: JOBS, own: JOBS, share: 0 };
    let submitting: Vec<_> = (0..JOBS)
        .map(|number| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move {
                let new = NewJob {
                    id: JobId::random().unwrap(),
                    tenant: if number % 3 == 0 { "a" } else { "b" },
                    circuit: "fixture",
                    selector: "",
                    idempotency_key: &number.to_string(),
                    request_digest: [1; 32],
                    input: SealedInput { wrapped_key: vec![1], ciphertext: vec![2] },
                };
                store.submit(new, bounds, 0).await.unwrap().job.id
            })
        })
        .collect();
    let mut all = HashSet::new();
    for submitted in submitting {
        all.insert(submitted.await.unwrap());
    }
    let claiming: Vec<_> = (0..8)
        .map(|worker| {
            let store = stores[worker % 2].clone();
            tokio::spawn(async move {
                let mut had = Vec::new();
                while let Some(lease) = claim(&store, 0).await {
                    succeed(&store, &lease, 0).await.unwrap();
                    had.push(lease.job);
                }
                had
            })
        })
        .collect();
    let mut times = HashMap::new();
    for worker in claiming {
        for job in worker.await.unwrap() {
            *times.entry(job).or_insert(0) += 1;
        }
    }
    // Another's claim may be open while one finds nothing: what is left is taken now.
    while let Some(lease) = claim(&stores[0], 0).await {
        succeed(&stores[0], &lease, 0).await.unwrap();
        *times.entry(lease.job).or_insert(0) += 1;
    }
    assert_eq!(times.keys().cloned().collect::<HashSet<_>>(), all);
    assert!(times.values().all(|times| *times == 1));
}

/// The bound holds exactly, though two processes let jobs in at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_no_longer_than_it_may_be() {
    let Some(server) = Server::shared() else { return };
    let database = server.database();
    let stores = [open_shared(&server, &database).await, open_shared(&server, &database).await];
    let bounds = Bounds { all: 10, own: 10, share: 0 };
    let submitting: Vec<_> = (0..40)
        .map(|number: usize| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move {
                let new = NewJob {
                    id: JobId::random().unwrap(),
                    tenant: "t",
                    circuit: "fixture",
                    selector: "",
                    // Half of them are there already, or at the same time.
                    idempotency_key: &(number / 2).to_string(),
                    request_digest: [1; 32],
                    input: SealedInput { wrapped_key: vec![1], ciphertext: vec![2] },
                };
                store.submit(new, bounds, 0).await
            })
        })
        .collect();
    let mut ids = HashSet::new();
    for submitted in submitting {
        match submitted.await.unwrap() {
            Ok(submitted) => drop(ids.insert(submitted.job.id)),
            Err(error) => assert!(matches!(error, StoreError::QueueFull), "{error}"),
        }
    }
    assert_eq!(ids.len(), 10);
    assert_eq!(number(&stores[0], "SELECT COUNT(*) FROM jobs").await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_has_what_was_acknowledged() {
    let Some(server) = Server::start(&[]) else { return };
    let database = server.database();
    let store = open_shared(&server, &database).await;
    let mut known = Vec::new();
    for round in 0..5 {
        for job in 0..5 {
            known.push(submit(&store, "t", &format!("{round}/{job}")).await);
        }
        // In the middle of a transaction of each sort.
        let lease = claim(&store, 0).await.unwrap();
        let open = store.begin_alone().await.unwrap();
        server.kill();
        drop(open);
        assert!(succeed(&store, &lease, 0).await.is_err() && store.probe().await.is_err());
        assert!(store.get("t", &known[0]).await.is_err(), "nobody answers");
        server.begin();
        for job in &known {
            // Connections died with the server, and nobody is told.
            assert_eq!(store.get("t", job).await.unwrap().id, *job);
        }
        succeed(&store, &lease, 0).await.unwrap();
    }
    assert_eq!(number(&store, "SELECT COUNT(*) FROM results").await, 5);
}

/// The files below a folder, by their paths from it.
fn files(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for kind in std::fs::read_dir(folder).unwrap().flatten() {
        for file in std::fs::read_dir(kind.path()).unwrap().flatten() {
            let path = file.path();
            found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_lies_beside_the_database_while_it_is_needed() {
    let Some(server) = Server::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = with_folder(open_shared(&server, &server.database()).await, folder.path());
    let job = submit(&store, "t", "k").await;
    assert_eq!(files(folder.path()), [format!("inputs/{job}")]);
    // The same again, and other bytes under its key, leave nothing.
    assert_eq!(submit(&store, "t", "k").await, job);
    let other = NewJob {
        id: JobId::random().unwrap(),
        tenant: "t",
        circuit: "fixture",
        selector: "",
        idempotency_key: "k",
        request_digest: [2; 32],
        input: SealedInput { wrapped_key: vec![1], ciphertext: vec![2] },
    };
    assert!(matches!(store.submit(other, BOUNDS, 0).await, Err(StoreError::Conflict)));
    assert_eq!(files(folder.path()).len(), 1);

    let claimed = store.claim(0, LEASE, &[]).await.unwrap().unwrap();
    assert_eq!(claimed.input.unwrap().ciphertext, b"ciphertext");
    succeed(&store, &claimed.lease, 1).await.unwrap();
    let [file] = files(folder.path()).try_into().unwrap();
    assert!(file.starts_with(&format!("results/{job}-")), "{file}");
    assert_eq!(store.result(&job).await.unwrap(), Some(result()));
    // Whoever comes too late with another result leaves none.
    assert!(matches!(succeed(&store, &claimed.lease, 2).await, Err(StoreError::LeaseLost)));
    assert_eq!(files(folder.path()).len(), 1);
    assert_eq!(store.result(&job).await.unwrap(), Some(result()));
    assert_eq!(store.forget(100).await.unwrap(), 1);
    assert_eq!(files(folder.path()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_that_nothing_names_are_swept_and_others_stay() {
    let Some(server) = Server::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = with_folder(open_shared(&server, &server.database()).await, folder.path());
    let done = submit(&store, "t", "done").await;
    succeed(&store, &claim(&store, 0).await.unwrap(), 0).await.unwrap();
    let waiting = submit(&store, "t", "waiting").await;
    std::fs::write(folder.path().join("inputs").join(JobId::random().unwrap().as_str()), "left").unwrap();
    assert_eq!(store.sweep(UNNAMED).await.unwrap(), 0, "they are too young to tell");
    assert_eq!(store.sweep(Duration::ZERO).await.unwrap(), 1);
    assert_eq!(files(folder.path()).len(), 2);
    assert_eq!(store.result(&done).await.unwrap(), Some(result()));
    assert_eq!(claim(&store, 0).await.unwrap().job, waiting);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_that_cannot_be_read_now_costs_no_attempt_and_one_that_is_gone_is_lost() {
    let Some(server) = Server::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = with_folder(open_shared(&server, &server.database()).await, folder.path());
    let job = submit(&store, "t", "k").await;
    let input = folder.path().join("inputs").join(job.as_str());
    let aside = folder.path().join("aside");
    std::fs::rename(&input, &aside).unwrap();
    // A link that leads to itself: neither there nor not there.
    std::os::unix::fs::symlink(&input, &input).unwrap();
    assert!(matches!(store.claim(0, LEASE, &[]).await, Err(StoreError::Objects(_))));
    let found = store.get("t", &job).await.unwrap();
    assert_eq!((found.state, found.attempts), (JobState::Queued, 0));
    std::fs::remove_file(&input).unwrap();
    assert!(store.claim(0, LEASE, &[]).await.unwrap().is_none(), "it is not asked for again at once");
    assert!(store.claim(10_000, LEASE, &[]).await.unwrap().unwrap().input.is_none());
}

/// The names of a place that has been given to one store, and what somebody else has put there.
#[tokio::test(flavor = "multi_thread")]
async fn a_place_for_objects_is_one_store_s_and_only_its_own_are_swept() {
    let Some(server) = Server::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = with_folder(open_shared(&server, &server.database()).await, folder.path());
    let objects = Objects::open(&format!("file://{}", folder.path().display())).unwrap();
    assert!(matches!(objects.check([7; 32], false).await, Err(StoreError::ForeignObjects)), "nobody's yet");
    objects.check([7; 32], true).await.unwrap();
    objects.check([7; 32], false).await.unwrap();
    assert!(matches!(objects.check([8; 32], true).await, Err(StoreError::ForeignObjects)));
    submit(&store, "t", "k").await;
    std::fs::create_dir(folder.path().join("photographs")).unwrap();
    for name in ["photographs/1", "inputs/notes.txt", "mine"] {
        std::fs::write(folder.path().join(name), "not ours").unwrap();
    }
    assert_eq!(store.sweep(Duration::ZERO).await.unwrap(), 0);
    for name in ["photographs/1", "inputs/notes.txt", "mine", "store"] {
        assert!(folder.path().join(name).exists(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_proved_under_the_key_that_it_was_taken_for() {
    let Some(server) = Server::shared() else { return };
    let store = open_shared(&server, &server.database()).await;
    let new = NewJob {
        id: JobId::random().unwrap(),
        tenant: "t",
        circuit: "fixture",
        selector: "one",
        idempotency_key: "k",
        request_digest: [1; 32],
        input: SealedInput { wrapped_key: vec![1], ciphertext: vec![2] },
    };
    let job = store.submit(new, BOUNDS, 0).await.unwrap().job.id;
    for others in [&[][..], &["two".to_owned(), "three".to_owned()]] {
        assert!(store.claim(0, LEASE, others).await.unwrap().is_none());
    }
    let claimed = store.claim(0, LEASE, &["two".to_owned(), "one".to_owned()]).await.unwrap().unwrap();
    assert_eq!(claimed.lease.job, job);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_a_log_does_not_join_those_that_have_one() {
    let Some(server) = Server::shared() else { return };
    let database = server.database();
    let (one, two) = (open_shared(&server, &database).await, open_shared(&server, &database).await);
    assert_eq!(two.set_logged(false).await.unwrap(), 0);
    assert_eq!(one.set_logged(true).await.unwrap(), 0);
    assert!(matches!(two.set_logged(false).await, Err(StoreError::Logged)));
    assert_eq!(two.set_logged(true).await.unwrap(), 0);
}

/// A machine that is gone says nothing: nobody waits for it for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_any_more_is_given_up() {
    let Some(server) = Server::start(&[]) else { return };
    let store = open_shared(&server, &server.database()).await;
    let job = submit(&store, "t", "k").await;
    server.freeze();
    let began = std::time::Instant::now();
    assert!(store.probe().await.is_err() && store.get("t", &job).await.is_err());
    assert!(began.elapsed() < Duration::from_secs(120), "{:?}", began.elapsed());
    server.thaw();
    store.probe().await.unwrap();
    assert_eq!(store.get("t", &job).await.unwrap().id, job);
}

#[test]
fn another_machine_is_not_spoken_to_in_clear_unless_one_says_so() {
    for (url, mode) in [
        ("postgres://u@127.0.0.1/x", "Prefer"),
        ("postgres://u@localhost/x", "Prefer"),
        ("postgres://u@db.example/x", "VerifyFull"),
        ("postgres://u@10.0.0.1/x", "VerifyFull"),
        ("postgres://u@db.example/x?sslmode=disable", "Disable"),
        ("postgres://u@db.example/x?sslmode=verify-ca", "VerifyCa"),
    ] {
        let servers = Servers::parse(&[url.to_owned()]).unwrap();
        assert_eq!(servers.modes(), [mode], "{url}");
    }
    for bad in ["mysql://u@h/x", "db.example", "", "postgres:u"] {
        assert!(matches!(Servers::parse(&[bad.to_owned()]), Err(StoreError::Address)), "{bad}");
    }
}
