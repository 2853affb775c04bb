//! The twiddles of a transform: for all columns the same, or for each row its own.

use ark_bn254::Fr;
use ark_ff::Field;

use super::multiplier::{By, Multiplier, Row, expand, lanes, multiply, powers};

/// The twiddles of a transform's layers, the same in all lanes: those of half-length `m` at `m..2m`, eight to a multiplier.
pub(super) struct Twiddles {
    table: Vec<Multiplier>,
    /// Whether the points are a proper coset: then no twiddle is one.
    pub(super) coset: bool,
}

impl Twiddles {
    /// For evaluation at `shift · root^k`, `root` of order `len`, which is 8 or more.
    ///
    /// With `P(x) = E(x²) + x O(x²)`, a layer's twiddles are the powers of its own root times its own shift.
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn new(len: usize, root: Fr, shift: Fr) -> Self {
        let mut rows = vec![lanes([Fr::ONE; 8]); len / 8];
        let mut shortest = [Fr::ONE; 8];
        let (mut ratio, mut first, mut half) = (root, shift, len / 2);
        while half >= 1 {
            if half >= 8 {
                rows[half / 8..half / 4].copy_from_slice(&powers(first, ratio, half / 8));
            } else {
                let layer = std::iter::successors(Some(first), |power| Some(*power * ratio));
                shortest[half..2 * half].iter_mut().zip(layer).for_each(|(slot, power)| *slot = power);
            }
            ratio.square_in_place();
            first.square_in_place();
            half /= 2;
        }
        rows[0] = lanes(shortest);
        let mut table = vec![Multiplier::ZERO; rows.len()];
        for (multiplier, row) in table.iter_mut().zip(rows) {
            *multiplier = expand(row);
        }
        Self { table, coset: shift != Fr::ONE }
    }

    /// The twiddle `j` of the layer with half-length `m`, for `index = m + j`.
    #[inline(always)]
    pub(super) fn at(&self, index: usize) -> By<'_, true> {
        By::one(&self.table, index)
    }
}

/// For eight rows, each evaluated at its own coset: the twiddles of the first layers, and what is between them and the others.
///
/// With `c = V u + v`, `Σ x_c (s ρ^k)^c = Σ_v s^v ρ^(v k) Σ_u x_(V u + v) (s^V)^u ρ^(V u k)`. The inner sums are short
/// transforms on the coset of `s^V`; the products with `s^v` are one for each value; the rest of the layers are the same
/// for all rows.
pub(super) struct Cosets {
    /// The twiddle `j` of half-length `m` at `m + j`.
    layers: Vec<Multiplier>,
    /// `s^v`, scaled, times 2^312.
    between: Vec<Row>,
}

impl Cosets {
    /// For `scale · P(shift · root^k)` at rows of `len` values, 8 or more; `shift` and `scale` are a row's own, both times
    /// 2^312. `plain` are the twiddles of `P(root^k)`.
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn new(len: usize, shift: Row, scale: Row, plain: &Twiddles) -> Self {
        let short = if len >= 64 { 16 } else { 4 };
        let mut between = vec![scale; len / short];
        let (mut power, mut filled) = (shift, 1);
        while filled < between.len() {
            let by = expand(power);
            for v in 0..filled {
                [between[filled + v]] = multiply([between[v]], [By::each(&by)]);
            }
            [power] = multiply([power], [By::each(&by)]);
            filled *= 2;
        }
        let mut layers = vec![Multiplier::ZERO; short];
        let mut half = short / 2;
        while half >= 1 {
            for j in 0..half {
                let [twiddle] = multiply([power], [plain.at(half + j)]);
                layers[half + j] = expand(twiddle);
            }
            [power] = multiply([power], [By::each(&expand(power))]);
            half /= 2;
        }
        Self { layers, between }
    }

    /// Length of the short transforms.
    #[inline(always)]
    pub(super) fn short(&self) -> usize {
        self.layers.len()
    }

    /// By what the short transform `v` is multiplied, times 2^312.
    #[inline(always)]
    pub(super) fn between(&self, v: usize) -> Row {
        self.between[v]
    }
}

/// Where layers find their twiddles.
pub(super) trait Source<const ONE: bool>: Copy {
    /// The twiddle `j` of the layer with half-length `m`, for `index = m + j`.
    fn at(&self, index: usize) -> By<'_, ONE>;
}

impl Source<true> for &Twiddles {
    #[inline(always)]
    fn at(&self, index: usize) -> By<'_, true> {
        Twiddles::at(self, index)
    }
}

impl Source<false> for &Cosets {
    #[inline(always)]
    fn at(&self, index: usize) -> By<'_, false> {
        By::each(&self.layers[index])
    }
}
