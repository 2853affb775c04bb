//! The record as assembly. Scalars that are used once stand where they are used; others get a word of memory.

use crate::{
    Constants,
    record::{Id, Node, Place, Record},
    transcript::Reader,
};
use covenant_liabilities::F;
use halo2_axiom::halo2curves::ff::{Field, PrimeField};
use std::fmt::Write;

/// Memory: two points and a scalar for the precompiles, twelve words for the pairing; then the transcript's state and words.
const SUM: usize = 0x80;
const TERM: usize = 0xc0;
const FACTOR: usize = 0x100;
const STATE: usize = 0x200;
/// How deep an expression may go: what the EVM reaches of its stack is 16 words.
const DEPTH: usize = 11;

pub(crate) struct Emitter<'a> {
    record: &'a Record,
    reader: &'a Reader,
    constants: &'a Constants,
    /// Where a scalar stands, once it is in memory.
    words: Vec<Option<usize>>,
    uses: Vec<usize>,
    next: usize,
    body: String,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(record: &'a Record, reader: &'a Reader, constants: &'a Constants) -> Self {
        let longest = reader.challenges.iter().map(|range| range.len()).max().unwrap_or(0);
        Self {
            record,
            reader,
            constants,
            words: vec![None; record.nodes.len()],
            uses: uses(record),
            next: STATE + 32 + longest.max(1).next_multiple_of(32),
            body: String::new(),
        }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.body, "            {line}").expect("a string takes all");
    }

    /// The statements, from the checks to the verdict on lhs and rhs.
    pub(crate) fn run(mut self, lhs: Place, rhs: Place) -> String {
        self.line(&format!("if iszero(eq(calldatasize(), {:#x})) {{ revert(0, 0) }}", self.reader.length()));
        for range in &self.reader.scalars {
            self.line(&format!("scalars({:#x}, {:#x})", range.start, range.end));
        }
        for range in &self.reader.points {
            self.line(&format!("points({:#x}, {:#x})", range.start, range.end));
        }
        self.challenges();
        self.line("// What the sums need.");
        for id in 0..self.record.nodes.len() {
            let leaf =
                matches!(self.record.nodes[id], Node::Constant(_) | Node::Calldata(_) | Node::Challenge(_));
            let apart = self.uses[id] > 1 || matches!(self.record.nodes[id], Node::Invert(_));
            if !leaf && self.uses[id] > 0 && apart {
                self.store(id);
            }
        }
        self.line("// Left side of the pairing.");
        self.line(&format!("mstore({SUM:#x}, 0)"));
        self.line(&format!("mstore({:#x}, 0)", SUM + 32));
        self.sum(lhs);
        self.pairing(rhs);
        self.body
    }

    fn challenges(&mut self) {
        let key = self.constants.initial.clone();
        self.line("// The transcript.");
        self.line(&format!("mstore({STATE:#x}, {key})"));
        for (index, range) in self.reader.challenges.iter().enumerate() {
            let length = if range.is_empty() {
                self.line(&format!("mstore8({:#x}, 1)", STATE + 32));
                33
            } else {
                let (to, from) = (STATE + 32, range.start);
                self.line(&format!("calldatacopy({to:#x}, {from:#x}, {:#x})", range.len()));
                32 + range.len()
            };
            self.line(&format!("mstore({STATE:#x}, keccak256({STATE:#x}, {length:#x}))"));
            let word = self.word();
            self.line(&format!("mstore({word:#x}, mod(mload({STATE:#x}), r))"));
            if let Some(id) = self.record.nodes.iter().position(|node| *node == Node::Challenge(index)) {
                self.words[id] = Some(word);
            }
        }
    }

    fn word(&mut self) -> usize {
        self.next += 32;
        self.next - 32
    }

    /// Gives a scalar a word of memory.
    fn store(&mut self, id: Id) {
        let (text, _) = self.operation(id);
        let word = self.word();
        self.line(&format!("mstore({word:#x}, {text})"));
        self.words[id] = Some(word);
    }

    /// The expression for a scalar, and the stack that it needs.
    fn expression(&mut self, id: Id) -> (String, usize) {
        if let Some(word) = self.words[id] {
            return (format!("mload({word:#x})"), 1);
        }
        let (text, depth) = self.operation(id);
        if depth < DEPTH {
            return (text, depth);
        }
        let word = self.word();
        self.line(&format!("mstore({word:#x}, {text})"));
        self.words[id] = Some(word);
        (format!("mload({word:#x})"), 1)
    }

    fn operation(&mut self, id: Id) -> (String, usize) {
        match self.record.nodes[id] {
            Node::Constant(value) => (number(&value), 1),
            Node::Calldata(at) => (format!("calldataload({at:#x})"), 1),
            Node::Challenge(_) => unreachable!("challenges are in memory"),
            Node::Add(a, b) => self.binary("addmod", a, b),
            Node::Mul(a, b) => self.binary("mulmod", a, b),
            Node::Neg(a) => {
                let (text, depth) = self.expression(a);
                (format!("sub(r, {text})"), depth + 1)
            }
            Node::Invert(a) => {
                let (text, depth) = self.expression(a);
                (format!("inverse({text})"), depth + 2)
            }
        }
    }

    /// Operands are evaluated from the last to the first: the deeper one goes behind.
    fn binary(&mut self, op: &str, a: Id, b: Id) -> (String, usize) {
        let (first, second) = (self.expression(a), self.expression(b));
        let (shallow, deep) = if first.1 <= second.1 { (first, second) } else { (second, first) };
        (format!("{op}({}, {}, r)", shallow.0, deep.0), (deep.1 + 1).max(shallow.1 + 2))
    }

    fn sum(&mut self, place: Place) {
        let Place::Sum(index) = place else { unreachable!("a sum of many terms") };
        for (scalar, point) in self.record.sums[index].clone() {
            let one = self.record.nodes[scalar] == Node::Constant(F::ONE);
            let factor = self.expression(scalar).0;
            let call = match (point, one) {
                (Place::Calldata(at), true) => format!("addPoint({at:#x})"),
                (Place::Calldata(at), false) => format!("addProduct({factor}, {at:#x})"),
                (Place::Constant(index), _) => {
                    let [x, y] = self.constants.points[index].clone();
                    format!("addConstant({factor}, {x}, {y})")
                }
                (Place::Sum(_), _) => unreachable!("no sum of sums"),
            };
            self.line(&call);
        }
    }

    fn pairing(&mut self, rhs: Place) {
        let Place::Sum(index) = rhs else { unreachable!("a sum of one term") };
        let [(one, Place::Calldata(at))] = self.record.sums[index][..] else {
            unreachable!("the opening's second point")
        };
        assert_eq!(self.record.nodes[one], Node::Constant(F::ONE));
        self.line("// The pairing: e(left, G2) · e(right, −τ·G2) = 1.");
        for (i, word) in self.constants.g2.clone().iter().enumerate() {
            self.line(&format!("mstore({:#x}, {word})", SUM + 0x40 + 32 * i));
        }
        self.line(&format!("calldatacopy({:#x}, {at:#x}, 0x40)", SUM + 0xc0));
        for (i, word) in self.constants.minus_tau.clone().iter().enumerate() {
            self.line(&format!("mstore({:#x}, {word})", SUM + 0x100 + 32 * i));
        }
        self.line(&format!("if iszero(staticcall(gas(), 8, {SUM:#x}, 0x180, 0, 0x20)) {{ revert(0, 0) }}"));
        self.line("if iszero(eq(mload(0), 1)) { revert(0, 0) }");
        self.line("return(0, 0x20)");
    }
}

