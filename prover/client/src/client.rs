//! The calls.

use std::time::Duration;

use covenant_proto::v1;
use covenant_proto::v1::holders_client::HoldersClient;
use covenant_proto::v1::nullifier_registry_client::NullifierRegistryClient;
use covenant_proto::v1::party_registry_client::PartyRegistryClient;
use covenant_proto::v1::prover_client::ProverClient;
use tonic::Request;
use tonic::transport::{Channel, Endpoint};

use crate::{
    Capabilities, CheckReport, Error, ErrorKind, Evaluation, Identity, Job, JobPage, JobResult, JobState,
    Proved, RegistryPage, Secret, Submitted, Watch,
};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a call may take. A service answers within this, or says that it cannot.
const CALL: Duration = Duration::from_secs(35);
/// How much longer than its wait a call of `Prove` may take.
const BESIDE_THE_WAIT: Duration = Duration::from_secs(15);
/// While a call waits, a peer that says nothing for so long is asked whether it is there, and has as long to answer.
const KEEPALIVE: Duration = Duration::from_secs(5);
/// The longest answer taken.
const LONGEST_ANSWER: usize = 16 << 20;

/// A connection to a service. Clones share it; it comes back by itself when it was lost.
#[derive(Clone, Debug)]
pub struct Client {
    prover: ProverClient<Channel>,
    registry: NullifierRegistryClient<Channel>,
    holders: HoldersClient<Channel>,
    parties: PartyRegistryClient<Channel>,
}

fn endpoint(url: &str, scheme: &str) -> Result<Endpoint, Error> {
    let endpoint = Endpoint::from_shared(url.to_owned()).ok();
    let endpoint =
        endpoint.filter(|endpoint| endpoint.uri().scheme_str() == Some(scheme)).ok_or_else(|| {
            let message = format!("the address is no {scheme}:// URL");
            Error::new(ErrorKind::Unreadable, "transport/url", message)
        })?;
    Ok(endpoint
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE))
}

/// A job to submit.
#[derive(Clone, Debug)]
pub struct Submit {
    /// What to prove.
    pub circuit: String,
    /// The prove request.
    pub claim: Secret,
    /// 1 to 128 visible ASCII characters: the same key with the same circuit and claim
    /// names the same job. Stored in clear.
    pub idempotency_key: String,
    /// The selector of the key that the proof must be made with; `None` for any.
    pub expected_selector: Option<String>,
}

