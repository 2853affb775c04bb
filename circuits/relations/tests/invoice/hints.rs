//! Every value that the circuit computes outside its constraints is forged, with all that follows from it, and the
//! constraint that catches it is named. A hint without a line in the table fails the build.

use covenant_gadgets::{
    Fr,
    cs::{Cs, Forgery, Mode, Variable},
};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::{Claim, sample::World};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Each hint's name with the labels of the constraints that may catch its forgery.
const CAUGHT_BY: &[(&str, &[&str])] = &[
    ("bits/bit", &["bits/boolean", "bits/at-most"]),
    ("bits/matched", &["bits/matched"]),
    ("calendar/month", &["calendar/month", "calendar/one-month"]),
    ("calendar/quotient", &["bits/boolean"]),
    ("calendar/year", &["bits/boolean"]),
    ("edwards/add-x", &["edwards/add-x"]),
    ("edwards/add-y", &["edwards/add-y"]),
    ("edwards/beta", &["edwards/beta"]),
    ("edwards/delta", &["edwards/delta"]),
    ("edwards/double-x", &["edwards/double-x"]),
    ("edwards/double-y", &["edwards/double-y"]),
    ("edwards/gamma", &["edwards/gamma"]),
    ("edwards/tau", &["edwards/tau"]),
    ("edwards/x2", &["edwards/x2"]),
    ("edwards/xy", &["edwards/xy"]),
    ("edwards/y2", &["edwards/y2"]),
    ("elligator/candidate", &["elligator/candidate"]),
    ("elligator/cubic", &["elligator/cubic"]),
    ("elligator/edwards-x", &["elligator/edwards-x"]),
    ("elligator/edwards-y", &["elligator/edwards-y"]),
    ("elligator/is-first", &["elligator/is-first", "elligator/root"]),
    ("elligator/nonzero", &["elligator/nonzero"]),
    ("elligator/abscissa", &["elligator/abscissa"]),
    ("elligator/root", &["elligator/root", "elligator/parity"]),
    ("elligator/square", &["elligator/square"]),
    ("elligator/x2", &["elligator/x2"]),
    ("list/factor", &["list/factor"]),
    ("list/product", &["list/product"]),
    ("list/used", &["list/used", "list/prefix", "list/length"]),
    ("merkle/first", &["merkle/first"]),
    ("merkle/last", &["merkle/last"]),
    ("merkle/second", &["merkle/second"]),
    ("merkle/third", &["merkle/third"]),
    ("poseidon/fifth", &["poseidon/fifth"]),
    ("poseidon/fourth", &["poseidon/fourth"]),
    ("poseidon/square", &["poseidon/square"]),
    ("signer/is-not-the-seller", &["signer/is-not-the-seller"]),
    ("terms/amount-not-zero", &["terms/amount-not-zero"]),
    ("terms/capacity", &["terms/capacity"]),
    ("terms/seller-is-not-debtor", &["terms/seller-is-not-debtor"]),
    ("text/allowed", &["text/allowed"]),
    ("text/bit", &["text/bit", "text/printable", "text/no-lower-case", "text/unused-is-zero", "text/limb"]),
    ("text/first-not-blank", &["text/first-not-blank"]),
    ("text/last", &["text/last"]),
    ("text/last-not-blank", &["text/last-not-blank"]),
    ("text/outer", &["text/outer"]),
    ("text/upper-low", &["text/upper-low"]),
    ("text/upper-quarter", &["text/upper-quarter"]),
    ("text/used", &["text/used", "text/prefix", "text/length"]),
    ("voprf/blinded", &["voprf/blinded"]),
    ("window/both", &["window/both"]),
    ("window/constant", &["window/constant"]),
    ("window/even", &["window/even"]),
    ("window/magnitude", &["window/magnitude"]),
    ("window/sign", &["window/sign"]),
];

/// How a value is forged: by one more, its complement as a bit, its negative, and an unrelated one.
const FORGERIES: [fn(Fr) -> Fr; 4] = [
    |v| v + Fr::from(1u64),
    |v| Fr::from(1u64) - v,
    |v| -v,
    |v| v * Fr::from(0x1234_5678u64) + Fr::from(99u64),
];

