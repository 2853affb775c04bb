//! Who owes: ids and nullifiers that differ, and each obligor's sum, at a point that is hashed from all of it.

use super::super::{Public, witness::Witness};
use crate::Cs;
use ark_ff::{BigInteger, Field, PrimeField};
use covenant_gadgets::{
    compare::Uint,
    cs::Num,
    poseidon::var::hash,
    sequence::var::full_digest,
    tally::var::{Keys, Sums, Weights},
};
use covenant_statements::{Fr, pool::MAX_LINES};

/// Bits of a balance.
const BALANCE_BITS: usize = 64;
/// Bits of a number of lines.
const COUNT_BITS: usize = MAX_LINES.ilog2() as usize + 1;
/// Sums that share an element.
const SUMS_PER_ELEMENT: usize = 3;

/// What each row's obligor owes, of 64 bits.
pub(super) fn enforce(cs: &mut Cs, w: &Witness, public: &Public) -> Vec<Uint> {
    rows(cs, w);
    let nullifiers: Vec<Num> = w.lines.iter().map(|line| line.nullifier.clone()).collect();
    let parties: Vec<Num> = w.obligors.iter().map(|row| row.party.clone()).collect();
    // A line counts itself above the balances, so that one that owes nothing is seen too.
    let values: Vec<Uint> = w
        .lines
        .iter()
        .zip(w.used.bits())
        .map(|(line, used)| Uint::pack(&[(&line.balance, BALANCE_BITS as u32), (&Uint::from(used), 1)]))
        .collect();
    let items: Vec<(&Num, &Uint)> = w.lines.iter().map(|line| &line.debtor).zip(&values).collect();
    let of_lines = cs.scoped("nullifiers", |cs| Weights::hint(cs, &w.used, &nullifiers));
    let of_rows = cs.scoped("parties", |cs| Weights::hint(cs, &w.named, &parties));
    let sums = Sums::hint(cs, &w.named, &parties, &items);
    let x = cs.scoped("challenge", |cs| challenge(cs, public, &of_lines, &of_rows, &sums));
    cs.scoped("nullifiers", |cs| Keys::distinct(cs, &w.used, &nullifiers, &of_lines, &x));
    let keys = cs.scoped("parties", |cs| Keys::distinct(cs, &w.named, &parties, &of_rows, &x));
    let sums = cs.scoped("sums", |cs| keys.enforce_sums(cs, &w.named, &items, &sums, &x));
    let rows = sums.iter().zip(w.named.bits());
    rows.map(|(sum, named)| cs.scoped("row", |cs| split(cs, sum, named.num()))).collect()
}

/// The first row is of no group above it; a place without an obligor says nothing.
fn rows(cs: &mut Cs, w: &Witness) {
    cs.enforce_zero("obligors/first-of-group", w.obligors[0].same_group.num());
    for (row, named) in w.obligors.iter().zip(w.named.bits()) {
        for value in [&row.party, row.same_group.num()] {
            cs.enforce("obligors/unused-is-zero", named.not().num(), value, &Num::zero());
        }
    }
}

/// X. The tape's message binds notes, lines and obligors. Sums are packed before they are known to be small, by 75 bits each: what
/// [`split`] takes is of 1 to 2¹¹ lines, and of two sums that differ by 2⁷⁵ the smaller one has no line. So the packed sums are bound too.
fn challenge(cs: &mut Cs, public: &Public, lines: &Weights, rows: &Weights, sums: &Sums) -> Num {
    let shift = Fr::from(2u64).pow([(BALANCE_BITS + COUNT_BITS) as u64]);
    let packed = |sums: &[Num]| {
        let shifts = std::iter::successors(Some(Fr::from(1u64)), |k| Some(*k * shift));
        Num::sum(shifts.zip(sums))
    };
    let sums: Vec<Num> = sums.nums().chunks(SUMS_PER_ELEMENT).map(packed).collect();
    let lines = full_digest(cs, "covenant/pool-line-weights", lines.nums());
    let rows = full_digest(cs, "covenant/pool-obligor-weights", rows.nums());
    let sums = full_digest(cs, "covenant/pool-sums", &sums);
    hash(cs, "covenant/pool-challenge", &[public.tape.clone(), lines, rows, sums])
}

/// The balance in a sum's lower 64 bits. Above them is how many lines there are, at least one where there is an obligor.
fn split(cs: &mut Cs, sum: &Uint, named: &Num) -> Uint {
    let mut low = sum.num().value().into_bigint();
    low.0[1..].fill(0);
    let balance = cs.hint("obligors/balance", || Fr::from_bigint(low).unwrap_or_default());
    let balance = Uint::range(cs, balance, BALANCE_BITS);
    let mut unit = ark_ff::BigInt::<4>::from(1u64);
    unit <<= BALANCE_BITS as u32;
    debug_assert!(unit.num_bits() as usize == BALANCE_BITS + 1);
    let per_line = Fr::from_bigint(unit).and_then(|unit| unit.inverse()).unwrap_or_default();
    let lines = (sum.num() - balance.num()).scale(per_line);
    Uint::range(cs, &lines - named, COUNT_BITS);
    balance
}
