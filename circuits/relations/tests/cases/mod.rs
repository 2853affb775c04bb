//! Claims that hold and that do not, for every test target that judges them.

pub(crate) mod changes;
pub(crate) mod mutations;
pub(crate) mod valid;
