//! Writes `src/poseidon/constants.bin` anew from the paper's generator.

fn main() -> std::io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/poseidon/constants.bin");
    std::fs::write(path, covenant_gadgets::poseidon::grain::table())
}
