//! Object stores that speak S3's protocol.

use std::time::Duration;

use object_store::RetryConfig;
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path;

use super::objects::Objects;
use super::{Result, StoreError};

/// A call is not tried for longer: a job's caller waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// `BUCKET/PREFIX`; endpoint, region and secrets are from the environment (`AWS_ENDPOINT`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, …).
pub(super) fn open(address: &str) -> Result<Objects> {
    let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
    if bucket.is_empty() {
        return Err(StoreError::ObjectsAddress);
    }
    // Its client has no provider of its own; one that is there already will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let store = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_retry(RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() })
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .build()?;
    Ok(Objects::new(store, Path::from(prefix)))
}
