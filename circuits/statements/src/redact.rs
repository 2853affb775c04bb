//! Witness types say what they are, and nothing else.

/// `Debug` for types that hold private values.
macro_rules! redacted {
    ($($type:ident)*) => {$(
        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($type), "([redacted])"))
            }
        }
    )*};
}
pub(crate) use redacted;
