//! Several small values in one element.

use covenant_gadgets::cs::Num;
use covenant_statements::Fr;

/// Σ partᵢ·2^(sum of the widths before), low parts first. Each part has been checked to be of its width.
#[must_use]
pub fn pack(parts: &[(&Num, u32)]) -> Num {
    let mut shift = Fr::from(1u64);
    let weighted = parts.iter().map(|(part, width)| {
        let weight = shift;
        shift *= Fr::from(1u128 << width);
        (weight, *part)
    });
    Num::sum(weighted.collect::<Vec<_>>())
}
