//! Rule 1: the servicer whom the roles name signed this day's ledger of these lines; the debtors' table.

use super::{
    super::witness::{DebtorVar, LineVar, Witness},
    documents::Policy,
    lines::Lines,
};
use crate::{Cs, parts::input::AMOUNT_BITS};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    list::var::ListVar,
    poseidon::var::hash,
    sequence::var::digest,
};
use covenant_statements::{
    Role,
    collateral::{
        Ledger,
        ledger::{ELEMENTS_PER_DEBTOR, LINES_PER_ELEMENT},
    },
};

/// Each debtor's gross figure, of which the aged one is a part.
pub(super) fn gross(cs: &mut Cs, w: &Witness) -> Vec<Uint> {
    if let Some(first) = w.ledger.debtors.first() {
        cs.enforce_zero("debtors/first-of-group", first.same_group.num());
    }
    let of = |cs: &mut Cs, debtor: &DebtorVar| {
        let rest = &debtor.gross - debtor.aged.num();
        debtor.aged.plus(&cs.scoped("aged", |cs| Uint::range(cs, rest, AMOUNT_BITS)))
    };
    w.ledger.debtors.iter().map(|debtor| of(cs, debtor)).collect()
}

/// The servicer's signature. Returns the message, which binds everything in the ledger.
pub(super) fn ledger(cs: &mut Cs, w: &Witness, policy: &Policy, lines: &Lines, gross: &[Uint]) -> Num {
    let ledger = &w.ledger;
    let group = ListVar::enforce(cs, &ledger.group);
    let message = cs.scoped("message", |cs| message(cs, w, policy, lines, gross));
    let servicer = &ledger.servicer;
    cs.enforce_equal("ledger/servicer", servicer.party(), &w.roles.servicer);
    // Π (servicer − y) over the owner and its group is zero where the servicer is one of them.
    let of_group = group.membership_product(cs, &w.roles.servicer);
    let own = cs.mul("ledger/own", &of_group, &(&w.roles.servicer - &w.roles.owner));
    let foreign = own_inverse(cs, &own, &policy.own_servicer);
    cs.enforce("ledger/own-servicer", &own, &foreign, policy.own_servicer.not().num());
    servicer.enforce_registered(cs, &Bit::one(), Role::Servicer, &w.registry_root, [&w.as_of; 2]);
    servicer.enforce_signed(cs, &Bit::one(), &message);
    message
}

/// 1/x where the policy refuses an own servicer, else 0.
fn own_inverse(cs: &mut Cs, x: &Num, allowed: &Bit) -> Num {
    use ark_ff::Field;
    let inverse = x.value().inverse().unwrap_or_default() * allowed.not().num().value();
    cs.hint("ledger/own-inverse", || inverse)
}

fn message(cs: &mut Cs, w: &Witness, policy: &Policy, lines: &Lines, gross: &[Uint]) -> Num {
    let ledger = &w.ledger;
    let elements: Vec<Num> = ledger.lines.chunks(LINES_PER_ELEMENT).map(line_element).collect();
    let lines_digest = cs.scoped("lines", |cs| {
        digest(cs, Ledger::LINES_TAG, &ledger.used_lines, &elements, |e| e * LINES_PER_ELEMENT)
    });
    let elements: Vec<Num> =
        ledger.debtors.iter().zip(gross).flat_map(|(debtor, gross)| debtor_elements(debtor, gross)).collect();
    let debtors_digest = cs.scoped("debtors", |cs| {
        digest(cs, Ledger::DEBTORS_TAG, &ledger.used_debtors, &elements, |e| e / ELEMENTS_PER_DEBTOR)
    });
    let group = hash(cs, Ledger::GROUP_TAG, &ledger.group.clone().in_order());
    let packed =
        Uint::pack(&[(&ledger.sequence, 64), (&ledger.epoch, 32), (&w.as_of, 32), (&policy.currency, 24)]);
    let values = [
        &w.network,
        &ledger.vault,
        &lines.digest,
        &policy.digest,
        &w.roles.owner,
        packed.num(),
        &lines_digest,
        &debtors_digest,
        &group,
    ];
    hash(cs, Ledger::TAG, &values.map(Clone::clone))
}

fn line_element(lines: &[LineVar]) -> Num {
    let flags: Vec<[Uint; 2]> =
        lines.iter().map(|line| [Uint::from(&line.disputed), Uint::from(&line.bill_and_hold)]).collect();
    let parts = lines.iter().zip(&flags);
    let parts: Vec<(&Uint, u32)> =
        parts.flat_map(|(line, [disputed, held])| [(&line.open, 64), (disputed, 1), (held, 1)]).collect();
    Uint::pack(&parts).num().clone()
}

fn debtor_elements(debtor: &DebtorVar, gross: &Uint) -> [Num; ELEMENTS_PER_DEBTOR] {
    let flags =
        [&debtor.affiliate, &debtor.foreign_uninsured, &debtor.government_unassigned, &debtor.same_group]
            .map(Uint::from);
    let figures = Uint::pack(&[(&debtor.aged, 64), (&debtor.unapplied_credits, 64), (gross, 65)]);
    let [affiliate, foreign, government, same] = &flags;
    let rest =
        Uint::pack(&[(&debtor.payables, 64), (affiliate, 1), (foreign, 1), (government, 1), (same, 1)]);
    [debtor.party.clone(), figures.num().clone(), rest.num().clone()]
}
