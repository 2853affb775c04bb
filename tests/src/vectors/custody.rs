//! Where notes are held, and who signs for it: vaults with their chain of notes, roles.

use super::{
    node::{Node, object},
    trace::hash_trace,
};
use covenant_statements::{
    Fr, PartyId, Quorum, Roles, VaultId,
    binding::{Address, keccak253},
    vault,
};

pub(super) fn vectors() -> Node {
    object! {
        "vaults" => Node::list(vaults().iter().map(of_vault)),
        "roles" => Node::list(roles().iter().map(of_roles)),
    }
}

/// A short address and one of 32 bytes, another chain, an id of 32 bytes as the vault's name.
fn vaults() -> [VaultId; 3] {
    let id = |chain: &str, contract, lender: u64, name: &str| VaultId {
        chain: chain.parse().unwrap_or_else(|_| unreachable!("a chain")),
        contract: Address(contract),
        lender: PartyId(Fr::from(lender)),
        vault: name.parse().unwrap_or_else(|_| unreachable!("a vault's name")),
    };
    let mut short = [0; 32];
    short[31] = 0xff;
    let bytes32 = format!("0x{}", "a5".repeat(32));
    let mut last = id("cosmos:cosmoshub-4", [0x5a; 32], 7, "7");
    last.lender = PartyId(-Fr::from(1u64));
    [id("eip155:31337", short, 5, "facility-7"), id("eip155:1", short, 5, &bytes32), last]
}

/// The start, and each link of a chain of four notes.
fn of_vault(id: &VaultId) -> Node {
    let start = id.start();
    let names = ["chain", "contract", "lender", "vault"];
    let values: Vec<(&'static str, Fr)> = names.into_iter().zip(id.values()).collect();
    let notes = [Fr::from(1u64), -Fr::from(1u64), Fr::from(0u64), keccak253(b"a note")];
    let mut digest = start;
    let links: Vec<Node> = notes
        .iter()
        .map(|note| {
            let inputs = [digest, *note];
            digest = vault::link(digest, *note);
            object! { "inputs" => Node::list(inputs), "output" => digest }
        })
        .collect();
    assert_eq!(vault::chain(start, &notes), digest);
    object! {
        "id" => Node::form(id),
        "contract_text" => id.contract.to_string(),
        "hash" => hash_trace(VaultId::TAG, &values),
        "start" => start,
        "links" => links,
        "digest" => digest,
    }
}

/// Every list in part, full, and empty.
fn roles() -> [Roles; 3] {
    let parties = |ids: core::ops::Range<u64>| ids.map(|id| PartyId(Fr::from(id))).collect::<Vec<_>>();
    let of = |appraisers, needed, authorities| Roles {
        salt: keccak253(b"a salt"),
        servicer: PartyId(Fr::from(1u64)),
        appraisers,
        quorum: Quorum { needed, authorities },
        owner: PartyId(Fr::from(2u64)),
    };
    [
        of(parties(11..13), 2, parties(21..24)),
        of(parties(0..4), 3, parties(0..5)),
        of(Vec::new(), 0, Vec::new()),
    ]
}

fn of_roles(roles: &Roles) -> Node {
    assert_eq!(roles.validate(), Ok(()));
    let listed = |tag, first: Option<Fr>, length: Fr, places: &[Fr]| {
        let mut values: Vec<(&'static str, Fr)> =
            first.into_iter().map(|needed| ("needed", needed)).collect();
        values.push(("length", length));
        values.extend(places.iter().map(|place| ("party", *place)));
        hash_trace(tag, &values)
    };
    let (appraisers, authorities) = (roles.appraisers(), roles.quorum.slots());
    let names = ["salt", "servicer", "appraisers", "quorum", "owner"];
    let values: Vec<(&'static str, Fr)> = names.into_iter().zip(roles.values()).collect();
    let needed = Fr::from(roles.quorum.needed);
    object! {
        "roles" => Node::form(roles),
        "appraisers" => listed(Roles::APPRAISERS_TAG, None, appraisers.length, &appraisers.places),
        "quorum" => listed(Quorum::TAG, Some(needed), authorities.length, &authorities.places),
        "hash" => hash_trace(Roles::TAG, &values),
        "digest" => roles.digest(),
    }
}
