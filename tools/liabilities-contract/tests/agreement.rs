//! Our proofs under our transcript, judged by snark-verifier with its own: both verifiers say the same of every proof.

use covenant_liabilities::{F, Filler, ProofSeed, ProvingKey, Shape, Srs, prove, verify};
use covenant_liabilities_contract as contract;
use halo2_axiom::halo2curves::ff::Field;

#[test]
fn snark_verifier_accepts_what_we_accept() {
    for assets in [1, 8] {
        let mut rng = rand::rngs::OsRng;
        let srs = Srs::development(12, &mut rng).unwrap();
        let shape = Shape::new(12, assets).unwrap();
        let key = ProvingKey::new(&srs, shape).unwrap();
        let mut filler = Filler::new(shape, 5u64.into(), 3, 9u64.into());
        for i in 0..40u64 {
            let ids: Vec<_> = (0..assets as u64).map(|j| (i * 8 + j + 1).into()).collect();
            let balances: Vec<u64> = (0..assets as u64).map(|j| i * 1_000_003 + j).collect();
            filler.push(&ids, &balances).unwrap();
        }
        let (columns, chunk) = filler.finish(&mut rng).unwrap();
        let output = covenant_liabilities::from_ark(&chunk.output());
        let proof = prove(&srs, &key, columns, output, ProofSeed::for_one_proof([3; 32])).unwrap().proof;
        let verdicts = |output: F, proof: &[u8]| {
            let ours = verify(key.verifying(), output, proof).is_ok();
            (ours, contract::verify(&srs, key.verifying(), output, proof))
        };
        assert_eq!(verdicts(output, &proof), (true, true));
        assert_eq!(verdicts(output + F::ONE, &proof), (false, false));
        for at in (31..proof.len()).step_by(32) {
            let mut changed = proof.clone();
            changed[at] ^= 1;
            assert_eq!(verdicts(output, &changed), (false, false), "byte {at}");
        }
    }
}

/// The committed templates are what the generator makes today, whatever the parameters.
#[test]
fn templates_are_of_no_key() {
    for assets in [1, 8] {
        let shape = Shape::new(12, assets).unwrap();
        let template = || {
            let srs = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
            let key = covenant_liabilities::VerifyingKey::new(&srs, shape).unwrap();
            (contract::template(&srs, &key), contract::source(&srs, &key, "Source"))
        };
        let ((first, one), (second, other)) = (template(), template());
        assert_eq!(first, second);
        assert_ne!(one, other);
        let name = covenant_export::evm::liabilities::template_name(shape);
        let path = format!("{}/../../verifier/evm/liabilities/{name}.sol", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(std::fs::read_to_string(path).unwrap(), first);
    }
}
