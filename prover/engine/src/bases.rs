//! The bases of a multiplication, and where they lie among the stored points.

use std::ops::Deref;
use std::sync::Arc;

use crate::error::EngineError;
use crate::form::Form;
use crate::mapped::MappedSlice;
use crate::packed::Curve;

/// Packed points in memory of our own, or in a mapped file.
pub(crate) enum Storage<T: 'static> {
    Owned(Vec<T>),
    Mapped(MappedSlice<T>),
}

impl<T> Deref for Storage<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match self {
            Self::Owned(points) => points,
            Self::Mapped(points) => points,
        }
    }
}

/// Where the base of a variable lies among the stored points; 2^31 or more where it has none.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Positions {
    /// Variable `i` has base `i - first`; those before `first` have none.
    From(u32),
    /// Variable `i` has base `map[i]`; [`ABSENT`] where it has none.
    Map(Arc<Vec<u32>>),
}

/// The position of a variable without a base.
pub(crate) const ABSENT: u32 = u32::MAX;

/// Bases of an MSM, converted once: points at infinity left out, coordinates in a backend's form.
pub struct Bases<C: Curve> {
    pub(crate) points: Storage<C::Point>,
    pub(crate) positions: Positions,
    /// How many variables the bases stand for, those at infinity included.
    pub(crate) len: usize,
    pub(crate) form: Form,
}

impl<C: Curve> Bases<C> {
    /// Packs `points` for a backend that computes in `form`.
    ///
    /// # Errors
    /// [`EngineError::TooLarge`] beyond `2^31 - 1` points.
    pub fn new(points: &[C], form: Form) -> Result<Self, EngineError> {
        Self::with_offset(points, 0, form)
    }

    /// As [`Bases::new`], for variables `first..first + points.len()`.
    pub(crate) fn with_offset(points: &[C], first: usize, form: Form) -> Result<Self, EngineError> {
        let len = first + points.len();
        if len >= 1 << 31 {
            return Err(EngineError::TooLarge(len));
        }
        let finite: Vec<C::Point> =
            points.iter().filter(|point| !point.is_zero()).map(|point| point.pack(form)).collect();
        let positions = if finite.len() == points.len() {
            Positions::From(first as u32)
        } else {
            Positions::Map(Arc::new(positions_of(points, first)))
        };
        Ok(Self { points: Storage::Owned(finite), positions, len, form })
    }

    /// How many scalars an MSM over these bases takes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no base.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The Montgomery form of the stored coordinates.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }
}

/// Positions of the finite points, in order.
fn positions_of<C: Curve>(points: &[C], first: usize) -> Vec<u32> {
    let mut next = 0;
    let finite = points.iter().map(|point| {
        if point.is_zero() {
            ABSENT
        } else {
            next += 1;
            next - 1
        }
    });
    std::iter::repeat_n(ABSENT, first).chain(finite).collect()
}
