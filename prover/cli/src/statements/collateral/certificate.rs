//! The borrowing base certificate as a lender's form has it: the figures in their order, by debtor, by age. All are those of the native
//! check; nothing is computed here but sums for the charts.

use covenant_parties::Registry;
use covenant_statements::collateral::{Claim, DebtorFigures, Figures};
use covenant_statements::{Currency, Day, field};
use serde_json::{Value, json};

use crate::{amounts, names};

/// A line of the form.
pub(super) struct Line {
    /// Its name in JSON.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) label: String,
    /// Minor units.
    pub(super) amount: u128,
    /// How it goes into the one below.
    pub(super) kind: LineKind,
}

/// How a line of the form goes into the ones below.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// It is added.
    Plus,
    /// It is taken off.
    Less,
    /// It is what the lines above come to.
    Total,
    /// It is for comparison.
    Limit,
}

/// A debtor's row.
pub(super) struct DebtorRow {
    /// What the registry calls it, else its id.
    pub(super) name: String,
    /// Whether it is of the group of the row above.
    pub(super) same_group: bool,
    /// Its figures.
    pub(super) figures: DebtorFigures,
    /// The excess of its group over the cap, at the group's last row.
    pub(super) excess: u128,
}

/// Open balances by how long they are past due.
pub(super) struct Age {
    /// The days.
    pub(super) label: &'static str,
    /// Minor units.
    pub(super) open: u128,
    /// How many lines.
    pub(super) lines: usize,
}

/// Everything that the certificate shows.
pub(super) struct Certificate {
    /// The name of the facility's vault: its digest.
    pub(super) vault: String,
    /// The day.
    pub(super) as_of: Day,
    /// The currency.
    pub(super) currency: Currency,
    /// The ledger's epoch and number.
    pub(super) ledger: (u32, u64),
    /// The form.
    pub(super) lines: Vec<Line>,
    /// By debtor, in the ledger's order.
    pub(super) debtors: Vec<DebtorRow>,
    /// The greatest eligible value of one group.
    pub(super) cap: u128,
    /// By age.
    pub(super) ages: Vec<Age>,
    /// What can still be drawn; none where the exposure is not covered.
    pub(super) availability: Option<u128>,
}

impl Certificate {
    /// The certificate of a claim whose documents have been checked.
    pub(super) fn of(claim: &Claim, registry: &Registry) -> Self {
        let figures = Figures::of(claim);
        let debtors = claim.ledger.debtors.iter().zip(&figures.debtors).zip(&figures.excess);
        let row =
            |((debtor, own), excess): ((&covenant_statements::collateral::Debtor, &DebtorFigures), &u128)| {
                DebtorRow {
                    name: names::party(registry, debtor.party),
                    same_group: debtor.same_group,
                    figures: *own,
                    excess: *excess,
                }
            };
        Self {
            vault: field::to_hex(&claim.vault_digest()),
            as_of: claim.as_of,
            currency: claim.policy.currency,
            ledger: (claim.ledger.epoch, claim.ledger.sequence),
            lines: form(claim, &figures),
            debtors: debtors.map(row).collect(),
            cap: figures.cap,
            ages: ages(claim),
            availability: figures.availability,
        }
    }

    /// Minor units in the currency's decimals.
    pub(super) fn decimal(&self, amount: u128) -> String {
        amounts::decimal(amount, self.currency)
    }

    /// The JSON form: amounts are decimal numbers of the currency, as strings.
    pub(super) fn to_json(&self) -> Value {
        let decimal = |amount| json!(self.decimal(amount));
        let mut figures = serde_json::Map::new();
        for line in &self.lines {
            figures.insert(line.name.to_owned(), decimal(line.amount));
        }
        figures.insert("availability".into(), self.availability.map_or(Value::Null, decimal));
        let debtor = |row: &DebtorRow| {
            let mut own = json!({ "debtor": row.name, "same_group": row.same_group, "excess": self.decimal(row.excess) });
            for (name, _, amount) in parts(&row.figures) {
                own[name] = decimal(amount);
            }
            own
        };
        let age =
            |age: &Age| json!({ "days_past_due": age.label, "open": decimal(age.open), "lines": age.lines });
        json!({
            "as_of": self.as_of,
            "currency": self.currency,
            "vault": self.vault,
            "epoch": self.ledger.0,
            "sequence": self.ledger.1,
            "figures": figures,
            "concentration_cap": decimal(self.cap),
            "debtors": self.debtors.iter().map(debtor).collect::<Vec<_>>(),
            "ageing": self.ages.iter().map(age).collect::<Vec<_>>(),
        })
    }
}

