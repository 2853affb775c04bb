//! Files of proving keys. They are this machine's own and hold nothing secret: a digest finds damage, the head another circuit or other parameters.
//! Whoever writes such a file could write another program's too; a proof under columns that are not the key's does not verify, and does not leave.

use super::{ProvingKey, VerifyingKey, constraints};
use crate::{Error, F, Shape, Srs};
use covenant_files::{Mode, Pending};
use covenant_halo2_prover::Kept;
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, serde::SerdeObject},
    plonk,
    plonk::permutation,
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
};

/// The first bytes of a file of a proving key.
const MARK: &[u8; 24] = b"covenant-chunk-key\0\0\0\0\0\x01";
/// Bytes of a cell: halo2's raw form.
const CELL: usize = 32;
/// Polynomials of the key's own: of the first row, the last and the active ones.
const OWN: usize = 3;

/// The key of a shape from a file, where it was made before; else it is made and written there. The file takes 32 bytes for each row of some thirty
/// columns: 0.3 GB for 2^18 rows. It is read in a twelfth of the time in which the key is made.
///
/// # Errors
/// As [`ProvingKey::new`]. One that cannot be written is made again the next time.
pub fn kept_proving_key(srs: &Srs, shape: Shape, path: &Path) -> Result<ProvingKey, Error> {
    if let Some(key) = File::open(path).ok().and_then(|file| ProvingKey::read(srs, shape, file).ok()) {
        return Ok(key);
    }
    let key = ProvingKey::new(srs, shape)?;
    let keep = || -> Result<(), Error> {
        let mut file = Pending::new(path, Mode::Public)?;
        key.write(&mut file)?;
        Ok(file.replace()?)
    };
    let _ = keep();
    Ok(key)
}

impl ProvingKey {
    /// Writes a file: the mark, the circuit's digest, the verifying key with its length (four bytes, little-endian), the columns in halo2's raw form,
    /// and the SHA-256 of all that.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, to: impl Write) -> Result<(), Error> {
        let mut to = Hashing { inner: BufWriter::with_capacity(1 << 20, to), hash: Sha256::new() };
        let verifying = self.verifying.to_bytes();
        to.write_all(MARK)?;
        to.write_all(&circuit(self.verifying.shape()))?;
        to.write_all(&(verifying.len() as u32).to_le_bytes())?;
        to.write_all(&verifying)?;
        let (key, copies) = (&self.key, self.key.permutation());
        let own = [key.l0(), key.l_last(), key.l_active_row()].map(|polynomial| &polynomial[..]);
        let values = key.fixed_values().iter().chain(copies.permutations()).map(|column| &column[..]);
        let polynomials = key.fixed_polys().iter().chain(copies.polys()).map(|column| &column[..]);
        for column in own.into_iter().chain(values).chain(polynomials) {
            for cell in column {
                cell.write_raw(&mut to)?;
            }
        }
        let digest = to.hash.finalize();
        to.inner.write_all(&digest)?;
        Ok(to.inner.flush()?)
    }

    /// Reads what [`Self::write`] wrote, for this circuit of this shape under these parameters.
    ///
    /// # Errors
    /// [`Error::Key`] for anything else.
    pub fn read(srs: &Srs, shape: Shape, from: impl Read) -> Result<Self, Error> {
        let read = |_: io::Error| Error::Key;
        let mut from = Hashing { inner: from, hash: Sha256::new() };
        let mut head = [0; 60];
        from.read_exact(&mut head).map_err(read)?;
        let (named, length) = head.split_at(56);
        if named[..24] != *MARK || named[24..] != circuit(shape) {
            return Err(Error::Key);
        }
        let fixed = constraints(shape).num_fixed_columns();
        let length = u32::from_le_bytes(length.try_into().map_err(|_| Error::Key)?);
        let mut bytes = Vec::new();
        (&mut from).take(u64::from(length.min(1 << 16))).read_to_end(&mut bytes).map_err(read)?;
        let verifying = VerifyingKey::from_bytes(&bytes).map_err(|_| Error::Key)?;
        if verifying.shape() != shape || *verifying.srs() != srs.verifier() || srs.k() != shape.k() {
            return Err(Error::Key);
        }
        let values = fixed + verifying.permutation.len();
        let mut columns = Vec::with_capacity(OWN + 2 * values);
        for _ in 0..OWN + 2 * values {
            columns.push(column(&mut from, shape.rows())?);
        }
        let digest = from.hash.finalize();
        let mut end = Vec::new();
        from.inner.take(digest.len() as u64 + 1).read_to_end(&mut end).map_err(read)?;
        if end[..] != digest[..] {
            return Err(Error::Key);
        }
        let key = assembled(&verifying, fixed, columns);
        Ok(Self { key, verifying, kept: Kept::new() })
    }
}

/// halo2's form of columns in the order in which a file has them.
fn assembled(
    verifying: &VerifyingKey,
    fixed: usize,
    mut columns: Vec<Vec<F>>,
) -> plonk::ProvingKey<G1Affine> {
    let halo2 = verifying.halo2().clone();
    let domain = halo2.get_domain();
    let mut values = columns.split_off(OWN);
    let mut polynomials = values.split_off(values.len() / 2);
    let (copies, copied) = (values.split_off(fixed), polynomials.split_off(fixed));
    let of_values = |columns: Vec<Vec<F>>| columns.into_iter().map(|c| domain.lagrange_from_vec(c)).collect();
    let of_coefficients =
        |columns: Vec<Vec<F>>| columns.into_iter().map(|c| domain.coeff_from_vec(c)).collect::<Vec<_>>();
    let permutation = permutation::ProvingKey::from_parts(of_values(copies), of_coefficients(copied));
    let own: [_; OWN] = std::array::from_fn(|i| domain.coeff_from_vec(std::mem::take(&mut columns[i])));
    let [l0, l_last, l_active] = own;
    let (values, polynomials) = (of_values(values), of_coefficients(polynomials));
    plonk::ProvingKey::from_parts(halo2, l0, l_last, l_active, values, polynomials, permutation)
}

/// What the circuit of a shape is: a file of another version is none of this one.
fn circuit(shape: Shape) -> [u8; 32] {
    let hash = Sha256::new().chain_update(env!("CARGO_PKG_VERSION")).chain_update(shape.key_name());
    hash.chain_update(format!("{:?}", constraints(shape).pinned())).finalize().into()
}

fn column(from: &mut impl Read, rows: usize) -> Result<Vec<F>, Error> {
    let mut bytes = vec![0; CELL * rows];
    from.read_exact(&mut bytes).map_err(|_| Error::Key)?;
    bytes.par_chunks_exact(CELL).map(|cell| F::from_raw_bytes(cell).ok_or(Error::Key)).collect()
}

/// Hashes what passes.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.hash.update(&bytes[..read]);
        Ok(read)
    }
}
