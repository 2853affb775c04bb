//! Under flood: the service's memory stays what it is, and who means well keeps its share. On loopback, over TLS, against a service in
//! a process of its own. `COVENANT_LOAD_SECONDS` makes every attack last that long; by default each lasts half a second.
#![expect(clippy::print_stderr, reason = "the figures are what it is for")]

#[path = "../common/mod.rs"]
mod common;

mod attacks;
mod raw;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use attacks::ATTACKS;
use common::{PATIENCE, finish, job, submit};
use covenant_client::{Client, JobState};
use tokio::runtime::{self, Runtime};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;
use world::{CLAIM_BYTES, FLOOD, HONEST, World};

/// One service at a time: each measures.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The most memory of the service under attack, over what it has when it has been used and nobody calls.
const MEMORY: f64 = 1.2;
/// The least that an honest tenant keeps of its share.
const KEPT: f64 = 0.8;

/// How long each attack lasts.
fn lasts(usual: Duration) -> Duration {
    let asked = std::env::var("COVENANT_LOAD_SECONDS").ok();
    asked.map_or(usual, |seconds| Duration::from_secs(seconds.parse().unwrap()))
}

/// Proves one; whether it succeeded.
async fn prove(client: &Client, key: &str, claim: &str) -> bool {
    let proved = client.prove(job(key, claim), None).await;
    proved.is_ok_and(|proved| proved.job.state == JobState::Succeeded)
}

