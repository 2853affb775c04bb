//! Writes `vectors/evm/invoice.json` with a new development key and new proofs. Contracts generated from the
//! key change with it, so that nothing is overwritten without `--replace`: run `cargo run -p covenant-export --example write-contracts` and `npm run build` in `verifier/evm` after it.
//!
//! With `--cosmwasm` it writes `vectors/cosmwasm/invoice.json`, the same statements for a contract of a Cosmos chain.
#![expect(clippy::print_stderr, reason = "a program")]

use covenant_core::{CircuitKey, KeyStore, prove};
use covenant_evm_tests::vectors::{Inputs, Statement, Vectors};
use covenant_evm_tests::world::{Place, cosmos, ethereum};
use covenant_statements::invoice::{CIRCUIT_ID, sample::World};
use covenant_statements::{Day, Fr, InvoiceNumber, Network};
use std::{error::Error, fs, ops::ControlFlow};

/// How many proofs: the largest batch that is measured.
const PROOFS: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |name: &str| arguments.iter().any(|argument| argument == name);
    let (path, place) = if asked("--cosmwasm") {
        (Vectors::cosmwasm_path(), cosmos()?)
    } else {
        (Vectors::path(), ethereum()?)
    };
    if path.exists() && !asked("--replace") {
        return Err(
            "there are vectors already; `--replace` makes a new key, and the contracts must follow".into()
        );
    }
    let folder = tempfile::tempdir()?;
    let key = KeyStore::open(folder.path())?.ensure_development(CIRCUIT_ID)?;
    let base = base(&key, &place);
    let mut statements = Vec::new();
    for (name, world, blinding) in worlds(&base, &place)? {
        eprintln!("proving {name}");
        statements.push(statement(&key, name, &world, blinding)?);
    }
    let public = base.nullifier_key.public();
    let vectors = Vectors {
        about: "Development key, made for these tests: whoever ran the generator could forge. Written by \
                `cargo run -p covenant-evm-tests --bin write-evm-vectors`."
            .to_owned(),
        circuit: CIRCUIT_ID.to_owned(),
        network: Network::Development,
        verifying_key: hex::encode(key.verifying_key().to_bytes()),
        selector: key.selector(),
        nullifier_key: public,
        nullifier_key_x: public.x,
        nullifier_key_y: public.y,
        statements,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, serde_json::to_string_pretty(&vectors)? + "\n")?;
    Ok(())
}

/// The sample's world, bound to the registry's address under this key.
fn base(key: &CircuitKey, place: &Place) -> World {
    let mut world = World::new(1);
    world.context.selector = key.selector();
    world.context.chain = place.chain.clone();
    world.context.contract = place.contract;
    world.context.beneficiary = place.beneficiary;
    world
}

/// A world by its name, and another blinding of its note if there is one.
type Named = (String, World, Option<Fr>);

/// Worlds by name; a blinding makes another note of the same obligation.
fn worlds(base: &World, place: &Place) -> Result<Vec<Named>, Box<dyn Error>> {
    let numbered = |n: u32| -> Result<World, Box<dyn Error>> {
        let mut world = base.clone();
        world.acknowledgement.number = InvoiceNumber::new(&format!("RE-2026/{n:04}"))?;
        Ok(world)
    };
    let mut short_lived = numbered(1)?;
    short_lived.context.expiry = base.as_of.end_unix_seconds();
    let mut to_receiver = numbered(2)?;
    to_receiver.context.beneficiary = place.receiver;
    let mut other_chain = numbered(3)?;
    other_chain.context.chain = place.other_chain.clone();
    let mut other_contract = numbered(4)?;
    other_contract.context.contract = place.other_contract;
    let mut other_root = World::new(2);
    other_root.nullifier_key = base.nullifier_key.clone();
    other_root.context = base.context.clone();
    other_root.acknowledgement.number = InvoiceNumber::new("RE-2026/0005")?;
    let after = |registrations: u32| {
        let mut world = base.clone();
        world.context.sequence = registrations;
        world
    };
    let mut next_day = numbered(6)?;
    next_day.as_of = Day::new(base.as_of.get() + 1)?;

    let mut worlds = vec![
        ("first".to_owned(), base.clone(), None),
        // Given to somebody else before `first` was financed, and good until it was registered.
        ("rival".to_owned(), base.clone(), Some(Fr::from(7u64))),
        ("second".to_owned(), after(1), Some(Fr::from(8u64))),
        ("third".to_owned(), after(2), Some(Fr::from(9u64))),
        ("short-lived".to_owned(), short_lived, None),
        ("to-receiver".to_owned(), to_receiver, None),
        ("other-chain".to_owned(), other_chain, None),
        ("other-contract".to_owned(), other_contract, None),
        ("other-root".to_owned(), other_root, None),
        ("next-day".to_owned(), next_day, None),
    ];
    for n in worlds.len()..PROOFS {
        worlds.push((format!("invoice-{n}"), numbered(u32::try_from(n)? + 100)?, None));
    }
    Ok(worlds)
}

fn statement(
    key: &CircuitKey,
    name: String,
    world: &World,
    blinding: Option<Fr>,
) -> Result<Statement, Box<dyn Error>> {
    let mut claim = world.claim();
    if let Some(blinding) = blinding {
        claim.consent.blinding = blinding;
        world.sign_consent(&mut claim);
    }
    let proved = prove(key, &claim, &mut |_, _| ControlFlow::Continue(()))?;
    let inputs = proved.public_inputs;
    Ok(Statement {
        name,
        context: world.context.clone(),
        policy: world.policy.digest(),
        as_of: world.as_of,
        as_of_day: world.as_of.get(),
        registry_root: claim.acknowledged.registry_root,
        public_inputs: Inputs {
            context: inputs.context,
            environment: inputs.environment,
            nullifier: inputs.nullifier,
            note: inputs.note,
        },
        proof: hex::encode(proved.proof.to_bytes()),
    })
}
