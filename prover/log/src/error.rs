//! What can be wrong.

/// Why something of a log is refused, or a log cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A signed note is not of its form.
    #[error("not a signed note: {0}")]
    Note(&'static str),
    /// A key is not of its form.
    #[error("not a key of signed notes: {0}")]
    Key(&'static str),
    /// A note's text is not a checkpoint.
    #[error("not a checkpoint: {0}")]
    Checkpoint(&'static str),
    /// A proof's text is not of its form.
    #[error("not a proof of a log: {0}")]
    Proof(&'static str),
    /// A policy is not of its form.
    #[error("not a policy of logs: {0}")]
    Policy(&'static str),
    /// A signature of a key that is trusted does not verify.
    #[error("a signature does not verify")]
    Signature,
    /// No log of the policy has signed.
    #[error("no log that the policy names has signed the checkpoint")]
    UnknownLog,
    /// Fewer witnesses than the quorum.
    #[error("{found} of the policy's witnesses have cosigned, and {quorum} must")]
    Quorum {
        /// How many have.
        found: usize,
        /// How many must.
        quorum: usize,
    },
    /// An inclusion proof does not lead to the root.
    #[error("the entry is not at that place of the log")]
    NotIncluded,
    /// One head does not extend the other.
    #[error("the log was not extended: what it held before is not what it holds now")]
    NotExtended,
    /// A log's files disagree with one another or with its checkpoint.
    #[error("the log's {what} are not those of its checkpoint")]
    Damaged {
        /// Which files.
        what: &'static str,
    },
    /// The checkpoint is that of another key.
    #[error("the log was not made with this key")]
    ForeignKey,
    /// A witness has nothing in its memory of a log.
    #[error("nothing of this log is remembered; begin with it, if nothing of it was ever cosigned")]
    NoMemory,
    /// A witness is to begin with a log that it remembers.
    #[error("this log was cosigned before: there is nothing to begin")]
    Memory,
    /// An append failed: the log is not used before it is read anew.
    #[error("an append to the log failed, and it was not read anew since")]
    Broken,
    /// The system gives no randomness.
    #[error("the system gives no randomness")]
    Randomness,
    /// A file cannot be read or written.
    #[error("the log's files: {}", covenant_files::reason(.0))]
    Io(#[from] std::io::Error),
}

impl Error {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Note(_) => "log/note",
            Self::Key(_) => "log/key",
            Self::Checkpoint(_) => "log/checkpoint",
            Self::Proof(_) => "log/proof",
            Self::Policy(_) => "log/policy",
            Self::Signature => "log/signature",
            Self::UnknownLog => "log/unknown-log",
            Self::Quorum { .. } => "log/quorum",
            Self::NotIncluded => "log/not-included",
            Self::NotExtended => "log/not-extended",
            Self::Damaged { .. } => "log/damaged",
            Self::ForeignKey => "log/foreign-key",
            Self::NoMemory => "log/no-memory",
            Self::Memory => "log/memory",
            Self::Broken => "log/broken",
            Self::Randomness => "log/randomness",
            Self::Io(_) => "log/io",
        }
    }
}
