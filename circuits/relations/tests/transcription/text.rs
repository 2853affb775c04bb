//! The normal form of a number: printable ASCII, no lower case, no blank at an end, bytes beyond its length zero.

use crate::{Cs, Element, Made, integers::require};
use ark_bn254::Fr;
use ark_r1cs_std::{alloc::AllocVar, cmp::CmpGadget, eq::EqGadget, prelude::UInt8, select::CondSelectGadget};
use std::ops::Not;

/// The most bytes.
const MOST: u8 = 64;

pub(crate) struct Number {
    length: UInt8<Fr>,
    bytes: Vec<UInt8<Fr>>,
}

impl Number {
    /// Any bytes; of more than 64 the first ones.
    pub(crate) fn new(cs: &Cs, bytes: &[u8]) -> Made<Self> {
        let byte = |value: u8| UInt8::new_witness(cs.clone(), || Ok(value));
        let value = |i: u8| bytes.get(usize::from(i)).copied().unwrap_or_default();
        Ok(Self {
            length: byte(bytes.len() as u8)?,
            bytes: (0..MOST).map(|i| byte(value(i))).collect::<Made<_>>()?,
        })
    }

    pub(crate) fn is_normal(&self) -> Made<()> {
        let at = UInt8::constant;
        let between = |x: &UInt8<Fr>, low, high| Ok(x.is_ge(&at(low))? & x.is_le(&at(high))?);
        require(&(self.length.is_ge(&at(1))? & self.length.is_le(&at(MOST))?))?;
        require(&self.bytes[0].is_neq(&at(b' '))?)?;
        for (i, byte) in (0..).zip(&self.bytes) {
            let allowed = between(byte, 0x20, 0x7e)? & between(byte, b'a', b'z')?.not();
            let used = at(i).is_lt(&self.length)?;
            require(&CondSelectGadget::conditionally_select(&used, &allowed, &byte.is_eq(&at(0))?)?)?;
            let last = self.length.is_eq(&at(i + 1))?;
            require(&(last & byte.is_eq(&at(b' '))?).not())?;
        }
        Ok(())
    }

    /// The length, then the big-endian integers of bytes 0 to 30, 31 to 61, 62 and 63.
    pub(crate) fn limbs(&self) -> Made<[Element; 4]> {
        let limb = |bytes: &[UInt8<Fr>]| {
            bytes.iter().try_fold(Element::Constant(Fr::from(0u64)), |sum, byte| {
                Ok(sum * Fr::from(256u64) + byte.to_fp()?)
            })
        };
        let (first, rest) = self.bytes.split_at(31);
        let (second, third) = rest.split_at(31);
        Ok([self.length.to_fp()?, limb(first)?, limb(second)?, limb(third)?])
    }
}
