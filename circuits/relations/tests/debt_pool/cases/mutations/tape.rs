//! The servicer and its signature.

use super::{
    Change::{Claim as C, World as W},
    Mutation, detach, one, shift,
};
use covenant_statements::{
    Network, Role,
    pool::{Rule::*, Tape},
};

/// Altered after the signature was made.
macro_rules! altered {
    ($($name:literal: $change:expr;)*) => {[$((
        $name,
        C(|_, claim| {
            let change: fn(&mut Tape) = $change;
            change(&mut claim.tape);
        }),
        TapeSignature,
        None,
        None,
    )),*]};
}

pub(super) fn table() -> Vec<Mutation> {
    let mut table: Vec<Mutation> = vec![
        (
            "a tape of another network",
            W(|w| detach(w, |t| t.network = Network::Production)),
            TapeNetwork,
            None,
            None,
        ),
        (
            "a tape in another currency",
            W(|w| detach(w, |t| t.currency = "USD".parse().unwrap())),
            TapeCurrency,
            None,
            None,
        ),
        ("a tape by another policy", W(|w| detach(w, |t| t.policy += one())), TapePolicy, None, None),
        (
            "a servicer of no registry",
            C(|_, claim| claim.servicer.leaf.salt += one()),
            ServicerNotRegistered,
            None,
            None,
        ),
        ("another root", C(|_, claim| claim.registry_root += one()), ServicerNotRegistered, None, None),
        ("an appraiser's key", W(|w| w.servicer.leaf.role = Role::Appraiser), ServicerRole, None, None),
        (
            "another servicer's tape",
            W(|w| std::mem::swap(&mut w.servicer, &mut w.other)),
            OtherServicer,
            None,
            None,
        ),
        (
            "a key not valid yet",
            W(|w| {
                w.servicer.leaf.valid_from = w.tape.cut_off;
                shift(&mut w.servicer.leaf.valid_from, 1);
            }),
            ServicerNotYetValid,
            None,
            None,
        ),
        (
            "a key that expired the day before",
            W(|w| {
                w.servicer.leaf.valid_until = w.tape.cut_off;
                shift(&mut w.servicer.leaf.valid_until, -1);
            }),
            ServicerExpired,
            None,
            None,
        ),
        (
            "an originator that services its own loans",
            W(|w| {
                w.roles.owner = w.roles.servicer;
                w.notes.iter_mut().for_each(|note| note.creditor = w.roles.owner);
            }),
            OwnServicer,
            None,
            None,
        ),
        (
            "another key's signature",
            C(|w, claim| {
                let mut rng = <rand_chacha::ChaCha20Rng as rand::SeedableRng>::seed_from_u64(1);
                claim.tape_signature = w.other.key.sign(claim.tape.message(), &mut rng);
            }),
            TapeSignature,
            None,
            None,
        ),
    ];
    table.extend(altered! {
        "a balance altered": |t| t.lines[0].balance.0 -= 1;
        "a balance moved to another line": |t| (t.lines[0].balance.0, t.lines[2].balance.0) = (t.lines[0].balance.0 - 1, t.lines[2].balance.0 + 1);
        "a late line made current": |t| t.lines[2].days_past_due = 0;
        "a default hidden": |t| t.lines[1].defaulted = !t.lines[1].defaulted;
        "a grade altered": |t| t.lines[1].grade = 1;
        "two groups made one": |t| t.obligors[1].same_group = true;
        "an older tape under a newer number": |t| t.sequence += 1;
        "another epoch": |t| t.epoch += 1;
        "a later cut-off": |t| shift(&mut t.cut_off, 1);
        "another salt": |t| t.salt += one();
        "another pool's custody": |t| t.pool += one();
    });
    table
}
