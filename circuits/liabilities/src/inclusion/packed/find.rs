//! A holder's file out of a file of many. What is handed out is what the whole hash of the holder's identifier stands beside, under a digest
//! of both: damage anywhere in it hands nobody another holder's file.

use super::{
    ENTRY,
    head::{HEAD, Head, number, read},
};
use crate::inclusion::{HolderProof, InclusionError, holder::MAX_BYTES};
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use sha2::{Digest, Sha256};
use std::{
    cmp::Ordering,
    fs::File,
    io::{BufReader, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
};
use zeroize::Zeroizing;

/// SHA-256(the file's head ‖ identifier's hash ‖ the holder's file): stands in the index.
pub(super) fn digest(head: &[u8; HEAD], identifier: &[u8; 32], json: &[u8]) -> [u8; 32] {
    Sha256::new_with_prefix(head).chain_update(identifier).chain_update(json).finalize().into()
}

/// The hashes of the identifiers in a file of holders, as its index has them: 32 bytes each, increasing.
///
/// # Errors
/// [`InclusionError::Format`], also where they do not increase; [`InclusionError::Io`].
pub fn identifiers(path: &Path) -> Result<Vec<[u8; 32]>, InclusionError> {
    let mut file = BufReader::new(File::open(path)?);
    let accounts = read(&mut file)?.accounts as usize;
    let mut index = vec![0; ENTRY * accounts];
    exact(&mut file, &mut index)?;
    let hashes: Vec<[u8; 32]> =
        index.as_chunks::<ENTRY>().0.iter().map(|entry| std::array::from_fn(|i| entry[i])).collect();
    if hashes.is_sorted_by(|one, next| one < next) { Ok(hashes) } else { Err(InclusionError::Format) }
}

/// Finds a holder's file in a file of many, as it was written; none where it has none for this identifier. That it is whole and this
/// identifier's is checked; what stands in it is for [`crate::verify_inclusion`].
///
/// # Errors
/// [`InclusionError::Format`], [`InclusionError::Io`].
pub fn find(path: &Path, identifier_hash: &Fr) -> Result<Option<Zeroizing<Vec<u8>>>, InclusionError> {
    let mut file = File::open(path)?;
    let head = read(&mut file)?;
    let wanted = to_be_bytes(identifier_hash);
    let (mut low, mut high) = (0, head.accounts);
    while low < high {
        let middle = low + (high - low) / 2;
        let entry = entry(&mut file, middle)?;
        match entry[..32].cmp(&wanted[..]) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return content(&mut file, &head, &entry).map(Some),
        }
    }
    Ok(None)
}

/// The file of the account at a place of the index, where that is still of `head` and the account is the one.
pub(crate) fn at(
    path: &Path,
    head: &Head,
    place: u32,
    wanted: &[u8; 32],
) -> Result<Option<Zeroizing<Vec<u8>>>, InclusionError> {
    let mut file = File::open(path)?;
    if read(&mut file)? != *head {
        return Err(InclusionError::Format);
    }
    let entry = entry(&mut file, place)?;
    if entry[..32] == *wanted { content(&mut file, head, &entry).map(Some) } else { Ok(None) }
}

fn entry(file: &mut (impl Read + Seek), place: u32) -> Result<[u8; ENTRY], InclusionError> {
    let mut entry = [0; ENTRY];
    file.seek(SeekFrom::Start(HEAD as u64 + ENTRY as u64 * u64::from(place)))?;
    exact(file, &mut entry)?;
    Ok(entry)
}

fn content(
    file: &mut (impl Read + Seek),
    head: &Head,
    entry: &[u8; ENTRY],
) -> Result<Zeroizing<Vec<u8>>, InclusionError> {
    let (identifier, rest) = entry.split_first_chunk::<32>().ok_or(InclusionError::Format)?;
    let (offset, length) = (number(&rest[..8]), number(&rest[8..12]) as usize);
    if length > MAX_BYTES {
        return Err(InclusionError::Format);
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut json = Zeroizing::new(vec![0; length]);
    exact(file, &mut json)?;
    if digest(&head.to_bytes(), identifier, &json) == rest[12..] {
        Ok(json)
    } else {
        Err(InclusionError::Format)
    }
}

/// Finds a holder's file in a folder of files of many.
///
/// # Errors
/// As [`find`].
pub fn find_in(folder: &Path, identifier_hash: &Fr) -> Result<Option<HolderProof>, InclusionError> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "holders")
            && let Some(json) = find(&path, identifier_hash)?
        {
            return HolderProof::from_json(&json).map(Some);
        }
    }
    Ok(None)
}

pub(super) fn exact(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), InclusionError> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => InclusionError::Format,
        kind => InclusionError::Io(kind),
    })
}
