//! Points and scalars between arkworks, in which the engine computes, and halo2curves.

use crate::F;
pub(crate) use covenant_halo2_prover::convert::{
    point_from_ark as from_ark, point_to_ark as to_ark, scalar_to_ark as to_ark_scalar,
};
use halo2_axiom::halo2curves::ff::PrimeField;

/// halo2's root of unity of order 2^k; arkworks has another.
pub(crate) fn root(k: u32) -> F {
    (k..F::S).fold(F::ROOT_OF_UNITY, |root, _| root * root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use halo2_axiom::halo2curves::ff::Field;

    #[test]
    fn the_root_is_of_its_order() {
        assert_eq!(root(12).pow_vartime([1 << 11]), -F::ONE);
    }
}
