//! `covenant_halo2_verifier::question` for WebAssembly: three exports, no imports, one thread. `covenant.mjs` calls them.
//!
//! A caller asks for the memory of a question ([`question`]), writes it there, calls [`inclusion`] or [`chunk`], and reads as many bytes of the
//! answer, a code, at [`answer`]: none where the proof holds.
#![allow(unsafe_code, reason = "the exports' names; there is no unsafe block")]

use std::cell::RefCell;

use covenant_halo2_verifier::question::{self, MAX_BYTES};
use zeroize::Zeroize as _;

thread_local! {
    static QUESTION: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<&'static str> = const { RefCell::new("") };
}

/// Memory for a question of so many bytes; null where that is too long for any.
#[unsafe(no_mangle)]
pub extern "C" fn question(length: usize) -> *mut u8 {
    if length > MAX_BYTES {
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
    answered(question::inclusion)
}

/// Whether the proof of the question's chunk holds: the length of the answer, 0 for yes.
#[unsafe(no_mangle)]
pub extern "C" fn chunk() -> usize {
    answered(question::chunk)
}

/// Where the last answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

/// The question is wiped when it is answered: a holder's file stands in it.
fn answered(judge: fn(&[u8]) -> Result<(), &'static str>) -> usize {
    let answer = QUESTION.with_borrow_mut(|question| {
        let answer = judge(question).err().unwrap_or_default();
        question.zeroize();
        answer
    });
    ANSWER.set(answer);
    answer.len()
}
