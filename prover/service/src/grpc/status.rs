//! Refusals as gRPC statuses with details.

use std::collections::HashMap;
use std::time::Duration;

use covenant_proto::{ERROR_DOMAIN, ERROR_KIND};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::store::StoreError;
use crate::{ErrorKind, Refusal};

/// A refusal as a status: its code as `ErrorInfo`'s reason, its kind in the metadata, its
/// field as a `BadRequest`.
pub(crate) fn refused(refusal: &Refusal) -> Status {
    Status::with_error_details(grpc_code(refusal.kind), refusal.message.clone(), details(refusal))
}

/// A refusal that will not hold for long.
pub(crate) fn retry_later(refusal: &Refusal, after: Duration) -> Status {
    let mut details = details(refusal);
    details.set_retry_info(Some(after));
    Status::with_error_details(grpc_code(refusal.kind), refusal.message.clone(), details)
}

/// A limit that was met: what of, and when to try again.
pub(crate) fn limited(code: &str, subject: &str, message: &str, after: Duration) -> Status {
    let mut details = details(&Refusal::new(ErrorKind::Limit, code, message));
    details.add_quota_failure_violation(subject, message);
    details.set_retry_info(Some(after));
    Status::with_error_details(Code::ResourceExhausted, message, details)
}

/// A request that is larger than may be: trying it again helps nobody.
pub(crate) fn too_large(code: &str, subject: &str, field: Option<&str>, message: &str) -> Status {
    let refusal = Refusal::new(ErrorKind::Limit, code, message);
    let mut details = details(&field.map_or(refusal.clone(), |field| refusal.at(field)));
    details.add_quota_failure_violation(subject, message);
    Status::with_error_details(Code::ResourceExhausted, message, details)
}

/// A request that is wrong by itself.
pub(crate) fn bad_request(code: &str, field: &str, message: &str) -> Status {
    refused(&Refusal::new(ErrorKind::Unreadable, code, message).at(field))
}

/// The same answer for a job that does not exist and one that is somebody else's.
pub(crate) fn no_such_job() -> Status {
    refused(&Refusal::new(ErrorKind::NotFound, "job/not-found", "there is no such job"))
}

/// The service ends.
pub(crate) fn stopping() -> Status {
    let refusal = Refusal::new(ErrorKind::Unavailable, "service/stopping", "the service is stopping");
    retry_later(&refusal, Duration::from_secs(5))
}

/// Somebody whom the service does not know.
pub(crate) fn unknown_caller() -> Status {
    let message = "the caller's certificate belongs to no tenant of this service";
    refused(&Refusal::new(ErrorKind::Unauthenticated, "caller/unknown", message))
}

/// Job after job failed here.
pub(crate) fn workers_failing() -> Status {
    let message = "the service's workers fail in a row, and it takes no jobs until one gets through";
    let refusal = Refusal::new(ErrorKind::Unavailable, "service/workers-failing", message);
    retry_later(&refusal, Duration::from_secs(30))
}

/// Results cannot be entered into the log, and so not handed out.
pub(crate) fn log_unavailable() -> Status {
    let message = "the log of attestations cannot be written, and without it no result is handed out";
    let refusal = Refusal::new(ErrorKind::Unavailable, "service/log-unavailable", message);
    retry_later(&refusal, Duration::from_secs(5))
}

/// A defect of the service's own; the log says which.
pub(crate) fn internal(error: &dyn std::fmt::Display) -> Status {
    tracing::error!(%error, "a request failed");
    refused(&Refusal::new(ErrorKind::Internal, "service/internal", "the service failed"))
}

/// What the store would not do.
pub(crate) fn from_store(error: &StoreError) -> Status {
    match error {
        StoreError::NotFound => no_such_job(),
        StoreError::Conflict => refused(
            &Refusal::new(
                ErrorKind::Conflict,
                "job/idempotency-conflict",
                "this idempotency key names a job made of another circuit or claim",
            )
            .at("idempotency_key"),
        ),
        StoreError::QueueFull => {
            limited("job/queue-full", "queued_jobs", "as many jobs wait as may", Duration::from_secs(10))
        }
        other => {
            tracing::error!(error = %other, "the store failed");
            let refusal = Refusal::new(
                ErrorKind::Unavailable,
                "service/store-unavailable",
                "the store is not available",
            );
            retry_later(&refusal, Duration::from_secs(5))
        }
    }
}

fn details(refusal: &Refusal) -> ErrorDetails {
    let kind = HashMap::from([(ERROR_KIND.to_owned(), refusal.kind.as_str().to_owned())]);
    let mut details = ErrorDetails::with_error_info(refusal.code.clone(), ERROR_DOMAIN, kind);
    if let Some(field) = &refusal.field {
        details.add_bad_request_violation(field.clone(), refusal.message.clone());
    }
    details
}

const fn grpc_code(kind: ErrorKind) -> Code {
    match kind {
        ErrorKind::Unsatisfied | ErrorKind::Key => Code::FailedPrecondition,
        ErrorKind::Unreadable => Code::InvalidArgument,
        ErrorKind::Limit => Code::ResourceExhausted,
        ErrorKind::Timeout => Code::DeadlineExceeded,
        ErrorKind::Cancelled => Code::Aborted,
        ErrorKind::Unauthenticated => Code::Unauthenticated,
        ErrorKind::Forbidden => Code::PermissionDenied,
        ErrorKind::NotFound => Code::NotFound,
        ErrorKind::Conflict => Code::AlreadyExists,
        ErrorKind::Unavailable => Code::Unavailable,
        _ => Code::Internal,
    }
}
