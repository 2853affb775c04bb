//! What the backends do to scalars before any point is touched.

use ark_bn254::Fr;

use super::cut::Cut;
use super::magnitude::Magnitudes;

/// A backend's arithmetic on scalars: the reference, one after the other, unless it has better.
pub(crate) trait ScalarKernel: Copy + Send + Sync {
    /// Fills `out` from up to [`super::magnitude::BLOCK`] scalars.
    fn magnitudes(self, scalars: &[Fr], out: &mut Magnitudes) {
        out.fill(scalars, 0);
    }

    /// Writes the digits of the scalars at `places` of a block: window after window, `stride` apart.
    ///
    /// `stride` is at least 8 more than there are places; what is behind them in each window is undefined.
    fn digits(self, cut: &Cut, scalars: &Magnitudes, places: &[u16], out: &mut [i16], stride: usize) {
        cut.digits(scalars, places, out, stride);
    }
}
