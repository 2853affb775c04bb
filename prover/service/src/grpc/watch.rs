//! Streams of a job's events.

use std::sync::Arc;
use std::time::Duration;

use covenant_proto::v1;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::{convert, status};
use crate::dispatch::{Core, Phase};
use crate::store::JobId;

/// Events read from the store at once.
const BATCH: u32 = 64;

type Item = Result<v1::WatchResponse, Status>;

/// Streams the events after number `after`, those that are there and those that come, to
/// the job's end.
pub(crate) fn start(
    core: Arc<Core>,
    tenant: Arc<str>,
    job: JobId,
    after: u64,
) -> Result<ReceiverStream<Item>, Status> {
    let too_many = || {
        let message = "as many streams of events are open as may be";
        status::limited("job/too-many-watchers", "watchers", message, Duration::from_secs(5))
    };
    let permit = Arc::clone(&core.watchers).try_acquire_owned().map_err(|_| too_many())?;
    let share = core.watch_shares.take(&tenant).ok_or_else(too_many)?;
    let (items, stream) = mpsc::channel(BATCH as usize);
    tokio::spawn(async move {
        if let Err(refusal) = follow(&core, &tenant, &job, after, &items).await {
            let _ = items.send(Err(refusal)).await;
        }
        drop((permit, share));
    });
    Ok(ReceiverStream::new(stream))
}

async fn follow(
    core: &Core,
    tenant: &str,
    job: &JobId,
    mut after: u64,
    items: &mpsc::Sender<Item>,
) -> Result<(), Status> {
    let mut phase = core.phase.subscribe();
    // Listening comes before reading: what happens in between rings.
    let mut bell = core.hub.listen(job);
    loop {
        bell.borrow_and_update();
        // Also comes before reading: a job that ended while the service drained is told of.
        let stopping = *phase.borrow_and_update() == Phase::Stopping;
        // A tenant that is taken out of its file hears no more.
        if core.identity.as_ref().is_some_and(|identity| !identity.knows(tenant)) {
            return Err(status::unknown_caller());
        }
        let state = core.store.get(tenant, job).await.map_err(|error| status::from_store(&error))?.state;
        let events =
            core.store.events(job, after, BATCH).await.map_err(|error| status::from_store(&error))?;
        let caught_up = events.is_empty();
        for event in events {
            after = event.number;
            let event = Some(convert::event(event));
            if items.send(Ok(v1::WatchResponse { event })).await.is_err() {
                return Ok(());
            }
        }
        if !caught_up {
            continue;
        }
        if state.is_final() {
            return Ok(());
        }
        if stopping {
            return Err(status::stopping());
        }
        tokio::select! {
            _ = bell.changed() => {}
            _ = phase.changed() => {}
            () = items.closed() => return Ok(()),
        }
    }
}
