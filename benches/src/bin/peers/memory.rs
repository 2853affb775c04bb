//! Peak resident memory of a proof, in a process that does nothing else.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use ark_bn254::Fr;
use covenant_engine::groth16::{Assignment, R1cs, prove};
use covenant_engine::{Engine, EngineError, PreparedProvingKey};

use crate::Options;
use crate::proofs::Chain;
use crate::report::Report;

/// A file that is removed when dropped.
struct Stored {
    path: PathBuf,
    digest: String,
}

impl Stored {
    fn new(
        kind: &str,
        write: impl FnOnce(&Path) -> Result<[u8; 32], EngineError>,
    ) -> Result<Self, EngineError> {
        let path = std::env::temp_dir().join(format!("covenant-peers-{}.{kind}", std::process::id()));
        let digest = write(&path)?.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { path, digest })
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        // It is temporary: what cannot be removed is left to the system.
        let _ = fs::remove_file(&self.path);
    }
}

/// Has a new process prove the chain with key and matrices from files: this one holds what the set-up left.
pub(crate) fn in_a_process_of_its_own(
    options: &Options,
    engine: Engine,
    key: &PreparedProvingKey,
    r1cs: &R1cs,
) -> Result<(), String> {
    let text = |error: EngineError| error.to_string();
    let key = Stored::new("key", |path| key.write(path)).map_err(text)?;
    let r1cs = Stored::new("r1cs", |path| r1cs.write(path)).map_err(text)?;
    let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
    command.args(["--log-size", &options.log_size.to_string(), "--threads", &options.threads.to_string()]);
    command.args(["--backend", engine.backend().name()]).args(options.json.then_some("--json"));
    command.arg("--memory-of").arg(&key.path).arg(&key.digest).arg(&r1cs.path).arg(&r1cs.digest);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the process that proves: {status}")),
        Err(error) => Err(error.to_string()),
    }
}

/// Proves a chain with a mapped key and stored matrices, and reports the peak of the process.
pub(crate) fn measure(
    options: &Options,
    engine: Engine,
    report: &Report,
    [key, of_key, r1cs, of_r1cs]: &[String; 4],
) -> Result<(), String> {
    let text = |error: EngineError| error.to_string();
    let (instance, witness) = Chain::filling(options.log_size).assignment();
    let r1cs = R1cs::open(r1cs.as_ref(), &digest(of_r1cs)?).map_err(text)?;
    let key = PreparedProvingKey::open(key.as_ref(), engine.form(), &digest(of_key)?).map_err(text)?;
    let assignment = Assignment { instance: &instance, witness: &witness };
    let before = field("VmRSS:");
    prove(&engine, &key, &r1cs, assignment, &mut |_, _| ControlFlow::Continue(())).map_err(text)?;
    let (Some(before), Some(peak)) = (before, field("VmHWM:")) else {
        return Err("this system does not tell resident memory".to_owned());
    };
    report.memory(before, peak, key.size_in_bytes(), r1cs.domain_size() * size_of::<Fr>());
    Ok(())
}

/// A digest of 64 hexadecimal digits.
fn digest(digits: &str) -> Result<[u8; 32], String> {
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        let digits = digits.get(2 * index..2 * index + 2).ok_or("the digest is too short")?;
        *byte = u8::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
    }
    Ok(bytes)
}

/// Bytes of resident memory, as Linux counts them: `VmRSS:` now, `VmHWM:` at the process's peak.
fn field(name: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? * 1024)
}
