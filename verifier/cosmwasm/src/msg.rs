//! What is sent to the contract, and asked of it. Field names and rules are those of the Solidity functions of the same name.
//!
//! Field elements, selectors and token ids are `0x` and 64 lower-case digits, days `YYYY-MM-DD`, proofs 512 digits without `0x`: as attestations
//! have them. Addresses of this chain are bech32; a beneficiary stands as in the context that was signed, `0x` and 40 or 64 digits.

use cosmwasm_std::Binary;
use covenant_statements::{Day, Network, binding::Address};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::notes::Receipt;
use crate::token::Expiration;
use crate::word::Word;

/// Makes a registry. Nothing is trusted at first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// The network; for good.
    pub network: Network,
    /// The nullifier registry's public key; for good. A point of Baby Jubjub's prime-order subgroup.
    pub nullifier_key: Point,
    /// Who decides.
    pub owner: String,
    /// Who publishes roots.
    pub registrar: String,
    /// Who may stop at once.
    pub guardian: Option<String>,
    /// Seconds from the scheduling of an owner's call to its execution; 0 where the owner is a timelock, or the chain's governance, itself.
    pub delay: u64,
}

/// Coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// x.
    pub x: Word,
    /// y.
    pub y: Word,
}

/// A proof and every part that it is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Circuit, key and network.
    pub selector: Word,
    /// To whom the note goes.
    #[serde(with = "address_hex")]
    pub beneficiary: Address,
    /// The last second of use.
    pub expiry: u64,
    /// How often this registry registered the nullifier before.
    pub sequence: u32,
    /// The policy's digest.
    pub policy: Word,
    /// The day of judgement.
    pub as_of: Day,
    /// The root of the registry of parties.
    pub registry_root: Word,
    /// N1.
    pub nullifier: Word,
    /// The note.
    pub note: Word,
    /// A ‖ B ‖ C.
    pub proof: String,
}

/// Public inputs and the proof that is said to prove them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proved {
    /// In the circuit's order.
    pub public_inputs: Vec<Word>,
    /// A ‖ B ‖ C.
    pub proof: String,
}

/// What changes something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Registers an obligation and mints its note to the beneficiary. Anybody's.
    Register(Submission),
    /// Names the financier: an address of this chain, or `0x` and the digest of a party elsewhere. The holder's.
    Finance {
        /// The note.
        note: Word,
        /// Who releases or settles from then on.
        financier: String,
    },
    /// Takes back a note that nobody has financed. The holder's.
    Withdraw {
        /// The note.
        note: Word,
    },
    /// Ends a financing. The financier's.
    Release {
        /// The note.
        note: Word,
    },
    /// Ends a financing for good. The financier's.
    Settle {
        /// The note.
        note: Word,
    },
    /// Hands a financing over, when financier and holder have both sent this.
    TransferFinancing {
        /// The note.
        note: Word,
        /// The next financier.
        to: String,
    },
    /// Publishes the next root. The registrar's.
    PublishRoot {
        /// The root.
        root: Word,
        /// The first as-of day that it is good for.
        first_day: Day,
        /// The last.
        last_day: Day,
        /// How many revocations its tree of parties knows.
        revocations: u64,
        /// The latest number when this was decided.
        expected_sequence: u64,
    },
    /// Makes the newest root good for later days. The registrar's.
    ExtendLatest {
        /// The root, the newest.
        root: Word,
        /// The last as-of day, later than before.
        last_day: Day,
        /// The latest number when this was decided.
        expected_sequence: u64,
    },
    /// Ends every root. The registrar's.
    RevokeAllRoots {},
    /// Stops registering, financing and handing over. The guardian's.
    Pause {},
    /// Stops a selector. The guardian's.
    Freeze {
        /// The selector.
        selector: Word,
    },
    /// Ends every root and takes the registrar's right. The guardian's.
    DeposeRegistrar {},
    /// A call of the owner's, where there is no delay.
    Owner(OwnerCall),
    /// Schedules a call of the owner's.
    Schedule {
        /// The call.
        call: OwnerCall,
        /// Tells it from the same call at another time.
        salt: Word,
    },
    /// Executes a call that was scheduled, when its time has come. The owner's.
    ExecuteScheduled {
        /// The call.
        call: OwnerCall,
        /// As it was scheduled.
        salt: Word,
    },
    /// Forgets a scheduled call. The owner's and the guardian's.
    CancelScheduled {
        /// The call.
        call: OwnerCall,
        /// As it was scheduled.
        salt: Word,
    },
    /// Takes the ownership that was offered.
    AcceptOwnership {},
    /// cw721: moves a token.
    TransferNft {
        /// To whom.
        recipient: String,
        /// The note.
        token_id: Word,
    },
    /// cw721: moves a token to a contract, and tells it.
    SendNft {
        /// To whom.
        contract: String,
        /// The note.
        token_id: Word,
        /// What it is told.
        msg: Binary,
    },
    /// cw721: approves an account for a token.
    Approve {
        /// Who.
        spender: String,
        /// The note.
        token_id: Word,
        /// Until when.
        expires: Option<Expiration>,
    },
    /// cw721: ends it.
    Revoke {
        /// Who.
        spender: String,
        /// The note.
        token_id: Word,
    },
    /// cw721: approves an account for all tokens of the sender.
    ApproveAll {
        /// Who.
        operator: String,
        /// Until when.
        expires: Option<Expiration>,
    },
    /// cw721: ends it.
    RevokeAll {
        /// Who.
        operator: String,
    },
    /// Sends a note's receipt over a channel. Anybody's.
    SendReceipt {
        /// The channel, as this chain names it.
        channel: String,
        /// The note.
        note: Word,
        /// For how many seconds it says something.
        valid_seconds: u64,
    },
    /// Sends a submission to the registry at the other end, which verifies it. Anybody's.
    SendSubmission {
        /// The channel, as this chain names it.
        channel: String,
        /// Bound to that registry.
        submission: Submission,
        /// How long it may take.
        timeout_seconds: u64,
    },
    /// Sends the sender's order as a financier to the registry at the other end.
    SendOrder {
        /// The channel, as this chain names it.
        channel: String,
        /// The note, there.
        note: Word,
        /// What is ordered.
        order: Order,
        /// How long it may take.
        timeout_seconds: u64,
    },
}

