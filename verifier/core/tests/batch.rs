//! Batches of proofs: accepted as the single proofs are, refused when any of them is bad.

mod common;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use common::{prove, setup};
use covenant_verifier::groth16::{
    BatchError, BatchItem, PreparedVerifyingKey, Proof, ProofError, verify, verify_batch,
};

const SIZE: usize = 9;

struct Batch {
    key: PreparedVerifyingKey,
    inputs: Vec<[Fr; 4]>,
    proofs: Vec<Proof>,
}

impl Batch {
    fn new() -> Self {
        let (proving, key) = setup(1);
        let inputs: Vec<[Fr; 4]> =
            (0..SIZE as u64).map(|i| [3 + i, 0, 7 * i, 1 << 40].map(Fr::from)).collect();
        let proofs = inputs.iter().zip(10..).map(|(inputs, seed)| prove(&proving, *inputs, seed)).collect();
        Self { key: PreparedVerifyingKey::new(&key), inputs, proofs }
    }

    fn verify(&self) -> Result<(), BatchError> {
        let items: Vec<BatchItem<'_>> =
            self.inputs.iter().zip(&self.proofs).map(|(inputs, proof)| (&inputs[..], proof)).collect();
        verify_batch(&self.key, &items)
    }
}

#[test]
fn every_size_is_accepted() {
    let mut batch = Batch::new();
    while !batch.proofs.is_empty() {
        assert_eq!(batch.verify(), Ok(()), "{} proofs", batch.proofs.len());
        batch.proofs.pop();
    }
    assert_eq!(batch.verify(), Err(BatchError::Empty));
}

#[test]
fn one_bad_statement_anywhere_refuses_the_batch() {
    let good = Batch::new();
    for bad in 0..SIZE {
        for input in 0..4 {
            let mut batch =
                Batch { key: good.key.clone(), inputs: good.inputs.clone(), proofs: good.proofs.clone() };
            batch.inputs[bad][input] += Fr::ONE;
            assert_eq!(batch.verify(), Err(BatchError::Invalid), "statement {bad}, input {input}");
        }
        let mut batch =
            Batch { key: good.key.clone(), inputs: good.inputs.clone(), proofs: good.proofs.clone() };
        batch.proofs[bad] = good.proofs[(bad + 1) % SIZE];
        assert_eq!(batch.verify(), Err(BatchError::Invalid), "statement {bad}");
    }
}

/// Errors that cancel when the equations are multiplied without coefficients.
#[test]
fn errors_do_not_cancel() {
    let mut batch = Batch::new();
    batch.inputs[0][2] += Fr::ONE;
    batch.inputs[1][2] -= Fr::ONE;
    assert_eq!(batch.verify(), Err(BatchError::Invalid));
    // The very same bad statement many times over.
    let mut batch = Batch::new();
    batch.inputs = vec![[Fr::ZERO; 4]; SIZE];
    batch.proofs = vec![batch.proofs[0]; SIZE];
    assert_eq!(batch.verify(), Err(BatchError::Invalid));
}

#[test]
fn another_number_of_inputs_is_refused_by_position() {
    let batch = Batch::new();
    let zeros = [Fr::ZERO; 6];
    for given in [0, 3, 5, 6] {
        let items = [(&batch.inputs[0][..], &batch.proofs[0]), (&zeros[..given], &batch.proofs[1])];
        let error = verify_batch(&batch.key, &items).unwrap_err();
        let source = ProofError::InputCount { expected: 4, given };
        assert_eq!(error, BatchError::Statement { index: 1, source });
        assert_eq!(error.code(), "proof/input-count");
    }
}

#[test]
fn agrees_with_single_verification() {
    let batch = Batch::new();
    for (i, inputs) in batch.inputs.iter().enumerate() {
        for proof in &batch.proofs {
            let single = verify(&batch.key, inputs, proof).is_ok();
            let alone = verify_batch(&batch.key, &[(&inputs[..], proof)]).is_ok();
            let together = [(&batch.inputs[0][..], &batch.proofs[0]), (&inputs[..], proof)];
            assert_eq!((single, single), (alone, verify_batch(&batch.key, &together).is_ok()), "input {i}");
        }
    }
}
