//! `covenant_halo2_verifier::question` for WebAssembly: no imports, one thread. `covenant.mjs` calls them.
//!
//! A caller asks for the memory of a question ([`question`]), writes it there, calls [`inclusion`], [`chunk`] or [`open`], and reads as many
//! bytes of the answer at [`answer`]: of the first two a code, or nothing where the proof holds.
#![allow(unsafe_code, reason = "the exports' names; there is no unsafe block")]

use std::cell::RefCell;

use covenant_halo2_verifier::question::{self, MAX_PACK};
use zeroize::{Zeroize as _, Zeroizing};

thread_local! {
    static QUESTION: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Zeroizing<Vec<u8>>> = RefCell::default();
}

/// Memory for a question of so many bytes; null where that is too long for any.
#[unsafe(no_mangle)]
pub extern "C" fn question(length: usize) -> *mut u8 {
    if length > MAX_PACK {
        return std::ptr::null_mut();
    }
    QUESTION.with_borrow_mut(|question| {
        question.zeroize();
        *question = vec![0; length];
        question.as_mut_ptr()
    })
}

/// Whether the account of the question is in its chunk: the length of the answer, 0 for yes.
#[unsafe(no_mangle)]
pub extern "C" fn inclusion() -> usize {
    answered(code_of(judged(question::inclusion)))
}

/// Whether the proof of the question's chunk holds: the length of the answer, 0 for yes.
#[unsafe(no_mangle)]
pub extern "C" fn chunk() -> usize {
    answered(code_of(judged(question::chunk)))
}

/// A holder's file out of a pack: the length of the answer, which is the file where it is positive, and a code where it is negative.
#[unsafe(no_mangle)]
pub extern "C" fn open() -> isize {
    match judged(question::open) {
        Ok(file) => answered(file) as isize,
        Err(code) => -(answered(code_of(Err(code))) as isize),
    }
}

/// Where the last answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

/// Wipes the last answer, which a holder's file may be.
#[unsafe(no_mangle)]
pub extern "C" fn forget() {
    ANSWER.take();
}

/// The question is wiped when it is answered: a holder's file, or its code, stands in it. It is taken out before: a judge that traps leaves
/// nothing borrowed that the next question needs, and `covenant.mjs` wipes what it was asked.
fn judged<T>(judge: fn(&[u8]) -> Result<T, &'static str>) -> Result<T, &'static str> {
    judge(&Zeroizing::new(QUESTION.take()))
}

fn code_of(result: Result<(), &'static str>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(result.err().unwrap_or_default().as_bytes().to_vec())
}

fn answered(answer: Zeroizing<Vec<u8>>) -> usize {
    let length = answer.len();
    ANSWER.set(answer);
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judge_that_never_returns_holds_nothing_that_is_needed() {
        assert!(!question(3).is_null());
        let judge = |asked: &[u8]| {
            assert_eq!(asked, [0; 3]);
            // Where a judge traps, this is what the next question does.
            assert!(!question(2).is_null());
            Ok(())
        };
        assert_eq!(judged(judge), Ok(()));
        assert!(QUESTION.with_borrow(|next| *next == [0; 2]));
    }
}
