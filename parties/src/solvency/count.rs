//! An auditor's count of accounts, signed with the key of the engagement.

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::solvency::{AccountCount, SignedCount};
use rand::{CryptoRng, RngCore};

use crate::Format;

impl Format for SignedCount {
    const KIND: &'static str = "covenant/account-count";
    const MALFORMED: &'static str = "count/malformed";
}

/// Signs a count.
pub fn sign<R: RngCore + CryptoRng>(count: AccountCount, key: &SecretKey, rng: &mut R) -> SignedCount {
    SignedCount { auditor: key.public(), signature: key.sign(count.message(), rng), count }
}

#[cfg(test)]
mod tests {
    use covenant_statements::{Fr, Network, PartyId};

    use super::*;

    #[test]
    fn a_count_is_its_auditors() {
        let mut rng = rand::thread_rng();
        let key = SecretKey::generate(&mut rng);
        let (entity, scope) = (PartyId(Fr::from(7u64)), Fr::from(9u64));
        let count =
            AccountCount { network: Network::Development, entity, scope, as_of: 1_796_000_000, accounts: 10 };
        let signed = sign(count, &key, &mut rng);
        assert!(signed.verify().is_ok());
        assert_eq!(SignedCount::from_json(&signed.to_json(), "count").unwrap(), signed);
        let changes: [fn(&mut AccountCount); 5] = [
            |c| c.network = Network::Production,
            |c| c.entity.0 += Fr::from(1u64),
            |c| c.scope += Fr::from(1u64),
            |c| c.as_of += 1,
            |c| c.accounts -= 1,
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = signed.clone();
            change(&mut changed.count);
            assert!(changed.verify().is_err(), "change {i}");
        }
    }
}
