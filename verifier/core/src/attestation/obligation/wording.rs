//! What an attestation of obligation validity says in plain words. The sentences are part of the format.

/// What a verified attestation shows, in plain words.
pub const PROVED: [&str; 6] = [
    "The prover held an invoice or a loan agreement that its debtor, an agent with the debtor's mandate, or a verification agent named by the policy acknowledged with response code AP.",
    "The signer of the acknowledgement was in the named registry of parties, in that role, with a key valid when it signed and on the as-of day.",
    "On the as-of day the obligation was financeable under the named policy: kind, amount, currency, terms, dates and tenor; seller and debtor differ; it was not overdue.",
    "The nullifier is the one that the named nullifier key gives to this seller's document number, type and fiscal year, whatever the amount, the dates or the buyer.",
    "The note commits to the acknowledged terms, under the named policy and with this nullifier.",
    "The seller, with its registered key, consented to this note for the named beneficiary, contract, chain, expiry and sequence.",
];

/// What it does not show, in plain words.
pub const NOT_PROVED: [&str; 9] = [
    "That goods or services were delivered.",
    "That no prior lien, assignment or filing covers the obligation.",
    "That the debtor has no right of set-off or counterclaim.",
    "That the obligation is not financed outside the nullifier's home registry, or is not financed already inside it: only that registry knows.",
    "That the debtor is able or willing to pay.",
    "That the debtor, the agent or the verification agent told the truth, or that seller and debtor are not in collusion.",
    "That the registrar tied each key to the right party.",
    "That the same claim was not documented a second time under another number.",
    "That the setup of the proof system was honest, beyond what the verifier's own trust in this verifying key says.",
];
