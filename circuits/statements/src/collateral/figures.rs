//! The borrowing base by the rules, with everything that a certificate's form shows.

#[cfg(test)]
mod tests;

use super::{Claim, Debtor, Denominator, Lot, LotClass, policy::slots};
use crate::{Note, price::AssetId, redact::redacted};
use alloc::{collections::BTreeMap, vec::Vec};

/// What happened to the value of a debtor's lines; a unit of value is excluded once, by the first of the rules that takes it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct DebtorFigures {
    /// Open balances of its lines.
    pub gross: u128,
    /// Of notes whose policy the lender's does not take.
    pub not_taken: u128,
    /// Too old, or too long past due.
    pub aged: u128,
    /// The rest of an account that is out for its share aged.
    pub cross_aged: u128,
    /// An affiliate's.
    pub affiliate: u128,
    /// Abroad and uninsured.
    pub foreign: u128,
    /// A government's, unassigned.
    pub government: u128,
    /// Disputed.
    pub disputed: u128,
    /// Billed and held.
    pub bill_and_hold: u128,
    /// What the owner owes the debtor.
    pub contra: u128,
    /// Its unapplied credits.
    pub credits: u128,
    /// Eligible before the concentration cap.
    pub eligible: u128,
}

/// All figures, in minor units.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// The sums over all debtors.
    pub receivables: DebtorFigures,
    /// By debtor, in the ledger's order.
    pub debtors: Vec<DebtorFigures>,
    /// Excess of each group over the cap, at its last row; zero elsewhere.
    pub excess: Vec<u128>,
    /// The greatest eligible value of one group.
    pub cap: u128,
    /// All excess.
    pub concentration: u128,
    /// Eligible receivables after the cap.
    pub eligible: u128,
    /// Of them, what is advanced.
    pub receivables_advance: u128,
    /// Raw materials, work in process, finished goods.
    pub inventory: [u128; 3],
    /// Real estate, equipment.
    pub property: [u128; 2],
    /// The policy's commodities in its order.
    pub commodities: [u128; slots::COMMODITIES],
    /// All advances less reserves, not below zero.
    pub base: u128,
    /// What can be drawn: min(limit, base), less the exposure; `None` where that is not covered.
    pub availability: Option<u128>,
}

redacted!(DebtorFigures Figures);

/// ⌊amount × bps / 10000⌋.
#[must_use]
pub const fn share(amount: u128, bps: u32) -> u128 {
    amount * bps as u128 / 10_000
}

impl DebtorFigures {
    fn parts(&mut self) -> [&mut u128; 12] {
        [
            &mut self.gross,
            &mut self.not_taken,
            &mut self.aged,
            &mut self.cross_aged,
            &mut self.affiliate,
            &mut self.foreign,
            &mut self.government,
            &mut self.disputed,
            &mut self.bill_and_hold,
            &mut self.contra,
            &mut self.credits,
            &mut self.eligible,
        ]
    }

    fn add(&mut self, mut other: Self) {
        for (sum, part) in self.parts().into_iter().zip(other.parts()) {
            *sum += *part;
        }
    }
}

impl Figures {
    /// The figures that can be disclosed, in order; each is below 2⁸⁰.
    pub const NAMES: [&'static str; 9] = [
        "gross",
        "eligible",
        "concentration",
        "receivables",
        "inventory",
        "property",
        "commodities",
        "base",
        "availability",
    ];

    /// The values of [`Self::NAMES`].
    #[must_use]
    pub fn disclosed(&self) -> [u128; 9] {
        [
            self.receivables.gross,
            self.eligible,
            self.concentration,
            self.receivables_advance,
            self.inventory.iter().sum(),
            self.property.iter().sum(),
            self.commodities.iter().sum(),
            self.base,
            self.availability.unwrap_or(0),
        ]
    }

    /// The figures of a claim, rule by rule. A line whose debtor the ledger does not list is in the gross figure alone.
    #[must_use]
    pub fn of(claim: &Claim) -> Self {
        Self::of_lines(claim, &|_| true)
    }

    /// The figures of the lines that are kept, by their place.
    #[must_use]
    pub fn of_lines(claim: &Claim, kept: &dyn Fn(usize) -> bool) -> Self {
        let mut figures = Self { debtors: by_debtor(claim, kept), ..Self::default() };
        let lines = claim.ledger.lines.iter().enumerate().filter(|(i, _)| kept(*i));
        let gross: u128 = lines.map(|(_, line)| u128::from(line.open.0)).sum();
        let mut all = DebtorFigures::default();
        for debtor in &figures.debtors {
            all.add(*debtor);
        }
        figures.receivables = DebtorFigures { gross, ..all };
        figures.concentrate(claim);
        figures.advance(claim);
        figures
    }

    /// Rule 5: each group's excess over the cap.
    fn concentrate(&mut self, claim: &Claim) {
        let policy = &claim.policy;
        let whole = match policy.concentration_of {
            Denominator::Eligible => self.receivables.eligible,
            Denominator::Gross => self.receivables.gross,
        };
        self.cap = share(whole, policy.concentration.0);
        let rows = &claim.ledger.debtors;
        let mut running = 0;
        for (j, debtor) in self.debtors.iter().enumerate() {
            running = if rows[j].same_group { running } else { 0 } + debtor.eligible;
            let last = rows.get(j + 1).is_none_or(|next| !next.same_group);
            self.excess.push(if last { u128::saturating_sub(running, self.cap) } else { 0 });
        }
        self.concentration = self.excess.iter().sum();
        self.eligible = self.receivables.eligible - self.concentration;
    }

