//! Circuits on arkworks' constraint system.
//!
//! A `ConstraintSynthesizer` computes its values inside its own variables: nothing can be replaced there while it runs.
//! Forged values are therefore followed through the constraints: in the order of the columns, a variable that a
//! constraint gives as the only unknown, linearly, is worked out again from the values before it; others (bits,
//! inverses of zero, roots) keep the honest value. A forged witness in which such a variable would move too is not tried
//! by the replays; one for it alone is.

use crate::{
    Circuit, Combination, Row, System, evaluate,
    system::{Origin, Sites, Variable},
};
use ark_ff::PrimeField;
use ark_relations::gr1cs::{
    ConstraintLayer, ConstraintSynthesizer, ConstraintSystem, OptimizationGoal, R1CS_PREDICATE_LABEL,
    SynthesisError, SynthesisMode, TracingMode,
};
use tracing_subscriber::layer::SubscriberExt as _;

/// A circuit that was synthesised once.
#[derive(Clone, Debug)]
pub struct Synthesized<F> {
    system: System<F>,
    /// By column: the row that gives it, and the row's coefficient there is in `c` alone or linear.
    given_by: Vec<Option<u32>>,
}

impl<F: PrimeField> Synthesized<F> {
    /// Synthesises a circuit with its witness. Constraints are named by their namespaces, as arkworks traces them;
    /// variables by the first constraint that ends with them, and those that end none `input-1`, `input-2` and so on, in
    /// the order of their allocation.
    ///
    /// # Errors
    /// The synthesis' own.
    pub fn new(circuit: impl ConstraintSynthesizer<F>) -> Result<Self, SynthesisError> {
        let mut layer = ConstraintLayer::default();
        layer.mode = TracingMode::OnlyConstraints;
        let subscriber = tracing_subscriber::registry().with(layer);
        let system = tracing::subscriber::with_default(subscriber, || synthesize(circuit))?;
        let given_by = given_by(&system);
        Ok(Self { system, given_by })
    }
}

fn synthesize<F: PrimeField>(circuit: impl ConstraintSynthesizer<F>) -> Result<System<F>, SynthesisError> {
    let cs = ConstraintSystem::<F>::new_ref();
    cs.set_optimization_goal(OptimizationGoal::None);
    cs.set_mode(SynthesisMode::Prove { construct_matrices: true, generate_lc_assignments: true });
    circuit.generate_constraints(cs.clone())?;
    let names = cs.constraint_names().unwrap_or_default();
    cs.finalize();
    let matrices = cs.to_matrices()?;
    let [a, b, c] = matrices
        .get(R1CS_PREDICATE_LABEL)
        .and_then(|matrices| <&[_; 3]>::try_from(matrices.as_slice()).ok())
        .ok_or(SynthesisError::Unsatisfiable)?;
    let mut sites = Sites::default();
    let combination = |row: &[(F, usize)]| -> Combination<F> {
        row.iter().map(|(k, column)| (*column as u32, *k)).collect()
    };
    let rows: Vec<Row<F>> = (0..a.len())
        .map(|i| {
            let name = cleaned(names.get(i).map_or("", String::as_str));
            let (path, label) = name.rsplit_once('/').unwrap_or(("", &name));
            let site = sites.number(path, if label.is_empty() { "constraint" } else { label });
            Row { a: combination(&a[i]), b: combination(&b[i]), c: combination(&c[i]), site }
        })
        .collect();
    let (instance, witness) = (cs.instance_assignment()?, cs.witness_assignment()?);
    let variables = variables(&rows, &mut sites, instance.len(), witness.len());
    Ok(System { rows, variables, z: [instance, witness].concat(), sites: sites.into_all() })
}

/// A constraint's trace as a path: `eq::enforce_equal/eq::conditional_enforce_equal`.
fn cleaned(trace: &str) -> String {
    let trace = trace.rsplit_once(" (predicate:").map_or(trace, |(trace, _)| trace);
    let parts = trace.split('/').map(|part| part.trim().trim_start_matches("::"));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// arkworks' variables have no names. One that ends no constraint is an input, `input-1` being the first; any other has
/// the place of the first constraint that it ends.
fn variables<F: PrimeField>(
    rows: &[Row<F>],
    sites: &mut Sites,
    instance: usize,
    witness: usize,
) -> Vec<Variable> {
    let mut ended = vec![None; instance + witness];
    for row in rows {
        if let Some(last) = row.columns().max() {
            ended[last].get_or_insert(row.site);
        }
    }
    let mut inputs = 0;
    let mut variable = |(column, ended): (usize, Option<u32>)| match ended {
        _ if column < instance => Variable { site: sites.public(column), origin: Origin::Public },
        Some(site) => Variable { site, origin: Origin::Hint },
        None => {
            inputs += 1;
            Variable { site: sites.number("", &format!("input-{inputs}")), origin: Origin::Input }
        }
    };
    ended.into_iter().enumerate().map(&mut variable).collect()
}

/// The first row in which a column is the last one and stands in one factor or the product only.
fn given_by<F: PrimeField>(system: &System<F>) -> Vec<Option<u32>> {
    let mut given = vec![None; system.variables.len()];
    let public = system.num_public();
    for (index, row) in system.rows.iter().enumerate() {
        let Some(last) = row.columns().max().filter(|last| *last >= public) else { continue };
        let within = |terms: &Combination<F>| terms.iter().any(|(column, _)| *column as usize == last);
        if !(within(&row.a) && within(&row.b)) && given[last].is_none() {
            given[last] = Some(index as u32);
        }
    }
    given
}

impl<F: PrimeField> Circuit<F> for Synthesized<F> {
    fn system(&self) -> System<F> {
        self.system.clone()
    }

    fn replay(&self, forged: &[(usize, F)]) -> Vec<F> {
        let mut z = self.system.z.clone();
        for (column, value) in forged {
            z[*column] = *value;
        }
        let from = forged.iter().map(|(column, _)| *column).min().unwrap_or(z.len());
        for column in from..z.len() {
            if forged.iter().any(|(other, _)| *other == column) {
                continue;
            }
            if let Some(value) =
                self.given_by[column].and_then(|row| solved(&self.system.rows[row as usize], column, &z))
            {
                z[column] = value;
            }
        }
        z
    }
}

/// The value of a column with which a row holds.
fn solved<F: PrimeField>(row: &Row<F>, column: usize, z: &[F]) -> Option<F> {
    let [a, b, c] = [&row.a, &row.b, &row.c].map(|terms| evaluate(terms, z));
    let k = |terms: &Combination<F>| {
        terms.iter().filter(|(other, _)| *other as usize == column).map(|(_, k)| *k).sum::<F>()
    };
    let slope = k(&row.a) * b + k(&row.b) * a - k(&row.c);
    Some(z[column] + (c - a * b) * slope.inverse()?)
}
