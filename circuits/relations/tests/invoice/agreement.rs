//! Random claims with several fields changed at once: the native check and the circuit accept the same ones, and make the same
//! values public. 256 claims a run; `COVENANT_AGREEMENT_CASES` says otherwise.

use covenant_gadgets::{Fr, babyjubjub::Scalar};
use covenant_relations::{Circuit, Cs, Mode, invoice::InvoiceCircuit};
use covenant_statements::{
    Amount, Bps, Day, Kind, Lane, PartyId, TextDigest,
    arb::{
        arb_amount, arb_capacity, arb_currency, arb_digest, arb_document_type, arb_element, arb_fiscal_rule,
        arb_list, arb_network, arb_number, arb_response_code, arb_role,
    },
    invoice::{Claim, check, sample::World},
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
    strategy::Union,
    test_runner::{Config, FileFailurePersistence, TestRunner},
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

/// One change: to the world before anything is signed, then to the claim after.
#[derive(Clone)]
struct Edit {
    text: String,
    world: Arc<dyn Fn(&mut World)>,
    claim: Arc<dyn Fn(&mut Claim)>,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

type Edits = BoxedStrategy<Edit>;

fn world<T: Clone + fmt::Debug + 'static>(
    name: &'static str,
    values: impl Strategy<Value = T> + 'static,
    apply: fn(&mut World, T),
) -> Edits {
    let edit = move |value: T| Edit {
        text: format!("{name}: {value:?}"),
        world: Arc::new(move |world| apply(world, value.clone())),
        claim: Arc::new(|_| ()),
    };
    values.prop_map(edit).boxed()
}

fn claim<T: Clone + fmt::Debug + 'static>(
    name: &'static str,
    values: impl Strategy<Value = T> + 'static,
    apply: fn(&mut Claim, T),
) -> Edits {
    let edit = move |value: T| Edit {
        text: format!("signed, then {name}: {value:?}"),
        world: Arc::new(|_| ()),
        claim: Arc::new(move |claim| apply(claim, value.clone())),
    };
    values.prop_map(edit).boxed()
}

/// Days around the limits of this world, and some far away.
fn day_near() -> impl Strategy<Value = (usize, i64)> {
    (0..7usize, prop_oneof![4 => -1..=1i64, 1 => -400..400i64])
}

fn day(w: &World, (anchor, shift): (usize, i64)) -> Day {
    let (ack, signer, seller) = (&w.acknowledgement, &w.signer.leaf, &w.seller.leaf);
    let anchors = [
        w.as_of,
        ack.issue,
        ack.due,
        ack.acknowledged_on,
        ack.last_valid,
        signer.valid_from.max(seller.valid_from),
        signer.valid_until.min(seller.valid_until),
    ];
    Day::new((i64::from(anchors[anchor].get()) + shift).max(0) as u32).unwrap_or(Day::MAX)
}

/// One of the parties of this world, or an element that means something elsewhere.
fn party(w: &World, index: usize) -> PartyId {
    let own = [w.signer.leaf.party, w.seller.leaf.party, w.acknowledgement.seller, w.acknowledgement.debtor];
    let others = w.others.iter().map(|other| other.leaf.party);
    let raw = [Fr::from(0u64), -Fr::from(1u64)].map(PartyId);
    let all: Vec<PartyId> = own.into_iter().chain(others).chain(raw).collect();
    all[index % all.len()]
}

fn parties() -> impl Strategy<Value = usize> {
    0..10usize
}

/// A digest of this world, zero, p − 1, none, or another.
fn digests() -> impl Strategy<Value = Option<TextDigest>> {
    let own = [Fr::from(0u64), -Fr::from(1u64)].map(TextDigest);
    let known = [TextDigest::of(b"no set-off"), TextDigest::of(b"DE89370400440532013000")];
    option::of(prop_oneof![select([own, known].concat()), arb_digest()])
}

fn lists_of_digests() -> impl Strategy<Value = Vec<TextDigest>> {
    arb_list(digests().prop_filter_map("a digest", |digest| digest), 5)
}

