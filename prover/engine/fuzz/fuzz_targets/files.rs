//! Any bytes are refused as a prepared key and as matrices, or are opened and written again as they were.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use covenant_engine::{EngineError, Form, PreparedProvingKey, groth16::R1cs};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

/// Two files of this process: keys and matrices are opened where they lie.
static FILES: LazyLock<[PathBuf; 2]> = LazyLock::new(|| {
    let process = std::process::id();
    ["in", "out"].map(|name| std::env::temp_dir().join(format!("covenant-engine-fuzz-{process}-{name}")))
});

fuzz_target!(|bytes: &[u8]| {
    let [path, written] = &*FILES;
    std::fs::write(path, bytes).expect("the folder can be written");
    let digest = Sha256::digest(bytes).into();
    for form in [Form::R256, Form::R260] {
        if let Ok(key) = expected(PreparedProvingKey::open(path, form, &digest)) {
            assert_eq!(key.write(written).expect("it is written"), digest);
        }
    }
    if let Ok(r1cs) = expected(R1cs::open(path, &digest)) {
        assert_eq!(r1cs.write(written).expect("it is written"), digest);
    }
});

/// An empty file cannot be mapped; any other is refused for what it is.
fn expected<T>(result: Result<T, EngineError>) -> Result<T, EngineError> {
    if let Err(error) = &result {
        assert!(matches!(
            error,
            EngineError::Malformed { .. }
                | EngineError::UnusableKey(_)
                | EngineError::OtherReduction
                | EngineError::WrongForm { .. }
                | EngineError::Io { .. }
        ));
    }
    result
}
