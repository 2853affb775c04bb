//! A circuit and its hand-over to arkworks.

use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, Matrix, SynthesisError, Variable,
};
use covenant_gadgets::{
    Fr,
    cs::{Cs, Mode, Row, Side},
    field,
};
use covenant_statements::{CircuitInfo, Claim, Violation};
use sha2::{Digest, Sha256};

/// A statement with a witness. The constraints are the same for any witness, valid or not; a tier is a field of the circuit.
pub trait Circuit: Sync {
    /// Its entry in the table of names.
    fn info(&self) -> &'static CircuitInfo;

    /// The native check of the same claim.
    ///
    /// # Errors
    /// The first rule that fails.
    fn check(&self) -> Result<(), Violation>;

    /// Records values and, in [`Mode::Full`], constraints.
    fn synthesize(&self, cs: &mut Cs);

    /// The whole synthesis.
    fn full(&self) -> Cs {
        let mut cs = Cs::new(Mode::Full);
        self.synthesize(&mut cs);
        cs
    }

    /// z = (1, public inputs, witness), without constraints.
    fn assignment(&self) -> Vec<Fr> {
        let mut cs = Cs::new(Mode::Assignment);
        self.synthesize(&mut cs);
        cs.assignment()
    }
}

/// A claim that has a circuit.
pub trait Provable: Claim {
    /// The circuit with this claim as its witness.
    fn relation(&self) -> Box<dyn Circuit + '_>;
}

/// The three matrices, in order.
const SIDES: [Side; 3] = [Side::A, Side::B, Side::C];

/// The matrices A, B and C of a full synthesis: rows of (coefficient, column), columns as in [`Cs::assignment`].
#[must_use]
pub fn matrices(cs: &Cs) -> [Matrix<Fr>; 3] {
    SIDES.map(|side| cs.constraints().rows(side).map(|row| of_columns(cs, row).collect()).collect())
}

/// The same as rows of (number, column), the numbers among [`Cs::coefficients`]: nothing is copied.
pub fn numbered_matrices(
    cs: &Cs,
) -> [impl ExactSizeIterator<Item = impl ExactSizeIterator<Item = (u32, usize)>> + Clone; 3] {
    let num_instance = cs.num_instance();
    SIDES.map(|side| cs.constraints().rows(side).map(move |row| of_numbers(num_instance, row)))
}

/// A row's numbers and columns.
fn of_numbers<'a>(
    num_instance: usize,
    row: Row<'a>,
) -> impl ExactSizeIterator<Item = (u32, usize)> + use<'a> {
    row.numbered().iter().map(move |(var, number)| (*number, var.index(num_instance)))
}

/// A row's coefficients and columns.
fn of_columns<'a>(cs: &Cs, row: Row<'a>) -> impl ExactSizeIterator<Item = (Fr, usize)> + use<'a> {
    let num_instance = cs.num_instance();
    row.iter().map(move |(var, k)| (k, var.index(num_instance)))
}

/// SHA-256 of the numbers of instance and witness variables and of the matrices: of each row the number of terms, then
/// coefficient (32 bytes big-endian) and column. Names a circuit's constraints, for pins and for keys that must fit them.
#[must_use]
pub fn digest(cs: &Cs) -> [u8; 32] {
    let mut hash = Sha256::new();
    for count in [cs.num_instance(), cs.num_witness()] {
        hash.update((count as u64).to_le_bytes());
    }
    for row in SIDES.into_iter().flat_map(|side| cs.constraints().rows(side)) {
        hash.update((row.len() as u64).to_le_bytes());
        for (k, column) in of_columns(cs, row) {
            hash.update(field::to_be_bytes(&k));
            hash.update((column as u64).to_le_bytes());
        }
    }
    hash.finalize().into()
}

/// A circuit as arkworks synthesises it.
pub struct ArkCircuit<'a>(pub &'a dyn Circuit);

impl ConstraintSynthesizer<Fr> for ArkCircuit<'_> {
    fn generate_constraints(self, target: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let cs = self.0.full();
        let z = cs.assignment();
        let (instance, witness) = z.split_at(cs.num_instance());
        let mut variables = vec![Variable::One];
        for value in &instance[1..] {
            variables.push(target.new_input_variable(|| Ok(*value))?);
        }
        for value in witness {
            variables.push(target.new_witness_variable(|| Ok(*value))?);
        }
        let combination = |row: Row<'_>| {
            LinearCombination(row.iter().map(|(v, k)| (k, variables[v.index(instance.len())])).collect())
        };
        for c in cs.constraints().iter() {
            target.enforce_r1cs_constraint(|| combination(c.a), || combination(c.b), || combination(c.c))?;
        }
        Ok(())
    }
}
