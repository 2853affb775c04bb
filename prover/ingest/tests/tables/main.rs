//! Tables: what is read, what is refused and where.

mod files;
mod hostile;
mod kinds;
mod oracle;
mod support;
mod valid;
