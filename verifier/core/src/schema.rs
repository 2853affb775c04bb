//! The JSON schema of attestations' statements, for documentation and for other implementations.
//!
//! A schema says less than this crate checks: that a string is canonical and below the modulus, that the payload is
//! in its one encoding, that parts agree. It is generated, never read.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::attestation::table::TABLE;
use crate::attestation::{Predicate, collateral, coverage, obligation, pool};
use crate::intoto::Statement;

/// The schemas of all statements (the payloads of envelopes), each with the name of its file: `obligation-v1.json` for a predicate type that ends in
/// `/obligation/v1`.
#[must_use]
pub fn all() -> Vec<(String, Schema)> {
    TABLE.iter().map(|row| (file_name(row.predicate_type), (row.schema)())).collect()
}

/// The schemas of the documents that are policies, each with the name of its file: `collateral-policy-v1.json`.
#[must_use]
pub fn policies() -> Vec<(String, Schema)> {
    let named = |name: &str, schema: Schema| (format!("{name}-policy-v1.json"), schema);
    Vec::from([
        named("obligation", obligation::policy_schema()),
        named("collateral", collateral::policy_schema()),
        named("pool", pool::policy_schema()),
        named("solvency", coverage::policy_schema()),
    ])
}

/// The last two segments of a predicate's type, as a file's name.
fn file_name(predicate_type: &str) -> String {
    let mut segments = predicate_type.rsplit('/');
    let (version, name) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    format!("{name}-{version}.json")
}

/// The schema of one statement.
pub(crate) fn of_statement<P: Predicate>() -> Schema {
    let mut schema = schemars::schema_for!(Statement<P>);
    if let Some(Value::Object(predicate_type)) = schema.pointer_mut("/properties/predicateType") {
        predicate_type.insert(String::from("const"), Value::from(P::TYPE));
    }
    schema
}

/// Strings of one form, as types for the generator.
macro_rules! strings {
    ($($(#[doc = $doc:literal])* $name:ident: $pattern:literal;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name;

        impl schemars::JsonSchema for $name {
            fn schema_name() -> alloc::borrow::Cow<'static, str> {
                alloc::borrow::Cow::Borrowed(stringify!($name))
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let description = concat!($($doc),*).trim();
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "description": description })
            }
        }
    )*};
}

pub(crate) use strings;

strings! {
    /// A field element: 0x and 64 lower-case hexadecimal digits, big-endian, below the modulus.
    Field: "^0x[0-9a-f]{64}$";
    /// A field element without 0x, as in-toto's digest sets write digests.
    BareField: "^[0-9a-f]{64}$";
    /// 32 bytes: 0x and 64 lower-case hexadecimal digits.
    Word: "^0x[0-9a-f]{64}$";
    /// A SHA-256 digest: 64 lower-case hexadecimal digits.
    Sha256: "^[0-9a-f]{64}$";
    /// A point of Baby Jubjub: circomlib's packPoint as 64 lower-case hexadecimal digits.
    Point: "^[0-9a-f]{64}$";
    /// A Groth16 proof: 256 bytes as 512 lower-case hexadecimal digits.
    Proof: "^[0-9a-f]{512}$";
    /// Bytes, two lower-case hexadecimal digits each.
    Bytes: "^([0-9a-f]{2})*$";
    /// A day: YYYY-MM-DD.
    Day: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    /// A network.
    Network: "^covenant-(development|production)$";
    /// A chain by CAIP-2.
    Chain: "^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$";
    /// An address: 0x and 40 lower-case digits, or 64 where the first twelve bytes are not all zero.
    Address: "^0x([0-9a-f]{40}|[0-9a-f]{64})$";
    /// Minor units as a decimal integer below 2^64.
    Amount: "^(0|[1-9][0-9]{0,19})$";
}

/// Basis points of a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share;

impl JsonSchema for Share {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Share")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": 10_000 })
    }
}

/// An index in a public log. 2^64 − 1 is not one: an Ethereum attestation says null with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogIndex;

impl JsonSchema for LogIndex {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("LogIndex")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": u64::MAX - 1 })
    }
}

/// The form of [`covenant_statements::Context`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(crate) struct Context {
    /// The circuit's version and key.
    selector: Word,
    /// The chain by CAIP-2.
    chain: Chain,
    /// The contract that spends the nullifier.
    contract: Address,
    /// To whom rights go.
    beneficiary: Address,
    /// The last second at which it may be used, since 1970-01-01T00:00:00Z.
    expiry: u64,
    /// How often the nullifier was registered at the contract before.
    sequence: u32,
}

/// The form of [`covenant_statements::disclosure::DisclosureForm`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone, for the statements that disclose")]
pub(crate) struct Disclosure {
    /// To whom: the auditor's public key.
    auditor_key: Point,
    /// The ephemeral public key, of this disclosure alone.
    ephemeral_key: Point,
    /// The names of the disclosed figures, in the statement's order.
    figures: Vec<String>,
    /// The encrypted figures of the statement, three to an element.
    ciphertext: Vec<Field>,
}

/// The schema as the file in the book holds it.
#[must_use]
pub fn to_text(schema: &Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}
