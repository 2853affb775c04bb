//! From a book to what lender, borrower, servicer, appraisers and price authorities make of it.

use ark_ff::UniformRand as _;
use covenant_parties::Error;
use covenant_parties::collateral::{self, Facility, SignedLedger, SignedLots, Vault, appraisal, ledger};
use covenant_parties::prices::{NamedPrice, SignedPrices};
use covenant_statements::collateral::{
    CommodityTerms, Debtor, Denominator, InventoryTerms, Ledger, LedgerLine, Lot, LotClass,
};
use covenant_statements::{
    Amount, Bps, Capacity, CollateralPolicy, Currency, Day, Fr, Identifier, Kind, Lane, Network, Note,
    PartyId, Quorum, Role, Roles, Symbol,
};

use super::book::{Book, Goods, Line};
use super::drawn::CURRENCY;
use crate::commands::sample::custody;
use crate::commands::sample::draw::Draw;
use crate::commands::sample::parties::Parties;
use crate::failure::Result;

/// The network of a development home.
pub(super) const NETWORK: Network = Network::Development;
/// The number of the sample's ledger.
const SEQUENCE: u64 = 12;
/// A day's prices need so many signatures, and so many authorities are there.
const QUORUM: u8 = 2;
const AUTHORITIES: [(&str, &str); 3] = [
    ("price-authority-1", "VAT:LU26375245"),
    ("price-authority-2", "VAT:BE0123456749"),
    ("price-authority-3", "VAT:NL123456789B01"),
];
const APPRAISERS: [(&str, &str); 2] = [("appraiser-1", "VAT:IE6388047V"), ("appraiser-2", "VAT:ATU12345675")];
const SERVICER: (&str, &str) = ("servicer", "VAT:FR40303265045");
const OWNER: (&str, &str) = ("owner", "VAT:DE136695976");
/// A company of the owner's group.
const SISTER: &str = "VAT:DE811907980";

/// All documents of a vault.
pub(super) struct Documents {
    pub(super) parties: Parties,
    pub(super) policy: CollateralPolicy,
    pub(super) vault: Vault,
    pub(super) notes: Vec<Note>,
    pub(super) ledger: SignedLedger,
    pub(super) appraisals: Vec<SignedLots>,
    pub(super) prices: SignedPrices,
}

/// Makes them; `taken` is the digest of the obligation policy whose notes the lender takes.
pub(super) fn make(book: &Book, taken: Fr, draw: &mut Draw) -> Result<Documents> {
    let as_of = Day::new(book.as_of)?;
    let mut parties = Parties::new(NETWORK, as_of);
    let roles = roles(&mut parties, draw)?;
    let policy = policy(book, taken)?;
    let notes = notes(book, &policy, roles.owner, draw)?;
    let facility = Facility::new(NETWORK, custody::id()?, roles, policy.digest(), policy.currency)?;
    let vault = custody::filled(facility, &notes)?;
    let ledger = parties.sign(SERVICER.0, |key| {
        let ledger = unsigned_ledger(book, &vault, &notes)?;
        Ok(ledger::sign(ledger, key, draw.rng()))
    })?;
    let appraisals = appraisals(book, vault.facility(), &parties, draw)?;
    let prices = prices(book, &parties, draw)?;
    Ok(Documents { parties, policy, vault, notes, ledger, appraisals, prices })
}

fn party(id: &str) -> Result<PartyId> {
    Ok(id.parse::<Identifier>()?.party_id())
}

fn currency() -> Result<Currency> {
    Ok(CURRENCY.parse()?)
}

