//! An MSM from its windows: one piece of work per group of windows, put together by doublings.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use ark_ff::{AdditiveGroup, Zero};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::error::same_length;
use crate::msm::cut::Cut;
use crate::msm::kernel::Kernel;
use crate::msm::reduce::reduce;
use crate::msm::scalars::{Block, Class, Scalars};
use crate::msm::window::{Ahead, Buckets, Workspace};
use crate::{Bases, Curve, EngineError};

/// Blocks below which a window is not split further.
const MIN_BLOCKS: usize = 32;

/// Bytes of the buckets that all threads fill together: what a thread reads of the bases from memory for one window,
/// its others find in a cache, as long as the buckets leave room there.
const TOGETHER: usize = 1 << 23;

/// Some windows of one class and one width over a range of blocks.
struct Work<'a> {
    class: usize,
    windows: Range<usize>,
    scalars: &'a Class,
    blocks: Range<usize>,
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
    let work = pieces::<C>(scalars);
    let sums: Vec<OnceLock<Zeroizing<Vec<C::Group>>>> = work.iter().map(|_| OnceLock::new()).collect();
    // Each thread takes the largest piece that is left, in a workspace of its own.
    let next = AtomicUsize::new(0);
    (0..rayon::current_num_threads().min(work.len())).into_par_iter().with_max_len(1).for_each(|_| {
        let mut windows = Windows::<C, K>::new(kernel);
        while let Some((work, sums)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            work.get(index).zip(sums.get(index))
        } {
            sums.get_or_init(|| windows.sums(work, bases));
        }
    });
    let sums: Vec<Zeroizing<Vec<C::Group>>> =
        sums.into_iter().map(|sums| sums.into_inner().unwrap_or_default()).collect();
    Ok(combine::<C>(scalars, &work, &sums))
}

/// The memory of the windows that are filled together.
struct Windows<C: Curve, K: Kernel<C>> {
    work: Workspace<C, K>,
    buckets: Buckets<C::Point>,
    spare: Vec<C::Point>,
}

impl<C: Curve, K: Kernel<C>> Drop for Windows<C, K> {
    /// Sums of bases by the digits of secrets: wiped, and kept for the next multiplication.
    fn drop(&mut self) {
        for points in [&mut self.spare, &mut self.buckets.points] {
            C::memory().give(std::mem::take(points), C::INFINITY);
        }
    }
}

impl<C: Curve, K: Kernel<C>> Windows<C, K> {
    fn new(kernel: K) -> Self {
        let mut buckets = Buckets::new();
        buckets.points = C::memory().take(0);
        Self { work: Workspace::new(kernel), buckets, spare: C::memory().take(0) }
    }

    fn sums(&mut self, work: &Work<'_>, bases: &Bases<C>) -> Zeroizing<Vec<C::Group>> {
        let together = work.windows.len();
        let blocks = &work.scalars.blocks[work.blocks.clone()];
        let count = work.scalars.count(&work.blocks);
        let of_each = work.scalars.cut.buckets(work.windows.start);
        self.buckets.begin::<C, K>(together, of_each, count);
        for (index, block) in blocks.iter().enumerate() {
            let next = blocks.get(index + 1);
            for (own, window) in work.windows.clone().enumerate() {
                let digits = match next {
                    _ if own + 1 < together => block.window(window + 1).1,
                    Some(next) => next.window(work.windows.start).1,
                    None => &[],
                };
                // Each window prefetches its share of what the first one needs for the next block.
                let ahead = Ahead {
                    digits,
                    indices: next.map_or(&[], Block::indices),
                    later: blocks.get(index + 2).map_or(&[], Block::indices),
                    share: (own, together),
                };
                self.buckets.feed(&mut self.work, (block, window, own), bases, &ahead);
            }
        }
        let inputs = self.buckets.finish(&mut self.work, &bases.points);
        let (kernel, scratch) = (self.work.kernel, &mut self.work.scratch);
        reduce::<C, K>(kernel, &mut self.buckets.points, together, inputs, &mut self.spare, scratch)
    }
}

/// The windows of every class by groups, split in ranges of blocks when there are more threads than windows; the
/// largest first.
fn pieces<C: Curve>(scalars: &Scalars) -> Vec<Work<'_>> {
    let threads = rayon::current_num_threads();
    let all: usize = scalars.classes.iter().map(|class| class.cut.windows).sum();
    let split = threads.div_ceil(all.max(1));
    let mut work = Vec::new();
    for (index, class) in scalars.classes.iter().enumerate() {
        let blocks = class.blocks.len();
        let step = blocks.div_ceil(split).max(MIN_BLOCKS);
        for windows in groups::<C>(&class.cut, threads) {
            for start in (0..blocks).step_by(step) {
                let blocks = start..(start + step).min(blocks);
                work.push(Work { class: index, windows: windows.clone(), scalars: class, blocks });
            }
        }
    }
    work.sort_by_key(|work| Reverse(work.windows.len() * work.scalars.count(&work.blocks)));
    work
}

/// Windows of the same width, as many groups for each thread, of about as many windows.
fn groups<C: Curve>(cut: &Cut, threads: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for all in [0..cut.wide, cut.wide..cut.windows].into_iter().filter(|all| !all.is_empty()) {
        let (first, count) = (all.start, all.len());
        let most = (TOGETHER / threads / size_of::<C::Point>() / cut.buckets(first)).max(1);
        let groups = count.div_ceil(most).next_multiple_of(threads).min(count);
        out.extend(
            (0..groups).map(|group| first + group * count / groups..first + (group + 1) * count / groups),
        );
    }
    out
}

/// `Σ_class Σ_window 2^bit · sum`, by Horner's rule in each class.
fn combine<C: Curve>(scalars: &Scalars, work: &[Work<'_>], sums: &[Zeroizing<Vec<C::Group>>]) -> C::Group {
    let mut total = C::Group::zero();
    for (index, class) in scalars.classes.iter().enumerate() {
        let mut of_class = C::Group::zero();
        for window in (0..class.cut.windows).rev() {
            for _ in 0..class.cut.width(window) {
                of_class.double_in_place();
            }
            for (work, sums) in work.iter().zip(sums) {
                if work.class == index && work.windows.contains(&window) {
                    of_class += sums[window - work.windows.start];
                }
            }
        }
        total += of_class;
    }
    total
}
