//! Refusals as the service passes them on.

use covenant_service::{Refusal, RefusalKind};

use crate::failure::{Exit, Failure};

/// Kinds of refusals and what a process exits with.
const KINDS: [(RefusalKind, Exit); 10] = [
    (RefusalKind::Unsatisfied, Exit::Unsatisfied),
    (RefusalKind::Unreadable, Exit::Input),
    (RefusalKind::Key, Exit::Refused),
    (RefusalKind::Limit, Exit::Limit),
    (RefusalKind::Timeout, Exit::Cancelled),
    (RefusalKind::Cancelled, Exit::Cancelled),
    (RefusalKind::Unavailable, Exit::Unavailable),
    (RefusalKind::NotFound, Exit::Input),
    (RefusalKind::Conflict, Exit::Input),
    (RefusalKind::Internal, Exit::Other),
];

/// What a process exits with after a refusal of the service, by the name of its kind.
pub(crate) fn exit_of(kind: &str) -> Exit {
    KINDS.iter().find(|(known, _)| known.as_str() == kind).map_or(Exit::Other, |(_, exit)| *exit)
}

/// A failure as the service passes it on.
pub(crate) fn refusal(failure: Failure) -> Refusal {
    let kind =
        KINDS.iter().find(|(_, exit)| *exit == failure.exit).map_or(RefusalKind::Internal, |(kind, _)| *kind);
    Refusal { code: failure.code.into_owned(), field: failure.field, message: failure.message, kind }
}
