//! Statement 2, collateral sufficiency: the circuits `collateral-16/1` to `collateral-1024/1`, the same constraints with room for more
//! lines, and the rewrites, which share them. Namespaces are the clauses of [`mod@covenant_statements::collateral::check`].

mod attacks;
mod clauses;
mod ledger;
mod refused;
mod shape;
mod small;
mod table;
mod witness;

use crate::{Circuit, Cs, Provable};
use clauses::{Public, Release};
use core::borrow::Borrow;
use covenant_gadgets::disclosure::var::SealVar;
use covenant_statements::{
    CircuitInfo, Claim as _, Violation,
    collateral::{Claim, Figures, Rewrite},
};
use shape::Room;
pub use shape::Shape;
pub(crate) use table::{RELATIONS, REWRITES};
use witness::Witness;

/// The circuit with a claim, or a reference to one, as its witness.
pub struct CollateralCircuit<C> {
    /// The claim.
    pub claim: C,
    /// The circuit's entry in the table of names.
    pub info: &'static CircuitInfo,
    /// Its room.
    pub shape: Shape,
}

/// The circuit of a rewrite.
pub struct RewriteCircuit<C> {
    /// The claim.
    pub claim: C,
    /// The circuit's entry in the table of names.
    pub info: &'static CircuitInfo,
    /// Its room.
    pub shape: Shape,
}

impl<C: Borrow<Claim>> CollateralCircuit<C> {
    /// The circuit of the smallest tier that the claim fits.
    pub fn of(claim: C) -> Self {
        let info = claim.borrow().circuit();
        Self { claim, info, shape: Shape::of(info) }
    }
}

impl<C: Borrow<Rewrite>> RewriteCircuit<C> {
    /// The circuit of the smallest tier that the claim fits.
    pub fn of(claim: C) -> Self {
        let info = claim.borrow().circuit();
        Self { claim, info, shape: Shape::of(info) }
    }
}

impl Provable for Claim {
    fn relation(&self) -> Box<dyn Circuit + '_> {
        Box::new(CollateralCircuit::of(self))
    }
}

impl Provable for Rewrite {
    fn relation(&self) -> Box<dyn Circuit + '_> {
        Box::new(RewriteCircuit::of(self))
    }
}

impl<C: Borrow<Claim> + Sync> Circuit for CollateralCircuit<C> {
    fn info(&self) -> &'static CircuitInfo {
        self.info
    }

    fn check(&self) -> Result<(), Violation> {
        covenant_statements::Claim::check(self.claim.borrow())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let claim = self.claim.borrow();
        let [context, environment, vault, exposure, disclosure] =
            claim.public_inputs().to_array().map(|value| cs.public(value));
        let room = Room { shape: self.shape, released: None };
        let (witness, seal) = cs.scoped("inputs", |cs| {
            let witness = Witness::allocate(cs, claim, &room, &exposure);
            let seal = claim.disclosure.as_ref();
            (witness, SealVar::input(cs, "seal", seal, Figures::NAMES.len()))
        });
        let figures = clauses::all(cs, &witness, &Public { environment, vault }, None);
        cs.scoped("disclosure", |cs| {
            let value = seal.value(cs, &context, &figures);
            cs.enforce_equal("disclosure/public", &value, &disclosure);
        });
    }
}

impl<C: Borrow<Rewrite> + Sync> Circuit for RewriteCircuit<C> {
    fn info(&self) -> &'static CircuitInfo {
        self.info
    }

    fn check(&self) -> Result<(), Violation> {
        covenant_statements::Claim::check(self.claim.borrow())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let rewrite = self.claim.borrow();
        let [context, environment, vault, new, released, exposure] =
            rewrite.public_inputs().to_array().map(|value| cs.public(value));
        let room = Room { shape: self.shape, released: Some(&rewrite.released) };
        let witness = cs.scoped("inputs", |cs| Witness::allocate(cs, &rewrite.claim, &room, &exposure));
        let release = Release { new, released };
        clauses::all(cs, &witness, &Public { environment, vault }, Some(&release));
        // The context is opaque; here it stands in a constraint, so that it is a variable like any other.
        cs.scoped("context", |cs| cs.mul("context/bound", &context, &context));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_statements::{collateral::sample::World, disclosure::Seal};
    use rand::SeedableRng;

    /// Small circuits with all that a tier has.
    fn room(info: &CircuitInfo, lines: usize) -> Shape {
        Shape { lines, ..Shape::of(info) }
    }

    #[test]
    fn samples_satisfy_circuits_of_any_room() {
        for (lines, most) in [(0, 4), (1, 4), (3, 4), (4, 4), (16, 16), (5, 7)] {
            let claim = World::new(5, lines).claim();
            assert_eq!(claim.check(), Ok(()));
            let info = claim.circuit();
            let cs = CollateralCircuit { claim: &claim, info, shape: room(info, most) }.full();
            assert_eq!(cs.is_satisfied(), Ok(()), "{lines} lines in a room of {most}");

            let released = (0..lines).map(|i| i % 3 == 1).collect();
            let rewrite =
                Rewrite { claim: Claim { exposure: covenant_statements::Amount(0), ..claim }, released };
            assert_eq!(rewrite.check(), Ok(()));
            let info = rewrite.circuit();
            let cs = RewriteCircuit { claim: &rewrite, info, shape: room(info, most) }.full();
            assert_eq!(cs.is_satisfied(), Ok(()), "rewrite of {lines} lines in a room of {most}");
        }
    }

    #[test]
    fn figures_are_disclosed_as_they_are() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
        let auditor = covenant_gadgets::eddsa::SecretKey::generate(&mut rng);
        let mut claim = World::new(9, 4).claim();
        claim.disclosure = Seal::new(auditor.public(), 0b1_0000_0010, &mut rng).ok();
        let info = claim.circuit();
        let cs = CollateralCircuit { claim: &claim, info, shape: room(info, 4) }.full();
        assert_eq!(cs.is_satisfied(), Ok(()));
        let figures = Figures::of(&claim).disclosed();
        let stated = claim.public_inputs().disclosure;
        let opened = claim.disclosed().unwrap().open(&auditor, 9, claim.context, stated).unwrap();
        assert_eq!(opened.in_order()[1], Some(figures[1]));
        assert_eq!(opened.in_order()[8], Some(figures[8]));
        assert_eq!(opened.in_order().iter().flatten().count(), 2);
        // The same parts with another figure are another value.
        let mut z = cs.assignment();
        z[5] += covenant_statements::Fr::from(1u64);
        assert!(cs.is_satisfied_by(&z).is_err());
    }
}
