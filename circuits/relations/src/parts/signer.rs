//! A signature by somebody whom the statement names: membership, role, validity, signature. Places for signatures that need not be there
//! hold an entry that satisfies the dates and nothing else.

use super::member::MemberVar;
use crate::Cs;
use covenant_gadgets::{
    babyjubjub::Scalar,
    compare::{Uint, less_or_equal},
    cs::{Bit, Num},
    eddsa::{self, var::SignatureVar},
    merkle::Path,
};
use covenant_statements::{Day, Fr, Leaf, Member, PartyId, Point, Role, Signature};

/// A signer's entry and its signature as private inputs.
pub struct SignerVar {
    member: MemberVar,
    signature: SignatureVar,
}

/// What stands where nobody signs.
fn nobody() -> (Member, Signature) {
    let identity = Point::new_unchecked(Fr::from(0u64), Fr::from(1u64));
    let leaf = Leaf {
        role: Role::Servicer,
        party: PartyId(Fr::from(0u64)),
        principal: None,
        fiscal_rule: None,
        key: identity,
        valid_from: Day::MIN,
        valid_until: Day::MAX,
        salt: Fr::from(0u64),
    };
    let member = Member { leaf, path: Path { index: 0, siblings: Vec::new() } };
    (member, Signature { r: identity, s: Scalar::default() })
}

impl SignerVar {
    /// Allocates what there is.
    pub fn allocate(cs: &mut Cs, signed: Option<(&Member, &Signature)>) -> Self {
        let nobody = nobody();
        let (member, signature) = signed.unwrap_or((&nobody.0, &nobody.1));
        Self {
            member: MemberVar::allocate(cs, member),
            signature: SignatureVar::input(cs, "signature", signature),
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn party(&self) -> &Num {
        &self.member.party
    }

    /// The signer is registered in this role, was valid on the day of signing and still is on the day of judgement.
    pub fn enforce_registered(
        &self,
        cs: &mut Cs,
        condition: &Bit,
        role: Role,
        registry_root: &Num,
        [signed_on, as_of]: [&Uint; 2],
    ) {
        let role = Num::constant(Fr::from(role as u64));
        match condition.num().as_constant() {
            Some(_) => self.member.enforce_registered(cs, &role, registry_root),
            None => self.member.enforce_registered_if(cs, condition, &role, registry_root),
        }
        cs.scoped("valid-from", |cs| less_or_equal(cs, &self.member.valid_from, signed_on));
        cs.scoped("valid-until", |cs| less_or_equal(cs, as_of, &self.member.valid_until));
    }

    /// It signed this message.
    pub fn enforce_signed(&self, cs: &mut Cs, condition: &Bit, message: &Num) {
        match condition.num().as_constant() {
            Some(_) => eddsa::var::verify(cs, &self.member.key, message, &self.signature),
            None => eddsa::var::verify_if(cs, condition, &self.member.key, message, &self.signature),
        }
    }
}
