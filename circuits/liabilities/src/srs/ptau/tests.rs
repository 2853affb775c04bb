//! A small ceremony's file, and what is refused of it.

use super::*;
use crate::{points, srs::CEREMONY};
use halo2_axiom::halo2curves::ff::Field;
use std::{io::Cursor, sync::LazyLock};

fn development() -> Srs {
    Srs::development(12, &mut rand::rngs::OsRng).unwrap()
}

static CEREMONY_OF_ONE: LazyLock<Ceremony> = LazyLock::new(Ceremony::new);

/// A ceremony of one: powers in the public format, 2^12 of them in G2.
#[derive(Clone)]
struct Ceremony {
    header: Vec<u8>,
    in_g1: Vec<u8>,
    in_g2: Vec<u8>,
}

impl Ceremony {
    fn new() -> Self {
        let tau = F::from(0x00c0_ffee);
        let mut power = F::ONE;
        let (mut in_g1, mut in_g2) = (Vec::new(), Vec::new());
        let mut scalars = Vec::new();
        for i in 0..(2 << 12) - 1 {
            scalars.push(points::to_ark_scalar(&power));
            if i < 1 << 12 {
                // Nobody reads what lies behind 1024.
                let generator = G2Affine::generator();
                let point = if i <= 1024 { (generator * power).to_affine() } else { generator };
                point.write_raw(&mut in_g2).unwrap();
            }
            power *= tau;
        }
        let generator = <ark_bn254::G1Affine as ark_ec::AffineRepr>::generator();
        for point in covenant_engine::Engine::detect().multiples(generator, &scalars) {
            points::from_ark(&point).write_raw(&mut in_g1).unwrap();
        }
        let modulus = "47fd7cd8168c203c8dca7168916a81975d588181b64550b829a031e1724e6430";
        let mut header = 32u32.to_le_bytes().to_vec();
        header.extend(covenant_gadgets::field::hex_bytes(modulus).unwrap());
        header.extend([12u32.to_le_bytes(), 28u32.to_le_bytes()].concat());
        Self { header, in_g1, in_g2 }
    }

    fn sections(&self) -> Vec<(u32, &[u8])> {
        vec![(7, b"contributions"), (3, &self.in_g2), (2, &self.in_g1), (1, &self.header)]
    }

    fn read(&self) -> Result<Srs, Error> {
        read(&file(&self.sections()))
    }
}

fn file(sections: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = b"ptau".to_vec();
    bytes.extend([1u32.to_le_bytes(), (sections.len() as u32).to_le_bytes()].concat());
    for (id, data) in sections {
        bytes.extend(id.to_le_bytes());
        bytes.extend((data.len() as u64).to_le_bytes());
        bytes.extend(*data);
    }
    bytes
}

fn read(bytes: &[u8]) -> Result<Srs, Error> {
    Srs::from_ptau(12, Cursor::new(bytes), &mut rand::rngs::OsRng)
}

#[test]
fn a_ceremonys_file_is_read_in_any_order() {
    let ceremony = &*CEREMONY_OF_ONE;
    let srs = ceremony.read().unwrap();
    assert_eq!((srs.k(), srs.origin()), (12, Origin::Ceremony));
    assert!(srs.is_of_one_secret());
    let mut sections = ceremony.sections();
    sections.reverse();
    let again = read(&file(&sections)).unwrap();
    assert_eq!(again.verifier(), srs.verifier());
    // And kept as such.
    let mut kept = Vec::new();
    srs.write(&mut kept).unwrap();
    assert!(kept.starts_with(CEREMONY));
    assert_eq!(Srs::read(12, kept.as_slice()).unwrap().origin(), Origin::Ceremony);
}

#[test]
fn a_ceremonys_file_with_another_power_is_refused() {
    let good = &*CEREMONY_OF_ONE;
    let other = development();
    let mut raw = Vec::new();
    other.power(5).write_raw(&mut raw).unwrap();
    for at in [0, 1, 64, 4095] {
        let mut bad = good.clone();
        bad.in_g1[64 * at..][..64].copy_from_slice(&raw);
        assert_eq!(bad.read().err(), Some(Error::Srs), "power {at} in G1");
    }
    // Behind what is taken nothing is read.
    let mut longer = good.clone();
    longer.in_g1[64 * 4096..][..64].copy_from_slice(&raw);
    assert!(longer.read().is_ok());
    let mut raw = Vec::new();
    other.verifier().tau().write_raw(&mut raw).unwrap();
    for at in [1, 64, 1024] {
        let mut bad = good.clone();
        bad.in_g2[128 * at..][..128].copy_from_slice(&raw);
        assert_eq!(bad.read().err(), Some(Error::Srs), "power {at} in G2");
    }
}

#[test]
fn points_of_no_curve_or_of_no_subgroup_are_refused() {
    let good = &*CEREMONY_OF_ONE;
    let with = |change: &dyn Fn(&mut Ceremony)| {
        let mut bad = good.clone();
        change(&mut bad);
        assert_eq!(bad.read().err(), Some(Error::Srs));
    };
    with(&|c| c.in_g1[64 * 7] ^= 1);
    with(&|c| c.in_g1[64 * 7..][..64].fill(0));
    with(&|c| c.in_g1[64 * 7 + 24..][..8].fill(0xff));
    with(&|c| c.in_g2[128 * 7] ^= 1);
    with(&|c| c.in_g2[128 * 7..][..128].fill(0));
    // On G2's curve and outside its subgroup.
    let outside = outside_the_subgroup();
    with(&|c| c.in_g2[128 * 7..][..128].copy_from_slice(&outside));
}

/// A point of G2's curve whose order is another.
fn outside_the_subgroup() -> Vec<u8> {
    use halo2_axiom::halo2curves::group::GroupEncoding;
    for x in 1u8.. {
        let mut form = <G2Affine as GroupEncoding>::Repr::default();
        form.as_mut()[0] = x;
        let point: Option<G2Affine> = G2Affine::from_bytes(&form).into();
        if let Some(point) = point.filter(|point| !is_member(point)) {
            return point.to_raw_bytes();
        }
    }
    unreachable!("half of all x have a point, and nearly all of those are outside")
}

#[test]
fn files_that_are_not_ceremonies_are_refused() {
    let good = &*CEREMONY_OF_ONE;
    let whole = file(&good.sections());
    let refused = |bytes: &[u8]| assert_eq!(read(bytes).err(), Some(Error::Srs));
    for at in [0, 4, 8, 20] {
        let mut bad = whole.clone();
        bad[at] ^= 0x81;
        refused(&bad);
    }
    for length in [0, 3, 11, 12, 30, whole.len() - 1] {
        refused(&whole[..length]);
    }
    refused(&[whole.as_slice(), &[0]].concat());
    // A length that no file has, a section twice, a section less, another header.
    refused(&[&whole[..16], &[0xff; 8], &whole[24..]].concat());
    let mut sections = good.sections();
    sections.push((7, b""));
    refused(&file(&sections));
    for missing in 1..4 {
        let mut sections = good.sections();
        sections.remove(missing);
        refused(&file(&sections));
    }
    for at in [0, 4, 35, 36] {
        let mut bad = good.clone();
        bad.header[at] ^= 0x20;
        assert_eq!(bad.read().err(), Some(Error::Srs), "header {at}");
    }
    assert_eq!(
        Srs::from_ptau(13, Cursor::new(&whole), &mut rand::rngs::OsRng).err(),
        Some(Error::Srs),
        "too small"
    );
    assert_eq!(Srs::from_ptau(11, Cursor::new(&whole), &mut rand::rngs::OsRng).err(), Some(Error::Shape));
}
