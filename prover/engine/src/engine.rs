//! The choice of a backend, and the traits on top of it.

use ark_bn254::Fr;
use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;
use ark_ff::Field;
use rayon::prelude::*;

use crate::fixed_base::{FixedBase, fixed_base};
use crate::msm::driver;
use crate::msm::kernel::Kernel;
use crate::ntt::oracle::{is_root, root_of_unity};
use crate::ntt::pointwise;
use crate::packed::CurveLimbs;
use crate::portable::{self, PortableKernel};
use crate::program::{self, Evaluate, Program};
use crate::{Bases, Curve, Decompose, EngineError, Form, Msm, Ntt, Scalars, Transform};

/// An implementation of the arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// Any 64-bit processor; safe code.
    Portable,
    /// Eight lanes of 52-bit limbs: x86-64 with AVX-512 F, BW, DQ, VL, IFMA and VBMI2.
    Avx512,
}

impl Backend {
    /// Every backend, best last; those this processor cannot run included.
    pub const ALL: [Self; 2] = [Self::Portable, Self::Avx512];

    /// The backend's name, as logs and options write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx512 => "avx512",
        }
    }

    /// Whether this processor has the instructions.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            Self::Avx512 => crate::avx512::Avx512::detect().is_some(),
        }
    }
}

/// The engine on one backend. Cheap to copy; threads are those of rayon's current pool.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    pub(crate) chosen: Chosen,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Chosen {
    Portable,
    Avx512(crate::avx512::Avx512),
}

impl Default for Engine {
    fn default() -> Self {
        Self::detect()
    }
}

impl Engine {
    /// The best backend this processor has.
    #[must_use]
    pub fn detect() -> Self {
        let chosen = crate::avx512::Avx512::detect().map_or(Chosen::Portable, Chosen::Avx512);
        Self { chosen }
    }

    /// The given backend.
    ///
    /// # Errors
    /// [`EngineError::BackendUnavailable`] when the processor lacks the instructions.
    pub fn with_backend(backend: Backend) -> Result<Self, EngineError> {
        let chosen = match backend {
            Backend::Portable => Chosen::Portable,
            Backend::Avx512 => Chosen::Avx512(
                crate::avx512::Avx512::detect().ok_or(EngineError::BackendUnavailable(backend.name()))?,
            ),
        };
        Ok(Self { chosen })
    }

    /// The backend in use.
    #[must_use]
    pub fn backend(&self) -> Backend {
        match self.chosen {
            Chosen::Portable => Backend::Portable,
            Chosen::Avx512(_) => Backend::Avx512,
        }
    }

    /// The Montgomery form its bases must have.
    #[must_use]
    pub fn form(&self) -> Form {
        match self.chosen {
            Chosen::Portable => Form::R256,
            Chosen::Avx512(_) => Form::R260,
        }
    }

    fn transform(&self, values: &mut [Fr], root: Fr, transform: Transform) -> Result<(), EngineError> {
        match self.chosen {
            Chosen::Portable => portable::transform(values, root, transform),
            Chosen::Avx512(kernel) => kernel.transform(values, root, transform),
        }
    }

    /// The multiples of a point, prepared for about so many scalars.
    pub(crate) fn fixed_base<C: Curve>(&self, base: C, scalars: usize) -> Box<dyn FixedBase<C>>
    where
        PortableKernel: Kernel<C>,
        crate::avx512::Avx512: Kernel<C>,
    {
        match self.chosen {
            Chosen::Portable => fixed_base(PortableKernel, base, scalars),
            Chosen::Avx512(kernel) => fixed_base(kernel, base, scalars),
        }
    }

    /// Each scalar's multiple of one point, by a table of the point's own: what parameters are made of. The scalars may be secret, and
    /// what is left of them is wiped. Parallel over rayon's current pool.
    #[must_use]
    pub fn multiples(&self, base: G1Affine, scalars: &[Fr]) -> Vec<G1Affine> {
        let form = self.form();
        let points = self.fixed_base(base, scalars.len()).multiples(scalars, form);
        points.par_iter().map(|point| G1Affine::unpack(point, form)).collect()
    }

    /// Packs `points` and multiplies once: for bases that are not used again.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] when the lengths differ.
    pub fn msm_affine<C: Curve>(&self, points: &[C], scalars: &[Fr]) -> Result<C::Group, EngineError>
    where
        Self: Msm<C>,
    {
        self.msm(&Bases::new(points, self.form())?, &self.decompose(&[], scalars)?)
    }
}

impl Decompose for Engine {
    fn decompose(&self, head: &[Fr], tail: &[Fr]) -> Result<Scalars, EngineError> {
        match self.chosen {
            Chosen::Portable => Scalars::new(PortableKernel, head, tail),
            Chosen::Avx512(kernel) => Scalars::new(kernel, head, tail),
        }
    }
}

impl Msm<G1Affine> for Engine {
    fn msm(
        &self,
        bases: &Bases<G1Affine>,
        scalars: &Scalars,
    ) -> Result<ark_bn254::G1Projective, EngineError> {
        match self.chosen {
            Chosen::Portable => driver::msm(PortableKernel, bases, scalars),
            Chosen::Avx512(kernel) => driver::msm(kernel, bases, scalars),
        }
    }
}

impl Msm<G2Affine> for Engine {
    fn msm(
        &self,
        bases: &Bases<G2Affine>,
        scalars: &Scalars,
    ) -> Result<ark_bn254::G2Projective, EngineError> {
        match self.chosen {
            Chosen::Portable => driver::msm(PortableKernel, bases, scalars),
            Chosen::Avx512(kernel) => driver::msm(kernel, bases, scalars),
        }
    }
}

impl Ntt for Engine {
    fn ntt(&self, values: &mut [Fr], transform: Transform) -> Result<(), EngineError> {
        self.transform(values, root_of_unity(values.len())?, transform)
    }

    fn ntt_of(&self, values: &mut [Fr], root: Fr, transform: Transform) -> Result<(), EngineError> {
        is_root(root, values.len())?;
        self.transform(values, root, transform)
    }

    fn multiply(&self, values: &mut [Fr], factors: &[Fr]) {
        match self.chosen {
            Chosen::Portable => pointwise::multiply(values, factors),
            Chosen::Avx512(kernel) => kernel.multiply(values, factors),
        }
    }

    fn subtract(&self, values: &mut [Fr], others: &[Fr]) {
        match self.chosen {
            Chosen::Portable => pointwise::subtract(values, others),
            Chosen::Avx512(kernel) => kernel.subtract(values, others),
        }
    }
}

impl Evaluate for Engine {
    fn column_scale(&self) -> Fr {
        match self.chosen {
            Chosen::Portable => Fr::ONE,
            Chosen::Avx512(kernel) => kernel.column_scale(),
        }
    }

    fn evaluate(&self, program: &Program, columns: &[&[Fr]], out: &mut [Fr]) -> Result<(), EngineError> {
        program::over_chunks(program, columns, out, |first, out| match self.chosen {
            Chosen::Portable => program::portable::evaluate(program, columns, first, out),
            Chosen::Avx512(kernel) => kernel.evaluate(program, columns, first, out),
        })
    }
}
