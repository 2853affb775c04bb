//! Places where a test can end the program, by name. Without the feature `failpoints` they are nothing.

/// A place with a name.
#[cfg(feature = "failpoints")]
macro_rules! point {
    ($name:literal) => {
        fail::fail_point!($name)
    };
}

/// A place with a name.
#[cfg(not(feature = "failpoints"))]
macro_rules! point {
    ($name:literal) => {};
}

pub(crate) use point;

/// All of them, in the order in which a job meets them.
#[cfg(feature = "failpoints")]
pub const POINTS: &[&str] = &[
    "submit/kept",
    "submit/begun",
    "submit/written",
    "submit/committed",
    "claim/written",
    "claim/committed",
    "attempt/process",
    "progress/written",
    "progress/committed",
    "attempt/answered",
    "attempt/verified",
    "succeed/written",
    "succeed/committed",
    "log/appended",
    "log/placed",
    "renew/done",
    "end/written",
    "end/committed",
    "cancel/written",
    "cancel/committed",
    "reap/written",
    "reap/committed",
    "forget/written",
    "forget/committed",
];
