//! Circuits with witnesses: written by hand, and random ones.

use crate::sheet::{Cell, Ex, Sheet, advice, fixed};
use covenant_halo2_prover::F;
use halo2_axiom::halo2curves::ff::Field;
use rand::{Rng, rngs::StdRng};

/// Rows at the end that no witness uses: more than any circuit here blinds.
const TAIL: usize = 12;

fn column(sheet: &Sheet, mut value: impl FnMut(usize) -> F) -> Vec<F> {
    let used = sheet.rows() - TAIL;
    (0..sheet.rows()).map(|row| if row < used { value(row) } else { F::ZERO }).collect()
}

/// `s · (a b - c)` with a fixed constant and an instance that are copied from: halo2's simple example.
pub(crate) fn multiplication(rng: &mut StdRng) -> Sheet {
    let mut sheet = Sheet::new(5, 3, 2, 2, 1);
    let (a, b, factor) = (F::from(2), F::from(3), F::from(7));
    // Each product stands in the row below its factors, and a copy of it in the next row's first column.
    sheet.gates = vec![vec![fixed(0) * (advice(0, 0) * advice(1, 0) - advice(0, 1))]];
    let place = |sheet: &mut Sheet, row: usize, a: F, b: F| {
        sheet.advice[0][row] = a;
        sheet.advice[1][row] = b;
        sheet.advice[0][row + 1] = a * b;
        sheet.fixed[0][row] = F::ONE;
        a * b
    };
    let ab = place(&mut sheet, 0, a, b);
    let square = place(&mut sheet, 2, ab, ab);
    let result = place(&mut sheet, 4, factor, square);
    sheet.fixed[1][0] = factor;
    sheet.advice[1][8] = F::random(&mut *rng);
    sheet.copies = vec![((0, 1), (0, 2)), ((0, 1), (1, 2)), ((0, 3), (1, 4))];
    sheet.equal = vec![0, 1];
    sheet.equal_fixed = vec![1];
    sheet.instance[0] = vec![F::ZERO, result];
    sheet.shown = vec![((0, 5), (0, 1))];
    sheet
}

/// A range, a table of squares with tagged pairs, a sum of two columns, and an input from two rows: four lookups.
pub(crate) fn lookups(rng: &mut StdRng) -> Sheet {
    let mut sheet = Sheet::new(7, 5, 4, 4, 0);
    let used = sheet.rows() - TAIL;
    // A selector; a range from zero; numbers and their squares, some of them twice.
    sheet.fixed[0] = column(&sheet, |_| F::ONE);
    sheet.fixed[0][used - 1] = F::ZERO;
    sheet.fixed[1] = column(&sheet, |row| F::from(row as u64 % 64));
    sheet.fixed[2] = column(&sheet, |row| F::from(row as u64 % 40));
    sheet.fixed[3] = column(&sheet, |row| F::from((row as u64 % 40).pow(2)));
    sheet.advice[0] = column(&sheet, |_| F::from(rng.gen_range(0..64)));
    let roots: Vec<u64> = (0..used).map(|_| rng.gen_range(0..40)).collect();
    sheet.advice[1] = column(&sheet, |row| F::from(roots[row]));
    sheet.advice[2] = column(&sheet, |row| F::from(roots[row].pow(2)));
    let values = sheet.advice[0].clone();
    sheet.advice[3] = column(&sheet, |row| F::from(rng.gen_range(0..64)) - values[row]);
    let q = || fixed(0);
    sheet.lookups = vec![
        vec![(q() * advice(0, 0), fixed(1))],
        vec![(q() * advice(1, 0), fixed(2)), (q() * advice(2, 0), fixed(3))],
        vec![(q() * (advice(0, 0) + advice(3, 0)), fixed(1))],
        vec![(q() * advice(1, 1), Ex::Fixed(2, -1)), (q() * advice(2, 1), Ex::Fixed(3, -1))],
    ];
    // The last used row's next is zero, which is its own square.
    sheet
}

