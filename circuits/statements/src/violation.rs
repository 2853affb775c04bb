//! Rules with stable codes, and the rule that a claim breaks.

use core::fmt;

/// The first rule of a statement that does not hold, whatever the statement. Never carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's stable code, such as `invoice/overdue`.
    pub code: &'static str,
    /// The field that breaks it.
    pub field: &'static str,
    /// The rule in words.
    pub message: &'static str,
    /// The clause of the statement, which is also the circuit's namespace.
    pub clause: &'static str,
    /// The row of the list that the field is in, from 0.
    pub row: Option<u32>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        self.row.map_or(Ok(()), |row| write!(f, " (row {row})"))
    }
}

impl core::error::Error for Violation {}

/// The rules of a statement: an enum `Rule` with code, field, clause and words, and a `Violation` that names one. The
/// statement has a `Clause` with a `name`.
macro_rules! rules {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $field:literal, $clause:ident;)*) => {
        /// A rule of the statement, with a stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule { $($(#[doc = $doc])* $name),* }

        impl Rule {
            /// All rules, in the order of their clauses.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The field that breaks it.
            #[must_use]
            pub const fn field(self) -> &'static str {
                match self { $(Self::$name => $field),* }
            }

            /// The clause of the statement, which is also the circuit's namespace.
            #[must_use]
            pub const fn clause(self) -> Clause {
                match self { $(Self::$name => Clause::$clause),* }
            }

            /// The rule as every statement's rules are seen.
            #[must_use]
            pub const fn erased(self) -> $crate::Violation {
                $crate::Violation {
                    code: self.code(),
                    field: self.field(),
                    message: self.message(),
                    clause: self.clause().name(),
                    row: None,
                }
            }

            /// The rule in words.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii()),* }
            }
        }

        /// All rules as the table of circuits has them.
        pub(crate) const RULES: &[$crate::Violation] = &[$(Rule::$name.erased()),*];

        /// The first rule that fails. Never carries a value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Violation {
            /// The rule.
            pub rule: Rule,
            /// The row of the list that its field is in, from 0.
            pub row: Option<u32>,
        }

        #[allow(dead_code, reason = "a statement without lists has no rows")]
        impl Violation {
            /// The rule, of the claim as a whole.
            #[must_use]
            pub const fn of(rule: Rule) -> Self {
                Self { rule, row: None }
            }

            /// The rule, in a row from 0; rows beyond 2³² − 1 are in no list.
            #[must_use]
            pub const fn at(rule: Rule, row: usize) -> Self {
                Self { rule, row: Some(row as u32) }
            }
        }

        impl From<Violation> for $crate::Violation {
            fn from(violation: Violation) -> Self {
                Self { row: violation.row, ..violation.rule.erased() }
            }
        }

        impl core::fmt::Display for Violation {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::Violation::from(*self).fmt(f)
            }
        }

        impl core::error::Error for Violation {}
    };
}
pub(crate) use rules;

#[cfg(test)]
mod tests {
    use crate::invoice::{Rule, Violation};
    use alloc::string::ToString;

    #[test]
    fn a_violation_names_its_row() {
        let at = crate::Violation::from(Violation::at(Rule::Overdue, 7));
        assert_eq!((at.code, at.row), ("invoice/overdue", Some(7)));
        assert!(at.to_string().ends_with("(row 7)"));
        assert_eq!(crate::Violation::from(Violation::of(Rule::Overdue)).row, None);
    }
}
