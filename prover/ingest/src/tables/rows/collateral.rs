//! What an appraiser says of lots.

use super::{choice, row};
use crate::tables::Symbol;
use covenant_statements::{Amount, collateral::LotClass};

choice! {
    /// Classes of inventory.
    InventoryClass {
        /// Materials that nothing was made of yet.
        RawMaterials = "raw-materials",
        /// Goods that are being made.
        WorkInProcess = "work-in-process",
        /// Goods that can be sold.
        FinishedGoods = "finished-goods",
    }
}

choice! {
    /// Classes of property.
    PropertyClass {
        /// Land and buildings.
        RealEstate = "real-estate",
        /// Machines and vehicles.
        Equipment = "equipment",
    }
}

impl From<InventoryClass> for LotClass {
    fn from(class: InventoryClass) -> Self {
        match class {
            InventoryClass::RawMaterials => Self::RawMaterials,
            InventoryClass::WorkInProcess => Self::WorkInProcess,
            InventoryClass::FinishedGoods => Self::FinishedGoods,
        }
    }
}

impl From<PropertyClass> for LotClass {
    fn from(class: PropertyClass) -> Self {
        match class {
            PropertyClass::RealEstate => Self::RealEstate,
            PropertyClass::Equipment => Self::Equipment,
        }
    }
}

row! {
    /// A lot of inventory.
    InventoryRow = "inventory", "a lot of inventory, as it was appraised", may_be_empty: true,
    key: (lot) -> u64 = |row| row.lot,
    {
        lot: u64 = "the number of the lot";
        class: InventoryClass = "what it is";
        cost: Amount = "its cost, first in, first out";
        market: Amount = "its market value";
        nolv: Amount = "its net orderly liquidation value";
        eligible: bool = "it counts: not obsolete, not on consignment, not in transit";
    }
}

row! {
    /// A lot of property.
    PropertyRow = "property", "a lot of real estate or equipment, as it was appraised", may_be_empty: true,
    key: (lot) -> u64 = |row| row.lot,
    {
        lot: u64 = "the number of the lot";
        class: PropertyClass = "what it is";
        value: Amount = "its appraised value";
    }
}

row! {
    /// A lot of a commodity.
    CommodityRow = "commodities", "a lot of something that has a price, as it was counted", may_be_empty: true,
    key: (lot) -> u64 = |row| row.lot,
    {
        lot: u64 = "the number of the lot";
        asset: Symbol = "what it is, by the symbol that it has in the table of prices";
        quantity: u64 = "how many priced units there are";
    }
}
