//! Elligator 2 (RFC 9380, section 6.7.1) onto Baby Jubjub's Montgomery form v² = u³ + 168698·u² + u with Z = 5, then the
//! birational map to the Edwards form.

use crate::{
    Fr,
    babyjubjub::{MONTGOMERY_A, Point},
};
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};

/// Z, a non-square.
pub const Z: u64 = 5;

/// The intermediate values of the map.
#[derive(Clone, Copy)]
pub struct Mapped {
    /// Whether the first candidate x₁ is the abscissa.
    pub is_first: bool,
    /// The abscissa on the Montgomery form.
    pub u: Fr,
    /// The ordinate, whose parity is `is_first`.
    pub v: Fr,
}

/// The curve's right side u³ + A·u² + u.
#[must_use]
pub fn montgomery_rhs(u: Fr) -> Fr {
    u * (u * (u + MONTGOMERY_A) + Fr::ONE)
}

/// x₁ = −A / (1 + Z·t²). The denominator is never zero: −1 is a square and Z is not.
#[must_use]
pub fn first_candidate(t: Fr) -> Fr {
    -MONTGOMERY_A * (Fr::ONE + Fr::from(Z) * t.square()).inverse().unwrap_or(Fr::ZERO)
}

/// The map to the Montgomery form.
#[must_use]
pub fn map_to_montgomery(t: Fr) -> Mapped {
    let first = first_candidate(t);
    let is_first = has_ordinate(first);
    let u = if is_first { first } else { -first - MONTGOMERY_A };
    Mapped { is_first, u, v: root_of_parity(montgomery_rhs(u), is_first) }
}

/// Whether the curve has a point of this abscissa.
#[must_use]
pub fn has_ordinate(u: Fr) -> bool {
    !montgomery_rhs(u).legendre().is_qnr()
}

/// The root that is odd or even as asked; zero of what has none.
#[must_use]
pub fn root_of_parity(square: Fr, odd: bool) -> Fr {
    let root = square.sqrt().unwrap_or(Fr::ZERO);
    if root.into_bigint().is_odd() == odd { root } else { -root }
}

/// (u, v) ↦ (u/v, (u − 1)/(u + 1)). u + 1 is never zero on the curve, since A − 2 is no square.
pub fn to_edwards(u: Fr, v: Fr) -> Point {
    let inverse = |x: Fr| x.inverse().unwrap_or(Fr::ZERO);
    Point::new_unchecked(u * inverse(v), (u - Fr::ONE) * inverse(u + Fr::ONE))
}

/// A point of the curve, in any subgroup.
pub fn map_to_curve(t: Fr) -> Point {
    let Mapped { u, v, .. } = map_to_montgomery(t);
    to_edwards(u, v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::babyjubjub::is_on_curve;
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn lands_on_the_curve_with_the_stated_sign() {
        assert!(Fr::from(Z).legendre().is_qnr() && (MONTGOMERY_A - Fr::from(2u64)).legendre().is_qnr());
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        let mut firsts = 0;
        for _ in 0..200 {
            let t = Fr::rand(&mut rng);
            let mapped = map_to_montgomery(t);
            firsts += usize::from(mapped.is_first);
            assert_eq!(mapped.v.square(), montgomery_rhs(mapped.u));
            assert_eq!(mapped.v.into_bigint().is_odd(), mapped.is_first);
            let point = map_to_curve(t);
            assert!(is_on_curve(point.x, point.y));
            assert_eq!(map_to_curve(-t), point, "t and −t map alike");
        }
        assert!((60..140).contains(&firsts), "both candidates occur");
    }
}
