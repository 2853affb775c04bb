//! Sixteen proofs: one by one, as a batch, and with arkworks' verifier. `cargo bench -p covenant-evm-tests --bench batch`.

use ark_bn254::{Bn254, Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::PrimeField;
use ark_groth16::{Groth16, PreparedVerifyingKey as ArkPrepared, Proof as ArkProof, VerifyingKey as ArkKey};
use covenant_evm_tests::vectors::Vectors;
use covenant_verifier::groth16::{BatchItem, PreparedVerifyingKey, Proof, verify, verify_batch};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn g1(words: &[[u8; 32]]) -> G1Affine {
    let [x, y] = [0, 1].map(|i| Fq::from_be_bytes_mod_order(&words[i]));
    G1Affine::new(x, y)
}

fn g2(words: &[[u8; 32]]) -> G2Affine {
    let [x1, x0, y1, y0] = [0, 1, 2, 3].map(|i| Fq::from_be_bytes_mod_order(&words[i]));
    G2Affine::new(Fq2::new(x0, x1), Fq2::new(y0, y1))
}

fn ark_key(bytes: &[u8]) -> ArkPrepared<Bn254> {
    let words = bytes.as_chunks::<32>().0;
    let key = ArkKey {
        alpha_g1: g1(&words[0..2]),
        beta_g2: g2(&words[2..6]),
        gamma_g2: g2(&words[6..10]),
        delta_g2: g2(&words[10..14]),
        gamma_abc_g1: words[14..].as_chunks::<2>().0.iter().map(|pair| g1(pair)).collect(),
    };
    ark_groth16::prepare_verifying_key(&key)
}

fn ark_proof(proof: &Proof) -> ArkProof<Bn254> {
    let bytes = proof.to_bytes();
    let words = bytes.as_chunks::<32>().0;
    ArkProof { a: g1(&words[0..2]), b: g2(&words[2..6]), c: g1(&words[6..8]) }
}

fn batch(c: &mut Criterion) {
    let vectors = Vectors::load();
    let key = PreparedVerifyingKey::new(&vectors.key());
    let theirs = ark_key(&vectors.key().to_bytes());
    let proofs: Vec<(Proof, Vec<Fr>)> = vectors.proofs();
    let ark: Vec<ArkProof<Bn254>> = proofs.iter().map(|(proof, _)| ark_proof(proof)).collect();
    for count in [1, 4, 16] {
        let mut group = c.benchmark_group(format!("{count} proofs"));
        group.throughput(Throughput::Elements(count as u64));
        let items: Vec<BatchItem<'_>> =
            proofs[..count].iter().map(|(proof, inputs)| (&inputs[..], proof)).collect();
        group.bench_function("one by one", |b| {
            b.iter(|| items.iter().all(|(inputs, proof)| verify(&key, black_box(inputs), proof).is_ok()));
        });
        group.bench_function("batch", |b| b.iter(|| verify_batch(&key, black_box(&items))));
        group.bench_function("arkworks, one by one", |b| {
            b.iter(|| {
                items.iter().zip(&ark).all(|((inputs, _), proof)| {
                    Groth16::<Bn254>::verify_proof(&theirs, proof, black_box(inputs)).is_ok_and(|ok| ok)
                })
            });
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = batch
}
criterion_main!(benches);
