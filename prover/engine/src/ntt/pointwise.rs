//! Vectors of scalars between transforms, value by value: the reference, and the portable backend's.

use ark_bn254::Fr;

/// See [`crate::Ntt::multiply`].
pub(crate) fn multiply(values: &mut [Fr], factors: &[Fr]) {
    assert_eq!(values.len(), factors.len());
    values.iter_mut().zip(factors).for_each(|(value, factor)| *value *= factor);
}

/// See [`crate::Ntt::subtract`].
pub(crate) fn subtract(values: &mut [Fr], others: &[Fr]) {
    assert_eq!(values.len(), others.len());
    values.iter_mut().zip(others).for_each(|(value, other)| *value -= other);
}
