//! What attestations of a pool say in plain words. The sentences are part of the format.

/// What a verified attestation shows.
pub const PROVED: [&str; 7] = [
    "The custody of the named digest holds exactly the named notes, each committing to an obligation that is owed to the one originator, in one currency, under an obligation policy that the named policy lists, none of them twice.",
    "The servicer that the named roles fix, registered as such with a key valid at the cut-off, signed a tape of exactly these lines for this pool, cut-off, policy, epoch and sequence; no balance is over its note's amount, no grade outside the policy's band, and what is past its maturity with a balance is past due since then at the latest.",
    "The figures that are shown are those of all lines of the tape, each counted once; one that is marked as a bound is at most what is shown.",
    "Obligors are counted, and their shares taken, by group, as the servicer states the groups.",
    "The net asset value is that of the named policy's loss table and discount, rounded down; a line in default is worth nothing in it.",
    "The stated tranches and reserve meet the named policy's limits of the senior share and its buffers, measured by the net asset value and the reserve.",
    "Figures that are disclosed to an auditor are those of this tape.",
];

/// What it does not show.
pub const NOT_PROVED: [&str; 11] = [
    "That the servicer's tape is right: balances, days past due, defaults, grades and groups are its word.",
    "That the pool has the tranches and the cash reserve that it states: nobody signs them.",
    "That each note was itself attested: the custody's contract or a verification of the custody shows it.",
    "That nothing is in two pools, beyond what the custody and the notes' home registry say.",
    "That the policy's loss table and discount value the loans rightly.",
    "That no prior lien, assignment or filing covers a loan.",
    "That obligors have no right of set-off.",
    "That obligors are able or willing to pay.",
    "What was paid, or fell due, after the cut-off; interest that is accrued and not part of a balance.",
    "That the registrar tied each key to the right party.",
    "That the setup of the proof system was honest, beyond what the verifier's own trust in this verifying key says.",
];
