//! The entries of the matrices.

/// One entry: an index into the coefficients and a column.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Term {
    pub(crate) coefficient: u32,
    pub(crate) column: u32,
}
