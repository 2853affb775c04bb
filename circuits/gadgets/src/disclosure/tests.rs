use super::{Disclosure, DisclosureError, MAX_FIGURES, Seal, elements};
use crate::{
    Fr,
    babyjubjub::{Point, generator, tests::torsion},
    eddsa::SecretKey,
};
use alloc::{format, vec, vec::Vec};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

const CONTEXT: u64 = 77;
const TOP: u128 = (1 << 80) - 1;

fn context() -> Fr {
    Fr::from(CONTEXT)
}

fn auditor() -> SecretKey {
    SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(1))
}

fn sealed(mask: u32, figures: &[u128], seed: u64) -> Disclosure {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Seal::new(auditor().public(), mask, &mut rng).unwrap().disclosure(context(), figures).unwrap()
}

fn opened(disclosure: &Disclosure, figures: usize) -> Result<Vec<Option<u128>>, DisclosureError> {
    let stated = disclosure.value(context());
    disclosure.open(&auditor(), figures, context(), stated).map(|figures| figures.in_order().to_vec())
}

#[test]
fn the_auditor_reads_what_the_mask_names_and_nothing_else() {
    let figures = [5, 0, TOP, 7, TOP];
    for mask in 0..32 {
        let expected: Vec<Option<u128>> =
            figures.iter().enumerate().map(|(i, f)| (mask >> i & 1 == 1).then_some(*f)).collect();
        assert_eq!(opened(&sealed(mask, &figures, 2), 5), Ok(expected));
    }
    let all = [TOP; MAX_FIGURES];
    assert_eq!(
        opened(&sealed((1 << MAX_FIGURES) - 1, &all, 2), MAX_FIGURES),
        Ok(vec![Some(TOP); MAX_FIGURES])
    );
    assert_eq!(opened(&sealed(0, &[], 2), 0), Ok(vec![]));
}

#[test]
fn another_secret_is_told_from_the_auditors() {
    let disclosure = sealed(0b111, &[1, 2, 3], 3);
    let stated = disclosure.value(context());
    let other = SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(4));
    assert_eq!(disclosure.open(&other, 3, context(), stated), Err(DisclosureError::WrongKey));
}

#[test]
fn every_part_is_held_by_the_public_value() {
    let disclosure = sealed(0b1011, &[1, 2, 3, 4], 3);
    let stated = disclosure.value(context());
    let other = sealed(0b1011, &[1, 2, 3, 5], 5);
    let key = auditor();
    let other_auditor = SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(4)).public();
    let [c0, c1] = disclosure.ciphertext[..] else { unreachable!("two elements of four figures") };
    let exchanged = [
        Disclosure { auditor: other_auditor, ..disclosure.clone() },
        Disclosure { ephemeral: other.ephemeral, ..disclosure.clone() },
        Disclosure { ephemeral: -disclosure.ephemeral, ..disclosure.clone() },
        Disclosure { mask: 0b1111, ..disclosure.clone() },
        Disclosure { ciphertext: other.ciphertext.clone(), ..disclosure.clone() },
        Disclosure { ciphertext: vec![c1, c0], ..disclosure.clone() },
        Disclosure { ciphertext: vec![c0 + Fr::ONE, c1], ..disclosure.clone() },
        other,
    ];
    for part in exchanged {
        assert_eq!(part.open(&key, 4, context(), stated), Err(DisclosureError::NotTheProofs));
    }
    let elsewhere = context() + Fr::ONE;
    assert_eq!(disclosure.open(&key, 4, elsewhere, stated), Err(DisclosureError::NotTheProofs));
    assert_eq!(disclosure.open(&key, 4, context(), Fr::ZERO), Err(DisclosureError::NotTheProofs));
}

