//! The covenant command line.

fn main() {}
