//! Random circuits.

use ark_bn254::Fr;
use ark_ff::{Field, UniformRand, Zero};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, LinearCombination, OptimizationGoal,
    Result, Variable,
};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A random system: products of random sparse combinations, bits, constants and unused variables.
#[derive(Clone)]
pub(crate) struct Random {
    pub(crate) seed: u64,
    pub(crate) instance: usize,
    pub(crate) constraints: usize,
}

impl ConstraintSynthesizer<Fr> for Random {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<()> {
        let rng = &mut StdRng::seed_from_u64(self.seed);
        let mut known: Vec<(Variable, Fr)> = vec![(Variable::One, Fr::ONE)];
        for _ in 0..self.instance {
            let value = Fr::rand(rng);
            known.push((cs.new_input_variable(|| Ok(value))?, value));
        }
        for i in 0..self.constraints {
            let combination = |rng: &mut StdRng| {
                let (mut sum, mut value) = (LinearCombination::zero(), Fr::zero());
                for _ in 0..rng.gen_range(0..4) {
                    let (variable, of) = known[rng.gen_range(0..known.len())];
                    let coefficient = match rng.gen_range(0..4) {
                        0 => Fr::rand(rng),
                        1 => -Fr::ONE,
                        _ => Fr::ONE,
                    };
                    sum += (coefficient, variable);
                    value += coefficient * of;
                }
                (sum, value)
            };
            let ((a, of_a), (b, of_b)) = (combination(rng), combination(rng));
            let product = of_a * of_b;
            let variable = cs.new_witness_variable(|| Ok(product))?;
            cs.enforce_r1cs_constraint(|| a, || b, || variable.into())?;
            known.push((variable, product));
            if i % 3 == 0 {
                let bit = Fr::from(rng.r#gen::<bool>());
                let variable = cs.new_witness_variable(|| Ok(bit))?;
                cs.enforce_r1cs_constraint(
                    || variable.into(),
                    || LinearCombination::from(variable) - (Fr::ONE, Variable::One),
                    LinearCombination::zero,
                )?;
                known.push((variable, bit));
            }
        }
        Ok(())
    }
}

/// The system as ark-groth16 synthesises it.
pub(crate) fn synthesise(circuit: Random) -> ConstraintSystemRef<Fr> {
    let cs = ConstraintSystem::new_ref();
    cs.set_optimization_goal(OptimizationGoal::Constraints);
    circuit.generate_constraints(cs.clone()).expect("it synthesises");
    cs.finalize();
    cs
}

/// Of every size up to a domain of `2^12`.
pub(crate) const CIRCUITS: [Random; 6] = [
    Random { seed: 1, instance: 0, constraints: 1 },
    Random { seed: 2, instance: 1, constraints: 3 },
    Random { seed: 3, instance: 5, constraints: 40 },
    Random { seed: 4, instance: 2, constraints: 200 },
    Random { seed: 5, instance: 100, constraints: 700 },
    Random { seed: 6, instance: 9, constraints: 3000 },
];
