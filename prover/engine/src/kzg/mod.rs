//! Every opening of a polynomial on a subgroup, in one pass (KZG).
//!
//! The subgroup is that of `n` roots of unity, `n` the number of powers of the secret `τ`; row `r` is at `ω^r`. Rows whose numbers are equal modulo
//! `m = n / ℓ` are a coset of `ℓ` rows, and with `x = ω^j` for its number `j`,
//!
//! * `F = (X^ℓ - x^ℓ) q + y`: the commitment of `q` is the coset's **multi-proof**. All of them are made together by the method of
//!   [Feist and Khovratovich](https://eprint.iacr.org/2023/033). `q = Σ_s (x^ℓ)^s h_s` for polynomials `h_s` that no coset is in, and their commitments
//!   are, residue by residue of `ℓ`, products of a Toeplitz matrix of coefficients by powers: a product of polynomials in `Z = X^ℓ`, by transforms.
//!   Those of the powers are made once ([`CosetKey`]). Of the product modulo `Z^(2m) - 1` only the upper half is wanted, and at the very
//!   places where its half modulo `Z^m - 1` is had without a transform back; so with `cyclic` and `negacyclic` for the products
//!   modulo `Z^m - 1` and `Z^m + 1`, the multi-proofs are `(cyclic - negacyclic) / 2` at the powers of `ω^ℓ`: `2 m` multiplications of `ℓ` bases
//!   (`sums`) and two transforms of `m` points (`transform`);
//! * the coset's remainder `y`, whose coefficients the same transforms give, is divided on down to a row's value by halves of the coset
//!   (`halvings`): `F - F(x) = (X^ℓ - x^ℓ) q + Σ_s (X^s - x^s) q_s` for `s = ℓ/2, …, 2, 1`, so that `1 + log ℓ` points open a row, and
//!   `e(C - F(x) + x^ℓ q + Σ_s x^s q_s, 1) = e(q, τ^ℓ) Π_s e(q_s, τ^s)` is the check.

mod file;
mod halvings;
mod multiples;
mod sums;
#[cfg(test)]
mod tests;
mod transform;

use std::ops::ControlFlow;

use ark_bn254::Fr;
use ark_bn254::g1::G1Affine;
use ark_ff::{Field, Zero};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::engine::Chosen;
use crate::error::same_length;
use crate::msm::kernel::Kernel;
use crate::ntt::oracle::root_of_unity;
use crate::packed::{CurveLimbs, PackedG1};
use crate::portable::PortableKernel;
use crate::{Engine, EngineError, Form, Ntt, Transform};
use halvings::Halver;
use transform::Roots;

/// Powers of a secret, prepared for the openings of many polynomials on cosets of one size.
pub struct CosetKey {
    rows: usize,
    size: usize,
    form: Form,
    roots: Roots,
    halver: Halver,
    /// The powers' transforms, `size` points for each place: at the powers of `ψ²`, then at `ψ` times these, each in the bits' reversed order.
    bases: Vec<PackedG1>,
}

/// The commitments that open a polynomial's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosetOpenings {
    size: usize,
    /// Each coset's multi-proof.
    pub multi_proofs: Vec<G1Affine>,
    /// The quotients of each coset's halvings, `size - 1` for each.
    halvings: Vec<G1Affine>,
}

/// A stage of [`CosetKey::open`], in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum OpeningStage {
    /// The polynomial's remainders by transforms of scalars.
    Values,
    /// Small multiplications modulo `Z^m + 1`.
    Negacyclic,
    /// Transforms of points.
    Transforms,
    /// Small multiplications modulo `Z^m - 1`.
    Cyclic,
    /// Quotients from cosets down to rows.
    Halvings,
    /// Points leave the backend's form.
    Unpack,
}

/// Told of each stage as it begins; `ControlFlow::Break(())` stops with [`EngineError::Cancelled`].
pub type StageProgress<'a> = dyn FnMut(OpeningStage) -> ControlFlow<()> + 'a;

fn enter(progress: &mut StageProgress<'_>, stage: OpeningStage) -> Result<(), EngineError> {
    match progress(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(EngineError::Cancelled),
    }
}

impl CosetOpenings {
    /// The quotients that lead from a row's coset to the row, of `X^(size / 2) - x^(size / 2)` first. Panics where no row is.
    pub fn path(&self, row: usize) -> impl Iterator<Item = &G1Affine> {
        let cosets = self.multi_proofs.len();
        let (coset, place) = (row % cosets, row / cosets);
        assert!(place < self.size, "no such row");
        let of_coset = &self.halvings[coset * (self.size - 1)..][..self.size - 1];
        (0..self.size.ilog2()).map(move |level| {
            let first = (1usize << level) - 1;
            &of_coset[first + (place & first)]
        })
    }

