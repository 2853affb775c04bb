//! The `NullifierRegistry` service.

use std::sync::Arc;
use std::time::Instant;

use covenant_proto::v1;
use tonic::{Request, Response, Status};

use super::admission::caller;
use super::status;
use crate::dispatch::Core;
use crate::limiter::Limiter;
use crate::store::now;
use crate::{ErrorKind, EvaluateError, Evaluation, Evaluator, Refusal};

/// Answers the `NullifierRegistry` calls.
pub(crate) struct RegistryService {
    core: Arc<Core>,
    evaluator: Arc<dyn Evaluator>,
    limiter: Limiter,
}

impl RegistryService {
    pub(crate) fn new(core: Arc<Core>, evaluator: Arc<dyn Evaluator>) -> Self {
        let limiter = Limiter::new(core.limits.evaluate_burst, core.limits.evaluate_per_second);
        Self { core, evaluator, limiter }
    }

    async fn evaluate_point(&self, blinded: [u8; 32]) -> Result<Evaluation, Status> {
        let evaluator = Arc::clone(&self.evaluator);
        let evaluated = tokio::task::spawn_blocking(move || evaluator.evaluate(&blinded)).await;
        evaluated.map_err(|_| status::internal(&"the evaluator panicked"))?.map_err(|error| match error {
            EvaluateError::Internal => {
                status::refused(&Refusal::new(ErrorKind::Internal, error.code(), error.to_string()))
            }
            _ => status::bad_request(error.code(), "blinded", &error.to_string()),
        })
    }
}

#[tonic::async_trait]
impl v1::nullifier_registry_server::NullifierRegistry for RegistryService {
    async fn get_key(&self, _: Request<v1::GetKeyRequest>) -> Result<Response<v1::GetKeyResponse>, Status> {
        Ok(Response::new(v1::GetKeyResponse { public_key: self.evaluator.public_key().to_vec() }))
    }

    async fn evaluate(
        &self,
        request: Request<v1::EvaluateRequest>,
    ) -> Result<Response<v1::EvaluateResponse>, Status> {
        let caller = caller(&request)?;
        let granted = caller.granted.as_ref().and_then(|tenant| tenant.evaluations);
        self.limiter.take(&caller.counted, granted, Instant::now()).map_err(|wait| {
            let message = "this caller has asked as often as it may";
            status::limited("nullifier/rate-limited", "evaluate_per_second", message, wait)
        })?;
        let blinded = <[u8; 32]>::try_from(request.into_inner().blinded)
            .map_err(|_| status::bad_request("nullifier/point-length", "blinded", "a point has 32 bytes"));
        let evaluated = match blinded {
            Ok(blinded) => self.evaluate_point(blinded).await,
            Err(refusal) => Err(refusal),
        };
        // Whoever can ask can guess: no answer leaves uncounted.
        let counted = self.core.store.count_evaluation(&caller.counted, evaluated.is_ok(), now()).await;
        counted.map_err(|error| status::from_store(&error))?;
        let Evaluation { evaluated, challenge, response } = evaluated?;
        Ok(Response::new(v1::EvaluateResponse {
            evaluated: evaluated.to_vec(),
            challenge: challenge.to_vec(),
            response: response.to_vec(),
        }))
    }
}