fn acknowledgement_edits() -> Vec<Edits> {
    vec![
        world("amount", prop_oneof![arb_amount(), (99_999_999..=100_000_001u64).prop_map(Amount)], |w, x| {
            w.acknowledgement.amount = x;
        }),
        world("issue", day_near(), |w, x| w.acknowledgement.issue = day(w, x)),
        world("due", day_near(), |w, x| w.acknowledgement.due = day(w, x)),
        world("acknowledged on", day_near(), |w, x| w.acknowledgement.acknowledged_on = day(w, x)),
        world("last valid", day_near(), |w, x| w.acknowledgement.last_valid = day(w, x)),
        world("rate", select(vec![0, 1, u32::MAX]), |w, x| w.acknowledgement.rate = Bps(x)),
        world("type", arb_document_type(), |w, x| w.acknowledgement.document_type = x),
        world("number", arb_number(), |w, x| w.acknowledgement.number = x),
        world("code", arb_response_code(), |w, x| w.acknowledgement.code = x),
        world("signed for", arb_network(), |w, x| w.acknowledgement.network = x),
        world("currency", prop_oneof![select(vec!["EUR".parse().unwrap()]), arb_currency()], |w, x| {
            w.acknowledgement.currency = x;
        }),
        world("terms", digests(), |w, x| w.acknowledgement.terms = x),
        world("payee", digests(), |w, x| w.acknowledgement.payee = x),
        world("capacity", arb_capacity(), |w, x| w.acknowledgement.capacity = x),
        world("debtor", parties(), |w, x| w.acknowledgement.debtor = party(w, x)),
        world("seller", parties(), |w, x| w.acknowledgement.seller = party(w, x)),
    ]
}

fn member_edits() -> Vec<Edits> {
    vec![
        world("signer", (0..4usize, arb_capacity()), |w, (x, capacity)| {
            std::mem::swap(&mut w.signer, &mut w.others[x]);
            w.acknowledgement.capacity = capacity;
        }),
        world("signer by its role", 0..3usize, |w, x| {
            let capacities = covenant_statements::Capacity::ALL;
            std::mem::swap(&mut w.signer, &mut w.others[x]);
            w.acknowledgement.capacity =
                capacities.into_iter().find(|c| *c as u8 == w.signer.leaf.role as u8).unwrap();
        }),
        world("signer's party", parties(), |w, x| w.signer.leaf.party = party(w, x)),
        world("signer's principal", option::of(parties()), |w, x| {
            w.signer.leaf.principal = x.map(|x| party(w, x));
        }),
        world("signer's role", arb_role(), |w, x| w.signer.leaf.role = x),
        world("signer's first day", day_near(), |w, x| w.signer.leaf.valid_from = day(w, x)),
        world("signer's last day", day_near(), |w, x| w.signer.leaf.valid_until = day(w, x)),
        world("signer's rule", option::of(arb_fiscal_rule()), |w, x| w.signer.leaf.fiscal_rule = x),
        world("seller's party", parties(), |w, x| w.seller.leaf.party = party(w, x)),
        world("seller's role", arb_role(), |w, x| w.seller.leaf.role = x),
        world("seller's first day", day_near(), |w, x| w.seller.leaf.valid_from = day(w, x)),
        world("seller's last day", day_near(), |w, x| w.seller.leaf.valid_until = day(w, x)),
        world("seller's rule", option::of(arb_fiscal_rule()), |w, x| w.seller.leaf.fiscal_rule = x),
        world("seller's salt", arb_element(), |w, x| w.seller.leaf.salt = x),
    ]
}

fn policy_edits() -> Vec<Edits> {
    vec![
        world("version", select(vec![1u32, 1, 1, 0, 2]), |w, x| w.policy.version = x),
        world("maximum", arb_amount(), |w, x| w.policy.max_amount = x),
        world("tenor", select(vec![0, 90, 91, 92, 180, u32::MAX]), |w, x| w.policy.max_tenor_days = x),
        world("tax tenor", any::<u32>(), |w, x| w.policy.tax_lane_tenor_days = x),
        world("kinds", subsequence(vec![Kind::Invoice, Kind::Loan], 0..=2), |w, x| w.policy.kinds = x),
        world("capacities", vec(arb_capacity(), 0..=3), |w, x| w.policy.capacities = x),
        world("lanes", subsequence(vec![Lane::Acknowledged, Lane::TaxAuthority], 0..=2), |w, x| {
            w.policy.lanes = x;
        }),
        world("currencies", vec(arb_currency(), 0..=9), |w, x| w.policy.currencies = x),
        world("currencies with the own one", vec(arb_currency(), 0..=8), |w, mut x| {
            x.push(w.acknowledgement.currency);
            w.policy.currencies = x;
        }),
        world("without terms", any::<bool>(), |w, x| w.policy.without_terms = x),
        world("terms listed", lists_of_digests(), |w, x| w.policy.terms = x),
        world("any payee", any::<bool>(), |w, x| w.policy.any_payee = x),
        world("payees", lists_of_digests(), |w, x| w.policy.payees = x),
        world("agents", vec(parties(), 0..=5), |w, x| {
            w.policy.verification_agents = x.into_iter().map(|x| party(w, x)).collect();
        }),
        world("as of", day_near(), |w, x| w.as_of = day(w, x)),
        world("network", arb_network(), |w, x| {
            (w.network, w.acknowledgement.network) = (x, x);
        }),
        world("blind", select(vec![0u64, 1, 8, u64::MAX]), |w, x| w.blind = Some(x.into())),
        world("expiry", any::<u64>(), |w, x| w.context.expiry = x),
    ]
}

