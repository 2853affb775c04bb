//! Writes the templates of the contracts that verify chunks, into verifier/evm/liabilities; `npm run build` there compiles them.
//!
//! `write-liabilities-contracts` writes those that are committed, `write-liabilities-contracts K ASSETS` that of one shape.

use covenant_export::evm::liabilities::template_name;
use covenant_liabilities::{Shape, Srs, VerifyingKey};
use std::{error::Error, fs, path::Path};

/// The shapes whose templates are committed: the small ones are what tests run.
const SHAPES: [(u32, usize); 4] = [(12, 1), (12, 8), (17, 1), (17, 8)];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let shapes = match &arguments[..] {
        [] => SHAPES.to_vec(),
        [k, assets] => vec![(k.parse()?, assets.parse()?)],
        _ => return Err("usage: write-liabilities-contracts [K ASSETS]".into()),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verifier/evm/liabilities");
    for (k, assets) in shapes {
        let shape = Shape::new(k, assets)?;
        // Any parameters: nothing of a key is in its template.
        let srs = Srs::development(k, &mut rand::rngs::OsRng)?;
        let key = VerifyingKey::new(&srs, shape)?;
        let name = template_name(shape);
        fs::write(folder.join(format!("{name}.sol")), covenant_liabilities_contract::template(&srs, &key))?;
        println!("{name}");
    }
    Ok(())
}
