//! Which variables can move at all while the public inputs stay: those in which a random vector of the null space is not
//! zero. One that can move is zero there with probability 1/p.

use super::{
    eliminate::{Eliminated, eliminate},
    jacobian::SparseRow,
    of_open_columns,
    peel::peel,
};
use ark_ff::PrimeField;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

/// The null space of the derivative with the public inputs fixed.
pub(super) struct Movement {
    /// Its dimension.
    pub(super) dimension: usize,
    /// By column: whether it can move.
    pub(super) moves: Vec<bool>,
}

/// Works out the null space; `None` where elimination gives up.
pub(super) fn movement<F: PrimeField>(
    rows: &[SparseRow<F>],
    public: usize,
    columns: usize,
) -> Option<Movement> {
    let peeled = peel(rows, (0..columns).map(|column| column >= public).collect());
    let left: Vec<u32> = (0..columns as u32).filter(|column| peeled[*column as usize]).collect();
    // What peeling fixes does not move.
    let Eliminated { free, pivots } = eliminate(of_open_columns(rows, &peeled), &left)?;
    let mut vector = vec![F::ZERO; columns];
    let mut rng = ChaCha8Rng::seed_from_u64(columns as u64);
    for column in &free {
        vector[*column as usize] = F::rand(&mut rng);
    }
    for (pivot, row) in pivots.iter().rev() {
        let mut own = F::ZERO;
        let mut others = F::ZERO;
        for (column, k) in row {
            match column == pivot {
                true => own = *k,
                false => others += *k * vector[*column as usize],
            }
        }
        vector[*pivot as usize] = -others * own.inverse().unwrap_or_default();
    }
    Some(Movement { dimension: free.len(), moves: vector.iter().map(|x| !x.is_zero()).collect() })
}
