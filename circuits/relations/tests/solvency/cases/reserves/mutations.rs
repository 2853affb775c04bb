//! Single changes to the valid world, each of which breaks one rule.

use super::super::{one, shifted};
use super::{for_entity, today, world};
use covenant_gadgets::Fr;
use covenant_statements::{
    AssetId, Day, Network, Role,
    solvency::{
        reserves::{Claim, Rule, Rule::*, SignedReserve},
        sample::{World, symbol},
    },
};

/// A change to the world before anything is signed, or to the claim after.
pub(crate) enum Change {
    W(fn(&mut World)),
    C(fn(&mut Claim)),
}
use Change::{C, W};

impl Change {
    pub(crate) fn claim(&self) -> Claim {
        let mut world = world();
        match self {
            W(change) => {
                change(&mut world);
                world.reserves_claim()
            }
            C(change) => {
                let mut claim = world.reserves_claim();
                change(&mut claim);
                claim
            }
        }
    }
}

/// Name, change, the rule with its row, and the circuit's clause where that is not the rule's own.
pub(crate) type Mutation = (&'static str, Change, Rule, Option<u32>, Option<&'static str>);

fn documents() -> Vec<Mutation> {
    vec![
        ("an asset twice", W(|w| w.scope.assets[1] = w.scope.assets[0].clone()), ScopeAssets, None, None),
        ("no asset", W(|w| w.scope.assets.clear()), ScopeAssets, None, None),
        (
            "thirty-three assets",
            W(|w| {
                w.scope.assets = World::new(1, 1, 32, 1).scope.assets;
                w.scope.assets.push(w.scope.assets[0].clone());
                w.scope.assets[32].symbol = "ONE-MORE".parse().unwrap();
            }),
            ScopeAssets,
            None,
            None,
        ),
        ("a moment after 9999", W(|w| at(w, Day::MAX.end_unix_seconds() + 1)), Moment, None, None),
        ("a moment of more bits", W(|w| at(w, 1 << 38)), Moment, None, Some("inputs")),
    ]
}

fn at(world: &mut World, as_of: u64) {
    world.as_of = as_of;
    world.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of = as_of);
}

fn own_custodian(world: &mut World) {
    let party = custodian(world).party;
    for_entity(world, party);
}

/// The custodian of the first statement.
fn custodian(world: &mut World) -> &mut covenant_statements::Leaf {
    let index = world.reserves[0].0;
    &mut world.custodians[index].leaf
}

fn statements() -> Vec<Mutation> {
    let first = Some(0);
    vec![
        ("no statement", W(|w| w.reserves.clear()), NoStatement, None, None),
        (
            "sixty-five statements",
            W(|w| *w = World::new(1, 1, 3, 65)),
            TooManyStatements,
            None,
            Some("nullifiers"),
        ),
        (
            "another network",
            W(|w| w.reserves[1].1.network = Network::Production),
            Rule::Network,
            Some(1),
            None,
        ),
        ("held for somebody else", W(|w| w.reserves[0].1.entity.0 += one()), OtherEntity, first, None),
        ("signed for another scope", W(|w| w.reserves[0].1.scope += one()), OtherScope, first, None),
        ("an old statement", W(|w| w.reserves[0].1.as_of -= 86_400), OtherMoment, first, None),
        ("a statement of a second later", W(|w| w.reserves[1].1.as_of += 1), OtherMoment, Some(1), None),
        ("an asset of no scope", W(|w| w.reserves[1].1.asset = symbol(7).asset()), OtherAsset, Some(1), None),
        (
            "an asset of the id zero",
            W(|w| w.reserves[0].1.asset = AssetId(Fr::from(0u64))),
            OtherAsset,
            first,
            None,
        ),
        (
            "an encumbered part over the whole",
            W(|w| w.reserves[0].1.encumbered = w.reserves[0].1.quantity + 1),
            EncumberedOverQuantity,
            first,
            None,
        ),
        ("a custodian of no registry", C(|c| signer(c).salt += one()), CustodianNotRegistered, first, None),
        (
            "a self-made custodian",
            C(|c| {
                let other = c.reserves[1].signer.leaf.key;
                signer(c).key = other;
            }),
            CustodianNotRegistered,
            first,
            None,
        ),
        ("another registry", C(|c| c.setting.registry_root += one()), CustodianNotRegistered, first, None),
        ("an appraiser's key", W(|w| custodian(w).role = Role::Appraiser), CustodianRole, first, None),
        ("its own custodian", W(own_custodian), OwnCustodian, first, None),
        (
            "a custodian not valid yet",
            W(|w| custodian(w).valid_from = shifted(today(w), 1)),
            CustodianNotYetValid,
            first,
            None,
        ),
        (
            "a custodian no longer valid",
            W(|w| custodian(w).valid_until = shifted(today(w), -1)),
            CustodianExpired,
            first,
            None,
        ),
    ]
}

fn signer(claim: &mut Claim) -> &mut covenant_statements::Leaf {
    &mut claim.reserves[0].signer.leaf
}

/// Altered after the signature was made.
macro_rules! altered {
    ($($name:literal: $change:expr;)*) => {[$((
        $name,
        C(|claim| {
            let change: fn(&mut SignedReserve) = $change;
            change(&mut claim.reserves[1]);
        }),
        StatementSignature,
        Some(1),
        None,
    )),*]};
}

fn signatures() -> Vec<Mutation> {
    let mut table: Vec<Mutation> = altered! {
        "another nonce": |s| s.reserve.nonce += one();
        "another of the scope's assets": |s| s.reserve.asset = symbol(2).asset();
        "one unit more": |s| s.reserve.quantity += 1;
        "one unit less encumbered": |s| s.reserve.encumbered -= 1;
        "a nullifier of its own": |s| s.reserve.nullifier += one();
        "another signature": |s| s.signature.s += covenant_gadgets::babyjubjub::Scalar::from(1u64);
        "a signature's other point": |s| s.signature.r = s.signer.leaf.key;
    }
    .into();
    table.push((
        "signatures in each other's place",
        C(|claim| {
            let (first, second) = (claim.reserves[0].signature, claim.reserves[1].signature);
            (claim.reserves[0].signature, claim.reserves[1].signature) = (second, first);
        }),
        StatementSignature,
        Some(0),
        None,
    ));
    table
}

fn nullifiers() -> Vec<Mutation> {
    vec![
        (
            "one nullifier in two statements",
            W(|w| w.reserves[1].1.nullifier = w.reserves[0].1.nullifier),
            NullifierTwice,
            Some(1),
            None,
        ),
        (
            "one statement twice",
            C(|claim| claim.reserves.push(claim.reserves[0].clone())),
            NullifierTwice,
            Some(2),
            None,
        ),
    ]
}

/// All of them.
pub(crate) fn table() -> Vec<Mutation> {
    [documents(), statements(), signatures(), nullifiers()].into_iter().flatten().collect()
}
