//! What a debtor (or who may sign for it) signs.

use crate::{
    Amount, Bps, Capacity, Currency, Day, DocumentType, Fr, InvoiceNumber, Network, PartyId, ResponseCode,
    TextDigest, pack::pack, redact::redacted,
};
use covenant_gadgets::{optional::optional, poseidon::hash};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The signed tuple. Fields are in clear here; only its hash leaves the parties' machines. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Acknowledgement {
    /// Which network the signature is for.
    #[zeroize(skip)]
    pub network: Network,
    /// The response; only AP is financeable.
    #[zeroize(skip)]
    pub code: ResponseCode,
    /// The seller (creditor).
    pub seller: PartyId,
    /// The type from the one table.
    #[zeroize(skip)]
    pub document_type: DocumentType,
    /// The document's number in normal form.
    pub number: InvoiceNumber,
    /// Who owes.
    pub debtor: PartyId,
    /// In which capacity this is signed.
    #[zeroize(skip)]
    pub capacity: Capacity,
    /// The currency.
    #[zeroize(skip)]
    pub currency: Currency,
    /// The accepted amount, at most the document's payable amount.
    pub amount: Amount,
    /// Issue day.
    pub issue: Day,
    /// Due day: what the debtor signs, never parsed from payment terms.
    pub due: Day,
    /// The rate: 0 for invoices.
    pub rate: Bps,
    /// The day of signing.
    pub acknowledged_on: Day,
    /// The last day on which this may be relied upon.
    pub last_valid: Day,
    /// The digest of the terms agreed to (no set-off, notice of assignment), if any.
    pub terms: Option<TextDigest>,
    /// The digest of the account to be paid, if any.
    pub payee: Option<TextDigest>,
}

redacted!(Acknowledgement);

impl Acknowledgement {
    /// amount, issue, due, rate, acknowledged_on and last_valid_day in one element.
    #[must_use]
    pub fn packed_terms(&self) -> Fr {
        pack(&[
            (Fr::from(self.last_valid.get()), 32),
            (Fr::from(self.acknowledged_on.get()), 32),
            (Fr::from(self.rate.0), 32),
            (Fr::from(self.due.get()), 32),
            (Fr::from(self.issue.get()), 32),
            (Fr::from(self.amount.0), 64),
        ])
    }

    /// Whether there is a payee and whether there are terms, code, document type, capacity and currency in one element.
    #[must_use]
    pub fn packed_form(&self) -> Fr {
        let [has_terms, has_payee] = [self.terms.is_some(), self.payee.is_some()].map(Fr::from);
        pack(&[
            (Fr::from(self.currency.code()), 24),
            (Fr::from(self.capacity as u64), 8),
            (Fr::from(self.document_type.0), 16),
            (Fr::from(self.code.code()), 16),
            (has_terms, 1),
            (has_payee, 1),
        ])
    }

    /// The signed message.
    #[must_use]
    pub fn message(&self) -> Fr {
        let [length, l0, l1, l2] = self.number.limbs();
        let [terms, payee] = [self.terms, self.payee].map(|digest| optional(digest.map(|d| d.0))[1]);
        hash(
            "covenant/acknowledgement",
            &[
                self.network.to_field(),
                self.seller.0,
                length,
                l0,
                l1,
                l2,
                self.debtor.0,
                terms,
                payee,
                self.packed_terms(),
                self.packed_form(),
            ],
        )
    }
}

#[cfg(all(test, feature = "sample"))]
mod tests {
    use super::*;
    use crate::invoice::sample::World;
    use ark_ff::{AdditiveGroup, Field};

    #[test]
    fn no_digest_is_none() {
        let ack = World::new(1).acknowledgement;
        let message = |terms, payee| {
            let mut changed = ack.clone();
            (changed.terms, changed.payee) = (terms, payee);
            changed.message()
        };
        let none = message(None, None);
        for digest in [Fr::ZERO, Fr::ONE, -Fr::ONE].map(|x| Some(TextDigest(x))) {
            assert_ne!(message(digest, None), none);
            assert_ne!(message(None, digest), none);
            assert_ne!(message(None, digest), message(digest, None));
        }
    }

    #[test]
    fn a_wiped_acknowledgement_tells_nothing() {
        fn wiped_when_dropped<T: ZeroizeOnDrop>() {}
        wiped_when_dropped::<Acknowledgement>();
        wiped_when_dropped::<InvoiceNumber>();
        let mut ack = World::new(1).acknowledgement;
        ack.zeroize();
        assert_eq!(
            (ack.seller.0, ack.debtor.0, ack.amount, ack.rate),
            (Fr::ZERO, Fr::ZERO, Amount(0), Bps(0))
        );
        assert_eq!([ack.issue, ack.due, ack.acknowledged_on, ack.last_valid], [Day::MIN; 4]);
        assert_eq!((ack.terms, ack.payee, ack.number.as_str()), (None, None, ""));
    }
}
