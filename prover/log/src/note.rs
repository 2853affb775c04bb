//! Signed notes (`c2sp.org/signed-note`): a text, and lines with signatures of it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::Error;

/// A note may have so many bytes.
pub(crate) const MAX_BYTES: usize = 64 * 1024;
/// And so many signatures.
const MAX_SIGNATURES: usize = 100;
const MAX_NAME: usize = 255;
const DASH: &str = "\u{2014} ";
const PRIVATE: &str = "PRIVATE+KEY+";

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Notes, as a log's key does.
    Note,
    /// Cosignatures with a time, as a witness's key does (`cosignature/v1`).
    Cosignature,
}

impl Use {
    fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }
}

/// A public key with the name it signs under; its text is `name+id+base64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    purpose: Use,
    key: VerifyingKey,
}

impl NoteKey {
    fn new(name: &str, purpose: Use, key: VerifyingKey) -> Result<Self, Error> {
        let graphic = |name: &str| !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+');
        if name.is_empty() || name.len() > MAX_NAME || !graphic(name) {
            return Err(Error::Key("its name"));
        }
        Ok(Self { name: name.to_owned(), purpose, key })
    }

    /// Reads a key's text.
    ///
    /// # Errors
    /// [`Error::Key`]; a key of small order is refused too.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::Key("its three parts"));
        };
        let bytes = BASE64.decode(key).map_err(|_| Error::Key("its base64"))?;
        let Some((purpose, bytes)) = bytes.split_first() else { return Err(Error::Key("its length")) };
        let purpose = match purpose {
            1 => Use::Note,
            4 => Use::Cosignature,
            _ => return Err(Error::Key("its algorithm")),
        };
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| Error::Key("its length"))?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| Error::Key("its point"))?;
        let key = Self::new(name, purpose, key)?;
        if key.key.is_weak() || key.to_text() != text || hex(key.id()) != id {
            return Err(Error::Key("not in its one form"));
        }
        Ok(key)
    }

    /// The key's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let bytes = [&[self.purpose.byte()], self.key.as_bytes().as_slice()].concat();
        format!("{}+{}+{}", self.name, hex(self.id()), BASE64.encode(bytes))
    }

    /// The name it signs under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub fn purpose(&self) -> Use {
        self.purpose
    }

    /// Whether two names have one key.
    pub(crate) fn same_key(&self, other: &Self) -> bool {
        self.key == other.key
    }

    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.purpose.byte()])
            .chain_update(self.key.as_bytes())
            .finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }
}

/// A private key; its text is `PRIVATE+KEY+name+id+base64`.
pub struct SecretNoteKey {
    public: NoteKey,
    key: SigningKey,
}

impl std::fmt::Debug for SecretNoteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SecretNoteKey").field(&self.public.name).finish()
    }
}

impl SecretNoteKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`Error::Key`] for the name, [`Error::Randomness`].
    pub fn generate(name: &str, purpose: Use) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|_| Error::Randomness)?;
        Self::from_seed(name, purpose, &seed)
    }

    /// The key of a seed (RFC 8032).
    ///
    /// # Errors
    /// [`Error::Key`] for the name.
    pub fn from_seed(name: &str, purpose: Use, seed: &[u8; 32]) -> Result<Self, Error> {
        let key = SigningKey::from_bytes(seed);
        Ok(Self { public: NoteKey::new(name, purpose, key.verifying_key())?, key })
    }

    /// Reads a key's text.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let rest = text.strip_prefix(PRIVATE).ok_or(Error::Key("its first words"))?;
        let mut parts = rest.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::Key("its three parts"));
        };
        let bytes = Zeroizing::new(BASE64.decode(key).map_err(|_| Error::Key("its base64"))?);
        let (purpose, seed) = match bytes.split_first() {
            Some((1, seed)) => (Use::Note, seed),
            Some((4, seed)) => (Use::Cosignature, seed),
            _ => return Err(Error::Key("its algorithm")),
        };
        let seed = Zeroizing::new(<[u8; 32]>::try_from(seed).map_err(|_| Error::Key("its length"))?);
        let key = Self::from_seed(name, purpose, &seed)?;
        if hex(key.public.id()) == id { Ok(key) } else { Err(Error::Key("its id")) }
    }

    /// The key's text.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![self.public.purpose.byte()]);
        bytes.extend_from_slice(self.key.as_bytes());
        let encoded = Zeroizing::new(BASE64.encode(&*bytes));
        Zeroizing::new(format!("{PRIVATE}{}+{}+{}", self.public.name, hex(self.public.id()), *encoded))
    }

    /// Its public key.
    #[must_use]
    pub fn public(&self) -> &NoteKey {
        &self.public
    }

    /// The line that signs `text`; a witness says with it when it saw the text, in seconds since 1970.
    pub(crate) fn line(&self, text: &str, time: u64) -> String {
        let signature = match self.public.purpose {
            Use::Note => self.key.sign(text.as_bytes()).to_bytes().to_vec(),
            Use::Cosignature => {
                let signature = self.key.sign(cosigned(text, time).as_bytes()).to_bytes();
                [time.to_be_bytes().as_slice(), &signature].concat()
            }
        };
        let bytes = [self.public.id().as_slice(), &signature].concat();
        format!("{DASH}{} {}\n", self.public.name, BASE64.encode(bytes))
    }
}

