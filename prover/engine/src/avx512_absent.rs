//! What stands for the AVX-512 backend where there is no such processor: a type without values.

use std::convert::Infallible;

use ark_bn254::Fr;

use crate::msm::decompose::ScalarKernel;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;
use crate::packed::CurveLimbs;
use crate::program::Program;
use crate::{EngineError, Form, Transform};

/// Never made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(Infallible);

impl Avx512 {
    /// Nothing.
    pub(crate) fn detect() -> Option<Self> {
        None
    }

    pub(crate) fn multiply(self, _: &mut [Fr], _: &[Fr]) {
        match self.0 {}
    }

    pub(crate) fn subtract(self, _: &mut [Fr], _: &[Fr]) {
        match self.0 {}
    }

    pub(crate) fn transform(self, _: &mut [Fr], _: Fr, _: Transform) -> Result<(), EngineError> {
        match self.0 {}
    }

    pub(crate) fn column_scale(self) -> Fr {
        match self.0 {}
    }

    pub(crate) fn evaluate(self, _: &Program, _: &[&[Fr]], _: usize, _: &mut [Fr]) {
        match self.0 {}
    }
}

impl ScalarKernel for Avx512 {}

impl<C: CurveLimbs> Kernel<C> for Avx512 {
    const FORM: Form = Form::R260;
    const BATCH: usize = 1;
    type Scratch = ();

    fn add(self, _: &mut [C::Point], _: &[C::Point], _: &[Op], _: Inputs, (): &mut ()) -> bool {
        match self.0 {}
    }

    fn fold(self, _: &mut [C::Point], _: &[Op], _: Inputs, (): &mut ()) -> bool {
        match self.0 {}
    }

    fn double(self, _: &mut [C::Point], _: &[Op], (): &mut ()) {
        match self.0 {}
    }

    fn unpack(self, _: &C::Point) -> C {
        match self.0 {}
    }
}
