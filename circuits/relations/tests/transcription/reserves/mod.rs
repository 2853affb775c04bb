//! The reserves of statement 3: the book's page "Coverage: reserves and coverage", the clauses of reserves. There is no room beyond what
//! a claim has: as many statements and assets as there are, every pair compared.

mod agreement;
mod statement;
mod witness;
