//! The circuit's constraints, and where its inputs are, by the paths of their namespaces.

use covenant_gadgets::{
    Fr,
    cs::{self, Origin, Terms, Var, Variable},
};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::{CIRCUIT, sample::World};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::OnceLock,
};

/// a·b = c.
pub(super) struct Constraint {
    pub(super) a: Terms,
    pub(super) b: Terms,
    pub(super) c: Terms,
    pub(super) label: &'static str,
}

/// One shape for every witness.
pub(super) struct Shape {
    /// The constraints.
    pub(super) constraints: Vec<Constraint>,
    /// The hints, in order.
    pub(super) hints: Vec<Variable>,
    /// Inputs by name, those of one name in order: the path without `inputs/`; the public ones as `public/NAME`.
    pub(super) inputs: BTreeMap<String, Vec<Var>>,
    names: HashMap<Var, String>,
    scopes: Vec<String>,
    num_instance: usize,
}

/// A constraint that does not hold.
#[derive(Debug)]
pub(super) struct Broken {
    /// Its namespace.
    #[expect(dead_code, reason = "read by people, in messages")]
    pub(super) scope: String,
    /// Its label.
    pub(super) label: &'static str,
    /// The inputs in it, each once.
    pub(super) inputs: Vec<String>,
}

impl Constraint {
    fn of(c: cs::Constraint<'_>) -> Self {
        Self { a: c.a.to_terms(), b: c.b.to_terms(), c: c.c.to_terms(), label: c.label }
    }
}

impl Shape {
    /// The circuit's.
    pub(super) fn get() -> &'static Self {
        static SHAPE: OnceLock<Shape> = OnceLock::new();
        SHAPE.get_or_init(Self::new)
    }

    fn new() -> Self {
        let cs = InvoiceCircuit(&World::new(1).claim()).full();
        let mut inputs = BTreeMap::<String, Vec<Var>>::new();
        for (i, name) in CIRCUIT.inputs.iter().enumerate() {
            inputs.insert(format!("public/{name}"), vec![Var::instance(i + 1)]);
        }
        for input in cs.variables().iter().filter(|v| v.origin == Origin::Input) {
            let path = format!("{}/{}", cs.scope_path(input.scope), input.name);
            inputs.entry(path.strip_prefix("inputs/").unwrap().to_owned()).or_default().push(input.var);
        }
        let all = inputs.iter().flat_map(|(name, vars)| vars.iter().map(|var| (*var, name.clone())));
        Self {
            names: all.collect(),
            scopes: cs.constraints().iter().map(|c| cs.scope_path(c.scope)).collect(),
            constraints: cs.constraints().iter().map(Constraint::of).collect(),
            hints: cs.hints(),
            num_instance: cs.num_instance(),
            inputs,
        }
    }

    /// The input of a name, by its position among those of this name.
    pub(super) fn input(&self, name: &str, i: usize) -> Var {
        self.inputs.get(name).unwrap_or_else(|| panic!("no input {name}"))[i]
    }

    /// A variable's place in an assignment.
    pub(super) fn index(&self, var: Var) -> usize {
        var.index(self.num_instance)
    }

    /// Whether a constraint holds.
    pub(super) fn holds(&self, c: &Constraint, z: &[Fr]) -> bool {
        let value = |terms: &Terms| terms.iter().map(|(v, k)| z[self.index(*v)] * k).sum::<Fr>();
        value(&c.a) * value(&c.b) == value(&c.c)
    }

    /// All constraints that an assignment breaks, in order.
    pub(super) fn broken(&self, z: &[Fr]) -> Vec<Broken> {
        let broken = |(i, c): (usize, &Constraint)| {
            let vars = c.a.iter().chain(&c.b).chain(&c.c).map(|(var, _)| var);
            let inputs: BTreeSet<&String> = vars.filter_map(|var| self.names.get(var)).collect();
            let inputs = inputs.into_iter().cloned().collect();
            Broken { scope: self.scopes[i].clone(), label: c.label, inputs }
        };
        self.constraints.iter().enumerate().filter(|(_, c)| !self.holds(c, z)).map(broken).collect()
    }
}
