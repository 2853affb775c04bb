//! The compact protocol of Thrift, in which Parquet describes itself: enough to read numbers and to pass over the rest.
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>

/// How deep structures may be nested.
const DEPTH: u32 = 16;

/// Types of fields, by their numbers.
pub(super) mod kind {
    pub(in super::super) const TRUE: u8 = 1;
    pub(in super::super) const FALSE: u8 = 2;
    pub(in super::super) const I8: u8 = 3;
    pub(in super::super) const I16: u8 = 4;
    pub(in super::super) const I32: u8 = 5;
    pub(in super::super) const I64: u8 = 6;
    pub(in super::super) const BINARY: u8 = 8;
    pub(in super::super) const LIST: u8 = 9;
    pub(in super::super) const STRUCT: u8 = 12;
}

/// Bytes that are read from their beginning. `None` everywhere: they are not of the form.
pub(super) struct Compact<'a>(pub(super) &'a [u8]);

impl<'a> Compact<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn take(&mut self, bytes: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(bytes).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number of 16, 32 or 64 bits.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number of one byte.
    pub(super) fn small(&mut self) -> Option<i64> {
        self.byte().map(|byte| i64::from(byte as i8))
    }

    /// A text or other bytes.
    pub(super) fn binary(&mut self) -> Option<&'a [u8]> {
        let length = self.varint()?;
        self.take(length)
    }

    /// How many elements a list has, and of what type. Each has a byte at least.
    pub(super) fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        (count <= self.0.len() as u64).then_some((count, head & 15))
    }

    /// Reads a structure. `field` is called with the number and the type of each field and reads it, or says that it did not.
    /// Numbers rise: a field that is there twice has two meanings.
    pub(super) fn structure(
        &mut self,
        mut field: impl FnMut(&mut Self, i16, u8) -> Option<Read>,
    ) -> Option<()> {
        let mut last = 0i16;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            let id = match head >> 4 {
                0 => i16::try_from(self.integer()?).ok()?,
                step => last.checked_add(i16::from(step))?,
            };
            if id <= last {
                return None;
            }
            last = id;
            if field(self, id, head & 15)? == Read::No {
                self.skip(head & 15, DEPTH)?;
            }
        }
    }

    /// Passes over an element of a list.
    pub(super) fn element(&mut self, kind: u8) -> Option<()> {
        self.skip(kind, DEPTH)
    }

    /// Passes over a field of a type.
    pub(super) fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            kind::TRUE | kind::FALSE => Some(()),
            kind::I8 => self.take(1).map(|_| ()),
            4..=6 => self.varint().map(|_| ()),
            7 => self.take(8).map(|_| ()),
            kind::BINARY => self.binary().map(|_| ()),
            // Lists and sets. A flag has a byte of its own in them.
            9 | 10 => {
                let (count, element) = self.list()?;
                let element =
                    if element == kind::TRUE || element == kind::FALSE { kind::I8 } else { element };
                (0..count).try_for_each(|_| self.skip(element, depth))
            }
            kind::STRUCT => self.structure(|input, _, kind| input.skip(kind, depth).map(|()| Read::Yes)),
            // Nothing in Parquet is a map.
            _ => None,
        }
    }
}

/// Whether a field was read.
#[derive(PartialEq, Eq)]
pub(super) enum Read {
    Yes,
    No,
}
