//! The private inputs of the circuit, each range-checked where it enters.

mod lines;
mod policy;

pub(super) use lines::{DAYS_BITS, LineVar, ObligorVar};
pub(super) use policy::{PolicyVar, WHOLE};

use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, WORD_BITS},
        member::MemberVar,
    },
};
use covenant_gadgets::{
    compare::Uint, cs::Num, eddsa::var::SignatureVar, poseidon::var::hash, sequence::var::Prefix,
};
use covenant_statements::{
    Amount,
    pool::{Claim, TRANCHES, Tape},
    roles::Roles,
};

/// Everything that is not public.
pub(super) struct Witness {
    pub(super) network: Num,
    pub(super) registry_root: Num,
    pub(super) counter: Num,
    pub(super) policy: PolicyVar,
    pub(super) roles: RolesVar,
    pub(super) tape: TapeVar,
    pub(super) servicer: MemberVar,
    pub(super) signature: SignatureVar,
    /// Which of the places for lines are used.
    pub(super) used: Prefix,
    pub(super) lines: Vec<LineVar>,
    /// Which of the places for obligors are used.
    pub(super) named: Prefix,
    pub(super) obligors: Vec<ObligorVar>,
    pub(super) tranches: [Uint; TRANCHES],
    pub(super) reserve: Uint,
    /// What each figure is hidden behind.
    pub(super) bounds: Vec<Amount>,
}

/// Who may sign. Appraisers and prices play no part: their digests are opened, and no more.
pub(super) struct RolesVar {
    values: [Num; 5],
}

/// The tape but for its lines.
pub(super) struct TapeVar {
    pub(super) pool: Num,
    pub(super) cut_off: Uint,
    pub(super) epoch: Uint,
    pub(super) sequence: Uint,
    pub(super) salt: Num,
}

impl Witness {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, room: usize) -> Self {
        let obligors = &claim.tape.obligors;
        Self {
            network: cs.input("network", claim.network.to_field()),
            registry_root: cs.input("registry-root", claim.registry_root),
            counter: cs.input("counter", claim.counter.into()),
            policy: cs.scoped("policy", |cs| PolicyVar::allocate(cs, &claim.policy)),
            roles: cs.scoped("roles", |cs| RolesVar::allocate(cs, &claim.roles)),
            tape: cs.scoped("tape", |cs| TapeVar::allocate(cs, &claim.tape)),
            servicer: cs.scoped("servicer", |cs| MemberVar::allocate(cs, &claim.servicer)),
            signature: SignatureVar::input(cs, "signature", &claim.tape_signature),
            used: Prefix::input(cs, "used", claim.notes.len(), room),
            lines: (0..room)
                .map(|i| {
                    let (note, line) = (claim.notes.get(i), claim.tape.lines.get(i));
                    cs.scoped("line", |cs| LineVar::allocate(cs, note, line))
                })
                .collect(),
            named: Prefix::input(cs, "named", obligors.len(), room),
            obligors: (0..room)
                .map(|j| cs.scoped("obligor", |cs| ObligorVar::allocate(cs, obligors.get(j))))
                .collect(),
            tranches: claim.tranches.map(|tranche| Uint::input(cs, "tranche", tranche.0, AMOUNT_BITS)),
            reserve: Uint::input(cs, "reserve", claim.reserve.0, AMOUNT_BITS),
            bounds: claim.bounds.to_vec(),
        }
    }
}

impl RolesVar {
    fn allocate(cs: &mut Cs, roles: &Roles) -> Self {
        let [salt, servicer, appraisers, quorum, owner] = roles.values();
        let values = [
            cs.input("salt", salt),
            cs.input("servicer", servicer),
            cs.input("appraisers", appraisers),
            cs.input("quorum", quorum),
            cs.input("owner", owner),
        ];
        Self { values }
    }

    /// Who signs the tape.
    pub(super) fn servicer(&self) -> &Num {
        &self.values[1]
    }

    /// To whom every line is owed.
    pub(super) fn owner(&self) -> &Num {
        &self.values[4]
    }

    pub(super) fn digest(&self, cs: &mut Cs) -> Num {
        hash(cs, Roles::TAG, &self.values)
    }
}

impl TapeVar {
    fn allocate(cs: &mut Cs, tape: &Tape) -> Self {
        Self {
            pool: cs.input("pool", tape.pool),
            cut_off: Uint::input(cs, "cut-off", tape.cut_off.get(), WORD_BITS),
            epoch: Uint::input(cs, "epoch", tape.epoch, WORD_BITS),
            sequence: Uint::input(cs, "sequence", tape.sequence, AMOUNT_BITS),
            salt: cs.input("salt", tape.salt),
        }
    }
}
