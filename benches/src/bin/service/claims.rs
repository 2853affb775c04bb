//! Claims of the sample world, each another.

use covenant_statements::Selector;
use covenant_statements::invoice::{Claim, sample::World};
use serde_json::json;

/// The `number`-th claim, for a key.
pub(crate) fn claim(number: u64, selector: Selector) -> Claim {
    world(number, selector).claim()
}

/// The same as the service takes it.
pub(crate) fn request(number: u64, selector: Selector) -> crate::Result<Vec<u8>> {
    let world = world(number, selector);
    let claim = world.claim();
    Ok(serde_json::to_vec(&json!({
        "kind": "covenant/prove-request/invoice",
        "version": 1,
        "content": {
            "acknowledged": claim.acknowledged,
            "consented": { "context": world.context, "consent": claim.consent },
        },
    }))?)
}

fn world(number: u64, selector: Selector) -> World {
    let mut world = World::new(number);
    world.context.selector = selector;
    world
}
