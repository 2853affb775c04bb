//! An MSM from its windows: one piece of work per window, put together by doublings.

use std::sync::{Mutex, PoisonError};

use ark_ff::{AdditiveGroup, Zero};
use rayon::prelude::*;

use crate::error::same_length;
use crate::msm::kernel::Kernel;
use crate::msm::reduce::reduce;
use crate::msm::scalars::{Class, Scalars};
use crate::msm::window::Buckets;
use crate::{Bases, Curve, EngineError};

/// Blocks below which a window is not split further.
const MIN_BLOCKS: usize = 32;

/// One window of one class over a range of blocks.
struct Work<'a> {
    class: usize,
    window: usize,
    scalars: &'a Class,
    blocks: std::ops::Range<usize>,
}

/// `Σ scalars[i] · bases[i]` with the given arithmetic, over rayon's current pool.
///
/// Cost, for `n` dense scalars and windows of `c` bits: `254 / c · (n + 2^c)` batched additions.
pub(crate) fn msm<C: Curve, K: Kernel<C>>(
    kernel: K,
    bases: &Bases<C>,
    scalars: &Scalars,
) -> Result<C::Group, EngineError> {
    same_length("scalars", scalars.len(), bases.len())?;
    if bases.form != K::FORM {
        return Err(EngineError::WrongForm { got: bases.form, expected: K::FORM });
    }
    let work = pieces(scalars);
    let points: &[C::Point] = &bases.points;
    // Workspaces are a few megabytes each: as many as threads, passed from window to window.
    let idle = Mutex::new(Vec::new());
    let sums: Vec<C::Group> = work
        .par_iter()
        .with_max_len(1)
        .map(|work| {
            let waiting = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let (mut buckets, mut spare) =
                waiting.unwrap_or_else(|| (Buckets::<C, K>::new(kernel), Vec::new()));
            buckets.fill(work.scalars, work.window, work.blocks.clone(), points, &bases.positions);
            let sum = reduce::<C, K>(kernel, &mut buckets.points, &mut spare, &mut buckets.scratch);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push((buckets, spare));
            sum
        })
        .collect();
    Ok(combine::<C>(scalars, &work, &sums))
}

/// Every window of every class, split in ranges of blocks when there are more threads than windows.
fn pieces(scalars: &Scalars) -> Vec<Work<'_>> {
    let windows: usize = scalars.classes.iter().map(|class| class.cut.windows).sum();
    let split = rayon::current_num_threads().div_ceil(windows.max(1));
    let mut work = Vec::new();
    for (index, class) in scalars.classes.iter().enumerate() {
        let blocks = class.blocks.len();
        let step = blocks.div_ceil(split).max(MIN_BLOCKS);
        for window in 0..class.cut.windows {
            for start in (0..blocks).step_by(step) {
                let blocks = start..(start + step).min(blocks);
                work.push(Work { class: index, window, scalars: class, blocks });
            }
        }
    }
    work
}

/// `Σ_class Σ_window 2^(width · window) · sum`, by Horner's rule in each class.
fn combine<C: Curve>(scalars: &Scalars, work: &[Work<'_>], sums: &[C::Group]) -> C::Group {
    let mut total = C::Group::zero();
    for (index, class) in scalars.classes.iter().enumerate() {
        let mut of_class = C::Group::zero();
        for window in (0..class.cut.windows).rev() {
            for _ in 0..class.cut.width {
                of_class.double_in_place();
            }
            let parts =
                work.iter().zip(sums).filter(|(work, _)| work.class == index && work.window == window);
            for (_, sum) in parts {
                of_class += sum;
            }
        }
        total += of_class;
    }
    total
}
