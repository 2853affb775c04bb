//! gnark-crypto, through the Go program beside this crate.

use std::path::Path;
use std::process::Command;

use crate::Options;
use crate::report::Report;

/// Runs one work in Go and reports it; says on stderr why when it cannot.
pub(crate) fn compare(options: &Options, report: &Report, work: &str, ours: f64) {
    match measure(options, work) {
        Ok(theirs) => report.line(work, options.log_size, "gnark-crypto", ours, theirs),
        Err(reason) => eprintln!("{work}: no gnark-crypto: {reason}"),
    }
}

/// CPU milliseconds, median. The program makes its own inputs of the same size and distribution.
fn measure(options: &Options, work: &str) -> Result<f64, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers-go");
    let output = Command::new("go")
        .current_dir(folder)
        .args(["run", ".", work])
        .args([options.log_size.to_string(), options.threads.to_string(), options.runs.to_string()])
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let line = String::from_utf8_lossy(&output.stdout);
    line.trim().parse().map_err(|_| format!("not a number: {line}"))
}
