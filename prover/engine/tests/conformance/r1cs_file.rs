//! Matrices written, opened and refused.

use std::ops::ControlFlow;
use std::path::PathBuf;

use ark_bn254::{Bn254, Fr};
use ark_ff::{BigInteger, PrimeField};
use ark_groth16::Proof;
use covenant_engine::groth16::{Assignment, R1cs, assignment_of, prove_with_randomness};
use covenant_engine::{Backend, Engine, EngineError, PreparedProvingKey};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::circuit::{Random, synthesise};
use crate::engines;
use crate::groth16::setup;

const CIRCUIT: Random = Random { seed: 31, instance: 4, constraints: 50 };

/// What a proof is made of, but for the matrices.
struct Prover {
    engine: Engine,
    key: PreparedProvingKey,
    instance: Vec<Fr>,
    witness: Vec<Fr>,
}

impl Prover {
    fn new(engine: Engine) -> Self {
        let key = PreparedProvingKey::new(&setup(CIRCUIT), engine.form()).expect("it fits");
        let (instance, witness) = assignment_of(&synthesise(CIRCUIT)).expect("assigned");
        Self { engine, key, instance: instance.to_vec(), witness: witness.to_vec() }
    }

    fn prove(&self, r1cs: &R1cs) -> Result<Proof<Bn254>, EngineError> {
        let assignment = Assignment { instance: &self.instance, witness: &self.witness };
        let (r, s) = (Fr::from(11u64), Fr::from(13u64));
        prove_with_randomness(&self.engine, &self.key, r1cs, assignment, r, s, &mut |_, _| {
            ControlFlow::Continue(())
        })
    }
}

/// A folder with the circuit's matrices in a file.
struct Stored {
    _folder: tempfile::TempDir,
    path: PathBuf,
    digest: [u8; 32],
    bytes: Vec<u8>,
}

impl Stored {
    fn new(r1cs: &R1cs) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("r1cs");
        let digest = r1cs.write(&path).expect("it is written");
        let bytes = std::fs::read(&path).expect("it is there");
        Self { _folder: folder, path, digest, bytes }
    }

    fn sample() -> Self {
        Self::new(&R1cs::new(&synthesise(CIRCUIT)).expect("matrices"))
    }

    /// Opens other bytes as if they were the requested ones.
    fn open(&self, bytes: &[u8]) -> Result<R1cs, EngineError> {
        std::fs::write(&self.path, bytes).expect("it is written");
        R1cs::open(&self.path, &Sha256::digest(bytes).into())
    }

    /// Why the file is refused with `new` at the byte `at`.
    fn refusal(&self, at: usize, new: &[u8]) -> &'static str {
        let mut changed = self.bytes.clone();
        changed[at..at + new.len()].copy_from_slice(new);
        assert_ne!(changed, self.bytes);
        match self.open(&changed) {
            Err(EngineError::Malformed { reason, .. }) => reason,
            other => panic!("byte {at}: {:?}", other.map(|_| "it opens")),
        }
    }

    fn count(&self, word: usize) -> usize {
        let bytes = self.bytes[16 + 8 * word..][..8].try_into().expect("eight bytes");
        usize::try_from(u64::from_le_bytes(bytes)).expect("it fits")
    }

    /// Where the coefficients begin, and each matrix's ends and terms, as the format has it.
    fn sections(&self) -> (usize, [(usize, usize); 3]) {
        let mut end = 128 + 32 * self.count(3);
        let matrices = [0, 1, 2].map(|matrix| {
            let ends = end.next_multiple_of(64);
            let terms = (ends + 4 * self.count(2)).next_multiple_of(64);
            end = terms + 8 * self.count(4 + matrix);
            (ends, terms)
        });
        assert_eq!(end, self.bytes.len());
        (128, matrices)
    }
}

#[test]
fn opened_matrices_prove_the_same() {
    let r1cs = R1cs::new(&synthesise(CIRCUIT)).expect("matrices");
    let stored = Stored::new(&r1cs);
    let opened = R1cs::open(&stored.path, &stored.digest).expect("it opens");
    assert_eq!(r1cs.digest(), stored.digest);
    assert_eq!(R1cs::open_unhashed(&stored.path).expect("it opens").digest(), stored.digest);
    let measures =
        |r1cs: &R1cs| [r1cs.num_instance(), r1cs.num_witness(), r1cs.num_constraints(), r1cs.domain_size()];
    assert_eq!(measures(&opened), measures(&r1cs));
    assert_eq!(Stored::new(&opened).bytes, stored.bytes);
    for engine in engines() {
        let prover = Prover::new(engine);
        assert_eq!(prover.prove(&opened).expect("it proves"), prover.prove(&r1cs).expect("it proves"));
    }
}

