//! Points and scalars between arkworks, in which the engine computes, and halo2curves.

use crate::F;
use ark_ff::FftField;
pub(crate) use covenant_halo2_prover::convert::{
    point_from_ark as from_ark, point_to_ark as to_ark, scalar_to_ark as to_ark_scalar,
};
use covenant_statements::Fr;
use halo2_axiom::halo2curves::ff::{Field, PrimeField};

/// halo2's root of unity of order 2^k; arkworks has another.
pub(crate) fn root(k: u32) -> F {
    (k..F::S).fold(F::ROOT_OF_UNITY, |root, _| root * root)
}

/// The odd e with halo2's root = arkworks' root^e, both of order 2^k: row r of the one is row e·r of the other.
pub(crate) fn exponent(k: u32) -> usize {
    let to = root(k);
    let from = Fr::get_root_of_unity(1 << k).unwrap_or_default();
    let back = crate::from_ark(&from).invert().unwrap_or(F::ZERO);
    // Bit by bit from the lowest: what is left has an order that tells it.
    (0..k).fold(0, |exponent, bit| {
        let left = to * back.pow_vartime([exponent as u64]);
        if left.pow_vartime([1 << (k - 1 - bit)]) == F::ONE { exponent } else { exponent | 1 << bit }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_of_its_order() {
        assert_eq!(root(12).pow_vartime([1 << 11]), -F::ONE);
    }

    #[test]
    fn rows_of_one_root_are_rows_of_the_other() {
        for k in [1, 12, 19] {
            let of_arkworks = crate::from_ark(&Fr::get_root_of_unity(1 << k).unwrap());
            assert_eq!(of_arkworks.pow_vartime([exponent(k) as u64]), root(k), "2^{k}");
        }
    }
}
