//! A circuit of any size.

use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, Result, Variable};
use covenant_gadgets::{
    cs::{Cs, Mode, Num, Row},
    poseidon::var::poseidon,
};

/// Bits of each link.
const BITS: u32 = 64;

/// What a link costs: a Poseidon of three inputs, the bits, and their sum's equation.
const LINK: usize = 3 * (8 * 4 + 56) + BITS as usize + 1 - 3;

/// A chain of hashes over values that are cut into bits; its end is public.
pub(crate) fn synthesize(cs: &mut Cs, constraints: usize) {
    let links = constraints / LINK;
    let mut state = cs.input("start", Fr::from(7u64));
    for link in 0..links {
        let value = (link as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let value_num = cs.input("value", Fr::from(value));
        let bits: Vec<Num> =
            (0..BITS).map(|bit| cs.hint_bit("bit", || value >> bit & 1 == 1).num().clone()).collect();
        let weights = (0..BITS).map(|bit| Fr::from(1u64 << bit));
        let sum = Num::sum(weights.zip(&bits));
        cs.enforce_equal("sum", &sum, &value_num);
        state = poseidon(cs, &[state, value_num, Num::constant(Fr::ZERO)]);
    }
    let end = cs.public(state.value());
    cs.enforce_equal("end", &state, &end);
}

/// The circuit of about so many constraints, for arkworks.
pub(crate) struct Chain(pub(crate) usize);

impl ConstraintSynthesizer<Fr> for Chain {
    fn generate_constraints(self, target: ConstraintSystemRef<Fr>) -> Result<()> {
        let mut cs = Cs::new(Mode::Full);
        synthesize(&mut cs, self.0);
        let mut variables = vec![Variable::One];
        let (instance, z) = (cs.num_instance(), cs.assignment());
        for value in &z[1..instance] {
            variables.push(target.new_input_variable(|| Ok(*value))?);
        }
        for value in &z[instance..] {
            variables.push(target.new_witness_variable(|| Ok(*value))?);
        }
        let combination = |row: Row<'_>| {
            LinearCombination(row.iter().map(|(v, k)| (k, variables[v.index(instance)])).collect())
        };
        for c in cs.constraints().iter() {
            target.enforce_r1cs_constraint(|| combination(c.a), || combination(c.b), || combination(c.c))?;
        }
        Ok(())
    }
}
