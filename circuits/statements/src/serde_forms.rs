//! The JSON forms: each type is the string (or number) that the book's chapter "Encodings" gives it. What is made on the way is
//! wiped, since many of these values are secrets.

use crate::binding::{Address, ChainId, Selector};
use crate::collateral::LotClass;
use crate::pool::Figure;
use crate::price::{AssetId, Symbol};
use crate::vault::VaultName;
use crate::{
    Amount, Bps, Capacity, Currency, Day, DocumentType, FiscalRule, Identifier, InvoiceNumber, Kind, Lane,
    Network, PartyId, ResponseCode, Role, TextDigest, ValueError, field,
};
use alloc::string::{String, ToString};
use core::{fmt, marker::PhantomData};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use zeroize::Zeroizing;

/// Reads a string and parses it where it lies; the error names the type and never shows the value.
fn parse<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(&str) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text { read, reads: PhantomData })
}

struct Text<F, T> {
    read: F,
    reads: PhantomData<T>,
}

impl<T, F: FnOnce(&str) -> Result<T, ValueError>> Visitor<'_> for Text<F, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        self.visit_str(&Zeroizing::new(text))
    }
}

fn write<S: Serializer>(text: String, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&Zeroizing::new(text))
}

macro_rules! as_string {
    ($($type:ty: $write:expr, $read:expr;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let text: fn(&Self) -> String = $write;
                write(text(self), serializer)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                parse(deserializer, $read)
            }
        }
    )*};
}

fn field_of(what: &'static str, text: &str) -> Result<crate::Fr, ValueError> {
    field::from_hex(text)
        .map_err(|_| ValueError::new(what, "0x and 64 lower-case hexadecimal digits below the modulus"))
}

fn amount(text: &str) -> Result<u64, ValueError> {
    let error =
        ValueError::new("amount", "minor units as a decimal integer below 2^64, without leading zeros");
    if is_decimal(text) { text.parse().map_err(|_| error) } else { Err(error) }
}

/// Digits without leading zeros.
fn is_decimal(text: &str) -> bool {
    text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()))
}

/// A digest has its top three bits clear.
fn digest(what: &'static str, text: &str) -> Result<crate::Fr, ValueError> {
    let x = field_of(what, text)?;
    if field::to_be_bytes(&x)[0] < 0x20 { Ok(x) } else { Err(ValueError::new(what, "below 2^253")) }
}

/// An invoice number that is already in normal form.
fn number(text: &str) -> Result<InvoiceNumber, ValueError> {
    let number = InvoiceNumber::new(text)?;
    if number.as_str() == text {
        Ok(number)
    } else {
        Err(ValueError::new("invoice number", "the normal form"))
    }
}

as_string! {
    Amount: |a| a.0.to_string(), |s| amount(s).map(Amount);
    Day: ToString::to_string, str::parse;
    Currency: ToString::to_string, str::parse;
    Network: ToString::to_string, str::parse;
    ChainId: ToString::to_string, str::parse;
    Address: ToString::to_string, str::parse;
    Selector: ToString::to_string, str::parse;
    Identifier: ToString::to_string, str::parse;
    InvoiceNumber: |n| n.as_str().into(), number;
    PartyId: |p| field::to_hex(&p.0), |s| field_of("party id", s).map(PartyId);
    TextDigest: |d| field::to_hex(&d.0), |s| digest("digest", s).map(TextDigest);
    Symbol: ToString::to_string, str::parse;
    AssetId: |a| field::to_hex(&a.0), |s| digest("asset id", s).map(AssetId);
    VaultName: ToString::to_string, str::parse;
    Capacity: |c| c.name().into(), str::parse;
    Role: |r| r.name().into(), str::parse;
    ResponseCode: |c| c.as_str().into(), str::parse;
    LotClass: |c| c.name().into(), str::parse;
    Figure: |f| f.name().into(), str::parse;
    Kind: |k| match k { Kind::Invoice => "invoice", Kind::Loan => "loan" }.into(), |s| match s {
        "invoice" => Ok(Kind::Invoice),
        "loan" => Ok(Kind::Loan),
        _ => Err(ValueError::new("kind", "invoice or loan")),
    };
    Lane: |l| match l { Lane::Acknowledged => "acknowledged", Lane::TaxAuthority => "tax-authority" }.into(), |s| match s {
        "acknowledged" => Ok(Lane::Acknowledged),
        "tax-authority" => Ok(Lane::TaxAuthority),
        _ => Err(ValueError::new("lane", "acknowledged or tax-authority")),
    };
}

