//! A defect, and what each gate says of a circuit.

use ark_bn254::Fr;
use covenant_gadgets::cs::{Cs, Forgery, Mode};
use covenant_soundness::{Circuit as _, Ledger, Recorded, System, agreement, deletion, forge, rank};

/// A circuit over values in a fixed order, the public ones among them.
pub(crate) type Synthesize = fn(&mut Cs, &[Fr]);

/// A gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    Agreement,
    Forge,
    Rank,
    Deletion,
}

impl Gate {
    /// All of them, in the order of the book's table.
    pub(crate) const ALL: [Self; 4] = [Self::Agreement, Self::Forge, Self::Rank, Self::Deletion];
}

/// A missing or wrong constraint.
#[derive(Clone)]
pub(crate) struct Defect {
    /// What is wrong.
    pub name: &'static str,
    /// Where it happened.
    pub source: &'static str,
    /// The statement on the values, without any constraint system.
    pub holds: fn(&[Fr]) -> bool,
    /// The circuit as it should be.
    pub right: Synthesize,
    /// The circuit with the defect.
    pub wrong: Synthesize,
    /// Values of which the statement holds.
    pub honest: fn() -> Vec<Fr>,
    /// Other values, with hints as an attacker would choose them.
    pub attempts: fn() -> Vec<Attempt>,
    /// The tables of both versions.
    pub ledger: Ledger,
    /// The gates that find it, in the order of [`Gate::ALL`].
    pub found_by: &'static [Gate],
}

/// Values, and hints under a name in the order in which they are made.
pub(crate) struct Attempt {
    pub name: &'static str,
    pub values: Vec<Fr>,
    pub hints: Vec<(&'static str, Vec<Fr>)>,
}

/// Values with the hints that an honest prover would compute.
pub(crate) fn values(name: &'static str, values: impl IntoIterator<Item = impl Into<Fr>>) -> Attempt {
    Attempt { name, values: values.into_iter().map(Into::into).collect(), hints: Vec::new() }
}

impl Attempt {
    /// With other hints.
    pub(crate) fn hinting(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<Fr>>,
    ) -> Self {
        self.hints.push((name, values.into_iter().map(Into::into).collect()));
        self
    }

    /// The assignment that a circuit makes of it.
    fn assignment(&self, synthesize: Synthesize) -> Vec<Fr> {
        let mut cs = Cs::new(Mode::Full);
        synthesize(&mut cs, &self.values);
        let forgeries = self.hints.iter().flat_map(|(name, values)| {
            let named = cs.variables().iter().filter(move |variable| variable.name == *name);
            named.zip(values).map(|(variable, value)| {
                let value = *value;
                Forgery { var: variable.var, replace: Box::new(move |_| value) }
            })
        });
        let mut forged = Cs::with_forgeries(Mode::Assignment, forgeries);
        synthesize(&mut forged, &self.values);
        forged.assignment()
    }
}

/// What the gates say of one version.
pub(crate) struct Gates {
    agreement: agreement::Report,
    forge: forge::Report,
    rank: rank::Report,
    deletion: deletion::Report,
}

impl Gates {
    /// Runs all gates, whole.
    pub(crate) fn run(defect: &Defect, synthesize: Synthesize) -> Self {
        let honest = (defect.honest)();
        let circuit = Recorded::new(|cs: &mut Cs| synthesize(cs, &honest));
        let system: System<Fr> = circuit.system();
        let attempts = std::iter::once(values("honest", honest.clone())).chain((defect.attempts)());
        let case = |attempt: Attempt| agreement::Case {
            name: attempt.name.to_owned(),
            is_valid: (defect.holds)(&attempt.values),
            z: attempt.assignment(synthesize),
        };
        let cases: Vec<_> = attempts.map(case).collect();
        assert!(system.failing(&system.z).is_empty(), "{}: the honest witness", defect.name);
        Self {
            agreement: agreement::run(&system, &cases),
            forge: forge::run(&circuit, &system, &defect.ledger, forge::Effort { members: None, seed: 11 }),
            rank: rank::run(&system, &defect.ledger),
            deletion: deletion::run(&circuit, &system, &defect.ledger, &agreement::refused(&cases), None, 11),
        }
    }

    /// The gates that find something which belongs to the circuit: what its ledger lacks or has too much does not count,
    /// nor does what the gate of deletion is only told by the table of the gate of agreement.
    pub(crate) fn found(&self) -> Vec<Gate> {
        let accepted = |finding: &forge::Finding| matches!(finding, forge::Finding::Accepted { .. });
        let found = |gate: &Gate| match gate {
            Gate::Agreement => !self.agreement.is_passed(),
            Gate::Forge => self.forge.findings.iter().any(accepted),
            Gate::Rank => !self.rank.findings.is_empty() || !self.rank.unbound.is_empty(),
            Gate::Deletion => self.deletion.findings().next().is_some(),
        };
        Gate::ALL.into_iter().filter(found).collect()
    }

    /// Whether all are passed, to the last line of the ledger; else what they say.
    pub(crate) fn passed(&self) -> Result<(), String> {
        let Self { agreement, forge, rank, deletion } = self;
        if agreement.is_passed() && forge.findings.is_empty() && rank.is_passed() && deletion.is_passed() {
            return Ok(());
        }
        let mut text = format!("  agreement {:?}\n", agreement.findings);
        text += &format!("  forge {:?}\n", forge.findings);
        text += &format!("  rank {:?} unbound {:?} stale {:?}\n", rank.findings, rank.unbound, rank.stale);
        let groups: Vec<_> = deletion.findings().map(|group| &group.place).collect();
        text += &format!("  deletion {groups:?} accepted {:?} stale {:?}", deletion.accepted, deletion.stale);
        Err(text)
    }
}
