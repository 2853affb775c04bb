//! What sort of error it is: one list for service, client and whoever exits with a code of its own.

use core::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)+) => {
        /// What sort of error it is: what a caller may do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)+
        }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The name used on the wire and in stores.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A rule of the statement does not hold.
    Unsatisfied = "unsatisfied",
    /// The input cannot be read.
    Unreadable = "unreadable",
    /// A key, a proof, a signature or an anchor of trust was refused.
    Key = "key",
    /// A limit or a quota.
    Limit = "limit",
    /// It took too long.
    Timeout = "timeout",
    /// It was cancelled.
    Cancelled = "cancelled",
    /// The caller is nobody that the service knows.
    Unauthenticated = "unauthenticated",
    /// The caller may not ask that.
    Forbidden = "forbidden",
    /// There is no such thing, or not for this caller.
    NotFound = "not-found",
    /// There is one already, made of something else.
    Conflict = "conflict",
    /// The service cannot answer now.
    Unavailable = "unavailable",
    /// The service or a worker failed.
    Internal = "internal",
}

impl ErrorKind {
    /// The kind of that name; [`ErrorKind::Internal`] for an unknown one.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name).unwrap_or(Self::Internal)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
