//! Who is let in: every call's tenant and its scopes, how many calls one may have open, and the line that the audit trail gets.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tonic::codegen::http;
use tonic::{Code, Request, Status};
use tower::{Layer, Service};

use super::status;
use crate::audit::{About, Line};
use crate::dispatch::Core;
use crate::identity::{Caller, Peer};
use crate::shares::Shares;
use crate::store::now;
use crate::{ErrorKind, Refusal, Scope};

/// Services, and the scope that calls of them need.
const SCOPES: [(&str, Scope); 3] = [
    ("/covenant.v1.Prover/", Scope::Prove),
    ("/covenant.v1.NullifierRegistry/", Scope::Nullifier),
    ("/covenant.v1.Holders/", Scope::Holders),
];
/// What whoever is known may ask: what the service can do.
const CAPABILITIES: &str = "/covenant.v1.Prover/GetCapabilities";
/// Calls that the audit trail tells of however they end. Of others it tells where they were refused for who made them, and where whoever answered says what
/// they were about: reading a job tells nothing until there is a result in the answer.
const TOLD: [&str; 6] = [
    "/covenant.v1.Prover/Check",
    "/covenant.v1.Prover/Submit",
    "/covenant.v1.Prover/Prove",
    "/covenant.v1.Prover/Cancel",
    "/covenant.v1.NullifierRegistry/Evaluate",
    "/covenant.v1.Holders/GetInclusionProof",
];
/// What anybody with a certificate may ask: whether the service is well.
const HEALTH: &str = "/grpc.health.v1.Health/";

/// Lets callers in.
#[derive(Clone)]
pub(crate) struct Admission {
    core: Arc<Core>,
    open: Arc<Shares>,
}

impl Admission {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        let open = Shares::new(core.limits.requests, core.identity.is_some());
        Self { core, open }
    }

    /// Whether a caller may make a call of that path.
    fn admit(caller: Option<&Caller>, path: &str) -> Result<(), Status> {
        if path.starts_with(HEALTH) {
            return Ok(());
        }
        let Some(caller) = caller else {
            let message = "the caller's certificate belongs to no tenant of this service";
            return Err(refused(ErrorKind::Unauthenticated, "caller/unknown", message));
        };
        if path == CAPABILITIES {
            return Ok(());
        }
        let scope = SCOPES.iter().find(|(service, _)| path.starts_with(service)).map(|(_, scope)| *scope);
        let granted = |scope| caller.granted.as_ref().is_none_or(|tenant| tenant.scopes.contains(&scope));
        if scope.is_none_or(granted) {
            Ok(())
        } else {
            let message = "this tenant may not call this";
            Err(refused(ErrorKind::Forbidden, "caller/scope", message))
        }
    }

    fn caller(&self, peer: Option<&Peer>) -> Option<Caller> {
        let peer = peer?;
        match &self.core.identity {
            None => Some(Caller::local(peer.address?.ip())),
            Some(identity) => {
                let (tenant, granted) = identity.tenant(peer.names.as_ref()?)?;
                Some(Caller::of(tenant, granted))
            }
        }
    }
}

fn refused(kind: ErrorKind, code: &str, message: &str) -> Status {
    status::refused(&Refusal::new(kind, code, message))
}

/// The caller that was let in.
pub(crate) fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    request.extensions().get::<Caller>().cloned().ok_or_else(|| status::internal(&"a call without a caller"))
}

impl<S> Layer<S> for Admission {
    type Service = Admitted<S>;

    fn layer(&self, inner: S) -> Admitted<S> {
        Admitted { admission: self.clone(), inner }
    }
}

/// A service behind [`Admission`].
#[derive(Clone)]
pub(crate) struct Admitted<S> {
    admission: Admission,
    inner: S,
}

impl<S, B, R> Service<http::Request<B>> for Admitted<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
    B: Send + 'static,
    R: Default + Send,
{
    type Response = http::Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<B>) -> Self::Future {
        // The one that is ready answers; its clone gets ready for the next.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let Admission { core, open } = self.admission.clone();
        let peer = request.extensions().get::<Peer>().cloned();
        let caller = self.admission.caller(peer.as_ref());
        let path = request.uri().path().to_owned();
        let admitted = Admission::admit(caller.as_ref(), &path);
        Box::pin(async move {
            let tenant = caller.as_ref().map(|caller| caller.tenant.to_string());
            let response = match admitted {
                Err(status) => status.into_http(),
                Ok(()) => {
                    let share = open.take(caller.as_ref().map_or("", |caller| &caller.tenant));
                    if let Some(_share) = share {
                        if let Some(caller) = caller {
                            request.extensions_mut().insert(caller);
                        }
                        inner.call(request).await?
                    } else {
                        let message = "this tenant has as many calls open as it may";
                        let after = std::time::Duration::from_secs(1);
                        status::limited("request/too-many", "requests", message, after).into_http()
                    }
                }
            };
            let code = code_of(&response);
            let call = path.rsplit_once('.').map_or(path.as_str(), |(_, call)| call).to_owned();
            // What is no call of ours would make a figure of every path that somebody tries.
            if code != Code::Unimplemented && !turned_away(code) {
                core.metrics.called(&call, code as i32);
            }
            let about = response.extensions().get::<About>().cloned();
            if about.is_some() || turned_away(code) || TOLD.contains(&path.as_str()) {
                let address = peer.and_then(|peer| peer.address).map(|address| address.ip().to_string());
                let about = about.unwrap_or_default();
                core.audit.tell(Line { at: now(), tenant, address, call, about, status: code as i32 }).await;
            }
            Ok(response)
        })
    }
}

/// Whether a call was refused for who made it.
fn turned_away(code: Code) -> bool {
    matches!(code, Code::Unauthenticated | Code::PermissionDenied)
}

/// The status that a response begins with; what has none yet began well.
fn code_of<R>(response: &http::Response<R>) -> Code {
    let header = response.headers().get(Status::GRPC_STATUS);
    header.map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()))
}
