//! A circuit's version keeps its keys and its proofs: the setup from a fixed seed gives the committed verifying key, and a proof that was
//! made once, under that key, still verifies. The files are beside those of the constraints, in `circuits/relations/tests/pins`.

use ark_bn254::Bn254;
use ark_groth16::{Groth16, ProvingKey};
use covenant_engine::groth16::CircomReduction;
use covenant_relations::{ArkCircuit, RELATIONS, Relation};
use covenant_statements::{Fr, field};
use covenant_verifier::{
    groth16::{PreparedVerifyingKey, Proof, VerifyingKey, verify, verify_bytes},
    wire::Sha256,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{env, fs, path::PathBuf};

/// Set, it writes keys anew, and proofs where there are none.
const UPDATE: &str = "COVENANT_UPDATE_PINS";

/// Where the setup's randomness comes from. Whoever reads this knows the toxic waste: these keys prove nothing to anybody.
const SEED: u64 = 1;

/// `NAME-VERSION.key.json`.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Key {
    circuit: String,
    seed: u64,
    sha256: Sha256,
    verifying_key: String,
}

/// `NAME-VERSION.proof.json`.
#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct PinnedProof {
    circuit: String,
    verifying_key: Sha256,
    public_inputs: Vec<(String, String)>,
    proof: String,
}

#[test]
fn a_setup_from_a_fixed_seed_gives_the_pinned_key() {
    for relation in RELATIONS.iter().filter(|relation| relation.is_first()) {
        let proving_key = setup(relation);
        let found = key(relation, &proving_key);
        if env::var_os(UPDATE).is_some() {
            write(relation, "key", &found);
            // A proof is made once: it shows that the proofs of this version keep their meaning.
            if !file(relation, "proof").exists() {
                write(relation, "proof", &proof(relation, &proving_key, found.sha256));
            }
        }
        let pinned: Key = read(relation, "key");
        assert!(
            pinned == found,
            "{}: pinned {}, found {}. Keys of this version are no longer keys of these constraints: a changed circuit, or a \
             changed setup, is a new version. What was never released: {UPDATE}=1 cargo test --workspace --test pins, \
             with the old proof taken away by hand",
            relation.info.id,
            pinned.sha256,
            found.sha256
        );
    }
}

#[test]
fn the_pinned_proof_verifies_under_the_pinned_key() {
    for relation in RELATIONS.iter().filter(|relation| relation.is_first()) {
        let info = relation.info;
        let (key, pinned): (Key, PinnedProof) = (read(relation, "key"), read(relation, "proof"));
        assert_eq!((key.circuit.as_str(), pinned.circuit.as_str()), (info.id, info.id));
        let bytes = field::hex_bytes(&key.verifying_key).unwrap();
        assert_eq!([Sha256::of(&bytes), key.sha256], [pinned.verifying_key; 2], "{}: made under it", info.id);
        let verifier = PreparedVerifyingKey::new(&VerifyingKey::from_bytes(&bytes).unwrap());
        let (names, values): (Vec<_>, Vec<_>) = pinned.public_inputs.into_iter().unzip();
        assert_eq!(names, info.inputs, "{}: names and order of the public inputs", info.id);
        let inputs: Vec<[u8; 32]> =
            values.iter().map(|v| field::hex_bytes(v).unwrap().try_into().unwrap()).collect();
        let proof = field::hex_bytes(&pinned.proof).unwrap();
        verify_bytes(&verifier, &inputs, &proof).unwrap_or_else(|e| panic!("{}: {e}", info.id));
        for i in 0..inputs.len() {
            let mut other = inputs.clone();
            other[i][31] ^= 1;
            assert!(verify_bytes(&verifier, &other, &proof).is_err(), "{}: {} is bound", info.id, names[i]);
        }
    }
}

fn setup(relation: &Relation) -> ProvingKey<Bn254> {
    let mut rng = ChaCha20Rng::seed_from_u64(SEED);
    let sample = (relation.sample)(0);
    let circuit = ArkCircuit(&*sample);
    Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(circuit, &mut rng).unwrap()
}

fn key(relation: &Relation, proving_key: &ProvingKey<Bn254>) -> Key {
    let vk = &proving_key.vk;
    let (beta, gamma, delta) = (vk.beta_g2, vk.gamma_g2, vk.delta_g2);
    let key = VerifyingKey::from_points(vk.alpha_g1, beta, gamma, delta, &vk.gamma_abc_g1).unwrap();
    let bytes = key.to_bytes();
    let (sha256, verifying_key) = (Sha256::of(&bytes), field::bytes_hex(&bytes));
    Key { circuit: relation.info.id.into(), seed: SEED, sha256, verifying_key }
}

/// A proof of the sample, verified before it is written.
fn proof(relation: &Relation, proving_key: &ProvingKey<Bn254>, digest: Sha256) -> PinnedProof {
    let mut rng = ChaCha20Rng::seed_from_u64(SEED + 1);
    let sample = (relation.sample)(1);
    let inputs: Vec<Fr> = sample.full().public_inputs().to_vec();
    let proof = Groth16::<Bn254, CircomReduction>::create_random_proof_with_reduction(
        ArkCircuit(&*sample),
        proving_key,
        &mut rng,
    )
    .unwrap();
    let proof = Proof::from_points(proof.a, proof.b, proof.c).unwrap();
    let vk = VerifyingKey::from_bytes(&field::hex_bytes(&key(relation, proving_key).verifying_key).unwrap());
    verify(&PreparedVerifyingKey::new(&vk.unwrap()), &inputs, &proof).unwrap();
    let named =
        |(name, value): (&&str, &Fr)| (name.to_string(), field::bytes_hex(&field::to_be_bytes(value)));
    PinnedProof {
        circuit: relation.info.id.into(),
        verifying_key: digest,
        public_inputs: relation.info.inputs.iter().zip(&inputs).map(named).collect(),
        proof: field::bytes_hex(&proof.to_bytes()),
    }
}

fn file(relation: &Relation, kind: &str) -> PathBuf {
    let name = relation.info.id.replace('/', "-");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../circuits/relations/tests/pins");
    folder.join(format!("{name}.{kind}.json"))
}

fn write<T: Serialize>(relation: &Relation, kind: &str, value: &T) {
    let text = serde_json::to_string_pretty(value).unwrap();
    fs::write(file(relation, kind), text + "\n").unwrap();
}

fn read<T: DeserializeOwned>(relation: &Relation, kind: &str) -> T {
    let file = file(relation, kind);
    let text = fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_slice(&text).unwrap()
}