macro_rules! as_number {
    ($($type:ty: $raw:ty, $write:expr, $read:expr;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&Self) -> $raw = $write;
                write(self).serialize(serializer)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let read: fn($raw) -> Result<Self, ValueError> = $read;
                read(<$raw>::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    )*};
}

as_number! {
    Bps: u32, |b| b.0, |n| Ok(Bps(n));
    DocumentType: u16, |t| t.0, |n| Ok(DocumentType(n));
    FiscalRule: u8, |r| r.month() as u8, FiscalRule::from_month;
}

/// `#[serde(with)]` for minor units that no [`Amount`] is made of.
pub mod decimal {
    use super::*;

    /// A decimal integer as a string, since JSON's numbers end where other readers' do.
    pub fn serialize<S: Serializer>(units: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        write(units.to_string(), serializer)
    }

    /// The same, without leading zeros.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        parse(deserializer, amount)
    }
}

/// `#[serde(with)]` for sums of minor units.
pub mod decimals {
    use super::*;
    use alloc::vec::Vec;

    /// One of them.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Sum(#[serde(with = "one")] u128);

    mod one {
        use super::*;

        pub(super) fn serialize<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
            write(sum.to_string(), serializer)
        }

        pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
            let error = ValueError::new("sum", "a decimal integer below 2^128, without leading zeros");
            parse(
                deserializer,
                |text| {
                    if is_decimal(text) { text.parse().map_err(|_| error) } else { Err(error) }
                },
            )
        }
    }

    /// Each a decimal integer as a string.
    pub fn serialize<S: Serializer>(sums: &[u128], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(sums.iter().map(|sum| Sum(*sum)))
    }

    /// The same, without leading zeros.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u128>, D::Error> {
        Ok(Vec::<Sum>::deserialize(deserializer)?.into_iter().map(|sum| sum.0).collect())
    }
}

/// `#[serde(with)]` for 32 bytes.
pub mod bytes32_hex {
    use super::*;

    /// `0x` and 64 digits.
    pub fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::from("0x");
        text.push_str(&field::bytes_hex(bytes));
        write(text, serializer)
    }

    /// `0x` and 64 lower-case digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let error = ValueError::new("32 bytes", "0x and 64 lower-case hexadecimal digits");
        parse(deserializer, |text| {
            let bytes = field::hex_bytes(text.strip_prefix("0x").ok_or(error)?).map_err(|_| error)?;
            bytes.try_into().map_err(|_| error)
        })
    }
}

/// `#[serde(with)]` for a list of field elements.
pub mod fields_hex {
    use super::*;
    use alloc::vec::Vec;

    /// One element of the list.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Element(#[serde(with = "super::field_hex")] crate::Fr);

    /// Each as `0x` and 64 digits.
    pub fn serialize<S: Serializer>(list: &[crate::Fr], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|x| Element(*x)))
    }

    /// Each as `0x` and 64 digits, below the modulus.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<crate::Fr>, D::Error> {
        Ok(Vec::<Element>::deserialize(deserializer)?.into_iter().map(|element| element.0).collect())
    }
}

/// `#[serde(with)]` for a field element.
pub mod field_hex {
    use super::*;

    /// `0x` and 64 digits.
    pub fn serialize<S: Serializer>(x: &crate::Fr, serializer: S) -> Result<S::Ok, S::Error> {
        write(field::to_hex(x), serializer)
    }

    /// `0x` and 64 digits, below the modulus.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<crate::Fr, D::Error> {
        parse(deserializer, |s| field_of("field element", s))
    }
}

/// `#[serde(with)]` for a point of Baby Jubjub.
pub mod point_hex {
    use super::*;
    use covenant_gadgets::babyjubjub::codec;

    /// `packPoint` as 64 digits.
    pub fn serialize<S: Serializer>(point: &crate::Point, serializer: S) -> Result<S::Ok, S::Error> {
        write(codec::to_hex(point), serializer)
    }

    /// `packPoint` as 64 digits, a point on the curve in any subgroup.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<crate::Point, D::Error> {
        parse(deserializer, |s| {
            codec::from_hex(s).map_err(|_| ValueError::new("point", "a packed point of Baby Jubjub"))
        })
    }
}