#[test]
fn malformed_parts_are_refused_before_anything_is_computed() {
    let good = sealed(0b1, &[1, 2, 3, 4], 3);
    let off = Point::new_unchecked(Fr::from(1u64), Fr::from(2u64));
    let identity = (generator() - generator()).into_affine();
    for point in [off, identity, torsion(), (good.auditor + torsion()).into_affine()] {
        let auditor = Disclosure { auditor: point, ..good.clone() };
        assert_eq!(opened(&auditor, 4), Err(DisclosureError::Auditor));
        let ephemeral = Disclosure { ephemeral: point, ..good.clone() };
        assert_eq!(opened(&ephemeral, 4), Err(DisclosureError::Ephemeral));
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        assert_eq!(Seal::new(point, 1, &mut rng), Err(DisclosureError::Auditor));
        let taken = Seal { auditor: point, ..Seal::new(good.auditor, 1, &mut rng).unwrap() };
        assert_eq!(taken.disclosure(context(), &[1]), Err(DisclosureError::Auditor));
    }
    for mask in [0b1_0000, 1 << 31] {
        assert_eq!(opened(&Disclosure { mask, ..good.clone() }, 4), Err(DisclosureError::Mask));
    }
    for figures in [0, 3, 7, MAX_FIGURES + 1, usize::MAX] {
        assert_eq!(opened(&good, figures), Err(DisclosureError::Length));
    }
}

/// Such parts have no proof; whoever states them anyway is not believed.
#[test]
fn a_ciphertext_that_holds_no_figures_is_refused() {
    let good = sealed(0b0_0101, &[1, 2, 3, 4, 5], 3);
    assert_eq!(opened(&good, 5), Ok(vec![Some(1), None, Some(3), None, None]));
    // A figure outside the mask; above the last place; in the place that the second element does not have; anything at all.
    let top = Fr::from(2u64).pow([240]);
    let shifts = [(0, Fr::from(2u64).pow([80])), (0, top), (1, Fr::from(2u64).pow([160])), (1, -Fr::ONE)];
    for (i, shift) in shifts {
        let mut bad = good.clone();
        bad.ciphertext[i] += shift;
        assert_eq!(opened(&bad, 5), Err(DisclosureError::Content));
    }
}

#[test]
fn a_figure_too_large_is_named_by_its_place() {
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let seal = Seal::new(auditor().public(), 0b1, &mut rng).unwrap();
    assert_eq!(seal.disclosure(context(), &[1, TOP + 1]), Err(DisclosureError::TooLarge(1)));
    assert_eq!(seal.disclosure(context(), &[]), Err(DisclosureError::Mask));
    assert_eq!(seal.disclosure(context(), &[0; MAX_FIGURES + 1]), Err(DisclosureError::Length));
}

#[test]
fn no_two_disclosures_share_a_stream() {
    let figures = [9, 9, 9, 9];
    let (a, b) = (sealed(0b1111, &figures, 7), sealed(0b1111, &figures, 8));
    assert_ne!(a.ephemeral, b.ephemeral);
    assert_ne!(a.ciphertext, b.ciphertext);
    // One seal used for two contexts by mistake: the streams are not the same.
    let seal = Seal::new(auditor().public(), 0b1111, &mut ChaCha20Rng::seed_from_u64(7)).unwrap();
    let [here, there] = [context(), context() + Fr::ONE].map(|c| seal.disclosure(c, &figures).unwrap());
    assert_eq!(here, a);
    assert!(here.ciphertext.iter().zip(&there.ciphertext).all(|(c, d)| c != d));
    // Nor two elements of one message.
    let zeros = sealed(0, &[1; 6], 9);
    assert_ne!(zeros.ciphertext[0], zeros.ciphertext[1]);
}

#[test]
fn secrets_are_not_printed() {
    let seal = Seal::new(auditor().public(), 1, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    assert_eq!(format!("{seal:?}"), "Seal([redacted])");
    let disclosure = sealed(1, &[123], 1);
    let figures = disclosure.open(&auditor(), 1, context(), disclosure.value(context())).unwrap();
    assert_eq!(format!("{figures:?}"), "Figures([redacted])");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_figures_come_back(figures in proptest::collection::vec(0..=TOP, 0..=MAX_FIGURES), bits in any::<u32>(), seed in any::<u64>()) {
        let mask = bits & ((1 << figures.len()) - 1);
        let disclosure = sealed(mask, &figures, seed);
        prop_assert_eq!(disclosure.ciphertext.len(), elements(figures.len()));
        let expected: Vec<Option<u128>> =
            figures.iter().enumerate().map(|(i, f)| (mask >> i & 1 == 1).then_some(*f)).collect();
        prop_assert_eq!(opened(&disclosure, figures.len()), Ok(expected));
    }
}
