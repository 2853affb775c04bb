//! A prover that takes for its values whatever elements it likes; for every test target that looks at what native types cannot express.

use ark_ff::{AdditiveGroup, Field};
use covenant_gadgets::Fr;
use covenant_relations::{Circuit, Cs};
use covenant_soundness::{Circuit as Gated, Origin, Recorded, System, names};
use std::collections::BTreeSet;

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// 0 or 1.
    Flag,
    /// Below 2ⁿ.
    Bits(u32),
    /// At most a bound that is not a power of two, or bound with another input.
    Other,
    /// Any element: a hash binds it.
    Element,
}

/// Places by the end of their path; the longest entry counts.
pub(crate) type Kinds = &'static [(&'static str, Kind)];

/// What a registered signer, its signature and a disclosure have in every statement.
const COMMON: Kinds = &[
    ("party", Kind::Element),
    ("principal/is-some", Kind::Flag),
    ("principal/value", Kind::Element),
    ("fiscal-rule/is-some", Kind::Flag),
    ("fiscal-rule/value", Kind::Element),
    ("key/x", Kind::Element),
    ("key/y", Kind::Element),
    ("valid-from", Kind::Bits(32)),
    ("valid-until", Kind::Bits(32)),
    ("salt", Kind::Element),
    ("path/low", Kind::Flag),
    ("path/high", Kind::Flag),
    ("path/sibling", Kind::Element),
    ("signature/r/x", Kind::Element),
    ("signature/r/y", Kind::Element),
    ("signature/s", Kind::Other),
    ("seal/discloses", Kind::Flag),
    ("seal/auditor/x", Kind::Element),
    ("seal/auditor/y", Kind::Element),
    ("seal/ephemeral", Kind::Bits(251)),
    ("seal/mask", Kind::Flag),
];

/// A circuit, and assignments in which some columns are what an attacker wants.
pub(crate) struct Prover<'a> {
    circuit: Box<dyn Gated<Fr> + 'a>,
    pub(crate) system: System<Fr>,
}

impl<'a> Prover<'a> {
    pub(crate) fn of(circuit: impl Circuit + 'a) -> Self {
        let circuit = Recorded::new(move |cs: &mut Cs| circuit.synthesize(cs));
        let system = circuit.system();
        Self { circuit: Box::new(circuit), system }
    }

    /// The nth column of a place.
    pub(crate) fn column(&self, place: &str, n: usize) -> usize {
        let mut columns =
            (0..self.system.variables.len()).filter(|c| self.system.site_of(*c).full() == place);
        columns.nth(n).unwrap_or_else(|| panic!("{place} {n}"))
    }

    /// Everything with these columns, and all that follows from them.
    pub(crate) fn replay(&self, forged: &[(usize, Fr)]) -> Vec<Fr> {
        self.circuit.replay(forged)
    }

    /// The places of the constraints that break, all that follows from the columns made anew.
    pub(crate) fn broken(&self, forged: &[(usize, Fr)]) -> BTreeSet<String> {
        self.breaks(&self.replay(forged))
    }

    /// The places of the constraints that do not hold.
    pub(crate) fn breaks(&self, z: &[Fr]) -> BTreeSet<String> {
        self.system.failing(z).into_iter().map(|row| self.place(row)).collect()
    }

    /// A value that no native type has is taken: what breaks is only that hashes, made anew, are not those which were signed or are public. A
    /// prover who has what it takes signed would be believed.
    pub(crate) fn takes(&self, name: &str, forged: &[(usize, Fr)]) {
        let digests = ["eddsa/equation", "registry/root", "prices/root", "lines/vault", "/public"];
        let broken = self.broken(forged);
        let other: Vec<_> =
            broken.iter().filter(|place| !digests.iter().any(|end| place.ends_with(end))).collect();
        assert!(other.is_empty() && !broken.is_empty(), "{name}: {other:?}");
    }

    fn place(&self, row: usize) -> String {
        self.system.sites[self.system.rows[row].site as usize].full()
    }

