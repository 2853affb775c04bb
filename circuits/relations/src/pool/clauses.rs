//! The clauses, each the twin of the part of [`mod@covenant_statements::pool::check`] of the same name.

mod bounds;
mod figures;
mod groups;
mod lines;
mod obligors;
mod policy;
mod tape;
mod tranches;
mod value;

use super::{Public, Witness};
use crate::Cs;
use figures::Figures;

/// All clauses in their order, and the figures.
pub(super) fn all(cs: &mut Cs, w: &Witness, public: &Public) -> Figures {
    cs.scoped("policy", |cs| policy::enforce(cs, w));
    let terms = cs.scoped("lines", |cs| lines::enforce(cs, w, public));
    cs.scoped("tape", |cs| tape::enforce(cs, w, public));
    let owed = cs.scoped("obligors", |cs| obligors::enforce(cs, w, public));
    let mut figures = cs.scoped("figures", |cs| figures::enforce(cs, w, &terms, &owed));
    cs.scoped("tranches", |cs| tranches::enforce(cs, w, &mut figures));
    cs.scoped("bounds", |cs| bounds::enforce(cs, w, &figures, public));
    figures
}
