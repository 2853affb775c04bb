//! A prover that has everybody's keys and takes any field element for any input: what follows from the inputs, in the field.

use super::values::Raw;
use ark_ff::{Field, PrimeField};
use covenant_gadgets::{
    Fr,
    babyjubjub::{self, Point, Scalar, generator, mul_scalar},
    calendar,
    eddsa::{self, SecretKey},
    field,
    poseidon::hash,
    voprf,
};
use covenant_statements::{
    Lane, Leaf, Note, ObligationPolicy, Policy, ResponseCode,
    party::{REGISTRY_DEPTH, registry_tree},
};
impl Raw {
    /// Makes anew all that depends on other inputs: registry, signatures, the nullifier registry's answer, public inputs.
    pub(super) fn follow(&mut self) -> &mut Self {
        self.register();
        let (key, message) = (self.world.signer.key.clone(), self.acknowledgement());
        self.sign("acknowledgement-signature", "signer/key", &key, message);
        self.evaluate();
        self.publish();
        let values = [self.get("network"), self.get("public/context"), self.get("public/note")];
        let key = self.world.seller.key.clone();
        self.sign("consent-signature", "seller/key", &key, hash("covenant/consent", &values));
        self
    }

    fn leaf(&self, who: &str, role: Fr) -> Fr {
        let names = [
            "party",
            "principal/is-some",
            "principal/value",
            "fiscal-rule/is-some",
            "fiscal-rule/value",
            "key/x",
            "key/y",
            "valid-from",
            "valid-until",
            "salt",
        ];
        let values = names.map(|name| self.get(&format!("{who}/{name}")));
        hash(Leaf::TAG, &[&[role], &values[..]].concat())
    }

    /// The leaves of signer and seller as they are now.
    pub(super) fn leaves(&self) -> [Fr; 2] {
        [self.leaf("signer", self.capacity()), self.leaf("seller", Fr::from(4u64))]
    }

    fn register(&mut self) {
        let others = self.world.others.iter().map(|other| other.leaf.hash());
        let tree = registry_tree(self.leaves().into_iter().chain(others).collect()).unwrap();
        for (index, who) in ["signer", "seller"].into_iter().enumerate() {
            let path = tree.path(index).unwrap();
            for level in 0..REGISTRY_DEPTH {
                for (i, sibling) in path.siblings[level].iter().enumerate() {
                    self.follows(&format!("{who}/path/sibling"), 3 * level + i, *sibling);
                }
            }
        }
        self.follows("registry-root", 0, tree.root());
    }

    pub(super) fn capacity(&self) -> Fr {
        (0..3).map(|i| Fr::from(i as u64 + 1) * self.at("terms/capacity", i)).sum()
    }

    pub(super) fn document_type(&self) -> Fr {
        Fr::from(380u64) + Fr::from(620u64) * self.get("terms/is-loan")
    }

    pub(super) fn kind(&self) -> Fr {
        self.get("terms/is-loan") + Fr::ONE
    }

    fn terms(&self, name: &str) -> Fr {
        self.get(&format!("terms/{name}"))
    }

    fn number(&self) -> [Fr; 4] {
        let limbs = [0, 1, 2].map(|i| self.at("terms/number", i));
        [self.terms("number-length"), limbs[0], limbs[1], limbs[2]]
    }

    fn acknowledgement(&self) -> Fr {
        let days = ["last-valid", "acknowledged-on", "rate", "due", "issue", "amount"];
        let packed_terms = packed(&days.map(|name| (self.terms(name), 32)));
        let packed_form = packed(&[
            (self.terms("currency"), 24),
            (self.capacity(), 8),
            (self.document_type(), 16),
            (Fr::from(ResponseCode::Ap.code()), 16),
            (self.terms("terms/is-some"), 1),
            (self.terms("payee/is-some"), 1),
        ]);
        let head = [self.get("network"), self.terms("seller")];
        let tail = [self.terms("debtor"), self.terms("terms/value"), self.terms("payee/value")];
        let values = [&head[..], &self.number(), &tail, &[packed_terms, packed_form]].concat();
        hash("covenant/acknowledgement", &values)
    }

    /// A nonce that tests know.
    pub(super) fn nonce(place: &str, attempt: u64) -> Scalar {
        scalar(hash("test/nonce", &[field::ascii(place), Fr::from(attempt)]))
    }

    fn sign(&mut self, place: &str, key: &str, secret: &SecretKey, message: Fr) {
        let nonce = Self::nonce(place, 0);
        let commitment = mul_scalar(&generator(), &nonce);
        self.follows(&format!("{place}/r/x"), 0, commitment.x);
        self.follows(&format!("{place}/r/y"), 0, commitment.y);
        let h = eddsa::challenge(&self.point(&format!("{place}/r")), &self.point(key), message);
        let s = nonce + Scalar::from(8u64) * scalar(h) * secret.scalar();
        self.follows(&format!("{place}/s"), 0, eddsa::var::scalar_to_field(&s));
    }

