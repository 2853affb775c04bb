//! What all openings of a chunk need of the parameters, for cosets of one size.

use super::InclusionError;
use crate::{
    points,
    srs::{COSETS, Srs},
};
use covenant_engine::{CosetKey, Engine};
use covenant_files::{Mode, Pending};
use halo2_axiom::poly::commitment::ParamsProver;
use rayon::prelude::*;
use std::{
    fs::File,
    io::{BufReader, BufWriter, ErrorKind, Write},
    path::Path,
};

/// Makes the key of [`super::Openings::make_all`]: a transform of all powers in the group, half a minute of a core for 2^17 rows.
///
/// # Errors
/// [`InclusionError::Coset`].
pub fn coset_key(srs: &Srs, size: usize) -> Result<CosetKey, InclusionError> {
    CosetKey::new(&Engine::detect(), &powers(srs, size)?, size).map_err(|_| InclusionError::Prover)
}

/// Where a key comes from that is kept in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrigin {
    /// The file, which was whole.
    Read,
    /// Nowhere: there was no file.
    Made,
    /// Nowhere: the file was damaged, or of other parameters, sizes or another backend, and is replaced.
    MadeAnew,
}

/// The same from a file, where it was made before; else it is made and written there. It is public, and what is made with one of other
/// parameters is found out before it leaves.
///
/// # Errors
/// [`InclusionError::Coset`]; [`InclusionError::Io`].
pub fn kept_coset_key(srs: &Srs, size: usize, path: &Path) -> Result<(CosetKey, KeyOrigin), InclusionError> {
    let (engine, powers, tag) = (Engine::detect(), powers(srs, size)?, srs.verifier().digest());
    let origin = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => KeyOrigin::Made,
        Err(_) => KeyOrigin::MadeAnew,
        Ok(file) => match CosetKey::read(&engine, &powers, size, &tag, BufReader::new(file)) {
            Ok(Ok(Some(key))) => return Ok((key, KeyOrigin::Read)),
            // What a disk cannot read is replaced as what it has changed.
            _ => KeyOrigin::MadeAnew,
        },
    };
    Ok((made(srs, &powers, size, path)?, origin))
}

/// Makes the key and replaces what is in the file: for one that is whole, and gives openings that fail their check.
///
/// # Errors
/// As [`kept_coset_key`].
pub fn replaced_coset_key(srs: &Srs, size: usize, path: &Path) -> Result<CosetKey, InclusionError> {
    made(srs, &powers(srs, size)?, size, path)
}

fn made(
    srs: &Srs,
    powers: &[ark_bn254::G1Affine],
    size: usize,
    path: &Path,
) -> Result<CosetKey, InclusionError> {
    let key = CosetKey::new(&Engine::detect(), powers, size).map_err(|_| InclusionError::Prover)?;
    let mut file = Pending::new(path, Mode::Public)?;
    let mut to = BufWriter::new(&mut file);
    key.write(&srs.verifier().digest(), &mut to)?;
    to.flush()?;
    drop(to);
    file.replace()?;
    Ok(key)
}

fn powers(srs: &Srs, size: usize) -> Result<Vec<ark_bn254::G1Affine>, InclusionError> {
    if !COSETS.contains(&size) {
        return Err(InclusionError::Coset);
    }
    Ok(srs.params().get_g().par_iter().map(points::to_ark).collect())
}