/// A text with signatures, none of them verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SignatureLine {
    name: String,
    id: [u8; 4],
    signature: Vec<u8>,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`Error::Note`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Note("too long"));
        }
        let all = std::str::from_utf8(bytes).map_err(|_| Error::Note("not UTF-8"))?;
        if all.contains(|c: char| c.is_control() && c != '\n') {
            return Err(Error::Note("a control character"));
        }
        let (text, lines) = all.rsplit_once("\n\n").ok_or(Error::Note("no signatures"))?;
        let lines = lines.strip_suffix('\n').ok_or(Error::Note("no end of its last line"))?;
        let signatures = lines.split('\n').map(line).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(Error::Note("too many signatures"));
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The text that is signed; it ends with the end of a line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the key has signed: `None` if not, the time for a witness's key and 0 for others if it has.
    ///
    /// # Errors
    /// [`Error::Signature`] if a line says so and is not true.
    pub fn signed_by(&self, key: &NoteKey) -> Result<Option<u64>, Error> {
        Ok(self.newest(key)?.map(|(time, _)| time))
    }

    /// The line of the key's latest signature, and its time.
    fn newest(&self, key: &NoteKey) -> Result<Option<(u64, &SignatureLine)>, Error> {
        let mut newest: Option<(u64, &SignatureLine)> = None;
        for line in self.signatures.iter().filter(|line| line.is_of(key)) {
            let (time, message, signature) = match (key.purpose, line.signature.split_first_chunk::<8>()) {
                (Use::Note, _) => (0, self.text.clone(), line.signature.as_slice()),
                (Use::Cosignature, Some((time, signature))) => {
                    let time = u64::from_be_bytes(*time);
                    (time, cosigned(&self.text, time), signature)
                }
                (Use::Cosignature, None) => return Err(Error::Signature),
            };
            let signature = Signature::from_slice(signature).map_err(|_| Error::Signature)?;
            key.key.verify_strict(message.as_bytes(), &signature).map_err(|_| Error::Signature)?;
            if i64::try_from(time).is_err() {
                return Err(Error::Signature);
            }
            if newest.is_none_or(|(before, _)| before < time) {
                newest = Some((time, line));
            }
        }
        Ok(newest)
    }
}

impl Note {
    /// How many keys have a signature here, the log's own among them: one that signs often counts once.
    #[must_use]
    pub fn signatures(&self) -> usize {
        let keys: BTreeSet<_> = self.signatures.iter().map(|line| (&line.name, line.id)).collect();
        keys.len()
    }

    /// The note's own form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = |line: &SignatureLine| {
            let bytes = [line.id.as_slice(), &line.signature].concat();
            format!("{DASH}{} {}\n", line.name, BASE64.encode(bytes))
        };
        format!("{}\n{}", self.text, self.signatures.iter().map(line).collect::<String>())
    }

    /// The note with this key's latest signature and no others: a note of many lines leaves no room for other keys'.
    ///
    /// # Errors
    /// [`Error::Signature`] if one of the key's does not verify.
    pub(crate) fn only(&self, key: &NoteKey) -> Result<Self, Error> {
        let signatures = self.newest(key)?.map(|(_, line)| line.clone()).into_iter().collect();
        Ok(Self { text: self.text.clone(), signatures })
    }

    /// Takes these keys' latest signatures from another note of the same text, one of each, in place of those of theirs that it has. Returns of
    /// how many keys.
    ///
    /// # Errors
    /// [`Error::Signature`] if one does not verify; [`Error::Note`] if the text is another.
    pub(crate) fn take(&mut self, from: &Self, keys: &[NoteKey]) -> Result<usize, Error> {
        if from.text != self.text {
            return Err(Error::Note("another text"));
        }
        let mut taken = 0;
        for key in keys {
            let Some((_, newest)) = from.newest(key)? else { continue };
            taken += 1;
            self.signatures.retain(|line| !line.is_of(key));
            self.signatures.push(newest.clone());
        }
        Ok(taken)
    }
}

impl SignatureLine {
    fn is_of(&self, key: &NoteKey) -> bool {
        self.name == key.name && self.id == key.id()
    }
}

/// What a witness signs.
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

fn line(text: &str) -> Result<SignatureLine, Error> {
    let malformed = || Error::Note("a signature's line");
    let rest = text.strip_prefix(DASH).ok_or_else(malformed)?;
    let (name, encoded) = rest.split_once(' ').ok_or_else(malformed)?;
    let bytes = BASE64.decode(encoded).map_err(|_| malformed())?;
    let (id, signature) = bytes.split_first_chunk::<4>().ok_or_else(malformed)?;
    if name.is_empty() || signature.is_empty() {
        return Err(malformed());
    }
    Ok(SignatureLine { name: name.to_owned(), id: *id, signature: signature.to_vec() })
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// A hash in base64.
pub(crate) fn encode_hash(hash: &[u8; 32]) -> String {
    BASE64.encode(hash)
}

/// A hash from base64 in its one form.
pub(crate) fn decode_hash(text: &str) -> Option<[u8; 32]> {
    // The engine refuses bits beyond the last byte and missing padding.
    BASE64.decode(text).ok()?.try_into().ok()
}

/// Bytes from base64 in its one form.
pub(crate) fn is_base64(text: &str) -> bool {
    BASE64.decode(text).is_ok()
}
