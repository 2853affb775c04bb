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
    io::{BufReader, BufWriter, Write},
    path::Path,
};

/// Makes the key of [`super::Openings::make_all`]: a transform of all powers in the group, half a minute of a core for 2^17 rows.
///
/// # Errors
/// [`InclusionError::Coset`].
pub fn coset_key(srs: &Srs, size: usize) -> Result<CosetKey, InclusionError> {
    CosetKey::new(&Engine::detect(), &powers(srs, size)?, size).map_err(|_| InclusionError::Prover)
}

/// The same from a file, where it was made before; else it is made and written there. It is public, and what is made with one of other
/// parameters is found out before it leaves.
///
/// # Errors
/// [`InclusionError::Coset`]; [`InclusionError::Io`].
pub fn kept_coset_key(srs: &Srs, size: usize, path: &Path) -> Result<CosetKey, InclusionError> {
    let (engine, powers, tag) = (Engine::detect(), powers(srs, size)?, srs.verifier().digest());
    if let Ok(file) = File::open(path) {
        let read = CosetKey::read(&engine, &powers, size, &tag, BufReader::new(file))?;
        if let Some(key) = read.map_err(|_| InclusionError::Prover)? {
            return Ok(key);
        }
    }
    let key = CosetKey::new(&engine, &powers, size).map_err(|_| InclusionError::Prover)?;
    let mut file = Pending::new(path, Mode::Public)?;
    let mut to = BufWriter::new(&mut file);
    key.write(&tag, &mut to)?;
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
