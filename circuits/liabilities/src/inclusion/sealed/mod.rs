//! All holders' files of a chunk for a static web server: each sealed under its holder's access code, all of one length, some 256 in a pack
//! whose name is a number. Whoever lacks a code reads nothing in a pack, and cannot tell whose files are in it.
//!
//! ```text
//! "covenant-sealed\0"                      16 bytes
//! environment, liabilities digest, γ       32 each
//! chunk, pack, packs, files, bytes of each when open: 4 each, big-endian
//! the files, by tag in increasing order    tag (16), nonce (24), XChaCha20-Poly1305 of length (4), JSON and zeros, bound to head and tag
//! SHA-256 of all of this
//! ```

mod code;
mod head;
mod open;

pub use code::{AccessCode, HOLDERS, packs};
pub use head::{Head, head};
pub use open::{MAX_BYTES, open};

use super::{
    HolderProof, InclusionError, Openings, Progress,
    holder::{Opening, VERSION},
    packed::{is_whole, number, write},
};
use crate::{Layout, Shape, secret::SALT};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use code::TAG;
use covenant_engine::CosetKey;
use covenant_files::Mode;
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use halo2_axiom::halo2curves::bn256::G1Affine;
use rayon::prelude::*;
use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const MARK: &[u8; 16] = b"covenant-sealed\0";
const HEAD: usize = 16 + 3 * 32 + 5 * 4;
const NONCE: usize = 24;
/// What authenticates a sealed file.
const MAC: usize = 16;

/// An account and its code.
type Coded = (usize, AccessCode);

impl Openings<'_> {
    /// The access code of an account.
    ///
    /// # Errors
    /// [`InclusionError::Account`].
    pub fn code(&self, account: usize) -> Result<AccessCode, InclusionError> {
        let (chunk, identifiers) = (self.columns().chunk(), self.columns().identifiers());
        let identifier = identifiers.get(account).ok_or(InclusionError::Account)?;
        let of = (chunk.index, identifiers.len());
        Ok(AccessCode::new(self.epoch(), &chunk.environment, of, identifier))
    }

    /// Writes all packs of the chunk into a folder, as [`Self::write_all`] writes packed files. The same accounts and proof give the same bytes.
    ///
    /// # Errors
    /// As [`Self::write_all`].
    pub fn seal_all(
        &mut self,
        key: &CosetKey,
        (folder, liabilities): (&Path, &Fr),
        progress: &mut Progress<'_>,
    ) -> Result<(), InclusionError> {
        let accounts = self.columns().identifiers().len();
        let mut by_pack: Vec<Vec<Coded>> = (0..packs(accounts)).map(|_| Vec::new()).collect();
        for account in 0..accounts {
            let code = self.code(account)?;
            by_pack[code.pack() as usize].push((account, code));
        }
        let mut missing = Vec::new();
        for (pack, coded) in (0u32..).zip(by_pack) {
            let (path, head) = (pack_path(folder, pack), self.pack_head(pack, coded.len(), liabilities));
            if !is_whole(&path, &head) {
                missing.push((path, head, coded));
            }
        }
        let mut step = |done: usize| match progress(done, accounts).is_break() {
            true => Err(InclusionError::Stopped),
            false => Ok(()),
        };
        if !missing.is_empty() {
            self.make_all(key, &mut |_, _| match step(0) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            })?;
        }
        let mut done = accounts - missing.iter().map(|(.., coded)| coded.len()).sum::<usize>();
        for (path, head, coded) in missing {
            step(done)?;
            write(&path, Mode::Public, &head, &self.pack(&head, &coded)?)?;
            done += coded.len();
        }
        let _ = progress(accounts, accounts);
        Ok(())
    }

    fn pack_head(&self, pack: u32, files: usize, liabilities: &Fr) -> [u8; HEAD] {
        let (chunk, shape) = (self.columns().chunk(), self.columns().shape());
        let accounts = self.columns().identifiers().len();
        let fields = [chunk.environment, *liabilities, crate::to_ark(&self.gamma())];
        let fields = fields.map(|field| to_be_bytes(&field));
        let open = 4 + longest(shape, self.size());
        let numbers = [chunk.index, pack, packs(accounts), files as u32, open as u32].map(u32::to_be_bytes);
        let mut head = [0; HEAD];
        let parts = [&MARK[..], fields.as_flattened(), numbers.as_flattened()].into_iter().flatten();
        head.iter_mut().zip(parts).for_each(|(to, byte)| *to = *byte);
        head
    }

    /// The sealed files of a pack.
    fn pack(&self, head: &[u8; HEAD], coded: &[Coded]) -> Result<Vec<u8>, InclusionError> {
        let open = number(&head[HEAD - 4..]) as usize;
        let environment = &self.columns().chunk().environment;
        let sealed = coded.par_iter().map(|(account, code)| {
            let json = self.unchecked(*account)?.to_json()?;
            let mut contents = Zeroizing::new(vec![0; open]);
            contents[..4].copy_from_slice(&(json.len() as u32).to_be_bytes());
            let place = contents[4..].get_mut(..json.len()).ok_or(InclusionError::Prover)?;
            place.copy_from_slice(&json);
            let (tag, nonce) = (code.tag(environment), code.nonce(head, &contents));
            let bound = [&head[..], &tag].concat();
            let cipher = XChaCha20Poly1305::new(&(*code.key(environment)).into());
            let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: &contents, aad: &bound });
            Ok((tag, [&tag[..], &nonce, &sealed.map_err(|_| InclusionError::Prover)?].concat()))
        });
        let mut sealed = sealed.collect::<Result<Vec<([u8; TAG], Vec<u8>)>, InclusionError>>()?;
        sealed.sort_unstable_by_key(|(tag, _)| *tag);
        Ok(sealed.into_iter().flat_map(|(_, sealed)| sealed).collect())
    }
}

/// Where a pack of a chunk's folder is.
#[must_use]
pub fn pack_path(folder: &Path, pack: u32) -> PathBuf {
    folder.join(format!("pack-{pack:05}.sealed"))
}

/// The longest file of a holder: its balances do not show in a sealed one's length.
fn longest(shape: Shape, coset: usize) -> usize {
    let leaves = Layout::new(shape).capacity().max(2);
    let (point, assets) = (G1Affine::generator(), shape.assets());
    let halvings = vec![point; coset.ilog2() as usize];
    let file = HolderProof {
        version: VERSION,
        environment: Fr::from(0u64),
        chunk: u32::MAX,
        account: u32::MAX,
        salt: [0; SALT],
        nonce: [0; 32],
        balances: vec![u64::MAX; assets],
        path: vec![[0; 32]; (leaves - 1).ilog2() as usize + 1],
        coset: coset as u32,
        openings: vec![Opening { quotient: point, halvings }; assets],
    };
    file.to_json().map_or(0, |json| json.len())
}
