//! The transcript over calldata: what is hashed is the calldata itself, in its order.

use crate::record::{Node, Place, Point, Recorder, Scalar};
use covenant_liabilities::F;
use halo2_axiom::halo2curves::bn256::G1Affine;
use snark_verifier::{
    Error,
    util::transcript::{Transcript, TranscriptRead},
};
use std::ops::Range;

/// A word that is hashed: the state, then these bytes of the calldata; none after a challenge that another follows at once.
pub(crate) type Absorbed = Range<usize>;

/// Reads the calldata: the public input, then the proof.
#[derive(Debug)]
pub(crate) struct Reader {
    loader: Recorder,
    /// What comes before the first word: halo2's digest of the key.
    pub(crate) initial: Option<F>,
    /// What goes into each challenge.
    pub(crate) challenges: Vec<Absorbed>,
    /// Where the points are, and the scalars.
    pub(crate) points: Vec<Range<usize>>,
    pub(crate) scalars: Vec<Range<usize>>,
    from: usize,
    at: usize,
}

impl Reader {
    pub(crate) fn new(loader: &Recorder) -> Self {
        Self {
            loader: loader.clone(),
            initial: None,
            challenges: Vec::new(),
            points: Vec::new(),
            scalars: Vec::new(),
            from: 0,
            at: 0,
        }
    }

    /// The public input, which the transcript absorbs later, first of all calldata.
    pub(crate) fn instance(&mut self) -> Scalar {
        extend(&mut self.scalars, 0..32);
        self.loader.scalar(Node::Calldata(0))
    }

    /// Bytes of the whole calldata, once everything is read.
    pub(crate) fn length(&self) -> usize {
        self.at
    }
}

/// Adds a range, to the last one where it follows that.
fn extend(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

impl Transcript<G1Affine, Recorder> for Reader {
    fn loader(&self) -> &Recorder {
        &self.loader
    }

    fn squeeze_challenge(&mut self) -> Scalar {
        self.challenges.push(self.from..self.at);
        self.from = self.at;
        self.loader.scalar(Node::Challenge(self.challenges.len() - 1))
    }

    fn common_ec_point(&mut self, _: &Point) -> Result<(), Error> {
        unreachable!("every point is read")
    }

    fn common_scalar(&mut self, scalar: &Scalar) -> Result<(), Error> {
        let node = self.loader.0.borrow().nodes[scalar.id];
        match node {
            Node::Constant(value) if self.at == 0 && self.initial.is_none() => self.initial = Some(value),
            Node::Calldata(at) if at == self.at => self.at += 32,
            _ => unreachable!("the key's digest, then the public input"),
        }
        Ok(())
    }
}

impl TranscriptRead<G1Affine, Recorder> for Reader {
    fn read_scalar(&mut self) -> Result<Scalar, Error> {
        let at = self.at;
        self.at += 32;
        extend(&mut self.scalars, at..self.at);
        Ok(self.loader.scalar(Node::Calldata(at)))
    }

    fn read_ec_point(&mut self) -> Result<Point, Error> {
        let at = self.at;
        self.at += 64;
        extend(&mut self.points, at..self.at);
        Ok(self.loader.point(Place::Calldata(at)))
    }
}
