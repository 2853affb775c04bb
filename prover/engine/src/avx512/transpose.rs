//! Transposition of a matrix of values in place, square or twice as wide as high.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use ark_bn254::Fr;
use rayon::prelude::*;

/// Side of a tile: two tiles stay in the first cache.
const TILE: usize = 16;

/// Transposes a matrix of `rows` by `columns`, `columns` being `rows` or `2 rows`.
pub(super) fn transpose(values: &mut [Fr], rows: usize, columns: usize) {
    square(values, rows, columns, 0);
    if columns > rows {
        square(values, rows, columns, rows);
        unshuffle(values, rows);
    }
}

/// Transposes the square of `side` rows and columns that begins at `first`, rows `stride` apart.
fn square(values: &mut [Fr], side: usize, stride: usize, first: usize) {
    let tile = TILE.min(side);
    let mut bands: Vec<&mut [Fr]> = values.chunks_mut(tile * stride).collect();
    // Band i exchanges its tile j with band j's tile i, for j > i: in rounds in which every band has one partner.
    let count = bands.len();
    for round in 0..count {
        let mut pairs = Vec::with_capacity(count / 2 + 1);
        let mut waiting: Vec<Option<(usize, &mut [Fr])>> = bands.drain(..).enumerate().map(Some).collect();
        for i in 0..count {
            let j = i ^ round;
            if i < j {
                pairs.push((waiting[i].take(), waiting[j].take()));
            } else if i == j {
                pairs.push((waiting[i].take(), None));
            }
        }
        pairs.par_iter_mut().with_min_len(16).for_each(|pair| match pair {
            (Some((i, a)), Some((j, b))) => exchange(a, b, *i, *j, tile, stride, first),
            (Some((i, band)), None) => turn(band, *i, tile, stride, first),
            _ => {}
        });
        let mut back: Vec<(usize, &mut [Fr])> =
            pairs.into_iter().flat_map(|(a, b)| a.into_iter().chain(b)).collect();
        back.sort_unstable_by_key(|(index, _)| *index);
        bands = back.into_iter().map(|(_, band)| band).collect();
    }
}

/// Exchanges tile `j` of band `i` with tile `i` of band `j`, both transposed.
fn exchange(a: &mut [Fr], b: &mut [Fr], i: usize, j: usize, tile: usize, stride: usize, first: usize) {
    for row in 0..tile {
        for column in 0..tile {
            let (here, there) =
                (row * stride + first + j * tile + column, column * stride + first + i * tile + row);
            std::mem::swap(&mut a[here], &mut b[there]);
        }
    }
}

/// Transposes tile `i` of band `i`.
fn turn(band: &mut [Fr], i: usize, tile: usize, stride: usize, first: usize) {
    for row in 0..tile {
        for column in 0..row {
            band.swap(row * stride + first + i * tile + column, column * stride + first + i * tile + row);
        }
    }
}

/// Moves the halves of every row of `2 side` values apart: all first halves, then all second halves.
fn unshuffle(values: &mut [Fr], side: usize) {
    let halves = values.len() / side;
    let mut moved = vec![false; halves];
    let mut carried = vec![Fr::default(); side];
    for start in 0..halves {
        if moved[start] {
            continue;
        }
        // Half h goes to h / 2, or to halves / 2 + h / 2 when it is a second one; follow it around.
        carried.copy_from_slice(&values[start * side..(start + 1) * side]);
        let mut from = start;
        loop {
            let to = from / 2 + (from % 2) * (halves / 2);
            carried.swap_with_slice(&mut values[to * side..(to + 1) * side]);
            moved[to] = true;
            from = to;
            if to == start {
                break;
            }
        }
    }
    carried.fill(Fr::default());
}
