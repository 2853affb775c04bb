//! snarkjs' JSON: decimal strings, points in projective form, an element of Fq² as [c0, c1].

use crate::points::{G2, KeyWords, Word, integer, words};
use covenant_statements::Fr;
use covenant_verifier::groth16::{Proof, VerifyingKey, field_to_bytes};
use serde_json::{Value, json};

/// The three files that `snarkjs groth16 verify` takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// `verification_key.json`. Without `vk_alphabeta_12`, which snarkjs writes and does not read.
    pub verification_key: Value,
    /// `proof.json`.
    pub proof: Value,
    /// `public.json`.
    pub public: Value,
}

/// The files for one proof. Nothing is verified here.
#[must_use]
pub fn export(key: &VerifyingKey, inputs: &[Fr], proof: &Proof) -> Export {
    let public: Vec<String> = inputs.iter().map(|input| decimal(&field_to_bytes(*input))).collect();
    Export { verification_key: verification_key(key), proof: proof_json(proof), public: json!(public) }
}

impl Export {
    /// Names and texts of the three files.
    #[must_use]
    pub fn files(&self) -> [(&'static str, String); 3] {
        [
            ("verification_key.json", &self.verification_key),
            ("proof.json", &self.proof),
            ("public.json", &self.public),
        ]
        .map(|(name, value)| (name, format!("{value:#}\n")))
    }
}

/// `verification_key.json`.
#[must_use]
pub fn verification_key(key: &VerifyingKey) -> Value {
    let words = KeyWords::from(key);
    let input_points: Vec<Value> = words.input_points.iter().map(|[x, y]| g1(x, y)).collect();
    json!({
        "protocol": "groth16",
        "curve": "bn128",
        "nPublic": key.public_inputs(),
        "vk_alpha_1": g1(&words.alpha[0], &words.alpha[1]),
        "vk_beta_2": g2(words.beta),
        "vk_gamma_2": g2(words.gamma),
        "vk_delta_2": g2(words.delta),
        "IC": input_points,
    })
}

fn proof_json(proof: &Proof) -> Value {
    let words = words(&proof.to_bytes());
    json!({
        "protocol": "groth16",
        "curve": "bn128",
        "pi_a": g1(&words[0], &words[1]),
        "pi_b": g2(G2([words[2], words[3], words[4], words[5]])),
        "pi_c": g1(&words[6], &words[7]),
    })
}

fn g1(x: &Word, y: &Word) -> Value {
    json!([decimal(x), decimal(y), "1"])
}

fn g2(G2([x1, x0, y1, y0]): G2) -> Value {
    json!([[decimal(&x0), decimal(&x1)], [decimal(&y0), decimal(&y1)], ["1", "0"]])
}

fn decimal(word: &Word) -> String {
    integer(word).to_string()
}
