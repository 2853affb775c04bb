//! The `PartyRegistry` service.

use std::sync::Arc;

use covenant_proto::v1;
use tonic::{Request, Response, Status};

use super::status;
use crate::{ErrorKind, PartyRegistry, Refusal, RegistryError, RegistryPage};

/// The most bytes of entries in one answer.
const PAGE_BYTES: usize = 1 << 20;

/// Answers the `PartyRegistry` calls.
pub(crate) struct PartyRegistryService {
    parties: Arc<dyn PartyRegistry>,
}

impl PartyRegistryService {
    pub(crate) fn new(parties: Arc<dyn PartyRegistry>) -> Self {
        Self { parties }
    }
}

fn refused(error: RegistryError) -> Status {
    let kind = match error {
        RegistryError::NotPublished => ErrorKind::NotFound,
        RegistryError::Unreadable => {
            tracing::error!(%error, "the registry of parties was asked for in vain");
            ErrorKind::Internal
        }
    };
    status::refused(&Refusal::new(kind, error.code(), error.to_string()))
}

#[tonic::async_trait]
impl v1::party_registry_server::PartyRegistry for PartyRegistryService {
    async fn list_entries(
        &self,
        request: Request<v1::ListEntriesRequest>,
    ) -> Result<Response<v1::ListEntriesResponse>, Status> {
        let first = request.into_inner().first;
        let parties = Arc::clone(&self.parties);
        let read = tokio::task::spawn_blocking(move || parties.entries(first, PAGE_BYTES)).await;
        let read = read.map_err(|_| status::internal(&"reading the registry of parties panicked"))?;
        let RegistryPage { head, entries } = read.map_err(refused)?;
        Ok(Response::new(v1::ListEntriesResponse { head, entries }))
    }
}
