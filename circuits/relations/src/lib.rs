//! The statements as rank-1 constraint systems over BN254.
