//! The elements that a syntax has names for.

/// An element below the root.
pub(crate) trait Tag: Copy + PartialEq + 'static {
    /// The element, if it is one that is read.
    fn of(namespace: &str, local: &str) -> Option<Self>;

    /// The name with the syntax's usual prefix.
    fn name(self) -> &'static str;

    /// Whether it holds text, and not elements.
    fn is_basic(self) -> bool;
}

/// Declares an enum of elements with their names: those that hold text (`basic`) and those that hold elements (`aggregate`),
/// for each namespace with its usual prefix.
macro_rules! tags {
    ($name:ident { $($kind:ident $prefix:literal in $namespace:ident { $($variant:ident = $local:literal,)* })* }) => {
        /// An element below the root.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name { $($($variant,)*)* }

        impl $crate::syntax::Tag for $name {
            fn of(namespace: &str, local: &str) -> Option<Self> {
                $(
                    if namespace == $namespace {
                        match local {
                            $($local => return Some(Self::$variant),)*
                            _ => {}
                        }
                    }
                )*
                None
            }

            fn name(self) -> &'static str {
                match self { $($(Self::$variant => concat!($prefix, $local),)*)* }
            }

            fn is_basic(self) -> bool {
                match self { $($(Self::$variant => $crate::syntax::tags!(@ $kind),)*)* }
            }
        }
    };
    (@ basic) => { true };
    (@ aggregate) => { false };
}

pub(crate) use tags;
