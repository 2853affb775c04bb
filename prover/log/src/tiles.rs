//! Where a log's files lie, and what is in them (`c2sp.org/tlog-tiles`).

use crate::Entry;
use crate::merkle::Hash;

/// Hashes, or entries, of a full tile.
pub(crate) const WIDTH: u64 = 256;
/// Bytes of an entry in its tile, its length before it included.
pub(crate) const RECORD: usize = 2 + Entry::BYTES;
/// Levels of the tree in one level of tiles.
pub(crate) const HEIGHT: usize = 8;
/// The checkpoint's file.
pub(crate) const CHECKPOINT: &str = "checkpoint";

/// Tile `index` of a level of tiles, or with `None` of the entries.
pub(crate) fn path(level: Option<usize>, index: u64, width: u64) -> String {
    let level = level.map_or_else(|| "entries".to_owned(), |level| level.to_string());
    let partial = if width < WIDTH { format!(".p/{width}") } else { String::new() };
    format!("tile/{level}/{}{partial}", place(index))
}

/// Groups of three digits, all but the last with an `x`.
fn place(index: u64) -> String {
    let (mut text, mut rest) = (format!("{:03}", index % 1000), index / 1000);
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    text
}

/// The tiles over `size` nodes of a level: each one's index and width.
pub(crate) fn of(size: u64) -> impl Iterator<Item = (u64, u64)> {
    (0..size.div_ceil(WIDTH)).map(move |index| (index, (size - index * WIDTH).min(WIDTH)))
}

/// A tile of hashes.
pub(crate) fn hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// A tile of entries: each with its length before it.
pub(crate) fn entries(entries: &[Entry]) -> Vec<u8> {
    const LENGTH: [u8; 2] = (Entry::BYTES as u16).to_be_bytes();
    entries.iter().flat_map(|entry| LENGTH.into_iter().chain(*entry.as_bytes())).collect()
}

/// The entries of a tile, if it has that many and nothing else.
pub(crate) fn read_entries(bytes: &[u8], width: u64) -> Option<Vec<Entry>> {
    let (records, rest) = bytes.as_chunks::<RECORD>();
    if !rest.is_empty() || records.len() as u64 != width {
        return None;
    }
    let entry = |record: &[u8; RECORD]| {
        let (length, bytes) = record.split_first_chunk::<2>()?;
        let bytes = <[u8; Entry::BYTES]>::try_from(bytes).ok()?;
        (usize::from(u16::from_be_bytes(*length)) == Entry::BYTES).then(|| Entry::from_bytes(bytes))
    };
    records.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        assert_eq!(path(Some(0), 0, 256), "tile/0/000");
        assert_eq!(path(Some(1), 7, 5), "tile/1/007.p/5");
        assert_eq!(path(None, 1_234_067, 256), "tile/entries/x001/x234/067");
        assert_eq!(path(None, 1000, 255), "tile/entries/x001/000.p/255");
    }
}
