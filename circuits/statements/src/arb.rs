//! Strategies for property tests (feature `proptest`): each type's values, those at its edges often.

use crate::{
    Amount, Bps, Capacity, Currency, Day, DocumentType, FiscalRule, Fr, InvoiceNumber, Kind, Lane, Leaf,
    Network, ObligationPolicy, PartyId, ResponseCode, Role, TextDigest, invoice::Acknowledgement,
    policy::slots,
};
use alloc::{string::String, vec::Vec};
use ark_ff::{Field, PrimeField};
use core::fmt::Debug;
use covenant_gadgets::babyjubjub::{generator, mul};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
};

/// A field element: 0, 1, p − 1, 2²⁵³ and others.
pub fn arb_element() -> impl Strategy<Value = Fr> {
    prop_oneof![
        1 => select(alloc::vec![Fr::from(0u64), Fr::ONE, -Fr::ONE, Fr::from(2u64).pow([253])]),
        1 => any::<[u8; 32]>().prop_map(|bytes| Fr::from_be_bytes_mod_order(&bytes)),
    ]
}

/// An amount.
pub fn arb_amount() -> impl Strategy<Value = Amount> {
    prop_oneof![select(alloc::vec![0, 1, u64::MAX - 1, u64::MAX]), 1..1_000_000_000u64, any::<u64>()]
        .prop_map(Amount)
}

/// A rate.
pub fn arb_bps() -> impl Strategy<Value = Bps> {
    prop_oneof![Just(0), 0..20_000u32, any::<u32>()].prop_map(Bps)
}

/// A day.
pub fn arb_day() -> impl Strategy<Value = Day> {
    prop_oneof![Just(Day::MIN.get()), Just(Day::MAX.get()), 20_000..21_000u32, 0..=Day::MAX.get()]
        .prop_map(|days| Day::new(days).unwrap_or(Day::MAX))
}

/// A currency.
pub fn arb_currency() -> impl Strategy<Value = Currency> {
    "[A-Z]{3}".prop_filter_map("three letters are a currency", |code: String| code.parse().ok())
}

/// A network.
pub fn arb_network() -> impl Strategy<Value = Network> {
    select(alloc::vec![Network::Development, Network::Production])
}

/// A party id; any element is one.
pub fn arb_party() -> impl Strategy<Value = PartyId> {
    arb_element().prop_map(PartyId)
}

/// A digest of a text, in the range that the JSON form takes.
pub fn arb_digest() -> impl Strategy<Value = TextDigest> {
    prop_oneof![Just(TextDigest(Fr::from(0u64))), any::<[u8; 8]>().prop_map(|text| TextDigest::of(&text)),]
}

/// A number in normal form.
pub fn arb_number() -> impl Strategy<Value = InvoiceNumber> {
    prop_oneof!["[0-9A-Z/.-]{1,20}", "[!-`{-~]([ -`{-~]{0,62}[!-`{-~])?"]
        .prop_filter_map("one of these is a number", |text: String| InvoiceNumber::new(&text).ok())
}

/// A document type, financeable or not.
pub fn arb_document_type() -> impl Strategy<Value = DocumentType> {
    prop_oneof![
        3 => select(alloc::vec![DocumentType::INVOICE, DocumentType::LOAN]),
        1 => any::<u16>().prop_map(DocumentType),
    ]
}

/// A capacity.
pub fn arb_capacity() -> impl Strategy<Value = Capacity> {
    select(Capacity::ALL.to_vec())
}

/// A response code.
pub fn arb_response_code() -> impl Strategy<Value = ResponseCode> {
    select(ResponseCode::ALL.map(|(code, _)| code).to_vec())
}

/// A role.
pub fn arb_role() -> impl Strategy<Value = Role> {
    select(Role::ALL.map(|(role, _)| role).to_vec())
}

/// A fiscal rule.
pub fn arb_fiscal_rule() -> impl Strategy<Value = FiscalRule> {
    (1..=12u8).prop_filter_map("a month is a rule", |month| FiscalRule::from_month(month).ok())
}

/// A list of 0 to `most` values.
pub fn arb_list<T: Debug>(values: impl Strategy<Value = T>, most: usize) -> impl Strategy<Value = Vec<T>> {
    vec(values, 0..=most)
}

/// A registry entry, of whatever role, with or without principal and fiscal rule.
pub fn arb_leaf() -> impl Strategy<Value = Leaf> {
    let what = (arb_role(), arb_party(), option::of(arb_party()), option::of(arb_fiscal_rule()));
    (what, any::<u64>(), arb_day(), arb_day(), arb_element()).prop_map(
        |((role, party, principal, fiscal_rule), key, valid_from, valid_until, salt)| Leaf {
            role,
            party,
            principal,
            fiscal_rule,
            key: mul(&generator(), &key.into()),
            valid_from,
            valid_until,
            salt,
        },
    )
}

/// A policy that is well-formed.
pub fn arb_policy() -> impl Strategy<Value = ObligationPolicy> {
    let limits = (arb_amount(), any::<u32>(), any::<u32>());
    let masks = (
        subsequence(alloc::vec![Kind::Invoice, Kind::Loan], 1..=2),
        subsequence(Capacity::ALL.to_vec(), 1..=3),
        subsequence(alloc::vec![Lane::Acknowledged, Lane::TaxAuthority], 1..=2),
    );
    let lists = (
        vec(arb_currency(), 1..=slots::CURRENCIES),
        arb_list(arb_digest(), slots::TERMS),
        arb_list(arb_digest(), slots::PAYEES),
        arb_list(arb_party(), slots::AGENTS),
    );
    (limits, masks, lists, any::<bool>(), any::<bool>()).prop_map(
        |(limits, (kinds, capacities, lanes), lists, without_terms, any_payee)| {
            let (max_amount, max_tenor_days, tax_lane_tenor_days) = limits;
            let (currencies, terms, payees, verification_agents) = lists;
            ObligationPolicy {
                version: 1,
                max_amount,
                max_tenor_days,
                tax_lane_tenor_days,
                kinds,
                capacities,
                lanes,
                currencies,
                without_terms: without_terms || terms.is_empty(),
                terms,
                any_payee,
                payees,
                verification_agents,
            }
        },
    )
}

/// An acknowledgement of anything by anybody.
pub fn arb_acknowledgement() -> impl Strategy<Value = Acknowledgement> {
    let what = (arb_network(), arb_response_code(), arb_document_type(), arb_number(), arb_capacity());
    let who = (arb_party(), arb_party());
    let money = (arb_currency(), arb_amount(), arb_bps());
    let days = (arb_day(), arb_day(), arb_day(), arb_day());
    (what, who, money, days, option::of(arb_digest()), option::of(arb_digest())).prop_map(
        |((network, code, document_type, number, capacity), (seller, debtor), money, days, terms, payee)| {
            let ((currency, amount, rate), (issue, due, acknowledged_on, last_valid)) = (money, days);
            Acknowledgement {
                network,
                code,
                seller,
                document_type,
                number,
                debtor,
                capacity,
                currency,
                amount,
                issue,
                due,
                rate,
                acknowledged_on,
                last_valid,
                terms,
                payee,
            }
        },
    )
}
