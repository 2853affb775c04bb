//! A key's header, `key.json`: what listing reads.

use super::{
    circuits,
    error::{KeyRefusal, cannot},
    files::HEADER,
};
use covenant_statements::{Network, Selector, field};
use covenant_verifier::wire::Sha256;
use serde::{Deserialize, Serialize};
use std::{fs::File, io::Read as _, path::Path};

/// The version of this form. Files of the first, `<digest>.key`, were one with the proving key.
const VERSION: u32 = 2;
const MAX_BYTES: u64 = 64 * 1024;
/// A longer or stranger name is no circuit's.
const MAX_NAME: usize = 64;

/// The header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    version: u32,
    /// The circuit's id.
    pub(super) circuit: String,
    /// The network that the key is for.
    pub(super) network: Network,
    /// Spelled out for whoever looks into the file.
    development: bool,
    /// [`covenant_relations::digest`] of the constraints that the key was made for.
    pub(super) constraints: Sha256,
    /// From constraints to polynomials.
    reduction: String,
    /// The verifying key's bytes, in hexadecimal.
    verifying_key: String,
    /// `portable.pk`.
    pub(super) proving_key: Part,
    /// `circuit.r1cs`.
    pub(super) matrices: Part,
}

/// A file of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) bytes: u64,
    pub(super) sha256: Sha256,
}

/// A header, and what its bytes say without their meaning.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) header: Header,
    /// SHA-256 of the file.
    pub(super) header_digest: Sha256,
    /// The verifying key's bytes, not decoded.
    pub(super) verifying_key: Vec<u8>,
    /// SHA-256 of the verifying key's bytes: the key's name.
    pub(super) digest: Sha256,
}

impl Header {
    pub(super) fn new(
        circuit: &str,
        network: Network,
        constraints: [u8; 32],
        verifying_key: &[u8],
        [proving_key, matrices]: [Part; 2],
    ) -> Self {
        Self {
            version: VERSION,
            circuit: circuit.to_owned(),
            network,
            development: network == Network::Development,
            constraints: Sha256(constraints),
            reduction: circuits::REDUCTION.to_owned(),
            verifying_key: field::bytes_hex(verifying_key),
            proving_key,
            matrices,
        }
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>, KeyRefusal> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|_| KeyRefusal::Malformed("header"))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The circuit's own spelling of its id, if the key is one of a circuit as this program has it.
    pub(super) fn circuit(&self) -> Result<&'static str, KeyRefusal> {
        let circuit = circuits::find(&self.circuit).ok_or(KeyRefusal::UnknownCircuit)?;
        if circuits::pin(circuit) != Some(self.constraints.0) {
            return Err(KeyRefusal::Retired);
        }
        if self.reduction != circuits::REDUCTION {
            return Err(KeyRefusal::Reduction);
        }
        Ok(circuit)
    }
}

impl Entry {
    /// Reads the header of the key in `folder`; the parts are not looked at.
    pub(super) fn from_folder(folder: &Path) -> Result<Self, KeyRefusal> {
        let mut bytes = Vec::new();
        let file = File::open(folder.join(HEADER)).map_err(cannot("open", HEADER))?;
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(cannot("read", HEADER))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(KeyRefusal::Malformed("header"));
        }
        Self::from_json(&bytes)
    }

    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, KeyRefusal> {
        let malformed = |_| KeyRefusal::Malformed("header");
        let Versioned { version } = serde_json::from_slice(bytes).map_err(malformed)?;
        if version != VERSION {
            return Err(KeyRefusal::Malformed("version"));
        }
        let header: Header = serde_json::from_slice(bytes).map_err(malformed)?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/');
        if header.circuit.len() > MAX_NAME || !header.circuit.bytes().all(plain) {
            return Err(KeyRefusal::Malformed("circuit"));
        }
        if header.development != (header.network == Network::Development) {
            return Err(KeyRefusal::Malformed("development mark"));
        }
        let verifying_key =
            field::hex_bytes(&header.verifying_key).map_err(|_| KeyRefusal::Malformed("verifying key"))?;
        let (header_digest, digest) = (Sha256::of(bytes), Sha256::of(&verifying_key));
        Ok(Self { header, header_digest, verifying_key, digest })
    }

    pub(super) fn selector(&self, circuit: &str) -> Selector {
        Selector::new(self.header.network, circuit, &self.verifying_key)
    }
}

/// What every version has.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let part = Part { bytes: 1, sha256: Sha256([7; 32]) };
        let constraints = circuits::pin("invoice/1").unwrap();
        Header::new("invoice/1", Network::Development, constraints, &[1, 2, 3], [part; 2])
    }

    #[test]
    fn headers_come_back() {
        let read = Entry::from_json(&header().to_json().unwrap()).unwrap();
        assert_eq!(read.header, header());
        assert_eq!((read.digest, read.header.circuit().unwrap()), (Sha256::of(&[1, 2, 3]), "invoice/1"));
    }

    #[test]
    fn each_refusal_has_its_code() {
        let text = String::from_utf8(header().to_json().unwrap()).unwrap();
        let code = |from: &str, to: &str| {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            let read = Entry::from_json(changed.as_bytes());
            read.and_then(|read| read.header.circuit()).unwrap_err().code()
        };
        assert_eq!(code("\"version\": 2", "\"version\": 3"), "key/malformed");
        assert_eq!(code("\"development\": true", "\"development\": false"), "key/malformed");
        assert_eq!(code("\"development\"", "\"extra\": 1, \"development\""), "key/malformed");
        assert_eq!(code("invoice/1", "Invoice\\u001b[2J"), "key/malformed");
        assert_eq!(code("invoice/1", "invoice/99"), "key/unknown-circuit");
        assert_eq!(code(circuits::REDUCTION, "another"), "key/other-reduction");
        let pinned = field::bytes_hex(&circuits::pin("invoice/1").unwrap());
        assert_eq!(code(&pinned, &"0".repeat(64)), "key/retired");
    }

    #[test]
    fn no_bytes_panic() {
        let bytes = header().to_json().unwrap();
        for end in 0..bytes.len() {
            assert!(Entry::from_json(&bytes[..end]).is_err() || end + 1 == bytes.len());
        }
    }
}