    /// Every private input has a kind, of the statement's own or of those that all have, and is refused as another by a constraint that is
    /// about it alone.
    pub(crate) fn inputs_are_held_to(&self, own: Kinds) {
        let mut kinds = [own, COMMON].concat();
        let discloses = self.system.sites.iter().any(|site| site.full().contains("/seal/"));
        kinds.retain(|(entry, _)| discloses || !entry.starts_with("seal/"));
        let (mut seen, mut entries) = (BTreeSet::new(), BTreeSet::new());
        for (column, variable) in self.system.variables.iter().enumerate() {
            let place = self.system.site_of(column).full();
            if variable.origin != Origin::Input || !seen.insert(place.clone()) {
                continue;
            }
            let named = kinds.iter().filter(|(entry, _)| names(entry, &place));
            let (entry, kind) =
                named.max_by_key(|(entry, _)| entry.len()).unwrap_or_else(|| panic!("{place} has no kind"));
            entries.insert(*entry);
            match kind {
                Kind::Flag => self.is_flag(column, &place),
                Kind::Bits(n) => self.is_below(column, *n, &place),
                Kind::Other | Kind::Element => {}
            }
        }
        let stale: Vec<_> =
            kinds.iter().map(|(entry, _)| entry).filter(|entry| !entries.contains(*entry)).collect();
        assert!(stale.is_empty(), "{stale:?}");
    }

    fn is_flag(&self, column: usize, place: &str) {
        let mut z = self.system.z.clone();
        for value in [Fr::from(2u64), -Fr::ONE, two_to(200)] {
            z[column] = value;
            let alone = |row: &usize| self.system.rows[*row].columns().all(|c| c == 0 || c == column);
            assert!(self.system.failing(&z).iter().any(alone), "{place} may be {value}");
        }
    }

    fn is_below(&self, column: usize, n: u32, place: &str) {
        for value in [two_to(n), two_to(n) + Fr::from(5u64), -Fr::ONE] {
            let z = self.replay(&[(column, value)]);
            // By the lowest bit, which is what is left of the value when the others are taken off.
            let lowest = |row: &usize| {
                let row = &self.system.rows[*row];
                let bits = row.a.iter().filter(|(c, _)| *c as usize > column).count();
                row.a.iter().any(|(c, k)| *c as usize == column && *k == Fr::ONE) && bits + 1 == n as usize
            };
            assert!(self.system.failing(&z).iter().any(lowest), "{place} may be over {n} bits");
        }
    }

    /// Two lies at once, which the equation of a division takes: the next quotient, or the one before, with the remainder that belongs
    /// to it. A range refuses each where the division is, whatever else it brings about. There are so many divisions.
    pub(crate) fn no_quotient_has_a_second(&self, count: std::ops::RangeInclusive<usize>) {
        let exact = |row: &usize| self.place(*row).ends_with("division/exact");
        let divisions: Vec<usize> = (0..self.system.rows.len()).filter(exact).collect();
        assert!(count.contains(&divisions.len()), "{} divisions", divisions.len());
        for row in divisions {
            let (place, row) = (self.place(row), &self.system.rows[row]);
            let scope = place.strip_suffix("division/exact").unwrap_or_default();
            let quotient = row.a[0].0 as usize;
            let is_remainder =
                |c: &usize| self.system.site_of(*c).full() == format!("{scope}division/remainder");
            let remainder = row.c.iter().map(|(c, _)| *c as usize).find(is_remainder).expect("a remainder");
            let divisor = row.b.iter().map(|(c, k)| self.system.z[*c as usize] * k).sum::<Fr>();
            assert!(divisor != Fr::ZERO, "{place}");
            for by in [Fr::ONE, -Fr::ONE] {
                let value = |column: usize| self.system.z[column];
                let forged = [(quotient, value(quotient) + by), (remainder, value(remainder) - by * divisor)];
                let z = self.replay(&forged);
                assert!(row.holds(&z), "{place}: the equation takes it");
                let broken = self.breaks(&z);
                let refused = |place: &String| place.starts_with(scope) && place.ends_with("bits/boolean");
                assert!(broken.iter().any(refused), "{place} has {by} more: {broken:?}");
            }
        }
    }
}

pub(crate) fn two_to(n: u32) -> Fr {
    Fr::from(2u64).pow([u64::from(n)])
}
