//! What a request must look like before anything is done with it.

use std::time::Duration;

use tonic::Status;

use super::status::{bad_request, no_such_job, too_large};
use crate::store::JobId;
use crate::worker::message::is_name;

/// The longest idempotency key.
const LONGEST_KEY: usize = 128;

pub(crate) fn circuit(name: &str) -> Result<(), Status> {
    if is_name(name, 64) {
        return Ok(());
    }
    Err(bad_request("request/circuit", "circuit", "a circuit's name is 1 to 64 letters, digits and -_./"))
}

pub(crate) fn claim(claim: &[u8], longest: usize) -> Result<(), Status> {
    if claim.is_empty() {
        return Err(bad_request("request/claim-missing", "claim", "the claim is empty"));
    }
    if claim.len() > longest {
        let message = "the claim is longer than this service takes for its circuit";
        return Err(too_large("request/claim-too-long", "claim_bytes", Some("claim"), message));
    }
    Ok(())
}

pub(crate) fn idempotency_key(key: &str) -> Result<(), Status> {
    if (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let message = "an idempotency key is 1 to 128 visible ASCII characters";
    Err(bad_request("request/idempotency-key", "idempotency_key", message))
}

/// How long a caller wants to wait: `most` unless it says less.
pub(crate) fn wait(wanted: Option<prost_types::Duration>, most: Duration) -> Result<Duration, Status> {
    let Some(wanted) = wanted else { return Ok(most) };
    let wanted = Duration::try_from(wanted);
    wanted
        .map(|wanted| wanted.min(most))
        .map_err(|_| bad_request("request/wait", "wait", "a wait is a duration that is not negative"))
}

/// A job's id. One that no job can have is answered as one that no job has.
pub(crate) fn job_id(id: &str) -> Result<JobId, Status> {
    JobId::parse(id).ok_or_else(no_such_job)
}

/// The job before which a page begins; `None` for the first page.
pub(crate) fn page_token(token: &str) -> Result<Option<i64>, Status> {
    if token.is_empty() {
        return Ok(None);
    }
    let sequence = (token.len() <= 19 && token.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| token.parse().ok())
        .flatten();
    sequence.map(Some).ok_or_else(|| {
        bad_request("request/page-token", "page_token", "this is no token that the service gave")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_bounded_and_plain() {
        assert!(circuit("invoice").is_ok() && circuit("invoice/1").is_ok());
        for bad in ["", "a b", "a\n", "é", &"a".repeat(65)] {
            assert!(circuit(bad).is_err(), "{bad:?}");
        }
        assert!(idempotency_key("!~").is_ok());
        for bad in ["", " ", "\u{7f}", "é", &"a".repeat(129)] {
            assert!(idempotency_key(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_wait_is_bounded_and_not_negative() {
        let most = Duration::from_secs(20);
        let seconds = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
        assert_eq!(wait(None, most).unwrap(), most);
        assert_eq!(wait(seconds(3), most).unwrap(), Duration::from_secs(3));
        assert_eq!(wait(seconds(i64::MAX), most).unwrap(), most);
        assert!(wait(seconds(-1), most).is_err());
        assert!(wait(Some(prost_types::Duration { seconds: 0, nanos: -1 }), most).is_err());
    }

    #[test]
    fn a_page_token_is_a_number() {
        assert_eq!(page_token("").unwrap(), None);
        assert_eq!(page_token("12").unwrap(), Some(12));
        for bad in ["-1", "+1", " 1", "x", "9999999999999999999", "99999999999999999999999"] {
            assert!(page_token(bad).is_err(), "{bad}");
        }
    }
}
