//! Every reader meets bytes that are none of its format: a refusal with the right exit code, and no panic.

use crate::world::{INVOICE, Run, World, sample};

/// Random, cut, deep, long and nearly right.
fn variants(good: &[u8]) -> Vec<Vec<u8>> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |n: usize| -> Vec<u8> {
        (0..n)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .collect()
    };
    let mut all = vec![
        Vec::new(),
        random(1),
        random(500),
        random(100_000),
        b"null".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
    ];
    all.extend([1, 3, 7].map(|part| good[..good.len() * part / 8].to_vec()));
    all.push(b"[".repeat(200_000));
    all.push(b"{\"a\":".repeat(100_000));
    all.push(vec![b' '; 20 << 20]);
    all.push([good, b"x"].concat());
    all.push(good.iter().map(|byte| if *byte == b'0' { b'g' } else { *byte }).collect());
    all.push([&good[..good.len() / 2], &[0xff, 0xfe, 0x00], &good[good.len() / 2..]].concat());
    all
}

/// Writes each variant in the place of a file and runs a command that reads it.
fn every_variant(name: &str, exits: &[i32], run: impl Fn(&World) -> Run) {
    every_variant_in(&World::new(), name, exits, run);
}

/// The same in a world that is there; the file is put back.
fn every_variant_in(world: &World, name: &str, exits: &[i32], run: impl Fn(&World) -> Run) {
    let good = std::fs::read(world.path(name)).unwrap();
    for (number, bytes) in variants(&good).into_iter().enumerate().filter(|(_, bytes)| *bytes != good) {
        world.write(name, bytes);
        let run = run(world);
        let code = run.code.unwrap_or_else(|| panic!("{name} {number}: a signal"));
        assert!(exits.contains(&code), "{name} {number}: {code} {} {}", run.out, run.err);
        let refusal = run.json();
        assert_eq!(refusal["ok"], false, "{name} {number}");
    }
    world.write(name, good);
}

#[test]
fn acknowledgements_consents_and_policies() {
    let document = sample(INVOICE);
    every_variant("ack.json", &[3], |world| world.check(&document, "ack.json", "2026-11-22"));
    every_variant("consent.json", &[3], |world| world.prove("consent.json", "o.json", &[]));
    every_variant("h/policies/default.json", &[3], |world| world.check(&document, "ack.json", "2026-11-22"));
}

#[test]
fn attestations_and_trust_files() {
    every_variant("attestation.json", &[5], |world| world.verify("attestation.json"));
    every_variant("trust.json", &[3, 5], |world| {
        let judged = ["verify", "attestation.json", "--trust", "trust.json", "--at", "2026-11-22"];
        world.run(&[&judged[..], &["--allow-development-keys"]].concat())
    });
}

#[test]
fn keys() {
    let document = sample(INVOICE);
    every_variant("de.seller.key", &[3, 5], |world| {
        world.consent(&document, "ack.json", "de.seller.key", "c.json")
    });
    every_variant("h/nullifier.key", &[3, 5], |world| world.home(&["nullifier-key", "show"]));
    every_variant("h/prover.key", &[3, 5], |world| world.prove("consent.json", "o.json", &[]));
}

#[test]
fn homes() {
    every_variant("h/config.toml", &[3], |world| world.home(&["party", "list"]));
    every_variant("h/parties.json", &[3], |world| world.home(&["party", "list"]));
}

/// What a log and its witnesses are read from.
#[test]
fn logs() {
    let world = World::new();
    let key = world.home(&["log", "key"]).done()["public_key"].as_str().unwrap().to_owned();
    world.run(&["log", "witness", "keygen", "w.example", "-o", "w.key"]).done();
    world.run(&["log", "policy", "--log-key", &key, "-o", "p.toml"]).done();
    world.write("log.pub", &key);
    let verify = |world: &World| world.run(&["log", "verify", "attestation.json", "--policy", "p.toml"]);
    verify(&world).done();
    every_variant_in(&world, "attestation.json.tlog-proof", &[5], verify);
    every_variant_in(&world, "p.toml", &[5], verify);
    let memory = std::cell::Cell::new(0);
    let cosign = |world: &World| {
        memory.set(memory.get() + 1);
        let memory = format!("m{}", memory.get());
        let args = ["log", "cosign", "h/log", "--log-key", "log.pub", "--key", "w.key", "--memory", &memory];
        world.run(&[&args[..], &["--begin", "-o", "w.checkpoint"]].concat())
    };
    cosign(&world).done();
    every_variant_in(&world, "w.key", &[3, 5], cosign);
    every_variant_in(&world, "log.pub", &[3, 5], cosign);
    every_variant_in(&world, "h/log/checkpoint", &[5], cosign);
    every_variant_in(&world, "h/log/tile/entries/000.p/1", &[5], cosign);
    every_variant_in(&world, "w.checkpoint", &[5], |world| {
        world.home(&["log", "check", "--against", "w.checkpoint"])
    });
    every_variant_in(&world, "w.checkpoint", &[5], |world| {
        world.home(&["log", "collect", "w.checkpoint", "--policy", "p.toml"])
    });
    every_variant_in(&world, "h/log.key", &[3, 5], |world| world.home(&["log", "key"]));
    verify(&world).done();
}

