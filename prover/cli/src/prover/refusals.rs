//! Refusals as the service passes them on.

use covenant_service::{ErrorKind, Refusal};

use crate::failure::{Exit, Failure};

/// Kinds of refusals and what a process exits with.
const KINDS: [(ErrorKind, Exit); 12] = [
    (ErrorKind::Unsatisfied, Exit::Unsatisfied),
    (ErrorKind::Unreadable, Exit::Input),
    (ErrorKind::Key, Exit::Refused),
    (ErrorKind::Limit, Exit::Limit),
    (ErrorKind::Timeout, Exit::Cancelled),
    (ErrorKind::Cancelled, Exit::Cancelled),
    (ErrorKind::Unavailable, Exit::Unavailable),
    (ErrorKind::NotFound, Exit::Input),
    (ErrorKind::Conflict, Exit::Input),
    (ErrorKind::Internal, Exit::Other),
    (ErrorKind::Unauthenticated, Exit::Refused),
    (ErrorKind::Forbidden, Exit::Refused),
];

/// What a process exits with after a refusal of the service, by the name of its kind.
pub(crate) fn exit_of(kind: &str) -> Exit {
    KINDS.iter().find(|(known, _)| known.as_str() == kind).map_or(Exit::Other, |(_, exit)| *exit)
}

/// A failure as the service passes it on.
pub(crate) fn refusal(failure: Failure) -> Refusal {
    let kind =
        KINDS.iter().find(|(_, exit)| *exit == failure.exit).map_or(ErrorKind::Internal, |(kind, _)| *kind);
    Refusal { code: failure.code.into_owned(), field: failure.field, message: failure.message, kind }
}
