//! The coverage of statement 3: the book's page "Coverage: reserves and coverage", the clauses of coverage. There is no room beyond what
//! a claim has: as many chunks, columns, assets and signatures as there are, every pair compared.

mod agreement;
mod documents;
mod prices;
mod statement;
mod values;
mod witness;
