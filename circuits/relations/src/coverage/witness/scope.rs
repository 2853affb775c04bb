//! The scope, opened whole.

use crate::{
    Cs,
    parts::{input::input_bit, solvency::AssetsVar},
};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    list::Slots,
};
use covenant_statements::{
    roles::MAX_AUTHORITIES,
    solvency::{Scope, scope::MAX_DECIMALS},
};

/// Bits of the identifier's code.
const IDENTIFIER_BITS: usize = 8;

pub(in super::super) struct ScopeVar {
    pub(in super::super) version: Num,
    /// Held to its width: beside it in the head are the attributes.
    pub(in super::super) identifier: Uint,
    pub(in super::super) definition: Num,
    pub(in super::super) assets: AssetsVar,
    pub(in super::super) attributes: Vec<AttributesVar>,
    pub(in super::super) needed: Num,
    pub(in super::super) authorities: Slots<Num, MAX_AUTHORITIES>,
}

/// What is known of an asset; nothing where there is none.
pub(in super::super) struct AttributesVar {
    /// One for each number of decimals from 0.
    pub(in super::super) decimals: Vec<Bit>,
    pub(in super::super) own: Bit,
}

impl ScopeVar {
    pub(super) fn allocate(cs: &mut Cs, scope: &Scope, room: usize) -> Self {
        Self {
            version: cs.input("version", scope.version.into()),
            identifier: Uint::input(cs, "identifier", scope.identifier.code(), IDENTIFIER_BITS),
            definition: cs.input("definition", scope.definition_digest()),
            assets: AssetsVar::allocate(cs, scope, room),
            attributes: (0..room).map(|j| AttributesVar::allocate(cs, scope, j)).collect(),
            needed: cs.input("needed", scope.quorum.needed.into()),
            authorities: scope.quorum.slots().map(|value| cs.input("authorities", value)),
        }
    }
}

impl AttributesVar {
    fn allocate(cs: &mut Cs, scope: &Scope, j: usize) -> Self {
        let asset = scope.assets.get(j);
        let has = |decimals: u8| asset.is_some_and(|asset| asset.decimals == decimals);
        Self {
            decimals: (0..=MAX_DECIMALS).map(|decimals| input_bit(cs, "decimals", has(decimals))).collect(),
            own: input_bit(cs, "own", asset.is_some_and(|asset| asset.own)),
        }
    }
}
