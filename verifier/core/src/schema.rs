//! The JSON schema of attestations' statements, for documentation and for other implementations.
//!
//! A schema says less than this crate checks: that a string is canonical and below the modulus, that the payload is
//! in its one encoding, that parts agree. It is generated, never read.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::attestation::obligation::{ObligationStatement, PREDICATE_TYPE};

/// The schema of an obligation's statement: the payload of the envelope.
#[must_use]
pub fn obligation_statement() -> Schema {
    let mut schema = schemars::schema_for!(ObligationStatement);
    if let Some(Value::Object(predicate_type)) = schema.pointer_mut("/properties/predicateType") {
        predicate_type.insert(String::from("const"), Value::from(PREDICATE_TYPE));
    }
    schema
}

/// Strings of one form, as types for the generator.
macro_rules! strings {
    ($($(#[doc = $doc:literal])* $name:ident: $pattern:literal;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let description = concat!($($doc),*).trim();
                json_schema!({ "type": "string", "pattern": $pattern, "description": description })
            }
        }
    )*};
}

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
    /// Three letters of ISO 4217.
    Currency: "^[A-Z]{3}$";
    /// A kind of obligation.
    Kind: "^(invoice|loan)$";
    /// How an obligation is attested.
    Lane: "^(acknowledged|tax-authority)$";
    /// In which capacity an acknowledgement is signed.
    Capacity: "^(debtor|agent|verification-agent)$";
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

/// The form of [`covenant_statements::ObligationPolicy`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(crate) struct ObligationPolicy {
    /// The form of this document: 1.
    version: u32,
    /// The largest accepted amount.
    max_amount: Amount,
    /// due ≤ issue + this many days.
    max_tenor_days: u32,
    /// In the tax lane, due = issue + this many days.
    tax_lane_tenor_days: u32,
    /// Financeable kinds.
    kinds: Vec<Kind>,
    /// Capacities in which an acknowledgement is taken.
    capacities: Vec<Capacity>,
    /// Lanes that are taken.
    lanes: Vec<Lane>,
    /// Currencies.
    #[schemars(length(min = 1, max = 8))]
    currencies: Vec<Currency>,
    /// Digests of terms; the zero digest allows an acknowledgement without any.
    #[schemars(length(min = 1, max = 4))]
    terms: Vec<Field>,
    /// Whether any payee account will do.
    any_payee: bool,
    /// Digests of payee accounts.
    #[schemars(length(max = 4))]
    payees: Vec<Field>,
    /// Verification agents' party ids.
    #[schemars(length(max = 4))]
    verification_agents: Vec<Field>,
}

/// The schema as the file in the book holds it.
#[must_use]
pub fn to_text(schema: &Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}
