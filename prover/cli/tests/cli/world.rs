//! A home with everything in it, made once; each test works on a copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The day of judgement.
pub(crate) const DAY: &str = "2026-11-22";
/// The invoice of most tests.
pub(crate) const INVOICE: &str = "invoice-de-machinery.xml";
/// CONTEXT.
pub(crate) const CONTEXT: [&str; 8] = [
    "--chain",
    "eip155:31337",
    "--contract",
    "0x00000000000000000000000000000000000000aa",
    "--beneficiary",
    "0x00000000000000000000000000000000000000bb",
    "--expires",
    "2026-12-31",
];

/// A sample's path.
pub(crate) fn sample(file: &str) -> String {
    format!("{}/../../samples/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// What a call came to.
pub(crate) struct Run {
    /// What was called.
    pub(crate) line: String,
    /// The exit code; a signal has none.
    pub(crate) code: Option<i32>,
    /// stdout.
    pub(crate) out: String,
    /// stderr.
    pub(crate) err: String,
}

impl Run {
    fn new(line: String, output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let run =
            Self { line, code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        assert!(!run.err.contains("panicked"), "{}: {}", run.line, run.err);
        run
    }

    /// The one JSON document on stdout.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.out.trim_end().lines().count(), 1, "{}: {} {}", self.line, self.out, self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{}: {error}: {}", self.line, self.out))
    }

    /// The document of a command that did what it was asked.
    pub(crate) fn done(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}: {} {}", self.line, self.out, self.err);
        let json = self.json();
        assert_eq!(json["ok"], true, "{}", self.line);
        json
    }

    /// A refusal with this exit code and stable code.
    pub(crate) fn refused(&self, exit: i32, code: &str) -> Value {
        let json = self.json();
        assert_eq!(json["ok"], false, "{}", self.line);
        assert_eq!((self.code, json["code"].as_str()), (Some(exit), Some(code)), "{}: {json}", self.line);
        assert!(json["message"].as_str().is_some_and(|message| !message.is_empty()), "{json}");
        json
    }
}

/// A folder with a home `h` in it.
pub(crate) struct World {
    folder: TempDir,
}

impl World {
    /// A copy of the common one.
    pub(crate) fn new() -> Self {
        let world = Self::empty();
        copy(&common().path(""), &world.path(""));
        world
    }

    /// Without a home.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a file");
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// A call, in this folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_covenant"));
        command.args(args).current_dir(self.folder.path()).env_remove("COVENANT_HOME").stdin(Stdio::null());
        command
    }

    /// Calls without `--json`.
    pub(crate) fn plain(&self, args: &[&str]) -> Run {
        Run::new(args.join(" "), self.command(args).output().expect("the binary"))
    }

    /// Calls with `--json`.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.plain(&[args, &["--json"]].concat())
    }

    /// Calls with `--json`, with something on the standard input.
    pub(crate) fn typed(&self, args: &[&str], input: &str) -> Run {
        self.write("typed", input);
        let input = fs::File::open(self.path("typed")).unwrap();
        let args = [args, &["--json"]].concat();
        Run::new(args.join(" "), self.command(&args).stdin(input).output().expect("the binary"))
    }

    /// Calls with `--json --home h`.
    pub(crate) fn home(&self, args: &[&str]) -> Run {
        self.run(&[args, &["--home", "h"]].concat())
    }

    /// Registers the parties of a sample, each with a key `NAME.SIDE.key`; an identifier of both sides is left out.
    pub(crate) fn register(&self, document: &str, name: &str) {
        let shown = self.run(&["invoice", "show", document]).done();
        let identifiers = |side: &str| -> Vec<String> {
            let list = shown[side]["identifiers"].as_array().expect("identifiers");
            list.iter().map(|id| id.as_str().expect("text").to_owned()).collect()
        };
        for (side, other) in [("seller", "debtor"), ("debtor", "seller")] {
            let shared = identifiers(other);
            let own: Vec<String> = identifiers(side).into_iter().filter(|id| !shared.contains(id)).collect();
            let key = format!("{name}.{side}.key");
            let mut args = vec!["party", "add", "--role", side, "--key-out", &key];
            for id in &own {
                args.extend(["--id", id]);
            }
            self.home(&args).done();
        }
    }

    /// Acknowledges a document, with more arguments.
    pub(crate) fn acknowledge(&self, document: &str, key: &str, output: &str, more: &[&str]) -> Run {
        let args = ["acknowledge", document, "--key", key, "--on", DAY, "-o", output];
        self.home(&[&args, more].concat())
    }

    /// Consents as of the day, in the context.
    pub(crate) fn consent(&self, document: &str, ack: &str, key: &str, output: &str) -> Run {
        let args =
            ["consent", document, "--acknowledgement", ack, "--key", key, "--as-of", DAY, "-o", output];
        self.home(&[&args[..], &CONTEXT].concat())
    }

    /// Checks as of a day.
    pub(crate) fn check(&self, document: &str, ack: &str, as_of: &str) -> Run {
        self.home(&["check", "invoice", "--document", document, "--acknowledgement", ack, "--as-of", as_of])
    }

    /// Proves as of the day, in the context, with more arguments.
    pub(crate) fn prove(&self, consent: &str, output: &str, more: &[&str]) -> Run {
        let document = sample(INVOICE);
        let subject = ["--document", &document, "--acknowledgement", "ack.json", "--as-of", DAY];
        let args = ["prove", "invoice", "--consent", consent, "-o", output];
        self.home(&[&args[..], &subject, &CONTEXT, more].concat())
    }

    /// Verifies at the day's end by the home's trust, development keys allowed.
    pub(crate) fn verify(&self, attestation: &str) -> Run {
        self.home(&["verify", attestation, "--at", DAY, "--allow-development-keys"])
    }
}

/// The common world: a home, the parties of one sample, its papers and an attestation.
fn common() -> &'static World {
    static COMMON: OnceLock<World> = OnceLock::new();
    COMMON.get_or_init(|| {
        let world = World::empty();
        world.home(&["init", "--development"]).done();
        let document = sample(INVOICE);
        world.register(&document, "de");
        world.acknowledge(&document, "de.debtor.key", "ack.json", &[]).done();
        world.consent(&document, "ack.json", "de.seller.key", "consent.json").done();
        world.prove("consent.json", "attestation.json", &["--note-out", "note.json"]).done();
        world.home(&["trust", "export", "-o", "trust.json"]).done();
        world
    })
}

/// Copies a folder; the parts of keys, large and never changed in place, are linked.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&source, &target);
        } else if source.extension().is_some_and(|extension| extension == "pk" || extension == "r1cs") {
            fs::hard_link(&source, &target).expect("a link");
        } else {
            fs::copy(&source, &target).expect("a file");
        }
    }
}
