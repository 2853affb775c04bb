//! Sealed packs: each holder opens the own file with the own code, and nobody anything else.

use super::*;
use crate::inclusion::sealed::{AccessCode, head, open, pack_path, packs};
use covenant_gadgets::field::to_be_bytes;
use std::{collections::BTreeSet, fs, path::Path};

/// Bytes before the files, of a tag and nonce, and of what authenticates.
const HEAD: usize = 132;
const BEFORE: usize = 40;
const MAC: usize = 16;

const ACCOUNTS: usize = 600;

fn sealed(world: &World, folder: &Path, liabilities: u64) -> Vec<AccessCode> {
    let (chunk, parts) = (world.commitments(), (&world.columns, &world.claims));
    let mut openings = Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64).unwrap();
    openings.seal_all(&KEY, (folder, &Fr::from(liabilities)), &mut go_on).unwrap();
    (0..ACCOUNTS).map(|account| openings.code(account).unwrap()).collect()
}

#[test]
fn each_holder_opens_the_own_file_and_nobody_elses() {
    let (world, folder) = (World::new(1, ACCOUNTS, 1), tempfile::tempdir().unwrap());
    let codes = sealed(&world, folder.path(), 7);
    let chunk = world.commitments();
    let pack = |number: u32| fs::read(pack_path(folder.path(), number)).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), packs(ACCOUNTS) as usize);
    for (account, code) in codes.iter().enumerate().step_by(7) {
        let typed = AccessCode::from_text(&code.to_text()).unwrap();
        let file = open(&pack(code.pack()), &typed).unwrap();
        assert_eq!(world.check(&chunk, &file, account), Ok(()), "account {account}");
        let other = pack((code.pack() + 1) % packs(ACCOUNTS));
        assert_eq!(open(&other, code).err(), Some(InclusionError::Code));
    }
    // Nobody's: of no account, of another chunk, of another statement, of another institution's secret.
    let secret = EpochSecret::new([4; 32]);
    let of = |secret: &EpochSecret, environment: u64, chunk: u32, account: usize| {
        AccessCode::new(secret, &Fr::from(environment), (chunk, ACCOUNTS), &identifier(account))
    };
    assert!(of(&world.secret, 1, 5, 0) == codes[0]);
    for code in [
        of(&world.secret, 1, 5, ACCOUNTS),
        of(&world.secret, 1, 4, 0),
        of(&world.secret, 2, 5, 0),
        of(&secret, 1, 5, 0),
    ] {
        assert!(
            (0..packs(ACCOUNTS)).all(|number| open(&pack(number), &code).err() == Some(InclusionError::Code))
        );
    }
}

#[test]
fn a_pack_tells_nothing_to_whoever_has_no_code() {
    let (world, folder) = (World::new(1, ACCOUNTS, 1), tempfile::tempdir().unwrap());
    let codes = sealed(&world, folder.path(), 7);
    let bytes: Vec<u8> =
        (0..packs(ACCOUNTS)).flat_map(|pack| fs::read(pack_path(folder.path(), pack)).unwrap()).collect();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(holds(&to_be_bytes(&Fr::from(7u64))), "what is public stands there");
    for account in [0, 17, ACCOUNTS - 1] {
        let file = open(&fs::read(pack_path(folder.path(), codes[account].pack())).unwrap(), &codes[account]);
        let file = file.unwrap();
        let hash = to_be_bytes(&identifier(account));
        let json = file.to_json().unwrap();
        for part in [&hash[..], &file.salt, &file.nonce, &json[..24], &json[json.len() - 24..]] {
            assert!(!holds(part), "account {account}");
        }
    }
    // All files are of one length, whatever the balances have of digits.
    let balances: BTreeSet<usize> =
        (0..ACCOUNTS).map(|account| world.columns.balances(account).unwrap()[0].to_string().len()).collect();
    assert!(balances.len() > 5);
    // The first 16 and the next 24 bytes of each are no two holders'.
    let mut tags = BTreeSet::new();
    for pack in 0..packs(ACCOUNTS) {
        let bytes = fs::read(pack_path(folder.path(), pack)).unwrap();
        let number = |at: usize| u32::from_be_bytes(std::array::from_fn(|i| bytes[HEAD - at + i])) as usize;
        let (files, entry) = (number(8), BEFORE + number(4) + MAC);
        assert_eq!(bytes.len(), HEAD + files * entry + 32);
        let of_pack: Vec<&[u8]> =
            bytes[HEAD..bytes.len() - 32].chunks(entry).map(|file| &file[..BEFORE]).collect();
        assert!(of_pack.is_sorted(), "their order is that of the tags");
        tags.extend(of_pack.into_iter().map(<[u8]>::to_vec));
    }
    assert_eq!(tags.len(), ACCOUNTS);
}

