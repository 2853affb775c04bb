//! Callers with certificates: who is let in, who sees what, and what is told of it.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use covenant_client::{Client, ErrorKind, Identity, JobState, Secret};
use covenant_service::{
    Allowance, IdentityFiles, RunningService, Scope, Service, ServiceConfig, StartError, Tenants,
};
use rcgen::SanType;

use common::authority::{Authority, tenant, uri};
use common::{config, job, statements};

/// A service behind TLS, with tenants `a` and `b` that may do everything and `c` that may do nothing.
struct World {
    folder: tempfile::TempDir,
    authority: Authority,
    tenants: Tenants,
}

impl World {
    fn new() -> Self {
        let mut tenants = Tenants::default();
        for name in ["a", "b"] {
            tenants.tenants.insert(name.into(), tenant(name, &Scope::ALL));
        }
        tenants.tenants.insert("c".into(), tenant("c", &[]));
        let world = Self { folder: tempfile::tempdir().unwrap(), authority: Authority::new(), tenants };
        let host = SanType::IpAddress([127, 0, 0, 1].into());
        world.write_server(&world.authority.issue(vec![host]));
        fs::write(world.path("callers.pem"), world.authority.pem()).unwrap();
        world.write_tenants();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write_server(&self, (certificate, key): &(Vec<u8>, Vec<u8>)) {
        fs::write(self.path("server.pem"), certificate).unwrap();
        fs::write(self.path("server.key"), key).unwrap();
        fs::set_permissions(self.path("server.key"), fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn write_tenants(&self) {
        fs::write(self.path("tenants.toml"), self.tenants.to_toml().unwrap()).unwrap();
    }

    fn files(&self) -> IdentityFiles {
        IdentityFiles {
            certificate: self.path("server.pem"),
            key: self.path("server.key"),
            callers: self.path("callers.pem"),
            tenants: self.path("tenants.toml"),
        }
    }

    fn config(&self) -> ServiceConfig {
        let mut config = config(&self.path("service"));
        config.identity = Some(self.files());
        config.limits.identity_check = Duration::from_millis(20);
        config
    }

    async fn serve(&self, config: ServiceConfig) -> RunningService {
        let parts = statements::parts(std::sync::Arc::new(statements::FixtureStatements));
        Service::start(config, parts).await.unwrap()
    }

    async fn client(&self, service: &RunningService, tenant: &str) -> Client {
        let identity = self.authority.caller(&uri(tenant));
        Client::connect_as(&service.url(), &identity).await.unwrap()
    }

    fn audit(&self) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.path("service/audit/audit.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Until it is so.
async fn until<F: Future<Output = bool>>(mut so: impl FnMut() -> F) {
    let waited = tokio::time::timeout(common::PATIENCE, async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    waited.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn off_loopback_there_is_an_identity_or_no_service() {
    let world = World::new();
    let parts = || statements::parts(std::sync::Arc::new(statements::FixtureStatements));
    let everywhere = |mut config: ServiceConfig| {
        config.listen = ([0, 0, 0, 0], 0).into();
        config
    };
    let refused = Service::start(everywhere(config(&world.path("service"))), parts()).await;
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
    let service = Service::start(everywhere(world.config()), parts()).await.unwrap();
    let url = format!("https://127.0.0.1:{}", service.local_addr().port());
    let client = Client::connect_as(&url, &world.authority.caller(&uri("a"))).await.unwrap();
    client.capabilities().await.unwrap();
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_not_fit_are_refused_at_the_start() {
    let world = World::new();
    let parts = || statements::parts(std::sync::Arc::new(statements::FixtureStatements));
    let bad: [(&str, &dyn Fn()); 5] = [
        ("the key is readable by others", &|| {
            fs::set_permissions(world.path("server.key"), fs::Permissions::from_mode(0o640)).unwrap();
        }),
        ("another key", &|| {
            let other = world.authority.issue(vec![]);
            fs::write(world.path("server.key"), other.1).unwrap();
        }),
        ("no certificate", &|| fs::write(world.path("server.pem"), "").unwrap()),
        ("no roots", &|| fs::write(world.path("callers.pem"), "nothing").unwrap()),
        ("no tenants", &|| fs::remove_file(world.path("tenants.toml")).unwrap()),
    ];
    for (what, spoil) in bad {
        spoil();
        let refused = Service::start(world.config(), parts()).await;
        assert!(matches!(refused, Err(StartError::Identity(_))), "{what}");
        let host = SanType::IpAddress([127, 0, 0, 1].into());
        world.write_server(&world.authority.issue(vec![host]));
        fs::write(world.path("callers.pem"), world.authority.pem()).unwrap();
        world.write_tenants();
    }
    world.serve(world.config()).await.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_certificate_of_the_roots_gets_no_connection() {
    let world = World::new();
    let service = world.serve(world.config()).await;
    let plain = service.url().replace("https", "http");
    assert_eq!(Client::connect(&service.url()).await.unwrap_err().code, "transport/url");
    let unheard = async |client: Result<Client, covenant_client::Error>| match client {
        // Over TLS 1.3 a caller learns with its first answer whether its certificate was taken.
        Ok(client) => client.capabilities().await.is_err(),
        Err(_) => true,
    };
    assert!(unheard(Client::connect(&plain).await).await);
    // Of another root, by the same name; and one that does not believe the service.
    let other = Authority::new();
    let (certificate, key) = other.issue(vec![SanType::URI(uri("a").as_str().try_into().unwrap())]);
    let stranger = Identity::from_pem(world.authority.pem(), certificate, Secret::new(key));
    assert!(unheard(Client::connect_as(&service.url(), &stranger).await).await);
    assert!(unheard(Client::connect_as(&service.url(), &other.caller(&uri("a"))).await).await);
    // And one of the roots that no tenant has.
    let nobody = world.client(&service, "nobody").await;
    let refused = nobody.capabilities().await.unwrap_err();
    assert_eq!((refused.kind, refused.code.as_str()), (ErrorKind::Unauthenticated, "caller/unknown"));
    service.shutdown().await;
    let trail = world.audit();
    let unknown =
        |line: &serde_json::Value| line["tenant"].is_null() && line["call"] == "Prover/GetCapabilities";
    assert!(!trail.is_empty() && trail.iter().all(unknown));
}

/// Every call, every identity, ids that are there and ids that are not: the answer to one that has no right to a job is the answer about no job.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_seen_by_their_own_tenant_alone() {
    let world = World::new();
    let service = world.serve(world.config()).await;
    let [a, b, c, nobody] = [
        world.client(&service, "a").await,
        world.client(&service, "b").await,
        world.client(&service, "c").await,
        world.client(&service, "nobody").await,
    ];
    let done = a.submit(job("one", "claim")).await.unwrap().job;
    until(async || a.get(&done.id).await.unwrap().0.state == JobState::Succeeded).await;
    let guessed = "0".repeat(32);
    for id in [&done.id, &guessed] {
        let answers = [
            b.get(id).await.map(|_| ()).unwrap_err(),
            b.cancel(id).await.map(|_| ()).unwrap_err(),
            b.watch(id, 0).next().await.unwrap_err(),
        ];
        let expected = (ErrorKind::NotFound, "job/not-found", "there is no such job");
        for answer in &answers {
            assert_eq!((answer.kind, answer.code.as_str(), answer.message.as_str()), expected, "{id}");
        }
        for (client, code) in [(&c, "caller/scope"), (&nobody, "caller/unknown")] {
            let answers = [
                client.get(id).await.map(|_| ()).unwrap_err(),
                client.cancel(id).await.map(|_| ()).unwrap_err(),
                client.watch(id, 0).next().await.unwrap_err(),
                client.submit(job("one", "claim")).await.map(|_| ()).unwrap_err(),
                client.prove(job("one", "claim"), None).await.map(|_| ()).unwrap_err(),
                client.check(common::statements::CIRCUIT, b"claim").await.map(|_| ()).unwrap_err(),
                client.list(None, 10, None).await.map(|_| ()).unwrap_err(),
                client.evaluate(&[9; 32]).await.map(|_| ()).unwrap_err(),
                client.nullifier_key().await.map(|_| ()).unwrap_err(),
                client.inclusion_proof("somebody").await.map(|_| ()).unwrap_err(),
                client.registry_entries(0).await.map(|_| ()).unwrap_err(),
            ];
            assert!(answers.iter().all(|answer| answer.code == code), "{code}");
        }
    }
    // The same idempotency key is another job, and lists are one's own.
    let other = b.submit(job("one", "another claim")).await.unwrap();
    assert!(!other.existing && other.job.id != done.id);
    let ids = async |client: &Client| -> BTreeSet<String> {
        client.list(None, 10, None).await.unwrap().jobs.into_iter().map(|job| job.id).collect()
    };
    assert_eq!(ids(&a).await, [done.id.clone()].into());
    assert_eq!(ids(&b).await, [other.job.id.clone()].into());
    service.shutdown().await;

    // The trail says who asked for what and never what it held.
    let trail = world.audit();
    let submitted = trail.iter().find(|line| line["call"] == "Prover/Submit" && line["status"] == 0).unwrap();
    assert_eq!((&submitted["tenant"], &submitted["job"]), (&"a".into(), &done.id.as_str().into()));
    assert!(
        trail.iter().any(|line| line["call"] == "Prover/Get" && line["job"] == *done.id),
        "a result was read"
    );
    assert!(trail.iter().any(|line| line["tenant"] == "c" && line["status"] == 7));
    assert!(trail.iter().all(|line| !line.to_string().contains("claim")));
}

/// The registry of parties is for members: who may do all else may not read it, and a member may do nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn the_registry_of_parties_is_for_members() {
    let mut world = World::new();
    world.tenants.tenants.insert("member".into(), tenant("member", &[Scope::Registry]));
    let all_else = Scope::ALL.into_iter().filter(|scope| *scope != Scope::Registry).collect::<Vec<_>>();
    world.tenants.tenants.insert("stranger".into(), tenant("stranger", &all_else));
    world.write_tenants();
    let service = world.serve(world.config()).await;
    let member = world.client(&service, "member").await;
    assert_eq!(member.registry_entries(5).await.unwrap().head, b"head of 5");
    for refused in [
        member.evaluate(&[9; 32]).await.map(|_| ()),
        member.submit(job("one", "claim")).await.map(|_| ()),
        member.inclusion_proof("somebody").await.map(|_| ()),
        world.client(&service, "stranger").await.registry_entries(0).await.map(|_| ()),
    ] {
        assert_eq!(refused.unwrap_err().code, "caller/scope");
    }
    service.shutdown().await;
    let trail = world.audit();
    let of = |tenant: &str| {
        trail
            .iter()
            .find(|line| line["call"] == "PartyRegistry/ListEntries" && line["tenant"] == tenant)
            .unwrap()
    };
    assert_eq!((&of("member")["status"], &of("stranger")["status"]), (&0.into(), &7.into()));
}

/// New certificates, roots and tenants without a restart; what is wrong with them leaves all as it was.
#[tokio::test(flavor = "multi_thread")]
async fn files_are_followed() {
    let mut world = World::new();
    let service = world.serve(world.config()).await;
    let a = world.client(&service, "a").await;
    a.capabilities().await.unwrap();
    // Taken out of the file, over the same connection.
    let removed = world.tenants.tenants.remove("a").unwrap();
    world.write_tenants();
    until(async || a.capabilities().await.is_err_and(|error| error.code == "caller/unknown")).await;
    fs::write(world.path("tenants.toml"), "version = 9").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    world.client(&service, "b").await.capabilities().await.unwrap();
    world.tenants.tenants.insert("a".into(), removed);
    world.write_tenants();
    until(async || a.capabilities().await.is_ok()).await;
    // Another root for both sides.
    world.authority = Authority::new();
    let host = SanType::IpAddress([127, 0, 0, 1].into());
    world.write_server(&world.authority.issue(vec![host]));
    fs::write(world.path("callers.pem"), world.authority.pem()).unwrap();
    let identity = world.authority.caller(&uri("b"));
    until(async || match Client::connect_as(&service.url(), &identity).await {
        Ok(client) => client.capabilities().await.is_ok(),
        Err(_) => false,
    })
    .await;
    service.shutdown().await;
}

/// Quotas are a tenant's, from whatever connection; another's are its own.
#[tokio::test(flavor = "multi_thread")]
async fn quotas_are_a_tenants() {
    let mut world = World::new();
    world.tenants.tenants.get_mut("b").unwrap().evaluations = Some(Allowance { burst: 5, per_minute: 0 });
    world.write_tenants();
    let mut config = world.config();
    config.limits.evaluate_burst = 2;
    config.limits.evaluate_per_second = 0.0;
    let service = world.serve(config).await;
    for (tenant, allowed) in [("a", 2), ("b", 5)] {
        let mut granted = 0;
        for _ in 0..8 {
            let client = world.client(&service, tenant).await;
            match client.evaluate(&[9; 32]).await {
                Ok(_) => granted += 1,
                Err(error) => assert_eq!(error.code, "nullifier/rate-limited"),
            }
        }
        assert_eq!(granted, allowed, "{tenant}");
    }
    service.shutdown().await;
}

/// One tenant fills its part of the queue; another's job is still taken, and is next.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_leaves_room() {
    let world = World::new();
    let mut config = world.config();
    config.workers = 1;
    config.limits.queued_jobs = 12;
    config.limits.tenant_queued_jobs = 100;
    let service = world.serve(config).await;
    let [a, b] = [world.client(&service, "a").await, world.client(&service, "b").await];
    let gate = world.path("gate");
    let held = format!("until {}", gate.display());
    let mut taken = 0;
    for number in 0..40 {
        match a.submit(job(&number.to_string(), &held)).await {
            Ok(_) => taken += 1,
            Err(error) => assert_eq!(error.code, "job/queue-full"),
        }
    }
    // One of them may run already.
    assert!((12..=13).contains(&taken), "{taken}");
    // Two tenants may prove: half of the queue is let in though the queue is full.
    for number in 0..6 {
        b.submit(job(&number.to_string(), "claim")).await.unwrap();
    }
    assert_eq!(b.submit(job("more", "claim")).await.unwrap_err().code, "job/queue-full");
    fs::write(gate, "").unwrap();
    let succeeded =
        async |client: &Client| client.list(Some(JobState::Succeeded), 100, None).await.unwrap().jobs;
    until(async || succeeded(&b).await.len() == 6).await;
    let ended = succeeded(&b).await;
    // In turns: when the last of six had its result, the other had at most one more than those.
    let last = ended.iter().map(|job| job.updated_at).max().unwrap();
    let others = succeeded(&a).await;
    let before = others.iter().filter(|job| job.updated_at < last).count();
    assert!(before <= 8, "{before}");
    service.shutdown().await;
}

/// Connections: a tenant leaves as many as it holds, and those who belong to none take nobody's place.
#[tokio::test(flavor = "multi_thread")]
async fn connections_are_shared_out() {
    let world = World::new();
    let mut config = world.config();
    config.limits.connections = 16;
    let service = world.serve(config).await;
    let connect = async |tenant: &str| {
        Client::connect_as(&service.url(), &world.authority.caller(&uri(tenant))).await.ok()
    };
    let mut nobodys = Vec::new();
    let mut held = Vec::new();
    for _ in 0..6 {
        nobodys.extend(connect("nobody").await);
    }
    for _ in 0..12 {
        held.extend(connect("a").await);
    }
    assert_eq!((nobodys.len(), held.len()), (2, 8));
    // And somebody who says nothing at all.
    let silent: Vec<_> =
        (0..16).map(|_| std::net::TcpStream::connect(service.local_addr()).unwrap()).collect();
    let b = until_some(async || connect("b").await).await;
    b.capabilities().await.unwrap();
    drop((silent, held));
    let _again = until_some(async || connect("a").await).await;
    service.shutdown().await;
}

/// Until there is one.
async fn until_some<T>(some: impl AsyncFn() -> Option<T>) -> T {
    let waited = tokio::time::timeout(common::PATIENCE, async {
        loop {
            if let Some(found) = some().await {
                return found;
            }
        }
    });
    waited.await.unwrap()
}

/// A caller that does not wait for its answer is told of all the same; and one that is turned away writes nothing of its own into the trail.
#[tokio::test(flavor = "multi_thread")]
async fn the_trail_tells_of_callers_that_go_away_and_is_not_washed_away() {
    let world = World::new();
    let service = world.serve(world.config()).await;
    let [a, nobody] = [world.client(&service, "a").await, world.client(&service, "nobody").await];
    let gate = world.path("gate");
    let claim = format!("until {}", gate.display());
    let waiting = a.prove(job("one", &claim), Some(Duration::from_secs(15)));
    tokio::time::timeout(Duration::from_millis(500), waiting).await.unwrap_err();
    for _ in 0..200 {
        nobody.list(None, 1, None).await.unwrap_err();
    }
    fs::write(gate, "").unwrap();
    let id = a.submit(job("one", &claim)).await.unwrap().job.id;
    until(async || {
        let went_away = |line: &serde_json::Value| line["call"] == "Prover/Prove" && line["status"] == 1;
        world.audit().iter().any(|line| went_away(line) && line["job"] == *id && line["tenant"] == "a")
    })
    .await;
    service.shutdown().await;
    let turned_away = world.audit().iter().filter(|line| line["status"] == 16).count();
    assert!((1..40).contains(&turned_away), "{turned_away}");
    let named = |line: &serde_json::Value| line["name"] == *uri("nobody");
    assert!(world.audit().iter().any(named), "whoever it was");
}

/// A tenant that is taken out of its file hears no more of its jobs.
#[tokio::test(flavor = "multi_thread")]
async fn streams_end_with_their_tenant() {
    let mut world = World::new();
    let service = world.serve(world.config()).await;
    let a = world.client(&service, "a").await;
    let gate = world.path("gate");
    let id = a.submit(job("one", &format!("until {}", gate.display()))).await.unwrap().job.id;
    let mut watch = a.watch(&id, 0);
    while watch.next().await.unwrap().unwrap().phase != "witness" {}
    world.tenants.tenants.remove("a");
    world.write_tenants();
    until(async || a.capabilities().await.is_err()).await;
    fs::write(gate, "").unwrap();
    assert_eq!(watch.next().await.unwrap_err().code, "caller/unknown");
    service.shutdown().await;
}

#[tokio::test]
async fn nothing_goes_in_clear_to_another_machine() {
    for url in ["http://prover.example:7420", "http://192.0.2.1:7420", "http://127.0.0.1.example:1"] {
        assert_eq!(Client::connect(url).await.unwrap_err().code, "transport/plain", "{url}");
    }
}
