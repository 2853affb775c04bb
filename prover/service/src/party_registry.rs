//! The seam between the service and a registrar's published registry of parties.

/// Reads what the registrar has published. The binary implements it.
pub trait PartyRegistry: Send + Sync + 'static {
    /// The head, and entries from `first` on, none where there are no more: at most `most` bytes of them, a line feed after each, and one entry in
    /// any case.
    ///
    /// # Errors
    /// [`RegistryError`].
    fn entries(&self, first: u64, most: usize) -> Result<RegistryPage, RegistryError>;
}

/// A part of the published registry.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistryPage {
    /// The signed head, over all entries.
    pub head: Vec<u8>,
    /// Entries, each followed by a line feed. For members.
    pub entries: Vec<u8>,
}

impl std::fmt::Debug for RegistryPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RegistryPage([redacted, {} bytes])", self.entries.len())
    }
}

/// Why there are no entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Nothing has been published yet.
    #[error("the registrar has published nothing yet")]
    NotPublished,
    /// What was published cannot be read.
    #[error("the published registry cannot be read")]
    Unreadable,
}

impl RegistryError {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotPublished => "registry/not-published",
            Self::Unreadable => "registry/unreadable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_not_printed() {
        let page = RegistryPage { head: b"head".to_vec(), entries: b"canary".to_vec() };
        assert_eq!(format!("{page:?}"), "RegistryPage([redacted, 6 bytes])");
    }
}
