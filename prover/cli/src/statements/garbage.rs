//! Requests of strangers, for the tests of the statements: whatever the bytes, a claim that is judged, or a refusal.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::AnyStatement;

/// Alters a good request in many ways, and demands an answer to each. What still decodes after a change is judged, never believed: the
/// check must be as total as the decoder. How many were still claims, told by their rules' prefix.
pub(super) fn judged(statement: &dyn AnyStatement, good: &[u8], prefix: &str) -> usize {
    let mut rng = StdRng::seed_from_u64(11);
    let mut judged = 0;
    for round in 0..1200 {
        let mut bytes = good.to_vec();
        if round % 6 == 0 {
            bytes.truncate(rng.gen_range(0..good.len()));
        } else {
            for _ in 0..rng.gen_range(1..3) {
                let at = rng.gen_range(0..bytes.len());
                bytes[at] = match bytes[at] {
                    byte if byte.is_ascii_hexdigit() => b"0123456789abcdef"[rng.gen_range(0..16)],
                    _ => rng.r#gen(),
                };
            }
        }
        judged += usize::from(match statement.check(&bytes) {
            Ok(_) => true,
            Err(failure) => failure.code.starts_with(prefix),
        });
    }
    judged
}