/// What a financier elsewhere orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Ends the financing.
    Release {},
    /// Ends it for good.
    Settle {},
    /// Agrees to another financier.
    TransferFinancing {
        /// The next financier, as the registry at the other end takes it.
        to: String,
    },
}

/// What the owner alone decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OwnerCall {
    /// Adds a verifying key.
    AddKey {
        /// Name and version, such as `invoice/1`.
        circuit: String,
        /// α ‖ β ‖ γ ‖ δ ‖ IC₀ … ICₙ in hexadecimal.
        verifying_key: String,
        /// What it has to be on this network.
        selector: Word,
    },
    /// Lifts a freeze.
    Unfreeze {
        /// The selector.
        selector: Word,
    },
    /// Removes a selector, for good.
    Remove {
        /// The selector.
        selector: Word,
    },
    /// Takes or drops a circuit.
    SetSelector {
        /// The selector.
        selector: Word,
        /// Whether its proofs are taken.
        trusted: bool,
    },
    /// Takes or drops a policy.
    SetPolicy {
        /// Its digest.
        policy: Word,
        /// Whether its obligations are taken.
        trusted: bool,
    },
    /// Names another registrar.
    SetRegistrar {
        /// Who.
        registrar: String,
    },
    /// Names another guardian, or none.
    SetGuardian {
        /// Who.
        guardian: Option<String>,
    },
    /// Ends a pause.
    Unpause {},
    /// Offers ownership; never given up, and taken by who gets it.
    TransferOwnership {
        /// To whom.
        owner: String,
    },
    /// Changes the delay.
    SetDelay {
        /// In seconds.
        delay: u64,
    },
    /// Takes or drops a channel's receipts.
    SetChannel {
        /// As this chain names it.
        channel: String,
        /// Whether its receipts are taken.
        trusted: bool,
    },
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum QueryMsg {
    /// Answers `{}` if the proof proves these inputs, else an error.
    Verify {
        /// Circuit, key and network.
        selector: Word,
        /// In the circuit's order.
        public_inputs: Vec<Word>,
        /// A ‖ B ‖ C.
        proof: String,
    },
    /// Answers `{}` if every proof proves its inputs, else an error.
    VerifyBatch {
        /// Circuit, key and network.
        selector: Word,
        /// At most 64.
        statements: Vec<Proved>,
    },
    /// A [`Receipt`].
    Receipt {
        /// The nullifier.
        nullifier: Word,
    },
    /// The [`Receipt`] of the obligation whose latest note this is.
    ReceiptOf {
        /// The note.
        note: Word,
    },
    /// A [`crate::notes::State`].
    StateOf {
        /// The note.
        note: Word,
    },
    /// Whether a note was ever minted.
    WasMinted {
        /// The note.
        note: Word,
    },
    /// The public input `context` of proofs for this contract on this chain.
    ContextOf {
        /// Circuit, key and network.
        selector: Word,
        /// To whom rights go.
        #[serde(with = "address_hex")]
        beneficiary: Address,
        /// The last second of use.
        expiry: u64,
        /// How often the nullifier was registered before.
        sequence: u32,
    },
    /// The public input `environment` of these parts.
    Environment {
        /// The policy's digest.
        policy: Word,
        /// The day of judgement.
        as_of: Day,
        /// The root of the registry of parties.
        registry_root: Word,
    },
    /// A [`SelectorResponse`].
    Selector {
        /// The selector.
        selector: Word,
    },
    /// Whether a policy is trusted.
    Policy {
        /// Its digest.
        policy: Word,
    },
    /// The [`crate::trust::Counters`] of publications.
    Roots {},
    /// A [`crate::trust::Root`], or null.
    Root {
        /// The root.
        root: Word,
    },
    /// Whether the root may be used now for that as-of day.
    IsRootLive {
        /// The root.
        root: Word,
        /// The as-of day.
        as_of: Day,
    },
    /// Answers `{}` if a proof for that as-of day may rest on the root now, else an error.
    RequireLive {
        /// The root.
        root: Word,
        /// The as-of day.
        as_of: Day,
    },
    /// A [`ConfigResponse`].
    Config {},
    /// When a scheduled call may be executed, or null.
    Scheduled {
        /// The call.
        call: OwnerCall,
        /// As it was scheduled.
        salt: Word,
    },
    /// cw721: an [`OwnerOfResponse`].
    OwnerOf {
        /// The note.
        token_id: Word,
        /// Whether approvals that have ended are shown.
        include_expired: Option<bool>,
    },
    /// cw721: `{"approval": …}`.
    Approval {
        /// The note.
        token_id: Word,
        /// Who.
        spender: String,
        /// Whether approvals that have ended are shown.
        include_expired: Option<bool>,
    },
    /// cw721: `{"approvals": […]}`.
    Approvals {
        /// The note.
        token_id: Word,
        /// Whether approvals that have ended are shown.
        include_expired: Option<bool>,
    },
    /// cw721: `{"approval": …}`.
    Operator {
        /// Whose tokens.
        owner: String,
        /// Who acts for it.
        operator: String,
    },
    /// cw721: `{"count": n}`.
    NumTokens {},
    /// cw721: name and symbol.
    ContractInfo {},
    /// cw721: no URI; what the note was registered with.
    NftInfo {
        /// The note.
        token_id: Word,
    },
    /// cw721: both.
    AllNftInfo {
        /// The note.
        token_id: Word,
        /// Whether approvals that have ended are shown.
        include_expired: Option<bool>,
    },
    /// A [`crate::ibc::Remote`], or null: what a registry elsewhere said last of an obligation.
    RemoteReceipt {
        /// The channel, as this chain names it.
        channel: String,
        /// The nullifier.
        nullifier: Word,
    },
    /// Answers the [`Receipt`] if a trusted channel's last word is that exactly this registration of this note is financed by this party, and it
    /// says something still; else an error.
    RequireReceipt {
        /// The channel, as this chain names it.
        channel: String,
        /// The nullifier.
        nullifier: Word,
        /// The note.
        note: Word,
        /// The context's sequence: one less than the registrations.
        sequence: u32,
        /// The financier, as that registry names it.
        financier: Word,
    },
    /// The digest by which somebody at the other end of a channel is a financier here.
    Party {
        /// The channel, as this chain names it.
        channel: String,
        /// The sender's address, as its chain writes it.
        sender: String,
    },
}

