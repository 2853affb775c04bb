//! Bytes that are never printed and are wiped when dropped, alone and under a name.

use core::fmt;

use zeroize::Zeroize as _;

/// Private bytes: a claim, the opening of a note, a key.
///
/// `Debug` prints how many there are. They are overwritten when dropped; copies that a
/// library made on the way (a socket's or a decoder's buffer) are not.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes. Whoever calls this takes care that they stay private.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Hands the bytes on, no longer wiped.
    pub fn into_bytes(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<u8>> for Secret {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[redacted, {} bytes]", self.0.len())
    }
}

/// A secret that a proof hands out beside its attestation, such as the opening of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateOutput {
    /// What it is, such as `note`: 1 to 32 letters, digits and `-_./`.
    pub name: String,
    /// The secret.
    pub bytes: Secret,
}

impl PrivateOutput {
    /// The one of that name.
    pub fn named<'a>(outputs: &'a [Self], name: &str) -> Option<&'a Secret> {
        outputs.iter().find(|output| output.name == name).map(|output| &output.bytes)
    }
}
