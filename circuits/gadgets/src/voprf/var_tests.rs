use super::*;
use crate::{
    babyjubjub::{self, generator, tests::torsion},
    cs::{Forgery, Mode},
    eddsa::SecretKey,
    voprf::{self, Evaluation},
};
use ark_ec::CurveGroup;
use ark_ff::PrimeField;
use rand::SeedableRng;

/// What a prover would put in; every field can be forged.
struct Witness {
    u: [Fr; 2],
    key: Point,
    blind: Fr,
    eighth: Point,
    c: Fr,
    s: Fr,
}

impl Witness {
    fn honest() -> (Self, SecretKey, Fr) {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(10);
        let key = SecretKey::generate(&mut rng);
        let u = [Fr::from(11u64), Fr::from(12u64)];
        let (r, blinded) = voprf::blind(&voprf::hash_to_curve(u), &mut rng).unwrap();
        let evaluation = voprf::evaluate(&key, &blinded, &mut rng).unwrap();
        let f = voprf::unblind(&key.public(), &blinded, &evaluation, &r).unwrap();
        let Evaluation { c, s, .. } = evaluation;
        let witness = Self {
            u,
            key: key.public(),
            blind: scalar_to_field(&r),
            eighth: voprf::eighth(&f),
            c,
            s: scalar_to_field(&s),
        };
        (witness, key, voprf::nullifier(&f))
    }

    fn synthesize(&self, cs: &mut Cs) -> Fr {
        let u = self.u.map(|u| cs.input("test", u));
        let key = SubgroupVar::registered(PointVar::input(cs, "test", &self.key));
        let blind = cs.input("test", self.blind);
        let eighth = PointVar::input(cs, "test", &self.eighth);
        let f = babyjubjub::mul(&self.eighth, &ark_ff::BigInt::from(8u64));
        let e = babyjubjub::mul(&f, &self.blind.into_bigint());
        let evaluated = [cs.input("test", e.x), cs.input("test", e.y)];
        let transcript = TranscriptVar {
            blind,
            eighth,
            evaluated,
            c: cs.input("test", self.c),
            s: cs.input("test", self.s),
        };
        nullifier(cs, &u, &key, &transcript).value()
    }

    fn run(&self) -> Result<Fr, String> {
        let mut cs = Cs::new(Mode::Full);
        let n1 = self.synthesize(&mut cs);
        cs.is_satisfied().map(|()| n1).map_err(|e| e.label.into())
    }

    /// A proof remade for whatever B and E the forged witness has, with the registry's key: the strongest attacker.
    fn remake_proof(&mut self, key: &SecretKey) {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(11);
        let input = voprf::hash_to_curve(self.u);
        let blinded = babyjubjub::mul(&input, &self.blind.into_bigint());
        let f = babyjubjub::mul(&self.eighth, &ark_ff::BigInt::from(8u64));
        let evaluated = babyjubjub::mul(&f, &self.blind.into_bigint());
        let nonce = key.hedged_nonce(b"test", b"", &mut rng);
        let a1 = babyjubjub::mul_scalar(&generator(), &nonce);
        let a2 = babyjubjub::mul_scalar(&blinded, &nonce);
        self.c = voprf::dleq_challenge(&self.key, &blinded, &evaluated, &a1, &a2);
        let c = Scalar::from_le_bytes_mod_order(&ark_ff::BigInteger::to_bytes_le(&self.c.into_bigint()));
        self.s = scalar_to_field(&(nonce + c * key.scalar()));
    }
}

#[test]
fn agrees_with_the_native_function() {
    let (witness, _, n1) = Witness::honest();
    assert_eq!(witness.run(), Ok(n1));
    let mut quick = Cs::new(Mode::Assignment);
    let mut full = Cs::new(Mode::Full);
    witness.synthesize(&mut quick);
    witness.synthesize(&mut full);
    assert_eq!(quick.assignment(), full.assignment());
}

#[test]
fn a_blinding_of_zero_modulo_the_order_is_refused() {
    for blind in [Fr::from(0u64), Fr::from_bigint(Scalar::MODULUS).unwrap()] {
        let (mut witness, key, _) = Witness::honest();
        witness.blind = blind;
        witness.remake_proof(&key);
        assert_eq!(witness.run(), Err("voprf/blinded".into()));
    }
}

#[test]
fn a_blinding_of_zero_modulo_eight_gives_the_same_nullifier() {
    let (mut witness, key, n1) = Witness::honest();
    witness.blind = Fr::from(8u64);
    witness.remake_proof(&key);
    assert_eq!(witness.run(), Ok(n1));
    // Torsion added to W vanishes in F = 8·W: still the same nullifier.
    witness.eighth = (witness.eighth + torsion()).into_affine();
    assert_eq!(witness.run(), Ok(n1));
}

#[test]
fn a_blinding_above_the_order_gives_the_same_nullifier() {
    let (mut witness, key, n1) = Witness::honest();
    witness.blind = Fr::from_bigint(Scalar::MODULUS).unwrap() + Fr::from(2u64);
    witness.remake_proof(&key);
    assert_eq!(witness.run(), Ok(n1));
}

#[test]
fn another_output_needs_the_discrete_logarithm() {
    // The proof remade for another F is not one of equal logarithms, even by the holder of the key.
    let (mut witness, key, _) = Witness::honest();
    witness.eighth = (witness.eighth + generator()).into_affine();
    witness.remake_proof(&key);
    assert_eq!(witness.run(), Err("voprf/challenge".into()));
}

#[test]
fn a_second_proof_for_the_same_question_gives_the_same_nullifier() {
    let (mut witness, key, n1) = Witness::honest();
    witness.remake_proof(&key);
    assert_eq!(witness.run(), Ok(n1));
}

#[test]
fn the_other_root_and_the_other_candidate_are_refused() {
    let (witness, ..) = Witness::honest();
    let mut honest = Cs::new(Mode::Full);
    witness.synthesize(&mut honest);
    let forge = |name: &str, replace: fn(Fr) -> Fr| {
        let hint = honest.hints().into_iter().find(|h| h.name == name).unwrap();
        let forgery = Forgery { var: hint.var, replace: Box::new(replace) };
        let mut cs = Cs::with_forgeries(Mode::Full, [forgery]);
        witness.synthesize(&mut cs);
        cs.is_satisfied().unwrap_err().label
    };
    assert_eq!(forge("elligator/root", |v| -v), "elligator/parity");
    assert_eq!(forge("elligator/is-first", |e| Fr::ONE - e), "elligator/root");
    assert_eq!(forge("elligator/candidate", |x| x + Fr::ONE), "elligator/candidate");
}

#[test]
fn scalars_above_their_width_are_refused() {
    let (mut witness, ..) = Witness::honest();
    let top = Fr::from(2u64).pow([SCALAR_BITS as u64]);
    witness.blind += top;
    assert!(witness.run().is_err());
    let (mut witness, ..) = Witness::honest();
    witness.s += top;
    assert!(witness.run().is_err());
}
