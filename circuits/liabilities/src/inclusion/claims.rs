//! The claims of all accounts of a chunk, fixed under one root before anything is challenged.

use super::{
    leaf::Leaf,
    merkle::{Node, Tree},
};
use crate::{Layout, columns::ID, job::ChunkColumns, secret::EpochSecret, to_ark};
use covenant_statements::Fr;
use rayon::prelude::*;

/// The tree whose root is M: one leaf for each account that the shape has room for, the unused ones too, so that it tells no number.
#[derive(Clone, Debug)]
pub struct Claims {
    pub(super) tree: Tree,
}

impl Claims {
    /// Of the columns themselves.
    #[must_use]
    pub fn new(columns: &ChunkColumns, secret: &EpochSecret) -> Self {
        let (layout, chunk) = (Layout::new(columns.shape()), columns.chunk());
        let assets = columns.shape().assets();
        let secret = secret.attempt(columns.attempt());
        let unused = vec![0; assets];
        let leaf = |account: usize| {
            let rows = account * assets..(account + 1) * assets;
            let ids: Vec<Fr> = columns.columns().values()[ID][rows].iter().map(to_ark).collect();
            let balances = columns.balances(account);
            let account = account as u32;
            let nonce = secret.nonce(&chunk.environment, chunk.index, account);
            let (active, balances) = (balances.is_some(), balances.unwrap_or(&unused));
            Leaf { account, nonce, active, ids: &ids, balances }.hash()
        };
        Self { tree: Tree::new((0..layout.capacity()).into_par_iter().map(leaf).collect()) }
    }

    /// M.
    #[must_use]
    pub fn root(&self) -> Node {
        self.tree.root()
    }

    /// The neighbours of an account's leaf, from the leaf up.
    #[must_use]
    pub fn path(&self, account: usize) -> Vec<Node> {
        self.tree.path(account)
    }
}