/// Coefficients numbered by whoever has the matrices, in any order.
#[test]
fn numbered_matrices_are_the_same() {
    let cs = synthesise(CIRCUIT);
    let expected = R1cs::new(&cs).expect("matrices");
    let matrices = &cs.to_matrices().expect("matrices")[ark_relations::gr1cs::R1CS_PREDICATE_LABEL];
    let mut coefficients: Vec<Fr> = Vec::new();
    for (coefficient, _) in matrices.iter().flatten().flatten() {
        if !coefficients.contains(coefficient) {
            coefficients.push(*coefficient);
        }
    }
    let (instance, witness) = (expected.num_instance(), expected.num_witness());
    let numbered = |coefficients: &[Fr]| {
        let number = |coefficient: &Fr| coefficients.iter().position(|known| known == coefficient);
        let rows = [0, 1, 2].map(|side: usize| {
            matrices[side].iter().map(|row: &Vec<(Fr, usize)>| {
                row.iter().map(|(coefficient, column)| (number(coefficient).unwrap_or(99) as u32, *column))
            })
        });
        R1cs::from_numbered(coefficients, rows, instance, witness)
    };
    for _ in 0..2 {
        assert_eq!(numbered(&coefficients).expect("matrices").digest(), expected.digest());
        coefficients.reverse();
    }
    coefficients.push(Fr::from(12_345u64));
    assert_eq!(numbered(&coefficients).expect("matrices").digest(), expected.digest(), "one is not used");
    let missing = numbered(&coefficients[..1]).err().expect("a number is out of range");
    assert!(matches!(missing, EngineError::ConstraintSystem("a coefficient is out of range")));
}

#[test]
fn no_constraints_are_matrices_too() {
    let none = R1cs::from_matrices([&vec![], &vec![], &vec![]], 1, 0).expect("matrices");
    let stored = Stored::new(&none);
    let opened = R1cs::open(&stored.path, &stored.digest).expect("it opens");
    assert_eq!((opened.num_constraints(), opened.domain_size()), (0, 1));
}

#[test]
fn another_file_is_refused() {
    let stored = Stored::sample();
    for at in [0, 16, 128, 200, stored.bytes.len() - 1] {
        let mut changed = stored.bytes.clone();
        changed[at] ^= 1;
        std::fs::write(&stored.path, &changed).expect("it is written");
        let refused = R1cs::open(&stored.path, &stored.digest);
        assert!(matches!(refused, Err(EngineError::WrongDigest { .. })), "byte {at}");
    }
    let none = stored.path.with_extension("none");
    assert!(matches!(R1cs::open(&none, &stored.digest), Err(EngineError::Io { .. })));
}

/// Files whose digest is right, cut short, too long, or with lengths that are not theirs.
#[test]
fn wrong_lengths_are_refused() {
    let stored = Stored::sample();
    assert!(stored.open(&stored.bytes).is_ok());
    for length in (0..stored.bytes.len()).step_by(7) {
        let refused = stored.open(&stored.bytes[..length]);
        assert!(
            matches!(refused, Err(EngineError::Malformed { .. } | EngineError::Io { .. })),
            "{length} bytes"
        );
    }
    let longer = [&stored.bytes[..], &[0; 64]].concat();
    assert!(matches!(stored.open(&longer), Err(EngineError::Malformed { .. })));
    for word in 0..7 {
        let at = 16 + 8 * word;
        for value in [1u64 << 32, 1 << 61, u64::MAX] {
            assert_eq!(stored.refusal(at, &value.to_le_bytes()), "a length is out of range");
        }
        let expected = match word {
            0 | 1 => "there are too many variables",
            _ => "the file is cut short",
        };
        assert_eq!(stored.refusal(at, &u64::from(u32::MAX).to_le_bytes()), expected, "word {word}");
    }
}