#[test]
fn documents() {
    let world = World::new();
    for file in [INVOICE, "invoice-de-machinery-cii.xml", "loan-agreement.json"] {
        let good = std::fs::read(sample(file)).unwrap();
        for bytes in variants(&good) {
            world.write("garbage", &bytes);
            let run = world.run(&["invoice", "show", "garbage"]);
            // Zeros turned into letters may leave a document readable where they stand in words.
            assert!(matches!(run.code, Some(0 | 3)), "{:?} {} {}", run.code, run.out, run.err);
            run.json();
        }
    }
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\">]><Invoice>&b;</Invoice>";
    world.write("garbage", bomb);
    world.run(&["invoice", "show", "garbage"]).refused(3, "xml/doctype");
}

/// Everything that a borrowing base is made of, and what a home says of it.
#[test]
fn a_borrowing_bases_files() {
    let world = World::empty();
    world.run(&["sample", "vault", "--seed", "2", "--lines", "3", "-o", "s"]).done();
    let subject = ["--home", "s", "--from", "s", "--exposure", "0", "--as-of", "2026-11-22"];
    let check = |world: &World| world.run(&[&["check", "collateral"], &subject[..]].concat());
    check(&world).done();
    let opening = world.path("s/vault/notes").read_dir().unwrap().next().unwrap().unwrap().file_name();
    let opening = format!("s/vault/notes/{}", opening.to_str().unwrap());
    // Digits that become letters may leave a name that is a name too; then what was signed is another thing.
    for name in ["s/vault/vault.json", "s/ledger.signed", "s/appraisal-1.signed", "s/prices.signed", &opening]
    {
        every_variant_in(&world, name, &[3, 4], check);
    }
    every_variant_in(&world, "s/policy.json", &[3, 4], check);
    let rewrite = ["check", "rewrite", "--release", "1"];
    every_variant_in(&world, "s/ledger.signed", &[3, 4], |world| {
        world.run(&[&rewrite[..], &subject].concat())
    });
    every_variant_in(&world, "s/facility.json", &[3], |world| {
        world.run(&["facility", "show", "s/facility.json"])
    });
    every_variant_in(&world, "s/prices.signed", &[3, 4], |world| {
        world.run(&["prices", "trust", "s/prices.signed", "--home", "s"])
    });
    for record in ["s/custodies.json", "s/prices.json"] {
        every_variant_in(&world, record, &[3], |world| world.run(&["trust", "show", "--home", "s"]));
    }
    check(&world).done();
}

/// Everything that a pool is made of.
#[test]
fn a_pools_files() {
    let world = World::empty();
    world.run(&["sample", "pool", "--seed", "2", "--lines", "3", "-o", "s"]).done();
    let check = |world: &World| world.run(&["check", "pool", "--home", "s", "--from", "s"]);
    check(&world).done();
    let opening = world.path("s/vault/notes").read_dir().unwrap().next().unwrap().unwrap().file_name();
    let opening = format!("s/vault/notes/{}", opening.to_str().unwrap());
    for name in ["s/vault/vault.json", "s/tape.signed", "s/structure.json", "s/policy.json", &opening] {
        every_variant_in(&world, name, &[3, 4], check);
    }
    let sign = ["tape", "sign", "s/tape.csv", "--obligors", "s/obligors.csv", "--cut-off", "2026-10-31"];
    let more = ["--sequence", "5", "--key", "s/actors/servicer.key", "--vault", "s/vault", "-o", "t.signed"];
    // Identifiers with other letters are identifiers: of the obligors' table there is no garbage of that kind.
    every_variant_in(&world, "s/tape.csv", &[3], |world| world.run(&[&sign[..], &more].concat()));
    let structure = ["pool", "structure", "--policy", "s/policy.json", "--tranche", "1", "-o", "s.json"];
    every_variant_in(&world, "s/policy.json", &[3], |world| world.run(&structure));
    every_variant_in(&world, "s/custodies.json", &[3], |world| world.run(&["trust", "show", "--home", "s"]));
    check(&world).done();
}
