//! What a process leaves of its memory.

use rustix::process::{Resource, Rlimit, setrlimit};

/// From here on this process leaves no core dump, which would put claims and keys on the disk, and no other process of the same user may read its memory or trace it. For programs that serve, and
/// for workers, which call it by themselves.
pub fn forbid_dumps() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
