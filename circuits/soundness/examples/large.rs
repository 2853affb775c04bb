//! How long the gates take on a large circuit: `cargo run --release -p covenant-soundness --example large -- 1500`.
//!
//! Each line has an amount of 64 bits and a salt, and is hashed into a digest that becomes public at the end; about 320
//! variables a line.
#![allow(clippy::print_stdout, reason = "the output is what this program is for")]

use ark_bn254::Fr;
use covenant_gadgets::{
    compare::Uint,
    cs::{Cs, Num},
    poseidon::{self, var},
};
use covenant_soundness::{Circuit as _, Ledger, Recorded, forge, rank};
use std::time::Instant;

const LEDGER: Ledger = Ledger {
    caught_by: &[&[
        ("amount", &["bits/boolean", "digest/public"]),
        ("salt", &["digest/public"]),
        ("bits/bit", &["bits/boolean"]),
        ("poseidon/square", &["poseidon/square"]),
        ("poseidon/fourth", &["poseidon/fourth"]),
        ("poseidon/fifth", &["poseidon/fifth"]),
    ]],
    free: &["salt"],
    ..Ledger::EMPTY
};

fn values(line: u64) -> [Fr; 2] {
    [Fr::from(1_000_000 + 7 * line), Fr::from(0x9e37_79b9 ^ line << 20)]
}

fn native(lines: u64) -> Fr {
    (0..lines).fold(Fr::from(0u64), |digest, line| {
        let [amount, salt] = values(line);
        poseidon::hash("example/line", &[digest, amount, salt])
    })
}

fn synthesize(cs: &mut Cs, lines: u64, public: Fr) {
    let public = cs.public(public);
    let mut digest = Num::zero();
    for line in 0..lines {
        let [amount, salt] = values(line);
        let amount = cs.scoped("line", |cs| Uint::input(cs, "amount", amount, 64));
        let salt = cs.input("salt", salt);
        digest =
            cs.scoped("digest", |cs| var::hash(cs, "example/line", &[digest, amount.num().clone(), salt]));
    }
    cs.enforce_equal("digest/public", &digest, &public);
}

fn main() {
    let lines = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200);
    let public = native(lines);
    let circuit = Recorded::new(|cs: &mut Cs| synthesize(cs, lines, public));
    let system = circuit.system();
    println!("{} variables, {} constraints", system.variables.len(), system.rows.len());
    let began = Instant::now();
    let report = rank::run(&system, &LEDGER);
    println!("rank: {:.1} s, passed: {}, {report:?}", began.elapsed().as_secs_f64(), report.is_passed());
    let began = Instant::now();
    let effort = forge::Effort { members: Some(1), seed: 1 };
    let report = forge::run(&circuit, &system, &LEDGER, effort);
    println!(
        "forged values: {:.1} s, {} tried, {} findings",
        began.elapsed().as_secs_f64(),
        report.tried(),
        report.findings.len()
    );
}
