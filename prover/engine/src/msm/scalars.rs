//! Scalars, classified by magnitude and cut into signed digits.
//!
//! Real witnesses are mostly bits and small values: a scalar costs only the windows its magnitude
//! reaches. A scalar `s` is taken as the smaller of `s` and `r - s`, with a sign.

use std::ops::Range;

use ark_bn254::Fr;
use rayon::prelude::*;
use zeroize::Zeroizing;

use super::cut::Cut;
use super::decompose::ScalarKernel;
use super::magnitude::{BLOCK, CLASS_BITS, CLASSES, Magnitudes};
use crate::EngineError;
use crate::memory::Pool;

/// Digits of blocks that are not in use: of four windows or more, up to 64 MiB.
static DIGITS: Pool<i16> = Pool::new(4 * BLOCK, 1 << 26);

/// Scalars from which the sizes of the classes are estimated.
const SAMPLE: usize = 4096;

/// The scalars of an MSM in the form in which windows read them; wiped when dropped.
///
/// Serves any number of [`crate::Bases`] of the same length: `A`, `B` and `L` of a Groth16 key share one.
pub struct Scalars {
    len: usize,
    pub(crate) classes: Vec<Class>,
}

/// Scalars of similar magnitude, cut alike.
pub(crate) struct Class {
    pub(crate) cut: Cut,
    pub(crate) blocks: Vec<Block>,
}

/// Up to [`BLOCK`] scalars of a class.
pub(crate) struct Block {
    /// Their indices, ascending.
    indices: Vec<u32>,
    /// Window after window, a digit per scalar, in `[-2^(width-1), 2^(width-1))`; ±1 for width 1.
    digits: Vec<i16>,
    /// From a window to the next.
    stride: usize,
}

impl Scalars {
    /// See [`super::Decompose`].
    pub(crate) fn new(kernel: impl ScalarKernel, head: &[Fr], tail: &[Fr]) -> Result<Self, EngineError> {
        let len = head.len() + tail.len();
        if len >= 1 << 31 {
            return Err(EngineError::TooLarge(len));
        }
        Ok(Self::with_cuts(kernel, head, tail, estimate(kernel, head, tail)))
    }

    /// Both parts, each class cut as given: up to `2^31 - 1` scalars.
    pub(super) fn with_cuts(
        kernel: impl ScalarKernel,
        head: &[Fr],
        tail: &[Fr],
        cuts: [Cut; CLASSES],
    ) -> Self {
        let len = head.len() + tail.len();
        let blocks: Vec<[Option<Block>; CLASSES]> = (0..len)
            .into_par_iter()
            .step_by(BLOCK)
            .map(|first| classify(kernel, first, head, tail, &cuts))
            .collect();
        let mut classes = cuts.map(|cut| Class { cut, blocks: Vec::new() });
        for of_block in blocks {
            for (class, block) in classes.iter_mut().zip(of_block) {
                class.blocks.extend(block);
            }
        }
        let classes = classes.into_iter().filter(|class| !class.blocks.is_empty()).collect();
        Self { len, classes }
    }

    /// How many scalars there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // Whole words at a time, unlike `zeroize`; the black box keeps the stores.
        self.indices.fill(0);
        std::hint::black_box(&self.indices);
        DIGITS.give(std::mem::take(&mut self.digits), 0);
    }
}

impl Class {
    /// Scalars in some of the blocks.
    pub(crate) fn count(&self, blocks: &Range<usize>) -> usize {
        self.blocks[blocks.clone()].iter().map(Block::len).sum()
    }
}

impl Block {
    /// How many scalars it has.
    pub(crate) fn len(&self) -> usize {
        self.indices.len()
    }

    /// Their indices, ascending.
    pub(crate) fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// The indices and their digits in `window`.
    pub(crate) fn window(&self, window: usize) -> (&[u32], &[i16]) {
        let start = window * self.stride;
        (&self.indices, &self.digits[start..start + self.indices.len()])
    }
}

/// The scalars from `first` on, up to a block of them; `copy` is used where they are in both parts.
fn slice<'a>(head: &'a [Fr], tail: &'a [Fr], first: usize, copy: &'a mut Vec<Fr>) -> &'a [Fr] {
    if first >= head.len() {
        let tail = &tail[first - head.len()..];
        return &tail[..tail.len().min(BLOCK)];
    }
    let head = &head[first..];
    if head.len() >= BLOCK {
        return &head[..BLOCK];
    }
    // At once: a buffer that grows leaves what it held behind.
    copy.reserve_exact(BLOCK);
    copy.extend_from_slice(head);
    copy.extend_from_slice(&tail[..tail.len().min(BLOCK - head.len())]);
    copy
}

/// The cuts of the classes, from a sample of the scalars.
fn estimate(kernel: impl ScalarKernel, head: &[Fr], tail: &[Fr]) -> [Cut; CLASSES] {
    let len = head.len() + tail.len();
    let stride = len.div_ceil(SAMPLE).max(1);
    let mut sample = Zeroizing::new(Vec::with_capacity(SAMPLE));
    sample.extend(
        (0..len).step_by(stride).map(|index| *head.get(index).unwrap_or_else(|| &tail[index - head.len()])),
    );
    let mut counts = [0; CLASSES + 1];
    for scalars in sample.chunks(BLOCK) {
        let mut magnitudes = Magnitudes::blank();
        kernel.magnitudes(scalars, &mut magnitudes);
        for &class in &magnitudes.classes[..scalars.len()] {
            counts[usize::from(class)] += stride;
        }
    }
    std::array::from_fn(|class| Cut::new(counts[class].max(stride), CLASS_BITS[class]))
}

/// The blocks of each class among the scalars from `first` on.
fn classify(
    kernel: impl ScalarKernel,
    first: usize,
    head: &[Fr],
    tail: &[Fr],
    cuts: &[Cut; CLASSES],
) -> [Option<Block>; CLASSES] {
    let mut copy = Zeroizing::new(Vec::new());
    let scalars = slice(head, tail, first, &mut copy);
    let mut magnitudes = Magnitudes::blank();
    kernel.magnitudes(scalars, &mut magnitudes);
    let mut places = [[0u16; BLOCK]; CLASSES + 1];
    let mut counts = [0; CLASSES + 1];
    for (place, &class) in magnitudes.classes[..scalars.len()].iter().enumerate() {
        let class = usize::from(class);
        places[class][counts[class]] = place as u16;
        counts[class] += 1;
    }
    let blocks = std::array::from_fn(|class| {
        let (cut, places) = (&cuts[class], &places[class][..counts[class]]);
        (!places.is_empty()).then(|| {
            // A cache line more than a round length, or all windows would compete for the same sets.
            let stride = places.len() + 32;
            let len = stride * cut.windows;
            let mut digits = DIGITS.take(len);
            digits.resize(len, 0);
            kernel.digits(cut, &magnitudes, places, &mut digits, stride);
            let indices = places.iter().map(|&place| first as u32 + u32::from(place)).collect();
            Block { indices, digits, stride }
        })
    });
    // Which scalars are small is theirs to know.
    places.as_flattened_mut().fill(0);
    std::hint::black_box(&places);
    blocks
}
