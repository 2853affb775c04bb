//! Identifiers that are there twice, found by sorting: what is sorted is a keyed hash of each identifier and its row. The key is made for
//! one check and forgotten with it, so that what lies on the disk tells nobody an identifier.

use super::digest::{Key, mac};
use covenant_statements::solvency::AccountIdentifier;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::PathBuf,
};

/// Entries that are sorted in memory.
const RUN: usize = 1 << 17;
/// Entries of a run that are read at a time when runs are merged.
const READ: usize = 1 << 9;
/// Bytes of an entry on the disk.
const ENTRY: usize = 24;

/// A keyed hash, shortened to 128 bits, and a row.
type Entry = (u128, u64);

/// Gathers identifiers.
pub(super) struct Duplicates {
    mac: Hmac<Sha256>,
    scratch: PathBuf,
    entries: Vec<Entry>,
    /// Sorted runs, one behind the other; each has [`RUN`] entries.
    runs: Option<File>,
    count: u64,
}

/// A row whose identifier another one has, and the first that has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Duplicate {
    pub(super) row: u64,
    pub(super) first: u64,
}

impl Duplicates {
    pub(super) fn new(scratch: PathBuf) -> io::Result<Self> {
        let mut key = Key([0; 32]);
        getrandom::fill(&mut key.0).map_err(|_| io::Error::other("the system gives no randomness"))?;
        Ok(Self { mac: mac(&key), scratch, entries: Vec::new(), runs: None, count: 0 })
    }

    pub(super) fn add(&mut self, row: u64, identifier: &AccountIdentifier) -> io::Result<()> {
        let mut mac = self.mac.clone();
        mac.update(identifier.as_str().as_bytes());
        let hash: [u8; 32] = mac.finalize().into_bytes().into();
        let short = hash.first_chunk().map_or(0, |short| u128::from_be_bytes(*short));
        self.entries.push((short, row));
        if self.entries.len() == RUN { self.write_run() } else { Ok(()) }
    }

    fn write_run(&mut self) -> io::Result<()> {
        self.entries.sort_unstable();
        let file = match &mut self.runs {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.scratch)?),
        };
        let mut writer = BufWriter::with_capacity(1 << 16, file);
        for (hash, row) in self.entries.drain(..) {
            writer.write_all(&hash.to_le_bytes())?;
            writer.write_all(&row.to_le_bytes())?;
        }
        self.count += 1;
        writer.flush()
    }

    /// The first `most` duplicates by their rows, and how many more there are.
    pub(super) fn find(mut self, most: usize) -> io::Result<(Vec<Duplicate>, u64)> {
        self.entries.sort_unstable();
        let runs = self.count as usize;
        // What is still in memory is the last of the runs that are merged.
        let mut sources: Vec<Source> = (0..runs).map(Source::stored).collect();
        sources.push(Source { buffer: self.entries.into_iter(), next: 0, left: 0 });
        let mut heap = BinaryHeap::with_capacity(sources.len());
        for (index, source) in sources.iter_mut().enumerate() {
            heap.extend(source.next(self.runs.as_mut())?.map(|entry| Reverse((entry, index))));
        }
        let mut found = Found { listed: BinaryHeap::new(), most, more: 0 };
        let mut last: Option<Entry> = None;
        while let Some(Reverse((entry, index))) = heap.pop() {
            match last {
                Some((hash, first)) if hash == entry.0 => found.push(Duplicate { row: entry.1, first }),
                _ => last = Some(entry),
            }
            if let Some(source) = sources.get_mut(index) {
                heap.extend(source.next(self.runs.as_mut())?.map(|entry| Reverse((entry, index))));
            }
        }
        Ok((found.listed.into_sorted_vec(), found.more))
    }
}

/// The duplicates with the lowest rows.
struct Found {
    listed: BinaryHeap<Duplicate>,
    most: usize,
    more: u64,
}

impl Found {
    fn push(&mut self, duplicate: Duplicate) {
        self.listed.push(duplicate);
        if self.listed.len() > self.most {
            self.listed.pop();
            self.more += 1;
        }
    }
}

