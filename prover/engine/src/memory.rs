//! Buffers of what depends on secrets: they are wiped, and some serve one multiplication after the other.
//!
//! The allocator gives large buffers back to the system, and a page costs more to get again (zeroed, mapped, later unmapped:
//! 1.8 µs were measured) than the batches that fill it. What is kept here was wiped, and is bounded.

use std::sync::{Mutex, PoisonError};

/// Values with one that says nothing, for memory that is wiped.
pub(crate) trait Blank: Copy + PartialEq {
    const BLANK: Self;
}

/// Overwrites all of a buffer, whatever its length, and fills it with `blank`: whole words at a time, unlike `zeroize`.
pub(crate) fn wipe<T: Copy>(buffer: &mut Vec<T>, blank: T) {
    buffer.clear();
    buffer.resize(buffer.capacity(), blank);
    // The buffer may be freed next: the stores must not be left out for that.
    std::hint::black_box(&buffer);
}

/// Empties a buffer that is to hold `len` elements: one that grew by itself would leave what it held behind.
pub(crate) fn make_room<T: Copy>(buffer: &mut Vec<T>, len: usize, blank: T) {
    if buffer.capacity() < len {
        wipe(buffer, blank);
        *buffer = Vec::with_capacity(len.next_power_of_two());
    }
    buffer.clear();
}

/// Buffers that are not in use.
pub(crate) struct Pool<T> {
    /// The least number of elements for which a buffer is kept.
    from: usize,
    /// Bytes of all together.
    most: usize,
    free: Mutex<Vec<Vec<T>>>,
}

impl<T: Copy> Pool<T> {
    pub(crate) const fn new(from: usize, most: usize) -> Self {
        Self { from, most, free: Mutex::new(Vec::new()) }
    }

    /// A buffer for so many elements, of any length and blank: an empty one where none is kept.
    pub(crate) fn take(&self, len: usize) -> Vec<T> {
        if len < self.from {
            return Vec::new();
        }
        self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Overwrites all of a buffer with `blank`, and keeps it for another time if it is long enough and there is room.
    pub(crate) fn give(&self, mut buffer: Vec<T>, blank: T) {
        wipe(&mut buffer, blank);
        if buffer.len() < self.from {
            return;
        }
        let bytes = |buffer: &Vec<T>| buffer.capacity() * size_of::<T>();
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.iter().map(bytes).sum::<usize>() + bytes(&buffer) <= self.most {
            free.push(buffer);
        }
    }

    /// Frees what is not in use.
    pub(crate) fn release(&self) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_come_back_wiped_and_are_bounded() {
        let pool = Pool::<u16>::new(10, 100);
        let mut buffer = pool.take(40);
        assert!(buffer.is_empty());
        buffer.extend([7u16; 40]);
        buffer.truncate(3);
        let capacity = buffer.capacity();
        pool.give(buffer, 0);
        assert!(pool.take(9).is_empty(), "too short to be kept");
        let again = pool.take(40);
        assert_eq!(again, vec![0; capacity]);
        pool.give(again, 0);
        pool.give(vec![1; 40], 0);
        assert_eq!(pool.take(40).len(), capacity, "the second was over the bound");
        assert!(pool.take(40).is_empty());
        pool.give(vec![1; 9], 0);
        assert!(pool.take(40).is_empty(), "too short to be kept");
        pool.give(vec![1; 20], 0);
        pool.release();
        assert!(pool.take(40).is_empty());
    }
}
