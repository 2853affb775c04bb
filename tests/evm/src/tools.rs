//! Programs that some tests need and that npm has.

use std::io::Write;

/// Says on standard error, past the test harness, that a test did not run. Where `COVENANT_REQUIRE_TOOLS` is set it fails instead,
/// so that a build server cannot skip in silence.
///
/// # Panics
/// If the tools are required.
pub fn missing(tool: &str, remedy: &str) {
    assert!(std::env::var_os("COVENANT_REQUIRE_TOOLS").is_none(), "{tool} is required: {remedy}");
    // Nobody to tell if standard error is closed.
    let _ = writeln!(std::io::stderr(), "SKIPPED: no {tool}: {remedy}");
}
