//! Writes the test vectors: `cargo run -p covenant-tests --bin write-vectors [FOLDER]`, by default the repository's `vectors/`.

use covenant_tests::vectors;
use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map_or_else(vectors::folder, PathBuf::from);
    fs::create_dir_all(&folder)?;
    for (name, contents) in vectors::files() {
        fs::write(folder.join(name), contents)?;
    }
    Ok(())
}
