//! The gates on a circuit that is not this project's: membership in a Merkle tree over Poseidon, all of it
//! `ark-crypto-primitives`' own. `cargo run --example arkworks_merkle -p covenant-soundness` prints what they say.

use ark_bn254::Fr;
use ark_crypto_primitives::{
    crh::poseidon::{
        CRH, TwoToOneCRH,
        constraints::{CRHGadget, CRHParametersVar, TwoToOneCRHGadget},
    },
    merkle_tree::{
        Config, IdentityDigestConverter, MerkleTree, Path,
        constraints::{ConfigGadget, PathVar},
    },
    sponge::poseidon::{PoseidonConfig, find_poseidon_ark_and_mds},
};
use ark_r1cs_std::{alloc::AllocVar, boolean::Boolean, eq::EqGadget, fields::fp::FpVar};
use ark_relations::{
    gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError},
    ns,
};
use covenant_soundness::{Circuit, Ledger, System, agreement, arkworks::Synthesized, deletion, forge, rank};
use std::io::Write as _;

struct Tree;

impl Config for Tree {
    type Leaf = [Fr];
    type LeafDigest = Fr;
    type LeafInnerDigestConverter = IdentityDigestConverter<Fr>;
    type InnerDigest = Fr;
    type LeafHash = CRH<Fr>;
    type TwoToOneHash = TwoToOneCRH<Fr>;
}

struct TreeVar;

impl ConfigGadget<Tree, Fr> for TreeVar {
    type Leaf = [FpVar<Fr>];
    type LeafDigest = FpVar<Fr>;
    type LeafInnerConverter = IdentityDigestConverter<FpVar<Fr>>;
    type InnerDigest = FpVar<Fr>;
    type LeafHash = CRHGadget<Fr>;
    type TwoToOneHash = TwoToOneCRHGadget<Fr>;
}

/// The statement: I know a leaf of the tree with this root.
#[derive(Clone)]
struct Membership {
    poseidon: PoseidonConfig<Fr>,
    root: Fr,
    leaf: Fr,
    path: Path<Tree>,
}

impl ConstraintSynthesizer<Fr> for Membership {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let root = FpVar::new_input(ns!(cs, "root"), || Ok(self.root))?;
        let leaf = FpVar::new_witness(ns!(cs, "leaf"), || Ok(self.leaf))?;
        let path = PathVar::<Tree, Fr, TreeVar>::new_witness(ns!(cs, "path"), || Ok(&self.path))?;
        let poseidon = CRHParametersVar { parameters: self.poseidon };
        let is_member = path.verify_membership(&poseidon, &poseidon, &root, &[leaf])?;
        is_member.enforce_equal(&Boolean::TRUE)
    }
}

/// What there is to know of this circuit. Places are the ends of arkworks' traces.
pub(crate) const LEDGER: Ledger = Ledger {
    caught_by: &[&[
        // Leaf, the leaf's sibling, the sibling above: each leads to another root.
        ("input-1", ROOT),
        ("input-2", ROOT),
        ("input-3", ROOT),
        // The position's bits: a constraint of their own, and the root.
        ("leaf_position_bit", &["leaf_position_bit", "eq::conditional_enforce_equal"]),
        ("path_bits", &["path_bits", "eq::conditional_enforce_equal"]),
        // Poseidon, and the choice of left and right: each product has one value.
        ("square/mul", &["mul"]),
        ("mul/mul", &["mul"]),
        ("conditionally_select", &["conditionally_select"]),
        ("is_neq", ROOT),
    ]],
    // Whether the computed root is the public one is told by a bit b and a multiplier m with (x − y)·m = b and
    // (x − y)·(1 − b) = 0. In a valid witness x = y, and m may be anything: that says nothing about x and y.
    equivalent: &[("is_neq", "the multiplier of a difference that is zero")],
    free: &["input-1", "input-2", "input-3", "is_neq"],
    undeletable: &[],
};

/// The last constraint: the comparison of the roots says yes.
const ROOT: &[&str] = &["eq::conditional_enforce_equal"];

/// What all gates say.
pub(crate) struct Audit {
    pub(crate) system: System<Fr>,
    pub(crate) agreement: agreement::Report,
    pub(crate) forge: forge::Report,
    pub(crate) rank: rank::Report,
    pub(crate) deletion: deletion::Report,
}

