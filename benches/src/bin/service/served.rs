//! The real binary and a service of it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::Result;

/// The `covenant` beside this program, built if it is not up to date.
pub(crate) fn binary() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let profile = if own.components().any(|part| part.as_os_str() == OsStr::new("release")) {
        "release"
    } else {
        "dev"
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--profile", profile, "-p", "covenant-cli"])
        .status()?;
    if !built.success() {
        return Err("covenant could not be built".into());
    }
    Ok(own.with_file_name("covenant"))
}

/// Makes a development home.
pub(crate) fn init(binary: &Path, home: &Path) -> Result<()> {
    let made = Command::new(binary)
        .args(["init".as_ref(), "--development".as_ref(), "--home".as_ref(), home.as_os_str()])
        .stdout(Stdio::null())
        .status()?;
    if made.success() { Ok(()) } else { Err("no home could be made".into()) }
}

/// A running service. Ended when dropped.
pub(crate) struct Served {
    child: Child,
    url: String,
}

impl Served {
    /// Starts it on a port of its own choice, with more arguments.
    pub(crate) fn start(binary: &Path, home: &Path, workers: u32, more: &[&OsStr]) -> Result<Self> {
        let workers = workers.to_string();
        let mut child = Command::new(binary)
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--workers", &workers, "--home"])
            .arg(home)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let listening: serde_json::Value = serde_json::from_str(&line)?;
        let url = listening["url"].as_str().ok_or("the service does not say where it listens")?.to_owned();
        Ok(Self { child, url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
