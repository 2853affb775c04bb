//! Renews leases, from a thread of its own with its own connection: however busy the
//! service's event loop is, a lease is not lost while its process runs.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::dispatch::{Core, Stop};
use crate::store::{self, Connection};

/// The thread that renews leases. Ends when told to or dropped.
pub(crate) struct Heartbeat {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    pub(crate) fn start(core: Arc<Core>) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("heartbeat".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = beat(&core) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }

    /// Ends the thread and waits for it.
    pub(crate) async fn end(mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

async fn beat(core: &Core) {
    let mut connection: Option<Connection> = None;
    let mut interval = tokio::time::interval(core.limits.lease / 3);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let leases = core.running.leases();
        match renew(core, &mut connection, &leases).await {
            Ok(lost) => {
                for lease in lost {
                    core.running.stop_lease(&lease, Stop::LeaseLost);
                }
            }
            Err(error) => {
                // Tried again at the next beat; a lease that runs out meanwhile is lost.
                tracing::warn!(%error, "leases could not be renewed");
                if let Some(connection) = connection.take() {
                    let _ = connection.close().await;
                }
            }
        }
    }
}

async fn renew(
    core: &Core,
    connection: &mut Option<Connection>,
    leases: &[store::Lease],
) -> store::Result<Vec<store::Lease>> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(core.store.connect().await?),
    };
    // The time of day is taken anew while nothing hangs on it; a database's, which others go by too, always.
    if leases.is_empty() || core.store.is_shared() {
        core.store.take_time(connection).await?;
    }
    store::renew(connection, leases, core.store.now(), core.limits.lease).await
}
