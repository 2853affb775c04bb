//! What a call can end in, as one type.

use std::time::Duration;

use covenant_proto::{ERROR_DOMAIN, ERROR_KIND, ErrorKind};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Why a call was not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
#[non_exhaustive]
pub struct Error {
    /// Stable, such as `invoice/overdue`. One that starts with `transport/` was not given
    /// by the service.
    pub code: String,
    /// The path of the field at fault, if it is about one.
    pub field: Option<String>,
    /// For people. Never holds a value of the request.
    pub message: String,
    /// What may be done about it.
    pub kind: ErrorKind,
    /// When it is worth trying again, if the service said so.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error of the client's own.
    pub(crate) fn new(kind: ErrorKind, code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), field: None, message: message.into(), kind, retry_after: None }
    }

    /// The service is not there, or does not answer. Errors of the transport may hold
    /// anything, so their text is not passed on.
    pub(crate) fn unreachable() -> Self {
        Self::new(ErrorKind::Unavailable, "transport/unavailable", "the service cannot be reached")
    }

    /// TLS came to nothing: tonic does not say on which side.
    pub(crate) fn unheard() -> Self {
        let message = "the service cannot be reached, or does not take this certificate";
        Self::new(ErrorKind::Unavailable, "transport/unavailable", message)
    }

    /// The service took too long.
    pub(crate) fn timed_out() -> Self {
        Self::new(ErrorKind::Timeout, "transport/timed-out", "the call took too long")
    }

    /// An answer that this client cannot read.
    pub(crate) fn malformed() -> Self {
        Self::new(ErrorKind::Internal, "transport/malformed-answer", "the service's answer cannot be read")
    }

    pub(crate) fn from_status(status: &Status) -> Self {
        // Details that cannot be decoded are as good as none.
        let details = status.check_error_details().unwrap_or_default();
        let Some(info) = details.error_info().filter(|info| info.domain == ERROR_DOMAIN) else {
            return Self::without_details(status.code());
        };
        let kind =
            info.metadata.get(ERROR_KIND).map_or(ErrorKind::Internal, |kind| ErrorKind::from_name(kind));
        let violation = details.bad_request().and_then(|request| request.field_violations.first());
        Self {
            code: info.reason.clone(),
            field: violation.map(|violation| violation.field.clone()),
            message: status.message().to_owned(),
            kind,
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
        }
    }

    /// A status that the service's own code did not make.
    fn without_details(code: Code) -> Self {
        let (kind, code, message) = match code {
            Code::ResourceExhausted => (ErrorKind::Limit, "transport/limit", "the service is at a limit"),
            Code::OutOfRange => (ErrorKind::Limit, "transport/message-too-long", "the message is too long"),
            Code::DeadlineExceeded | Code::Cancelled => return Self::timed_out(),
            Code::Unimplemented => {
                (ErrorKind::NotFound, "transport/unimplemented", "the service does not do this")
            }
            Code::InvalidArgument => {
                (ErrorKind::Unreadable, "transport/invalid", "the service cannot read the call")
            }
            Code::Unavailable | Code::Unknown => return Self::unreachable(),
            _ => return Self::malformed(),
        };
        Self::new(kind, code, message)
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::from_status(&status)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn a_status_with_details_keeps_all_that_they_say() {
        let metadata = HashMap::from([(ERROR_KIND.to_owned(), "unsatisfied".to_owned())]);
        let mut details = ErrorDetails::with_error_info("invoice/overdue", ERROR_DOMAIN, metadata);
        details.add_bad_request_violation("document.due", "it is overdue");
        details.set_retry_info(Some(Duration::from_secs(3)));
        let status = Status::with_error_details(Code::FailedPrecondition, "it is overdue", details);
        let error = Error::from_status(&status);
        assert_eq!(error.code, "invoice/overdue");
        assert_eq!(error.field.as_deref(), Some("document.due"));
        assert_eq!(error.message, "it is overdue");
        assert_eq!(error.kind, ErrorKind::Unsatisfied);
        assert_eq!(error.retry_after, Some(Duration::from_secs(3)));
    }

    #[test]
    fn details_of_another_domain_or_of_garbage_are_not_believed() {
        let foreign = ErrorDetails::with_error_info("invoice/overdue", "example.org", HashMap::new());
        let status = Status::with_error_details(Code::Unavailable, "x", foreign);
        assert_eq!(Error::from_status(&status).code, "transport/unavailable");

        let garbage = Status::with_details(Code::ResourceExhausted, "x", vec![0xff; 9].into());
        assert_eq!(Error::from_status(&garbage).kind, ErrorKind::Limit);
    }

    #[test]
    fn the_text_of_a_foreign_status_is_not_passed_on() {
        for code in 0..=16 {
            let error = Error::from_status(&Status::new(Code::from(code), "canary"));
            assert!(!format!("{error:?}").contains("canary"));
        }
    }
}
