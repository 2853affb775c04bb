//! What is refused, and the stable codes. A contract's error reaches its caller as one text: the code, a colon, and the message.

use cosmwasm_std::StdError;
use covenant_verifier::groth16::{BatchError, KeyError, ProofError};

use crate::notes::State;
use crate::router::Status;

/// Why a message is refused. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The chain's, or of storage.
    #[error("{code}: {0}", code = self.code())]
    Std(#[from] StdError),
    /// The proof does not prove, or is malformed.
    #[error("{code}: {0}", code = self.code())]
    Proof(#[from] ProofError),
    /// The key is malformed, or allows forgery.
    #[error("{code}: {0}", code = self.code())]
    Key(#[from] KeyError),
    /// A batch is refused.
    #[error("{code}: {0}", code = self.code())]
    Batch(#[from] BatchError),
    /// More statements in a batch, or more of something else, than is taken.
    #[error("{code}: at most {0} are taken", code = self.code())]
    TooMany(usize),
    /// A text that is not in its one form.
    #[error("{code}: a value is not in its one form", code = self.code())]
    Malformed,
    /// Not below the scalar field's modulus: x and x + r would be two names of one value.
    #[error("{code}: the value is not below the scalar field's modulus", code = self.code())]
    NotCanonical,
    /// A circuit whose proofs, or what they rest on, are of another proof system.
    #[error("{code}: a coverage rests on halo2's proofs, and this contract verifies Groth16's alone", code = self.code())]
    UnsupportedSystem,
    /// The nullifier is in a state that it can't be registered from.
    #[error("{code}: the obligation is {0} and can't be registered", code = self.code())]
    WrongState(State),
    /// The note is in a state that this can't start from.
    #[error("{code}: the note is {0}", code = self.code())]
    WrongNoteState(State),
    /// The seller consented to another registration than the next one.
    #[error("{code}: the consent is for registration {given}, and {expected} is next", code = self.code())]
    WrongSequence {
        /// In the context.
        given: u32,
        /// The next one.
        expected: u32,
    },
    /// The note was minted before, here and for whatever nullifier.
    #[error("{code}: the note was minted before", code = self.code())]
    NoteUsed,
    /// Neither the note's holder nor approved by it.
    #[error("{code}: neither the note's holder nor approved by it", code = self.code())]
    NotHolder,
    /// The caller is not the financier that was named.
    #[error("{code}: not the financier that was named", code = self.code())]
    NotFinancier,
    /// Neither the financier nor the note's holder, nor approved by the latter.
    #[error("{code}: neither the financier nor the note's holder, nor approved by it", code = self.code())]
    NotParty,
    /// The zero address can be nobody's.
    #[error("{code}: the zero address is nobody's", code = self.code())]
    ZeroAddress,
    /// The expiry has passed.
    #[error("{code}: the expiry has passed", code = self.code())]
    Expired,
    /// The nullifier key is no point of Baby Jubjub's prime-order subgroup, or the identity, or not canonical.
    #[error("{code}: the nullifier key is no point of the prime-order subgroup", code = self.code())]
    BadNullifierKey,
    /// The caller is not the registrar.
    #[error("{code}: not the registrar", code = self.code())]
    NotRegistrar,
    /// The selector is not one of this registry's circuits.
    #[error("{code}: the selector is not one of this registry's circuits", code = self.code())]
    UntrustedSelector,
    /// The policy is not trusted.
    #[error("{code}: the policy is not trusted", code = self.code())]
    UntrustedPolicy,
    /// The root is unknown, one of the past, revoked, or not good for that day.
    #[error("{code}: the root is unknown, of the past, revoked, or not good for that day", code = self.code())]
    UntrustedRoot,
    /// The root was published before, or its days are no interval; or it is not the newest, revoked, or no less long good.
    #[error("{code}: the root can't be published, or not be extended", code = self.code())]
    BadRoot,
    /// The root's tree knows too few revocations.
    #[error("{code}: the tree knows {given} revocations, and at least {at_least} are asked for", code = self.code())]
    OlderTree {
        /// What it knows.
        given: u64,
        /// What it has to.
        at_least: u64,
    },
    /// The root was meant to follow another number than the latest.
    #[error("{code}: meant to follow number {expected}, and the latest is {latest}", code = self.code())]
    StalePublication {
        /// What the publisher saw.
        expected: u64,
        /// What is here.
        latest: u64,
    },
    /// The day lies before that of the latest revocation.
    #[error("{code}: the day lies before that of the latest revocation", code = self.code())]
    BeforeRevocation,
    /// The as-of day is neither today nor yesterday by block time.
    #[error("{code}: the as-of day is neither today nor yesterday", code = self.code())]
    WrongDay,
    /// Neither the guardian nor the owner.
    #[error("{code}: neither the guardian nor the owner", code = self.code())]
    NotGuardian,
    /// Not the owner.
    #[error("{code}: not the owner", code = self.code())]
    NotOwner,
    /// Not the one to whom ownership was offered.
    #[error("{code}: ownership was not offered to the caller", code = self.code())]
    NotPendingOwner,
    /// The registry is paused.
    #[error("{code}: the registry is paused", code = self.code())]
    Paused,
    /// The registry is not paused.
    #[error("{code}: the registry is not paused", code = self.code())]
    NotPaused,
    /// The key's selector on this network is another than was given.
    #[error("{code}: the selector of this circuit and key on this network is another", code = self.code())]
    SelectorMismatch,
    /// The selector is not in the status that this needs.
    #[error("{code}: the selector is {0}", code = self.code())]
    WrongStatus(Status),
    /// There is a delay: the owner schedules first.
    #[error("{code}: the owner's calls are scheduled first", code = self.code())]
    NotScheduled,
    /// It was scheduled, and its time has not come.
    #[error("{code}: it may be executed from second {0} on", code = self.code())]
    TooEarly(u64),
    /// The same call with the same salt is scheduled already.
    #[error("{code}: the same call is scheduled already", code = self.code())]
    AlreadyScheduled,
    /// There is no such token.
    #[error("{code}: there is no such token", code = self.code())]
    NoSuchToken,
    /// An approval that has expired before it is given.
    #[error("{code}: the approval has expired", code = self.code())]
    ApprovalExpired,
    /// The chain's id is no CAIP-2 name.
    #[error("{code}: the chain's id has no CAIP-2 name", code = self.code())]
    Chain,
    /// A counter is at its end.
    #[error("{code}: a counter is at its end", code = self.code())]
    Overflow,
    /// A channel that is not one of the registry's, or not one that the owner trusts.
    #[error("{code}: not a channel that is trusted for this", code = self.code())]
    ForeignChannel,
    /// A channel of another version or order.
    #[error("{code}: channels are unordered and of version {version}", code = self.code(), version = crate::ibc::VERSION)]
    BadChannel,
    /// What a packet says came after its time.
    #[error("{code}: it came after its time", code = self.code())]
    Late,
    /// What a packet says is not newer than what is known.
    #[error("{code}: it is no newer than what is known", code = self.code())]
    Replayed,
    /// A receipt of another note, registration, state or financier than was asked for.
    #[error("{code}: the receipt is of another note, registration, state or financier", code = self.code())]
    OtherReceipt,
}

impl Error {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Std(_) => "registry/chain-error",
            Self::Proof(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Batch(error) => error.code(),
            Self::TooMany(_) => "registry/too-many",
            Self::Malformed => "registry/malformed",
            Self::NotCanonical => "registry/not-canonical",
            Self::UnsupportedSystem => "attestation/unsupported-system",
            Self::WrongState(_) => "registry/wrong-state",
            Self::WrongNoteState(_) => "registry/wrong-note-state",
            Self::WrongSequence { .. } => "registry/wrong-sequence",
            Self::NoteUsed => "registry/note-used",
            Self::NotHolder => "registry/not-holder",
            Self::NotFinancier => "registry/not-financier",
            Self::NotParty => "registry/not-party",
            Self::ZeroAddress => "registry/zero-address",
            Self::Expired => "registry/expired",
            Self::BadNullifierKey => "registry/bad-nullifier-key",
            Self::NotRegistrar => "registry/not-registrar",
            Self::UntrustedSelector => "registry/untrusted-selector",
            Self::UntrustedPolicy => "registry/untrusted-policy",
            Self::UntrustedRoot => "registry/untrusted-root",
            Self::BadRoot => "registry/bad-root",
            Self::OlderTree { .. } => "registry/older-tree",
            Self::StalePublication { .. } => "registry/stale-publication",
            Self::BeforeRevocation => "registry/before-revocation",
            Self::WrongDay => "registry/wrong-day",
            Self::NotGuardian => "registry/not-guardian",
            Self::NotOwner => "registry/not-owner",
            Self::NotPendingOwner => "registry/not-pending-owner",
            Self::Paused => "registry/paused",
            Self::NotPaused => "registry/not-paused",
            Self::SelectorMismatch => "router/selector-mismatch",
            Self::WrongStatus(_) => "router/wrong-status",
            Self::NotScheduled => "timelock/not-scheduled",
            Self::TooEarly(_) => "timelock/too-early",
            Self::AlreadyScheduled => "timelock/already-scheduled",
            Self::NoSuchToken => "token/unknown",
            Self::ApprovalExpired => "token/approval-expired",
            Self::Chain => "registry/chain",
            Self::Overflow => "registry/overflow",
            Self::ForeignChannel => "ibc/foreign-channel",
            Self::BadChannel => "ibc/bad-channel",
            Self::Late => "ibc/late",
            Self::Replayed => "ibc/replayed",
            Self::OtherReceipt => "ibc/other-receipt",
        }
    }
}
