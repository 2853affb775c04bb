//! Statement 1, obligation validity, as its parties live it: the debtor [acknowledges](acknowledgement), the claim is
//! [drafted](claim) from the acknowledgement and the registry, the seller [consents](consent).

pub mod acknowledgement;
pub mod claim;
pub mod consent;
pub mod consent_file;
mod members;
pub mod note;

pub use acknowledgement::{AcknowledgeError, Response, SignedAcknowledgement};
pub use claim::ClaimDraft;
pub use consent::{ConsentError, Consented, PendingConsent};
pub use consent_file::{NullifierTranscript, SignedConsent};
pub use note::NoteOpening;
