//! The servicer's ledger, and the table of debtors.

use super::{
    super::shifted,
    Change::{Claim as C, World as W},
    Mutation,
};
use covenant_gadgets::babyjubjub::Scalar;
use covenant_statements::{Fr, Network, PartyId, Role, collateral::Rule::*};

fn party(id: u64) -> PartyId {
    PartyId(Fr::from(id))
}

pub(crate) fn table() -> Vec<Mutation> {
    let mut all = document();
    all.extend(servicer());
    all.extend(signature());
    all.extend(debtors());
    all
}

fn document() -> Vec<Mutation> {
    vec![
        (
            "a ledger for another network",
            W(|w| w.ledger.network = Network::Production),
            LedgerNetwork,
            None,
            None,
        ),
        (
            "a ledger in another currency",
            W(|w| w.ledger.currency = "USD".parse().unwrap()),
            LedgerCurrency,
            None,
            None,
        ),
        (
            "a ledger by another policy",
            W(|w| {
                w.ledger = w.signed_ledger();
                w.detached = true;
                w.policy.max_age_days += 1;
            }),
            LedgerPolicy,
            None,
            None,
        ),
        ("a ledger of another book", W(|w| w.ledger.owner = party(9)), LedgerOwner, None, None),
        ("yesterday's ledger", W(|w| w.ledger.day = shifted(w.as_of, -1)), LedgerDay, None, None),
        ("tomorrow's ledger", W(|w| w.ledger.day = shifted(w.as_of, 1)), LedgerDay, None, None),
        (
            "a fifth company of the group",
            W(|w| w.ledger.group = (1..=5).map(party).collect()),
            LedgerGroup,
            None,
            None,
        ),
        (
            "1025 debtors",
            W(|w| {
                let debtor = w.ledger.debtors[0];
                let of = |id| covenant_statements::collateral::Debtor { party: party(id), ..debtor };
                w.ledger.debtors.extend((1..=1023).map(of));
            }),
            TooManyDebtors,
            None,
            None,
        ),
    ]
}

fn servicer() -> Vec<Mutation> {
    vec![
        (
            "a servicer's entry that is not in the registry",
            C(|_, c| c.servicer.leaf.salt += Fr::from(1u64)),
            ServicerNotRegistered,
            None,
            None,
        ),
        ("another registry", C(|_, c| c.registry_root += Fr::from(1u64)), ServicerNotRegistered, None, None),
        (
            "a path of no levels",
            C(|_, c| c.servicer.path.siblings.clear()),
            ServicerNotRegistered,
            None,
            None,
        ),
        (
            "a ledger signed by an appraiser",
            W(|w| w.servicer.leaf.role = Role::Appraiser),
            ServicerRole,
            None,
            None,
        ),
        ("a friend as servicer", W(|w| w.roles.servicer = party(9)), OtherServicer, None, None),
        (
            "a servicer valid from tomorrow",
            W(|w| w.servicer.leaf.valid_from = shifted(w.as_of, 1)),
            ServicerNotYetValid,
            None,
            None,
        ),
        (
            "a servicer valid till yesterday",
            W(|w| w.servicer.leaf.valid_until = shifted(w.as_of, -1)),
            ServicerExpired,
            None,
            None,
        ),
        (
            "the creditor as its own servicer",
            W(|w| {
                let servicer = w.roles.servicer;
                (w.roles.owner, w.ledger.owner) = (servicer, servicer);
                w.notes.iter_mut().for_each(|note| note.creditor = servicer);
            }),
            OwnServicer,
            None,
            None,
        ),
        (
            "a servicer of the owner's group",
            W(|w| w.ledger.group.push(w.roles.servicer)),
            OwnServicer,
            None,
            None,
        ),
    ]
}

fn signature() -> Vec<Mutation> {
    vec![
        (
            "another signature",
            C(|_, c| c.ledger_signature.s += Scalar::from(1u64)),
            LedgerSignature,
            None,
            None,
        ),
        ("another number of the ledger", C(|_, c| c.ledger.sequence -= 1), LedgerSignature, None, None),
        ("another epoch", C(|_, c| c.ledger.epoch += 1), LedgerSignature, None, None),
        (
            "a ledger of another vault",
            C(|_, c| c.ledger.vault += Fr::from(1u64)),
            LedgerSignature,
            None,
            Some("ledger"),
        ),
        ("a balance altered", C(|_, c| c.ledger.lines[0].open.0 -= 1), LedgerSignature, None, None),
        ("a dispute left out", C(|_, c| c.ledger.lines[1].disputed = true), LedgerSignature, None, None),
        (
            "a debtor's aged figure altered",
            C(|_, c| c.ledger.debtors[1].aged.0 -= 1),
            LedgerSignature,
            None,
            None,
        ),
        (
            "credits left out",
            C(|_, c| c.ledger.debtors[1].unapplied_credits.0 = 0),
            LedgerSignature,
            None,
            None,
        ),
        (
            "a debtor's group left out",
            C(|_, c| c.ledger.debtors[1].same_group = false),
            LedgerSignature,
            None,
            None,
        ),
        (
            "a debtor left out of the signed ones",
            C(|_, c| _ = c.ledger.debtors.pop()),
            LedgerSignature,
            None,
            None,
        ),
    ]
}

fn debtors() -> Vec<Mutation> {
    vec![
        (
            "a debtor twice",
            W(|w| w.ledger.debtors[1].party = w.ledger.debtors[0].party),
            DebtorTwice,
            Some(1),
            None,
        ),
        (
            "one debtor's lines kept apart",
            W(|w| {
                let mut again = w.ledger.debtors[0];
                again.same_group = false;
                w.ledger.debtors.push(again);
            }),
            DebtorTwice,
            Some(2),
            None,
        ),
        (
            "a group above the first row",
            W(|w| w.ledger.debtors[0].same_group = true),
            FirstOfGroup,
            Some(0),
            None,
        ),
        (
            "more aged than there is",
            W(|w| w.ledger.debtors[1].aged.0 = w.ledger.debtors[1].gross.0 + 1),
            AgedOverGross,
            Some(1),
            None,
        ),
        ("a line of no debtor", W(|w| _ = w.ledger.debtors.pop()), DebtorMissing, Some(1), None),
        ("a line of another debtor", W(|w| w.notes[2].debtor = party(9)), DebtorMissing, Some(2), None),
    ]
}
