// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BabyJubjub} from "./BabyJubjub.sol";
import {Guarded} from "./Guarded.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title The roots of days' prices that contracts take
/// @notice A proof about priced collateral names the root of the prices that it used. Whose signatures that root needs is in the
/// facility's roles, and is proved; which roots there are is said here, by a publisher, so that nobody brings prices of a day and a
/// tree of its own. One contract serves every market that shares a publisher.
///
/// A day has one root. One that was wrong is revoked, for good, and another may take its day.
/// @dev The owner, meant to be a timelock, names the publisher. The guardian takes the right from it, and ends what it published.
contract PriceRoots is Guarded {
    /// @notice The root of a day's prices.
    /// @dev One word. `sequence` starts at 1; 0 means that there is no such root.
    struct Root {
        uint64 sequence;
        uint32 day; // The prices' own, and the first as-of day that it is good for.
        uint32 lastDay;
        bool revoked;
    }

    /// @notice The caller is not the publisher.
    error NotPublisher(address caller);
    /// @notice The caller may not end a root: neither publisher nor guardian nor owner.
    error NotRevoker(address caller);
    /// @notice The root is zero, was published before, or is not there to be extended or revoked.
    error BadRoot(uint256 root);
    /// @notice The day is to come, or the root would not be good for it, or for more than `MAX_DAYS_AFTER` days after it.
    error BadDays(uint32 day, uint32 lastDay);
    /// @notice The day has another root.
    error DayTaken(uint32 day, uint256 root);
    /// @notice The value is not below the scalar field's modulus: x and x + r would be two names of one root.
    error NotCanonical(uint256 value);
    /// @notice The root is unknown, revoked, or not good for that day.
    error UntrustedRoot(uint256 root, uint32 asOf);
    /// @notice The as-of day is neither today nor yesterday by block time.
    error WrongDay(uint32 asOf, uint32 today);

    event PublisherChanged(address indexed publisher);
    event PricesPublished(uint256 indexed root, uint32 indexed day, uint32 lastDay, uint64 sequence);
    event PricesExtended(uint256 indexed root, uint32 lastDay);
    event PricesRevoked(uint256 indexed root);
    event EarlierPricesRevoked(uint64 indexed before);

    /// @notice For how many days after its own a root may be good: a borrower may choose among those that are.
    uint32 public constant MAX_DAYS_AFTER = 31;
    /// @notice How many days the as-of day may lie behind block time.
    uint32 public constant DAYS_BACK = 1;

    /// @notice Who publishes roots.
    address public publisher;
    /// @notice The number of the latest root.
    uint64 public latestSequence;
    /// @notice Roots with a lower number are revoked.
    uint64 public firstLiveSequence;
    /// @notice Roots by value.
    mapping(uint256 root => Root) public roots;
    /// @notice The root of a day; zero where it has none, or the one that it had was revoked by itself.
    mapping(uint32 day => uint256 root) public rootOf;

    constructor(address owner_, address guardian_, address publisher_) Ownable(owner_) Guarded(guardian_) {
        _setPublisher(publisher_);
    }

    /// @notice Names another publisher. What the former one published stays; if it was bad, it is revoked.
    function setPublisher(address publisher_) external onlyOwner {
        _setPublisher(publisher_);
    }

    /// @notice Publishes the root of a day's prices.
    /// @param root The root, of which none is published twice.
    /// @param day The prices' day: today or earlier.
    /// @param lastDay The last as-of day that it is good for.
    function publish(uint256 root, uint32 day, uint32 lastDay) external onlyPublisher {
        if (root >= BabyJubjub.R) revert NotCanonical(root);
        if (root == 0 || roots[root].sequence != 0) revert BadRoot(root);
        if (day > _today()) revert BadDays(day, lastDay);
        _requireDays(day, lastDay);
        uint256 other = rootOf[day];
        if (other != 0 && !_isRevoked(roots[other])) revert DayTaken(day, other);
        uint64 sequence = ++latestSequence;
        roots[root] = Root(sequence, day, lastDay, false);
        rootOf[day] = root;
        emit PricesPublished(root, day, lastDay, sequence);
    }

    /// @notice Makes a root good for later days: while markets are closed there are no other prices.
    /// @param lastDay The last as-of day that it is good for, later than before.
    function extend(uint256 root, uint32 lastDay) external onlyPublisher {
        Root storage entry = roots[root];
        if (entry.sequence == 0 || _isRevoked(entry) || lastDay <= entry.lastDay) revert BadRoot(root);
        _requireDays(entry.day, lastDay);
        entry.lastDay = lastDay;
        emit PricesExtended(root, lastDay);
    }

    /// @notice Ends a root, for good.
    function revoke(uint256 root) external {
        if (msg.sender != publisher && msg.sender != guardian && msg.sender != owner()) revert NotRevoker(msg.sender);
        Root storage entry = roots[root];
        if (entry.sequence == 0 || entry.revoked) revert BadRoot(root);
        entry.revoked = true;
        emit PricesRevoked(root);
    }

    /// @notice Takes the publisher's right from it, and ends every root that it published, until the owner has named another.
    function deposePublisher() external onlyGuardian {
        firstLiveSequence = latestSequence + 1;
        emit EarlierPricesRevoked(firstLiveSequence);
        _setPublisher(address(0));
    }

    /// @notice Whether the root is one of prices that may be used for that as-of day.
    function isLive(uint256 root, uint32 asOf) public view returns (bool) {
        Root memory entry = roots[root];
        return entry.sequence != 0 && !_isRevoked(entry) && entry.day <= asOf && asOf <= entry.lastDay;
    }

    /// @notice Returns if a proof for that as-of day may rest on these prices now, reverts otherwise. A proof that used no price has the
    /// root zero, which is none: whoever takes such a proof does not ask.
    function requireLive(uint256 root, uint32 asOf) external view {
        uint32 today = _today();
        if (asOf > today || asOf + DAYS_BACK < today) revert WrongDay(asOf, today);
        if (!isLive(root, asOf)) revert UntrustedRoot(root, asOf);
    }

    modifier onlyPublisher() {
        if (msg.sender != publisher) revert NotPublisher(msg.sender);
        _;
    }

    function _isRevoked(Root memory entry) private view returns (bool) {
        return entry.revoked || entry.sequence < firstLiveSequence;
    }

    function _requireDays(uint32 day, uint32 lastDay) private pure {
        if (lastDay < day || lastDay - day > MAX_DAYS_AFTER) revert BadDays(day, lastDay);
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }

    function _setPublisher(address publisher_) private {
        publisher = publisher_;
        emit PublisherChanged(publisher_);
    }
}
