# The single steps of `bash .ci/run`, for those who have `just`.

# The whole product on sample documents, in a home of its own.
quickstart *args:
    cargo run -- quickstart {{args}}

test:
    cargo test --workspace

fmt:
    cargo fmt --all

lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo deny --workspace check licenses bans sources
    typos

doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Everything that is generated from something else.
generate:
    cargo run -p covenant-proto --features generate --bin generate
    cargo run -p covenant-verifier --features schema --example attestation-schema -- docs/schema
    cargo run -p covenant-tests --bin write-vectors
    cargo run -p covenant-tests --bin write-book

# Constraints by clause and gadget.
cost:
    cargo run -- circuit cost invoice

bench:
    cargo bench -p covenant-benches --bench statements

book:
    mdbook build docs

ci:
    bash .ci/run
