//! Lists in circuits: which places are used is hinted and held by the length; membership counts the used ones alone.

use super::Slots;
use crate::{
    Fr,
    compare::is_zero,
    cs::{Bit, Cs, Num},
};
use ark_ff::{Field, PrimeField};

/// A list whose length and padding were checked.
pub struct ListVar {
    used: Vec<Bit>,
    places: Vec<Num>,
}

/// The values of a list that is not empty, some of them again.
pub struct Filled(Vec<Num>);

impl Filled {
    /// Whether x is one of them: N + 1 constraints.
    pub fn contains(&self, cs: &mut Cs, x: &Num) -> Bit {
        let mut distances = self.0.iter().map(|place| x - place);
        let first = distances.next().unwrap_or_else(Num::one);
        let product =
            distances.fold(first, |product, distance| cs.mul("list/distances", &product, &distance));
        is_zero(cs, &product)
    }
}

impl ListVar {
    /// Constrains length and places to be a list's: the used ones first, zeros after. 3·N constraints.
    pub fn enforce<const N: usize>(cs: &mut Cs, list: &Slots<Num, N>) -> Self {
        let Slots { length, places } = list;
        let count = length.value();
        let used: Vec<Bit> = (0..N as u64)
            .map(|i| cs.hint_bit("list/used", || Fr::from(i).into_bigint() < count.into_bigint()))
            .collect();
        for pair in used.windows(2) {
            // used(i + 1) implies used(i)
            cs.enforce("list/prefix", pair[1].num(), pair[0].not().num(), &Num::zero());
        }
        cs.enforce_equal("list/length", &Num::sum(used.iter().map(|u| (Fr::ONE, u.num()))), length);
        for (used, place) in used.iter().zip(places) {
            cs.enforce("list/unused-is-zero", used.not().num(), place, &Num::zero());
        }
        Self { used, places: places.to_vec() }
    }

    /// Which places are used.
    #[must_use]
    pub fn used(&self) -> &[Bit] {
        &self.used
    }

    /// The values, zero where a place is not used.
    #[must_use]
    pub fn places(&self) -> &[Num] {
        &self.places
    }

    /// No value is in the list twice: a constraint for each pair.
    pub fn enforce_distinct(&self, cs: &mut Cs) {
        for (j, later) in self.places.iter().enumerate() {
            for earlier in &self.places[..j] {
                let difference = later - earlier;
                let inverse = difference.value().inverse().unwrap_or_default() * self.used[j].num().value();
                let inverse = cs.hint("list/difference", || inverse);
                cs.enforce("list/distinct", &difference, &inverse, self.used[j].num());
            }
        }
    }

    /// The values of a list that has some, its first in every place that is not used: the same set. N − 1 constraints, for callers that
    /// look many values up.
    pub fn filled(&self, cs: &mut Cs) -> Filled {
        let Some((first, others)) = self.places.split_first() else { return Filled(Vec::new()) };
        let later = others.iter().zip(&self.used[1..]);
        let filled = later.map(|(place, used)| cs.select("list/filled", used, place, first));
        Filled(std::iter::once(first.clone()).chain(filled).collect())
    }

    /// Whether x is in the list: 2 constraints beside the product's.
    pub fn contains(&self, cs: &mut Cs, x: &Num) -> Bit {
        let product = self.membership_product(cs, x);
        is_zero(cs, &product)
    }

    /// Π (x − yᵢ) over the used places: zero iff x is in the list. 2·N − 1 constraints.
    pub fn membership_product(&self, cs: &mut Cs, x: &Num) -> Num {
        let mut product = Num::one();
        for (used, place) in self.used.iter().zip(&self.places) {
            // x − y where the place is used, 1 where not.
            let factor = cs.mul("list/factor", used.num(), &(x - place).plus(-Fr::ONE)).plus(Fr::ONE);
            product = cs.mul("list/product", &product, &factor);
        }
        product
    }

