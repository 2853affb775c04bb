//! Writes the generated parts of the book anew: `cargo run -p covenant-tests --bin write-book`.

use covenant_tests::book;
use std::{fs, io};

fn main() -> io::Result<()> {
    for part in book::parts() {
        let path = book::folder().join(&part.page);
        let page = fs::read_to_string(&path)?;
        let renewed = part
            .renewed(&page)
            .ok_or_else(|| io::Error::other(format!("{}: no marks for {}", part.page, part.name)))?;
        fs::write(path, renewed)?;
    }
    Ok(())
}
