// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Guarded} from "./Guarded.sol";
import {ICovenantVerifier} from "./ICovenantVerifier.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title Verifiers by selector
/// @notice A selector names circuit, version, verifying key and network. The router works selectors out itself, for its own
/// network: on the production network a verifier that was generated for development is refused by construction.
/// @dev The owner is meant to be a timelock; the guardian may freeze at once and do nothing else. A removed selector is never
/// used again. Nothing here delegates calls or can be upgraded.
contract VerifierRouter is Guarded {
    /// @notice What a selector is.
    enum Status {
        Unknown,
        Active,
        Frozen,
        Removed
    }

    struct Entry {
        ICovenantVerifier verifier;
        Status status;
    }

    /// @notice The verifier names itself by a selector of another network, or by none of its own key.
    error SelectorMismatch(bytes32 expected, bytes32 given);
    /// @notice The selector is not in the status that this needs.
    error WrongStatus(bytes32 selector, Status status);
    /// @notice The network's name has no bytes, or more than 31.
    error BadNetwork();

    event VerifierAdded(bytes32 indexed selector, address indexed verifier, string circuit, bytes32 verifyingKeyHash);
    event VerifierFrozen(bytes32 indexed selector, address indexed by);
    event VerifierUnfrozen(bytes32 indexed selector);
    event VerifierRemoved(bytes32 indexed selector);

    /// @notice The network's name as a big-endian integer, as environments have it.
    uint256 public immutable NETWORK;
    /// @notice keccak256 of the network's name, as selectors have it.
    bytes32 public immutable NETWORK_HASH;

    mapping(bytes32 selector => Entry) private _entries;

    /// @param network `covenant-production` or `covenant-development`.
    /// @param owner_ A timelock.
    /// @param guardian_ Who may freeze a selector at once.
    constructor(string memory network, address owner_, address guardian_) Ownable(owner_) Guarded(guardian_) {
        bytes memory name = bytes(network);
        if (name.length == 0 || name.length > 31) revert BadNetwork();
        uint256 integer;
        for (uint256 i = 0; i < name.length; ++i) {
            integer = (integer << 8) | uint8(name[i]);
        }
        NETWORK = integer;
        NETWORK_HASH = keccak256(name);
    }

    /// @notice Adds a verifier under the selector that its circuit and key have on this network.
    function add(ICovenantVerifier verifier) external onlyOwner returns (bytes32 selector) {
        string memory circuit = verifier.circuit();
        bytes32 keyHash = verifier.verifyingKeyHash();
        selector =
            keccak256(abi.encode(keccak256("covenant/selector"), NETWORK_HASH, keccak256(bytes(circuit)), keyHash));
        bytes32 given = verifier.selector();
        if (given != selector) revert SelectorMismatch(selector, given);
        _expect(selector, Status.Unknown);
        _entries[selector] = Entry(verifier, Status.Active);
        emit VerifierAdded(selector, address(verifier), circuit, keyHash);
    }

    /// @notice Stops a selector until the owner lifts the freeze or removes it.
    function freeze(bytes32 selector) external onlyGuardian {
        _expect(selector, Status.Active);
        _entries[selector].status = Status.Frozen;
        emit VerifierFrozen(selector, msg.sender);
    }

    /// @notice Lifts a freeze.
    function unfreeze(bytes32 selector) external onlyOwner {
        _expect(selector, Status.Frozen);
        _entries[selector].status = Status.Active;
        emit VerifierUnfrozen(selector);
    }

    /// @notice Removes a selector, forever; one that was never added may be removed too.
    function remove(bytes32 selector) external onlyOwner {
        Status status = _entries[selector].status;
        if (status == Status.Removed) revert WrongStatus(selector, status);
        _entries[selector] = Entry(ICovenantVerifier(address(0)), Status.Removed);
        emit VerifierRemoved(selector);
    }

    /// @notice Returns if the proof proves these inputs under this selector's key, reverts otherwise.
    function verify(bytes32 selector, uint256[8] calldata proof, uint256[] calldata inputs) external view {
        active(selector).verify(proof, inputs);
    }

    /// @notice The same for many statements of one circuit; see `ICovenantVerifier.verifyBatch`.
    function verifyBatch(bytes32 selector, uint256[] calldata words) external view {
        active(selector).verifyBatch(words);
    }

    /// @notice The verifier of a selector; reverts if there is none that is active.
    function active(bytes32 selector) public view returns (ICovenantVerifier) {
        Entry memory entry = _entries[selector];
        if (entry.status != Status.Active) revert WrongStatus(selector, entry.status);
        return entry.verifier;
    }

    /// @notice A selector's status.
    function statusOf(bytes32 selector) external view returns (Status) {
        return _entries[selector].status;
    }

    function _expect(bytes32 selector, Status expected) private view {
        Status status = _entries[selector].status;
        if (status != expected) revert WrongStatus(selector, status);
    }
}
