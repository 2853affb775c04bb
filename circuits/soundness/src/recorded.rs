//! Circuits on the recorder of `covenant-gadgets`.

use crate::{
    Circuit, System,
    system::{Origin, Row, Sites, Variable},
};
use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use covenant_gadgets::cs::{self, Cs, Forgery, Mode, Var};

/// A circuit that `synthesize` records; it may be called many times, from several threads.
pub struct Recorded<S> {
    synthesize: S,
    num_public: usize,
}

impl<S: Fn(&mut Cs) + Sync> Recorded<S> {
    /// The circuit that this function records.
    pub fn new(synthesize: S) -> Self {
        let mut cs = Cs::new(Mode::Assignment);
        synthesize(&mut cs);
        let num_public = cs.num_instance();
        Self { synthesize, num_public }
    }

    fn run(&self, mut cs: Cs) -> Cs {
        (self.synthesize)(&mut cs);
        cs
    }
}

impl<S> core::fmt::Debug for Recorded<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Recorded").field("num_public", &self.num_public).finish_non_exhaustive()
    }
}

impl<S: Fn(&mut Cs) + Sync> Circuit<Fr> for Recorded<S> {
    fn system(&self) -> System<Fr> {
        let cs = self.run(Cs::new(Mode::Full));
        let mut sites = Sites::default();
        let paths: Vec<String> = (0..cs.num_scopes()).map(|scope| cs.scope_path(scope)).collect();
        let public =
            |sites: &mut Sites, index: usize| Variable { site: sites.public(index), origin: Origin::Public };
        let mut variables: Vec<Variable> = (0..cs.num_instance()).map(|i| public(&mut sites, i)).collect();
        variables.extend(cs.variables().iter().map(|variable| Variable {
            site: sites.number(&paths[variable.scope], variable.name),
            origin: match variable.origin {
                cs::Origin::Input => Origin::Input,
                cs::Origin::Hint => Origin::Hint,
            },
        }));
        let combination = |row: cs::Row<'_>| {
            let column = |(var, k): (Var, Fr)| (var.index(cs.num_instance()) as u32, k);
            row.iter().filter(|(_, k)| *k != Fr::ZERO).map(column).collect()
        };
        let rows = cs.constraints().iter().map(|constraint| Row {
            a: combination(constraint.a),
            b: combination(constraint.b),
            c: combination(constraint.c),
            site: sites.number(&paths[constraint.scope], constraint.label),
        });
        let rows = rows.collect();
        System { rows, variables, z: cs.assignment(), sites: sites.into_all() }
    }

    fn replay(&self, forged: &[(usize, Fr)]) -> Vec<Fr> {
        let forgery = |(column, value): &(usize, Fr)| {
            let value = *value;
            let var = match column.checked_sub(self.num_public) {
                None => Var::instance(*column),
                Some(witness) => Var::witness(witness),
            };
            Forgery { var, replace: Box::new(move |_| value) }
        };
        self.run(Cs::with_forgeries(Mode::Assignment, forged.iter().map(forgery))).assignment()
    }
}