/// Two sets of one statement share keys: were their nonces the same, two files under one would give both away.
#[test]
fn another_set_has_other_nonces_and_the_same_one_the_same_bytes() {
    let (world, folder) = (World::new(1, ACCOUNTS, 1), tempfile::tempdir().unwrap());
    let read = || fs::read(pack_path(folder.path(), 0)).unwrap();
    let codes = sealed(&world, folder.path(), 7);
    let first = read();
    fs::write(pack_path(folder.path(), 0), &first[..1_000]).unwrap();
    sealed(&world, folder.path(), 7);
    assert!(read() == first, "what was damaged is made again");
    sealed(&world, folder.path(), 8);
    let second = read();
    let nonces = |bytes: &[u8]| -> BTreeSet<Vec<u8>> {
        let entry = (bytes.len() - HEAD - 32) / codes.iter().filter(|code| code.pack() == 0).count();
        bytes[HEAD..bytes.len() - 32].chunks(entry).map(|file| file[16..40].to_vec()).collect()
    };
    assert!(nonces(&first).is_disjoint(&nonces(&second)));
}

#[test]
fn packs_that_are_changed_are_refused() {
    let (world, folder) = (World::new(1, ACCOUNTS, 1), tempfile::tempdir().unwrap());
    let codes = sealed(&world, folder.path(), 7);
    let code = &codes[17];
    let whole = fs::read(pack_path(folder.path(), code.pack())).unwrap();
    let mine = open(&whole, code).unwrap();
    let entry = (whole.len() - HEAD - 32) / codes.iter().filter(|other| other.pack() == code.pack()).count();
    let entries = || whole[HEAD..].chunks(entry);
    let place = entries().position(|sealed| {
        let mut alone = whole[..HEAD].to_vec();
        alone[HEAD - 8..HEAD - 4].copy_from_slice(&1u32.to_be_bytes());
        alone.extend(sealed);
        alone.extend([0; 32]);
        // Bound to its head: not even the own file opens in a pack of another length.
        assert!(sealed.len() < entry || open(&alone, code).is_err());
        let tag = &sealed[..16.min(sealed.len())];
        let mut changed = whole.clone();
        let at = HEAD + entries().position(|other| other.starts_with(tag)).unwrap() * entry;
        changed[at + 60] ^= 1;
        sealed.len() == entry && open(&changed, code).is_err()
    });
    let at = HEAD + place.unwrap() * entry;
    for byte in (0..HEAD).chain(at..at + 120).chain(at + entry - 20..at + entry) {
        let mut changed = whole.clone();
        changed[byte] ^= 1;
        assert!(open(&changed, code).is_err(), "byte {byte}");
    }
    // What is another holder's is not looked at.
    let mut changed = whole.clone();
    changed[if place == Some(0) { at + entry + 60 } else { HEAD + 60 }] ^= 1;
    assert!(open(&changed, code) == Ok(mine));
    for length in [0, 16, HEAD - 1, HEAD, HEAD + 32, whole.len() - 1] {
        assert_eq!(open(&whole[..length], code).err(), Some(InclusionError::Format), "{length} bytes");
    }
    let mut endless = whole[..HEAD].to_vec();
    endless[HEAD - 8..].fill(0xff);
    assert_eq!(open(&endless, code).err(), Some(InclusionError::Format));
    // Files that are longer than any pack, and none of them. In 32 bits the longest here would have 2^32 = 0 bytes.
    for length in [0xffff_ffc8, u32::MAX, (1 << 25) + 1] {
        let mut empty = whole[..HEAD - 8].to_vec();
        empty.extend([[0; 4], length.to_be_bytes()].as_flattened());
        empty.extend([0; 32]);
        assert_eq!(open(&empty, code).err(), Some(InclusionError::Format), "{length}");
    }
}

#[test]
fn a_pack_says_what_it_is_of() {
    let (world, folder) = (World::new(1, ACCOUNTS, 1), tempfile::tempdir().unwrap());
    sealed(&world, folder.path(), 7);
    let path = pack_path(folder.path(), 1);
    let of = head(&path).unwrap();
    assert_eq!((of.environment, of.liabilities), (Fr::from(1u64), Fr::from(7u64)));
    assert_eq!((of.chunk, of.pack), (5, 1));
    let bytes = fs::read(&path).unwrap();
    for (byte, xor) in [(0, 1), (16, 0xff), (48, 0xff)] {
        let mut changed = bytes.clone();
        changed[byte] ^= xor;
        fs::write(&path, changed).unwrap();
        assert_eq!(head(&path), Err(InclusionError::Format), "byte {byte}");
    }
    fs::write(&path, &bytes[..HEAD - 1]).unwrap();
    assert_eq!(head(&path), Err(InclusionError::Format));
}
