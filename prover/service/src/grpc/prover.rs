//! The `Prover` service.

use std::sync::Arc;
use std::time::Duration;

use covenant_proto::v1;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use super::admission::{Subject, caller};
use super::bodies::Room;
use super::{convert, requests, status, watch};
use crate::audit::About;
use crate::dispatch::{Core, Phase, Stop};
use crate::identity::Caller;
use crate::seal::{Part, SealedInput};
use crate::store::{Bounds, Job, JobId, JobState, NewJob, SealedResult, Submitted};
use crate::{CheckReport, ErrorKind, Refusal, Secret, Statements};

/// A page of jobs, unless asked otherwise, and at most.
const PAGE: u32 = 50;
const LONGEST_PAGE: u32 = 500;

/// Answers the `Prover` calls.
pub(crate) struct ProverService {
    core: Arc<Core>,
}

impl ProverService {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    fn require_serving(&self) -> Result<(), Status> {
        if *self.core.phase.borrow() == Phase::Serving { Ok(()) } else { Err(status::stopping()) }
    }

    /// Calls the statements off the event loop, a few at a time.
    async fn ask<T: Send + 'static>(
        &self,
        tenant: &str,
        question: impl FnOnce(&dyn Statements) -> T + Send + 'static,
    ) -> Result<T, Status> {
        let place = self.core.checks.enter(tenant).await.ok_or_else(status::stopping)?;
        let statements = Arc::clone(&self.core.statements);
        let answer = tokio::task::spawn_blocking(move || {
            // A caller that goes away frees no place: the work goes on.
            let _place = place;
            question(&*statements)
        })
        .await;
        answer.map_err(|_| status::internal(&"a statement panicked"))
    }

    async fn check_claim(
        &self,
        tenant: &str,
        circuit: String,
        claim: Arc<Secret>,
    ) -> Result<CheckReport, Status> {
        self.ask(tenant, move |statements| statements.check(&circuit, claim.expose()))
            .await?
            .map_err(|refusal| status::refused(&refusal))
    }

    /// A claim for a circuit may be as long as the circuit says.
    fn require_length(&self, circuit: &str, claim: &Secret) -> Result<(), Status> {
        let most = self.core.circuit(circuit).map_or(self.core.limits.circuit(), |known| known.limits);
        requests::claim(claim.expose(), most.claim_bytes)
    }

    /// A client that was made for another key learns so before it queues.
    fn require_selector(&self, circuit: &str, expected: &str) -> Result<(), Status> {
        let known = || self.core.circuit(circuit).is_some_and(|known| known.selector == expected);
        if expected.is_empty() || known() {
            return Ok(());
        }
        let message = "this service proves the circuit under another key";
        Err(status::refused(
            &Refusal::new(ErrorKind::Key, "key/selector-mismatch", message).at("expected_selector"),
        ))
    }

    /// Checks a job and makes it durable, unless it is there already.
    async fn accept(
        &self,
        caller: &Caller,
        subject: &Subject,
        request: v1::SubmitRequest,
    ) -> Result<Submitted, Status> {
        let v1::SubmitRequest { circuit, claim, idempotency_key, expected_selector } = request;
        let claim = Arc::new(Secret::new(claim));
        self.require_serving()?;
        requests::circuit(&circuit)?;
        requests::idempotency_key(&idempotency_key)?;
        self.require_length(&circuit, &claim)?;

        let core = &self.core;
        let request_digest = core.sealer.request_digest(&circuit, claim.expose());
        let found = core.store.find(&caller.tenant, &idempotency_key, &request_digest).await;
        if let Some(job) = found.map_err(|error| status::from_store(&error))? {
            subject.tell(about(&job));
            return Ok(Submitted { job, existing: true });
        }
        if *core.breaker.is_open().borrow() {
            return Err(status::workers_failing());
        }
        if !*core.log_writable.borrow() {
            return Err(status::log_unavailable());
        }
        self.require_selector(&circuit, &expected_selector)?;
        self.check_claim(&caller.tenant, circuit.clone(), Arc::clone(&claim)).await?;

        let id = JobId::random().map_err(|error| status::internal(&error))?;
        let input =
            core.sealer.seal_input(id.as_str(), claim.expose()).map_err(|error| status::internal(&error))?;
        let length = claim.len();
        drop(claim);
        let (tenant, bounds) = (Arc::clone(&caller.tenant), self.bounds(caller));
        let selector = core.circuit(&circuit).map(|known| known.selector).unwrap_or_default();
        let entry = Entry { id, tenant, circuit, selector, idempotency_key, request_digest, input };
        let submitted = self.enter(entry, bounds, length).await?;
        subject.tell(about(&submitted.job));
        Ok(submitted)
    }

    /// Makes a job durable. A caller that goes away meanwhile leaves no transaction half-way, and another's jobs wait behind a few of this tenant's at most.
    async fn enter(&self, entry: Entry, bounds: Bounds, length: usize) -> Result<Submitted, Status> {
        let place = self.core.entries.enter(&entry.tenant).await.ok_or_else(status::stopping)?;
        let core = Arc::clone(&self.core);
        let entering = tokio::spawn(async move {
            let _place = place;
            let Entry { id, tenant, circuit, selector, idempotency_key, request_digest, input } = entry;
            let new = NewJob {
                id,
                tenant: &tenant,
                circuit: &circuit,
                selector: &selector,
                idempotency_key: &idempotency_key,
                request_digest,
                input,
            };
            let submitted = core.store.submit(new, bounds, core.store.now()).await?;
            if !submitted.existing {
                tracing::info!(job = %submitted.job.id, circuit, "a job was accepted");
                core.metrics.accepted(&circuit, length);
                core.due.notify_one();
            }
            Ok(submitted)
        });
        let submitted = entering.await.map_err(|error| status::internal(&error))?;
        submitted.map_err(|error| status::from_store(&error))
    }

    /// How many jobs may wait, of all and of this caller.
    fn bounds(&self, caller: &Caller) -> Bounds {
        let limits = &self.core.limits;
        match (&self.core.identity, &caller.granted) {
            (Some(identity), Some(granted)) => Bounds {
                all: limits.queued_jobs,
                own: granted.queued_jobs.unwrap_or(limits.tenant_queued_jobs),
                share: (limits.queued_jobs / identity.provers().max(1)).max(1),
            },
            _ => Bounds { all: limits.queued_jobs, own: limits.queued_jobs, share: 0 },
        }
    }

    /// The job once it has ended, or as it is when the wait is over.
    async fn ended(&self, tenant: &str, job: &JobId, until: Instant) -> Result<Job, Status> {
        let core = &self.core;
        let mut phase = core.phase.subscribe();
        // Listening comes before reading: what happens in between rings.
        let mut bell = core.hub.listen(job);
        loop {
            bell.borrow_and_update();
            let stopping = *phase.borrow_and_update() == Phase::Stopping;
            let found = core.store.get(tenant, job).await.map_err(|error| status::from_store(&error))?;
            if found.state.is_final() || until <= Instant::now() {
                return Ok(found);
            }
            if stopping {
                return Err(status::stopping());
            }
            tokio::select! {
                _ = bell.changed() => {}
                _ = phase.changed() => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    async fn result(&self, job: &Job) -> Result<Option<v1::JobResult>, Status> {
        if job.state != JobState::Succeeded {
            return Ok(None);
        }
        let stored = self.core.store.result(&job.id).await.map_err(|error| status::from_store(&error))?;
        let Some(SealedResult { attestation, private_outputs }) = stored else { return Ok(None) };
        let open = |part: Part<'_>, sealed: &[u8]| {
            let opened = self.core.sealer.open_result(job.id.as_str(), part, sealed);
            opened.map(Secret::into_bytes).map_err(|error| status::internal(&error))
        };
        let private = |(name, sealed): (String, Vec<u8>)| {
            let bytes = open(Part::PrivateOutput(&name), &sealed)?;
            Ok::<_, Status>(v1::PrivateOutput { name, bytes })
        };
        Ok(Some(v1::JobResult {
            attestation: open(Part::Attestation, &attestation)?,
            private_outputs: private_outputs.into_iter().map(private).collect::<Result<_, _>>()?,
            log_proof: self.log_proof(&job.id).await?,
        }))
    }

    /// The proof that a job's attestation is in the log; empty if it is in none.
    async fn log_proof(&self, job: &JobId) -> Result<Vec<u8>, Status> {
        let Some(log) = &self.core.log else { return Ok(Vec::new()) };
        let index = self.core.store.log_index(job).await.map_err(|error| status::from_store(&error))?;
        let Some(index) = index else { return Ok(Vec::new()) };
        log.proof(index).await.map_err(|error| {
            tracing::error!(%job, %error, "an attestation's place in the log cannot be shown");
            status::log_unavailable()
        })
    }
}

/// A job on its way into the store.
struct Entry {
    id: JobId,
    tenant: Arc<str>,
    circuit: String,
    selector: String,
    idempotency_key: String,
    request_digest: [u8; 32],
    input: SealedInput,
}

/// What the audit trail says of a job.
fn about(job: &Job) -> About {
    About { job: Some(job.id.to_string()), circuit: Some(job.circuit.clone()) }
}

#[tonic::async_trait]
impl v1::prover_server::Prover for ProverService {
    async fn get_capabilities(
        &self,
        _: Request<v1::GetCapabilitiesRequest>,
    ) -> Result<Response<v1::GetCapabilitiesResponse>, Status> {
        Ok(Response::new(v1::GetCapabilitiesResponse {
            circuits: self.core.circuits().into_iter().map(convert::capability).collect(),
            limits: Some(convert::limits(&self.core.limits, self.core.workers)),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            nullifier_registry: self.core.evaluator.is_some(),
            holders: self.core.holders.is_some(),
        }))
    }

    async fn check(&self, request: Request<v1::CheckRequest>) -> Result<Response<v1::CheckResponse>, Status> {
        let tenant = caller(&request)?.tenant;
        let v1::CheckRequest { circuit, claim } = request.into_inner();
        let claim = Arc::new(Secret::new(claim));
        requests::circuit(&circuit)?;
        self.require_length(&circuit, &claim)?;
        let CheckReport { rules, not_run } = self.check_claim(&tenant, circuit, claim).await?;
        Ok(Response::new(v1::CheckResponse { rules, not_run }))
    }

    async fn submit(
        &self,
        request: Request<v1::SubmitRequest>,
    ) -> Result<Response<v1::SubmitResponse>, Status> {
        let (caller, subject) = (caller(&request)?, Subject::of(&request));
        let Submitted { job, existing } = self.accept(&caller, &subject, request.into_inner()).await?;
        Ok(Response::new(v1::SubmitResponse { job: Some(convert::job(job)), existing }))
    }

    async fn prove(&self, request: Request<v1::ProveRequest>) -> Result<Response<v1::ProveResponse>, Status> {
        let began = Instant::now();
        let (caller, subject, room) = (caller(&request)?, Subject::of(&request), Room::of(&request));
        let v1::ProveRequest { circuit, claim, idempotency_key, expected_selector, wait } =
            request.into_inner();
        let submit = v1::SubmitRequest { circuit, claim, idempotency_key, expected_selector };
        let limits = &self.core.limits;
        // The answer is to be on its way before the request's own time is over.
        let most = limits.prove_wait.min(limits.request_timeout.mul_f64(0.9));
        let until = began + requests::wait(wait, most)?;
        let too_many = || {
            let message = "as many calls wait for a proof as may; submit the job, or come back";
            status::limited("job/too-many-prove-calls", "prove_calls", message, Duration::from_secs(1))
        };
        let _share = self.core.prove_shares.take(&caller.tenant).ok_or_else(too_many)?;
        let _place = self.core.prove_calls.try_acquire().map_err(|_| too_many())?;
        let Submitted { job, existing } = self.accept(&caller, &subject, submit).await?;
        // The claim is on the disk: nobody waits for room until this is proved.
        room.leave();
        let job = self.ended(&caller.tenant, &job.id, until).await?;
        let result = self.result(&job).await?;
        Ok(Response::new(v1::ProveResponse { job: Some(convert::job(job)), result, existing }))
    }

    async fn get(&self, request: Request<v1::GetRequest>) -> Result<Response<v1::GetResponse>, Status> {
        let (tenant, subject) = (caller(&request)?.tenant, Subject::of(&request));
        let id = requests::job_id(&request.into_inner().job_id)?;
        let job = self.core.store.get(&tenant, &id).await.map_err(|error| status::from_store(&error))?;
        let result = self.result(&job).await?;
        if result.is_some() {
            subject.tell(about(&job));
        }
        Ok(Response::new(v1::GetResponse { job: Some(convert::job(job)), result }))
    }

    type WatchStream = ReceiverStream<Result<v1::WatchResponse, Status>>;

    async fn watch(&self, request: Request<v1::WatchRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let tenant = caller(&request)?.tenant;
        let v1::WatchRequest { job_id, after_event } = request.into_inner();
        let id = requests::job_id(&job_id)?;
        self.core.store.get(&tenant, &id).await.map_err(|error| status::from_store(&error))?;
        let stream = watch::start(Arc::clone(&self.core), tenant, id, after_event)?;
        Ok(Response::new(stream))
    }

    async fn cancel(
        &self,
        request: Request<v1::CancelRequest>,
    ) -> Result<Response<v1::CancelResponse>, Status> {
        let (tenant, subject) = (caller(&request)?.tenant, Subject::of(&request));
        let id = requests::job_id(&request.into_inner().job_id)?;
        let job = self
            .core
            .store
            .cancel(&tenant, &id, self.core.store.now())
            .await
            .map_err(|error| status::from_store(&error))?;
        self.core.running.stop(&id, Stop::Cancelled);
        self.core.hub.ring(&id);
        subject.tell(about(&job));
        Ok(Response::new(v1::CancelResponse { job: Some(convert::job(job)) }))
    }

    async fn list(&self, request: Request<v1::ListRequest>) -> Result<Response<v1::ListResponse>, Status> {
        let tenant = caller(&request)?.tenant;
        let v1::ListRequest { page_size, page_token, state } = request.into_inner();
        let before = requests::page_token(&page_token)?;
        let state = convert::wanted_state(state)
            .map_err(|_| status::bad_request("request/state", "state", "there is no such state"))?;
        let size = if page_size == 0 { PAGE } else { page_size.min(LONGEST_PAGE) };
        let jobs = self.core.store.list(&tenant, state, before, size).await;
        let jobs = jobs.map_err(|error| status::from_store(&error))?;
        let full = jobs.len() >= size as usize;
        let next_page_token =
            jobs.last().filter(|_| full).map(|job| job.sequence.to_string()).unwrap_or_default();
        Ok(Response::new(v1::ListResponse {
            jobs: jobs.into_iter().map(convert::job).collect(),
            next_page_token,
        }))
    }
}