/// Files whose digest is right and whose content is not: each by the rule it breaks.
#[test]
fn every_rule_is_checked() {
    let stored = Stored::sample();
    assert_eq!(stored.refusal(0, b"covenant-pk-v1\0\0"), "the magic is not that of matrices");
    let (coefficients, matrices) = stored.sections();
    let modulus = Fr::MODULUS.to_bytes_le();
    for at in [coefficients, coefficients + 32, coefficients + 32 * (stored.count(3) - 1)] {
        for bytes in [&modulus[..], &[0xff; 32]] {
            assert_eq!(stored.refusal(at, bytes), "a coefficient is not below the modulus");
        }
    }
    let two = Fr::from(2u64).into_bigint().to_bytes_le();
    for at in [coefficients, coefficients + 32] {
        assert_eq!(stored.refusal(at, &two), "the first coefficients are not 1 and -1");
    }
    let columns = (stored.count(0) + stored.count(1)) as u32;
    for (matrix, (ends, terms)) in matrices.into_iter().enumerate() {
        let count = stored.count(4 + matrix) as u32;
        let last = ends + 4 * (stored.count(2) - 1);
        for (at, end) in [(ends, count + 1), (ends, u32::MAX), (last, count + 1), (last, 0)] {
            let reason = stored.refusal(at, &end.to_le_bytes());
            assert_eq!(reason, "the rows' ends are not ascending to the number of terms");
        }
        for at in [terms, terms + 8 * (count as usize - 1)] {
            for coefficient in [stored.count(3) as u32, u32::MAX] {
                let reason = stored.refusal(at, &coefficient.to_le_bytes());
                assert_eq!(reason, "a coefficient is out of range");
            }
            for column in [columns, u32::MAX] {
                assert_eq!(stored.refusal(at + 4, &column.to_le_bytes()), "a column is out of range");
            }
        }
    }
}

/// What every byte of a file is read for: changed, it is refused, or other matrices that are written as they were read.
#[test]
fn no_byte_is_passed_over() {
    let circuit = Random { seed: 33, instance: 2, constraints: 5 };
    let stored = Stored::new(&R1cs::new(&synthesise(circuit)).expect("matrices"));
    let mut padding = Vec::new();
    for at in 0..stored.bytes.len() {
        let mut changed = stored.bytes.clone();
        changed[at] ^= 1 << (at % 8);
        match stored.open(&changed) {
            Ok(other) => assert_eq!(other.digest()[..], Sha256::digest(&changed)[..], "byte {at}"),
            Err(EngineError::Malformed { reason: "the padding is not zero", .. }) => padding.push(at),
            Err(EngineError::Malformed { .. }) => {}
            Err(error) => panic!("byte {at}: {error}"),
        }
    }
    let (coefficients, matrices) = stored.sections();
    let mut end = coefficients + 32 * stored.count(3);
    let mut expected: Vec<usize> = (72..coefficients).collect();
    for (matrix, (ends, terms)) in matrices.into_iter().enumerate() {
        expected.extend((end..ends).chain(ends + 4 * stored.count(2)..terms));
        end = terms + 8 * stored.count(4 + matrix);
    }
    assert!(expected.len() > 100 && expected.iter().all(|at| padding.contains(at)), "{padding:?}");
}

proptest! {
    /// The same where nobody has checked the file: a change after the check is no danger to memory and no panic.
    #[test]
    fn no_bytes_panic_unhashed(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let (stored, prover) = (Stored::sample(), Prover::new(Engine::with_backend(Backend::Portable).expect("portable")));
        let mut bytes = stored.bytes.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        std::fs::write(&stored.path, &bytes).expect("it is written");
        match R1cs::open_unhashed(&stored.path).map(|r1cs| prover.prove(&r1cs)) {
            Ok(Ok(_) | Err(EngineError::Unsatisfied | EngineError::LengthMismatch { .. }))
            | Err(EngineError::Malformed { .. }) => {}
            other => prop_assert!(false, "{:?}", other),
        }
    }

    /// A few bytes changed anywhere: refused when opened, or matrices that a prover can use and only they are wrong.
    #[test]
    fn no_bytes_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let (stored, prover) = (Stored::sample(), Prover::new(Engine::with_backend(Backend::Portable).expect("portable")));
        let mut bytes = stored.bytes.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        match stored.open(&bytes).map(|r1cs| prover.prove(&r1cs)) {
            Ok(Ok(_) | Err(EngineError::Unsatisfied | EngineError::LengthMismatch { .. }))
            | Err(EngineError::Malformed { .. }) => {}
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
