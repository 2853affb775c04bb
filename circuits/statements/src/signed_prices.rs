//! A day's prices as a quorum of authorities signed them.

use crate::{Day, Fr, Member, Role, Signature, redact::redacted, roles::Quorum};
use covenant_gadgets::eddsa;

/// An authority's signature of a day's root.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct PriceSignature {
    /// The signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub signature: Signature,
    /// Whose it is.
    pub signer: Member,
}

redacted!(PriceSignature);

/// What keeps signatures from being a quorum's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Fewer than are needed, or none is.
    Number,
    /// The signer is not in the registry.
    NotRegistered,
    /// Its key is no price authority's.
    Role,
    /// The quorum does not name it, or names it before the one in front of it.
    Other,
    /// Its key was not valid yet on the day that it signed.
    NotYetValid,
    /// Its key is not valid any more on the day of judgement.
    Expired,
    /// The signature does not hold.
    Signature,
}

/// Whether as many authorities as the quorum needs signed this message, in the order of its list; more signatures are not looked at.
/// The signature that fails is named by its row.
pub(crate) fn check(
    quorum: &Quorum,
    signatures: &[PriceSignature],
    message: Fr,
    registry_root: Fr,
    [signed_on, as_of]: [Day; 2],
) -> Result<(), (Fault, Option<usize>)> {
    // A quorum of nobody signs nothing, and so prices nothing.
    let needed = usize::from(quorum.needed);
    if needed == 0 || signatures.len() < needed {
        return Err((Fault::Number, None));
    }
    let mut next = 0;
    for (i, signed) in signatures.iter().take(needed).enumerate() {
        let require = |holds: bool, fault| if holds { Ok(()) } else { Err((fault, Some(i))) };
        let leaf = &signed.signer.leaf;
        require(signed.signer.is_of(registry_root), Fault::NotRegistered)?;
        require(leaf.role == Role::PriceAuthority, Fault::Role)?;
        let place = quorum.authorities.iter().position(|party| *party == leaf.party);
        let place = place.filter(|place| *place >= next).ok_or((Fault::Other, Some(i)))?;
        next = place + 1;
        require(leaf.valid_from <= signed_on, Fault::NotYetValid)?;
        require(as_of <= leaf.valid_until, Fault::Expired)?;
        require(eddsa::verify_equation(&leaf.key, message, &signed.signature).is_ok(), Fault::Signature)?;
    }
    Ok(())
}