/// What a service is for, by both tenants at once with the longest claims: what it needs for that it has afterwards.
async fn warm_up(world: &World) {
    let mut all = JoinSet::new();
    for number in 0..6 {
        for tenant in [HONEST, FLOOD] {
            let client = world.client(tenant).await;
            let claim = format!("succeed {}", "x".repeat(CLAIM_BYTES - 8));
            all.spawn(async move {
                let id = submit(&client, &format!("warm-{number}"), &claim).await;
                finish(&client, &id).await.0.state == JobState::Succeeded
            });
        }
    }
    assert!(all.join_all().await.into_iter().all(|proved| proved));
    tokio::time::sleep(Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_what_it_is() {
    let _alone = ALONE.lock().await;
    let world = Arc::new(World::new());
    let fresh = world.memory().0;
    warm_up(&world).await;
    let idle = world.memory().0;
    eprintln!("started {} KB, idle after use {} KB", fresh >> 10, idle >> 10);
    let honest = world.client(HONEST).await;
    let mut over = Vec::new();
    for (name, attack) in ATTACKS {
        world.forget_peak();
        let until = Instant::now() + lasts(Duration::from_millis(500));
        let attacking = tokio::spawn(attack(Arc::clone(&world), until));
        // Meanwhile somebody uses it.
        let mut proved = 0;
        while Instant::now() < until || proved == 0 {
            let key = format!("{name}-{proved}");
            let one = prove(&honest, &key, "succeed");
            assert!(tokio::time::timeout(PATIENCE, one).await.unwrap(), "{name}: nobody else is served");
            proved += 1;
        }
        attacking.abort();
        let (now, peak) = world.memory();
        let ratio = peak as f64 / idle as f64;
        eprintln!(
            "{name:<22} peak {:>6} KB, {ratio:.2} of idle; now {} KB; {proved} proofs beside it",
            peak >> 10,
            now >> 10
        );
        if ratio > MEMORY {
            over.push((name, ratio));
        }
    }
    assert!(over.is_empty(), "more than {MEMORY} of idle: {over:?}");
}

/// Who means well, on a thread of its own: what floods is to keep the service waiting, and not its neighbour's own program.
struct Honest {
    runtime: Option<Runtime>,
    client: Client,
}

impl Honest {
    fn new(world: &World) -> Self {
        std::thread::scope(|scope| {
            let connect = || {
                let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let client = runtime.block_on(world.client(HONEST));
                Self { runtime: Some(runtime), client }
            };
            scope.spawn(connect).join().unwrap()
        })
    }

    /// Jobs a second. Whatever else is to happen meanwhile happens on other threads.
    fn throughput(&self, round: &str, during: Duration) -> f64 {
        std::thread::scope(|scope| {
            let runtime = self.runtime.as_ref().unwrap();
            let measure = || runtime.block_on(throughput(&self.client, round, during));
            scope.spawn(measure).join().unwrap()
        })
    }
}

impl Drop for Honest {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Jobs of a tenth of a second, several at once, for so long; how many a second.
async fn throughput(client: &Client, round: &str, during: Duration) -> f64 {
    let (until, done) = (Instant::now() + during, Arc::new(AtomicU32::new(0)));
    let mut all = JoinSet::new();
    for caller in 0..6 {
        let (client, done, round) = (client.clone(), Arc::clone(&done), round.to_owned());
        all.spawn(async move {
            let mut number = 0;
            while Instant::now() < until {
                let proved = prove(&client, &format!("{round}-{caller}-{number}"), "sleep 100").await;
                assert!(proved, "{round}");
                done.fetch_add(u32::from(Instant::now() < until), Ordering::Relaxed);
                number += 1;
            }
        });
    }
    all.join_all().await;
    f64::from(done.load(Ordering::Relaxed)) / during.as_secs_f64()
}

/// How many jobs of the one that flooded succeeded in between.
async fn proved_for_the_flood(world: &World, since: SystemTime, until: SystemTime) -> f64 {
    let succeeded = attacks::listed(&world.client(FLOOD).await, JobState::Succeeded).await;
    let during = succeeded.iter().filter(|job| (since..until).contains(&job.updated_at));
    during.count() as f64
}

/// Whether somebody else uses the processor, so that what is slower beside a flood may be so for want of it.
fn is_busy() -> bool {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    let load: f64 = load.split(' ').next().unwrap().parse().unwrap();
    load > std::thread::available_parallelism().unwrap().get() as f64
}

/// Two workers, two tenants, jobs of the same length: the share of each is a half of what is proved. Beside one that floods with all that it has, the other keeps its
/// share of what is proved meanwhile; and where nobody else uses the machine, of what it has alone.
#[tokio::test(flavor = "multi_thread")]
async fn who_means_well_keeps_its_share() {
    let _alone = ALONE.lock().await;
    let busy = is_busy();
    let world = Arc::new(World::new());
    let honest = Honest::new(&world);
    honest.throughput("warm", Duration::from_millis(500));
    let during = lasts(Duration::from_millis(2000));
    let (mut shares, mut of_alone) = (Vec::new(), Vec::new());
    for round in 0..3 {
        let alone = honest.throughput(&format!("alone-{round}"), during);
        let until = Instant::now() + during + Duration::from_millis(700);
        let mut flood = JoinSet::new();
        for (_, attack) in ATTACKS.iter().filter(|(name, _)| attacks::TOGETHER.contains(name)) {
            flood.spawn(attack(Arc::clone(&world), until));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        let since = SystemTime::now();
        let beside = honest.throughput(&format!("beside-{round}"), during);
        flood.abort_all();
        let floods = proved_for_the_flood(&world, since, since + during).await / during.as_secs_f64();
        attacks::cancel_all(&world).await;
        shares.push(beside / ((beside + floods) / 2.0));
        of_alone.push(beside / (alone / 2.0));
        eprintln!(
            "alone {alone:.1} jobs/s; beside a flood {beside:.1}, and {floods:.1} of the flood's: {:.2} of its share, {:.2} of that of what it has alone",
            shares[round], of_alone[round]
        );
    }
    shares.sort_by(f64::total_cmp);
    of_alone.sort_by(f64::total_cmp);
    assert!(shares[1] >= KEPT, "{shares:?}");
    // Who floods uses the processor too, and so do services that are built for tests.
    assert!(busy || of_alone[1] >= KEPT, "{of_alone:?}");
}
