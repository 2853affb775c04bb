//! The service as a process of its own: proofs through gRPC, jobs, limits, cancellation.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

/// A running `covenant serve`.
pub(crate) struct Served {
    child: Child,
    said: BufReader<ChildStdout>,
    pub(crate) url: String,
    /// What it said when it listened.
    pub(crate) listening: Value,
}

impl Served {
    /// Starts it on a port of its own choice; what it logs goes to `serve.log`.
    fn start(world: &World) -> Self {
        Self::of(world, "h")
    }

    /// The same of another home than `h`.
    pub(crate) fn of(world: &World, home: &str) -> Self {
        Self::with(world, home, &[])
    }

    /// The same with more arguments.
    pub(crate) fn with(world: &World, home: &str, more: &[&str]) -> Self {
        let serve = ["serve", "--home", home, "--listen", "127.0.0.1:0", "--json"];
        let mut served = Self::spawn(world, "serve.log", &[&serve[..], more].concat());
        assert_eq!(served.listening["event"], "listening");
        let url = served.listening["url"].as_str().unwrap().to_owned();
        served.url = url;
        served
    }

    /// A running `covenant worker`, which has no address; what it logs goes to HOME.log.
    pub(crate) fn worker(world: &World, home: &str, more: &[&str]) -> Self {
        let worker = ["worker", "--home", home, "--json"];
        let working = Self::spawn(world, &format!("{home}.log"), &[&worker[..], more].concat());
        assert_eq!(working.listening["event"], "working");
        working
    }

    fn spawn(world: &World, log: &str, args: &[&str]) -> Self {
        let log = std::fs::File::create(world.path(log)).unwrap();
        let mut child = world.command(args).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let listening: Value = serde_json::from_str(&line).unwrap();
        Self { child, said, url: String::new(), listening }
    }

    /// Asks it to end, and waits; its last words.
    pub(crate) fn terminate(mut self) -> Value {
        signal("-TERM", &self.child.id().to_string());
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        assert!(self.child.wait().unwrap().success());
        serde_json::from_str(&line).unwrap()
    }
}

impl Served {
    /// Stops the worker that waits, so that the next job stays where it is.
    fn pause_worker(&self) -> String {
        let worker = self.worker_that(&|_| true);
        signal("-STOP", &worker);
        worker
    }

    /// Waits for a worker that has this file open; its process.
    pub(crate) fn worker_with(&self, file: &Path) -> String {
        let file = file.canonicalize().unwrap();
        self.worker_that(&|worker| {
            let open = std::fs::read_dir(format!("/proc/{worker}/fd")).into_iter().flatten().flatten();
            open.into_iter().any(|fd| std::fs::read_link(fd.path()).is_ok_and(|path| path == file))
        })
    }

