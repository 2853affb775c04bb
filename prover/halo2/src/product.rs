//! Running products of fractions, without an inversion a row.

use crate::Error;
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use covenant_engine::groth16::SecretScalars;
use rayon::prelude::*;
use zeroize::Zeroizing;

/// Rows of one piece of parallel work.
const BLOCK: usize = 1 << 12;

/// `z` with `z[0] = first` and `z[i + 1] = z[i] · numerators[i] / denominators[i]`: one more than there are fractions.
///
/// In a block that begins with `z` and whose denominators' product is `D`, `z[i]` is `z / D` times the numerators before `i` times the denominators from `i` on.
/// Four products a row, and an inversion a block.
pub(crate) fn running(numerators: &[Fr], denominators: &[Fr], first: Fr) -> Result<SecretScalars, Error> {
    let rows = numerators.len();
    let mut z = Zeroizing::new(Vec::with_capacity(rows + 1 + BLOCK));
    z.resize(rows, Fr::ZERO);
    // The denominators from each row on, within its block, and each block's products.
    let totals: Vec<(Fr, Fr)> = z
        .par_chunks_mut(BLOCK)
        .zip(numerators.par_chunks(BLOCK).zip(denominators.par_chunks(BLOCK)))
        .map(|(z, (numerators, denominators))| {
            let mut below = Fr::ONE;
            for (z, denominator) in z.iter_mut().zip(denominators).rev() {
                below *= denominator;
                *z = below;
            }
            (numerators.iter().product(), below)
        })
        .collect();
    let mut inverses: Vec<Fr> = totals.iter().map(|(_, below)| *below).collect();
    if inverses.contains(&Fr::ZERO) {
        return Err(Error::Challenge);
    }
    ark_ff::batch_inversion(&mut inverses);
    let mut value = first;
    let starts: Vec<Fr> = totals
        .iter()
        .zip(&inverses)
        .map(|((above, _), inverse)| {
            let start = value * inverse;
            value = start * above;
            start
        })
        .collect();
    z.par_chunks_mut(BLOCK).zip(numerators.par_chunks(BLOCK)).zip(starts).for_each(
        |((z, numerators), start)| {
            let mut above = Zeroizing::new(start);
            for (z, numerator) in z.iter_mut().zip(numerators) {
                *z *= *above;
                *above *= numerator;
            }
        },
    );
    z.push(value);
    Ok(z)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn running_products_are_their_definition() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(3);
        for rows in [0, 1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17] {
            let mut random = || (0..rows).map(|_| Fr::rand(&mut rng)).collect::<Vec<_>>();
            let (numerators, mut denominators) = (random(), random());
            let z = running(&numerators, &denominators, Fr::from(5u64)).unwrap();
            assert_eq!((z.len(), z[0]), (rows + 1, Fr::from(5u64)));
            for i in 0..rows {
                assert_eq!(z[i + 1] * denominators[i], z[i] * numerators[i]);
            }
            if let Some(last) = denominators.last_mut() {
                *last = Fr::ZERO;
                assert!(matches!(running(&numerators, &denominators, Fr::ONE), Err(Error::Challenge)));
            }
        }
    }
}