    /// The quotients of a level, from that of the cosets, 0, down: the `i`-th is in the paths of the rows equal to `i` modulo their number.
    pub fn level(&self, level: u32) -> impl Iterator<Item = &G1Affine> {
        let first = (1usize << level) - 1;
        let places = if level < self.size.ilog2() { first..2 * first + 1 } else { 0..0 };
        places
            .flat_map(|place| self.halvings.chunks_exact(self.size - 1).map(move |of_coset| &of_coset[place]))
    }
}

impl CosetKey {
    /// From the powers `τ^i` of a secret in G1, as many as there are rows, for cosets of `size` rows. The bulk of the work is a transform of all
    /// powers in the group: once for a secret.
    ///
    /// # Errors
    /// [`EngineError::NoSuchDomain`] unless the number of powers is a power of two up to `2^27` and `size` one up to that.
    pub fn new(engine: &Engine, powers: &[G1Affine], size: usize) -> Result<Self, EngineError> {
        let roots = Self::roots(powers.len(), size)?;
        let bases = match engine.chosen {
            Chosen::Portable => transformed(PortableKernel, &roots, powers, size),
            Chosen::Avx512(kernel) => transformed(kernel, &roots, powers, size),
        };
        Ok(Self::from_parts(engine, powers, size, roots, bases))
    }

    /// With the transforms made before.
    fn with_bases(
        engine: &Engine,
        powers: &[G1Affine],
        size: usize,
        bases: Vec<PackedG1>,
    ) -> Result<Self, EngineError> {
        let roots = Self::roots(powers.len(), size)?;
        Ok(Self::from_parts(engine, powers, size, roots, bases))
    }

    fn from_parts(
        engine: &Engine,
        powers: &[G1Affine],
        size: usize,
        roots: Roots,
        bases: Vec<PackedG1>,
    ) -> Self {
        let rows = powers.len();
        let halver = match engine.chosen {
            Chosen::Portable => Halver::new(PortableKernel, powers, (rows, size)),
            Chosen::Avx512(kernel) => Halver::new(kernel, powers, (rows, size)),
        };
        Self { rows, size, form: engine.form(), roots, halver, bases }
    }

    fn roots(rows: usize, size: usize) -> Result<Roots, EngineError> {
        root_of_unity(rows)?;
        if !size.is_power_of_two() || size > rows {
            return Err(EngineError::NoSuchDomain(size));
        }
        Roots::new(rows / size)
    }

    /// The rows of the subgroup.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows of a coset.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// All openings of the polynomial of these coefficients. `progress` is told of each stage as it begins.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] unless there is a coefficient for each power; [`EngineError::WrongForm`] for a key of another backend;
    /// [`EngineError::Cancelled`].
    pub fn open(
        &self,
        engine: &Engine,
        coefficients: &[Fr],
        progress: &mut StageProgress<'_>,
    ) -> Result<CosetOpenings, EngineError> {
        same_length("coefficients", coefficients.len(), self.rows)?;
        if self.form != engine.form() {
            return Err(EngineError::WrongForm { got: self.form, expected: engine.form() });
        }
        match engine.chosen {
            Chosen::Portable => self.open_with(PortableKernel, engine, coefficients, progress),
            Chosen::Avx512(kernel) => self.open_with(kernel, engine, coefficients, progress),
        }
    }

    fn open_with<K: Kernel<G1Affine>>(
        &self,
        kernel: K,
        engine: &Engine,
        coefficients: &[Fr],
        progress: &mut StageProgress<'_>,
    ) -> Result<CosetOpenings, EngineError> {
        enter(progress, OpeningStage::Values)?;
        let mut remainders = self.evaluations(engine, coefficients, Transform::Forward)?;
        let multi_proofs = self.multi_proofs(kernel, engine, coefficients, &remainders, progress)?;
        enter(progress, OpeningStage::Halvings)?;
        let root = root_of_unity(self.rows)?;
        let roots: Vec<Fr> =
            std::iter::successors(Some(Fr::ONE), |power| Some(*power * root)).take(self.rows).collect();
        let halvings =
            if self.size == 1 { Vec::new() } else { self.halver.quotients(kernel, &mut remainders, &roots) };
        enter(progress, OpeningStage::Unpack)?;
        let unpack = |points: Vec<PackedG1>| -> Vec<G1Affine> {
            points.par_iter().map(|point| G1Affine::unpack(point, K::FORM)).collect()
        };
        Ok(CosetOpenings { size: self.size, multi_proofs: unpack(multi_proofs), halvings: unpack(halvings) })
    }

