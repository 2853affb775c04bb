//! What is claimed: newtypes, encodings, policies, digests and the native checks.