/// A debtor's figures in the form's order, with their names in JSON and for people.
pub(super) fn parts(own: &DebtorFigures) -> [(&'static str, &'static str, u128); 12] {
    [
        ("gross", "Gross receivables", own.gross),
        ("not_taken", "Under other note policies", own.not_taken),
        ("aged", "Aged", own.aged),
        ("cross_aged", "Cross-aged", own.cross_aged),
        ("affiliate", "Affiliates", own.affiliate),
        ("foreign", "Foreign, uninsured", own.foreign),
        ("government", "Government, unassigned", own.government),
        ("disputed", "Disputed", own.disputed),
        ("bill_and_hold", "Bill and hold", own.bill_and_hold),
        ("contra", "Contra", own.contra),
        ("credits", "Unapplied credits", own.credits),
        ("eligible_before_cap", "Eligible before concentration", own.eligible),
    ]
}

/// The form's lines.
fn form(claim: &Claim, figures: &Figures) -> Vec<Line> {
    use LineKind::{Less, Limit, Plus, Total};
    let policy = &claim.policy;
    let mut lines = Vec::new();
    let mut line =
        |kind, name, label: &str, amount| lines.push(Line { name, label: label.into(), amount, kind });
    for (name, label, amount) in parts(&figures.receivables) {
        let kind = match name {
            "gross" => Plus,
            "eligible_before_cap" => Total,
            _ => Less,
        };
        line(kind, name, label, amount);
    }
    line(Less, "concentration", "Concentration", figures.concentration);
    line(Total, "eligible", "Eligible receivables", figures.eligible);
    let rate = |bps: u32| format!("{}.{:02} %", bps / 100, bps % 100);
    let advance = format!("Receivables at {}", rate(policy.advance.0));
    line(Plus, "receivables_advance", &advance, figures.receivables_advance);
    let inventory = [
        ("raw_materials", "Inventory: raw materials"),
        ("work_in_process", "Inventory: work in process"),
        ("finished_goods", "Inventory: finished goods"),
    ];
    for ((name, label), amount) in inventory.into_iter().zip(figures.inventory) {
        line(Plus, name, label, amount);
    }
    let property = [("real_estate", "Real estate"), ("equipment", "Equipment")];
    for (((name, label), amount), bps) in property.into_iter().zip(figures.property).zip(policy.property) {
        line(Plus, name, &format!("{label} at {}", rate(bps.0)), amount);
    }
    line(Plus, "commodities", "Commodities", figures.commodities.iter().sum());
    line(Less, "reserves", "Reserves", policy.reserves.0.into());
    line(Total, "base", "Borrowing base", figures.base);
    line(Limit, "limit", "Facility's limit", policy.limit.0.into());
    line(Less, "exposure", "Exposure", claim.exposure.0.into());
    lines
}

/// The limits of the ages, and what each is called.
const AGES: [(u32, &str); 5] =
    [(0, "not due"), (30, "1 to 30"), (60, "31 to 60"), (90, "61 to 90"), (u32::MAX, "over 90")];

fn ages(claim: &Claim) -> Vec<Age> {
    let mut ages = AGES.map(|(_, label)| Age { label, open: 0, lines: 0 });
    for (note, line) in claim.notes.iter().zip(&claim.ledger.lines) {
        let past_due = claim.as_of.get().saturating_sub(note.due.get());
        let place = AGES.iter().position(|(most, _)| past_due <= *most).unwrap_or(AGES.len() - 1);
        ages[place].open += u128::from(line.open.0);
        ages[place].lines += 1;
    }
    ages.into()
}
