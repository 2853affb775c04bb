//! The rules of the reserves in plain Rust, clause by clause in the circuit's order; the first that fails is named, with its row.

use super::{Claim, MAX_RESERVES, SignedReserve};
use crate::{Day, Fr, Role, violation::rules};
use covenant_gadgets::eddsa;

/// The clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// The scope's assets, the policy, the moment.
    Documents,
    /// What custodians signed.
    Statements,
    /// Each reserve once.
    Nullifiers,
}

impl Clause {
    /// The circuit's namespace.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Statements => "statements",
            Self::Nullifiers => "nullifiers",
        }
    }
}

rules! {
    /// the scope has no asset, more than 32, or one twice
    ScopeAssets = "reserves/scope-assets", "scope.assets", Documents;
    /// the moment is after the year 9999
    Moment = "reserves/moment", "as_of", Documents;
    /// there is no statement of a custodian
    NoStatement = "reserves/no-statement", "reserves", Statements;
    /// the largest circuit takes 64 statements
    TooManyStatements = "reserves/too-many-statements", "reserves", Statements;
    /// the statement was signed for another network
    Network = "reserves/network", "reserve.network", Statements;
    /// the statement is of what is held for another entity
    OtherEntity = "reserves/other-entity", "reserve.entity", Statements;
    /// the statement was signed for another scope, whose units may be others
    OtherScope = "reserves/other-scope", "reserve.scope", Statements;
    /// the statement is of another moment
    OtherMoment = "reserves/other-moment", "reserve.as_of", Statements;
    /// the statement is of an asset that the scope does not have
    OtherAsset = "reserves/other-asset", "reserve.asset", Statements;
    /// more is encumbered than there is
    EncumberedOverQuantity = "reserves/encumbered-over-quantity", "reserve.encumbered", Statements;
    /// the custodian's key is not in the registry of this root
    CustodianNotRegistered = "reserves/custodian-not-registered", "custodian", Statements;
    /// the key that signed the statement is not a custodian's
    CustodianRole = "reserves/custodian-role", "custodian.role", Statements;
    /// the entity is its own custodian, which the policy does not take
    OwnCustodian = "reserves/own-custodian", "custodian.party", Statements;
    /// the custodian's key was not valid yet on the day
    CustodianNotYetValid = "reserves/custodian-not-yet-valid", "as_of", Statements;
    /// the custodian's key had expired or was revoked by the day
    CustodianExpired = "reserves/custodian-expired", "as_of", Statements;
    /// the custodian's signature of the statement does not hold
    StatementSignature = "reserves/statement-signature", "reserve.signature", Statements;
    /// another statement has the same nullifier
    NullifierTwice = "reserves/nullifier-twice", "reserve.nullifier", Nullifiers;
}

fn require(holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::of(rule)) }
}

/// All rules.
///
/// # Errors
/// The first that fails.
pub fn check(claim: &Claim) -> Result<(), Violation> {
    let setting = &claim.setting;
    require(setting.scope.has_assets(), Rule::ScopeAssets)?;
    let day = setting.day().ok_or(Violation::of(Rule::Moment))?;
    require(!claim.reserves.is_empty(), Rule::NoStatement)?;
    require(claim.reserves.len() <= MAX_RESERVES, Rule::TooManyStatements)?;
    let scope = setting.scope.digest();
    for (i, signed) in claim.reserves.iter().enumerate() {
        statement(claim, (day, scope), signed).map_err(|rule| Violation::at(rule, i))?;
    }
    let nullifiers = claim.nullifiers();
    let twice = (1..nullifiers.len()).find(|i| nullifiers[..*i].contains(&nullifiers[*i]));
    twice.map_or(Ok(()), |i| Err(Violation::at(Rule::NullifierTwice, i)))
}

fn statement(claim: &Claim, (day, scope): (Day, Fr), signed: &SignedReserve) -> Result<(), Rule> {
    let require = |holds: bool, rule| if holds { Ok(()) } else { Err(rule) };
    let (setting, SignedReserve { reserve, signature, signer }) = (&claim.setting, signed);
    require(reserve.network == setting.network, Rule::Network)?;
    require(reserve.entity == setting.entity, Rule::OtherEntity)?;
    require(reserve.scope == scope, Rule::OtherScope)?;
    require(reserve.as_of == setting.as_of, Rule::OtherMoment)?;
    require(setting.scope.ids().any(|id| id == reserve.asset), Rule::OtherAsset)?;
    require(reserve.counted().is_some(), Rule::EncumberedOverQuantity)?;
    let leaf = &signer.leaf;
    require(signer.is_of(setting.registry_root), Rule::CustodianNotRegistered)?;
    require(leaf.role == Role::Custodian, Rule::CustodianRole)?;
    require(setting.policy.own_custodian || leaf.party != setting.entity, Rule::OwnCustodian)?;
    require(leaf.valid_from <= day, Rule::CustodianNotYetValid)?;
    require(day <= leaf.valid_until, Rule::CustodianExpired)?;
    let verified = eddsa::verify_equation(&leaf.key, reserve.message(), signature);
    require(verified.is_ok(), Rule::StatementSignature)
}