    fn worker_that(&self, is: &dyn Fn(&str) -> bool) -> String {
        let lists = format!("/proc/{0}/task/{0}/children", self.child.id());
        let threads = format!("/proc/{}/task", self.child.id());
        loop {
            let children = std::fs::read_dir(&threads)
                .unwrap()
                .flatten()
                .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
            let all: String = children.collect();
            if let Some(worker) = all.split_whitespace().find(|worker| is(worker)) {
                return worker.to_owned();
            }
            assert!(std::path::Path::new(&lists).exists(), "this system lists no children");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

pub(crate) fn signal(name: &str, process: &str) {
    assert!(std::process::Command::new("kill").args([name, process]).status().unwrap().success());
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn proofs_are_made_by_a_service() {
    let world = World::new();
    let served = Served::start(&world);
    let server = ["--server", &served.url];
    let proved =
        world.prove("consent.json", "o.json", &[&server[..], &["--note-out", "n.json", "--wait"]].concat());
    let proved = proved.done();
    let verified = world.verify("o.json").done();
    assert_eq!(verified["nullifier"], proved["nullifier"]);
    let note: Value = serde_json::from_str(&world.read("n.json")).unwrap();
    assert_eq!(note["content"]["commitment"], verified["note"]);

    // The same key with the same claim is the same job, also when nobody waits.
    let detach = [&server[..], &["--detach", "--idempotency-key", "k1"]].concat();
    let job = world.prove("consent.json", "d.json", &detach).done()["job"].clone();
    assert_eq!(world.prove("consent.json", "d.json", &detach).done()["job"], job);
    // A job that is left behind writes no file, and names none.
    let subject = ["--document", &sample(INVOICE), "--acknowledgement", "ack.json", "--as-of", DAY];
    let unnamed = ["prove", "invoice", "--consent", "consent.json"];
    let unnamed = world.home(&[&unnamed[..], &subject, &CONTEXT, &detach].concat());
    assert_eq!(unnamed.done()["job"], job);
    let id = job.as_str().unwrap();
    let watched = world
        .run(&[&["jobs", "watch", id, "-o", "d.json", "--note-out", "d-note.json"][..], &server].concat());
    assert_eq!(watched.code, Some(0), "{}", watched.err);
    let lines: Vec<Value> = watched.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<u64> = lines.iter().filter_map(|line| line["event"].as_u64()).collect();
    assert_eq!(events, (1..=events.len() as u64).collect::<Vec<_>>(), "numbered from 1, without gaps");
    assert_eq!(lines.last().unwrap()["job"]["state"], "succeeded");
    world.verify("d.json").done();

    let listed = world.run(&[&["jobs", "list", "--state", "succeeded"][..], &server].concat()).done();
    assert_eq!(listed["jobs"].as_array().unwrap().len(), 2);
    world
        .run(&[&["jobs", "watch", "00000000000000000000000000000000"][..], &server].concat())
        .refused(3, "job/not-found");
    world.home(&[&["doctor"][..], &server].concat()).done();
}

#[test]
fn a_cancelled_job_is_7() {
    let world = World::new();
    let served = Served::start(&world);
    let server = ["--server", &served.url];
    served.pause_worker();
    let job = world.prove("consent.json", "o.json", &[&server[..], &["--detach"]].concat()).done();
    let last = job["job"].as_str().unwrap().to_owned();
    let cancelled = world.run(&[&["jobs", "cancel", &last][..], &server].concat()).done();
    assert_eq!(cancelled["job"]["state"], "cancelled");
    let watched = world.run(&[&["jobs", "watch", &last][..], &server].concat());
    assert_eq!(watched.code, Some(7), "{}", watched.out);
    let refusal: Value = serde_json::from_str(watched.out.lines().last().unwrap()).unwrap();
    assert_eq!((refusal["ok"].as_bool(), refusal["code"].as_str()), (Some(false), Some("job/cancelled")));
}

#[test]
fn a_remote_nullifier_registry_gives_the_same_nullifier_and_limits_its_callers() {
    let world = World::new();
    let document = sample(INVOICE);
    let own = world.consent(&document, "ack.json", "de.seller.key", "own.json").done();
    // One call, and no other ever: however slow the machine, the second is one too many.
    let config = world.read("h/config.toml") + "\n[evaluations]\nburst = 1\nper_minute = 0\n";
    world.write("h/config.toml", config.clone());
    let served = Served::start(&world);
    world.write("h/config.toml", config.clone());
    let key = world.home(&["nullifier-key", "show"]).done()["public_key"].as_str().unwrap().to_owned();
    world.home(&["nullifier-key", "pin", &key, "--server", &served.url]).done();
    let remote = world.consent(&document, "ack.json", "de.seller.key", "remote.json").done();
    assert_eq!(remote["nullifier"], own["nullifier"]);
    let refused = world.consent(&document, "ack.json", "de.seller.key", "second.json");
    refused.refused(6, "nullifier/rate-limited");
}

#[test]
fn a_second_service_on_a_home_is_refused() {
    let world = World::new();
    let served = Served::start(&world);
    world.home(&["serve", "--listen", "127.0.0.1:0"]).refused(8, "serve/home");
    drop(served);
}

#[test]
fn a_service_stops_when_it_is_asked_to() {
    let world = World::new();
    let mut command = world.command(&["serve", "--home", "h", "--listen", "127.0.0.1:0", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let asked = std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(asked.success());
    let last: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(last["event"], "stopped");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Whoever listens and says nothing is as good as absent.
#[test]
fn no_call_waits_for_ever() {
    let world = World::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    let server = ["--server", &url];
    let job = "00000000000000000000000000000000";
    let calls: [&[&str]; 4] =
        [&["jobs", "list"], &["jobs", "cancel", job], &["jobs", "watch", job], &["doctor"]];
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for call in calls {
            let (world, server) = (&world, &server);
            scope.spawn(move || {
                let run = world.run(&[call, &server[..]].concat());
                assert!(matches!(run.code, Some(7 | 8)), "{}: {:?} {}", run.line, run.code, run.out);
            });
        }
        let proved = world.prove("consent.json", "o.json", &server);
        assert!(matches!(proved.code, Some(7 | 8)), "{:?} {}", proved.code, proved.out);
    });
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
}

#[test]
fn an_interrupted_wait_is_7_and_the_job_goes_on() {
    let world = World::new();
    let served = Served::start(&world);
    let server = ["--server", &served.url];
    let worker = served.pause_worker();
    let job = world.prove("consent.json", "o.json", &[&server[..], &["--detach"]].concat()).done();
    let last = job["job"].as_str().unwrap().to_owned();
    let mut command = world.command(&[&["jobs", "watch", &last, "--json"][..], &server].concat());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let asked = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let refusal: Value = serde_json::from_str(&lines.last().unwrap().unwrap()).unwrap();
    assert_eq!((child.wait().unwrap().code(), refusal["code"].as_str()), (Some(7), Some("interrupted")));
    signal("-CONT", &worker);
    let watched = world.run(&[&["jobs", "watch", &last, "-o", "o.json"][..], &server].concat());
    assert_eq!(watched.code, Some(0), "{}", watched.out);
    world.verify("o.json").done();
}
