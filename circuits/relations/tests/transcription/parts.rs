//! Optional values, lists, and entries of the registry of parties.

use crate::{
    Bit, Cs, Element, Made,
    curve::{self, Point},
    integers::{Days, constant, days, element, of_bits, require, require_if},
    poseidon::hash,
};
use ark_bn254::Fr;
use ark_r1cs_std::{
    alloc::AllocVar, cmp::CmpGadget, eq::EqGadget, fields::FieldVar, prelude::UInt8, select::CondSelectGadget,
};
use covenant_gadgets::merkle::Path;
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

    /// Whether place i is used.
    pub(crate) fn uses(&self, i: usize) -> Made<Bit> {
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

    /// No two of the places that are used are equal.
    pub(crate) fn distinct(&self) -> Made<()> {
        for (j, later) in self.places.iter().enumerate() {
            for earlier in &self.places[..j] {
                require_if(&self.uses(j)?, &earlier.is_neq(later)?)?;
            }
        }
        Ok(())
    }

    /// The places, those that are not used too.
    pub(crate) fn places(&self) -> &[Element] {
        &self.places
    }

    /// How many are used.
    pub(crate) fn length(&self) -> Made<Element> {
        self.length.to_fp()
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

/// A place in a tree: two bits and three siblings a level.
pub(crate) type Place = (Vec<Bit>, Vec<[Element; 3]>);

/// The place that a path says. A path of another length is none: zeros lead to no root.
pub(crate) fn path_of(cs: &Cs, path: &Path, depth: usize) -> Made<Place> {
    let siblings = |level: usize| {
        let whole = path.siblings.len() == depth;
        let [a, b, c] = if whole { path.siblings[level] } else { Default::default() };
        Ok([element(cs, a)?, element(cs, b)?, element(cs, c)?])
    };
    let position = of_bits(cs, u64::from(path.index) % (1 << (2 * depth)), 2 * depth)?.1;
    Ok((position, (0..depth).map(siblings).collect::<Made<_>>()?))
}

/// Levels of the registry.
const DEPTH: usize = 12;

impl Member {
    pub(crate) fn new(cs: &Cs, member: &native::Member) -> Made<Self> {
        let (leaf, path) = (&member.leaf, &member.path);
        let (position, siblings) = path_of(cs, path, DEPTH)?;
        Ok(Self {
            role: element(cs, (leaf.role as u64).into())?,
            party: element(cs, leaf.party.0)?,
            principal: Optional::new(cs, leaf.principal.map(|id| id.0))?,
            fiscal_rule: Optional::new(cs, leaf.fiscal_rule.map(|rule| rule.month().into()))?,
            key: curve::on_curve(cs, &leaf.key)?,
            valid_from: days(cs, leaf.valid_from.get())?,
            valid_until: days(cs, leaf.valid_until.get())?,
            salt: element(cs, leaf.salt)?,
            position,
            siblings,
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

    /// The root of the registry that the entry is in.
    pub(crate) fn root(&self) -> Made<Element> {
        climb("covenant/party-node", self.leaf()?, &self.position, &self.siblings)
    }
}

/// The root above a node: at each level it stands among its three siblings.
pub(crate) fn climb(
    tag: &str,
    mut node: Element,
    position: &[Bit],
    siblings: &[[Element; 3]],
) -> Made<Element> {
    for ([a, b, c], position) in siblings.iter().zip(position.chunks(2)) {
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
        node = hash(tag, &children)?;
    }
    Ok(node)
}

fn packed_position(bits: &[Bit]) -> Element {
    Element::from(bits[0].clone()) + Element::from(bits[1].clone()) * Fr::from(2u64)
}
