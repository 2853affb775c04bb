//! Statement 1, step by step: the native check, the synthesis, the assignment alone, the whole proof, its verification.
//!
//! `cargo bench -p covenant-benches --bench invoice`. The first lines say on what it ran; numbers without them mean nothing.

#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use covenant_core::{CircuitKey, Phase, Stop, keys::KeyStore, prove};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::{check, sample::World};
use covenant_verifier::groth16::{PreparedVerifyingKey, verify};
use criterion::{Criterion, criterion_group, criterion_main};
use std::{fs, hint::black_box, io::Write, ops::ControlFlow, time::Duration};

fn quiet(_: Phase, _: f32) -> ControlFlow<Stop> {
    ControlFlow::Continue(())
}

/// The processor's name as Linux knows it.
fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let ifma = if info.contains("avx512ifma") { "with" } else { "without" };
    format!("{}, {ifma} AVX-512 IFMA", name.map_or("unknown processor", |(_, name)| name.trim()))
}

fn describe(key: &CircuitKey) {
    let threads = std::thread::available_parallelism().map_or(0, usize::from);
    let cs = InvoiceCircuit(&World::new(1).claim()).full();
    let (constraints, variables) = (cs.constraints().len(), cs.num_instance() + cs.num_witness());
    let _ = writeln!(
        std::io::stdout(),
        "{}; {threads} threads; circuit {}: {constraints} constraints, {variables} variables\n",
        processor(),
        key.circuit(),
    );
}

fn statement(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = KeyStore::open(folder.path()).expect("a key folder");
    let key = store.ensure_development("invoice/1").expect("a development setup");
    describe(&key);
    let claim = World::new(1).claim();
    let mut group = c.benchmark_group("invoice");
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.bench_function("native check", |b| b.iter(|| check(black_box(&claim)).is_ok()));
    group.bench_function("synthesis", |b| b.iter(|| InvoiceCircuit(black_box(&claim)).full()));
    group.bench_function("assignment", |b| b.iter(|| InvoiceCircuit(black_box(&claim)).assignment()));
    group
        .bench_function("proof", |b| b.iter(|| prove(&key, black_box(&claim), &mut quiet).expect("a proof")));
    let proved = prove(&key, &claim, &mut quiet).expect("a proof");
    let inputs = proved.public_inputs.to_array();
    group.bench_function("key preparation", |b| {
        b.iter(|| PreparedVerifyingKey::new(black_box(key.verifying_key())))
    });
    group.bench_function("verification", |b| {
        b.iter(|| verify(key.verifier(), black_box(&inputs), black_box(&proved.proof)).is_ok());
    });
    group.finish();
}

fn setup(c: &mut Criterion) {
    let mut group = c.benchmark_group("setup");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("development setup, written and read back", |b| {
        b.iter(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = KeyStore::open(folder.path()).expect("a key folder");
            store.ensure_development("invoice/1").expect("a development setup")
        });
    });
    group.finish();
}

criterion_group!(benches, statement, setup);
criterion_main!(benches);
