//! Any bytes are refused as a prepared key and as matrices, or are opened and would be written again as they were.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use covenant_engine::{EngineError, Form, PreparedProvingKey, groth16::R1cs};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

/// A file of this process: keys and matrices are opened where they lie.
static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("covenant-engine-fuzz-{}", std::process::id())));

fuzz_target!(|bytes: &[u8]| {
    let path = &*FILE;
    // A new file each time: one that is cut short first is brought to the disk, which takes longer than all the rest.
    let _ = std::fs::remove_file(path);
    std::fs::write(path, bytes).expect("the folder can be written");
    let digest = Sha256::digest(bytes).into();
    for form in [Form::R256, Form::R260] {
        if let Ok(key) = expected(PreparedProvingKey::open(path, form, &digest)) {
            assert_eq!(key.digest(), digest);
        }
    }
    if let Ok(r1cs) = expected(R1cs::open(path, &digest)) {
        assert_eq!(r1cs.digest(), digest);
    }
});

/// Whatever there is is refused for what it is: the file can be mapped, and its digest is right.
fn expected<T>(result: Result<T, EngineError>) -> Result<T, EngineError> {
    if let Err(error) = &result {
        assert!(matches!(
            error,
            EngineError::Malformed { .. }
                | EngineError::UnusableKey(_)
                | EngineError::OtherReduction
                | EngineError::WrongForm { .. }
        ));
    }
    result
}
