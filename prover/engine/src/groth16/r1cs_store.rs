//! Matrices on disk: like a key they depend on the circuit alone, and a prover need not synthesise them.
//!
//! Integers are little-endian; every section begins at a multiple of 64 bytes.
//!
//! | bytes | what |
//! |---|---|
//! | 16 | magic, with the version |
//! | 3 × 8 | instance variables, witness variables, constraints |
//! | 8 | coefficients |
//! | 3 × 8 | terms of `A`, of `B`, of `C` |
//! | 32 each | the coefficients, below `r`, not in Montgomery's form; the first is 1, the second -1 |
//! | 4 each | `A`: where each row ends, counted in terms |
//! | 8 each | `A`: terms, each the index of a coefficient and a column |
//! | | `B` and `C` likewise |

use std::io;
use std::path::Path;

use ark_bn254::Fr;
use ark_ff::{BigInt, Field, PrimeField};

use super::R1cs;
use super::file::{self, Output, Parse, Reader};
use super::r1cs::{MAX_COLUMNS, Rows};
use crate::EngineError;
use crate::bases::Storage;

const MAGIC: [u8; 16] = *b"covenant-r1cs-v1";

impl R1cs {
    /// Writes the matrices to a new file at `path` and returns the file's SHA-256 digest.
    ///
    /// The file appears under its name only when it is complete. It belongs to no backend.
    ///
    /// # Errors
    /// [`EngineError::Io`].
    pub fn write(&self, path: &Path) -> Result<[u8; 32], EngineError> {
        file::create(path, |out| Ok(self.write_to(out)?))
    }

    /// The SHA-256 digest of the file that [`Self::write`] would make.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        file::digest(|out| self.write_to(out))
    }

    fn write_to(&self, out: &mut Output<'_>) -> io::Result<()> {
        let matrices = [&self.a, &self.b, &self.c];
        out.bytes(&MAGIC)?;
        for count in [self.num_instance, self.num_witness, self.num_constraints, self.coefficients.len()] {
            out.limbs(&[count as u64])?;
        }
        for rows in matrices {
            out.limbs(&[rows.terms.len() as u64])?;
        }
        out.align()?;
        for coefficient in &self.coefficients {
            out.limbs(&coefficient.into_bigint().0)?;
        }
        for rows in matrices {
            out.align()?;
            out.words(&rows.ends)?;
            out.align()?;
            rows.terms.iter().try_for_each(|term| out.words(&[term.coefficient, term.column]))?;
        }
        Ok(())
    }

    /// Maps the matrices at `path` after checking that the whole file has the given SHA-256 digest and every index is in range.
    ///
    /// # Errors
    /// [`EngineError::WrongDigest`] for any other file, [`EngineError::Malformed`] when a file of that
    /// digest has no matrices, [`EngineError::Io`].
    pub fn open(path: &Path, digest: &[u8; 32]) -> Result<Self, EngineError> {
        let r1cs = file::open(path, digest, read)?;
        let columns = r1cs.num_instance + r1cs.num_witness;
        for rows in [&r1cs.a, &r1cs.b, &r1cs.c] {
            check(rows, r1cs.coefficients.len(), columns)
                .map_err(|reason| EngineError::Malformed { path: path.to_owned(), reason })?;
        }
        Ok(r1cs)
    }

    /// Maps the matrices at `path` without reading their terms: for a file whose digest was checked before, and which nobody
    /// has written to since. An index out of range is no danger: it stands for a zero.
    ///
    /// # Errors
    /// [`EngineError::Malformed`] when lengths or coefficients are wrong, [`EngineError::Io`].
    pub fn open_unhashed(path: &Path) -> Result<Self, EngineError> {
        file::open_unhashed(path, read)
    }
}

fn read(mut reader: Reader<'_>) -> Parse<R1cs> {
    if reader.pieces(1)? != [MAGIC] {
        return Err("the magic is not that of matrices");
    }
    let [num_instance, num_witness, num_constraints] = [reader.count()?, reader.count()?, reader.count()?];
    let columns = num_instance + num_witness;
    if columns > MAX_COLUMNS {
        return Err("there are too many variables");
    }
    let num_coefficients = reader.count()?;
    let terms = [reader.count()?, reader.count()?, reader.count()?];
    reader.align()?;
    let coefficients = coefficients(reader.pieces(num_coefficients)?)?;
    let mut matrix = |terms| rows(&mut reader, num_constraints, terms);
    let [a, b, c] = [matrix(terms[0])?, matrix(terms[1])?, matrix(terms[2])?];
    reader.end()?;
    Ok(R1cs { num_instance, num_witness, num_constraints, coefficients, a, b, c })
}

fn coefficients(pieces: &[[u8; 32]]) -> Parse<Vec<Fr>> {
    let mut coefficients = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut limbs = [0; 4];
        for (limb, bytes) in limbs.iter_mut().zip(piece.as_chunks().0) {
            *limb = u64::from_le_bytes(*bytes);
        }
        coefficients.push(Fr::from_bigint(BigInt(limbs)).ok_or("a coefficient is not below the modulus")?);
    }
    if coefficients.get(..2) == Some(&[Fr::ONE, -Fr::ONE]) {
        Ok(coefficients)
    } else {
        Err("the first coefficients are not 1 and -1")
    }
}

/// One matrix, where it lies.
fn rows(reader: &mut Reader<'_>, constraints: usize, terms: usize) -> Parse<Rows> {
    reader.align()?;
    let ends = reader.slice(constraints)?;
    reader.align()?;
    let terms = reader.slice(terms)?;
    Ok(Rows { ends: Storage::Mapped(ends), terms: Storage::Mapped(terms) })
}

/// That rows and their terms are where a prover looks for them.
fn check(rows: &Rows, coefficients: usize, columns: usize) -> Parse<()> {
    let (ends, terms) = (&rows.ends[..], &rows.terms[..]);
    if !ends.is_sorted() || ends.last().map_or(0, |&end| end as usize) != terms.len() {
        return Err("the rows' ends are not ascending to the number of terms");
    }
    if terms.iter().any(|term| term.coefficient as usize >= coefficients) {
        return Err("a coefficient is out of range");
    }
    if terms.iter().any(|term| term.column as usize >= columns) {
        return Err("a column is out of range");
    }
    Ok(())
}
