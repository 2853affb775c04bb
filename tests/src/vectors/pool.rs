//! Debt pools: a policy's digest, what a servicer signs of a tape, the environment, and the figures as public inputs.

use super::{
    node::{Node, object},
    trace::hash_trace,
};
use covenant_gadgets::poseidon::poseidon;
use covenant_statements::{
    Fr, Policy as _,
    pool::{
        Claim, Environment, FIGURES, Figure, Figures, PoolPolicy, State, Tape,
        figure::{self, FIGURES_PER_ELEMENT},
        policy::{GRADES_PER_ELEMENT, LOSS_BITS},
        sample::World,
        tape::{LINES_PER_ELEMENT, MARKS_PER_ELEMENT},
    },
};

/// Elements that a block of a sequence takes beside the state.
const BLOCK: usize = 11;

pub(super) fn vectors() -> Node {
    object! { "pools" => Node::list(worlds().iter().map(|world| of_pool(&world.claim()))) }
}

/// One loan and nothing hidden; lines over two blocks with two figures hidden, the first of them the net asset value.
fn worlds() -> [World; 2] {
    let mut one = World::new(3, 1);
    one.policy.bounded.clear();
    one.settle();
    let mut many = World::new(4, 40);
    many.policy.note_policies.push(Fr::from(9u64));
    many.policy.bounded.push(Figure::NetAssetValue);
    many.settle();
    [one, many]
}

/// Values of these widths in one element, the first lowest.
fn packed(parts: impl IntoIterator<Item = (u64, u32)>) -> Fr {
    let mut shift = Fr::from(1u64);
    let mut sum = Fr::from(0u64);
    for (value, width) in parts {
        sum += Fr::from(value) * shift;
        shift *= Fr::from(1u128 << width);
    }
    sum
}

/// A sequence block by block.
fn sequence(tag: &'static str, count: usize, elements: &[Fr], digest: Fr) -> Node {
    let start = hash_trace(tag, &[("count", Fr::from(count as u64))]);
    let mut state = covenant_gadgets::poseidon::hash(tag, &[Fr::from(count as u64)]);
    let blocks: Vec<Node> = elements
        .chunks(BLOCK)
        .map(|chunk| {
            let mut inputs = vec![state];
            inputs.extend_from_slice(chunk);
            inputs.resize(BLOCK + 1, Fr::from(0u64));
            state = poseidon(&inputs);
            object! { "inputs" => Node::list(inputs), "output" => state }
        })
        .collect();
    assert_eq!(state, digest, "the sequence of {tag} is the product's");
    object! {
        "elements" => Node::list(elements.iter().copied()),
        "start" => start,
        "blocks" => blocks,
        "digest" => digest,
    }
}

fn of_pool(claim: &Claim) -> Node {
    let figures = Figures::of(claim).unwrap_or_else(|_| unreachable!("the vectors' pools have figures"));
    let shown = figures.shown(claim.policy.bounded_mask(), &claim.bounds);
    object! {
        "policy" => of_policy(&claim.policy),
        "tape" => of_tape(&claim.tape),
        "environment" => of_environment(&claim.environment()),
        "figures" => of_figures(&claim.policy, &shown),
    }
}

fn of_policy(policy: &PoolPolicy) -> Node {
    let fields = policy.fields();
    let losses = policy.loss.chunks(GRADES_PER_ELEMENT).map(|grades| {
        assert!(grades.iter().all(|row| row.len() == State::COUNT));
        packed(grades.iter().flatten().map(|loss| (u64::from(loss.0), LOSS_BITS)))
    });
    assert!(losses.eq(fields.loss));
    let values: Vec<(&'static str, Fr)> =
        fields.in_order().into_iter().map(|value| ("field", value)).collect();
    object! {
        "policy" => Node::form(policy),
        "hash" => hash_trace(PoolPolicy::TAG, &values),
        "digest" => policy.digest(),
    }
}

fn of_tape(tape: &Tape) -> Node {
    let lines: Vec<Fr> = tape
        .lines
        .chunks(LINES_PER_ELEMENT)
        .map(|lines| {
            packed(lines.iter().flat_map(|line| {
                [
                    (line.balance.0, 64),
                    (line.days_past_due.into(), 16),
                    (line.defaulted.into(), 1),
                    (line.grade.into(), 3),
                ]
            }))
        })
        .collect();
    let parties: Vec<Fr> = tape.obligors.iter().map(|obligor| obligor.party.0).collect();
    let marks: Vec<Fr> = tape
        .obligors
        .chunks(MARKS_PER_ELEMENT)
        .map(|rows| packed(rows.iter().map(|row| (row.same_group.into(), 1))))
        .collect();
    let (line_count, obligors) = (tape.lines.len(), tape.obligors.len());
    let values = [
        ("network", tape.network.to_field()),
        ("pool", tape.pool),
        ("custody", tape.custody_digest()),
        ("policy", tape.policy),
        ("packed", tape.packed()),
        ("salt", tape.salt),
        ("lines", tape.lines_digest()),
        ("obligors", tape.obligors_digest()),
        ("groups", tape.groups_digest()),
    ];
    object! {
        "tape" => Node::form(tape),
        "lines" => sequence(Tape::LINES_TAG, line_count, &lines, tape.lines_digest()),
        "obligors" => sequence(Tape::OBLIGORS_TAG, obligors, &parties, tape.obligors_digest()),
        "groups" => sequence(Tape::GROUPS_TAG, obligors, &marks, tape.groups_digest()),
        "hash" => hash_trace(Tape::TAG, &values),
        "message" => tape.message(),
    }
}

fn of_environment(environment: &Environment) -> Node {
    let Environment { network, policy, registry_root, roles, pool, .. } = *environment;
    let base = [
        ("network", network.to_field()),
        ("policy", policy),
        ("registry_root", registry_root),
        ("roles", roles),
        ("pool", pool),
    ];
    let whole = [
        ("base", environment.base()),
        ("cut_off", Fr::from(environment.cut_off.get())),
        ("counter", Fr::from(environment.counter)),
        ("epoch", Fr::from(environment.epoch)),
        ("sequence", Fr::from(environment.sequence)),
    ];
    object! {
        "base" => hash_trace(Environment::BASE_TAG, &base),
        "counter" => environment.counter.to_string(),
        "hash" => hash_trace(Environment::TAG, &whole),
        "environment" => environment.to_field(),
    }
}

fn of_figures(policy: &PoolPolicy, shown: &[u64; FIGURES]) -> Node {
    let bounded = policy.bounded_mask();
    let elements = shown[..FIGURES - 1].chunks(FIGURES_PER_ELEMENT);
    let elements = elements.map(|figures| packed(figures.iter().map(|figure| (*figure, 64))));
    let mut values = vec![("bounded", Fr::from(bounded))];
    values.extend(elements.map(|element| ("three", element)));
    let one = |((figure, name), value): ((Figure, &'static str), &u64)| {
        let bound = bounded >> figure as u32 & 1 == 1;
        object! { "figure" => name, "shown" => value.to_string(), "bound" => bound }
    };
    object! {
        "shown" => Node::list(Figure::ALL.into_iter().zip(shown).map(one)),
        "hash" => hash_trace(figure::TAG, &values),
        "digest" => figure::digest(bounded, shown),
        "nav" => figure::nav(bounded, shown),
    }
}
