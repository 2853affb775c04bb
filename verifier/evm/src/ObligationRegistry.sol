// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BabyJubjub} from "./BabyJubjub.sol";
import {EnvironmentHasher} from "./EnvironmentHasher.sol";
import {Guarded} from "./Guarded.sol";
import {NoteLedger} from "./NoteLedger.sol";
import {TrustStore} from "./TrustStore.sol";
import {VerifierRouter} from "./VerifierRouter.sol";
import {PoseidonT4} from "./generated/PoseidonT4.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Home registry of one nullifier key
/// @notice Spends nullifiers of obligations (circuit `invoice`) and mints their notes as tokens whose id is the commitment.
/// Anyone may submit a proof; rights go to the beneficiary that the seller consented to.
/// @dev No proxy, no delegated call, no self-destruction: what is deployed stays.
contract ObligationRegistry is NoteLedger, TrustStore {
    using Strings for uint256;

    /// @notice A proof and every part that it is bound to.
    struct Submission {
        bytes32 selector;
        address beneficiary;
        uint64 expiry; // Last second of use.
        uint32 sequence; // How often this registry registered the nullifier before.
        uint256 policy;
        uint32 asOf;
        uint256 registryRoot;
        uint256 nullifier;
        uint256 note;
        uint256[8] proof;
    }

    /// @notice The expiry has passed.
    error Expired(uint64 expiry);
    /// @notice The nullifier key is no point of Baby Jubjub's prime-order subgroup, or the identity, or not canonical.
    error BadNullifierKey(uint256 x, uint256 y);

    event EnvironmentCached(
        uint256 indexed environment, uint256 indexed policy, uint32 indexed asOf, uint256 registryRoot
    );

    /// @dev The tag as a big-endian integer.
    uint256 private constant NULLIFIER_KEY_TAG = uint256(uint176(bytes22("covenant/nullifier-key")));
    /// @dev Contexts have 253 bits, below the field's modulus.
    uint256 private constant CONTEXT_MASK = (1 << 253) - 1;

    /// @notice Where verifiers are found.
    VerifierRouter public immutable ROUTER;
    /// @notice What hashes environments; made by this contract.
    EnvironmentHasher public immutable HASHER;
    /// @notice The network, as an integer; the router's.
    uint256 public immutable NETWORK;
    /// @notice Digest of the one nullifier key whose home this is. It never changes: another key would make every
    /// obligation fresh again.
    uint256 public immutable NULLIFIER_KEY;

    mapping(bytes32 parts => uint256) private _environments;

    /// @param router Verifiers by selector; fixed for good.
    /// @param nullifierKey The nullifier registry's public key (x, y). What a proof says of an evaluation it says for keys in the
    /// prime-order subgroup only.
    /// @param owner_ A timelock.
    /// @param registrar_ Who publishes roots.
    /// @param guardian_ Who may pause at once.
    constructor(
        VerifierRouter router,
        uint256[2] memory nullifierKey,
        address owner_,
        address registrar_,
        address guardian_
    ) ERC721("Covenant Obligation", "COVN") Ownable(owner_) Guarded(guardian_) TrustStore(registrar_) {
        if (!BabyJubjub.isPublicKey(nullifierKey[0], nullifierKey[1])) {
            revert BadNullifierKey(nullifierKey[0], nullifierKey[1]);
        }
        ROUTER = router;
        NETWORK = router.NETWORK();
        HASHER = new EnvironmentHasher();
        NULLIFIER_KEY = PoseidonT4.hash([NULLIFIER_KEY_TAG, nullifierKey[0], nullifierKey[1]]);
    }

    /// @notice Registers an obligation and mints its note to the beneficiary.
    /// @dev Parts are checked, then the proof, then state changes, and the token's receiver is called last. What becomes a key of
    /// storage is canonical by this contract's own check, whatever the verifier refuses.
    function register(Submission calldata s) external whenNotPaused nonReentrant {
        if (s.beneficiary == address(0)) revert ZeroAddress();
        if (block.timestamp > s.expiry) revert Expired(s.expiry);
        _requireCanonical(s.nullifier);
        _requireCanonical(s.note);
        _requireFree(s.nullifier, s.note, s.sequence);
        _requireTrusted(s.selector, s.policy);
        requireLive(s.registryRoot, s.asOf);

        uint256[] memory inputs = new uint256[](4);
        inputs[0] = contextOf(s.selector, s.beneficiary, s.expiry, s.sequence);
        inputs[1] = environment(s.policy, s.asOf, s.registryRoot);
        inputs[2] = s.nullifier;
        inputs[3] = s.note;
        ROUTER.verify(s.selector, s.proof, inputs);

        emit ObligationRegistered(s.nullifier, s.note, s.beneficiary, s.policy, s.selector, s.asOf, s.sequence);
        _enter(s.note, Note(s.nullifier, s.policy, s.selector), s.beneficiary);
    }

    /// @notice The public input `context` of proofs for this contract on this chain, by its live id.
    /// @param selector Circuit, key and network.
    /// @param beneficiary To whom rights go.
    /// @param expiry The last second of use.
    /// @param sequence How often the nullifier was registered before.
    function contextOf(bytes32 selector, address beneficiary, uint64 expiry, uint32 sequence)
        public
        view
        returns (uint256)
    {
        bytes32 chain = keccak256(bytes(string.concat("eip155:", block.chainid.toString())));
        bytes memory parts = abi.encode(selector, chain, address(this), beneficiary, expiry, sequence);
        return uint256(keccak256(parts)) & CONTEXT_MASK;
    }

    /// @notice The public input `environment` of these parts, computed once and kept. It says nothing about trust in them.
    function environment(uint256 policy, uint32 asOf, uint256 registryRoot) public returns (uint256 value) {
        bytes32 parts = keccak256(abi.encode(policy, asOf, registryRoot));
        value = _environments[parts];
        if (value == 0) {
            _requireCanonical(policy);
            _requireCanonical(registryRoot);
            value = HASHER.environment(NETWORK, policy, asOf, registryRoot, NULLIFIER_KEY);
            _environments[parts] = value;
            emit EnvironmentCached(value, policy, asOf, registryRoot);
        }
    }

    /// @dev As for a registration, but for root, day and expiry: a note outlives its proof.
    function _requireFinanceable(Note storage note) internal view override {
        bytes32 selector = note.selector;
        _requireTrusted(selector, note.policy);
        ROUTER.active(selector);
    }

    /// @dev The router alone: what this registry takes no longer was good when it was taken.
    function _requireTransferable(Note storage note) internal view override {
        ROUTER.active(note.selector);
    }
}
