//! The registry's receipts, decoded.

/// `NoteLedger.Receipt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// N1.
    pub nullifier: [u8; 32],
    /// The latest note.
    pub note: [u8; 32],
    /// One of the constants.
    pub state: u8,
    /// An address with zeros before it, or zero.
    pub financier: [u8; 32],
    /// By which the latest note was judged.
    pub policy: [u8; 32],
    /// By which circuit and key.
    pub selector: [u8; 32],
    /// How often the nullifier was registered.
    pub registrations: u32,
    /// Second of the last change.
    pub changed_at: u64,
}

impl Receipt {
    /// Never registered.
    pub const NONE: u8 = 0;
    /// A note is there that nobody has financed.
    pub const REGISTERED: u8 = 1;
    /// A financier is named.
    pub const FINANCED: u8 = 2;
    /// The note was burnt.
    pub const RELEASED: u8 = 3;
    /// Paid, for good.
    pub const SETTLED: u8 = 4;

    /// Of what the registry returned.
    ///
    /// # Panics
    /// If it is no receipt.
    #[must_use]
    pub fn from_words(bytes: &[u8]) -> Self {
        let (words, rest) = bytes.as_chunks::<32>();
        assert!(rest.is_empty(), "whole words");
        let [nullifier, note, state, financier, policy, selector, registrations, changed_at] = *words else {
            panic!("{} words are no receipt", words.len())
        };
        let small = |word: [u8; 32]| {
            assert_eq!(word[..24], [0; 24]);
            u64::from_be_bytes(word[24..].try_into().expect("eight bytes"))
        };
        let state = u8::try_from(small(state)).expect("a state");
        let registrations = u32::try_from(small(registrations)).expect("a count");
        let changed_at = small(changed_at);
        Self { nullifier, note, state, financier, policy, selector, registrations, changed_at }
    }

    /// What most tests look at.
    #[must_use]
    pub fn state_and_financier(&self) -> (u8, [u8; 32]) {
        (self.state, self.financier)
    }
}