/// A sorted run that is being read.
struct Source {
    buffer: std::vec::IntoIter<Entry>,
    /// Where in the file the next entry stands that is not in the buffer, counted in entries.
    next: u64,
    left: usize,
}

impl Source {
    fn stored(index: usize) -> Self {
        Self { buffer: Vec::new().into_iter(), next: index as u64 * RUN as u64, left: RUN }
    }

    fn next(&mut self, file: Option<&mut File>) -> io::Result<Option<Entry>> {
        if let Some(entry) = self.buffer.next() {
            return Ok(Some(entry));
        }
        let Some(file) = file.filter(|_| self.left > 0) else { return Ok(None) };
        let entries = self.left.min(READ);
        let mut bytes = vec![0; entries * ENTRY];
        file.seek(SeekFrom::Start(self.next * ENTRY as u64))?;
        file.read_exact(&mut bytes)?;
        self.next += entries as u64;
        self.left -= entries;
        self.buffer = bytes.chunks_exact(ENTRY).map(entry).collect::<Vec<_>>().into_iter();
        Ok(self.buffer.next())
    }
}

fn entry(bytes: &[u8]) -> Entry {
    let (hash, row) = bytes.split_at_checked(16).unwrap_or_default();
    (
        hash.try_into().map(u128::from_le_bytes).unwrap_or_default(),
        row.try_into().map(u64::from_le_bytes).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_statements::solvency::IdentifierScheme;

    fn find(numbers: impl Iterator<Item = u64>, most: usize) -> (Vec<(u64, u64)>, u64) {
        let folder = tempfile::tempdir().unwrap();
        let mut duplicates = Duplicates::new(folder.path().to_owned()).unwrap();
        for (index, number) in numbers.enumerate() {
            let text = format!("+49{number:09}");
            let identifier = AccountIdentifier::parse(IdentifierScheme::Telephone, &text).unwrap();
            duplicates.add(index as u64 + 1, &identifier).unwrap();
        }
        let (listed, more) = duplicates.find(most).unwrap();
        (listed.iter().map(|duplicate| (duplicate.row, duplicate.first)).collect(), more)
    }

    #[test]
    fn in_memory_and_over_several_runs() {
        assert_eq!(find(0..9, 100), (vec![], 0));
        assert_eq!(find([5, 6, 5, 7, 6, 5].into_iter(), 100), (vec![(3, 1), (5, 2), (6, 1)], 0));
        let rows = 2 * RUN as u64 + 10;
        // The number of every row, but the last rows say again what rows of each run said.
        let said = |row: u64| match rows - row {
            1 => 7,
            2 => RUN as u64 + 3,
            3 => 2 * RUN as u64,
            _ => row,
        };
        let pairs = [(rows - 2, 2 * RUN as u64 + 1), (rows - 1, RUN as u64 + 4), (rows, 8)];
        assert_eq!(find((0..rows).map(said), 100), (pairs.to_vec(), 0));
        assert_eq!(find((0..rows).map(said), 2), (pairs[..2].to_vec(), 1));
        assert_eq!(find(0..RUN as u64, 9), (vec![], 0), "nothing is left in memory");
    }

    #[test]
    fn no_identifier_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let mut duplicates = Duplicates::new(folder.path().to_owned()).unwrap();
        let identifier = AccountIdentifier::parse(IdentifierScheme::Telephone, "+442079460958").unwrap();
        for row in 1..=RUN as u64 {
            duplicates.add(row, &identifier).unwrap();
        }
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "the file has no name");
        let mut file = duplicates.runs.as_ref().unwrap();
        file.rewind().unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes.len(), RUN * ENTRY);
        assert!(!bytes.windows(8).any(|window| window == b"20794609"));
        // Under another key, which each check makes, the same identifier is another entry.
        let mut again = Duplicates::new(folder.path().to_owned()).unwrap();
        again.add(1, &identifier).unwrap();
        assert_ne!(again.entries[0].0, entry(&bytes[..ENTRY]).0);
    }
}
