//! Points and scalars.

use super::{
    defect::{Attempt, Defect, Gate::*, values},
    hints::{BITS, fr},
};
use ark_bn254::Fr;
use ark_ff::{BigInteger as _, Field as _, PrimeField as _};
use covenant_gadgets::{
    babyjubjub::{
        A, MONTGOMERY_A, Point, Scalar, generator, is_on_curve,
        mul::{fixed_base_mul, scalar_mul},
        mul_scalar,
        var::{PointVar, double, times8},
    },
    compare::{bits, bits_at_most, strict_bits},
    cs::{Bit, Cs, Num},
    voprf::{elligator, var::map_to_curve},
};
use covenant_soundness::Ledger;

pub(crate) const DEFECTS: &[Defect] = &[
    Defect {
        name: "a scalar is below p and not below ℓ: s and s + ℓ are one signature",
        source: "Semaphore #16, zkdrops, nightfall #95, zeth #38",
        holds: |v| v[0].into_bigint() < Scalar::MODULUS && multiple(v[0]) == [v[1], v[2]],
        right: |cs, v| multiplied(cs, v, |cs, s| bits_at_most(cs, s, 251, &minus_one(Scalar::MODULUS))),
        wrong: |cs, v| multiplied(cs, v, strict_bits),
        honest: || [vec![fr(77)], multiple(fr(77)).to_vec()].concat(),
        attempts: || {
            let alias = |s: u64| {
                let mut alias = Scalar::MODULUS;
                alias.add_with_carry(&s.into());
                Fr::from_bigint(alias).unwrap_or_default()
            };
            let product = multiple(fr(77));
            let at = |name, s: Fr, [x, y]: [Fr; 2]| values(name, [s, x, y]);
            vec![
                at("78", fr(78), multiple(fr(78))),
                at("another scalar", fr(78), product),
                at("another abscissa", fr(77), [product[0] + fr(1), product[1]]),
                at("another ordinate", fr(77), [product[0], product[1] + fr(1)]),
                at("77 + ℓ", alias(77), product),
                at("ℓ", alias(0), multiple(fr(0))),
            ]
        },
        ledger: Ledger { caught_by: &[BITS, EDWARDS, WINDOWS], ..Ledger::EMPTY },
        found_by: &[Agreement],
    },
    Defect {
        name: "a point is not on the curve",
        source: "common class: invalid curves",
        holds: |v| is_on_curve(v[1], v[2]) && doubled(v[1], v[2]) == v[0],
        right: |cs, v| twice(cs, v, true),
        wrong: |cs, v| twice(cs, v, false),
        honest: || vec![doubled(generator().x, generator().y), generator().x, generator().y],
        attempts: || {
            let Point { x, y } = generator();
            let off = |name, x: Fr, y: Fr| values(name, [doubled(x, y), x, y]);
            vec![
                off("another point", doubled(x, y), doubled_ordinate(x, y)),
                values("another double", [fr(5), x, y]),
                off("off the curve", fr(1), fr(2)),
                off("a point's x alone", x, y + fr(1)),
                off("another x, its square as before", x + fr(1), y).hinting("edwards/x2", [x.square()]),
                off("another y, its square as before", x, y + fr(1)).hinting("edwards/y2", [y.square()]),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                EDWARDS,
                &[("x", &["edwards/on-curve", "told"]), ("y", &["edwards/on-curve", "told"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a point is on the curve and not in the subgroup of prime order",
        source: "Monero's key images; small-subgroup attacks",
        holds: |v| {
            is_on_curve(v[0], v[1])
                && Point::new_unchecked(v[0], v[1]).is_in_correct_subgroup_assuming_on_curve()
        },
        right: |cs, v| in_subgroup(cs, v, true),
        wrong: |cs, v| in_subgroup(cs, v, false),
        honest: || eight_times(3),
        attempts: || {
            let [x, y, wx, wy] = [0, 1, 2, 3].map(|i| eight_times(3)[i]);
            vec![
                values("another", eight_times(4)),
                values("with the point of order two", [-x, -y, wx, wy]),
                values("another ordinate", [x, -y, wx, wy]),
                values("off the curve", [fr(1), fr(2), wx, wy]),
                values("another x, its square as before", [x + fr(1), y, wx, wy])
                    .hinting("edwards/x2", [x.square()]),
                values("another y, its square as before", [x, y + fr(1), wx, wy])
                    .hinting("edwards/y2", [y.square()]),
                eighth_off_the_curve("an eighth off the curve", wx + fr(1), wy),
                eighth_off_the_curve("an eighth's x, its square as before", wx + fr(1), wy)
                    .hinting("edwards/x2", [wx.square()]),
                eighth_off_the_curve("an eighth's y, its square as before", wx, wy + fr(1))
                    .hinting("edwards/y2", [wy.square()]),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                EDWARDS,
                &[("x", &["edwards/on-curve", "told"]), ("y", &["edwards/on-curve", "told"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
    Defect {
        name: "the base of a multiplication is hinted and not tied to the point",
        source: "live for years in a codebase with pinned constraint hashes and positive vectors",
        holds: |v| is_on_curve(v[0], v[1]) && v[2].into_bigint() < 16u64.into(),
        right: |cs, v| based(cs, v, true),
        wrong: |cs, v| based(cs, v, false),
        honest: || vec![generator().x, generator().y, fr(11)],
        attempts: || {
            let Point { x, y } = generator();
            vec![
                values("even", [x, y, fr(6)]),
                values("off the curve", [x, y + fr(1), fr(11)]),
                values("off the curve, the multiples as they follow", [x, y + fr(1), fr(11)])
                    .hinting("edwards/x2", [x.square()]),
                values("another x, its square as before", [x + fr(1), y, fr(11)])
                    .hinting("edwards/x2", [x.square()]),
                values("another y, its square as before", [x, y + fr(1), fr(11)])
                    .hinting("edwards/y2", [y.square()]),
                values("a scalar of five bits", [x, y, fr(16)]),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                BITS,
                EDWARDS,
                WINDOWS,
                &[("base-x", &["edwards/on-curve"]), ("base-y", &["edwards/on-curve"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Forge, Rank, Deletion],
    },
    Defect {
        name: "Elligator's root may have either sign: one input has two points",
        source: "review of this project: two nullifiers of one document",
        holds: |v| elligator::map_to_curve(v[0]).x == v[1],
        right: |cs, v| {
            let (t, told) = (cs.public(v[0]), cs.public(v[1]));
            let point = map_to_curve(cs, &t);
            cs.enforce_equal("told", point.x(), &told);
        },
        wrong: |cs, v| {
            let (t, told) = (cs.public(v[0]), cs.public(v[1]));
            let x = map_without_parity(cs, &t);
            cs.enforce_equal("told", &x, &told);
        },
        honest: || mapped(5),
        attempts: maps,
        ledger: Ledger {
            caught_by: &[&[
                ("bits/bit", &["bits/boolean", "bits/at-most", "elligator/parity"]),
                ("bits/matched", &["bits/matched"]),
                ("elligator/square", &["elligator/square"]),
                ("elligator/candidate", &["elligator/candidate"]),
                ("elligator/is-first", &["elligator/is-first", "elligator/root"]),
                ("elligator/abscissa", &["elligator/abscissa"]),
                ("elligator/root", &["elligator/root", "elligator/parity", "told"]),
                ("elligator/x2", &["elligator/x2"]),
                ("elligator/cubic", &["elligator/cubic"]),
                ("elligator/nonzero", &["elligator/nonzero"]),
                ("elligator/edwards-x", &["elligator/edwards-x"]),
                ("elligator/edwards-y", &["elligator/edwards-y"]),
            ]],
            undeletable: &[("elligator/is-first", "it equals the parity, which is a bit")],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement],
    },
];

const EDWARDS: &[(&str, &[&str])] = &[
    ("edwards/x2", &["edwards/x2"]),
    ("edwards/y2", &["edwards/y2"]),
    ("edwards/xy", &["edwards/xy"]),
    ("edwards/beta", &["edwards/beta"]),
    ("edwards/gamma", &["edwards/gamma"]),
    ("edwards/delta", &["edwards/delta"]),
    ("edwards/tau", &["edwards/tau"]),
    ("edwards/add-x", &["edwards/add-x"]),
    ("edwards/add-y", &["edwards/add-y"]),
    ("edwards/double-x", &["edwards/double-x"]),
    ("edwards/double-y", &["edwards/double-y"]),
];

const WINDOWS: &[(&str, &[&str])] = &[
    ("window/both", &["window/both"]),
    ("window/constant", &["window/constant"]),
    ("window/magnitude", &["window/magnitude"]),
    ("window/sign", &["window/sign"]),
    ("window/even", &["window/even"]),
];

fn minus_one(mut x: ark_ff::BigInt<4>) -> ark_ff::BigInt<4> {
    x.sub_with_borrow(&1u64.into());
    x
}

/// s·G.
fn multiple(s: Fr) -> [Fr; 2] {
    let scalar = Scalar::from_le_bytes_mod_order(&s.into_bigint().to_bytes_le());
    let Point { x, y } = mul_scalar(&generator(), &scalar);
    [x, y]
}

fn multiplied(cs: &mut Cs, v: &[Fr], decompose: fn(&mut Cs, &Num) -> Vec<Bit>) {
    let [s, x, y] = [0, 1, 2].map(|i| cs.public(v[i]));
    let bits = cs.scoped("scalar", |cs| decompose(cs, &s));
    let product = cs.scoped("product", |cs| fixed_base_mul(cs, &bits));
    product.point().enforce_coordinates(cs, "told", &[&x, &y]);
}

/// 2xy / (a·x² + y²), whether or not the point is on the curve.
fn doubled(x: Fr, y: Fr) -> Fr {
    fr(2) * x * y * (A * x.square() + y.square()).inverse().unwrap_or_default()
}

/// (y² − a·x²) / (2 − a·x² − y²).
fn doubled_ordinate(x: Fr, y: Fr) -> Fr {
    let [ax2, y2] = [A * x.square(), y.square()];
    (y2 - ax2) * (fr(2) - ax2 - y2).inverse().unwrap_or_default()
}

/// The abscissa of the double of a private point.
fn twice(cs: &mut Cs, v: &[Fr], is_on_curve: bool) {
    let told = cs.public(v[0]);
    let (x, y) = (cs.input("x", v[1]), cs.input("y", v[2]));
    let abscissa = if is_on_curve {
        let point = cs.scoped("curve", |cs| PointVar::on_curve(cs, x, y));
        cs.scoped("double", |cs| double(cs, &point)).x().clone()
    } else {
        cs.scoped("double", |cs| {
            let xy = cs.mul("edwards/xy", &x, &y);
            let sum = &cs.mul("edwards/x2", &x, &x).scale(A) + &cs.mul("edwards/y2", &y, &y);
            let quotient = doubled(x.value(), y.value());
            cs.div_nonzero("edwards/double-x", &xy.scale(fr(2)), &sum, quotient)
        })
    };
    cs.enforce_equal("told", &abscissa, &told);
}

/// 8·(k·G), and k·G.
fn eight_times(k: u64) -> Vec<Fr> {
    [multiple(fr(8 * k)), multiple(fr(k))].concat()
}

/// What the doublings make of a point that is none.
fn eighth_off_the_curve(name: &'static str, wx: Fr, wy: Fr) -> Attempt {
    let twice = |[x, y]: [Fr; 2]| [doubled(x, y), doubled_ordinate(x, y)];
    let [x, y] = twice(twice(twice([wx, wy])));
    values(name, [x, y, wx, wy])
}

fn in_subgroup(cs: &mut Cs, v: &[Fr], has_an_eighth: bool) {
    let (x, y) = (cs.public(v[0]), cs.public(v[1]));
    if has_an_eighth {
        let eighth = PointVar::input(cs, "eighth", &Point::new_unchecked(v[2], v[3]));
        let point = cs.scoped("times-8", |cs| times8(cs, &eighth));
        point.point().enforce_coordinates(cs, "told", &[&x, &y]);
    } else {
        PointVar::on_curve(cs, x, y);
    }
}

/// k·P for k of four bits, of which nothing is told.
fn based(cs: &mut Cs, v: &[Fr], is_tied: bool) {
    let [x, y, k] = [0, 1, 2].map(|i| cs.public(v[i]));
    let k = bits(cs, &k, 4);
    let mut base = cs.scoped("point", |cs| PointVar::on_curve(cs, x, y));
    if !is_tied {
        let copy = base.value();
        let (x, y) = (cs.hint("base-x", || copy.x), cs.hint("base-y", || copy.y));
        base = cs.scoped("base", |cs| PointVar::on_curve(cs, x, y));
    }
    cs.scoped("product", |cs| scalar_mul(cs, &base, &k));
}

/// An input and the abscissa that it maps to.
fn mapped(t: u64) -> Vec<Fr> {
    vec![fr(t), elligator::map_to_curve(fr(t)).x]
}

fn maps() -> Vec<Attempt> {
    let t = 5;
    let own = elligator::map_to_montgomery(fr(t));
    let [first, minus_a] = [elligator::first_candidate(fr(t)), -MONTGOMERY_A];
    let another_sign = |name, t: u64| {
        let root = elligator::map_to_montgomery(fr(t)).v;
        values(name, [fr(t), -mapped(t)[1]]).hinting("elligator/root", [-root])
    };
    // The map of another input, from some step on.
    let alike = (6..).find(|s| elligator::map_to_montgomery(fr(*s)).is_first == own.is_first).unwrap_or(6);
    let other = elligator::map_to_montgomery(fr(alike));
    let of_another = |name| values(name, [fr(t), mapped(alike)[1]]).hinting("elligator/root", [other.v]);
    let abscissa = other.u - (minus_a - first);
    // Another root of the parity, and what must then be false.
    let root = (2..).map(fr).find(|y| y.into_bigint().is_odd() == own.is_first).unwrap_or_default();
    let told = own.u * root.inverse().unwrap_or_default();
    let rooted = |name| values(name, [fr(t), told]).hinting("elligator/root", [root]);
    let square = root.square() * own.u.inverse().unwrap_or_default() - fr(1) - MONTGOMERY_A * own.u;
    let candidate = elligator::first_candidate(fr(alike));
    vec![
        values("6", mapped(6)),
        values("7", mapped(7)),
        values("another point", [fr(t), mapped(6)[1]]),
        another_sign("the other sign of 5", 5),
        another_sign("the other sign of 6", 6),
        of_another("another square")
            .hinting("elligator/square", [fr(alike).square()])
            .hinting("elligator/candidate", [candidate]),
        of_another("another candidate").hinting("elligator/candidate", [candidate]),
        of_another("another abscissa").hinting("elligator/abscissa", [abscissa]),
        rooted("another square of the abscissa").hinting("elligator/x2", [square]),
        rooted("another cubic").hinting("elligator/cubic", [root.square()]),
    ]
}

/// The gadget's map, without the equality of the root's parity.
fn map_without_parity(cs: &mut Cs, t: &Num) -> Num {
    let elligator::Mapped { is_first, v, .. } = elligator::map_to_montgomery(t.value());
    let t2 = cs.mul("elligator/square", t, t);
    let factor = t2.scale(fr(elligator::Z)).plus(Fr::ONE);
    let minus_a = Num::constant(-MONTGOMERY_A);
    let candidate = elligator::first_candidate(t.value());
    let first = cs.div_nonzero("elligator/candidate", &minus_a, &factor, candidate);
    let e = cs.hint_bit("elligator/is-first", || is_first);
    let u = cs.select("elligator/abscissa", &e, &first, &(&minus_a - &first));
    let root = cs.hint("elligator/root", || v);
    let u2 = cs.mul("elligator/x2", &u, &u);
    let cubic = cs.mul("elligator/cubic", &u, &(&u2 + &u.scale(MONTGOMERY_A)).plus(Fr::ONE));
    cs.enforce("elligator/root", &root, &root, &cubic);
    cs.enforce_nonzero("elligator/nonzero", &root);
    let x = elligator::to_edwards(u.value(), root.value()).x;
    cs.div_nonzero("elligator/edwards-x", &u, &root, x)
}
