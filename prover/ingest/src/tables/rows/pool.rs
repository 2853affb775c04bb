//! What a servicer says of a pool of loans. Columns are named after the fields of ESMA's templates for underlying exposures
//! (Regulations (EU) 2020/1224 and 2020/1225) where these have one of the same meaning.

use super::row;
use crate::tables::{Debtor, Grade, Group, NoteRef};
use covenant_statements::{Amount, PartyId};

row! {
    /// A line of a pool's tape.
    TapeRow = "tape", "a loan of the pool, as the servicer's books have it at the cut-off", may_be_empty: true,
    key: (note) -> NoteRef = |row| row.note,
    {
        note: NoteRef = "the note that the line is about";
        current_principal_balance: Amount = "what is still to be paid of the principal";
        number_of_days_in_principal_arrears: u32 = "days past due";
        default: bool = "the loan is in default";
        internal_rating: Grade = "the loan's grade, 0 the best";
    }
}

row! {
    /// An obligor of a pool.
    ObligorRow = "obligors", "a debtor of the pool's loans, and the group that it belongs to", may_be_empty: true,
    key: (debtor) -> PartyId = |row| row.debtor.party,
    {
        debtor: Debtor = "who owes";
        group: Group = "the group that the debtor belongs to; empty where it stands alone";
    }
}
