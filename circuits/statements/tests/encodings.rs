//! Properties of the encodings, for random values and those at the edges: JSON keeps every value, and what is hashed tells
//! values apart.

use covenant_statements::{
    Leaf, ObligationPolicy,
    arb::{arb_acknowledgement, arb_leaf, arb_policy},
    invoice::Acknowledgement,
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// Through JSON and back; the text that comes of it is the same again.
fn through_json<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).unwrap();
    let back = serde_json::from_str::<T>(&text).unwrap();
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
    back
}

proptest! {
    #[test]
    fn acknowledgements(a in arb_acknowledgement(), b in arb_acknowledgement()) {
        let back: Acknowledgement = through_json(&a);
        prop_assert!(back == a && back.message() == a.message());
        prop_assert_eq!(a == b, a.message() == b.message());
    }

    #[test]
    fn optional_digests_tell(a in arb_acknowledgement(), b in arb_acknowledgement()) {
        let mut other = a.clone();
        (other.terms, other.payee) = (b.terms, b.payee);
        prop_assert_eq!(other == a, other.message() == a.message());
    }

    #[test]
    fn leaves(a in arb_leaf(), b in arb_leaf()) {
        let back: Leaf = through_json(&a);
        prop_assert!(back == a && back.hash() == a.hash());
        let other = Leaf { principal: b.principal, fiscal_rule: b.fiscal_rule, ..a.clone() };
        prop_assert_eq!(other == a, other.hash() == a.hash());
    }

    #[test]
    fn policies(a in arb_policy(), b in arb_policy()) {
        prop_assert_eq!(a.validate(), Ok(()));
        let back: ObligationPolicy = through_json(&a);
        prop_assert_eq!(back.digest(), a.digest());
        prop_assert_eq!(back, a.clone());
        for list in 0..4 {
            let mut other = a.clone();
            match list {
                0 => other.currencies = b.currencies.clone(),
                1 => other.terms = b.terms.clone(),
                2 => other.payees = b.payees.clone(),
                _ => other.verification_agents = b.verification_agents.clone(),
            }
            prop_assert_eq!(other == a, other.digest() == a.digest());
        }
    }
}
