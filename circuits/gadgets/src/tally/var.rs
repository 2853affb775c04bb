//! The identities in circuits. Everything that a caller passes here beside X must be hashed into X, or be a function of what
//! is: see the module.

use crate::{
    Fr,
    compare::{Uint, saturating_sub},
    cs::{Bit, Cs, Num},
    sequence::var::Prefix,
};
use ark_ff::{AdditiveGroup, Field};

/// Keys of which the used ones differ, with 1/(X − key) for each, zero where the place is not used.
pub struct Keys {
    inverses: Vec<Num>,
}

/// What is hinted of keys before X is known: their weights.
pub struct Weights(Vec<Num>);

impl Weights {
    /// The weights of the used keys; see [`super::weights`]. The caller hashes them into X.
    pub fn hint(cs: &mut Cs, used: &Prefix, keys: &[Num]) -> Self {
        let keys_used: Vec<Fr> = keys[..used_places(used)].iter().map(Num::value).collect();
        let weights = super::weights(&keys_used);
        let weight = |j: usize| weights.get(j).copied().unwrap_or(Fr::ZERO);
        Self((0..keys.len()).map(|j| cs.hint("tally/weight", || weight(j))).collect())
    }

    /// For the hash.
    #[must_use]
    pub fn nums(&self) -> &[Num] {
        &self.0
    }
}

/// What is hinted of sums before X is known.
pub struct Sums(Vec<Num>);

impl Sums {
    /// The sums of the values by their key; see [`super::sums`]. The caller hashes them into X.
    pub fn hint(cs: &mut Cs, used: &Prefix, keys: &[Num], items: &[(&Num, &Uint)]) -> Self {
        let keys: Vec<Fr> = keys[..used_places(used)].iter().map(Num::value).collect();
        let items = items.iter().map(|(key, value)| (key.value(), value.num().value()));
        let values = super::sums(&keys, items);
        let sum = |j: usize| values.get(j).copied().unwrap_or(Fr::ZERO);
        Self((0..used.bits().len()).map(|j| cs.hint("tally/sums", || sum(j))).collect())
    }

    /// For the hash.
    #[must_use]
    pub fn nums(&self) -> &[Num] {
        &self.0
    }
}

fn used_places(used: &Prefix) -> usize {
    used.bits().iter().filter(|bit| bit.value()).count()
}

impl Keys {
    /// The used keys differ: P(X)·Σ wⱼ/(X − eⱼ) = 1, or 0 where there is none. 5 constraints each.
    pub fn distinct(cs: &mut Cs, used: &Prefix, keys: &[Num], weights: &Weights, x: &Num) -> Self {
        let mut product = Num::one();
        let (mut inverses, mut fractions) = (Vec::with_capacity(keys.len()), Vec::with_capacity(keys.len()));
        for ((key, used), weight) in keys.iter().zip(used.bits()).zip(&weights.0) {
            let distance = x - key;
            let inverse = quotient(cs, "tally/inverse", used.num(), &distance);
            // X − e where the place is used, 1 where it is not.
            let factor = cs.mul("tally/factor", used.num(), &distance.plus(-Fr::ONE)).plus(Fr::ONE);
            product = cs.mul("tally/product", &product, &factor);
            fractions.push(cs.mul("tally/fraction", weight, &inverse));
            // Else X could be moved by what nothing uses.
            cs.enforce("tally/unused-is-zero", used.not().num(), weight, &Num::zero());
            inverses.push(inverse);
        }
        let fractions = Num::sum(fractions.iter().map(|fraction| (Fr::ONE, fraction)));
        let some = used.bits().first().map_or(Num::zero(), |first| first.num().clone());
        cs.enforce("tally/distinct", &product, &fractions, &some);
        Self { inverses }
    }