impl Audit {
    pub(crate) fn is_passed(&self) -> bool {
        let Self { agreement, forge, rank, deletion, .. } = self;
        agreement.is_passed() && forge.findings.is_empty() && rank.is_passed() && deletion.is_passed()
    }
}

/// Four leaves; the third is the one that is known.
fn sample() -> Result<Membership, Box<dyn std::error::Error>> {
    let (ark, mds) = find_poseidon_ark_and_mds(254, 2, 8, 57, 0);
    let poseidon = PoseidonConfig::new(8, 57, 5, mds, ark, 2, 1);
    let leaves = [31u64, 41, 59, 26].map(|leaf| [Fr::from(leaf)]);
    let tree = MerkleTree::<Tree>::new(&poseidon, &poseidon, leaves)?;
    Ok(Membership { poseidon, root: tree.root(), leaf: leaves[2][0], path: tree.generate_proof(2)? })
}

/// The gates, with the ledger.
pub(crate) fn audit(ledger: &Ledger) -> Result<Audit, Box<dyn std::error::Error>> {
    let sample = sample()?;
    let circuit = Synthesized::new(sample.clone())?;
    let system = circuit.system();
    let cases = cases(&sample, &circuit)?;
    Ok(Audit {
        agreement: agreement::run(&system, &cases),
        forge: forge::run(&circuit, &system, ledger, forge::Effort { members: None, seed: 1 }),
        rank: rank::run(&system, ledger),
        deletion: deletion::run(&circuit, &system, ledger, &agreement::refused(&cases), None, 1),
        system,
    })
}

/// A name, and what is changed.
type Change = (&'static str, fn(&mut Membership));

/// Values that the tree's own `verify` judges, and raw assignments that its types cannot express.
fn cases(
    sample: &Membership,
    circuit: &Synthesized<Fr>,
) -> Result<Vec<agreement::Case<Fr>>, Box<dyn std::error::Error>> {
    let mut cases = Vec::new();
    let changes: [Change; 5] = [
        ("honest", |_| {}),
        ("another leaf", |m| m.leaf += Fr::from(1u64)),
        ("another root", |m| m.root += Fr::from(1u64)),
        ("another sibling", |m| m.path.leaf_sibling_hash += Fr::from(1u64)),
        ("another position", |m| m.path.leaf_index ^= 1),
    ];
    for (name, change) in changes {
        let mut changed = sample.clone();
        change(&mut changed);
        let Membership { poseidon, root, leaf, path } = &changed;
        let is_valid = path.verify(poseidon, poseidon, root, [*leaf])?;
        let z = Synthesized::new(changed.clone())?.system().z;
        cases.push(agreement::Case { name: name.into(), is_valid, z });
    }
    let system = circuit.system();
    let bits = (0..system.variables.len()).filter(|column| system.site_of(*column).name.contains("_bit"));
    for column in bits {
        let z = circuit.replay(&[(column, Fr::from(2u64))]);
        cases.push(agreement::Case { name: "a position of two".into(), is_valid: false, z });
    }
    Ok(cases)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Without a ledger:")?;
    print(&mut out, &audit(&Ledger::EMPTY)?)?;
    writeln!(out, "\nWith it:")?;
    print(&mut out, &audit(&LEDGER)?)?;
    Ok(())
}

fn print(out: &mut impl std::io::Write, audit: &Audit) -> std::io::Result<()> {
    let Audit { system, agreement, forge, rank, deletion } = audit;
    writeln!(out, "{} constraints, {} variables", system.rows.len(), system.variables.len())?;
    writeln!(out, "agreement: {} accepted, {} refused", agreement.accepted, agreement.refused)?;
    for finding in &agreement.findings {
        writeln!(out, "  {finding:?}")?;
    }
    writeln!(out, "forged values: {} tried at {} places", forge.tried(), forge.places.len())?;
    for finding in &forge.findings {
        writeln!(out, "  {finding:?}")?;
    }
    writeln!(out, "rank: {} columns, {} listed as secrets", rank.columns, rank.secrets)?;
    for free in &rank.findings {
        writeln!(out, "  {} can move (column {}); around it {:?}", free.place, free.column, free.around)?;
    }
    writeln!(out, "deletion: {} groups", deletion.total)?;
    for group in deletion.findings() {
        writeln!(out, "  nothing shows {}", group.place)?;
    }
    writeln!(out, "{}", if audit.is_passed() { "All gates are passed." } else { "There are findings." })
}
