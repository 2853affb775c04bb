//! A slice of a mapped file.
#![allow(unsafe_code, reason = "the bytes of a read-only mapping are read as points where they lie")]

use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::sync::Arc;

use memmap2::Mmap;

use crate::groth16::term::Term;
use crate::packed::Packed;

const _: () = assert!(cfg!(target_endian = "little"), "files hold little-endian limbs");

/// Types that any bytes are a valid value of: no padding, no niche, no pointer.
///
/// # Safety
/// The implementor is `repr(C)`, made of integers, without padding.
pub(crate) unsafe trait Plain: Copy + 'static {}
// SAFETY: `repr(C)` over an array of `u64` whose size (64 or 128) is a multiple of the alignment, 64.
unsafe impl Plain for Packed<8> {}
// SAFETY: as above.
unsafe impl Plain for Packed<16> {}
// SAFETY: an integer.
unsafe impl Plain for u32 {}
// SAFETY: `repr(C)` over two `u32`.
unsafe impl Plain for Term {}

/// Elements of a file mapped read-only and privately.
///
/// The mapping shows changes another process makes to the file. A changed key gives wrong
/// proofs, which are refused when verified, and no memory unsafety: every bit pattern is a value.
/// A truncated file raises SIGBUS, as for any mapping; keys are written once, under a new name.
pub(crate) struct MappedSlice<T> {
    map: Arc<Mmap>,
    bytes: Range<usize>,
    elements: PhantomData<T>,
}

impl<T: Plain> MappedSlice<T> {
    /// The elements in `bytes` of the map; `None` when out of range, misaligned or cut short.
    pub(crate) fn new(map: &Arc<Mmap>, bytes: Range<usize>) -> Option<Self> {
        let slice = map.get(bytes.clone())?;
        let fits = slice.len().is_multiple_of(size_of::<T>()) && slice.as_ptr().cast::<T>().is_aligned();
        fits.then(|| Self { map: map.clone(), bytes, elements: PhantomData })
    }
}

impl<T> Deref for MappedSlice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        let slice = &self.map[self.bytes.clone()];
        // SAFETY: `new` is the only constructor and requires `T: Plain`; it checked alignment and length,
        // and the map lives as long as `self`.
        unsafe { std::slice::from_raw_parts(slice.as_ptr().cast(), slice.len() / size_of::<T>()) }
    }
}

/// Maps a file read-only.
pub(crate) fn map(file: &std::fs::File) -> std::io::Result<Mmap> {
    // SAFETY: the mapping is read-only; what a concurrent change can do is said at `MappedSlice`.
    unsafe { Mmap::map(file) }
}