    /// Σᵢ vᵢ/(X − dᵢ) = Σⱼ sⱼ/(X − eⱼ): the sums are those of the values by their key, and every value that is not zero has one of
    /// these keys. Two constraints an item and two a key. Each sum is at most what all values are together.
    ///
    /// An item of value zero adds nothing whatever its key is: those of places that are not used need not be hashed into X.
    pub fn enforce_sums(
        &self,
        cs: &mut Cs,
        used: &Prefix,
        items: &[(&Num, &Uint)],
        sums: &Sums,
        x: &Num,
    ) -> Vec<Uint> {
        let left: Vec<Num> = items.iter().map(|(key, value)| fraction(cs, key, value, x)).collect();
        let mut right = Vec::with_capacity(sums.0.len());
        for ((sum, inverse), used) in sums.0.iter().zip(&self.inverses).zip(used.bits()) {
            right.push(cs.mul("tally/sum", sum, inverse));
            // Its inverse is zero there: the identity would not see it.
            cs.enforce("tally/unused-is-zero", used.not().num(), sum, &Num::zero());
        }
        let difference =
            left.iter().map(|item| (Fr::ONE, item)).chain(right.iter().map(|sum| (-Fr::ONE, sum)));
        cs.enforce_zero("tally/sums", &Num::sum(difference));
        let all = Uint::sum(items.iter().map(|(_, value)| (1, *value)));
        sums.0.iter().map(|sum| all.with_bound_of(sum)).collect()
    }
}

/// What groups of neighbouring rows have over a cap: a group's rows are those that continue it, `same[j]` saying that row j is of the group
/// of row j − 1. Returns the sum of all excess, and what is left of all values; the caller knows all values together to be at
/// most the bound of `all`.
///
/// For each row two constraints more than `all` or `cap` has bits, and two.
pub fn over_cap(cs: &mut Cs, same: &[Bit], values: &[Uint], cap: &Uint, all: &Uint) -> [Uint; 2] {
    let mut running: Option<Uint> = None;
    let mut excess = Vec::with_capacity(values.len());
    for (j, value) in values.iter().enumerate() {
        // A group's sum is a part of all values', which bounds it.
        let sum = match &running {
            None => value.num().clone(),
            Some(before) => &cs.mul("tally/carried", same[j].num(), before.num()) + value.num(),
        };
        let sum = all.with_bound_of(&sum);
        let (over, _) = saturating_sub(cs, &sum, cap);
        excess.push(match same.get(j + 1) {
            Some(next) => Uint::only_if(cs, "tally/last-of-group", &next.not(), &over),
            None => over,
        });
        running = Some(sum);
    }
    let total = Num::sum(excess.iter().map(|over| (Fr::ONE, over.num())));
    let left = &Num::sum(values.iter().map(|value| (Fr::ONE, value.num()))) - &total;
    [all.with_bound_of(&total), all.with_bound_of(&left)]
}

/// v/(X − d). By the inverse and not as a quotient: where v is zero nothing binds d, and 0/0 would be what the prover likes.
fn fraction(cs: &mut Cs, key: &Num, value: &Uint, x: &Num) -> Num {
    let inverse = quotient(cs, "tally/distance", &Num::one(), &(x - key));
    cs.mul("tally/item", value.num(), &inverse)
}

