//! A circuit's version keeps its keys and its proofs: the setup from a fixed seed gives the committed verifying key, and a proof that was
//! made once, under that key, still verifies. The files are beside those of the constraints, in `circuits/relations/tests/pins`.

use ark_bn254::Bn254;
use ark_groth16::{Groth16, VerifyingKey as ArkKey};
use covenant_engine::{
    Engine, Form, PreparedProvingKey,
    groth16::{Assignment, CircomReduction, R1cs, Setup, SetupPhase, prove},
};
use covenant_relations::{ArkCircuit, RELATIONS, Relation, numbered_matrices};
use covenant_statements::{Fr, field};
use covenant_verifier::{
    groth16::{PreparedVerifyingKey, Proof, VerifyingKey, verify, verify_bytes},
    wire::Sha256,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{env, fs, ops::ControlFlow, path::PathBuf};

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
        let matrices = matrices(relation);
        let setup = setup(&matrices);
        let found = key(relation, setup.verifying_key());
        if env::var_os(UPDATE).is_some() {
            write(relation, "key", &found);
            // A proof is made once: it shows that the proofs of this version keep their meaning.
            if !file(relation, "proof").exists() {
                write(relation, "proof", &proof(relation, &setup, &matrices, found.sha256));
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

/// The product's setup is arkworks' by snarkjs's reduction, to the last byte of the proving key.
#[test]
fn the_setup_is_arkworks() {
    let folder = tempfile::tempdir().unwrap();
    let small = |relation: &&Relation| relation.is_first() && relation.pin.constraints < ARKWORKS;
    for relation in RELATIONS.iter().filter(small) {
        let sample = (relation.sample)(0);
        let (circuit, rng) = (ArkCircuit(&*sample), &mut ChaCha20Rng::seed_from_u64(SEED));
        let theirs =
            Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(circuit, rng);
        let theirs = theirs.unwrap();
        let setup = setup(&matrices(relation));
        assert_eq!(*setup.verifying_key(), theirs.vk, "{}", relation.info.id);
        let digest = setup.write(&folder.path().join("key"), &mut quiet).unwrap();
        let theirs = PreparedProvingKey::new(&theirs, Form::R256).unwrap();
        assert_eq!(digest, theirs.digest(), "{}", relation.info.id);
    }
}

/// Constraints from which on arkworks takes too long, or too much memory.
const ARKWORKS: usize = 1 << 17;

fn quiet(_: SetupPhase, _: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn matrices(relation: &Relation) -> R1cs {
    let cs = (relation.sample)(0).full();
    R1cs::from_numbered(cs.coefficients(), numbered_matrices(&cs), cs.num_instance(), cs.num_witness())
        .unwrap()
}

fn setup(matrices: &R1cs) -> Setup {
    let rng = &mut ChaCha20Rng::seed_from_u64(SEED);
    Setup::new(Engine::detect(), matrices, rng, &mut quiet).unwrap()
}

fn key(relation: &Relation, vk: &ArkKey<Bn254>) -> Key {
    let (beta, gamma, delta) = (vk.beta_g2, vk.gamma_g2, vk.delta_g2);
    let key = VerifyingKey::from_points(vk.alpha_g1, beta, gamma, delta, &vk.gamma_abc_g1).unwrap();
    let bytes = key.to_bytes();
    let (sha256, verifying_key) = (Sha256::of(&bytes), field::bytes_hex(&bytes));
    Key { circuit: relation.info.id.into(), seed: SEED, sha256, verifying_key }
}

/// A proof of the sample, verified before it is written.
fn proof(relation: &Relation, setup: &Setup, matrices: &R1cs, digest: Sha256) -> PinnedProof {
    let z = (relation.sample)(1).assignment();
    let (instance, witness) = z.split_at(matrices.num_instance());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    setup.write(&path, &mut quiet).unwrap();
    let portable = PreparedProvingKey::open_unhashed(&path, Form::R256).unwrap();
    let (engine, assignment) = (Engine::detect(), Assignment { instance, witness });
    let proving_key = portable.in_form(engine.form());
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let proof = prove(&engine, &proving_key, matrices, assignment, go_on).unwrap();
    let inputs: Vec<Fr> = instance[1..].to_vec();
    let proof = Proof::from_points(proof.a, proof.b, proof.c).unwrap();
    let vk = VerifyingKey::from_bytes(
        &field::hex_bytes(&key(relation, setup.verifying_key()).verifying_key).unwrap(),
    );
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
