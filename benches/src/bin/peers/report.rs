//! Lines for people or for programs.

use std::fs;

use covenant_engine::Engine;

use crate::Options;

/// Where results go, and what they were measured on.
pub(crate) struct Report {
    json: bool,
    log_size: u32,
    threads: usize,
    backend: &'static str,
}

impl Report {
    pub(crate) fn new(options: &Options, engine: Engine) -> Self {
        let Options { json, log_size, threads, .. } = *options;
        Self { json, log_size, threads, backend: engine.backend().name() }
    }

    /// The processor, to stderr when the lines are JSON.
    pub(crate) fn header(&self) {
        let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let field = |name: &str| {
            let line = info.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(": ")).map_or("?", |(_, value)| value).to_owned()
        };
        let (model, family, number) = (field("model name"), field("cpu family"), field("model\t"));
        let line = format!("{model} (family {family}, model {number}), engine on {}", self.backend);
        if self.json {
            eprintln!("{line}");
        } else {
            println!(
                "{line}\n{:<16} {:<12} {:>3} {:>3} {:>12} {:>12} {:>7}",
                "work", "peer", "log", "thr", "ours ms", "theirs ms", "ratio"
            );
        }
    }

    /// One comparison, CPU milliseconds.
    pub(crate) fn line(&self, work: &str, log_size: u32, peer: &str, ours: f64, theirs: f64) {
        let (threads, ratio, backend) = (self.threads, theirs / ours, self.backend);
        if self.json {
            println!(
                r#"{{"work":"{work}","log_size":{log_size},"threads":{threads},"peer":"{peer}","backend":"{backend}","ours_cpu_ms":{ours:.2},"peer_cpu_ms":{theirs:.2},"ratio":{ratio:.2}}}"#
            );
        } else {
            println!(
                "{work:<16} {peer:<12} {log_size:>3} {threads:>3} {ours:>12.1} {theirs:>12.1} {ratio:>7.2}"
            );
        }
    }

    /// The peak of a process that proves with a mapped key, beside the sizes it works on, all in bytes.
    ///
    /// The ratio is that of the whole peak to key plus three domain vectors; the peak has the program, the
    /// matrices and the witness in it. `before` is what was resident when the proof began.
    pub(crate) fn memory(&self, before: usize, peak: usize, key: usize, domain: usize) {
        let ratio = peak as f64 / (key + 3 * domain) as f64;
        let (log_size, threads) = (self.log_size, self.threads);
        if self.json {
            println!(
                r#"{{"work":"groth16_memory","log_size":{log_size},"threads":{threads},"resident_before":{before},"peak_resident":{peak},"key_bytes":{key},"domain_vector_bytes":{domain},"ratio":{ratio:.2}}}"#
            );
        } else {
            println!(
                "groth16_memory: {before} bytes resident before, {peak} at the peak of a proof, {ratio:.2} x (key {key} + 3 vectors of {domain})"
            );
        }
    }
}
