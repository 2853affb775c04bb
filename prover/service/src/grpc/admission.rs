//! Who is let in: every call's tenant and its scopes, how many calls one may have open, and the line that the audit trail gets.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tonic::body::Body;
use tonic::codegen::{Body as _, http};
use tonic::{Code, Request, Status};
use tower::{Layer, Service};

use super::bodies::{Incoming, Outgoing, Room, SHORT};
use super::status;
use crate::audit::{About, Audit, Line};
use crate::dispatch::Core;
use crate::gates::Gates;
use crate::identity::{Caller, Peer};
use crate::limiter::Limiter;
use crate::shares::Shares;
use crate::store::now;
use crate::{ErrorKind, Refusal, Scope};

/// Services, and the scope that calls of them need.
const SCOPES: [(&str, Scope); 4] = [
    ("/covenant.v1.Prover/", Scope::Prove),
    ("/covenant.v1.NullifierRegistry/", Scope::Nullifier),
    ("/covenant.v1.Holders/", Scope::Holders),
    ("/covenant.v1.PartyRegistry/", Scope::Registry),
];
/// What whoever is known may ask: what the service can do, and in which messages.
const OF_THE_KNOWN: [&str; 2] = ["/covenant.v1.Prover/GetCapabilities", "/grpc.reflection."];
/// Calls that the audit trail tells of however they end. Of others it tells where they were refused for who made them, and where whoever answered says what
/// they were about: reading a job tells nothing until there is a result in the answer.
const TOLD: [&str; 7] = [
    "/covenant.v1.Prover/Check",
    "/covenant.v1.Prover/Submit",
    "/covenant.v1.Prover/Prove",
    "/covenant.v1.Prover/Cancel",
    "/covenant.v1.NullifierRegistry/Evaluate",
    "/covenant.v1.Holders/GetInclusionProof",
    "/covenant.v1.PartyRegistry/ListEntries",
];
/// The other calls. What is neither is told of as `?`: a caller writes nothing of its own into the trail.
const OTHERS: [&str; 5] = [
    "/covenant.v1.Prover/GetCapabilities",
    "/covenant.v1.Prover/Get",
    "/covenant.v1.Prover/Watch",
    "/covenant.v1.Prover/List",
    "/covenant.v1.NullifierRegistry/GetKey",
];
/// What anybody with a certificate may ask: whether the service is well.
const HEALTH: &str = "/grpc.health.v1.Health/";
/// Calls whose answers are streams without an end, and are counted elsewhere.
const STREAMS: [&str; 2] = ["/covenant.v1.Prover/Watch", "/grpc.reflection."];
/// Lines of calls that were turned away: so many at once of one caller, then so many a second. The others are counted.
const TURNED_AWAY: (u32, f64) = (20, 0.2);

/// Lets callers in.
#[derive(Clone)]
pub(crate) struct Admission {
    core: Arc<Core>,
    open: Arc<Shares>,
    rooms: Arc<Gates>,
    turned_away: Arc<TurnedAway>,
}

/// How often callers were turned away without a line.
struct TurnedAway {
    lines: Limiter,
    silent: AtomicU64,
}

/// What a call is about: whoever answers it says so as soon as it is known, for the audit trail.
#[derive(Clone, Default)]
pub(crate) struct Subject(Arc<Mutex<Option<About>>>);

impl Subject {
    /// Of a request.
    pub(crate) fn of<T>(request: &Request<T>) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }

    /// Says what it is about.
    pub(crate) fn tell(&self, about: About) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(about);
    }

    fn take(&self) -> Option<About> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The line of a call that is open. Should its caller go away before the answer, the line says that.
struct Open {
    audit: Audit,
    line: Line,
    subject: Subject,
    is_told: bool,
    /// Whether there is a line though nobody says what it is about.
    always: bool,
}

impl Open {
    async fn end(mut self, status: Code, turned_away: Option<u64>) {
        self.is_told = true;
        let about = self.subject.take();
        if about.is_none() && !self.always && turned_away.is_none() {
            return;
        }
        let line = Line {
            at: now(),
            about: about.unwrap_or_default(),
            status: status as i32,
            more: turned_away.unwrap_or(0),
            ..self.line.clone()
        };
        self.audit.tell(line).await;
    }

    /// It was turned away, and there are lines enough of such.
    fn say_nothing(mut self) {
        self.is_told = true;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let about = self.subject.take();
        if !self.is_told && (self.always || about.is_some()) {
            let about = about.unwrap_or_default();
            let line = Line { at: now(), about, status: Code::Cancelled as i32, ..self.line.clone() };
            self.audit.tell_later(line);
        }
    }
}

impl Admission {
    /// `longest`: of all messages.
    pub(crate) fn new(core: Arc<Core>, longest: usize) -> Self {
        // One of the longest for each of two tenants.
        let rooms = Arc::new(Gates::new(2 * longest.max(SHORT), core.identity.is_some()));
        let open = Shares::new(core.limits.requests, core.identity.is_some());
        let lines = Limiter::new(TURNED_AWAY.0, TURNED_AWAY.1);
        Self { core, open, rooms, turned_away: Arc::new(TurnedAway { lines, silent: AtomicU64::new(0) }) }
    }

