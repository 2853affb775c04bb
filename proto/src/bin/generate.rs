//! Writes `src/generated` from `covenant/v1/*.proto`.
//!
//! `cargo run -p covenant-proto --features generate --bin generate` writes the files;
//! with `--check` it writes nothing and fails when a committed file differs from what
//! it would write. Needs no `protoc`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use prost::Message as _;

/// Messages that carry private bytes, and the fields that hold them. Their `Debug` is
/// generated here, as prost's own would print them.
const PRIVATE: [(&str, &[&str]); 8] = [
    ("CheckRequest", &["claim"]),
    ("SubmitRequest", &["claim"]),
    ("ProveRequest", &["claim"]),
    ("JobResult", &["attestation", "log_proof"]),
    ("PrivateOutput", &["bytes"]),
    ("GetInclusionProofRequest", &["identifier"]),
    ("GetInclusionProofResponse", &["proof"]),
    ("ListEntriesResponse", &["entries"]),
];

const PROTOS: [&str; 4] = [
    "covenant/v1/prover.proto",
    "covenant/v1/nullifier_registry.proto",
    "covenant/v1/holders.proto",
    "covenant/v1/party_registry.proto",
];

const HEADER: &str = "// @generated from covenant/v1/*.proto. Do not edit: run\n\
                      // `cargo run -p covenant-proto --features generate --bin generate`.\n";

fn main() -> ExitCode {
    let check = std::env::args().skip(1).any(|argument| argument == "--check");
    match generate().and_then(|files| if check { compare(&files) } else { write(&files) }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = io::Write::write_fmt(&mut io::stderr(), format_args!("generate: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// The generated files: where they belong and what is in them.
fn generate() -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let set = protox::compile(PROTOS, [root]).map_err(io::Error::other)?;

    let scratch = std::env::temp_dir().join(format!("covenant-proto-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let built = tonic_prost_build::configure()
        .out_dir(&scratch)
        .build_transport(false)
        .emit_rerun_if_changed(false)
        .skip_debug(PRIVATE.map(|(message, _)| format!("covenant.v1.{message}")))
        .compile_fds(set.clone())
        .and_then(|()| fs::read_to_string(scratch.join("covenant.v1.rs")));
    fs::remove_dir_all(&scratch)?;

    let mut code = format!("{HEADER}{}", built?);
    for (message, private) in PRIVATE {
        code += &redacted_debug(&set, message, private)?;
    }
    let generated = root.join("src/generated");
    Ok(vec![
        (generated.join("covenant.v1.rs"), code.into_bytes()),
        (generated.join("covenant.v1.bin"), descriptors(set).encode_to_vec()),
    ])
}

/// A `Debug` for `message` that prints how long the `private` fields are, and the others whole.
fn redacted_debug(
    set: &tonic_prost_build::FileDescriptorSet,
    message: &str,
    private: &[&str],
) -> io::Result<String> {
    let descriptor = set
        .file
        .iter()
        .flat_map(|file| &file.message_type)
        .find(|descriptor| descriptor.name() == message)
        .ok_or_else(|| io::Error::other(format!("no message {message}")))?;
    let names: Vec<&str> = descriptor.field.iter().map(|field| field.name()).collect();
    if let Some(unknown) = private.iter().find(|field| !names.contains(field)) {
        return Err(io::Error::other(format!("no field {message}.{unknown}")));
    }

    let mut code = format!(
        "impl ::core::fmt::Debug for {message} {{\n    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) \
         -> ::core::fmt::Result {{\n        f.debug_struct(\"{message}\")\n"
    );
    for name in names {
        code += &if private.contains(&name) {
            let redacted = "[redacted, {} bytes]";
            format!("            .field(\"{name}\", &format_args!(\"{redacted}\", self.{name}.len()))\n")
        } else {
            format!("            .field(\"{name}\", &self.{name})\n")
        };
    }
    Ok(code + "            .finish()\n    }\n}\n")
}

/// The descriptor set that reflection serves: without comments and positions.
fn descriptors(mut set: tonic_prost_build::FileDescriptorSet) -> tonic_prost_build::FileDescriptorSet {
    for file in &mut set.file {
        file.source_code_info = None;
    }
    set
}

fn write(files: &[(PathBuf, Vec<u8>)]) -> io::Result<()> {
    for (path, bytes) in files {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(())
}

fn compare(files: &[(PathBuf, Vec<u8>)]) -> io::Result<()> {
    for (path, bytes) in files {
        if fs::read(path)? != *bytes {
            return Err(io::Error::other(format!("{} is out of date", path.display())));
        }
    }
    Ok(())
}