impl Client {
    /// Connects to a service at `url`, such as `http://127.0.0.1:7461`.
    ///
    /// # Errors
    /// `transport/url` when it is no such address; `transport/plain` when it is not on loopback; `transport/unavailable` when nobody
    /// answers.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let endpoint = endpoint(url, "http")?;
        // Claims are private, and nothing hides them on the way.
        let host = endpoint.uri().host().unwrap_or_default().trim_matches(['[', ']']);
        let address = host.parse::<std::net::IpAddr>();
        if host != "localhost" && !address.is_ok_and(|address| address.is_loopback()) {
            let message = "off loopback a service is called by https:// only";
            return Err(Error::new(ErrorKind::Unreadable, "transport/plain", message));
        }
        Self::open(endpoint).await
    }

    /// Connects to a service at `url`, such as `https://prover.example:7461`, as somebody, and believes it to be whom its certificate names.
    ///
    /// # Errors
    /// `transport/url`, `transport/identity`; `transport/unavailable` when nobody answers, or one of the two does not believe the other.
    pub async fn connect_as(url: &str, identity: &Identity) -> Result<Self, Error> {
        let endpoint = endpoint(url, "https")?.tls_config(identity.tls());
        let client = Self::open(endpoint.map_err(|_| Identity::unusable())?).await?;
        client.require_heard().await?;
        Ok(client)
    }

    /// Over TLS 1.3 a caller learns with the first answer whether its certificate was taken; until then the channel would try again and again.
    async fn require_heard(&self) -> Result<(), Error> {
        let mut prover = self.prover.clone();
        let asked = prover.get_capabilities(within(CONNECT, v1::GetCapabilitiesRequest {}));
        match tokio::time::timeout(CONNECT, asked).await.map(|answer| answer.map_err(Error::from)) {
            Ok(Ok(_)) => Ok(()),
            // A service that says no has been heard.
            Ok(Err(error)) if !error.code.starts_with("transport/") => Ok(()),
            _ => Err(Error::unheard()),
        }
    }

    async fn open(endpoint: Endpoint) -> Result<Self, Error> {
        let channel = endpoint.connect().await.map_err(|_| Error::unreachable())?;
        let prover = ProverClient::new(channel.clone()).max_decoding_message_size(LONGEST_ANSWER);
        let holders = HoldersClient::new(channel.clone());
        let parties = PartyRegistryClient::new(channel.clone());
        Ok(Self { prover, registry: NullifierRegistryClient::new(channel), holders, parties })
    }

    /// What the service can prove.
    ///
    /// # Errors
    /// The service does not answer.
    pub async fn capabilities(&self) -> Result<Capabilities, Error> {
        self.prover
            .clone()
            .get_capabilities(timed(v1::GetCapabilitiesRequest {}))
            .await?
            .into_inner()
            .try_into()
    }

    /// Runs a statement's rules natively, without a proof.
    ///
    /// # Errors
    /// The first rule that fails, or why the claim cannot be read.
    pub async fn check(&self, circuit: &str, claim: &[u8]) -> Result<CheckReport, Error> {
        let request = v1::CheckRequest { circuit: circuit.to_owned(), claim: claim.to_vec() };
        let v1::CheckResponse { rules, not_run } =
            self.prover.clone().check(timed(request)).await?.into_inner();
        Ok(CheckReport { rules, not_run })
    }

    /// Submits a job. When this returns, the service will not lose it.
    ///
    /// # Errors
    /// A rule of the statement that fails; `job/idempotency-conflict`; `job/queue-full`;
    /// `key/selector-mismatch`.
    pub async fn submit(&self, submit: Submit) -> Result<Submitted, Error> {
        let request = v1::SubmitRequest {
            circuit: submit.circuit,
            claim: submit.claim.expose().to_vec(),
            idempotency_key: submit.idempotency_key,
            expected_selector: submit.expected_selector.unwrap_or_default(),
        };
        let v1::SubmitResponse { job, existing } =
            self.prover.clone().submit(timed(request)).await?.into_inner();
        Ok(Submitted { job: required_job(job)?, existing })
    }

    /// Submits a job and waits for its end, at most for `wait` (`None` for as long as the service lets it). What comes back
    /// may still run, and is then to be followed by [`Client::watch`]. Giving up the call cancels nothing.
    ///
    /// # Errors
    /// As [`Client::submit`], and `job/too-many-prove-calls`. A job that failed is no error: it is told in [`Proved::job`].
    pub async fn prove(&self, submit: Submit, wait: Option<Duration>) -> Result<Proved, Error> {
        let request = v1::ProveRequest {
            circuit: submit.circuit,
            claim: submit.claim.expose().to_vec(),
            idempotency_key: submit.idempotency_key,
            expected_selector: submit.expected_selector.unwrap_or_default(),
            wait: wait.and_then(|wait| wait.try_into().ok()),
        };
        let longest = wait.map_or(CALL, |wait| wait.saturating_add(BESIDE_THE_WAIT));
        let answer = self.prover.clone().prove(within(longest, request)).await?.into_inner();
        let v1::ProveResponse { job, result, existing } = answer;
        Ok(Proved { job: required_job(job)?, result: result.map(Into::into), existing })
    }

    /// Reads a job, and its result once it has succeeded.
    ///
    /// # Errors
    /// `job/not-found`.
    pub async fn get(&self, job_id: &str) -> Result<(Job, Option<JobResult>), Error> {
        let request = v1::GetRequest { job_id: job_id.to_owned() };
        let v1::GetResponse { job, result } = self.prover.clone().get(timed(request)).await?.into_inner();
        Ok((required_job(job)?, result.map(Into::into)))
    }

    /// Follows a job from the event after `after_event` (0 for the first) to its end.
    pub fn watch(&self, job_id: &str, after_event: u64) -> Watch {
        Watch::new(self.clone(), job_id.to_owned(), after_event)
    }

    pub(crate) async fn open_watch(
        &self,
        job_id: &str,
        after_event: u64,
    ) -> Result<tonic::Streaming<v1::WatchResponse>, Error> {
        let request = v1::WatchRequest { job_id: job_id.to_owned(), after_event };
        // Not `timed`: the stream itself has no end that could be told beforehand.
        let mut prover = self.prover.clone();
        let opened = tokio::time::timeout(CALL, prover.watch(request)).await;
        Ok(opened.map_err(|_| Error::timed_out())??.into_inner())
    }

    /// Ends a job, and returns it as it then is. One that has ended already stays as it is.
    ///
    /// # Errors
    /// `job/not-found`.
    pub async fn cancel(&self, job_id: &str) -> Result<Job, Error> {
        let request = v1::CancelRequest { job_id: job_id.to_owned() };
        required_job(self.prover.clone().cancel(timed(request)).await?.into_inner().job)
    }

    /// Lists jobs, the latest first: at most `page_size` (0 for the service's choice) in
    /// `state` (`None` for any), from where `page` says (`None` for the first page).
    ///
    /// # Errors
    /// `request/page-token`.
    pub async fn list(
        &self,
        state: Option<JobState>,
        page_size: u32,
        page: Option<&str>,
    ) -> Result<JobPage, Error> {
        let request = v1::ListRequest {
            page_size,
            page_token: page.unwrap_or_default().to_owned(),
            state: state.map_or(v1::JobState::Unspecified, JobState::to_message).into(),
        };
        let v1::ListResponse { jobs, next_page_token } =
            self.prover.clone().list(timed(request)).await?.into_inner();
        Ok(JobPage {
            jobs: jobs.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            next: (!next_page_token.is_empty()).then_some(next_page_token),
        })
    }

    /// The nullifier registry's public key, packed.
    ///
    /// # Errors
    /// `transport/unimplemented` when the service is no registry.
    pub async fn nullifier_key(&self) -> Result<[u8; 32], Error> {
        let key = self.registry.clone().get_key(timed(v1::GetKeyRequest {})).await?.into_inner().public_key;
        key.try_into().map_err(|_| Error::malformed())
    }

    /// Has the nullifier registry evaluate a blinded point. The caller checks the proof.
    ///
    /// # Errors
    /// What is wrong with the point, or `nullifier/rate-limited`.
    pub async fn evaluate(&self, blinded: &[u8; 32]) -> Result<Evaluation, Error> {
        let request = v1::EvaluateRequest { blinded: blinded.to_vec() };
        self.registry.clone().evaluate(timed(request)).await?.into_inner().try_into()
    }

    /// The inclusion proof of an account's holder, by the account's identifier as its holder writes it. Whoever calls this checks it, against
    /// an attestation that comes from elsewhere.
    ///
    /// # Errors
    /// `inclusion/no-account`; `account/format`; `inclusion/rate-limited`; `transport/unimplemented` when the service hands out none.
    pub async fn inclusion_proof(&self, identifier: &str) -> Result<Secret, Error> {
        let request = v1::GetInclusionProofRequest { identifier: identifier.to_owned() };
        let answer = self.holders.clone().get_inclusion_proof(timed(request)).await?.into_inner();
        Ok(Secret::new(answer.proof))
    }

    /// The published registry of parties: its signed head, and entries from `first` on, as many as fit into an answer. Whoever calls this
    /// verifies them.
    ///
    /// # Errors
    /// `registry/not-published`; `transport/unimplemented` when the service is no registrar's.
    pub async fn registry_entries(&self, first: u64) -> Result<RegistryPage, Error> {
        let request = v1::ListEntriesRequest { first };
        let answer = self.parties.clone().list_entries(timed(request)).await?.into_inner();
        Ok(RegistryPage { head: answer.head, entries: Secret::new(answer.entries) })
    }
}

/// A request that is given up after the usual time.
fn timed<T>(message: T) -> Request<T> {
    within(CALL, message)
}

fn within<T>(longest: Duration, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(longest);
    request
}

fn required_job(job: Option<v1::Job>) -> Result<Job, Error> {
    job.ok_or_else(Error::malformed)?.try_into()
}
