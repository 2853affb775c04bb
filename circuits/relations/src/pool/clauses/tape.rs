//! The servicer, its signature, and the environment.

use super::super::{Public, witness::Witness};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    cs::Num,
    eddsa,
    poseidon::var::hash,
    sequence::var::digest,
};
use covenant_statements::{
    Fr, Policy as _, Role,
    pool::{
        Environment, PoolPolicy, Tape,
        tape::{LINES_PER_ELEMENT, MARKS_PER_ELEMENT},
    },
};

pub(super) fn enforce(cs: &mut Cs, w: &Witness, public: &Public) {
    let policy = cs.scoped("policy", |cs| hash(cs, PoolPolicy::TAG, &w.policy.fields.clone().in_order()));
    let environment = cs.scoped("environment", |cs| environment(cs, w, &policy));
    cs.enforce_equal("environment/public", &environment, &public.environment);
    cs.enforce_equal("tape/servicer", &w.servicer.party, w.roles.servicer());
    own_servicer(cs, w);
    w.servicer.enforce_registered(cs, &Num::constant(Fr::from(Role::Servicer as u64)), &w.registry_root);
    cs.scoped("valid-from", |cs| less_or_equal(cs, &w.servicer.valid_from, &w.tape.cut_off));
    cs.scoped("valid-until", |cs| less_or_equal(cs, &w.tape.cut_off, &w.servicer.valid_until));
    let message = cs.scoped("message", |cs| message(cs, w, &policy, public));
    cs.enforce_equal("tape/public", &message, &public.tape);
    eddsa::var::verify(cs, &w.servicer.key, &message, &w.signature);
}

/// The servicer is not the owner, unless the policy takes that. Where it does, nothing is said.
fn own_servicer(cs: &mut Cs, w: &Witness) {
    let difference = w.roles.servicer() - w.roles.owner();
    let is_other = crate::parts::nonzero::is_nonzero(cs, &difference);
    let zero = Num::zero();
    cs.enforce("tape/own-servicer", is_other.not().num(), w.policy.own_servicer.not().num(), &zero);
}

fn environment(cs: &mut Cs, w: &Witness, policy: &Num) -> Num {
    let roles = w.roles.digest(cs);
    let base = [&w.network, policy, &w.registry_root, &roles, &w.tape.pool].map(Clone::clone);
    let base = hash(cs, Environment::BASE_TAG, &base);
    let tape = &w.tape;
    let parts = [&base, tape.cut_off.num(), &w.counter, tape.epoch.num(), tape.sequence.num()];
    hash(cs, Environment::TAG, &parts.map(Clone::clone))
}

fn message(cs: &mut Cs, w: &Witness, policy: &Num, public: &Public) -> Num {
    let tape = &w.tape;
    let packed =
        Uint::pack(&[(&w.policy.currency, 24), (&tape.cut_off, 32), (&tape.epoch, 32), (&tape.sequence, 64)]);
    let lines = cs.scoped("lines", |cs| {
        digest(cs, Tape::LINES_TAG, &w.used, &line_elements(w), |element| element * LINES_PER_ELEMENT)
    });
    let parties: Vec<Num> = w.obligors.iter().map(|row| row.party.clone()).collect();
    let obligors =
        cs.scoped("obligors", |cs| digest(cs, Tape::OBLIGORS_TAG, &w.named, &parties, |element| element));
    let groups = cs.scoped("groups", |cs| {
        digest(cs, Tape::GROUPS_TAG, &w.named, &group_elements(w), |element| element * MARKS_PER_ELEMENT)
    });
    let values = [
        &w.network,
        &tape.pool,
        &public.custody,
        policy,
        packed.num(),
        &tape.salt,
        &lines,
        &obligors,
        &groups,
    ];
    hash(cs, Tape::TAG, &values.map(Clone::clone))
}

/// Balance, days past due, default and grade of three lines.
fn line_elements(w: &Witness) -> Vec<Num> {
    let element = |lines: &[super::super::witness::LineVar]| {
        let small: Vec<(Uint, Uint)> =
            lines.iter().map(|line| (Uint::from(&line.defaulted), line.grade())).collect();
        let parts: Vec<(&Uint, u32)> = lines
            .iter()
            .zip(&small)
            .flat_map(|(line, (defaulted, grade))| {
                [(&line.balance, 64), (&line.days_past_due, 16), (defaulted, 1), (grade, 3)]
            })
            .collect();
        Uint::pack(&parts).num().clone()
    };
    w.lines.chunks(LINES_PER_ELEMENT).map(element).collect()
}

/// The marks of 252 obligors.
fn group_elements(w: &Witness) -> Vec<Num> {
    let element = |rows: &[super::super::witness::ObligorVar]| {
        let marks: Vec<Uint> = rows.iter().map(|row| Uint::from(&row.same_group)).collect();
        Uint::pack(&marks.iter().map(|mark| (mark, 1)).collect::<Vec<_>>()).num().clone()
    };
    w.obligors.chunks(MARKS_PER_ELEMENT).map(element).collect()
}
