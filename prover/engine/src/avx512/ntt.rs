//! The transforms, for now those of the portable backend.
