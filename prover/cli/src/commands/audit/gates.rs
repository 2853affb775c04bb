//! The gates, one after the other, on the sample of one circuit.

use covenant_relations::{Cs, Pin, Refused, Relation, digest};
use covenant_soundness::deletion::{self, Case};
use covenant_soundness::{Circuit as _, Recorded, forge, rank};
use covenant_statements::CircuitInfo;

use crate::cli::Audit;
use crate::failure::{Failure, Result};

/// How much is tried. `None` is all there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Replayed forgeries of each place, for each kind of replacement.
    pub(super) members: Option<usize>,
    /// Groups of constraints that are left out.
    pub(super) groups: Option<usize>,
    /// Picks the sample, the random values and the groups.
    pub(super) seed: u64,
}

impl Effort {
    pub(super) fn of(args: &Audit) -> Self {
        let most = |n: u32| (!args.whole).then_some(n as usize);
        Self { members: most(args.members), groups: most(args.groups), seed: args.seed }
    }

    /// Whether nothing is left out.
    pub(super) fn is_whole(self) -> bool {
        self.members.is_none() && self.groups.is_none()
    }
}

/// A circuit's measures, as synthesised now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measures {
    pub(super) constraints: usize,
    pub(super) witness: usize,
    /// In hexadecimal.
    pub(super) digest: String,
}

/// What each gate said.
pub(super) struct Gates {
    pub(super) info: &'static CircuitInfo,
    pub(super) effort: Effort,
    pub(super) measured: Measures,
    pub(super) pinned: Measures,
    pub(super) forged: forge::Report,
    pub(super) rank: rank::Report,
    pub(super) deletion: deletion::Report,
}

impl Gates {
    /// Runs them all; tells which is running, and how much is done.
    ///
    /// # Errors
    /// The sample does not satisfy its own circuit: nothing can be said of it.
    pub(super) fn run(
        relation: &Relation,
        effort: Effort,
        mut progress: impl FnMut(&str, f64),
    ) -> Result<Self> {
        let Effort { members, groups, seed } = effort;
        let (info, pinned) = (relation.info, Measures::pinned(relation.pin));
        progress("synthesis", 0.0);
        let cs = (relation.sample)(seed).full();
        if let Err(unsatisfied) = cs.is_satisfied() {
            let message = format!("the sample of this circuit does not satisfy it: {unsatisfied}");
            return Err(Failure::refused("circuit/sample-unsatisfied", message).at("circuit"));
        }
        let measured = Measures::of(&cs);
        drop(cs);
        // Of tiers one stands for all, with room for a few lines.
        let unlisted =
            || Failure::refused("circuit/no-gates", "no circuit of this statement passes the gates");
        let (relation, small) = relation.gated().ok_or_else(unlisted)?;
        let sample = small(seed);
        let circuit = Recorded::new(move |cs: &mut Cs| sample.synthesize(cs));
        let system = circuit.system();
        progress("rank", 0.05);
        let rank = rank::run(&system, &relation.ledger);
        progress("forged values", 0.1);
        let forged = forge::run(&circuit, &system, &relation.ledger, forge::Effort { members, seed });
        progress("deletion", 0.5);
        let case = |(name, circuit): Refused| Case { name: name.to_owned(), z: circuit.assignment() };
        let cases: Vec<_> = (relation.refused)().into_iter().map(case).collect();
        let deletion = deletion::run(&circuit, &system, &relation.ledger, &cases, groups, seed);
        Ok(Self { info, effort, measured, pinned, forged, rank, deletion })
    }

    pub(super) fn pin_is_passed(&self) -> bool {
        self.measured == self.pinned
    }

    pub(super) fn forged_is_passed(&self) -> bool {
        self.forged.findings.is_empty()
    }

    /// The names of the gates that are not passed.
    pub(super) fn failed(&self) -> Vec<&'static str> {
        let gates = [
            ("pin", self.pin_is_passed()),
            ("forged values", self.forged_is_passed()),
            ("rank", self.rank.is_passed()),
            ("deletion", self.deletion.is_passed()),
        ];
        gates.into_iter().filter(|(_, passed)| !passed).map(|(name, _)| name).collect()
    }
}

impl Measures {
    fn of(cs: &Cs) -> Self {
        let digest = hex::encode(digest(cs));
        Self { constraints: cs.constraints().len(), witness: cs.num_witness(), digest }
    }

    fn pinned(pin: Pin) -> Self {
        Self { constraints: pin.constraints, witness: pin.witness, digest: pin.digest.to_owned() }
    }
}