    /// Rules 6 and 7.
    fn advance(&mut self, claim: &Claim) {
        let policy = &claim.policy;
        self.receivables_advance = share(self.eligible, policy.advance.0);
        for (i, terms) in policy.inventory.iter().enumerate() {
            let lots = || lots_of(claim, i as u8 + 1);
            let lower: u128 = lots().map(|lot| u128::from(lot.value.min(lot.market.0))).sum();
            let nolv: u128 = lots().map(|lot| u128::from(lot.nolv.0)).sum();
            let by_value = share(lower, terms.cost_advance.0).min(share(nolv, terms.nolv_advance.0));
            self.inventory[i] = by_value.min(u128::from(terms.sublimit.0));
        }
        for (i, rate) in policy.property.iter().enumerate() {
            let value: u128 = lots_of(claim, i as u8 + 4).map(|lot| u128::from(lot.value)).sum();
            self.property[i] = share(value, rate.0);
        }
        for (k, terms) in policy.commodities.iter().take(slots::COMMODITIES).enumerate() {
            self.commodities[k] = share(claim.commodity_value(k).unwrap_or(0), terms.advance.0);
        }
        let other: u128 = self.inventory.iter().chain(&self.property).chain(&self.commodities).sum();
        self.base = (self.receivables_advance + other).saturating_sub(u128::from(policy.reserves.0));
        let drawable = self.base.min(u128::from(policy.limit.0));
        self.availability = drawable.checked_sub(u128::from(claim.exposure.0));
    }
}

fn lots_of(claim: &Claim, class: u8) -> impl Iterator<Item = &Lot> {
    let lots = claim.appraisals.iter().flat_map(|signed| &signed.appraisal.lots);
    lots.filter(move |lot| lot.eligible && lot.class as u8 == class)
}

impl Claim {
    /// Rule 2: whether a line is aged out.
    #[must_use]
    pub fn is_aged(&self, note: &Note) -> bool {
        let day = |day: crate::Day| u64::from(day.get());
        let (as_of, policy) = (day(self.as_of), &self.policy);
        as_of > day(note.issue) + u64::from(policy.max_age_days)
            || as_of > day(note.due) + u64::from(policy.max_past_due_days)
    }

    /// Rule 3: whether a debtor's whole account is out.
    #[must_use]
    pub fn is_cross_aged(&self, debtor: &Debtor) -> bool {
        let scaled = |amount: crate::Amount, by: u32| u128::from(amount.0) * u128::from(by);
        scaled(debtor.aged, 10_000) > scaled(debtor.gross, self.policy.cross_ageing.0)
    }

    /// The value of all lots of the policy's commodity k at price − confidence; `None` where there is no price, or the value or the
    /// quantity has more than 64 bits.
    #[must_use]
    pub fn commodity_value(&self, k: usize) -> Option<u128> {
        let quantity = u64::try_from(self.quantity(k)).ok()?;
        if quantity == 0 {
            return Some(0);
        }
        let price = &self.prices.as_ref()?.members.get(k)?.as_ref()?.price;
        let worst = price.price.checked_sub(price.confidence)?;
        let unit = u128::from(self.policy.commodities.get(k)?.unit);
        let value = (u128::from(quantity) * u128::from(worst)).checked_div(unit)?;
        u64::try_from(value).ok().map(u128::from)
    }

    /// How much there is of the policy's commodity k.
    #[must_use]
    pub fn quantity(&self, k: usize) -> u128 {
        let Some(terms) = self.policy.commodities.get(k) else { return 0 };
        let asset: AssetId = terms.symbol.asset();
        let lots = lots_of(self, LotClass::Commodity as u8).filter(|lot| lot.asset == Some(asset));
        lots.map(|lot| u128::from(lot.value)).sum()
    }
}

/// Rules 2 to 4, in their order, for each debtor of the ledger.
fn by_debtor(claim: &Claim, kept: &dyn Fn(usize) -> bool) -> Vec<DebtorFigures> {
    let rows = &claim.ledger.debtors;
    let mut place = BTreeMap::new();
    for (j, debtor) in rows.iter().enumerate() {
        place.entry(debtor.party).or_insert(j);
    }
    let mut figures = alloc::vec![DebtorFigures::default(); rows.len()];
    let lines = claim.notes.iter().zip(&claim.ledger.lines).enumerate().filter(|(i, _)| kept(*i));
    for (_, (note, line)) in lines {
        let Some(j) = place.get(&note.debtor) else { continue };
        let (debtor, mine, open) = (&rows[*j], &mut figures[*j], u128::from(line.open.0));
        mine.gross += open;
        let excluded = match () {
            () if !claim.policy.note_policies.contains(&note.policy) => &mut mine.not_taken,
            () if claim.is_aged(note) => &mut mine.aged,
            () if claim.is_cross_aged(debtor) => &mut mine.cross_aged,
            () if debtor.affiliate => &mut mine.affiliate,
            () if debtor.foreign_uninsured => &mut mine.foreign,
            () if debtor.government_unassigned => &mut mine.government,
            () if line.disputed => &mut mine.disputed,
            () if line.bill_and_hold => &mut mine.bill_and_hold,
            () => &mut mine.eligible,
        };
        *excluded += open;
    }
    for (mine, debtor) in figures.iter_mut().zip(rows) {
        mine.contra = mine.eligible.min(u128::from(debtor.payables.0));
        mine.eligible -= mine.contra;
        mine.credits = mine.eligible.min(u128::from(debtor.unapplied_credits.0));
        mine.eligible -= mine.credits;
    }
    figures
}
