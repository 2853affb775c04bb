//! Optional values, lists, and entries of the registry of parties.

use crate::{
    Bit, Cs, Element, Made,
    curve::{self, Point},
    integers::{Days, constant, days, element, of_bits, require},
    poseidon::hash,
};
use ark_bn254::Fr;
use ark_r1cs_std::{
    alloc::AllocVar, cmp::CmpGadget, eq::EqGadget, fields::FieldVar, prelude::UInt8, select::CondSelectGadget,
};
use covenant_statements as native;
use std::ops::Not;

/// [x] ∈ {0, 1}, (1 − [x])·x = 0.
pub(crate) struct Optional {
    pub(crate) is: Bit,
    pub(crate) value: Element,
}

impl Optional {
    pub(crate) fn new(cs: &Cs, value: Option<Fr>) -> Made<Self> {
        let is = Bit::new_witness(cs.clone(), || Ok(value.is_some()))?;
        let value = element(cs, value.unwrap_or_default())?;
        value.conditional_enforce_equal(&Element::zero(), &(&is).not())?;
        Ok(Self { is, value })
    }

    pub(crate) fn values(&self) -> [Element; 2] {
        [self.is.clone().into(), self.value.clone()]
    }
}

/// L ≤ n places are used, the first ones; the others are zero.
pub(crate) struct List {
    length: UInt8<Fr>,
    places: Vec<Element>,
}

impl List {
    pub(crate) fn new(cs: &Cs, values: &[Fr], n: u8) -> Made<Self> {
        let length = UInt8::new_witness(cs.clone(), || Ok(values.len() as u8))?;
        require(&length.is_le(&UInt8::constant(n))?)?;
        let value = |i| values.get(i).copied().unwrap_or_default();
        let places: Vec<Element> = (0..usize::from(n)).map(|i| element(cs, value(i))).collect::<Made<_>>()?;
        let list = Self { length, places };
        for (i, place) in list.places.iter().enumerate() {
            place.conditional_enforce_equal(&Element::zero(), &list.uses(i)?.not())?;
        }
        Ok(list)
    }

    fn uses(&self, i: usize) -> Made<Bit> {
        UInt8::constant(i as u8).is_lt(&self.length)
    }

    /// x is in one of the places that are used.
    pub(crate) fn contains(&self, x: &Element) -> Made<Bit> {
        let mut found = Bit::FALSE;
        for (i, place) in self.places.iter().enumerate() {
            found |= self.uses(i)? & x.is_eq(place)?;
        }
        Ok(found)
    }

    pub(crate) fn values(&self) -> Made<Vec<Element>> {
        Ok([&[self.length.to_fp()?], &self.places[..]].concat())
    }
}

/// An entry of the registry and its path.
pub(crate) struct Member {
    pub(crate) role: Element,
    pub(crate) party: Element,
    pub(crate) principal: Optional,
    pub(crate) fiscal_rule: Optional,
    pub(crate) key: Point,
    pub(crate) valid_from: Days,
    pub(crate) valid_until: Days,
    salt: Element,
    position: Vec<Bit>,
    siblings: Vec<[Element; 3]>,
}

/// Levels of the registry.
const DEPTH: usize = 12;

impl Member {
    pub(crate) fn new(cs: &Cs, member: &native::Member) -> Made<Self> {
        let (leaf, path) = (&member.leaf, &member.path);
        // A path of another length is none: zeros lead to no root.
        let path_of = |level: usize| {
            if path.siblings.len() == DEPTH { path.siblings[level] } else { Default::default() }
        };
        let siblings = |level: usize| {
            let [a, b, c] = path_of(level);
            Ok([element(cs, a)?, element(cs, b)?, element(cs, c)?])
        };
        Ok(Self {
            role: element(cs, (leaf.role as u64).into())?,
            party: element(cs, leaf.party.0)?,
            principal: Optional::new(cs, leaf.principal.map(|id| id.0))?,
            fiscal_rule: Optional::new(cs, leaf.fiscal_rule.map(|rule| rule.month().into()))?,
            key: curve::on_curve(cs, &leaf.key)?,
            valid_from: days(cs, leaf.valid_from.get())?,
            valid_until: days(cs, leaf.valid_until.get())?,
            salt: element(cs, leaf.salt)?,
            position: of_bits(cs, u64::from(path.index) % (1 << (2 * DEPTH)), 2 * DEPTH)?.1,
            siblings: (0..DEPTH).map(siblings).collect::<Made<_>>()?,
        })
    }

    fn leaf(&self) -> Made<Element> {
        let [has_principal, principal] = self.principal.values();
        let [has_fiscal_rule, fiscal_rule] = self.fiscal_rule.values();
        let values = [
            self.role.clone(),
            self.party.clone(),
            has_principal,
            principal,
            has_fiscal_rule,
            fiscal_rule,
            self.key.x.clone(),
            self.key.y.clone(),
            self.valid_from.to_fp()?,
            self.valid_until.to_fp()?,
            self.salt.clone(),
        ];
        hash("covenant/party-leaf", &values)
    }

    /// The root of the registry that the entry is in: at each level the node stands among its three siblings.
    pub(crate) fn root(&self) -> Made<Element> {
        let mut node = self.leaf()?;
        for ([a, b, c], position) in self.siblings.iter().zip(self.position.chunks(2)) {
            let at = |i: u64| packed_position(position).is_eq(&constant(i));
            let (first, second, last) = (at(0)?, at(1)?, at(3)?);
            let children = [
                Element::conditionally_select(&first, &node, a)?,
                Element::conditionally_select(&first, a, &Element::conditionally_select(&second, &node, b)?)?,
                Element::conditionally_select(
                    &(&first | &second),
                    b,
                    &Element::conditionally_select(&last, c, &node)?,
                )?,
                Element::conditionally_select(&last, &node, c)?,
            ];
            node = hash("covenant/party-node", &children)?;
        }
        Ok(node)
    }
}

fn packed_position(bits: &[Bit]) -> Element {
    Element::from(bits[0].clone()) + Element::from(bits[1].clone()) * Fr::from(2u64)
}
