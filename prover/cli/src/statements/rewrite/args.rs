//! Arguments of the commands about rewrites.

use clap::Args;

use crate::statements::collateral::args::Subject;
use crate::statements::obligation::args::ContextArgs;

/// What `check` and `prove` judge.
#[derive(Debug, Args)]
pub(crate) struct RewriteArgs {
    /// The vault before its lines leave, and what must still be covered.
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// The lines that leave, from 1, as `vault show` numbers them.
    #[arg(long, value_name = "N", required = true, value_delimiter = ',')]
    pub(crate) release: Vec<usize>,
}

/// `prove rewrite`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    #[command(flatten)]
    pub(crate) rewrite: RewriteArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
}
