//! The normal form of invoice numbers in circuits, about 18 constraints a byte.

use super::MAX_LEN;
use crate::{
    Fr,
    compare::{Uint, from_bits, powers_of_two},
    cs::{Bit, Cs, Num},
};
use ark_ff::{BigInteger, Field, PrimeField};

/// Bytes of each limb of `limbs64`.
const LIMBS: [usize; 3] = [31, 31, 2];

/// A text that is known to be in normal form.
#[derive(Clone)]
pub struct NormalText {
    length: Uint,
    limbs: [Num; 3],
}

impl NormalText {
    /// (length, l₀, l₁, l₂), as [`crate::poseidon::limbs64`] writes them.
    #[must_use]
    pub fn values(&self) -> [&Num; 4] {
        let [l0, l1, l2] = &self.limbs;
        [self.length.num(), l0, l1, l2]
    }
}

/// Constrains (length, l₀, l₁, l₂) to be the limbs of a text in normal form; see [`super::is_normal`].
pub fn enforce_normal(cs: &mut Cs, length: &Num, limbs: &[Num; 3]) -> NormalText {
    let bytes = bytes_of(limbs);
    let used = used_flags(cs, length);
    let mut values = Vec::with_capacity(MAX_LEN);
    for (byte, used) in bytes.iter().zip(&used) {
        values.push(character(cs, *byte, used));
    }
    recompose(cs, &values, limbs);
    // Neither the first nor the last character is a blank.
    let blank = Fr::from(u64::from(b' '));
    cs.enforce_nonzero("text/first-not-blank", &values[0].plus(-blank));
    let last = last_character(cs, &values, &used);
    cs.enforce_nonzero("text/last-not-blank", &last.plus(-blank));
    // `used_flags` made the length a sum of bits.
    NormalText { length: Uint::bounded(length.clone(), (MAX_LEN as u64).into()), limbs: limbs.clone() }
}

/// The 64 bytes of the limbs' values; whatever does not fit is left for the constraints to refuse.
fn bytes_of(limbs: &[Num; 3]) -> Vec<u8> {
    let of_limb = |(limb, n): (&Num, usize)| {
        let all = limb.value().into_bigint().to_bytes_be();
        all[all.len() - n..].to_vec()
    };
    limbs.iter().zip(LIMBS).flat_map(of_limb).collect()
}

/// Flags that are 1 for the first `length` positions and 0 after; at least one is set.
fn used_flags(cs: &mut Cs, length: &Num) -> Vec<Bit> {
    let count = length.value().into_bigint().0[0];
    let flags: Vec<Bit> = (0..MAX_LEN as u64).map(|i| cs.hint_bit("text/used", || i < count)).collect();
    for pair in flags.windows(2) {
        // used(i + 1) implies used(i)
        cs.enforce("text/prefix", pair[1].num(), pair[0].not().num(), &Num::zero());
    }
    cs.enforce_equal("text/length", &Num::sum(flags.iter().map(|f| (Fr::ONE, f.num()))), length);
    cs.enforce_equal("text/not-empty", flags[0].num(), &Num::one());
    flags
}

/// A character in normal form where `used`, zero where not.
fn character(cs: &mut Cs, byte: u8, used: &Bit) -> Num {
    let bits: Vec<Bit> = (0..7).map(|i| cs.hint_bit("text/bit", || byte >> i & 1 == 1)).collect();
    let value = from_bits(&bits).num().clone();
    cs.enforce("text/unused-is-zero", used.not().num(), &value, &Num::zero());
    let (b5, b6) = (bits[5].num(), bits[6].num());
    let upper = cs.mul("text/upper-quarter", b5, b6);
    // Printable: bit 5 or bit 6 is set.
    let neither = &(&Num::one() - &(b5 + b6)) + &upper;
    cs.enforce("text/printable", used.num(), &neither, &Num::zero());
    // In 0x60 … 0x7f only 0x60 and 0x7b … 0x7e: the low five bits are one of 0, 27, 28, 29, 30.
    let low = from_bits(&bits[..5]).num().clone();
    let scaled = cs.mul("text/upper-low", &upper, &low);
    let outer = cs.mul("text/outer", &low.plus(-Fr::from(27u64)), &low.plus(-Fr::from(30u64)));
    // (l − 28)(l − 29) = (l − 27)(l − 30) + 2
    let allowed = cs.mul("text/allowed", &outer, &outer.plus(Fr::from(2u64)));
    cs.enforce("text/no-lower-case", &scaled, &allowed, &Num::zero());
    value
}

/// The limbs are these bytes, big-endian.
fn recompose(cs: &mut Cs, values: &[Num], limbs: &[Num; 3]) {
    let mut rest = values;
    for (limb, n) in limbs.iter().zip(LIMBS) {
        let (bytes, tail) = rest.split_at(n);
        rest = tail;
        let weights = powers_of_two().step_by(8);
        cs.enforce_equal("text/limb", &Num::sum(weights.zip(bytes.iter().rev())), limb);
    }
}