/// How often each scalar is used by what the sums need.
fn uses(record: &Record) -> Vec<usize> {
    let mut uses = vec![0; record.nodes.len()];
    for (scalar, _) in record.sums.iter().flatten() {
        uses[*scalar] += 1;
    }
    for id in (0..record.nodes.len()).rev() {
        if uses[id] == 0 {
            continue;
        }
        match record.nodes[id] {
            Node::Add(a, b) | Node::Mul(a, b) => {
                uses[a] += 1;
                uses[b] += 1;
            }
            Node::Neg(a) | Node::Invert(a) => uses[a] += 1,
            Node::Constant(_) | Node::Calldata(_) | Node::Challenge(_) => {}
        }
    }
    uses
}

fn number(value: &F) -> String {
    hex(value.to_repr().as_ref().iter().rev())
}

/// Big-endian bytes as a literal.
pub(crate) fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    let digits: String = bytes.map(|byte| format!("{byte:02x}")).collect();
    let short = digits.trim_start_matches('0');
    format!("0x{}", if short.is_empty() { "0" } else { short })
}

/// The functions that the statements call.
pub(crate) fn functions() -> String {
    FUNCTIONS
        .replace("@SUM", &format!("{SUM:#x}"))
        .replace("@TERM", &format!("{TERM:#x}"))
        .replace("@FACTOR", &format!("{FACTOR:#x}"))
}

const FUNCTIONS: &str = include_str!("functions.yul");
