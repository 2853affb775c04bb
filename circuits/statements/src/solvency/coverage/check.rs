//! The rules of a coverage in plain Rust, clause by clause in the circuit's order; the first that fails is named, with its row.

mod prices;

use super::{ChunkOpening, Claim, MAX_CHUNKS, figures::Values};
use crate::{
    Fr, Policy as _,
    solvency::{MAX_ACCOUNTS, reserves::totals::TOTAL_BITS},
    violation::rules,
};

/// The clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// Scope, policy, threshold and moment are of their form.
    Documents,
    /// The chunks, all of them, each at its place.
    Chunks,
    /// What R opens to.
    Reserves,
    /// What a quorum of price authorities signed.
    Prices,
    /// The reserves cover the liabilities.
    Coverage,
}

impl Clause {
    /// The circuit's namespace.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Chunks => "chunks",
            Self::Reserves => "reserves",
            Self::Prices => "prices",
            Self::Coverage => "coverage",
        }
    }
}

rules! {
    /// the scope is not of version 1, or does not have 1 to 32 assets, each once, of at most 9 decimals
    ScopeForm = "coverage/scope-form", "scope", Documents;
    /// the scope's quorum names too many authorities, one of them twice, or cannot be met, or needs nobody
    QuorumForm = "coverage/quorum-form", "scope.quorum", Documents;
    /// the policy is not of the form that this version of the statement takes
    PolicyForm = "coverage/policy-form", "policy", Documents;
    /// a threshold of zero says nothing
    Threshold = "coverage/threshold", "threshold_bps", Documents;
    /// the moment is after the year 9999
    Moment = "coverage/moment", "as_of", Documents;
    /// there is no chunk of liabilities
    NoChunk = "coverage/no-chunk", "chunks", Chunks;
    /// the largest circuit takes 64 chunks
    TooManyChunks = "coverage/too-many-chunks", "chunks", Chunks;
    /// a chunk has 1 to 2^20 accounts
    ChunkCount = "coverage/chunk-count", "chunk.count", Chunks;
    /// a total has more than 84 bits
    ChunkTotal = "coverage/chunk-total", "chunk.totals", Chunks;
    /// something is owed in a column beyond the scope's assets
    ChunkOtherAsset = "coverage/chunk-other-asset", "chunk.totals", Chunks;
    /// the chunk's output is of another environment, place, count, total or blinding
    OtherOutput = "coverage/other-output", "chunk.output", Chunks;
    /// a total of the reserves has more than 84 bits
    ReserveTotal = "coverage/reserve-total", "reserves.totals", Reserves;
    /// the reserves' commitment is of another environment, total or blinding
    OtherReserves = "coverage/other-reserves", "reserves", Reserves;
    /// there is no price of an asset of the scope
    PriceMissing = "coverage/price-missing", "prices", Prices;
    /// the price is not one of this root
    PriceNotOfRoot = "coverage/price-not-of-root", "prices", Prices;
    /// the price is of another asset, or in another currency than the policy's
    OtherPrice = "coverage/other-price", "price", Prices;
    /// the price is zero
    PriceZero = "coverage/price-zero", "price.price", Prices;
    /// the price was published after the moment
    PriceInFuture = "coverage/price-in-future", "price.published_at", Prices;
    /// the price is older than the policy takes
    PriceStale = "coverage/price-stale", "price.published_at", Prices;
    /// the prices were signed for a later day
    PriceRootInFuture = "coverage/price-root-in-future", "prices.day", Prices;
    /// fewer authorities signed the prices than the quorum needs
    PriceQuorum = "coverage/price-quorum", "prices.signatures", Prices;
    /// the authority's key is not in the registry of this root
    AuthorityNotRegistered = "coverage/authority-not-registered", "authority", Prices;
    /// the key that signed the prices is not a price authority's
    AuthorityRole = "coverage/authority-role", "authority.role", Prices;
    /// the scope does not name this authority, or names it before the one in front of it
    OtherAuthority = "coverage/other-authority", "authority.party", Prices;
    /// the authority's key was not valid yet when it signed
    AuthorityNotYetValid = "coverage/authority-not-yet-valid", "prices.day", Prices;
    /// the authority's key had expired or was revoked by the day
    AuthorityExpired = "coverage/authority-expired", "as_of", Prices;
    /// the authority's signature of the prices does not hold
    PriceSignature = "coverage/price-signature", "prices.signature", Prices;
    /// a side is worth 2^80 minor units or more
    ValueOverflow = "coverage/value-overflow", "totals", Coverage;
    /// the reserves are worth less than the threshold's share of the liabilities
    NotCovered = "coverage/not-covered", "reserves", Coverage;
}

fn require(holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::of(rule)) }
}

fn require_at(row: usize, holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::at(rule, row)) }
}

/// All rules.
///
/// # Errors
/// The first that fails.
pub fn check(claim: &Claim) -> Result<(), Violation> {
    let setting = &claim.setting;
    let scope = &setting.scope;
    require(scope.version == 1 && scope.has_assets() && scope.has_decimals(), Rule::ScopeForm)?;
    require(scope.quorum.needed > 0 && scope.quorum.validate().is_ok(), Rule::QuorumForm)?;
    require(setting.policy.validate().is_ok(), Rule::PolicyForm)?;
    require(setting.threshold.0 > 0, Rule::Threshold)?;
    let day = setting.day().ok_or(Violation::of(Rule::Moment))?;
    require(!claim.chunks.is_empty(), Rule::NoChunk)?;
    require(claim.chunks.len() <= MAX_CHUNKS, Rule::TooManyChunks)?;
    let environment = claim.environment();
    for (i, chunk) in claim.chunks.iter().enumerate() {
        check_chunk(claim, environment, i, chunk)?;
    }
    reserves(claim, environment)?;
    prices::check(claim, day)?;
    let values = Values::of(claim).filter(|values| values.figures().is_some());
    let values = values.ok_or(Violation::of(Rule::ValueOverflow))?;
    require(values.cover(setting.threshold), Rule::NotCovered)
}

fn is_total(total: &u128) -> bool {
    total >> TOTAL_BITS == 0
}

fn check_chunk(claim: &Claim, environment: Fr, i: usize, chunk: &ChunkOpening) -> Result<(), Violation> {
    let scope = &claim.setting.scope;
    require_at(i, (1..=MAX_ACCOUNTS).contains(&chunk.count), Rule::ChunkCount)?;
    require_at(i, chunk.totals.iter().all(is_total), Rule::ChunkTotal)?;
    let mut beyond = chunk.totals.iter().skip(scope.assets.len());
    require_at(i, beyond.all(|total| *total == 0), Rule::ChunkOtherAsset)?;
    let output = chunk.chunk(environment, i as u32).output();
    require_at(i, output == chunk.commitment.output, Rule::OtherOutput)
}

fn reserves(claim: &Claim, environment: Fr) -> Result<(), Violation> {
    let totals = &claim.reserves.totals;
    for (j, total) in totals.iter().enumerate() {
        require_at(j, is_total(total), Rule::ReserveTotal)?;
    }
    require(claim.reserves.commitment(environment) == claim.reserves_commitment, Rule::OtherReserves)
}
