//! What attestations of collateral say in plain words. The sentences are part of the format.

/// What a verified certificate shows.
pub const PROVED: [&str; 7] = [
    "The vault of the named digest holds exactly the named notes, each committing to an obligation that is owed to the one owner of the book, in one currency, none of them twice.",
    "The servicer that the named roles fix, registered as such with a key valid on the as-of day, signed a ledger of exactly these lines for this vault, day, policy, epoch and sequence; no open balance is over its note's amount.",
    "Aged, cross-aged, affiliated, foreign uninsured, unassigned, disputed and billed-and-held receivables, contra accounts, credits and what is over the concentration cap were left out by the named policy, each debtor's figures being those of the owner's whole book as the servicer states them.",
    "Inventory, property and commodities count as appraisers whom the named roles list stated them for this vault, not longer ago than the policy takes, at the policy's rates and limits.",
    "Commodities count at a price less its confidence, not older than the policy takes, from prices that the quorum of the named roles signed.",
    "The borrowing base, less reserves and within the limit, covers the named exposure.",
    "Figures that are disclosed to an auditor are those of this certificate.",
];

/// What it does not show.
pub const NOT_PROVED: [&str; 10] = [
    "That the servicer's ledger or an appraisal is right, or that the prices are.",
    "That each note was itself attested, and is financed by this lender: the vault's contract or a verification of the vault shows it.",
    "That a lot of inventory, a property or a commodity is not pledged to somebody else.",
    "That no prior lien, assignment or filing covers the collateral.",
    "That debtors have no right of set-off beyond the payables that the ledger states.",
    "That debtors are able or willing to pay.",
    "What was paid, disputed or delivered after the ledger was signed.",
    "That the exposure is all that the borrower owes.",
    "That the registrar tied each key to the right party.",
    "That the setup of the proof system was honest, beyond what the verifier's own trust in this verifying key says.",
];

/// What a verified rewrite shows.
pub const REWRITE_PROVED: [&str; 3] = [
    "The new digest is that of the named old vault without the named lines, in the same order.",
    "A line that is called whole has its note's whole amount open in the servicer's ledger of the as-of day.",
    "What stays in the vault, with everything else that counts, covers the named exposure under the named policy, as a certificate of collateral sufficiency shows it.",
];

/// What it does not show.
pub const REWRITE_NOT_PROVED: [&str; 5] = [
    "That the servicer's ledger or an appraisal is right, or that the prices are.",
    "What was paid after the ledger was signed: a line that is called whole in the morning may be paid in the afternoon.",
    "That the lines were released by the contract that holds the vault.",
    "That the registrar tied each key to the right party.",
    "That the setup of the proof system was honest, beyond what the verifier's own trust in this verifying key says.",
];
