//! What an institution sends a holder so that it finds and opens its sealed file: where it lies, and 128 secret bits.

use crate::{EpochSecret, inclusion::InclusionError, secret::CODE};
use covenant_gadgets::field::{hex_bytes, to_be_bytes};
use covenant_statements::Fr;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Holders in a pack, on the average: so many could be the one who fetches it.
pub const HOLDERS: usize = 256;

/// Bytes of a tag.
pub(super) const TAG: usize = 16;

/// An access code. Whoever has it reads one holder's file.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessCode {
    chunk: u32,
    pack: u32,
    secret: Zeroizing<[u8; CODE]>,
}

impl std::fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessCode([redacted])")
    }
}

/// How many packs a chunk of so many accounts has.
#[must_use]
pub fn packs(accounts: usize) -> u32 {
    (accounts / HOLDERS).max(1) as u32
}

impl AccessCode {
    /// The code of an account of a chunk with so many accounts.
    #[must_use]
    pub fn new(
        secret: &EpochSecret,
        environment: &Fr,
        (chunk, accounts): (u32, usize),
        identifier_hash: &Fr,
    ) -> Self {
        let secret = secret.code(environment, identifier_hash);
        let mut code = Self { chunk, pack: 0, secret };
        // Nobody who lacks the code can tell an identifier's pack.
        let first = code.tag(environment)[..4].iter().fold(0, |first, byte| first << 8 | u64::from(*byte));
        code.pack = ((first * u64::from(packs(accounts))) >> 32) as u32;
        code
    }

    /// The chunk whose folder has the pack.
    #[must_use]
    pub fn chunk(&self) -> u32 {
        self.chunk
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> u32 {
        self.pack
    }

    /// `3-120-0123-4567-89ab-cdef-0123-4567-89ab-cdef`: chunk, pack, and the secret in hexadecimal.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        text.push_str(&format!("{}-{}", self.chunk, self.pack));
        for pair in self.secret.as_chunks::<2>().0 {
            let [high, low] =
                pair.map(|byte| [byte >> 4, byte & 15].map(|half| b"0123456789abcdef"[usize::from(half)]));
            text.push('-');
            [high, low].as_flattened().iter().for_each(|digit| text.push(char::from(*digit)));
        }
        text
    }

    /// Reads it as a holder types it: blanks at the ends, upper case, and hyphens that are missing in the secret do not matter.
    ///
    /// # Errors
    /// [`InclusionError::Code`].
    pub fn from_text(text: &str) -> Result<Self, InclusionError> {
        let mut parts = text.trim().splitn(3, '-');
        let mut number = || {
            let part = parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
            part.parse::<u32>().ok()
        };
        let (chunk, pack) = (number(), number());
        let mut digits = Zeroizing::new(String::with_capacity(64));
        let rest = parts.next().unwrap_or_default();
        digits.extend(
            rest.chars().filter(|digit| *digit != '-').take(33).map(|digit| digit.to_ascii_lowercase()),
        );
        let bytes = hex_bytes(&digits).map(Zeroizing::new).map_err(|_| InclusionError::Code)?;
        let secret = <[u8; CODE]>::try_from(&bytes[..]).map_err(|_| InclusionError::Code)?;
        let (Some(chunk), Some(pack)) = (chunk, pack) else { return Err(InclusionError::Code) };
        Ok(Self { chunk, pack, secret: Zeroizing::new(secret) })
    }

    /// What the sealed file is found by in its pack: the first 16 bytes of HMAC-SHA-256(secret, "tag" ‖ environment).
    pub(super) fn tag(&self, environment: &Fr) -> [u8; TAG] {
        let mac = self.mac(&[b"tag", &to_be_bytes(environment)]);
        std::array::from_fn(|i| mac[i])
    }

    /// What it is sealed under: HMAC-SHA-256(secret, "key" ‖ environment).
    pub(super) fn key(&self, environment: &Fr) -> Zeroizing<[u8; 32]> {
        self.mac(&[b"key", &to_be_bytes(environment)])
    }

    /// Another one for other contents or another pack: the first 24 bytes of HMAC-SHA-256(secret, "nonce" ‖ head ‖ contents).
    pub(super) fn nonce(&self, head: &[u8], contents: &[u8]) -> [u8; 24] {
        let mac = self.mac(&[b"nonce", head, contents]);
        std::array::from_fn(|i| mac[i])
    }

    fn mac(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut block = Zeroizing::new([0; 64]);
        block[..CODE].copy_from_slice(&*self.secret);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&(*block).into());
        parts.iter().for_each(|part| mac.update(part));
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_typed_and_not_otherwise() {
        let (secret, environment) = (EpochSecret::new([7; 32]), Fr::from(1u64));
        let code = AccessCode::new(&secret, &environment, (3, 100_000), &Fr::from(5u64));
        let text = code.to_text();
        assert_eq!((code.chunk(), text.split('-').count()), (3, 10));
        assert!(code.pack() < packs(100_000));
        let typed = format!("  {}\n", text.to_uppercase());
        let mut short = text.splitn(3, '-');
        let mut part = || short.next().unwrap();
        let joined = format!("{}-{}-{}", part(), part(), part().replace('-', ""));
        for text in [text.as_str(), &typed, &joined] {
            assert!(AccessCode::from_text(text) == Ok(code.clone()), "{text}");
        }
        let shorter = &text[..text.len() - 1];
        let longer = format!("{}0", *text);
        for text in [
            "",
            "-",
            "3",
            "3-1",
            "3-1-",
            "3--",
            shorter,
            &longer,
            &text[1..],
            "+3-1-00000000000000000000000000000000",
        ] {
            assert_eq!(AccessCode::from_text(text).err(), Some(InclusionError::Code), "{text}");
        }
        assert_eq!(format!("{code:?}"), "AccessCode([redacted])");
    }

    #[test]
    fn packs_are_about_as_long() {
        let (secret, environment) = (EpochSecret::new([7; 32]), Fr::from(1u64));
        let mut sizes = vec![0; packs(10_000) as usize];
        for account in 0..10_000u64 {
            let code = AccessCode::new(&secret, &environment, (0, 10_000), &Fr::from(account));
            sizes[code.pack() as usize] += 1;
        }
        assert!(sizes.iter().all(|size| (180..350).contains(size)), "{sizes:?}");
    }
}
