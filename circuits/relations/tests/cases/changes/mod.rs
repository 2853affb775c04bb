//! Random claims with several fields changed at once, to values at and beside the limits.

mod acknowledgement;
mod claim;
mod members;
mod policy;
mod values;

use covenant_statements::invoice::{Claim, sample::World};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::Union,
    test_runner::{Config, FileFailurePersistence, TestRunner},
};
use std::{fmt, sync::Arc};

/// One change: to the world before anything is signed, then to the claim after.
#[derive(Clone)]
pub(crate) struct Edit {
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

fn after<T: Clone + fmt::Debug + 'static>(
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

/// One to five changes of worlds, at times one of the claim on top.
pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let worlds = [acknowledgement::edits(), members::edits(), policy::edits()].concat();
    let after =
        prop_oneof![3 => vec(Union::new(claim::edits()), 0..1), 1 => vec(Union::new(claim::edits()), 1..=1)];
    (vec(Union::new(worlds), 1..=5), after).prop_map(|(before, after)| [before, after].concat())
}

/// The sample with these changes.
pub(crate) fn edited(edits: &[Edit]) -> Claim {
    let mut world = World::new(1);
    edits.iter().for_each(|edit| (edit.world)(&mut world));
    let mut claim = world.claim();
    edits.iter().for_each(|edit| (edit.claim)(&mut claim));
    claim
}

/// A runner of `default` cases; `COVENANT_AGREEMENT_CASES` says otherwise. With how many it will run.
pub(crate) fn runner(default: u32) -> (TestRunner, u32) {
    let cases =
        std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let config = Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    };
    (TestRunner::new(config), cases)
}
