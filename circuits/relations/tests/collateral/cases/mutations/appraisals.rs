//! What appraisers sign.

use super::{
    super::shifted,
    Change::{Claim as C, World as W},
    Mutation,
};
use covenant_gadgets::babyjubjub::Scalar;
use covenant_statements::{Amount, Fr, Network, PartyId, Role, collateral::Rule::*, price::AssetId};

pub(crate) fn table() -> Vec<Mutation> {
    let mut all = document();
    all.extend(signer());
    all
}

fn document() -> Vec<Mutation> {
    vec![
        (
            "a third appraisal",
            W(|w| {
                let mut third = w.appraisals[1].clone();
                third.1.lots.iter_mut().for_each(|lot| lot.lot += 10);
                w.appraisals.push(third);
            }),
            TooManyAppraisals,
            None,
            None,
        ),
        (
            "a ninth lot",
            W(|w| {
                let lots = &mut w.appraisals[1].1.lots;
                let last = *lots.last().unwrap();
                lots.extend(
                    (1..=6).map(|i| covenant_statements::collateral::Lot { lot: last.lot + i, ..last }),
                );
            }),
            AppraisalForm,
            Some(1),
            None,
        ),
        (
            "a market value of real estate",
            W(|w| w.appraisals[1].1.lots[0].market = Amount(1)),
            AppraisalForm,
            Some(1),
            None,
        ),
        (
            "a liquidation value of equipment",
            W(|w| w.appraisals[1].1.lots[1].nolv = Amount(1)),
            AppraisalForm,
            Some(1),
            None,
        ),
        (
            "an asset of raw materials",
            W(|w| w.appraisals[0].1.lots[0].asset = Some(AssetId(Fr::from(1u64)))),
            AppraisalForm,
            Some(0),
            None,
        ),
        (
            "an appraisal for another network",
            W(|w| w.appraisals[0].1.network = Network::Production),
            AppraisalNetwork,
            Some(0),
            None,
        ),
        (
            "a lot signed for another vault",
            W(|w| w.appraisals[1].1.vault += Fr::from(1u64)),
            AppraisalVault,
            Some(1),
            None,
        ),
        (
            "an appraisal in another currency",
            W(|w| w.appraisals[0].1.currency = "USD".parse().unwrap()),
            AppraisalCurrency,
            Some(0),
            None,
        ),
        (
            "an appraisal of tomorrow",
            W(|w| w.appraisals[1].1.day = shifted(w.as_of, 1)),
            AppraisalInFuture,
            Some(1),
            None,
        ),
        (
            "an appraisal a day too old",
            W(|w| w.appraisals[0].1.day = shifted(w.as_of, -31)),
            AppraisalTooOld,
            Some(0),
            None,
        ),
        ("lots of one number", W(|w| w.appraisals[0].1.lots[1].lot = 10), LotOrder, Some(1), None),
        ("a lot in both appraisals", W(|w| w.appraisals[1].1.lots[0].lot = 12), LotOrder, Some(0), None),
        (
            "a lot after the last number",
            W(|w| w.appraisals[0].1.lots[0].lot = u64::MAX),
            LotOrder,
            Some(1),
            None,
        ),
    ]
}

fn signer() -> Vec<Mutation> {
    vec![
        (
            "an appraiser's entry that is not in the registry",
            C(|_, c| c.appraisals[1].signer.leaf.salt += Fr::from(1u64)),
            AppraiserNotRegistered,
            Some(1),
            None,
        ),
        (
            "an appraisal signed by a servicer",
            W(|w| w.appraisers[0].leaf.role = Role::Servicer),
            AppraiserRole,
            Some(0),
            None,
        ),
        (
            "an appraiser whom the roles do not name",
            W(|w| _ = w.roles.appraisers.remove(0)),
            OtherAppraiser,
            Some(0),
            None,
        ),
        (
            "nobody as appraiser, where nobody is named",
            W(|w| {
                w.roles.appraisers.truncate(1);
                w.appraisers[1].leaf.party = PartyId(Fr::from(0u64));
            }),
            OtherAppraiser,
            Some(1),
            None,
        ),
        (
            "an appraiser valid from the day after",
            W(|w| w.appraisers[0].leaf.valid_from = shifted(w.appraisals[0].1.day, 1)),
            AppraiserNotYetValid,
            Some(0),
            None,
        ),
        (
            "an appraiser valid till yesterday",
            W(|w| w.appraisers[0].leaf.valid_until = shifted(w.as_of, -1)),
            AppraiserExpired,
            Some(0),
            None,
        ),
        (
            "another signature of an appraisal",
            C(|_, c| c.appraisals[1].signature.s += Scalar::from(1u64)),
            AppraisalSignature,
            Some(1),
            None,
        ),
        (
            "a lot's value altered",
            C(|_, c| c.appraisals[0].appraisal.lots[0].value += 1),
            AppraisalSignature,
            Some(0),
            None,
        ),
        (
            "a lot made eligible",
            C(|_, c| c.appraisals[0].appraisal.lots[2].eligible = true),
            AppraisalSignature,
            Some(0),
            None,
        ),
    ]
}
