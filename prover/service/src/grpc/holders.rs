//! The `Holders` service.

use std::sync::Arc;
use std::time::Instant;

use covenant_proto::{Secret, v1};
use tonic::{Request, Response, Status};
use zeroize::Zeroizing;

use super::admission::caller;
use super::status;
use crate::dispatch::Core;
use crate::limiter::Limiter;
use crate::store::now;
use crate::{ErrorKind, Holders, HoldersError, Refusal};

/// Answers the `Holders` calls.
pub(crate) struct HoldersService {
    core: Arc<Core>,
    holders: Arc<dyn Holders>,
    limiter: Limiter,
}

impl HoldersService {
    pub(crate) fn new(core: Arc<Core>, holders: Arc<dyn Holders>) -> Self {
        let limiter = Limiter::new(core.limits.inclusion_burst, core.limits.inclusion_per_second);
        Self { core, holders, limiter }
    }

    async fn find(&self, identifier: Zeroizing<String>) -> Result<Secret, Status> {
        let holders = Arc::clone(&self.holders);
        let found = tokio::task::spawn_blocking(move || holders.inclusion_proof(&identifier)).await;
        found.map_err(|_| status::internal(&"the search for an account panicked"))?.map_err(refused)
    }
}

fn refused(error: HoldersError) -> Status {
    let kind = match error {
        HoldersError::Identifier => ErrorKind::Unreadable,
        HoldersError::NoAccount => ErrorKind::NotFound,
        HoldersError::Unreadable => {
            tracing::error!(%error, "an account was asked for in vain");
            ErrorKind::Internal
        }
    };
    let refusal = Refusal::new(kind, error.code(), error.to_string());
    status::refused(&if kind == ErrorKind::Internal { refusal } else { refusal.at("identifier") })
}

#[tonic::async_trait]
impl v1::holders_server::Holders for HoldersService {
    async fn get_inclusion_proof(
        &self,
        request: Request<v1::GetInclusionProofRequest>,
    ) -> Result<Response<v1::GetInclusionProofResponse>, Status> {
        let caller = caller(&request)?;
        let granted = caller.granted.as_ref().and_then(|tenant| tenant.inclusions);
        self.limiter.take(&caller.counted, granted, Instant::now()).map_err(|wait| {
            let message = "this caller has asked as often as it may";
            status::limited("inclusion/rate-limited", "inclusion_per_second", message, wait)
        })?;
        let found = self.find(Zeroizing::new(request.into_inner().identifier)).await;
        // Whoever can ask can guess, and learns a balance by it: no answer leaves uncounted.
        let counted = self.core.store.count_inclusion(&caller.counted, found.is_ok(), now()).await;
        counted.map_err(|error| status::from_store(&error))?;
        Ok(Response::new(v1::GetInclusionProofResponse { proof: found?.into_bytes() }))
    }
}
