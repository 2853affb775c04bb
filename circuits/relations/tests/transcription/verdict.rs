//! Clauses, one after the other, up to the first that does not hold; and what a circuit says of the same claim.

use crate::{Cs, Made};
use ark_bn254::Fr;
use ark_relations::gr1cs::{ConstraintSystem, SynthesisError};
use covenant_relations::Circuit;
use covenant_soundness::{Circuit as _, Recorded, System};
use std::ops::Deref;
use std::sync::OnceLock;

/// The name of the clause that refuses.
pub(crate) type Verdict<T = ()> = Result<T, &'static str>;

/// From how many constraints on it is worth looking whether they hold.
const MANY: usize = 16_384;

/// The clauses that were stated so far. Constraints are looked at whenever there are twice as many as the last time, so that little is
/// stated of what is refused already.
pub(crate) struct Clauses {
    cs: Cs,
    /// Each with how many constraints there were after it.
    ends: Vec<(&'static str, usize)>,
    next: usize,
}

impl Clauses {
    /// What is made of a clause, or of a part of one.
    pub(crate) fn state<T>(&mut self, name: &'static str, made: impl FnOnce(&Cs) -> Made<T>) -> Verdict<T> {
        let made = made(&self.cs);
        let constraints = self.cs.num_constraints();
        self.ends.push((name, constraints));
        match made {
            Ok(made) if constraints < self.next => Ok(made),
            Ok(made) => self.hold().map(|()| made),
            Err(SynthesisError::Unsatisfiable) => self.hold().and(Err(name)),
            Err(e) => panic!("{name}: {e}"),
        }
    }

    /// All constraints hold, or the clause in which the first stands that does not.
    fn hold(&mut self) -> Verdict {
        self.next = 2 * self.cs.num_constraints();
        let Some(refused) = self.cs.which_is_unsatisfied().unwrap() else { return Ok(()) };
        // Without a subscriber of traces the name of a constraint is "R1CS - index".
        let index: usize = refused.rsplit(' ').next().unwrap().parse().unwrap();
        Err(self.ends.iter().find(|(_, end)| index < *end).unwrap().0)
    }
}

/// What a transcription says, with these public inputs.
pub(crate) fn judged<T>(public: &[Fr], transcription: impl FnOnce(&mut Clauses) -> Verdict<T>) -> Verdict {
    let mut clauses = Clauses { cs: ConstraintSystem::new_ref(), ends: Vec::new(), next: MANY };
    let verdict = transcription(&mut clauses).and_then(|_| clauses.hold());
    assert_eq!(&clauses.cs.instance_assignment().unwrap()[1..], public);
    verdict
}

/// What is required of how many there are: without it there is nothing of which more could be stated.
pub(crate) fn counted(holds: bool) -> Made<()> {
    if holds { Ok(()) } else { Err(SynthesisError::Unsatisfiable) }
}

/// A circuit's constraints, with which every claim of its shape is judged.
pub(crate) struct Constraints(System<Fr>);

impl Constraints {
    pub(crate) fn of(circuit: &(dyn Circuit + Sync)) -> Self {
        Self(Recorded::new(|cs: &mut covenant_relations::Cs| circuit.synthesize(cs)).system())
    }

    /// The place at which they refuse a witness, which must make these values public.
    pub(crate) fn judge(&self, circuit: &dyn Circuit, public: &[Fr]) -> Result<(), String> {
        let z = circuit.assignment();
        assert_eq!(&z[1..=public.len()], public);
        match self.0.first_failing(&z, 0) {
            None => Ok(()),
            Some(row) => Err(self.0.sites[self.0.rows[row].site as usize].full()),
        }
    }
}

/// Constraints that are made when they are first asked for, by several threads at once if it must be: synthesis has work done by rayon's
/// pool, whose threads must not wait for who waits for them.
pub(crate) struct Kept {
    made: OnceLock<Constraints>,
    make: fn() -> Constraints,
}

impl Kept {
    pub(crate) const fn new(make: fn() -> Constraints) -> Self {
        Self { made: OnceLock::new(), make }
    }
}

impl Deref for Kept {
    type Target = Constraints;

    fn deref(&self) -> &Constraints {
        match self.made.get() {
            Some(made) => made,
            None => {
                let made = (self.make)();
                self.made.get_or_init(|| made)
            }
        }
    }
}

/// Whether it is refused in the clause, or in one of these instead; accepted where no clause refuses.
pub(crate) fn refused_at(refused: Result<(), &str>, clause: Verdict, elsewhere: &[&str]) -> bool {
    refused == clause || clause.is_err() && refused.is_err_and(|place| elsewhere.contains(&place))
}

/// How many random claims a run judges: `default`, or as `COVENANT_AGREEMENT_CASES` says.
pub(crate) fn cases(default: u64) -> u64 {
    std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// Of a table all entries where `COVENANT_AGREEMENT_CASES` is set, else every so many-th.
pub(crate) fn some<T>(table: Vec<T>, every: usize) -> Vec<T> {
    let every = if std::env::var_os("COVENANT_AGREEMENT_CASES").is_some() { 1 } else { every };
    table.into_iter().step_by(every).collect()
}
