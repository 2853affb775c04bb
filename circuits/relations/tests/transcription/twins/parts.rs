//! Optional values, lists, policies, entries of the registry.

use super::{edges, run};
use crate::{
    integers::{element, require},
    invoice::policy::Policy,
    parts::{List, Member, Optional},
};
use ark_bn254::Fr;
use ark_r1cs_std::GR1CSVar;
use covenant_statements::{
    arb::{arb_leaf, arb_policy},
    party::registry_tree,
};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};

#[test]
fn lists_and_optional_values() {
    for a in edges() {
        for values in [vec![], vec![a], vec![Fr::from(7u64), a], vec![a; 4], vec![a; 5]] {
            for x in edges() {
                let here = run(|cs| require(&List::new(cs, &values, 4)?.contains(&element(cs, x)?)?));
                assert_eq!(
                    here.is_some(),
                    values.len() <= 4 && values.contains(&x),
                    "{} values",
                    values.len()
                );
            }
        }
        for (value, held) in [(None, [Fr::from(0u64); 2]), (Some(a), [Fr::from(1u64), a])] {
            let here = run(|cs| {
                let [is, value] = Optional::new(cs, value)?.values();
                Ok([is.value()?, value.value()?])
            });
            assert_eq!(here, Some(held));
        }
    }
}

/// A value of a strategy.
fn drawn<T: Strategy>(strategy: T) -> T::Value {
    strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current()
}

#[test]
fn digests_of_policies() {
    for policy in drawn(vec(arb_policy(), 8)) {
        let here = run(|cs| Policy::new(cs, &policy)?.digest()?.value());
        assert_eq!(here, Some(policy.digest()));
    }
}

#[test]
fn roots_of_entries_at_every_place() {
    let leaves = drawn(vec(arb_leaf(), 17));
    let tree = registry_tree(leaves.iter().map(covenant_statements::Leaf::hash).collect()).unwrap();
    for (i, leaf) in leaves.into_iter().enumerate() {
        let member = covenant_statements::Member { leaf, path: tree.path(i).unwrap() };
        let here = run(|cs| Member::new(cs, &member)?.root()?.value());
        assert_eq!(here, Some(tree.root()), "entry {i}");
    }
}
