//! The points of a key, made a chunk at a time and written as they are made.

use std::io;
use std::path::Path;
use std::sync::Arc;

use ark_bn254::{Fr, G1Affine};
use ark_ff::{AdditiveGroup, Field};
use zeroize::Zeroizing;

use super::phase::{SetupPhase, SetupProgress, report};
use super::{Setup, qap};
use crate::bases::{ABSENT, Positions};
use crate::fixed_base::FixedBase;
use crate::groth16::SecretScalars;
use crate::groth16::file::{self, Fault, Output};
use crate::groth16::store::{Head, described, write_points, write_positions};
use crate::ntt::oracle::root_of_unity;
use crate::{Curve, EngineError, Form};

/// Points that are made at a time, while those before them are written.
pub(super) const CHUNK: usize = 1 << 15;

/// A query of the scalars of all variables, zeros included.
struct Query<'a> {
    scalars: &'a [Fr],
    /// How many are not zero: only those have points.
    points: usize,
    positions: Positions,
    len: usize,
}

impl<'a> Query<'a> {
    /// Of the variables from `first` on.
    fn new(scalars: &'a [Fr], first: usize) -> Self {
        let len = scalars.len();
        let scalars = &scalars[first..];
        let points = scalars.iter().filter(|scalar| **scalar != Fr::ZERO).count();
        let positions = if points == scalars.len() {
            Positions::From(first as u32)
        } else {
            Positions::Map(Arc::new(positions(scalars, first)))
        };
        Self { scalars, points, positions, len }
    }

    fn describe(&self, shared: bool) -> [u64; 4] {
        described(self.len, self.points, &self.positions, shared)
    }

    /// The scalars that have points, by chunks.
    fn chunks(&self) -> impl Iterator<Item = SecretScalars> {
        let finite = |chunk: &[Fr]| {
            let mut finite = Zeroizing::new(Vec::with_capacity(CHUNK));
            finite.extend(chunk.iter().filter(|scalar| **scalar != Fr::ZERO));
            finite
        };
        self.scalars.chunks(CHUNK).map(finite)
    }
}

fn positions(scalars: &[Fr], first: usize) -> Vec<u32> {
    let mut map = vec![ABSENT; first];
    map.reserve_exact(scalars.len());
    let mut next = 0;
    map.extend(scalars.iter().map(|scalar| {
        let finite = *scalar != Fr::ZERO;
        let position = if finite { next } else { ABSENT };
        next += u32::from(finite);
        position
    }));
    map
}

impl Setup {
    /// Makes the points and writes the key to a new file at `path`, in the form of the portable backend, which is the one that travels;
    /// returns the file's SHA-256 digest. The file is what [`PreparedProvingKey::write`](super::super::PreparedProvingKey::write) makes of
    /// arkworks' key, and appears under its name only when it is complete.
    ///
    /// Memory beside the setup's own: tables of 33 and 67 MB at most, and two chunks of points.
    ///
    /// # Errors
    /// [`EngineError::Io`], [`EngineError::Cancelled`] when `progress` says so.
    pub fn write(&self, path: &Path, progress: &mut SetupProgress<'_>) -> Result<[u8; 32], EngineError> {
        file::create(path, |out| self.write_to(out, progress))
    }

    fn write_to(&self, out: &mut Output<'_>, progress: &mut SetupProgress<'_>) -> Result<(), Fault> {
        let (a, b) = (Query::new(&self.a, 0), Query::new(&self.b, 0));
        let l = Query::new(&self.l, self.num_instance());
        let shared = matches!(b.positions, Positions::Map(_));
        let h = described(self.domain, self.domain, &Positions::From(0), false);
        let queries = [a.describe(false), b.describe(false), b.describe(shared), h, l.describe(false)];
        let (form, num_instance) = (Form::R256, self.num_instance());
        Head { form, num_instance, queries, points: &self.points }.write(out)?;

        let g1 = self.engine.fixed_base(self.g1, a.points + b.points + self.domain + l.points);
        let mut stream =
            |phase, total, chunks: &mut dyn Iterator<Item = SecretScalars>, out: &mut Output<'_>| {
                let mut report = |done| report(progress, phase, done, total);
                match phase {
                    SetupPhase::QueryB2 => {
                        let g2 = self.engine.fixed_base(self.g2, total);
                        stream(&*g2, chunks, out, &mut report)
                    }
                    _ => stream::<G1Affine>(&*g1, chunks, out, &mut report),
                }
            };
        stream(SetupPhase::QueryA, a.points, &mut a.chunks(), out)?;
        stream(SetupPhase::QueryB1, b.points, &mut b.chunks(), out)?;
        stream(SetupPhase::QueryB2, b.points, &mut b.chunks(), out)?;
        stream(SetupPhase::QueryH, self.domain, &mut self.h_scalars()?, out)?;
        stream(SetupPhase::QueryL, l.points, &mut l.chunks(), out)?;
        report(progress, SetupPhase::Finish, 0, 1)?;
        // The two B queries have one map.
        [&a, &b, &l].into_iter().try_for_each(|query| write_positions(out, &query.positions))?;
        Ok(())
    }

    /// `L_(2 i + 1)(τ) / δ` of the Lagrange basis over the domain of `2 n` elements, by chunks.
    fn h_scalars(&self) -> Result<impl Iterator<Item = SecretScalars>, EngineError> {
        let (first, step) = (root_of_unity(2 * self.domain)?, root_of_unity(self.domain)?);
        Ok((0..self.domain).step_by(CHUNK).map(move |start| {
            let mut values = Zeroizing::new(vec![Fr::ZERO; CHUNK.min(self.domain - start)]);
            let first = first * step.pow([start as u64]);
            qap::fill(&mut values, (first, step), self.h.tau, self.h.scale);
            values
        }))
    }
}

/// Writes the multiples of one chunk while those of the next are made.
fn stream<C: Curve>(
    base: &dyn FixedBase<C>,
    chunks: &mut dyn Iterator<Item = SecretScalars>,
    out: &mut Output<'_>,
    report: &mut dyn FnMut(usize) -> Result<(), EngineError>,
) -> Result<(), Fault> {
    let (mut done, mut made) = (0, Vec::new());
    for scalars in chunks {
        report(done)?;
        let (written, next) =
            rayon::join(|| write_points::<C>(out, &made), || base.multiples(&scalars, Form::R256));
        written?;
        done += made.len();
        made = next;
    }
    let written: io::Result<()> = write_points::<C>(out, &made);
    written?;
    Ok(report(done + made.len())?)
}
