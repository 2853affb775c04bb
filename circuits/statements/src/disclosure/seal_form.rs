//! `#[serde(with)]` for a disclosure that is still to be made, as a claim carries it to its prover.

use super::Seal;
use crate::{
    Point, ValueError,
    serde_forms::{point_hex, scalar_hex},
};
use covenant_gadgets::{
    babyjubjub::{Scalar, codec},
    eddsa::SecretKey,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use zeroize::{Zeroize as _, Zeroizing};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(with = "point_hex")]
    auditor_key: Point,
    #[serde(with = "scalar_hex")]
    ephemeral_secret: Scalar,
    mask: u32,
}

impl Drop for Form {
    fn drop(&mut self) {
        self.ephemeral_secret.zeroize();
    }
}

/// A, e and the mask; or null.
pub fn serialize<S: Serializer>(seal: &Option<Seal>, serializer: S) -> Result<S::Ok, S::Error> {
    let form = |seal: &Seal| {
        let Seal { auditor, ephemeral, mask } = seal;
        Form { auditor_key: *auditor, ephemeral_secret: *ephemeral.scalar(), mask: *mask }
    };
    seal.as_ref().map(form).serialize(serializer)
}

/// A on the curve, e below ℓ and not zero, and the mask; or null.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Seal>, D::Error> {
    let seal = |form: Form| {
        let bytes = Zeroizing::new(codec::scalar_to_bytes(&form.ephemeral_secret));
        let error = ValueError::new("ephemeral secret", "a scalar that is not zero");
        let ephemeral = SecretKey::from_bytes(&bytes).ok_or_else(|| D::Error::custom(error))?;
        Ok(Seal { auditor: form.auditor_key, ephemeral, mask: form.mask })
    };
    Option::<Form>::deserialize(deserializer)?.map(seal).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;
    use serde_json::{Value, json};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Witness(#[serde(with = "super")] Option<Seal>);

    fn read(json: Value) -> Result<Option<Seal>, serde_json::Error> {
        serde_json::from_value::<Witness>(json).map(|witness| witness.0)
    }

    #[test]
    fn a_seal_travels_with_its_claim() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let seal = Seal::new(SecretKey::generate(&mut rng).public(), 5, &mut rng).unwrap();
        let json = serde_json::to_value(Witness(Some(seal.clone()))).unwrap();
        assert_eq!(read(json.clone()).unwrap(), Some(seal));
        assert_eq!(serde_json::to_value(Witness(None)).unwrap(), Value::Null);
        assert_eq!(read(Value::Null).unwrap(), None);
        for secret in ["00".repeat(32), "ff".repeat(32), String::new()] {
            let mut other = json.clone();
            other["ephemeral_secret"] = json!(secret);
            assert!(read(other).is_err());
        }
    }
}
