//! One suite for every backend: each is compared with the oracles and with arkworks.
//!
//! A backend the processor cannot run is left out; the portable one always runs.

use covenant_engine::{Backend, Engine};

mod circuit;
mod groth16;
mod inputs;
mod key_file;
mod msm;
mod msm_edges;
mod ntt;
mod program;
mod r1cs_file;

/// The engines this processor can run.
fn engines() -> Vec<Engine> {
    let engines: Vec<Engine> = Backend::ALL
        .into_iter()
        .filter(|backend| backend.is_available())
        .map(|backend| Engine::with_backend(backend).expect("it is available"))
        .collect();
    assert!(!engines.is_empty());
    engines
}
