//! EdDSA-Poseidon in circuits: S·G = R + h·(8·A), S < ℓ, h strictly decomposed.

use super::Signature;
use crate::{
    Fr,
    babyjubjub::{
        Scalar, codec,
        mul::{fixed_base_mul, scalar_mul},
        var::{PointVar, SubgroupVar, add, times8},
    },
    compare::{bits_at_most, strict_bits},
    cs::{Bit, Cs, Num},
    poseidon::var::poseidon,
};
use ark_ff::{BigInt, BigInteger, PrimeField};

/// Bits of ℓ − 1.
pub const SCALAR_BITS: usize = 251;

/// A signature as private inputs.
pub struct SignatureVar {
    r: PointVar,
    s: Num,
}

impl SignatureVar {
    /// Allocates R, on the curve, and S.
    pub fn input(cs: &mut Cs, name: &'static str, signature: &Signature) -> Self {
        cs.scoped(name, |cs| {
            let r = PointVar::input(cs, "r", &signature.r);
            Self { r, s: cs.input("s", scalar_to_field(&signature.s)) }
        })
    }
}

/// A scalar as the field element of the same integer.
#[must_use]
pub fn scalar_to_field(s: &Scalar) -> Fr {
    Fr::from_le_bytes_mod_order(&codec::scalar_to_bytes(s))
}

/// ℓ − 1.
fn largest_scalar() -> BigInt<4> {
    let mut bound = Scalar::MODULUS;
    bound.sub_with_borrow(&BigInt::from(1u64));
    bound
}

/// The signature of `message` under a registered key; see [`super::verify_equation`].
pub fn verify(cs: &mut Cs, public: &SubgroupVar, message: &Num, signature: &SignatureVar) {
    let [left, right] = sides(cs, public, message, signature);
    left.enforce_equal(cs, "eddsa/equation", &right);
}

/// [`verify`] where the bit is 1; where it is 0, R is still on the curve and S below ℓ, and nothing else is said.
pub fn verify_if(
    cs: &mut Cs,
    condition: &Bit,
    public: &SubgroupVar,
    message: &Num,
    signature: &SignatureVar,
) {
    let [left, right] = sides(cs, public, message, signature);
    for (x, y) in left.coordinates().into_iter().zip(right.coordinates()) {
        cs.enforce("eddsa/equation", condition.num(), &(x - y), &Num::zero());
    }
}

/// S·G and R + h·(8·A).
fn sides(cs: &mut Cs, public: &SubgroupVar, message: &Num, signature: &SignatureVar) -> [PointVar; 2] {
    let (SignatureVar { r, s }, public) = (signature, public.point());
    let inputs = [r.x(), r.y(), public.x(), public.y(), message].map(Clone::clone);
    let h = cs.scoped("challenge", |cs| poseidon(cs, &inputs));
    let left = cs.scoped("fixed-base", |cs| {
        let s_bits = bits_at_most(cs, s, SCALAR_BITS, &largest_scalar());
        fixed_base_mul(cs, &s_bits)
    });
    let right = cs.scoped("variable-base", |cs| {
        let h_bits = strict_bits(cs, &h);
        let eight_a = times8(cs, public);
        let product = scalar_mul(cs, eight_a.point(), &h_bits);
        add(cs, r, &product)
    });
    [left.point().clone(), right]
}

#[cfg(test)]
mod tests {
    use super::super::SecretKey;
    use super::*;
    use crate::{babyjubjub::tests::torsion, cs::Mode, field};
    use ark_ec::CurveGroup;
    use rand::SeedableRng;

    fn run(key: &crate::babyjubjub::Point, message: Fr, signature: &Signature, s: Fr) -> Result<(), String> {
        let mut cs = Cs::new(Mode::Full);
        let public = SubgroupVar::registered(PointVar::input(&mut cs, "test", key));
        let message = cs.input("test", message);
        let mut var = SignatureVar::input(&mut cs, "test", signature);
        var.s = cs.input("test", s);
        verify(&mut cs, &public, &message, &var);
        cs.is_satisfied().map_err(|e| e.label.to_string())
    }

    #[test]
    fn agrees_with_the_native_check() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(9);
        let key = SecretKey::generate(&mut rng);
        let public = key.public();
        let message = field::ascii("message");
        let signature = key.sign(message, &mut rng);
        let s = scalar_to_field(&signature.s);
        assert_eq!(run(&public, message, &signature, s), Ok(()));
        assert_eq!(run(&public, message + Fr::from(1u64), &signature, s), Err("eddsa/equation".into()));
        let other = SecretKey::generate(&mut rng).public();
        assert_eq!(run(&other, message, &signature, s), Err("eddsa/equation".into()));
        let moved = Signature { r: (signature.r + torsion()).into_affine(), ..signature };
        assert_eq!(run(&public, message, &moved, s), Err("eddsa/equation".into()));
        let conditional = |condition: u64, message: Fr| {
            let mut cs = Cs::new(Mode::Full);
            let key = SubgroupVar::registered(PointVar::input(&mut cs, "test", &public));
            let (condition, message) = (cs.input("test", Fr::from(condition)), cs.input("test", message));
            let condition = cs.boolean("test", condition);
            let var = SignatureVar::input(&mut cs, "test", &signature);
            verify_if(&mut cs, &condition, &key, &message, &var);
            cs.is_satisfied().map_err(|e| e.label)
        };
        assert_eq!(conditional(1, message), Ok(()));
        assert_eq!(conditional(1, message + Fr::from(1u64)), Err("eddsa/equation"));
        assert_eq!(conditional(0, message + Fr::from(1u64)), Ok(()));
        // S + ℓ is the same multiple of the generator; it must not be a second signature.
        let modulus = Fr::from_bigint(Scalar::MODULUS).unwrap();
        assert_eq!(run(&public, message, &signature, s + modulus), Err("bits/at-most".into()));
    }
}