/// What a selector is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectorResponse {
    /// Of the router.
    pub status: crate::router::Status,
    /// The circuit, if its key was added.
    pub circuit: Option<String>,
    /// Whether the registry takes its proofs.
    pub trusted: bool,
}

/// Who decides here, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigResponse {
    /// The network.
    pub network: Network,
    /// The digest of the nullifier key.
    pub nullifier_key: Word,
    /// Decides.
    pub owner: String,
    /// To whom ownership is offered.
    pub pending_owner: Option<String>,
    /// Stops.
    pub guardian: Option<String>,
    /// Publishes roots.
    pub registrar: Option<String>,
    /// Seconds between scheduling and execution.
    pub delay: u64,
    /// Whether registering, financing and handing over are stopped.
    pub paused: bool,
}

/// cw721's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerOfResponse {
    /// The holder.
    pub owner: String,
    /// Who is approved.
    pub approvals: Vec<crate::token::Approval>,
}

/// cw721's answer: what the note was registered with stands in its extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NftInfoResponse {
    /// None.
    pub token_uri: Option<String>,
    /// The receipt of its obligation.
    pub extension: Receipt,
}

/// cw721's message to a contract that gets a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiverMsg {
    /// A token has come.
    ReceiveNft {
        /// From whom.
        sender: String,
        /// The note.
        token_id: Word,
        /// What the sender says.
        msg: Binary,
    },
}

/// A new version of the code takes over; nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

mod address_hex {
    use super::{Address, Deserialize, Deserializer, Serializer};
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(value: &Address, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
        let text = String::deserialize(deserializer)?;
        let address: Address = text.parse().map_err(D::Error::custom)?;
        // One form each, as an attestation has it.
        if address.to_string() == text {
            Ok(address)
        } else {
            Err(D::Error::custom(
                "0x and 40 lower-case digits, or 64 where the first twelve bytes are not all zero",
            ))
        }
    }
}