fn by_name(cs: &Cs) -> BTreeMap<&'static str, Vec<Variable>> {
    let mut names = BTreeMap::<_, Vec<Variable>>::new();
    for hint in cs.hints() {
        names.entry(hint.name).or_default().push(hint);
    }
    names
}

#[test]
fn every_hint_is_in_the_table() {
    let cs = InvoiceCircuit(&World::new(1).claim()).full();
    let hints: Vec<&str> = by_name(&cs).into_keys().collect();
    let mut table: Vec<&str> = CAUGHT_BY.iter().map(|(name, _)| *name).collect();
    table.sort_unstable();
    assert_eq!(hints, table, "circuit and table have the same hints");
}

/// Replays the synthesis with one hint forged and says which constraint of the honest shape caught it; `None` where the
/// forged value is the honest one.
fn caught(
    shape: &Cs,
    claim: &Claim,
    hint: Variable,
    forge: fn(Fr) -> Fr,
) -> Option<Result<&'static str, ()>> {
    let honest = shape.assignment()[hint.var.index(shape.num_instance())];
    if forge(honest) == honest {
        return None;
    }
    let forgery = Forgery { var: hint.var, replace: Box::new(forge) };
    let mut cs = Cs::with_forgeries(Mode::Assignment, [forgery]);
    InvoiceCircuit(claim).synthesize(&mut cs);
    Some(shape.is_satisfied_by(&cs.assignment()).map_or_else(|e| Ok(e.label), |()| Err(())))
}

#[test]
fn every_kind_of_hint_is_caught_by_its_constraint() {
    let claim = World::new(1).claim();
    let names: Vec<(&str, Vec<Variable>)> = by_name(&InvoiceCircuit(&claim).full()).into_iter().collect();
    let failures: Vec<String> = names
        .par_iter()
        .flat_map_iter(|(name, all)| {
            let claim = World::new(1).claim();
            let shape = InvoiceCircuit(&claim).full();
            let allowed = CAUGHT_BY.iter().find(|(n, _)| n == name).map_or(&[][..], |(_, labels)| labels);
            let sample = [0, all.len() / 3, 2 * all.len() / 3, all.len() - 1].map(|i| all[i]);
            let results =
                sample.into_iter().flat_map(|hint| FORGERIES.map(|f| caught(&shape, &claim, hint, f)));
            let bad =
                results.flatten().filter(|result| !matches!(result, Ok(label) if allowed.contains(label)));
            bad.map(|result| format!("{name}: {result:?}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Every single variable of the witness, inputs included, is held by some constraint: changed alone, one of those that
/// mention it fails.
#[test]
fn no_variable_is_free() {
    let cs = InvoiceCircuit(&World::new(1).claim()).full();
    let [a, b, c] = covenant_relations::matrices(&cs);
    let mut mentions = vec![Vec::new(); cs.num_instance() + cs.num_witness()];
    for row in 0..a.len() {
        for (_, column) in a[row].iter().chain(&b[row]).chain(&c[row]) {
            mentions[*column].push(row);
        }
    }
    let z = cs.assignment();
    let evaluate = |row: &[(Fr, usize)], z: &[Fr]| row.iter().map(|(k, column)| *k * z[*column]).sum::<Fr>();
    let holds = |row: usize, z: &[Fr]| evaluate(&a[row], z) * evaluate(&b[row], z) == evaluate(&c[row], z);
    let free: Vec<usize> = (cs.num_instance()..z.len())
        .into_par_iter()
        .map_init(
            || z.clone(),
            |z, variable| {
                let honest = z[variable];
                z[variable] += Fr::from(0x9e37_79b9u64);
                let held = mentions[variable].iter().any(|row| !holds(*row, z));
                z[variable] = honest;
                (!held).then_some(variable)
            },
        )
        .flatten()
        .collect();
    assert!(free.is_empty(), "{} free variables, the first {:?}", free.len(), free.first());
}