/// Changes after the signatures; adding zero leaves the claim as it was.
fn claim_edits() -> Vec<Edits> {
    let by = || prop_oneof![select(vec![Fr::from(0u64)]), arb_element()];
    vec![
        claim("context +", by(), |c, x| c.consent.context += x),
        claim("blinding +", by(), |c, x| c.consent.blinding += x),
        claim("root +", by(), |c, x| c.acknowledged.registry_root += x),
        claim("signer's salt +", by(), |c, x| c.acknowledged.signer.leaf.salt += x),
        claim("a sibling +", (0..12usize, 0..3usize, by()), |c, (level, i, x)| {
            c.consent.seller.path.siblings[level][i] += x;
        }),
        claim("position", any::<u32>(), |c, x| c.acknowledged.signer.path.index ^= x & (x >> 3)),
        claim("S +", 0..2u64, |c, x| c.acknowledged.signature.s += Scalar::from(x)),
        claim("consent's S +", 0..2u64, |c, x| c.consent.signature.s += Scalar::from(x)),
        claim("c +", by(), |c, x| c.consent.transcript.evaluation.c += x),
        claim("s +", 0..2u64, |c, x| c.consent.transcript.evaluation.s += Scalar::from(x)),
        claim("blind +", 0..2u64, |c, x| c.consent.transcript.blind += Scalar::from(x)),
        claim("amount +", 0..2u64, |c, x| {
            c.acknowledged.acknowledgement.amount.0 = c.acknowledged.acknowledgement.amount.0.wrapping_add(x);
        }),
        claim("payee", digests(), |c, x| c.acknowledged.acknowledgement.payee = x),
        claim("terms", digests(), |c, x| c.acknowledged.acknowledgement.terms = x),
        claim("the policy's payees", lists_of_digests(), |c, x| c.acknowledged.policy.payees = x),
    ]
}

/// One to five changes of worlds, at times one of the claim on top.
fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let worlds = [acknowledgement_edits(), member_edits(), policy_edits()].concat();
    let after =
        prop_oneof![3 => vec(Union::new(claim_edits()), 0..1), 1 => vec(Union::new(claim_edits()), 1..=1)];
    (vec(Union::new(worlds), 1..=5), after).prop_map(|(before, after)| [before, after].concat())
}

fn edited(edits: &[Edit]) -> Claim {
    let mut world = World::new(1);
    edits.iter().for_each(|edit| (edit.world)(&mut world));
    let mut claim = world.claim();
    edits.iter().for_each(|edit| (edit.claim)(&mut claim));
    claim
}

#[test]
fn native_check_and_circuit_agree_on_random_changes() {
    let cases = std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    let shape = InvoiceCircuit(&World::new(1).claim()).full();
    let accepted = AtomicU32::new(0);
    let config = Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&edits(), |edits| {
        let claim = edited(&edits);
        let native = check(&claim);
        let mut cs = Cs::new(Mode::Assignment);
        InvoiceCircuit(&claim).synthesize(&mut cs);
        let circuit = shape.is_satisfied_by(&cs.assignment());
        prop_assert_eq!(native.is_ok(), circuit.is_ok(), "natively {:?}, circuit {:?}", native, circuit);
        if native.is_ok() {
            accepted.fetch_add(1, Relaxed);
            let public = claim.public_inputs().map(|public| public.to_array().to_vec());
            prop_assert_eq!(public.as_deref(), Some(cs.public_inputs()));
        }
        Ok(())
    });
    outcome.unwrap();
    let accepted = accepted.into_inner();
    assert!(
        accepted * 50 > cases && (cases - accepted) * 4 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