    /// x is in the list.
    pub fn enforce_contains(&self, cs: &mut Cs, x: &Num) {
        let product = self.membership_product(cs, x);
        cs.enforce_zero("list/contains", &product);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cs::{Forgery, Mode};
    use ark_ff::AdditiveGroup;

    fn run(slots: Slots<Fr, 4>, x: Fr, forgery: Option<Forgery>) -> Cs {
        let mut cs = match forgery {
            None => Cs::new(Mode::Full),
            Some(f) => Cs::with_forgeries(Mode::Full, [f]),
        };
        let slots = slots.map(|v| cs.input("test", v));
        let x = cs.input("test", x);
        let list = ListVar::enforce(&mut cs, &slots);
        list.enforce_contains(&mut cs, &x);
        cs
    }

    /// What could be taken for padding: zero, minus one, and a value of the list.
    fn elements() -> [Fr; 5] {
        [Fr::ZERO, -Fr::ONE, Fr::ONE, Fr::from(7u64), Fr::from(2u64).pow([252])]
    }

    #[test]
    fn membership_is_that_of_the_values_and_nothing_else() {
        for a in elements() {
            for b in elements() {
                for values in [vec![], vec![a], vec![a, b], vec![b, a, b, a]] {
                    for x in elements() {
                        let ok = run(Slots::new(&values), x, None).is_satisfied().is_ok();
                        assert_eq!(ok, values.contains(&x), "{} values", values.len());
                    }
                }
            }
        }
    }

    #[test]
    fn values_differ_where_that_is_asked() {
        for a in elements() {
            for b in elements() {
                for values in [vec![], vec![a], vec![a, b], vec![a, b, Fr::from(9u64), Fr::from(10u64)]] {
                    let mut cs = Cs::new(Mode::Full);
                    let slots = Slots::<Fr, 4>::new(&values).map(|v| cs.input("test", v));
                    let list = ListVar::enforce(&mut cs, &slots);
                    list.enforce_distinct(&mut cs);
                    let x = cs.input("test", b);
                    let inside = list.contains(&mut cs, &x);
                    assert_eq!(inside.value(), values.contains(&b));
                    if !values.is_empty() {
                        let inside = list.filled(&mut cs).contains(&mut cs, &x);
                        assert_eq!(inside.value(), values.contains(&b));
                    }
                    let differ = values.iter().enumerate().all(|(i, v)| !values[..i].contains(v));
                    assert_eq!(cs.is_satisfied().is_ok(), differ);
                }
            }
        }
    }

    #[test]
    fn lengths_and_padding_are_held() {
        let slots = Slots::<Fr, 4>::new(&[Fr::from(7u64), Fr::from(8u64)]);
        let label = |slots, x: u64| run(slots, Fr::from(x), None).is_satisfied().map_err(|e| e.label);
        assert_eq!(label(slots, 8), Ok(()));
        let mut shorter = slots;
        shorter.length -= Fr::ONE;
        assert_eq!(label(shorter, 7), Err("list/unused-is-zero"));
        let mut padded = slots;
        padded.places[3] = Fr::from(9u64);
        assert_eq!(label(padded, 7), Err("list/unused-is-zero"));
        assert_eq!(label(padded, 9), Err("list/unused-is-zero"));
        for length in [Fr::from(5u64), -Fr::ONE] {
            let mut longer = Slots::new(&[Fr::from(7u64); 4]);
            longer.length = length;
            assert_eq!(label(longer, 7), Err("list/length"));
        }
        assert_eq!(
            label(Slots::new(&[Fr::from(7u64); 5]), 7),
            Err("list/length"),
            "more than there is room for"
        );
    }

    #[test]
    fn every_hint_is_needed() {
        for values in [vec![], vec![3u64], vec![3, 0, 5]] {
            let values: Vec<Fr> = values.into_iter().map(Fr::from).collect();
            let x = values.first().copied().unwrap_or_default();
            let honest = run(Slots::new(&values), x, None);
            for hint in honest.hints() {
                for replace in [|v: Fr| v + Fr::ONE, |v: Fr| Fr::ONE - v] {
                    let forged = run(
                        Slots::new(&values),
                        x,
                        Some(Forgery { var: hint.var, replace: Box::new(replace) }),
                    );
                    assert!(forged.is_satisfied().is_err(), "{}", hint.name);
                }
            }
        }
    }
}