/// Twelve columns whose cells are copied at random: the product is cut into sets. No gate.
pub(crate) fn shuffle(rng: &mut StdRng, degree: usize) -> Sheet {
    let mut sheet = Sheet::new(6, degree, 12, 1, 2);
    let used = sheet.rows() - TAIL;
    let cells: Vec<Cell> = (0..12).flat_map(|column| (0..used).map(move |row| (column, row))).collect();
    for _ in 0..20 {
        let members: Vec<Cell> =
            (0..rng.gen_range(1..30)).map(|_| cells[rng.gen_range(0..cells.len())]).collect();
        for pair in members.windows(2) {
            sheet.copies.push((pair[0], pair[1]));
        }
    }
    // Values by the classes that the copies make.
    let mut of: std::collections::HashMap<Cell, Cell> = cells.iter().map(|cell| (*cell, *cell)).collect();
    fn root(of: &std::collections::HashMap<Cell, Cell>, mut cell: Cell) -> Cell {
        while of[&cell] != cell {
            cell = of[&cell];
        }
        cell
    }
    for (a, b) in &sheet.copies {
        let (a, b) = (root(&of, *a), root(&of, *b));
        of.insert(a, b);
    }
    for cell in &cells {
        let (column, row) = root(&of, *cell);
        sheet.advice[cell.0][cell.1] = F::from((100 * column + row) as u64).square();
    }
    sheet.equal = (0..12).collect();
    sheet.equal_fixed = vec![0];
    sheet.instance = vec![vec![sheet.advice[3][5], F::ZERO, sheet.advice[11][7]], vec![sheet.advice[0][0]]];
    sheet.shown = vec![((3, 5), (0, 0)), ((11, 7), (0, 2)), ((0, 0), (1, 0))];
    sheet
}

/// A random expression of at most this degree over the inputs.
fn expression(rng: &mut StdRng, inputs: usize, degree: usize) -> Ex {
    if degree == 0 {
        return Ex::Constant(F::random(rng));
    }
    match rng.gen_range(0..10) {
        0 => Ex::Constant(F::random(rng)),
        1 => Ex::Scaled(expression(rng, inputs, degree).into(), F::random(rng)),
        2 | 3 if degree > 1 => {
            let of_left = rng.gen_range(1..degree);
            expression(rng, inputs, of_left) * expression(rng, inputs, degree - of_left)
        }
        4 => expression(rng, inputs, degree) - expression(rng, inputs, degree),
        5 => expression(rng, inputs, degree) + expression(rng, inputs, degree),
        6 => Ex::Fixed(1, rng.gen_range(-2..3)),
        7 => Ex::Instance(0, rng.gen_range(-1..2)),
        _ => Ex::Advice(rng.gen_range(0..inputs), rng.gen_range(-3..4)),
    }
}

/// Random columns, and columns that are random functions of them, under selectors; copies and lookups among the inputs.
pub(crate) fn random(rng: &mut StdRng) -> Sheet {
    let (inputs, outputs) = (rng.gen_range(1..4), rng.gen_range(1..5));
    let degree = rng.gen_range(3..8);
    let mut sheet = Sheet::new(rng.gen_range(6..9), degree, inputs + outputs + 1, 4, 1);
    let used = sheet.rows() - TAIL;
    for input in 0..inputs {
        sheet.advice[input] = column(&sheet, |_| F::random(&mut *rng));
    }
    sheet.fixed[0] =
        column(&sheet, |row| F::from(u64::from(row >= 3 && row + 4 < used && rng.gen_bool(0.7))));
    sheet.fixed[1] = column(&sheet, |_| F::from(rng.gen_range(0..5)));
    sheet.instance[0] = (0..rng.gen_range(0..6)).map(|_| F::random(&mut *rng)).collect();
    for _ in 0..rng.gen_range(0..8) {
        let cell = |rng: &mut StdRng| (rng.gen_range(0..inputs), rng.gen_range(0..used));
        let (a, b) = (cell(rng), cell(rng));
        // A second copy of a cell would have to change the first's other end.
        if sheet.copies.iter().all(|(c, d)| [c, d].into_iter().all(|of| *of != a && *of != b)) && a != b {
            sheet.advice[b.0][b.1] = sheet.advice[a.0][a.1];
            sheet.copies.push((a, b));
        }
    }
    sheet.equal = (0..inputs).collect();
    if rng.gen_bool(0.5) {
        for (row, value) in sheet.instance[0].iter().enumerate() {
            // Into a column of its own, that no gate reads.
            sheet.advice[inputs + outputs][row] = *value;
            sheet.shown.push(((inputs + outputs, row), (0, row)));
        }
        sheet.equal.push(inputs + outputs);
    }
    for output in inputs..inputs + outputs {
        let function = expression(rng, inputs, degree - 1);
        sheet.advice[output] = column(&sheet, |row| sheet.value(&function, row));
        sheet.gates.push(vec![fixed(0) * (Ex::Advice(output, 0) - function)]);
    }
    if rng.gen_bool(0.6) && degree >= 4 {
        sheet.fixed[2] = column(&sheet, |row| F::from(row as u64 / 2).square());
        sheet.fixed[3] = column(&sheet, |row| F::from(u64::from(row % 3 == 0)));
        let of = rng.gen_range(0..used);
        sheet.advice.push(column(&sheet, |_| F::ZERO));
        let last = sheet.advice.len() - 1;
        sheet.advice[last] = column(&sheet, |row| F::from((row.min(of) as u64) / 2).square());
        let input = if degree > 4 { fixed(3) * advice(last, 0) } else { advice(last, 0) };
        sheet.lookups.push(vec![(input, fixed(2))]);
    }
    sheet
}
