//! `covenant export evm`: the sources of a key's verifier as files.

use super::{VerifierSource, interface_source};

/// Names and texts of `ICovenantVerifier.sol` and of the verifier, `<contract>.sol`, which is to lie beside it.
#[must_use]
pub fn source_files(source: &VerifierSource<'_>) -> [(String, String); 2] {
    let verifier = VerifierSource { interface: "./ICovenantVerifier.sol", ..*source };
    [
        ("ICovenantVerifier.sol".to_owned(), interface_source().to_owned()),
        (format!("{}.sol", source.contract), verifier.render()),
    ]
}
