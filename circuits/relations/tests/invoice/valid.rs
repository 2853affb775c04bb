//! What must be accepted: the sample, every capacity and kind, and every limit exactly met.

use covenant_relations::{Circuit, Mode, cost::Cost, invoice::InvoiceCircuit};
use covenant_statements::{
    Amount, Bps, Capacity, Day, DocumentType, FiscalRule, InvoiceNumber, PartyId, TextDigest,
    invoice::{Claim, check, sample::World},
};

fn accepted(name: &str, claim: &Claim) {
    check(claim).unwrap_or_else(|e| panic!("{name}: {e}"));
    let cs = InvoiceCircuit(claim).full();
    cs.is_satisfied().unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array(), "{name}");
}

fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

#[test]
fn the_sample_within_the_budget() {
    let claim = World::new(1).claim();
    accepted("sample", &claim);
    let cs = InvoiceCircuit(&claim).full();
    assert_eq!(InvoiceCircuit(&claim).assignment(), cs.assignment());
    assert_eq!(cs.mode(), Mode::Full);
    let cost = Cost::of(&cs);
    assert_eq!(cost.constraints, cs.constraints().len());
    assert!(cost.constraints <= 45_000, "{} constraints", cost.constraints);
    let folded: usize =
        cost.folded().lines().map(|l| l.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum();
    assert_eq!(folded, cost.constraints);
}

#[test]
fn the_shape_does_not_depend_on_the_witness() {
    let shape = |claim: &Claim| covenant_relations::matrices(&InvoiceCircuit(claim).full());
    let mut invalid = World::new(9).claim();
    invalid.acknowledged.acknowledgement.document_type = DocumentType::CREDIT_NOTE;
    invalid.acknowledged.signer.path.siblings.clear();
    assert!(shape(&World::new(1).claim()) == shape(&World::new(2).claim()));
    assert!(shape(&World::new(1).claim()) == shape(&invalid));
}

fn digest(value: u64) -> TextDigest {
    TextDigest(value.into())
}

fn party(value: u64) -> PartyId {
    PartyId(value.into())
}

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

#[test]
fn limits_exactly_met() {
    let cases: &[Case] = &[
        ("due tomorrow", |w| w.acknowledgement.due = shifted(w.as_of, 1)),
        ("longest tenor", |w| w.acknowledgement.due = shifted(w.acknowledgement.issue, 180)),
        ("one minor unit", |w| w.acknowledgement.amount = Amount(1)),
        ("the maximum", |w| w.acknowledgement.amount = w.policy.max_amount),
        ("the largest amount there is", |w| {
            w.policy.max_amount = Amount(u64::MAX);
            w.acknowledgement.amount = Amount(u64::MAX);
        }),
        ("acknowledged and judged on one day", |w| w.acknowledgement.acknowledged_on = w.as_of),
        ("issued and acknowledged on one day", |w| {
            w.acknowledgement.issue = w.acknowledgement.acknowledged_on
        }),
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
        ("fiscal year from December", |w| {
            w.seller.leaf.fiscal_rule = Some(FiscalRule::from_month(12).unwrap())
        }),
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
    ];
    for (name, change) in cases {
        let mut world = World::new(1);
        change(&mut world);
        accepted(name, &world.claim());
    }
}
