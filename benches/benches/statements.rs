//! Each statement, step by step: the native check, the synthesis, the assignment alone, the whole proof, its verification.
//!
//! `cargo bench -p covenant-benches --bench statements`. The first lines say on what it ran; numbers without them mean nothing.

#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use covenant_core::{CircuitKey, EngineProver, Phase, Prover as _, Stop, keys::KeyStore};
use covenant_relations::{Circuit, RELATIONS, Relation};
use covenant_statements::Fr;
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

fn describe(relation: &Relation) {
    let threads = std::thread::available_parallelism().map_or(0, usize::from);
    let Relation { info, pin, .. } = relation;
    let variables = 1 + info.inputs.len() + pin.witness;
    let _ = writeln!(
        std::io::stdout(),
        "{}; {threads} threads; circuit {}: {} constraints, {variables} variables\n",
        processor(),
        info.id,
        pin.constraints,
    );
}

fn statements(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = KeyStore::open(folder.path()).expect("a key folder");
    for relation in RELATIONS.iter().filter(|relation| relation.is_first()) {
        let key = store.ensure_development(relation.info.id).expect("a development setup");
        describe(relation);
        statement(c, relation, &store, &key);
    }
}

fn statement(c: &mut Criterion, relation: &Relation, store: &KeyStore, key: &CircuitKey) {
    let claim = (relation.sample)(1);
    let prover = EngineProver::default();
    let prove = |circuit: &dyn Circuit| {
        let proof = prover.prove(key, &circuit.assignment(), &mut quiet).expect("a proof");
        verify(key.verifier(), &public_inputs(circuit), &proof).map(|()| proof).expect("a proof that holds")
    };
    let mut group = c.benchmark_group(relation.info.name());
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.bench_function("native check", |b| b.iter(|| black_box(&claim).check().is_ok()));
    group.bench_function("synthesis", |b| b.iter(|| black_box(&claim).full()));
    group.bench_function("assignment", |b| b.iter(|| black_box(&claim).assignment()));
    group.bench_function("proof", |b| b.iter(|| prove(black_box(&*claim))));
    group.bench_function("key opening", |b| {
        b.iter(|| store.open_key(black_box(&key.digest_hex())).expect("a key"))
    });
    group.bench_function("key preparation", |b| {
        b.iter(|| PreparedVerifyingKey::new(black_box(key.verifying_key())))
    });
    let (inputs, proof) = (public_inputs(&*claim), prove(&*claim));
    group.bench_function("verification", |b| {
        b.iter(|| verify(key.verifier(), black_box(&inputs), black_box(&proof)).is_ok());
    });
    group.finish();
}

fn public_inputs(circuit: &dyn Circuit) -> Vec<Fr> {
    circuit.assignment()[1..=circuit.info().inputs.len()].to_vec()
}

fn setup(c: &mut Criterion) {
    for relation in RELATIONS.iter().filter(|relation| relation.is_first()) {
        let mut group = c.benchmark_group(relation.info.name());
        group.sample_size(10).measurement_time(Duration::from_secs(10));
        group.bench_function("development setup, written and read back", |b| {
            b.iter(|| {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let store = KeyStore::open(folder.path()).expect("a key folder");
                store.ensure_development(relation.info.id).expect("a development setup")
            });
        });
        group.finish();
    }
}

criterion_group!(benches, statements, setup);
criterion_main!(benches);