    /// P, from the signed terms and the seller's fiscal rule.
    pub(super) fn oprf_input(&self) -> Point {
        let (issue, month) = (small(self.terms("issue")), small(self.get("seller/fiscal-rule/value")));
        // Where there is no such year the circuit's own hint falls back to this one, and is refused.
        let has_year = issue <= calendar::LAST_DAY && (1..=12).contains(&month);
        let year = if has_year { calendar::fiscal_year(issue, month) } else { 1970 };
        self.oprf_input_in(year)
    }

    pub(super) fn oprf_input_in(&self, year: u32) -> Point {
        let fixed = [self.terms("seller"), self.document_type(), Fr::from(year)];
        let u = [0u64, 1].map(|i| {
            hash("covenant/nullifier-input", &[&[Fr::from(i)], &fixed[..], &self.number()].concat())
        });
        voprf::hash_to_curve(u)
    }

    fn evaluate(&mut self) {
        let input = self.oprf_input();
        self.evaluate_at(&input);
    }

    /// The registry's answer for an input P.
    pub(super) fn evaluate_at(&mut self, input: &Point) {
        let (k, r) = (*self.world.nullifier_key.scalar(), scalar(self.get("transcript/blind")));
        let (blinded, output) = (mul_scalar(input, &r), mul_scalar(input, &k));
        let evaluated = mul_scalar(&blinded, &k);
        let eighth = voprf::eighth(&output);
        let key = self.point("nullifier-key");
        let torsion: Point = (key - mul_scalar(&generator(), &k)).into();
        // A key with torsion: its registry tries nonces until c takes the torsion away.
        let (c, s) = (0..)
            .find_map(|attempt| {
                let nonce = Self::nonce("dleq", attempt);
                let [a1, a2] = [generator(), blinded].map(|base| mul_scalar(&base, &nonce));
                let c = voprf::dleq_challenge(&key, &blinded, &evaluated, &a1, &a2);
                let fits = babyjubjub::mul(&torsion, &c.into_bigint()) == Point::default() || !on_curve(&key);
                fits.then_some((c, nonce + scalar(c) * k))
            })
            .unwrap();
        for (name, value) in [
            ("eighth/x", eighth.x),
            ("eighth/y", eighth.y),
            ("evaluated-x", evaluated.x),
            ("evaluated-y", evaluated.y),
            ("c", c),
            ("s", eddsa::var::scalar_to_field(&s)),
        ] {
            self.follows(&format!("transcript/{name}"), 0, value);
        }
        self.follows("public/nullifier", 0, voprf::nullifier(&output));
    }

    fn publish(&mut self) {
        let policy = hash(ObligationPolicy::TAG, &self.policy());
        let packed = packed(&self.note_parts());
        let note = [
            self.terms("seller"),
            self.terms("debtor"),
            packed,
            policy,
            self.get("public/nullifier"),
            self.get("blinding"),
        ];
        self.follows("public/note", 0, hash(Note::TAG, &note));
        let Point { x, y, .. } = self.point("nullifier-key");
        let key = hash("covenant/nullifier-key", &[x, y]);
        let parts = [self.get("network"), policy, self.get("as-of"), self.get("registry-root"), key];
        self.follows("public/environment", 0, hash("covenant/environment/obligation", &parts));
    }

    fn note_parts(&self) -> [(Fr, u32); 8] {
        [
            (self.capacity(), 8),
            (Fr::from(Lane::Acknowledged as u64), 8),
            (self.kind(), 8),
            (self.terms("rate"), 32),
            (self.terms("due"), 32),
            (self.terms("issue"), 32),
            (self.terms("currency"), 24),
            (self.terms("amount"), 64),
        ]
    }
}

/// Σ partᵢ·2^(widths before), in the field: whatever the parts are.
pub(super) fn packed(parts: &[(Fr, u32)]) -> Fr {
    let mut shift = 0;
    let shifted = parts.iter().map(|(part, width)| {
        let weight = super::two_to(shift);
        shift += width;
        *part * weight
    });
    shifted.sum()
}

/// A field element's integer modulo ℓ.
pub(super) fn scalar(x: Fr) -> Scalar {
    Scalar::from_be_bytes_mod_order(&field::to_be_bytes(&x))
}

/// The integer, 0 where it has more than 32 bits.
fn small(x: Fr) -> u32 {
    let limbs = x.into_bigint().0;
    if limbs[1..] == [0; 3] { u32::try_from(limbs[0]).unwrap_or(0) } else { 0 }
}

fn on_curve(point: &Point) -> bool {
    babyjubjub::is_on_curve(point.x, point.y)
}
