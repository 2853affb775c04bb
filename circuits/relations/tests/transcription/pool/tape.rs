//! The servicer, what it signed, and the environment.

use super::{statement::Public, witness::Witness};
use crate::{
    Element, Made,
    arithmetic::{at_least, equal},
    integers::{constant, packed, require},
    note::chain,
    poseidon::{hash, sequence},
};
use ark_r1cs_std::eq::EqGadget;
use std::ops::Not;

pub(super) fn tape(w: &Witness, p: &Public) -> Made<()> {
    let (tape, servicer, policy) = (&w.tape, &w.servicer, w.policy.digest()?);
    equal(&tape.network, &w.network)?;
    equal(&tape.currency, &w.policy.currency)?;
    equal(&tape.policy, &policy)?;
    equal(&servicer.root()?, &w.registry_root)?;
    equal(&servicer.role, &constant(5))?;
    equal(&servicer.party, &w.roles.servicer)?;
    require(&at_least(&tape.cut_off, &servicer.valid_from.to_fp()?)?)?;
    require(&at_least(&servicer.valid_until.to_fp()?, &tape.cut_off)?)?;
    let own = w.roles.servicer.is_eq(&w.roles.owner)?;
    require(&(&w.policy.own_servicer | own.not()))?;
    let message = message(w)?;
    equal(&message, &p.tape)?;
    w.signature.verify(&servicer.key, &message)?;
    environment(w, p, policy)
}

/// H(covenant/tape, network, pool, dₙ, policy, numbers, salt, lines, obligors, groups).
fn message(w: &Witness) -> Made<Element> {
    let tape = &w.tape;
    let numbers = packed(&[
        (tape.sequence.clone(), 88),
        (tape.epoch.clone(), 56),
        (tape.cut_off.clone(), 24),
        (tape.currency.clone(), 0),
    ]);
    let values = [
        tape.network.clone(),
        tape.pool.clone(),
        chain(&tape.pool, &tape.notes)?,
        tape.policy.clone(),
        numbers,
        tape.salt.clone(),
        lines(w)?,
        obligors(w)?,
        groups(w)?,
    ];
    hash("covenant/tape", &values)
}

/// Three lines of 84 bits to an element.
fn lines(w: &Witness) -> Made<Element> {
    let lines = &w.tape.lines;
    let element = |three: &[super::witness::Line]| {
        let parts = three.iter().zip((0..).step_by(84)).flat_map(|(line, shift)| {
            [
                (line.grade.clone(), shift + 81),
                (line.defaulted.clone().into(), shift + 80),
                (line.days_past_due.clone(), shift + 64),
                (line.balance.clone(), shift),
            ]
        });
        packed(&parts.collect::<Vec<_>>())
    };
    let elements: Vec<Element> = lines.chunks(3).map(element).collect();
    sequence("covenant/tape-lines", &constant(lines.len() as u64), &elements)
}

fn obligors(w: &Witness) -> Made<Element> {
    let parties: Vec<Element> = w.tape.obligors.iter().map(|row| row.party.clone()).collect();
    sequence("covenant/tape-obligors", &constant(parties.len() as u64), &parties)
}

/// 252 marks to an element.
fn groups(w: &Witness) -> Made<Element> {
    let marks: Vec<Element> = w.tape.obligors.iter().map(|row| row.same_group.clone().into()).collect();
    let element = |some: &[Element]| packed(&some.iter().cloned().zip(0..).collect::<Vec<_>>());
    let elements: Vec<Element> = marks.chunks(252).map(element).collect();
    sequence("covenant/tape-groups", &constant(marks.len() as u64), &elements)
}

/// Network, policy, root, roles and pool; cut-off, counter, epoch and sequence.
fn environment(w: &Witness, p: &Public, policy: Element) -> Made<()> {
    let (tape, roles) = (&w.tape, w.roles.digest()?);
    let base = [w.network.clone(), policy, w.registry_root.clone(), roles, tape.pool.clone()];
    let base = hash("covenant/pool-base", &base)?;
    let [cut_off, counter, epoch, sequence] =
        [&tape.cut_off, &w.counter, &tape.epoch, &tape.sequence].map(Clone::clone);
    let environment = hash("covenant/pool-environment", &[base, cut_off, counter, epoch, sequence])?;
    equal(&environment, &p.environment)
}
