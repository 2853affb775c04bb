//! Numbers in normal form, and fiscal years.

use super::{rng, run};
use crate::{
    Made,
    calendar::{fiscal_year, fiscal_year_by},
    integers::{days, element},
    text::Number,
};
use ark_bn254::Fr;
use ark_r1cs_std::GR1CSVar;
use covenant_gadgets::{calendar, poseidon::limbs64, text::is_normal};
use rand::Rng;

#[test]
fn numbers_in_normal_form() {
    let edges = [0, 0x1f, b' ', b'!', 0x60, b'a', b'z', b'{', b'~', 0x7f, 0x80, 0xff];
    let mut numbers: Vec<Vec<u8>> =
        edges.iter().flat_map(|b| [vec![*b], vec![*b, b'A'], vec![b'A', *b], vec![b'A', *b, b'B']]).collect();
    numbers.push(Vec::new());
    numbers.extend([30, 31, 32, 61, 62, 63, 64].map(|n| vec![b'Z'; n]));
    numbers.extend([63, 64].map(|n| [vec![b'Z'; n - 1], vec![b' ']].concat()));
    for number in numbers {
        let here = run(|cs| {
            let number = Number::new(cs, &number)?;
            number.is_normal()?;
            number.limbs()?.each_ref().map(GR1CSVar::value).into_iter().collect::<Made<Vec<Fr>>>()
        });
        let native = is_normal(&number).then(|| limbs64(&number).to_vec());
        assert_eq!(here, native, "{number:x?}");
    }
    assert!(run(|cs| Number::new(cs, &[b'Z'; 65])?.is_normal()).is_none());
}

#[test]
fn fiscal_years() {
    let mut rng = rng();
    let mut cases: Vec<(u32, u32)> =
        (0..60).map(|_| (rng.gen_range(0..=calendar::LAST_DAY), rng.gen_range(1..=12))).collect();
    cases.extend([(0, 1), (0, 2), (0, 12), (calendar::LAST_DAY, 1), (calendar::LAST_DAY, 12)]);
    for year in [1970, 1999, 2000, 2024, 2026, 2100, 2400] {
        for month in [1, 2, 3, 4, 12] {
            let first = calendar::first_of_month(year, month) - calendar::EPOCH;
            cases.extend([
                (first.saturating_sub(1), month),
                (first, month),
                (first + 364, month),
                (first + 365, month),
            ]);
        }
    }
    for (day, month) in cases {
        let year = calendar::fiscal_year(day, month);
        let here = run(|cs| fiscal_year(&days(cs, day)?, &element(cs, month.into())?)?.value());
        assert_eq!(here, Some(year.into()), "{day}, from month {month}");
        for other in [year - 1, year + 1] {
            let other = run(|cs| fiscal_year_by(&days(cs, day)?, &element(cs, month.into())?, other as u16));
            assert!(other.is_none(), "{day}, from month {month}");
        }
    }
    for month in [Fr::from(0u64), Fr::from(13u64), -Fr::from(1u64)] {
        assert!(run(|cs| fiscal_year(&days(cs, 20_779)?, &element(cs, month)?)).is_none());
    }
}
