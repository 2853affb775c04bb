//! The prices of the scope's assets, and who signed them.

use super::{super::witness::Witness, documents::Documents};
use crate::{
    Cs,
    parts::prices::{SignedRoot, nonzero_if},
};
use covenant_gadgets::cs::Bit;

pub(super) fn enforce(cs: &mut Cs, w: &Witness, documents: &Documents) {
    let assets = &w.scope.assets;
    for (price, (used, id)) in w.prices.members.iter().zip(assets.used.bits().iter().zip(&assets.ids)) {
        // A place without an asset shows the first one's price again, which there is worth nothing.
        let id = cs.select("prices/asset", used, id, &assets.ids[0]);
        let root = price.root(cs, &id, w.currency.num());
        cs.enforce_equal("prices/root", &root, &w.setting.price_root);
        nonzero_if(cs, &Bit::one(), price.price.num());
        price.enforce_fresh(cs, &w.setting.as_of, &w.max_price_age);
    }
    let signed = SignedRoot {
        network: &w.setting.network,
        root: &w.setting.price_root,
        day: &w.prices.day,
        as_of: &documents.day,
        registry_root: &w.setting.registry_root,
        authorities: &w.prices.authorities,
    };
    signed.enforce(cs, &documents.quorum, &Bit::one());
}
