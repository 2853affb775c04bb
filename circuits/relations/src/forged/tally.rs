//! A key that is there twice, hidden from [`mod@covenant_gadgets::tally`] by a value that one of its constraints holds.

use super::{Forgeries, Known};
use ark_ff::Field;
use covenant_gadgets::cs::Var;
use covenant_statements::Fr;

/// The place of a key's weight, and its number there.
pub(crate) type Weight<'a> = (&'a str, usize);

/// By the factor of the second key, with a weight that is not zero as that of a double key is: P·Σ wⱼ/(X − eⱼ) is 1.
pub(crate) fn by_factor(known: &Known<'_>, keys: &str, (place, n): Weight<'_>) -> Option<Forgeries> {
    let known = known.with(&[(known.nth(place, n)?, Fr::ONE)]);
    let place = format!("{keys}/tally/factor");
    // The variables are one less than the factors.
    let factors = known.values(&place).into_iter().map(|factor| factor + Fr::ONE);
    let others: Fr = factors.enumerate().filter(|(j, _)| *j != 1).map(|(_, factor)| factor).product();
    let factor = (others * fractions(&known, keys)).inverse()? - Fr::ONE;
    Some(known.and(&[(known.nth(&place, 1)?, factor)]))
}

/// By the inverse of a key's distance whose weight is not zero.
pub(crate) fn by_inverse(
    known: &Known<'_>,
    keys: &str,
    j: usize,
    (place, n): Weight<'_>,
) -> Option<Forgeries> {
    let (inverse, product) = (format!("{keys}/tally/inverse"), format!("{keys}/tally/product"));
    let product = *known.values(&product).last()?;
    let others = fractions(known, keys) - known.value(&format!("{keys}/tally/fraction"), j)?;
    let value = (product.inverse()? - others) * known.value(place, n)?.inverse()?;
    Some(known.and(&[(known.nth(&inverse, j)?, value)]))
}

fn fractions(known: &Known<'_>, keys: &str) -> Fr {
    known.values(&format!("{keys}/tally/fraction")).into_iter().sum()
}

/// The first two sums, with a part of the first in the second.
pub(crate) fn moved(known: &Known<'_>, sums: &str, part: Fr) -> Option<[(Var, Fr); 2]> {
    let sum = |n, more: Fr| Some((known.nth(sums, n)?, known.value(sums, n)? + more));
    Some([sum(0, -part)?, sum(1, part)?])
}
