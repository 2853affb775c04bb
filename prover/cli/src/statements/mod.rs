//! The statements on the command line, a folder each.

pub(crate) mod obligation;
