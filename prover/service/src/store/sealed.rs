//! Where sealed inputs and results are kept: in their rows, or beside the database.

use super::sql::{Row, query};
use super::{JobId, Lease, Result, SealedResult, Store, StoreError};
use crate::seal::SealedInput;

/// Bytes, or the name of the object that has them.
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    pub(super) object: Option<String>,
}

/// A result as an object has it.
#[derive(Clone, PartialEq, prost::Message)]
struct Parts {
    #[prost(bytes = "vec", tag = "1")]
    attestation: Vec<u8>,
    #[prost(message, repeated, tag = "2")]
    outputs: Vec<Output>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Output {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(bytes = "vec", tag = "2")]
    sealed: Vec<u8>,
}

impl Store {
    /// Keeps what is sealed under a name that nobody has had, where there is a place for it; else it goes into its row.
    pub(super) async fn keep(&self, name: impl FnOnce() -> String, bytes: Vec<u8>) -> Result<Kept> {
        #[cfg(feature = "fleet")]
        if let Some(objects) = &self.objects {
            let name = name();
            objects.put(&name, bytes).await?;
            return Ok(Kept { bytes: Vec::new(), object: Some(name) });
        }
        drop(name);
        Ok(Kept { bytes, object: None })
    }

    /// What was kept; `None` if it is lost.
    pub(super) async fn fetch(&self, kept: Kept) -> Result<Option<Vec<u8>>> {
        let Some(name) = kept.object else { return Ok(Some(kept.bytes)) };
        #[cfg(feature = "fleet")]
        if let Some(objects) = &self.objects {
            return objects.get(&name).await;
        }
        drop(name);
        // A row of a store that had a place for objects, opened without.
        Err(StoreError::ObjectsAddress)
    }

    /// Removes an object that no row names any more.
    pub(super) async fn discard(&self, object: Option<String>) {
        #[cfg(feature = "fleet")]
        if let (Some(objects), Some(name)) = (&self.objects, &object) {
            objects.remove(name).await;
        }
        drop(object);
    }

    /// The objects of jobs that are about to lose them.
    pub(super) fn object(row: Option<&Row>) -> Result<Option<String>> {
        row.map_or(Ok(None), |row| Ok(row.get("object")?))
    }

    /// A result, whole where it is one object; else its attestation, with its other parts in rows of their own.
    pub(super) async fn keep_result(
        &self,
        lease: &Lease,
        result: SealedResult,
    ) -> Result<(Kept, SealedResult)> {
        if !self.has_objects() {
            let SealedResult { attestation, private_outputs } = result;
            let rest = SealedResult { attestation: Vec::new(), private_outputs };
            return Ok((Kept { bytes: attestation, object: None }, rest));
        }
        let output = |(name, sealed)| Output { name, sealed };
        let outputs = result.private_outputs.into_iter().map(output).collect();
        let parts = Parts { attestation: result.attestation, outputs };
        // Not of the attempt alone: should it be written twice, one must not remove the other's.
        let random = JobId::random().map_err(|_| StoreError::Randomness)?;
        let name = || format!("results/{}-{random}", lease.job);
        let kept = self.keep(name, prost::Message::encode_to_vec(&parts)).await?;
        Ok((kept, SealedResult { attestation: Vec::new(), private_outputs: Vec::new() }))
    }

    /// Whether what is sealed is kept beside the database.
    pub(crate) fn has_objects(&self) -> bool {
        #[cfg(feature = "fleet")]
        return self.objects.is_some();
        #[cfg(not(feature = "fleet"))]
        false
    }

    /// The sealed result of a job that has succeeded.
    pub(crate) async fn result(&self, job: &JobId) -> Result<Option<SealedResult>> {
        let attestation = query("SELECT attestation, object FROM results WHERE job = $1").bind(job.as_str());
        let Some(row) = self.read_one(attestation).await? else { return Ok(None) };
        let kept = Kept { bytes: row.at(0)?, object: row.at(1)? };
        if kept.object.is_some() {
            let Some(bytes) = self.fetch(kept).await? else { return Ok(None) };
            let Ok(parts) = <Parts as prost::Message>::decode(bytes.as_slice()) else { return Ok(None) };
            let private = |Output { name, sealed }| (name, sealed);
            let private_outputs = parts.outputs.into_iter().map(private).collect();
            return Ok(Some(SealedResult { attestation: parts.attestation, private_outputs }));
        }
        let outputs = query("SELECT name, sealed FROM private_outputs WHERE job = $1 ORDER BY position");
        let rows = self.read_all(outputs.bind(job.as_str())).await?;
        let private = |row: &Row| Ok::<_, sqlx::Error>((row.at(0)?, row.at(1)?));
        let private_outputs = rows.iter().map(private).collect::<sqlx::Result<_>>()?;
        Ok(Some(SealedResult { attestation: kept.bytes, private_outputs }))
    }

    /// A job's input; `None` if it is lost.
    pub(super) async fn input(&self, job: &JobId) -> Result<Option<SealedInput>> {
        let input =
            query("SELECT wrapped_key, ciphertext, object FROM inputs WHERE job = $1").bind(job.as_str());
        let Some(row) = self.read_one(input).await? else { return Ok(None) };
        let kept = Kept { bytes: row.at(1)?, object: row.at(2)? };
        let wrapped_key = row.at(0)?;
        Ok(self.fetch(kept).await?.map(|ciphertext| SealedInput { wrapped_key, ciphertext }))
    }

    /// Removes objects that no row names and that are older than a row's way takes. Returns how many.
    #[cfg(feature = "fleet")]
    pub(crate) async fn sweep(&self, age: std::time::Duration) -> Result<u64> {
        let Some(objects) = &self.objects else { return Ok(0) };
        let mut swept = 0;
        for name in objects.older(age).await? {
            let named = query(
                "SELECT 1 FROM inputs WHERE object = $1 UNION ALL SELECT 1 FROM results WHERE object = $1",
            );
            if self.read_one(named.bind(name.as_str())).await?.is_none() {
                objects.remove(&name).await;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