    /// Whether a caller may make a call of that path.
    fn admit(caller: Option<&Caller>, path: &str) -> Result<(), Status> {
        if path.starts_with(HEALTH) {
            return Ok(());
        }
        let Some(caller) = caller else {
            return Err(status::unknown_caller());
        };
        let Some(granted) = &caller.granted else { return Ok(()) };
        let scope = SCOPES.iter().find(|(service, _)| path.starts_with(service)).map(|(_, scope)| scope);
        let of_the_known = OF_THE_KNOWN.iter().any(|known| path.starts_with(known));
        if of_the_known || scope.is_some_and(|scope| granted.scopes.contains(scope)) {
            Ok(())
        } else {
            let message = "this tenant may not call this";
            Err(status::refused(&Refusal::new(ErrorKind::Forbidden, "caller/scope", message)))
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

impl<S> Service<http::Request<Body>> for Admitted<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
{
    type Response = http::Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        // The one that is ready answers; its clone gets ready for the next.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let Admission { core, open, rooms, turned_away } = self.admission.clone();
        let peer = request.extensions().get::<Peer>().cloned();
        let caller = self.admission.caller(peer.as_ref());
        let path = request.uri().path().to_owned();
        let admitted = Admission::admit(caller.as_ref(), &path);
        let line = line(peer.as_ref(), caller.as_ref(), &path);
        let subject = Subject::default();
        request.extensions_mut().insert(subject.clone());
        let streams = STREAMS.iter().any(|streams| path.starts_with(streams));
        let always = TOLD.contains(&path.as_str());
        let told = Open { audit: core.audit.clone(), line, subject, is_told: false, always };
        Box::pin(async move {
            if let Err(status) = admitted {
                let who = told.line.tenant.as_ref().or(told.line.address.as_ref()).map_or("", String::as_str);
                match turned_away.lines.take(who, None, Instant::now()) {
                    Ok(()) => {
                        let more = turned_away.silent.swap(0, Ordering::Relaxed);
                        let code = status.code();
                        told.end(code, Some(more)).await;
                    }
                    Err(_) => {
                        turned_away.silent.fetch_add(1, Ordering::Relaxed);
                        told.say_nothing();
                    }
                }
                return Ok(status.into_http());
            }
            // Health is for whoever wonders what is wrong, also while all places are taken.
            let share = match &caller {
                Some(caller) if !path.starts_with(HEALTH) => match open.take(&caller.tenant) {
                    Some(share) => Some(share),
                    None => {
                        let message = "this tenant has as many calls open as it may";
                        let status =
                            status::limited("request/too-many", "requests", message, Duration::from_secs(1));
                        told.end(status.code(), None).await;
                        return Ok(status.into_http());
                    }
                },
                _ => None,
            };
            let room = Room::default();
            if let Some(caller) = caller {
                let tenant = Arc::clone(&caller.tenant);
                request.extensions_mut().insert(caller);
                request.extensions_mut().insert(room.clone());
                let measured = |body| Body::new(Incoming::new(body, rooms, tenant, room.clone()));
                request = request.map(measured);
            }
            let response = inner.call(request).await?;
            room.leave();
            let code = code_of(&response);
            if told.line.call != UNKNOWN {
                core.metrics.called(&told.line.call, code as i32);
            }
            told.end(code, None).await;
            Ok(match share {
                Some(share) if !streams && !response.body().is_end_stream() => {
                    response.map(|body| Body::new(Outgoing::new(body, share, core.limits.request_timeout)))
                }
                _ => response,
            })
        })
    }
}

/// What the trail calls a call that the service does not have.
const UNKNOWN: &str = "?";

/// What a line says before anything has become of its call.
fn line(peer: Option<&Peer>, caller: Option<&Caller>, path: &str) -> Line {
    let known = TOLD.iter().chain(&OTHERS).any(|known| *known == path);
    let call = path.rsplit_once('.').filter(|_| known).map_or(UNKNOWN, |(_, call)| call).to_owned();
    let address = peer.and_then(|peer| peer.address).map(|address| address.ip().to_string());
    let tenant = caller.map(|caller| caller.tenant.to_string());
    // Of whom nobody knows, what the certificate says; of others the tenant says it.
    let name = peer.filter(|_| caller.is_none()).and_then(|peer| peer.names.as_ref()?.first().cloned());
    let name = name.map(|name| name.chars().take(128).collect());
    Line { at: now(), tenant, address, name, call, about: About::default(), status: 0, more: 0 }
}

/// The status that a response begins with; what has none yet began well.
fn code_of<R>(response: &http::Response<R>) -> Code {
    let header = response.headers().get(Status::GRPC_STATUS);
    header.map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()))
}
