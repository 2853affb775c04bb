//! The ciphertext's correctness in circuits, for a proof that discloses and one that does not under the same key.

use super::{FIGURE_BITS, FIGURES_PER_ELEMENT, MAX_FIGURES, STREAM, Seal, TAG, message};
use crate::{
    Fr,
    babyjubjub::{
        Point, generator,
        mul::{fixed_base_mul, subgroup_mul},
        var::{PointVar, times8},
    },
    compare::{Uint, bits, from_bits},
    cs::{Bit, Cs, Num},
    eddsa::var::{SCALAR_BITS, scalar_to_field},
    poseidon::var::hash,
};
use ark_ff::Field;

/// A [`Seal`] as private inputs, or none.
pub struct SealVar {
    discloses: Bit,
    auditor: PointVar,
    ephemeral: Num,
    mask: Vec<Bit>,
}

impl SealVar {
    /// Allocates a seal over so many figures. Where there is none, the inputs have one form: A = G, e = 1, no figure.
    /// 8 constraints, and one for each figure.
    ///
    /// # Panics
    /// If there are more than [`MAX_FIGURES`]; statements' lists are constants of the program.
    pub fn input(cs: &mut Cs, name: &'static str, seal: Option<&Seal>, figures: usize) -> Self {
        assert!(figures <= MAX_FIGURES, "at most {MAX_FIGURES} figures");
        let auditor = seal.map_or_else(generator, |seal| seal.auditor);
        let ephemeral = seal.map_or(Fr::ONE, |seal| scalar_to_field(seal.ephemeral.scalar()));
        let mask = seal.map_or(0, |seal| seal.mask);
        cs.scoped(name, |cs| {
            let var = Self {
                discloses: input_bit(cs, "discloses", seal.is_some()),
                auditor: PointVar::input(cs, "auditor", &auditor),
                ephemeral: cs.input("ephemeral", ephemeral),
                mask: (0..figures).map(|i| input_bit(cs, "mask", message::is_disclosed(mask, i))).collect(),
            };
            var.enforce_none_has_one_form(cs);
            var
        })
    }

    /// Without it a proof that discloses nothing would leave its inputs open.
    fn enforce_none_has_one_form(&self, cs: &mut Cs) {
        let Point { x, y, .. } = generator();
        let zeros = [
            self.auditor.x().plus(-x),
            self.auditor.y().plus(-y),
            self.ephemeral.plus(-Fr::ONE),
            from_bits(&self.mask).num().clone(),
        ];
        for zero in zeros {
            cs.enforce("disclosure/none", self.discloses.not().num(), &zero, &Num::zero());
        }
    }

    /// The public value: 0, or the hash of the disclosure of these figures. With the inputs 5,648 constraints for 15 figures: 1,000 for
    /// e's bits and E = e·G, 2,535 for S = 8·e·A, 315 for each three figures, 501 for the hash.
    ///
    /// 8·A is in the subgroup whatever A the prover took, so that E alone, which fixes e modulo ℓ, fixes S.
    ///
    /// # Panics
    /// If these are not as many figures as the mask was made for, or one is wider than its place; both are constants of the program.
    pub fn value(&self, cs: &mut Cs, context: &Num, figures: &[Uint]) -> Num {
        assert_eq!(figures.len(), self.mask.len(), "as many figures as the mask has bits");
        let e = cs.scoped("secret", |cs| bits(cs, &self.ephemeral, SCALAR_BITS));
        let ephemeral = cs.scoped("ephemeral-key", |cs| fixed_base_mul(cs, &e));
        let shared = cs.scoped("shared-key", |cs| {
            let eight_a = times8(cs, &self.auditor);
            subgroup_mul(cs, &eight_a, &e)
        });
        let ciphertext = cs.scoped("stream", |cs| self.encrypt(cs, shared.point(), context, figures));
        let [[ax, ay], [ex, ey]] = [&self.auditor, ephemeral.point()].map(PointVar::coordinates);
        let mask = from_bits(&self.mask);
        let head = [ax, ay, ex, ey, context, mask.num()].map(Clone::clone);
        let hash = cs.scoped("hash", |cs| hash(cs, TAG, &[&head, ciphertext.as_slice()].concat()));
        cs.mul("disclosure/value", self.discloses.num(), &hash)
    }

    /// cᵢ = mᵢ + H(tag, S, context, i).
    fn encrypt(&self, cs: &mut Cs, shared: &PointVar, context: &Num, figures: &[Uint]) -> Vec<Num> {
        let masked: Vec<Num> = figures
            .iter()
            .zip(&self.mask)
            .map(|(figure, bit)| {
                assert!(figure.bits() <= FIGURE_BITS, "a figure of {} bits", figure.bits());
                cs.mul("disclosure/figure", bit.num(), figure.num())
            })
            .collect();
        let elements = masked.chunks(FIGURES_PER_ELEMENT).enumerate();
        elements
            .map(|(i, places)| {
                let [x, y] = shared.coordinates().map(Clone::clone);
                let key = hash(cs, STREAM, &[x, y, context.clone(), Num::constant(Fr::from(i as u64))]);
                let places = places.iter().enumerate().map(|(place, m)| (message::weight(place), m));
                &Num::sum(places) + &key
            })
            .collect()
    }
}

fn input_bit(cs: &mut Cs, name: &'static str, value: bool) -> Bit {
    let num = cs.input(name, Fr::from(value));
    cs.boolean("disclosure/bit", num)
}
