//! Circuits with a witness that no honest prover computes: cases for the gates in which inputs and hints are what an attacker makes
//! of them, with all that is computed from them following.

pub(crate) mod tally;

use crate::{Circuit, Cs, Mode};
use covenant_gadgets::cs::{Forgery, Var};
use covenant_statements::{CircuitInfo, Fr, Violation};

/// Values in the place of others.
pub(crate) type Forgeries = Vec<(Var, Fr)>;

/// A circuit of which some values are forged.
struct Forged {
    circuit: Box<dyn Circuit>,
    forged: Forgeries,
}

impl Forged {
    fn run(&self, mode: Mode) -> Cs {
        replayed(&*self.circuit, mode, &self.forged)
    }
}

impl Circuit for Forged {
    fn info(&self) -> &'static CircuitInfo {
        self.circuit.info()
    }

    fn check(&self) -> Result<(), Violation> {
        self.circuit.check()
    }

    fn synthesize(&self, cs: &mut Cs) {
        self.circuit.synthesize(cs);
    }

    fn full(&self) -> Cs {
        self.run(Mode::Full)
    }

    fn assignment(&self) -> Vec<Fr> {
        self.run(Mode::Assignment).assignment()
    }
}

fn replayed(circuit: &dyn Circuit, mode: Mode, forged: &[(Var, Fr)]) -> Cs {
    let forgery = |(var, value): &(Var, Fr)| {
        let value = *value;
        Forgery { var: *var, replace: Box::new(move |_| value) }
    };
    let mut cs = Cs::with_forgeries(mode, forged.iter().map(forgery));
    circuit.synthesize(&mut cs);
    cs
}

/// Where the variables of a circuit are. They are the same for every witness.
pub(crate) struct Places(Cs);

impl Places {
    pub(crate) fn of(circuit: &dyn Circuit) -> Self {
        Self(circuit.full())
    }

    /// The nth variable of a place, which is the path of its namespace and its name.
    fn nth(&self, place: &str, n: usize) -> Option<Var> {
        let variables = self.0.variables().iter().filter(|variable| {
            let path = place.strip_suffix(variable.name).and_then(|path| path.strip_suffix('/'));
            path.is_some_and(|path| self.0.scope_path(variable.scope) == path)
        });
        variables.map(|variable| variable.var).nth(n)
    }

    /// The circuit with the values that an attack chooses; with none where it names a place that is gone, which nothing refuses.
    pub(crate) fn forged(&self, circuit: Box<dyn Circuit>, attack: Attack) -> Box<dyn Circuit> {
        let forged = attack(&self.known(&*circuit, &Forgeries::new())).unwrap_or_default();
        Box::new(Forged { circuit, forged })
    }

    fn known<'a>(&'a self, circuit: &'a dyn Circuit, forged: &[(Var, Fr)]) -> Known<'a> {
        let z = replayed(circuit, Mode::Assignment, forged).assignment();
        Known { places: self, circuit, forged: forged.to_vec(), z }
    }
}

/// What an attacker puts in the place of honest values; `None` where the circuit has no such place.
pub(crate) type Attack = fn(&Known<'_>) -> Option<Forgeries>;

/// All values of a witness.
pub(crate) struct Known<'a> {
    places: &'a Places,
    circuit: &'a dyn Circuit,
    forged: Forgeries,
    z: Vec<Fr>,
}

impl Known<'_> {
    /// The nth variable of a place.
    pub(crate) fn nth(&self, place: &str, n: usize) -> Option<Var> {
        self.places.nth(place, n)
    }

    /// Its value.
    pub(crate) fn value(&self, place: &str, n: usize) -> Option<Fr> {
        Some(self.z[self.nth(place, n)?.index(self.places.0.num_instance())])
    }

    /// The values of a place.
    pub(crate) fn values(&self, place: &str) -> Vec<Fr> {
        (0..).map_while(|n| self.value(place, n)).collect()
    }

    /// The left factor of a constraint: of one that equates two values their difference.
    pub(crate) fn left_factor(&self, place: &str) -> Option<Fr> {
        let cs = &self.places.0;
        let constraint = cs.constraints().iter().find(|constraint| {
            let path = place.strip_suffix(constraint.label).and_then(|path| path.strip_suffix('/'));
            path.is_some_and(|path| cs.scope_path(constraint.scope) == path)
        })?;
        Some(constraint.a.iter().map(|(var, k)| self.z[var.index(cs.num_instance())] * k).sum())
    }

    /// A public input so that a constraint holds which takes it from what the circuit computes.
    pub(crate) fn published(&self, input: usize, place: &str) -> Option<(Var, Fr)> {
        Some((Var::instance(input), self.z[input] + self.left_factor(place)?))
    }

    /// What follows from more forged values.
    pub(crate) fn with(&self, more: &[(Var, Fr)]) -> Self {
        self.places.known(self.circuit, &self.and(more))
    }

    /// All that is forged, and more.
    pub(crate) fn and(&self, more: &[(Var, Fr)]) -> Forgeries {
        [&self.forged, more].concat()
    }
}

/// The places of the constraints that a circuit's witness breaks, each once.
#[cfg(test)]
pub(crate) fn broken_groups(circuit: &dyn Circuit) -> Vec<String> {
    let cs = circuit.full();
    let place = |c: covenant_gadgets::cs::Constraint<'_>| format!("{}/{}", cs.scope_path(c.scope), c.label);
    cs.unsatisfied().map(place).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::small;

    #[test]
    fn what_is_forged_is_in_the_witness_and_the_rest_follows() {
        let honest = small(1);
        let places = Places::of(&*honest);
        let attack: Attack = |known| Some(vec![(known.nth("inputs/line/blinding", 0)?, Fr::from(5u64))]);
        let forged = places.forged(small(1), attack);
        let var = places.nth("inputs/line/blinding", 0).unwrap();
        let (full, z) = (forged.full(), forged.assignment());
        assert_eq!(full.assignment(), z);
        assert_eq!(z[var.index(full.num_instance())], Fr::from(5u64));
        let broken: Vec<&str> = full.unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(broken, ["custody/public"]);
        assert!(places.nth("inputs/line/blinding", 99).is_none() && places.nth("line/blinding", 0).is_none());
    }

    #[test]
    fn an_attack_that_finds_no_place_forges_nothing() {
        let places = Places::of(&*small(1));
        let forged = places.forged(small(1), |known| Some(vec![(known.nth("no/place", 0)?, Fr::from(1u64))]));
        assert_eq!(forged.assignment(), small(1).assignment());
    }
}
