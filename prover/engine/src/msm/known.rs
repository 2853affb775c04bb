//! Results of a batch that need no line.

use crate::memory::{Blank, make_room, wipe};

/// Places of left operands with their new values. Wiped when dropped: in two lists, as pairs would have gaps that nothing
/// overwrites.
pub(crate) struct Known<P: Blank> {
    places: Vec<u32>,
    values: Vec<P>,
}

impl<P: Blank> Default for Known<P> {
    fn default() -> Self {
        Self { places: Vec::new(), values: Vec::new() }
    }
}

impl<P: Blank> Known<P> {
    /// Empties the lists, with room for `len`.
    pub(crate) fn begin(&mut self, len: usize) {
        make_room(&mut self.places, len, 0);
        make_room(&mut self.values, len, P::BLANK);
    }

    pub(crate) fn push(&mut self, place: usize, value: P) {
        self.places.push(place as u32);
        self.values.push(value);
    }

    /// Stores the values in their places.
    pub(crate) fn store(&self, points: &mut [P]) {
        for (place, value) in self.places.iter().zip(&self.values) {
            points[*place as usize] = *value;
        }
    }

    /// Whether a value is infinity, which is what blank points are.
    pub(crate) fn has_infinity(&self) -> bool {
        self.values.contains(&P::BLANK)
    }
}

impl<P: Blank> Drop for Known<P> {
    fn drop(&mut self) {
        wipe(&mut self.places, 0);
        wipe(&mut self.values, P::BLANK);
    }
}