    fn multi_proofs<K: Kernel<G1Affine>>(
        &self,
        kernel: K,
        engine: &Engine,
        coefficients: &[Fr],
        remainders: &[Fr],
        progress: &mut StageProgress<'_>,
    ) -> Result<Vec<PackedG1>, EngineError> {
        let m = self.rows / self.size;
        // Halved here, where it costs a product of scalars; the inverse transform's factor likewise, and the sign.
        let half = Fr::from(2u64).inverse().unwrap_or_default();
        let scale = -half * Fr::from(m as u64).inverse().unwrap_or_default();
        let cyclic = self.by_place(remainders, half);
        let negacyclic = self.evaluations(engine, coefficients, Transform::CosetForward(self.roots.psi()))?;
        let negacyclic = self.by_place(&negacyclic, scale);
        let (lower, upper) = self.bases.split_at(self.rows);
        enter(progress, OpeningStage::Negacyclic)?;
        let mut sums = sums::sums(kernel, upper, &negacyclic, self.size);
        enter(progress, OpeningStage::Transforms)?;
        self.roots.backward(kernel, &mut sums);
        self.roots.shift(kernel, &mut sums, true);
        self.roots.forward(kernel, &mut sums);
        enter(progress, OpeningStage::Cyclic)?;
        let products = sums::sums(kernel, lower, &cyclic, self.size);
        transform::add(kernel, &mut sums, &products);
        let place = |coset: usize| reversed(coset, m.ilog2());
        Ok((0..m).map(|coset| sums[place(coset)]).collect())
    }

    /// The values at `m` places of the polynomial of each residue of exponents modulo the size: by place, then residue.
    fn evaluations(
        &self,
        engine: &Engine,
        coefficients: &[Fr],
        transform: Transform,
    ) -> Result<Zeroizing<Vec<Fr>>, EngineError> {
        let (m, size) = (self.rows / self.size, self.size);
        let mut by_residue = Zeroizing::new(vec![Fr::zero(); self.rows]);
        by_residue.par_chunks_mut(m).enumerate().try_for_each(|(residue, values)| {
            for (value, coefficient) in values.iter_mut().zip(coefficients.iter().skip(residue).step_by(size))
            {
                *value = *coefficient;
            }
            engine.ntt(values, transform)
        })?;
        let mut by_place = Zeroizing::new(vec![Fr::zero(); self.rows]);
        by_place.par_chunks_mut(size).enumerate().for_each(|(place, values)| {
            for (value, of_residue) in values.iter_mut().zip(by_residue.chunks_exact(m)) {
                *value = of_residue[place];
            }
        });
        Ok(by_place)
    }

    /// Times a factor, the places in the bits' reversed order.
    fn by_place(&self, values: &[Fr], factor: Fr) -> Zeroizing<Vec<Fr>> {
        let bits = (self.rows / self.size).ilog2();
        let mut out = Zeroizing::new(vec![Fr::zero(); self.rows]);
        out.par_chunks_mut(self.size).enumerate().for_each(|(place, out)| {
            let values = &values[reversed(place, bits) * self.size..][..self.size];
            out.iter_mut().zip(values).for_each(|(out, value)| *out = *value * factor);
        });
        out
    }
}

/// By place, then residue: transforms, of `m` points each, of the powers from the uppermost down, and of the same twisted.
fn transformed<K: Kernel<G1Affine>>(
    kernel: K,
    roots: &Roots,
    powers: &[G1Affine],
    size: usize,
) -> Vec<PackedG1> {
    let m = powers.len() / size;
    let mut lower: Vec<PackedG1> = Vec::with_capacity(powers.len());
    for residue in 0..size {
        lower.extend((0..m).rev().map(|place| powers[place * size + residue].pack(K::FORM)));
    }
    let mut upper = lower.clone();
    roots.shift(kernel, &mut upper, false);
    let mut bases = Vec::with_capacity(2 * powers.len());
    for mut half in [lower, upper] {
        roots.forward(kernel, &mut half);
        for place in 0..m {
            bases.extend((0..size).map(|residue| multiples::canonical(half[residue * m + place])));
        }
    }
    bases
}

impl std::fmt::Debug for CosetKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CosetKey({} rows, cosets of {})", self.rows, self.size)
    }
}

/// The `bits` lowest bits, reversed.
fn reversed(x: usize, bits: u32) -> usize {
    if bits == 0 { 0 } else { x.reverse_bits() >> (usize::BITS - bits) }
}
