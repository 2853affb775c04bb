//! The published registry of parties: handed out in parts, and only by a registrar.

mod common;

use std::sync::Arc;

use common::statements::{FixtureParties, FixtureStatements};
use common::{config, start};
use covenant_client::{Client, ErrorKind};
use covenant_service::{Parts, Service};

#[tokio::test(flavor = "multi_thread")]
async fn all_entries_come_in_parts() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let (mut entries, mut parts): (Vec<Vec<u8>>, usize) = (Vec::new(), 0);
    while entries.len() < 5 {
        let page = client.registry_entries(entries.len() as u64).await.unwrap();
        assert_eq!(page.head, b"head of 5");
        let text = page.entries.expose().strip_suffix(b"\n").unwrap();
        entries.extend(text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec));
        parts += 1;
    }
    assert!(entries == FixtureParties::all());
    assert_eq!(parts, 3, "two short ones, one that is longer than a part, two short ones");
    // Beyond the last there is the head alone.
    for first in [5, 6, u64::from(u32::MAX)] {
        let page = client.registry_entries(first).await.unwrap();
        assert_eq!((page.head.as_slice(), page.entries.len()), (&b"head of 5"[..], 0));
    }
    let refused = client.registry_entries(u64::MAX).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("registry/unreadable", ErrorKind::Internal));
    assert!(!format!("{:?}", client.registry_entries(0).await.unwrap()).contains("one"));
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_no_registrars_has_no_registry() {
    let home = tempfile::tempdir().unwrap();
    let parts = Parts::prover(Arc::new(FixtureStatements));
    let service = Service::start(config(home.path()), parts).await.unwrap();
    let client = Client::connect(&service.url()).await.unwrap();
    assert_eq!(client.registry_entries(0).await.unwrap_err().code, "transport/unimplemented");
    service.shutdown().await;
}