/// The character at which `used` ends.
fn last_character(cs: &mut Cs, values: &[Num], used: &[Bit]) -> Num {
    let end = Bit::zero();
    let terms: Vec<Num> = (0..values.len())
        .map(|i| {
            let is_last = used[i].num() - used.get(i + 1).unwrap_or(&end).num();
            cs.mul("text/last", &is_last, &values[i])
        })
        .collect();
    Num::sum(terms.iter().map(|t| (Fr::ONE, t)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cs::{Forgery, Mode},
        poseidon::limbs64,
        text::is_normal,
    };

    fn run(length: Fr, limbs: [Fr; 3], forgery: Option<Forgery>) -> Cs {
        run_with(length, limbs, forgery)
    }

    fn run_with(length: Fr, limbs: [Fr; 3], forgeries: impl IntoIterator<Item = Forgery>) -> Cs {
        let mut cs = Cs::with_forgeries(Mode::Full, forgeries);
        let length = cs.input("test", length);
        let limbs = limbs.map(|l| cs.input("test", l));
        let text = enforce_normal(&mut cs, &length, &limbs);
        assert_eq!(text.values().map(Num::value)[1..], limbs.map(|l| l.value()));
        cs
    }

    fn accepts(bytes: &[u8]) -> bool {
        let [length, l0, l1, l2] = limbs64(bytes);
        run(length, [l0, l1, l2], None).is_satisfied().is_ok()
    }

    #[test]
    fn agrees_with_the_native_check_on_every_byte() {
        for byte in 0..=255u8 {
            for text in [vec![byte], vec![b'A', byte], vec![b'A', byte, b'B'], vec![byte, b'B']] {
                // A trailing zero byte reads as a shorter text of another length.
                assert_eq!(accepts(&text), is_normal(&text), "{byte:#x}");
            }
        }
        for n in [30, 31, 32, 61, 62, 63, 64] {
            assert!(accepts(&vec![b'Z'; n]));
        }
        assert!(!accepts(b""));
    }

    #[test]
    fn lengths_and_limbs_that_do_not_belong_together_are_refused() {
        let [length, l0, l1, l2] = limbs64(b"INV-1");
        assert!(run(length + Fr::ONE, [l0, l1, l2], None).is_satisfied().is_err());
        assert!(run(length - Fr::ONE, [l0, l1, l2], None).is_satisfied().is_err());
        assert!(run(Fr::from(65u64), [l0, l1, l2], None).is_satisfied().is_err());
        assert!(run(length, [l0, l1 + Fr::ONE, l2], None).is_satisfied().is_err());
        assert!(run(length, [l0, l1, l2 + Fr::from(1u64 << 16)], None).is_satisfied().is_err());
    }

    /// A text with a hole, its flags forged so that they follow the characters: only the flags' order refuses it.
    #[test]
    fn a_hole_is_refused_by_the_order_of_the_flags() {
        let [_, l0, l1, l2] = limbs64(b"A\0B");
        let length = Fr::from(2u64);
        let honest = run(length, [l0, l1, l2], None);
        let used: Vec<_> = honest.hints().into_iter().filter(|hint| hint.name == "text/used").collect();
        let forge = |i: usize, value: Fr| Forgery { var: used[i].var, replace: Box::new(move |_| value) };
        let forged = run_with(length, [l0, l1, l2], [forge(1, Fr::from(0u64)), forge(2, Fr::ONE)]);
        let refused: Vec<&str> = forged.unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(refused, ["text/prefix"]);
    }

    #[test]
    fn a_small_letter_is_refused_as_such() {
        let [length, l0, l1, l2] = limbs64(b"Ai");
        let refused: Vec<&str> =
            run(length, [l0, l1, l2], None).unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(refused, ["text/no-lower-case"]);
    }

    /// What tells a small letter is a product; forged to zero it is refused as a product.
    #[test]
    fn a_small_letter_hides_behind_no_product() {
        let [length, l0, l1, l2] = limbs64(b"Ai");
        let honest = run(length, [l0, l1, l2], None);
        let product = honest.hints().into_iter().filter(|hint| hint.name == "text/upper-low").nth(1).unwrap();
        let forgery = Forgery { var: product.var, replace: Box::new(|_| Fr::from(0u64)) };
        let forged = run(length, [l0, l1, l2], Some(forgery));
        let refused: Vec<&str> = forged.unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(refused, ["text/upper-low"]);
    }

    /// No characters at all: only the first flag refuses it, and what looks for blanks at the ends does not.
    #[test]
    fn nothing_is_refused_by_the_first_flag() {
        let [length, l0, l1, l2] = limbs64(b"");
        let refused: Vec<&str> =
            run(length, [l0, l1, l2], None).unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(refused, ["text/not-empty"]);
    }

    #[test]
    fn every_hint_is_needed() {
        let [length, l0, l1, l2] = limbs64(b"INV-{7}");
        let honest = run(length, [l0, l1, l2], None);
        honest.is_satisfied().unwrap();
        for hint in honest.hints() {
            let forgery = Forgery {
                var: hint.var,
                replace: Box::new(|v| if v == Fr::ONE { v - Fr::ONE } else { v + Fr::ONE }),
            };
            assert!(run(length, [l0, l1, l2], Some(forgery)).is_satisfied().is_err(), "{}", hint.name);
        }
    }
}
