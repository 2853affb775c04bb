//! The circuit's inputs as field elements.

use super::shape::{Broken, Shape};
use covenant_gadgets::{
    Fr,
    babyjubjub::Point,
    cs::{Cs, Forgery, Mode, Var},
};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::{CIRCUIT, Claim, sample::World};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The circuit's inputs as field elements, public ones included.
#[derive(Clone)]
pub(super) struct Raw {
    /// Whose keys sign.
    pub(super) world: World,
    claim: Claim,
    /// What the claim's own inputs are.
    honest: BTreeMap<Var, Fr>,
    values: BTreeMap<Var, Fr>,
    set: BTreeSet<Var>,
}

impl Raw {
    /// The inputs of this world's claim.
    pub(super) fn new(world: World) -> Self {
        let claim = world.claim();
        let (shape, z) = (Shape::get(), InvoiceCircuit(&claim).assignment());
        let honest: BTreeMap<Var, Fr> =
            shape.inputs.values().flatten().map(|var| (*var, z[shape.index(*var)])).collect();
        Self { world, claim, values: honest.clone(), honest, set: BTreeSet::new() }
    }

    /// Those of the sample's claim.
    pub(super) fn sample() -> Self {
        static SAMPLE: LazyLock<Raw> = LazyLock::new(|| Raw::new(super::world()));
        SAMPLE.clone()
    }

    pub(super) fn at(&self, name: &str, i: usize) -> Fr {
        self.values[&Shape::get().input(name, i)]
    }

    pub(super) fn get(&self, name: &str) -> Fr {
        self.at(name, 0)
    }

    /// Sets an input, for good: [`Raw::follow`] leaves it as it is.
    pub(super) fn set_at(&mut self, name: &str, i: usize, value: Fr) {
        let var = Shape::get().input(name, i);
        self.values.insert(var, value);
        self.set.insert(var);
    }

    pub(super) fn set(&mut self, name: &str, value: Fr) {
        self.set_at(name, 0, value);
    }

    /// Sets an input to what it is.
    pub(super) fn keep(&mut self, name: &str) {
        self.set(name, self.get(name));
    }

    pub(super) fn point(&self, name: &str) -> Point {
        Point::new_unchecked(self.get(&format!("{name}/x")), self.get(&format!("{name}/y")))
    }

    pub(super) fn set_point(&mut self, name: &str, point: &Point) {
        self.set(&format!("{name}/x"), point.x);
        self.set(&format!("{name}/y"), point.y);
    }

    /// What an input must be, unless the case has set it.
    pub(super) fn follows(&mut self, name: &str, i: usize, value: Fr) {
        let var = Shape::get().input(name, i);
        if !self.set.contains(&var) {
            self.values.insert(var, value);
        }
    }

    /// Takes from another all that does not follow from something else.
    pub(super) fn take(&mut self, other: &Self) {
        for (name, vars) in &Shape::get().inputs {
            let derived = ["/path/sibling", "signature/", "eighth/", "evaluated-", "registry-root"]
                .iter()
                .any(|part| name.contains(part));
            let derived = derived || ["transcript/c", "transcript/s"].contains(&name.as_str());
            if !derived && (!name.starts_with("public/") || name == "public/context") {
                vars.iter().for_each(|var| _ = self.values.insert(*var, other.values[var]));
            }
        }
        self.world = other.world.clone();
    }

    /// All values of the policy, in the order in which they enter and are hashed.
    pub(super) fn policy(&self) -> Vec<Fr> {
        let inputs = Shape::get().inputs.iter().filter(|(name, _)| name.starts_with("policy/"));
        let fields: BTreeSet<&Var> = inputs.flat_map(|(_, vars)| vars).collect();
        fields.into_iter().map(|var| self.values[var]).collect()
    }

    /// The public inputs, in order.
    pub(super) fn public(&self) -> Vec<Fr> {
        CIRCUIT.inputs.iter().map(|name| self.get(&format!("public/{name}"))).collect()
    }

    /// The synthesis with these inputs, and hints forged.
    pub(super) fn replay(&self, hints: Vec<Forgery>) -> Cs {
        let changed = self.values.iter().filter(|(var, value)| self.honest[var] != **value);
        let inputs = changed.map(|(var, value)| {
            let value = *value;
            Forgery { var: *var, replace: Box::new(move |_| value) }
        });
        let mut cs = Cs::with_forgeries(Mode::Assignment, inputs.chain(hints).collect::<Vec<_>>());
        InvoiceCircuit(&self.claim).synthesize(&mut cs);
        cs
    }

    /// The constraints that do not hold.
    pub(super) fn broken(&self) -> Vec<Broken> {
        self.broken_with(Vec::new())
    }

    /// The same with hints forged.
    pub(super) fn broken_with(&self, hints: Vec<Forgery>) -> Vec<Broken> {
        Shape::get().broken(&self.replay(hints).assignment())
    }
}
