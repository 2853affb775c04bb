//! What goes to an auditor: the arguments of every statement that discloses figures.

use clap::Args;
use covenant_gadgets::babyjubjub::codec;
use covenant_statements::disclosure::{FigureError, FigureNames, Seal, mask};
use rand::rngs::OsRng;

use crate::failure::{Failure, Result};

/// To whom, and which figures.
#[derive(Debug, Args)]
pub(crate) struct DisclosureArgs {
    /// An auditor's public key, as `auditor keygen` printed it: figures are encrypted to it.
    #[arg(long, value_name = "HEX", requires = "figures")]
    pub(crate) disclose_to: Option<String>,
    /// Which figures, by their names, with commas between them.
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "disclose_to")]
    pub(crate) figures: Vec<String>,
}

impl DisclosureArgs {
    /// What is disclosed of a statement's figures, and to whom.
    pub(crate) fn seal(&self, names: FigureNames) -> Result<Option<Seal>> {
        let Some(auditor) = &self.disclose_to else { return Ok(None) };
        let bad_key = || {
            Failure::input("disclosure/auditor", "not an auditor's public key, as `auditor keygen` prints it")
                .at("disclose_to")
        };
        let unknown = |error: FigureError| {
            let message = format!("{error}; the figures are {}", names.join(", "));
            Failure::usage("disclosure/figures", message).at("figures")
        };
        let auditor = codec::from_hex(auditor).map_err(|_| bad_key())?;
        let mask = mask(names, self.figures.iter().map(String::as_str)).map_err(unknown)?;
        Ok(Some(Seal::new(auditor, mask, &mut OsRng).map_err(|_| bad_key())?))
    }
}
