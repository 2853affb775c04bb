//! `appraisal sign`: an appraiser signs lots of inventory, property and commodities.

use std::path::Path;

use covenant_ingest::tables::{
    CommodityRow, InventoryClass, InventoryRow, Options, PropertyClass, PropertyRow, Row,
};
use covenant_parties::collateral::appraisal;
use covenant_parties::key_file::Purpose;
use covenant_parties::{Error, Format as _};
use covenant_statements::collateral::{LOTS, Lot, LotClass};
use covenant_statements::{Amount, field};
use rand::rngs::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use super::facility;
use crate::cli::{Appraisal as Command, AppraisalSign};
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::output::Reply;
use crate::{key_files, tables};

pub(super) fn run(command: &Command) -> Result<Reply> {
    let Command::Sign(args) = command;
    sign(args)
}

fn sign(args: &AppraisalSign) -> Result<Reply> {
    let (facility, _) = facility::signed_for(&args.of)?;
    let options = Options { currency: Some(facility.currency()), max_rows: LOTS as u64 };
    let mut lots: Vec<Lot> =
        rows(args.inventory.as_deref(), &options, "inventory")?.iter().map(inventory).collect();
    lots.extend(rows(args.property.as_deref(), &options, "property")?.iter().map(property));
    lots.extend(rows(args.commodities.as_deref(), &options, "commodities")?.iter().map(commodity));
    let appraisal = appraisal::appraisal(&facility, args.day, lots).map_err(Error::from)?;
    let key = key_files::read(&args.key, Purpose::Signing, "key")?;
    let signed = appraisal::sign(appraisal, &key, &mut OsRng);
    files::output(&args.output, &Zeroizing::new(signed.to_json()), Mode::Secret)?;
    let (shown, count) = (args.output.display().to_string(), signed.appraisal.lots.len());
    let json = json!({
        "appraisal": shown,
        "message": field::to_hex(&signed.appraisal.message()),
        "day": args.day,
        "lots": count,
    });
    Ok(Reply::new(json, format!("{shown}: {count} lots as of {}", args.day)))
}

fn rows<R: Row>(path: Option<&Path>, options: &Options, what: &'static str) -> Result<Vec<R>> {
    path.map_or_else(|| Ok(Vec::new()), |path| tables::read(path, options, what))
}

fn lot(lot: u64, class: LotClass, value: u64) -> Lot {
    Lot { lot, class, eligible: true, value, market: Amount(0), nolv: Amount(0), asset: None }
}

fn inventory(row: &InventoryRow) -> Lot {
    let class = match row.class {
        InventoryClass::RawMaterials => LotClass::RawMaterials,
        InventoryClass::WorkInProcess => LotClass::WorkInProcess,
        InventoryClass::FinishedGoods => LotClass::FinishedGoods,
    };
    Lot { eligible: row.eligible, market: row.market, nolv: row.nolv, ..lot(row.lot, class, row.cost.0) }
}

fn property(row: &PropertyRow) -> Lot {
    let class = match row.class {
        PropertyClass::RealEstate => LotClass::RealEstate,
        PropertyClass::Equipment => LotClass::Equipment,
    };
    lot(row.lot, class, row.value.0)
}

fn commodity(row: &CommodityRow) -> Lot {
    Lot { asset: Some(row.asset.asset()), ..lot(row.lot, LotClass::Commodity, row.quantity) }
}
