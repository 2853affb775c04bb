//! The parameter generator of the Poseidon paper (eprint 2019/458, appendix F): a Grain LFSR in self-shrinking mode, and
//! a Cauchy matrix. Used to make the committed constants and to test them.

use super::{FULL_ROUNDS, PARTIAL_ROUNDS};
use crate::Fr;
use alloc::{collections::VecDeque, vec::Vec};
use ark_ff::{Field, PrimeField};

/// The LFSR of 80 bits.
struct Grain(VecDeque<bool>);

impl Grain {
    /// Seeds with (field kind 1, S-box 0 for x^α, bits of p, t, R_F, R_P, ones) and discards the first 160 bits.
    fn new(t: usize) -> Self {
        let fields = [
            (1u64, 2),
            (0, 4),
            (254, 12),
            (t as u64, 12),
            (FULL_ROUNDS as u64, 10),
            (PARTIAL_ROUNDS[t - 2] as u64, 10),
        ];
        let mut bits: VecDeque<bool> = fields
            .iter()
            .flat_map(|(value, width)| (0..*width).rev().map(move |i| value >> i & 1 == 1))
            .collect();
        bits.extend([true; 30]);
        let mut grain = Self(bits);
        for _ in 0..160 {
            grain.step();
        }
        grain
    }

    fn step(&mut self) -> bool {
        let s = &self.0;
        let bit = s[62] ^ s[51] ^ s[38] ^ s[23] ^ s[13] ^ s[0];
        self.0.pop_front();
        self.0.push_back(bit);
        bit
    }

    /// One output bit: pairs whose first bit is 1 give their second.
    fn bit(&mut self) -> bool {
        while !self.step() {
            self.step();
        }
        self.step()
    }

    /// 254 bits, the highest first, as little-endian bytes.
    fn integer(&mut self) -> [u64; 4] {
        (0..254).fold([0u64; 4], |acc, _| {
            let bit = u64::from(self.bit());
            core::array::from_fn(|i| acc[i] << 1 | if i == 0 { bit } else { acc[i - 1] >> 63 })
        })
    }

    /// Rejection sampling: the next integer below the modulus.
    fn element(&mut self) -> Fr {
        loop {
            if let Some(x) = Fr::from_bigint(ark_ff::BigInt(self.integer())) {
                return x;
            }
        }
    }

    /// The next integer, reduced.
    fn element_mod(&mut self) -> Fr {
        let bytes: Vec<u8> = self.integer().iter().flat_map(|limb| limb.to_le_bytes()).collect();
        Fr::from_le_bytes_mod_order(&bytes)
    }
}

/// Round constants, round by round, then the t × t matrix row by row.
///
/// # Panics
/// If `t` is not between 2 and 13.
#[must_use]
pub fn parameters(t: usize) -> (Vec<Fr>, Vec<Fr>) {
    assert!((2..=13).contains(&t), "widths from 2 to 13");
    let mut grain = Grain::new(t);
    let constants = (0..t * (FULL_ROUNDS + PARTIAL_ROUNDS[t - 2])).map(|_| grain.element()).collect();
    let xs: Vec<Fr> = (0..t).map(|_| grain.element_mod()).collect();
    let ys: Vec<Fr> = (0..t).map(|_| grain.element_mod()).collect();
    let inverse = |x: Fr| x.inverse().unwrap_or_default();
    let matrix = xs.iter().flat_map(|x| ys.iter().map(move |y| inverse(*x + y))).collect();
    (constants, matrix)
}

/// The committed table: for each width from 2 to 13, constants then matrix, 32 bytes each: the Montgomery form's limbs,
/// little-endian.
#[must_use]
pub fn table() -> Vec<u8> {
    let elements = (2..=13).flat_map(|t| {
        let (constants, matrix) = parameters(t);
        constants.into_iter().chain(matrix)
    });
    elements.flat_map(|x| x.0.0).flat_map(u64::to_le_bytes).collect()
}
