//! Where a circuit's constraints are: a tree of namespaces, gadgets as leaves.

use crate::Cs;
use std::collections::BTreeMap;

/// Constraints of a namespace, those of the namespaces in it included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// How many.
    pub constraints: usize,
    /// By the next part of the path, in the order of first appearance.
    pub parts: Vec<(String, Cost)>,
}

impl Cost {
    /// The tree of a full synthesis; the last level is the constraint's label.
    #[must_use]
    pub fn of(cs: &Cs) -> Self {
        let mut root = Self::default();
        for c in cs.constraints().iter() {
            let path = cs.scope_path(c.scope);
            root.add(path.split('/').filter(|part| !part.is_empty()).chain([c.label]));
        }
        root
    }

    fn add<'a>(&mut self, path: impl Iterator<Item = &'a str>) {
        self.constraints += 1;
        let mut node = self;
        for part in path {
            let position = node.parts.iter().position(|(name, _)| name == part).unwrap_or_else(|| {
                node.parts.push((part.into(), Self::default()));
                node.parts.len() - 1
            });
            node = &mut node.parts[position].1;
            node.constraints += 1;
        }
    }

    /// Lines `a;b;label count`, as flame-graph tools read them.
    #[must_use]
    pub fn folded(&self) -> String {
        let mut lines = BTreeMap::new();
        self.fold("", &mut lines);
        lines.into_iter().map(|(path, n)| format!("{path} {n}\n")).collect()
    }

    fn fold(&self, prefix: &str, lines: &mut BTreeMap<String, usize>) {
        for (name, cost) in &self.parts {
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix};{name}") };
            if cost.parts.is_empty() {
                *lines.entry(path).or_default() += cost.constraints;
            } else {
                cost.fold(&path, lines);
            }
        }
    }
}
