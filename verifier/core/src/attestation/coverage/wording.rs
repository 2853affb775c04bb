//! What attestations of coverage say in plain words. The sentences are part of the format. Nothing is said of "solvency": no practitioner
//! may give assurance on that (AT-C 9105.02).

/// What a verified attestation shows.
pub const PROVED: [&str; 7] = [
    "As of the named moment and within the named scope, the reserves that custodians stated for this entity, less what they stated to be encumbered, were worth at least the named share of its defined liabilities, at the prices of the named root.",
    "The liabilities are those of exactly the named number of accounts, in exactly the named chunks, each once; every balance is a number from 0 to 2^64 - 1, and no debit balance reduces them.",
    "Each reserve was signed by a custodian of the named registry, with a key valid on the day, for this entity and this moment; each has a nullifier of the day, and no two of them are equal.",
    "Every price is above zero, in the policy's currency, not older than the policy takes, and under a root that the scope's quorum of price authorities signed.",
    "The entity's own tokens count zero as reserves, and whole as liabilities.",
    "What account holders can check is about exactly these chunks: their columns and claims are under the liabilities' digest.",
    "Figures that are disclosed to an auditor are those of this coverage.",
];

/// What it does not show.
pub const NOT_PROVED: [&str; 9] = [
    "That every account holder is among the accounts, at the right balance: that rests on the holders' own inclusion checks, or on an auditor's signed count. A count does not show that a holder was not replaced by an empty account.",
    "That custodians hold what they stated, and that it is not owed to others: a custodian's word, not a proof of control.",
    "That the entity made no other statement of the day: the public log, or the registry on a chain, shows one for each entity and day.",
    "That the reserves' nullifiers were not shown by another entity: the log or the registry spends them.",
    "That the entity has no liabilities outside the scope, or was able to pay at any other moment.",
    "That the prices are right, or that so much could be sold at them.",
    "That the registrar tied each key to the right party.",
    "That the policy and the scope are suitable: they are named, and the verifier's trust takes them.",
    "That the setups of the proof systems were honest, beyond what the verifier's own trust in these keys and parameters says.",
];
