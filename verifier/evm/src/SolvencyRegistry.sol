// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CoverageCircuits} from "./CoverageCircuits.sol";
import {Guarded} from "./Guarded.sol";
import {ILiabilitiesVerifier} from "./ILiabilitiesVerifier.sol";
import {PriceRoots} from "./PriceRoots.sol";
import {SolvencyHasher} from "./SolvencyHasher.sol";
import {SolvencyStartHasher} from "./SolvencyStartHasher.sol";
import {TrustStore} from "./TrustStore.sol";
import {VerifierRouter} from "./VerifierRouter.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Registry of coverages of liabilities
/// @notice Records that an entity's reserves cover its liabilities as of a moment, once for each entity and UTC day: only with the proof
/// of the reserves, whose nullifiers it spends, and the proof of every chunk of the liabilities. That is more than a transaction may
/// hold, so that chunks are added first, in their order, by as many transactions as it takes, and `finish` takes the rest at once.
///
/// Anyone may submit. What is under way is kept for whoever sends it, apart from everybody else's: nobody can stop, change or continue
/// another's. A coverage that is submitted by somebody else is the same coverage.
/// @dev No proxy, no delegated call, no self-destruction. Every call to a verifier or a hasher is static.
contract SolvencyRegistry is CoverageCircuits, Pausable, ReentrancyGuardTransient {
    using Strings for uint256;

    /// @notice Every part that the proofs are bound to, but for the chunks.
    struct Coverage {
        bytes32 coverageSelector;
        bytes32 reservesSelector;
        bytes32[2] chunkSelectors; // The second is zero where one key serves all chunks.
        address beneficiary;
        uint64 expiry; // Last second of use.
        SolvencyHasher.Parts parts;
        uint32 chunks;
        uint256 reserves; // R.
        uint256 disclosure;
    }

    /// @notice A chunk of the liabilities.
    struct Chunk {
        uint8 key; // Which of the coverage's chunk selectors.
        uint256 output; // S.
        bytes32 claims; // The root of the tree over its rows' claimed values.
        bytes proof;
    }

    /// @notice What is kept of a coverage.
    struct Record {
        uint256 scope;
        uint256 policy;
        uint256 liabilities; // The digest that inclusion proofs are checked against.
        uint64 asOf;
        uint64 accounts;
        uint64 recordedAt; // Zero if there is none.
        uint32 thresholdBps;
        uint32 chunks;
    }

    /// @dev What a submitter has added so far.
    struct Draft {
        uint256 environment;
        uint256 digest;
        uint32 added;
    }

    /// @notice The expiry has passed.
    error Expired(uint64 expiry);
    /// @notice The moment is still to come.
    error NotYet(uint64 asOf);
    /// @notice The zero address can be nobody's.
    error ZeroAddress();
    /// @notice There is no chunk to add, or none at all, or more than `MAX_CHUNKS`, or more than the coverage says.
    error WrongNumber(uint256 chunks);
    /// @notice Chunks are added in their order, from the first to the last, each once.
    error WrongChunk(uint32 given, uint32 expected);
    /// @notice The coverage has no chunk selector of that number.
    error WrongKey(uint8 key);
    /// @notice The entity has a coverage on that day.
    error AlreadyCovered(uint256 entity, uint32 day);
    /// @notice The entity has a coverage less than `APART` away, on the other side of midnight.
    error TooNear(uint256 entity, uint32 day);
    /// @notice The reserve was shown before, by whichever entity.
    error ReserveUsed(uint256 nullifier);

    event ChunkAdded(bytes32 indexed draft, uint32 indexed index, uint256 output, uint256 columns, bytes32 claims);
    event CoverageRecorded(
        uint256 indexed entity,
        uint32 indexed day,
        address indexed beneficiary,
        bytes32 draft,
        uint256 environment,
        uint256 liabilities,
        Coverage coverage
    );

    /// @dev Contexts have 253 bits, below the field's modulus.
    uint256 private constant CONTEXT_MASK = (1 << 253) - 1;
    /// @notice The most chunks of a coverage.
    uint32 public constant MAX_CHUNKS = 64;
    /// @notice The least time between two coverages of an entity: two a second apart, around midnight, could each leave out another holder.
    uint64 public constant APART = 12 hours;

    /// @notice Which prices there are.
    PriceRoots public immutable PRICES;
    /// @notice What hashes environments and digests.
    SolvencyHasher public immutable HASHER;
    /// @notice What hashes that which digests start from.
    SolvencyStartHasher public immutable START_HASHER;
    /// @notice The network, as an integer; the router's.
    uint256 public immutable NETWORK;

    /// @notice Reserves that were shown. Their nullifiers are new every day.
    mapping(uint256 nullifier => bool) public spent;
    mapping(uint256 entity => mapping(uint32 day => Record)) private _records;
    mapping(bytes32 key => Draft) private _drafts;

    /// @param router Verifiers by selector; fixed for good, as are the three that follow.
    /// @param prices Roots of days' prices.
    /// @param hasher A `SolvencyHasher`.
    /// @param startHasher A `SolvencyStartHasher`.
    /// @param owner_ A timelock.
    /// @param registrar_ Who publishes roots of parties.
    /// @param guardian_ Who may pause at once.
    constructor(
        VerifierRouter router,
        PriceRoots prices,
        SolvencyHasher hasher,
        SolvencyStartHasher startHasher,
        address owner_,
        address registrar_,
        address guardian_
    ) Ownable(owner_) Guarded(guardian_) TrustStore(registrar_) CoverageCircuits(router) {
        PRICES = prices;
        HASHER = hasher;
        START_HASHER = startHasher;
        NETWORK = router.NETWORK();
    }

    /// @notice Stops everything that changes a coverage.
    function pause() external onlyGuardian {
        _pause();
    }

    /// @notice Ends a pause.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @notice Adds chunks to the sender's draft of a coverage, each with its proof.
    /// @param c The coverage, the same in every call.
    /// @param first The index of the first of these chunks; 0 begins anew.
    /// @param chunks Some of the chunks, in their order.
    function addChunks(Coverage calldata c, uint32 first, Chunk[] calldata chunks) external whenNotPaused nonReentrant {
        bytes32 key = draftOf(msg.sender, c);
        Draft storage draft = _drafts[key];
        uint256 digest = first == 0 ? _begin(c, draft) : draft.digest;
        if (first != 0 && first != draft.added) revert WrongChunk(first, draft.added);
        uint256 number = chunks.length;
        if (number == 0 || number > c.chunks - first) revert WrongNumber(number);
        ILiabilitiesVerifier[2] memory verifiers = _chunkVerifiers(c.coverageSelector, c.chunkSelectors);
        for (uint256 i = 0; i < number; ++i) {
            Chunk calldata chunk = chunks[i];
            if (chunk.key > 1 || address(verifiers[chunk.key]) == address(0)) revert WrongKey(chunk.key);
            uint256 columns = verifiers[chunk.key].verify(chunk.output, chunk.proof);
            digest = HASHER.extend(digest, chunk.output, columns, chunk.claims);
            emit ChunkAdded(key, uint32(first + i), chunk.output, columns, chunk.claims);
        }
        draft.digest = digest;
        draft.added = uint32(first + number);
    }

    /// @notice Records the coverage whose chunks the sender has added, all of them.
    /// @param c The coverage.
    /// @param nullifiers Those of the reserves, in increasing order.
    /// @param reservesProof The proof of the reserves.
    /// @param coverageProof The proof of the coverage.
    function finish(
        Coverage calldata c,
        uint256[] calldata nullifiers,
        uint256[8] calldata reservesProof,
        uint256[8] calldata coverageProof
    ) external whenNotPaused nonReentrant {
        bytes32 key = draftOf(msg.sender, c);
        Draft memory draft = _drafts[key];
        if (c.chunks == 0 || draft.added != c.chunks) revert WrongChunk(c.chunks, draft.added);
        uint32 day = _requireGood(c);
        delete _drafts[key];
        _verifyReserves(c, draft.environment, nullifiers, reservesProof);
        _verifyCoverage(c, draft, coverageProof);
        for (uint256 i = 0; i < nullifiers.length; ++i) {
            if (spent[nullifiers[i]]) revert ReserveUsed(nullifiers[i]);
            spent[nullifiers[i]] = true;
        }
        SolvencyHasher.Parts calldata p = c.parts;
        _records[p.entity][day] = Record(
            p.scope, p.policy, draft.digest, p.asOf, p.accounts, uint64(block.timestamp), p.thresholdBps, c.chunks
        );
        emit CoverageRecorded(p.entity, day, c.beneficiary, key, draft.environment, draft.digest, c);
    }

    /// @notice An entity's coverage of a UTC day, counted from 1970-01-01; all zeros if there is none.
    function coverageOf(uint256 entity, uint32 day) external view returns (Record memory) {
        return _records[entity][day];
    }

    /// @notice How many chunks a submitter has added to a coverage.
    function added(address submitter, Coverage calldata c) external view returns (uint32) {
        return _drafts[draftOf(submitter, c)].added;
    }

    /// @notice The name of a submitter's draft of a coverage.
    function draftOf(address submitter, Coverage calldata c) public pure returns (bytes32) {
        return keccak256(abi.encode(submitter, c));
    }

    /// @notice The public input `environment` of these parts. It says nothing about trust in them.
    function environment(SolvencyHasher.Parts calldata p) public view returns (uint256) {
        _requireCanonical(p.entity);
        _requireCanonical(p.scope);
        _requireCanonical(p.policy);
        _requireCanonical(p.priceRoot);
        _requireCanonical(p.registryRoot);
        return HASHER.environment(NETWORK, p);
    }

    /// @notice The public input `context` of proofs for this contract on this chain, by its live id. Its sequence is 0: a coverage is
    /// recorded once in any case.
    function contextOf(bytes32 selector, address beneficiary, uint64 expiry) public view returns (uint256) {
        bytes32 chain = keccak256(bytes(string.concat("eip155:", block.chainid.toString())));
        bytes memory parts = abi.encode(selector, chain, address(this), beneficiary, expiry, uint32(0));
        return uint256(keccak256(parts)) & CONTEXT_MASK;
    }

    /// @dev What the digest starts from; whatever the sender had added to this coverage is gone.
    function _begin(Coverage calldata c, Draft storage draft) private returns (uint256 digest) {
        if (c.chunks == 0 || c.chunks > MAX_CHUNKS) revert WrongNumber(c.chunks);
        uint256 value = environment(c.parts);
        draft.environment = value;
        digest = START_HASHER.liabilities(value, c.chunks);
    }

    /// @dev Everything that is trusted is trusted now, whatever it was when chunks were added.
    function _requireGood(Coverage calldata c) private view returns (uint32 day) {
        SolvencyHasher.Parts calldata p = c.parts;
        if (c.beneficiary == address(0)) revert ZeroAddress();
        if (block.timestamp > c.expiry) revert Expired(c.expiry);
        if (p.asOf > block.timestamp) revert NotYet(p.asOf);
        day = uint32(p.asOf / 1 days);
        if (_records[p.entity][day].recordedAt != 0) revert AlreadyCovered(p.entity, day);
        if (day != 0) _requireApart(p, day - 1);
        _requireApart(p, day + 1);
        _requireCanonical(c.reserves);
        _requireCanonical(c.disclosure);
        _requireKind(c.coverageSelector, Kind.Coverage);
        _requireKind(c.reservesSelector, Kind.Reserves);
        _chunkVerifiers(c.coverageSelector, c.chunkSelectors);
        _requireTrusted(c.coverageSelector, p.policy);
        requireLive(p.registryRoot, day);
        PRICES.requireLive(p.priceRoot, day);
    }

    /// @dev Days before and after these are farther away than `APART`.
    function _requireApart(SolvencyHasher.Parts calldata p, uint32 day) private view {
        Record storage record = _records[p.entity][day];
        if (record.recordedAt == 0) return;
        uint64 other = record.asOf;
        uint64 apart = other > p.asOf ? other - p.asOf : p.asOf - other;
        if (apart < APART) revert TooNear(p.entity, day);
    }

    function _verifyReserves(
        Coverage calldata c,
        uint256 environment_,
        uint256[] calldata nullifiers,
        uint256[8] calldata proof
    ) private view {
        for (uint256 i = 0; i < nullifiers.length; ++i) {
            _requireCanonical(nullifiers[i]);
        }
        uint256[] memory inputs = new uint256[](4);
        inputs[0] = contextOf(c.reservesSelector, c.beneficiary, c.expiry);
        inputs[1] = environment_;
        inputs[2] = c.reserves;
        inputs[3] = HASHER.nullifiers(START_HASHER.nullifiers(nullifiers.length), nullifiers);
        ROUTER.verify(c.reservesSelector, proof, inputs);
    }

    function _verifyCoverage(Coverage calldata c, Draft memory draft, uint256[8] calldata proof) private view {
        uint256[] memory inputs = new uint256[](5);
        inputs[0] = contextOf(c.coverageSelector, c.beneficiary, c.expiry);
        inputs[1] = draft.environment;
        inputs[2] = draft.digest;
        inputs[3] = c.reserves;
        inputs[4] = c.disclosure;
        ROUTER.verify(c.coverageSelector, proof, inputs);
    }
}