/// `#[serde(with)]` for a signature.
pub mod signature_hex {
    use super::*;

    /// 128 digits.
    pub fn serialize<S: Serializer>(signature: &crate::Signature, serializer: S) -> Result<S::Ok, S::Error> {
        write(field::bytes_hex(&*Zeroizing::new(signature.to_bytes())), serializer)
    }

    /// 128 digits, canonical in both halves.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<crate::Signature, D::Error> {
        let error = ValueError::new("signature", "128 lower-case hexadecimal digits, canonical");
        parse(deserializer, |s| {
            let bytes = Zeroizing::new(field::hex_bytes(s).map_err(|_| error)?);
            crate::Signature::from_bytes(&bytes).map_err(|_| error)
        })
    }
}

/// `#[serde(with)]` for a scalar of Baby Jubjub.
pub mod scalar_hex {
    use super::*;
    use covenant_gadgets::babyjubjub::{Scalar, codec};

    /// 64 digits, little-endian.
    pub fn serialize<S: Serializer>(scalar: &Scalar, serializer: S) -> Result<S::Ok, S::Error> {
        write(field::bytes_hex(&*Zeroizing::new(codec::scalar_to_bytes(scalar))), serializer)
    }

    /// 64 digits, little-endian, below ℓ.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
        let error = ValueError::new("scalar", "64 lower-case hexadecimal digits below the group's order");
        parse(deserializer, |s| {
            let bytes = Zeroizing::new(field::hex_bytes(s).map_err(|_| error)?);
            let bytes = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| error)?);
            codec::scalar_from_bytes(&bytes).ok_or(error)
        })
    }
}

/// Paths of a fixed depth.
mod path {
    use super::*;
    use alloc::vec::Vec;
    use covenant_gadgets::merkle::Path;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        index: u32,
        siblings: Vec<[Element; 3]>,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Element(#[serde(with = "field_hex")] crate::Fr);

    pub(super) fn write<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        let siblings = path.siblings.iter().map(|level| level.map(Element)).collect();
        Form { index: path.index, siblings }.serialize(serializer)
    }

    pub(super) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        depth: usize,
        error: ValueError,
    ) -> Result<Path, D::Error> {
        let Form { index, siblings } = Form::deserialize(deserializer)?;
        if siblings.len() != depth || index >> (2 * depth) != 0 {
            return Err(D::Error::custom(error));
        }
        Ok(Path { index, siblings: siblings.into_iter().map(|level| level.map(|e| e.0)).collect() })
    }
}

/// `#[serde(with)]` for a path in the registry's tree.
pub mod path_form {
    use super::*;
    use covenant_gadgets::merkle::Path;

    /// The leaf's index and the siblings, level by level.
    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        super::path::write(path, serializer)
    }

    /// Exactly the registry's number of levels.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Path, D::Error> {
        let error = ValueError::new("path", "12 levels of three siblings");
        super::path::read(deserializer, crate::party::REGISTRY_DEPTH, error)
    }
}

/// `#[serde(with)]` for a path in the tree of a day's prices.
pub mod price_path_form {
    use super::*;
    use covenant_gadgets::merkle::Path;

    /// The leaf's index and the siblings, level by level.
    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        super::path::write(path, serializer)
    }

    /// Exactly the tree's number of levels.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Path, D::Error> {
        let error = ValueError::new("price's path", "6 levels of three siblings");
        super::path::read(deserializer, crate::price::PRICE_DEPTH, error)
    }
}

/// `#[serde(with)]` for the nullifier registry's answer.
pub mod evaluation_form {
    use super::*;
    use covenant_gadgets::{babyjubjub::Scalar, voprf::Evaluation};

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[serde(with = "point_hex")]
        evaluated: crate::Point,
        #[serde(with = "field_hex")]
        c: crate::Fr,
        #[serde(with = "scalar_hex")]
        s: Scalar,
    }

    /// E, c and s.
    pub fn serialize<S: Serializer>(evaluation: &Evaluation, serializer: S) -> Result<S::Ok, S::Error> {
        let Evaluation { evaluated, c, s } = *evaluation;
        Form { evaluated, c, s }.serialize(serializer)
    }

    /// E, c and s, canonical; the proof is not checked here.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Evaluation, D::Error> {
        let Form { evaluated, c, s } = Form::deserialize(deserializer)?;
        Ok(Evaluation { evaluated, c, s })
    }
}