/// q with q·d = n, where d is never zero but with the probability that X is a key.
fn quotient(cs: &mut Cs, label: &'static str, n: &Num, d: &Num) -> Num {
    let value = d.value().inverse().unwrap_or(Fr::ZERO) * n.value();
    cs.div_nonzero(label, n, d, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cs::{Forgery, Mode, Variable},
        poseidon::var::hash,
    };

    const ROOM: usize = 4;

    fn run(keys: &[u64], items: &[(u64, u64)], forgeries: Vec<Forgery>) -> (Cs, Vec<Fr>) {
        let mut cs = Cs::with_forgeries(Mode::Full, forgeries);
        let used = Prefix::input(&mut cs, "used", keys.len(), ROOM);
        let place = |i: usize| keys.get(i).copied().unwrap_or(7);
        let keys: Vec<Num> = (0..ROOM).map(|i| cs.input("key", Fr::from(place(i)))).collect();
        let items: Vec<(Num, Uint)> = items
            .iter()
            .map(|(key, value)| (cs.input("key", Fr::from(*key)), Uint::input(&mut cs, "value", *value, 64)))
            .collect();
        let items: Vec<(&Num, &Uint)> = items.iter().map(|(key, value)| (key, value)).collect();
        let weights = Weights::hint(&mut cs, &used, &keys);
        let sums = Sums::hint(&mut cs, &used, &keys, &items);
        let mut bound: Vec<Num> = keys.iter().chain(weights.nums()).chain(sums.nums()).cloned().collect();
        bound.extend(items.iter().flat_map(|(key, value)| [(*key).clone(), value.num().clone()]));
        let x = hash(&mut cs, "x", &bound);
        let distinct = Keys::distinct(&mut cs, &used, &keys, &weights, &x);
        let sums = distinct.enforce_sums(&mut cs, &used, &items, &sums, &x);
        let sums = sums.iter().map(|sum| sum.num().value()).collect();
        (cs, sums)
    }

    fn verdict(keys: &[u64], items: &[(u64, u64)]) -> Result<Vec<u64>, &'static str> {
        let (cs, sums) = run(keys, items, Vec::new());
        cs.is_satisfied().map_err(|e| e.label)?;
        Ok(sums.into_iter().map(|sum| ark_ff::PrimeField::into_bigint(sum).0[0]).collect())
    }

    #[test]
    fn sums_are_those_by_key() {
        assert_eq!(verdict(&[5, 6, 9], &[(5, 1), (9, 2), (5, 3), (9, 0)]), Ok(vec![4, 0, 2, 0]));
        assert_eq!(verdict(&[], &[(5, 0)]), Ok(vec![0; 4]), "zero is in no sum");
        assert_eq!(verdict(&[], &[]), Ok(vec![0; 4]));
        assert_eq!(verdict(&[5], &[(6, 1)]), Err("tally/sums"), "a value of no key");
        assert_eq!(verdict(&[5], &[(7, 1)]), Err("tally/sums"), "a value of a place that is not used");
    }

    #[test]
    fn keys_differ() {
        for keys in [&[5, 5][..], &[5, 6, 5], &[1, 2, 3, 3]] {
            assert_eq!(verdict(keys, &[]), Err("tally/distinct"));
        }
        // What fills the other places does not matter.
        assert_eq!(verdict(&[7, 8], &[]), Ok(vec![0; 4]));
    }

    #[test]
    fn excess_is_taken_by_group() {
        let run = |same: &[u64], values: &[u64], cap: u64| {
            let mut cs = Cs::new(Mode::Full);
            let same: Vec<Bit> = same
                .iter()
                .map(|s| {
                    let s = cs.input("same", Fr::from(*s));
                    cs.boolean("same", s)
                })
                .collect();
            let values: Vec<Uint> = values.iter().map(|v| Uint::input(&mut cs, "value", *v, 64)).collect();
            let all = Uint::sum(values.iter().map(|v| (1, v)));
            let [total, left] = over_cap(&mut cs, &same, &values, &Uint::constant(cap), &all);
            cs.is_satisfied().unwrap();
            [total, left].map(|x| ark_ff::PrimeField::into_bigint(x.num().value()).0[0])
        };
        assert_eq!(run(&[0, 1, 0], &[5, 6, 7], 8), [3, 15]);
        assert_eq!(run(&[0, 0, 0], &[5, 6, 7], 5), [3, 15]);
        assert_eq!(run(&[0, 1, 1], &[5, 6, 7], 5), [13, 5]);
        assert_eq!(run(&[0, 1, 1], &[5, 0, 0], 5), [0, 5], "rows of nothing that continue a group");
        assert_eq!(run(&[], &[], 5), [0, 0]);
        assert_eq!(run(&[0], &[u64::MAX], 0), [u64::MAX, 0]);
    }

    /// Twins: the sums moved from one key to another, with every hint made anew from the forged ones.
    #[test]
    fn no_sum_is_moved_to_another_key() {
        let (honest, _) = run(&[5, 6], &[(5, 10), (6, 1)], Vec::new());
        let sums: Vec<Variable> =
            honest.hints().into_iter().filter(|hint| hint.name == "tally/sums").collect();
        let moved = |index: usize, by: Fr| Forgery {
            var: sums[index].var,
            replace: Box::new(move |value| value + by),
        };
        let forged = run(&[5, 6], &[(5, 10), (6, 1)], vec![moved(0, -Fr::ONE), moved(1, Fr::ONE)]);
        assert_eq!(forged.0.is_satisfied().unwrap_err().label, "tally/sums");
        let unused = run(&[5, 6], &[(5, 10), (6, 1)], vec![moved(3, Fr::ONE)]);
        assert_eq!(unused.0.is_satisfied().unwrap_err().label, "tally/unused-is-zero");
    }

    /// Ten of key 5 and nothing of a key that is not hashed, with X.
    fn run_free(free: Fr, forgeries: Vec<Forgery>) -> (Cs, Fr) {
        let mut cs = Cs::with_forgeries(Mode::Full, forgeries);
        let used = Prefix::input(&mut cs, "used", 1, 1);
        let (key, free) = (cs.input("key", Fr::from(5u64)), cs.input("free", free));
        let (value, none) =
            (Uint::input(&mut cs, "value", 10u64, 64), Uint::input(&mut cs, "none", 0u64, 64));
        let (keys, items) = (std::slice::from_ref(&key), [(&key, &value), (&free, &none)]);
        let weights = Weights::hint(&mut cs, &used, keys);
        let sums = Sums::hint(&mut cs, &used, keys, &items);
        let hints = weights.nums().iter().chain(sums.nums()).cloned();
        let bound: Vec<Num> = [key.clone(), value.num().clone()].into_iter().chain(hints).collect();
        let x = hash(&mut cs, "x", &bound);
        let distinct = Keys::distinct(&mut cs, &used, keys, &weights, &x);
        distinct.enforce_sums(&mut cs, &used, &items, &sums, &x);
        (cs, x.value())
    }

    /// The key of a place that is not used is hashed into nothing, and can be chosen to be X. Its part of the left side must not be
    /// 0/0, which would make up for a sum that is one too much.
    #[test]
    fn a_key_that_is_x_adds_nothing() {
        let (honest, _) = run_free(Fr::ZERO, Vec::new());
        honest.is_satisfied().unwrap();
        let var = |name| honest.hints().into_iter().rfind(|hint| hint.name == name).unwrap().var;
        let more = || Forgery { var: var("tally/sums"), replace: Box::new(|sum| sum + Fr::ONE) };
        let (_, x) = run_free(Fr::ZERO, vec![more()]);
        let part = (x - Fr::from(5u64)).inverse().unwrap();
        let part = Forgery { var: var("tally/item"), replace: Box::new(move |_| part) };
        let (forged, again) = run_free(x, vec![more(), part]);
        assert_eq!(again, x, "the free key moves nothing");
        let broken: Vec<&str> = forged.unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(broken, ["tally/distance", "tally/item"], "nothing else would refuse it");
    }

    #[test]
    fn every_hint_is_needed() {
        let (honest, _) = run(&[5, 6, 9], &[(5, 1), (9, 2)], Vec::new());
        for hint in honest.hints() {
            let forgery = Forgery { var: hint.var, replace: Box::new(|value| value + Fr::ONE) };
            let (forged, _) = run(&[5, 6, 9], &[(5, 1), (9, 2)], vec![forgery]);
            assert!(forged.is_satisfied().is_err(), "{}", hint.name);
        }
    }
}
