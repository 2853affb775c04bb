//! Rule 6, what appraisers signed.

use super::{Claim, Rule, Violation, require, require_at};
use crate::{
    Role,
    collateral::{APPRAISALS, SignedAppraisal},
};
use covenant_gadgets::eddsa;

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    require(claim.appraisals.len() <= APPRAISALS, Rule::TooManyAppraisals)?;
    let mut last = None;
    for (i, signed) in claim.appraisals.iter().enumerate() {
        require_at(i, signed.appraisal.is_of_its_form(), Rule::AppraisalForm)?;
        document(claim, i, signed)?;
        signer(claim, i, signed)?;
        for (j, lot) in signed.appraisal.lots.iter().enumerate() {
            require_at(j, last.is_none_or(|last| last < lot.lot), Rule::LotOrder)?;
            last = Some(lot.lot);
        }
    }
    Ok(())
}

fn document(claim: &Claim, i: usize, signed: &SignedAppraisal) -> Result<(), Violation> {
    let appraisal = &signed.appraisal;
    require_at(i, appraisal.network == claim.network, Rule::AppraisalNetwork)?;
    require_at(i, appraisal.vault == claim.ledger.vault, Rule::AppraisalVault)?;
    require_at(i, appraisal.currency == claim.policy.currency, Rule::AppraisalCurrency)?;
    require_at(i, appraisal.day <= claim.as_of, Rule::AppraisalInFuture)?;
    let age = claim.as_of.get().saturating_sub(appraisal.day.get());
    require_at(i, age <= claim.policy.max_appraisal_age_days, Rule::AppraisalTooOld)
}

fn signer(claim: &Claim, i: usize, signed: &SignedAppraisal) -> Result<(), Violation> {
    let (leaf, appraisal) = (&signed.signer.leaf, &signed.appraisal);
    require_at(i, signed.signer.is_of(claim.registry_root), Rule::AppraiserNotRegistered)?;
    require_at(i, leaf.role == Role::Appraiser, Rule::AppraiserRole)?;
    require_at(i, claim.roles.appraisers.contains(&leaf.party), Rule::OtherAppraiser)?;
    require_at(i, leaf.valid_from <= appraisal.day, Rule::AppraiserNotYetValid)?;
    require_at(i, claim.as_of <= leaf.valid_until, Rule::AppraiserExpired)?;
    let verified = eddsa::verify_equation(&leaf.key, appraisal.message(), &signed.signature);
    require_at(i, verified.is_ok(), Rule::AppraisalSignature)
}
