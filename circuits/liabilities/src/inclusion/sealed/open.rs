//! Opens one holder's file in a pack.

use super::{AccessCode, HEAD, Head, MAC, NONCE, TAG};
use crate::inclusion::{HolderProof, InclusionError};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use zeroize::Zeroizing;

/// The longest pack that is read: some 350 files of 32 assets.
pub const MAX_BYTES: usize = 1 << 25;

/// The file of the holder who has the code. What stands in it is for [`crate::verify_inclusion`].
///
/// # Errors
/// [`InclusionError::Format`] for what is no whole pack; [`InclusionError::Code`] where it is another pack than the code's, or has no file
/// that opens with it.
pub fn open(pack: &[u8], code: &AccessCode) -> Result<HolderProof, InclusionError> {
    let (head, rest) = pack.split_first_chunk::<HEAD>().ok_or(InclusionError::Format)?;
    let Head { environment, chunk, pack, files, open, .. } = Head::from_bytes(head)?;
    let entry = length_of(open)?;
    let all = usize::try_from(files).ok().and_then(|files| files.checked_mul(entry));
    if all.and_then(|all| all.checked_add(32)) != Some(rest.len()) {
        return Err(InclusionError::Format);
    }
    if (chunk, pack) != (code.chunk(), code.pack()) {
        return Err(InclusionError::Code);
    }
    let tag = code.tag(&environment);
    let entries: Vec<&[u8]> = rest[..rest.len() - 32].chunks_exact(entry).collect();
    let place = entries.partition_point(|entry| entry[..TAG] < tag[..]);
    let own = entries.get(place).filter(|entry| entry[..TAG] == tag).ok_or(InclusionError::Code)?;
    let (nonce, sealed) = own[TAG..].split_first_chunk::<NONCE>().ok_or(InclusionError::Format)?;
    let bound = [&head[..], &tag].concat();
    let cipher = XChaCha20Poly1305::new(&(*code.key(&environment)).into());
    let contents = cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &bound });
    let contents = contents.map(Zeroizing::new).map_err(|_| InclusionError::Code)?;
    let (length, rest) = contents.split_first_chunk::<4>().ok_or(InclusionError::Format)?;
    let json = rest.get(..u32::from_be_bytes(*length) as usize).ok_or(InclusionError::Format)?;
    HolderProof::from_json(json)
}

/// Bytes of a sealed file whose contents have so many. Never 0, also where a number of the machine has 32 bits.
fn length_of(open: u32) -> Result<usize, InclusionError> {
    let open = usize::try_from(open).ok().filter(|open| *open <= MAX_BYTES);
    Ok(TAG + NONCE + open.ok_or(InclusionError::Format)? + MAC)
}
