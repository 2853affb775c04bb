// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BabyJubjub} from "./BabyJubjub.sol";
import {Guarded} from "./Guarded.sol";

/// @title What a registry trusts
/// @notice Circuits by selector, policies by digest, and the last 32 roots of the registry of parties with their lifetimes.
/// A root lives until 24 hours after the next one; a revocation ends all earlier ones at once, and with them every as-of day before
/// the revocation's: whoever stole the key that was revoked would sign and prove for yesterday.
///
/// Whatever the order in which publications are mined, a revocation is neither lost nor undone: each root comes with the number of
/// revocations that its tree of parties knows. A lower number than before is an older tree, and refused; a higher one is a
/// revocation, whether or not the root that was made by it was ever published.
/// @dev The owner, meant to be a timelock, decides on circuits, policies and roles. The registrar publishes roots, which change by
/// the day and whose revocation can't wait. The guardian takes that from it, if it does harm.
abstract contract TrustStore is Guarded {
    /// @notice A root of the registry of parties.
    /// @dev One word. `sequence` starts at 1; 0 means that there is no such root.
    struct Root {
        uint64 sequence;
        uint64 endsAt; // Last second of its life; 0 while it is the newest.
        uint32 firstDay; // The as-of days that it is good for, both included.
        uint32 lastDay;
    }

    /// @notice The caller is not the registrar.
    error NotRegistrar(address caller);
    /// @notice The selector is not one of this registry's circuits.
    error UntrustedSelector(bytes32 selector);
    /// @notice The policy is not trusted.
    error UntrustedPolicy(uint256 digest);
    /// @notice The root is unknown, one of the past, revoked, or not good for that day.
    error UntrustedRoot(uint256 root, uint32 asOf);
    /// @notice The root was published before, or its days are no interval; or it is not the newest, revoked, or no less long good.
    error BadRoot(uint256 root);
    /// @notice The root's tree is older than what was published or revoked: it knows too few revocations.
    error OlderTree(uint64 revocations, uint64 atLeast);
    /// @notice The root was meant to follow another number than the latest.
    error StalePublication(uint64 expected, uint64 latest);
    /// @notice The value is not below the scalar field's modulus: x and x + r would be two names of one root or policy.
    error NotCanonical(uint256 value);
    /// @notice The day, of a root or a submission, lies before that of the latest revocation.
    error BeforeRevocation(uint32 day, uint32 notBefore);
    /// @notice The as-of day is neither today nor yesterday by block time.
    error WrongDay(uint32 asOf, uint32 today);

    event SelectorTrusted(bytes32 indexed selector, bool trusted);
    event PolicyTrusted(uint256 indexed digest, bool trusted);
    event RootPublished(
        uint256 indexed root, uint64 indexed sequence, uint32 firstDay, uint32 lastDay, uint64 revocations
    );
    event RootExtended(uint256 indexed root, uint32 lastDay);
    event EarlierRootsRevoked(uint64 indexed before, uint32 indexed notBefore);
    event RegistrarChanged(address indexed registrar);

    /// @notice How many roots are kept.
    uint64 public constant ROOTS = 32;
    /// @notice How long a root lives after the next one was published, in seconds.
    uint64 public constant ROOT_OVERLAP = 24 hours;
    /// @notice How many days the as-of day may lie behind block time.
    uint32 public constant DAYS_BACK = 1;

    /// @notice Who publishes and revokes roots.
    address public registrar;
    /// @notice The newest root, dead or alive; zero before the first.
    uint256 public latestRoot;
    /// @notice The latest number: of the newest root, or of what came after it, as a revocation of all. Whoever publishes says it.
    uint64 public latestSequence;
    /// @notice Roots with a lower number are revoked.
    uint64 public firstLiveSequence;
    /// @notice How many revocations the newest root's tree of parties knows.
    uint64 public revocations;
    /// @notice The day of the latest revocation: no root is good for earlier ones, and no earlier as-of day is taken. It never falls.
    uint32 public notBefore;
    /// @notice Circuits whose proofs are taken.
    mapping(bytes32 selector => bool) public trustedSelector;
    /// @notice Policies whose obligations are taken.
    mapping(uint256 digest => bool) public trustedPolicy;
    /// @notice Roots by value.
    mapping(uint256 root => Root) public roots;

    constructor(address registrar_) {
        _setRegistrar(registrar_);
    }

    /// @notice Takes or drops a circuit.
    function setSelector(bytes32 selector, bool trusted) external onlyOwner {
        _checkSelector(selector, trusted);
        trustedSelector[selector] = trusted;
        emit SelectorTrusted(selector, trusted);
    }

    /// @notice Takes or drops a policy.
    function setPolicy(uint256 digest, bool trusted) external onlyOwner {
        _requireCanonical(digest);
        trustedPolicy[digest] = trusted;
        emit PolicyTrusted(digest, trusted);
    }

    /// @notice Names another registrar. What the former one has under way fails, and revocations are counted anew: the number is a
    /// registrar's own, and the highest of all would leave no room for another's.
    function setRegistrar(address registrar_) external onlyOwner {
        ++latestSequence;
        revocations = 0;
        _setRegistrar(registrar_);
    }

    /// @notice Publishes the next root; the one before lives for another 24 hours.
    /// @param root The root, of which none is published twice.
    /// @param firstDay The first as-of day that it is good for: the latest revocation's day or later.
    /// @param lastDay The last.
    /// @param revocations_ How many revocations its tree of parties knows: not fewer than the newest root's, and more after
    /// `revokeAllRoots`. If more, all earlier roots end now, and the first day is today or later.
    /// @param expectedSequence The latest number when this was decided.
    function publishRoot(uint256 root, uint32 firstDay, uint32 lastDay, uint64 revocations_, uint64 expectedSequence)
        external
        onlyRegistrar
    {
        _requireCanonical(root);
        if (root == 0 || firstDay > lastDay || roots[root].sequence != 0) revert BadRoot(root);
        if (expectedSequence != latestSequence) revert StalePublication(expectedSequence, latestSequence);
        // Where all roots have ended, a tree that knows no more revocations than the last is of before.
        uint64 atLeast = firstLiveSequence > latestSequence ? revocations + 1 : revocations;
        if (revocations_ < atLeast) revert OlderTree(revocations_, atLeast);
        uint64 sequence = ++latestSequence;
        if (revocations_ > revocations) {
            revocations = revocations_;
            _revokeBefore(sequence);
        }
        _requireNotBefore(firstDay);
        roots[latestRoot].endsAt = uint64(block.timestamp) + ROOT_OVERLAP;
        latestRoot = root;
        roots[root] = Root(sequence, 0, firstDay, lastDay);
        emit RootPublished(root, sequence, firstDay, lastDay, revocations_);
    }

    /// @notice Makes the newest root good for later days: while no party changes there is no other root to publish. Nothing that was
    /// revoked comes back by it, and the root ends as any other by the next one, or a revocation.
    /// @param root The root of the registrar's tree as it is now, which has to be the newest here.
    /// @param lastDay The last as-of day that it is good for, later than before.
    /// @param expectedSequence The latest number when this was decided.
    function extendLatest(uint256 root, uint32 lastDay, uint64 expectedSequence) external onlyRegistrar {
        if (expectedSequence != latestSequence) revert StalePublication(expectedSequence, latestSequence);
        Root storage entry = roots[root];
        bool isLive = entry.sequence != 0 && entry.sequence >= firstLiveSequence;
        if (root != latestRoot || !isLive || lastDay <= entry.lastDay) revert BadRoot(root);
        entry.lastDay = lastDay;
        emit RootExtended(root, lastDay);
    }

    /// @notice Ends every root, the newest included, until one is published whose tree knows another revocation. What is under way
    /// fails.
    function revokeAllRoots() external onlyRegistrar {
        _revokeBefore(++latestSequence + 1);
    }

    /// @notice Takes the registrar's right from it, and ends every root, the newest included, until the owner has named another who
    /// publishes one. What is under way fails.
    function deposeRegistrar() external onlyGuardian {
        _revokeBefore(++latestSequence + 1);
        _setRegistrar(address(0));
    }

    /// @notice Whether the root may be used now for that as-of day.
    function isRootLive(uint256 root, uint32 asOf) public view returns (bool) {
        Root memory entry = roots[root];
        return entry.sequence != 0 && entry.sequence >= firstLiveSequence && entry.sequence + ROOTS > latestSequence
            && (entry.endsAt == 0 || block.timestamp <= entry.endsAt) && entry.firstDay <= asOf && asOf <= entry.lastDay;
    }

    modifier onlyRegistrar() {
        if (msg.sender != registrar) revert NotRegistrar(msg.sender);
        _;
    }

    /// @notice Returns if a proof for that as-of day may rest on the root now, reverts otherwise: what a market asks before it takes
    /// one.
    function requireLive(uint256 root, uint32 asOf) public view {
        uint32 today = _today();
        if (asOf > today || asOf + DAYS_BACK < today) revert WrongDay(asOf, today);
        _requireNotBefore(asOf);
        if (!isRootLive(root, asOf)) revert UntrustedRoot(root, asOf);
    }

    /// @dev What a registry wants to know of a circuit before it takes or drops it.
    function _checkSelector(bytes32 selector, bool) internal virtual {
        // Zero marks notes that were never minted.
        if (selector == 0) revert UntrustedSelector(selector);
    }

    /// @dev Whether obligations of this circuit and policy are taken now.
    function _requireTrusted(bytes32 selector, uint256 policy) internal view {
        if (!trustedSelector[selector]) revert UntrustedSelector(selector);
        if (!trustedPolicy[policy]) revert UntrustedPolicy(policy);
    }

    /// @dev Everything that is stored has one name.
    function _requireCanonical(uint256 value) internal pure {
        if (value >= BabyJubjub.R) revert NotCanonical(value);
    }

    function _revokeBefore(uint64 sequence) private {
        firstLiveSequence = sequence;
        // Block time does not fall, and so this doesn't.
        notBefore = _today();
        emit EarlierRootsRevoked(sequence, notBefore);
    }

    function _requireNotBefore(uint32 day) private view {
        if (day < notBefore) revert BeforeRevocation(day, notBefore);
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }

    function _setRegistrar(address registrar_) private {
        registrar = registrar_;
        emit RegistrarChanged(registrar_);
    }
}