/// Registers everybody who signs, and the owner; the lender signs nothing here.
fn roles(parties: &mut Parties, draw: &mut Draw) -> Result<Roles> {
    let mut add = |(part, id): (&'static str, &str), role| parties.add(part, id, role, draw);
    let servicer = add(SERVICER, Role::Servicer)?;
    let owner = add(OWNER, Role::Seller)?;
    let appraisers = APPRAISERS.map(|own| add(own, Role::Appraiser)).into_iter().collect::<Result<_>>()?;
    let authorities =
        AUTHORITIES.map(|own| add(own, Role::PriceAuthority)).into_iter().collect::<Result<_>>()?;
    let quorum = Quorum { needed: QUORUM, authorities };
    Ok(Roles { salt: Fr::rand(draw.rng()), servicer, appraisers, quorum, owner })
}

fn policy(book: &Book, taken: Fr) -> Result<CollateralPolicy> {
    let terms = &book.terms;
    let inventory = terms.inventory.each_ref().map(|own| InventoryTerms {
        cost_advance: Bps(own.cost_advance),
        nolv_advance: Bps(own.nolv_advance),
        sublimit: Amount(own.sublimit),
    });
    let commodity = |own: &super::book::CommodityTerms| -> Result<CommodityTerms> {
        Ok(CommodityTerms { symbol: own.symbol.parse()?, unit: own.unit, advance: Bps(own.advance) })
    };
    let policy = CollateralPolicy {
        version: 1,
        currency: currency()?,
        note_policies: vec![taken],
        max_age_days: terms.max_age_days,
        max_past_due_days: terms.max_past_due_days,
        cross_ageing: Bps(terms.cross_ageing),
        concentration: Bps(terms.concentration),
        concentration_of: if terms.of_gross { Denominator::Gross } else { Denominator::Eligible },
        advance: Bps(terms.advance),
        inventory,
        property: terms.property.map(Bps),
        commodities: terms.commodities.iter().map(commodity).collect::<Result<_>>()?,
        max_price_age_seconds: 86_400,
        max_appraisal_age_days: 30,
        reserves: Amount(terms.reserves),
        limit: Amount(terms.limit),
        own_servicer: false,
    };
    policy.validate()?;
    Ok(policy)
}

/// Openings as proofs of invoices would leave them; nothing was proved, and so no attestation goes with them.
fn notes(book: &Book, policy: &CollateralPolicy, owner: PartyId, draw: &mut Draw) -> Result<Vec<Note>> {
    let debtors: Vec<PartyId> = book.debtors.iter().map(|own| party(&own.id)).collect::<Result<_>>()?;
    let mut note = |line: &Line| -> Result<Note> {
        Ok(Note {
            creditor: owner,
            debtor: debtors[line.debtor],
            amount: Amount(line.amount),
            currency: policy.currency,
            issue: Day::new(line.issue)?,
            due: Day::new(line.due)?,
            rate: Bps(0),
            kind: Kind::Invoice,
            lane: Lane::Acknowledged,
            capacity: Capacity::Debtor,
            policy: if line.taken { policy.note_policies[0] } else { Fr::from(1u64) },
            nullifier: Fr::rand(draw.rng()),
            blinding: Fr::rand(draw.rng()),
        })
    };
    book.lines.iter().map(&mut note).collect()
}

/// The ledger in the vault's order. The parties' own code refuses one with more lines than a circuit takes; a sample may have them, to show
/// that.
fn unsigned_ledger(book: &Book, vault: &Vault, notes: &[Note]) -> Result<Ledger> {
    let debtor = |own: &super::book::Debtor| -> Result<collateral::DebtorRow> {
        let figures = Debtor {
            party: party(&own.id)?,
            gross: Amount(own.gross),
            aged: Amount(own.aged),
            unapplied_credits: Amount(own.credits),
            payables: Amount(own.payables),
            affiliate: own.affiliate,
            foreign_uninsured: own.foreign_uninsured,
            government_unassigned: own.government_unassigned,
            same_group: false,
        };
        Ok(collateral::DebtorRow { figures, group: own.group.clone() })
    };
    let books = collateral::Book {
        day: Day::new(book.as_of)?,
        sequence: SEQUENCE,
        owner_group: vec![party(SISTER)?],
        lines: Vec::new(),
        debtors: book.debtors.iter().map(debtor).collect::<Result<_>>()?,
    };
    let mut ledger = books.ledger(vault.facility(), None).map_err(Error::from)?;
    ledger.notes = notes.iter().map(Note::commitment).collect();
    let line = |line: &Line| LedgerLine {
        open: Amount(line.open),
        disputed: line.disputed,
        bill_and_hold: line.bill_and_hold,
    };
    ledger.lines = book.lines.iter().map(line).collect();
    Ok(ledger)
}

/// Inventory by the first appraiser some days ago, all else by the second on the day.
fn appraisals(
    book: &Book,
    facility: &Facility,
    parties: &Parties,
    draw: &mut Draw,
) -> Result<Vec<SignedLots>> {
    let is_inventory = |lot: &&super::book::Lot| matches!(lot.what, Goods::Inventory { .. });
    let (inventory, others): (Vec<_>, Vec<_>) = book.lots.iter().partition(is_inventory);
    let days = [Day::new(book.as_of - draw.days(0..=30))?, Day::new(book.as_of)?];
    let mut signed = Vec::new();
    for ((lots, day), (part, _)) in [inventory, others].into_iter().zip(days).zip(APPRAISERS) {
        let lots = lots.into_iter().map(lot).collect::<Result<_>>()?;
        let appraisal = appraisal::appraisal(facility, day, lots).map_err(Error::from)?;
        signed.push(parties.sign(part, |key| Ok(appraisal::sign(appraisal, key, draw.rng())))?);
    }
    Ok(signed)
}

fn lot(own: &super::book::Lot) -> Result<Lot> {
    const INVENTORY: [LotClass; 3] =
        [LotClass::RawMaterials, LotClass::WorkInProcess, LotClass::FinishedGoods];
    const PROPERTY: [LotClass; 2] = [LotClass::RealEstate, LotClass::Equipment];
    let plain = Lot {
        lot: own.number,
        class: LotClass::Commodity,
        eligible: own.eligible,
        value: 0,
        market: Amount(0),
        nolv: Amount(0),
        asset: None,
    };
    Ok(match own.what {
        Goods::Inventory { class, cost, market, nolv } => {
            Lot { class: INVENTORY[class], value: cost, market: Amount(market), nolv: Amount(nolv), ..plain }
        }
        Goods::Property { class, value } => Lot { class: PROPERTY[class], value, ..plain },
        Goods::Commodity { symbol, quantity } => {
            Lot { value: quantity, asset: Some(symbol.parse::<Symbol>()?.asset()), ..plain }
        }
    })
}

/// Two of three authorities sign: no more than are needed.
fn prices(book: &Book, parties: &Parties, draw: &mut Draw) -> Result<SignedPrices> {
    let day = Day::new(book.as_of)?;
    let price = |own: &super::book::Price| -> Result<NamedPrice> {
        Ok(NamedPrice {
            asset: own.symbol.parse()?,
            currency: own.currency.parse()?,
            price: own.price,
            confidence: own.confidence,
            published_at: published_at(day, own),
        })
    };
    let rows = book.prices.iter().map(price).collect::<Result<_>>()?;
    let mut prices = SignedPrices::new(NETWORK, day, rows).map_err(Error::from)?;
    let absent = draw.place(AUTHORITIES.len());
    for (_, (part, _)) in AUTHORITIES.iter().enumerate().filter(|(i, _)| *i != absent) {
        parties.sign(part, |key| {
            prices.sign(&parties.registry, key, draw.rng()).map_err(Error::from)?;
            Ok(())
        })?;
    }
    Ok(prices)
}

/// The second at which a price was published.
pub(super) fn published_at(day: Day, price: &super::book::Price) -> u64 {
    day.end_unix_seconds() - u64::from(price.before_end)
}
