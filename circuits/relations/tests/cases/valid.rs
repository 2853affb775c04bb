//! Worlds that hold: every capacity and kind, and every limit exactly met.

use covenant_statements::{
    Amount, Bps, Capacity, Day, DocumentType, FiscalRule, InvoiceNumber, PartyId, TextDigest,
    invoice::{Claim, sample::World},
};

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

/// The sample of a seed with each of the changes.
pub(crate) fn claims(seed: impl Fn(u64) -> u64) -> Vec<(&'static str, Claim)> {
    let claim = |(i, (name, change)): (u64, &Case)| {
        let mut world = World::new(seed(i));
        change(&mut world);
        (*name, world.claim())
    };
    (0..).zip(CASES).map(claim).collect()
}

fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

fn digest(value: u64) -> TextDigest {
    TextDigest(value.into())
}

fn party(value: u64) -> PartyId {
    PartyId(value.into())
}

const CASES: &[Case] = &[
    ("the sample", |_| ()),
    ("due tomorrow", |w| w.acknowledgement.due = shifted(w.as_of, 1)),
    ("longest tenor", |w| w.acknowledgement.due = shifted(w.acknowledgement.issue, 180)),
    ("one minor unit", |w| w.acknowledgement.amount = Amount(1)),
    ("the maximum", |w| w.acknowledgement.amount = w.policy.max_amount),
    ("the largest amount there is", |w| {
        w.policy.max_amount = Amount(u64::MAX);
        w.acknowledgement.amount = Amount(u64::MAX);
    }),
    ("acknowledged and judged on one day", |w| w.acknowledgement.acknowledged_on = w.as_of),
    ("issued and acknowledged on one day", |w| w.acknowledgement.issue = w.acknowledgement.acknowledged_on),
    ("last valid today", |w| w.acknowledgement.last_valid = w.as_of),
    ("the signer's last day", |w| w.signer.leaf.valid_until = w.as_of),
    ("the signer's first day", |w| w.signer.leaf.valid_from = w.acknowledgement.acknowledged_on),
    ("the seller's only day", |w| {
        (w.seller.leaf.valid_from, w.seller.leaf.valid_until) = (w.as_of, w.as_of);
    }),
    ("validity without bounds", |w| {
        (w.signer.leaf.valid_from, w.signer.leaf.valid_until) = (Day::MIN, Day::MAX);
    }),
    ("no terms, where the policy allows it", |w| w.acknowledgement.terms = None),
    ("any payee", |w| {
        w.policy.any_payee = true;
        w.acknowledgement.payee = Some(TextDigest::of(b"another account"));
    }),
    ("any payee, and none", |w| {
        w.policy.any_payee = true;
        w.policy.payees.clear();
        w.acknowledgement.payee = None;
    }),
    ("zero is a digest like any other", |w| {
        (w.acknowledgement.payee, w.acknowledgement.terms) = (Some(digest(0)), Some(digest(0)));
        (w.policy.payees, w.policy.terms) = (vec![digest(0)], vec![digest(0)]);
    }),
    ("the last place of each list", |w| {
        let (payee, terms) = (w.acknowledgement.payee.unwrap(), w.acknowledgement.terms.unwrap());
        w.policy.payees = vec![digest(0), digest(1), digest(2), payee];
        w.policy.terms = vec![digest(0), digest(1), digest(2), terms];
        w.policy.currencies = vec!["USD".parse().unwrap(); 7];
        w.policy.currencies.push(w.acknowledgement.currency);
    }),
    ("the last of four verification agents, with the id zero", |w| {
        std::mem::swap(&mut w.signer, &mut w.others[1]);
        w.acknowledgement.capacity = Capacity::VerificationAgent;
        w.signer.leaf.party = party(0);
        w.policy.verification_agents = vec![party(1), party(2), party(3), party(0)];
    }),
    ("an agent of the debtor with the id zero", |w| {
        std::mem::swap(&mut w.signer, &mut w.others[0]);
        w.acknowledgement.capacity = Capacity::Agent;
        w.acknowledgement.debtor = party(0);
        w.signer.leaf.principal = Some(party(0));
    }),
    ("longest number", |w| w.acknowledgement.number = InvoiceNumber::new(&"Z9".repeat(32)).unwrap()),
    ("shortest number", |w| w.acknowledgement.number = InvoiceNumber::new("7").unwrap()),
    ("number with blanks and signs", |w| {
        w.acknowledgement.number = InvoiceNumber::new(" a b/{~}`1 ").unwrap()
    }),
    ("fiscal year from April", |w| w.seller.leaf.fiscal_rule = Some(FiscalRule::from_month(4).unwrap())),
    ("fiscal year from December", |w| w.seller.leaf.fiscal_rule = Some(FiscalRule::from_month(12).unwrap())),
    ("a loan", |w| {
        w.acknowledgement.document_type = DocumentType::LOAN;
        w.acknowledgement.rate = Bps(725);
    }),
    ("a mandated agent", |w| {
        std::mem::swap(&mut w.signer, &mut w.others[0]);
        w.acknowledgement.capacity = Capacity::Agent;
    }),
    ("a listed verification agent", |w| {
        std::mem::swap(&mut w.signer, &mut w.others[1]);
        w.acknowledgement.capacity = Capacity::VerificationAgent;
    }),
    ("the smallest blinding", |w| w.blind = Some(1u64.into())),
    ("neither terms nor payee", |w| {
        w.policy.any_payee = true;
        (w.acknowledgement.terms, w.acknowledgement.payee) = (None, None);
    }),
];
