// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EnvironmentHasher} from "./EnvironmentHasher.sol";
import {TrustStore} from "./TrustStore.sol";
import {VerifierRouter} from "./VerifierRouter.sol";
import {PoseidonT4} from "./generated/PoseidonT4.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Home registry of one nullifier key
/// @notice Spends nullifiers of obligations (circuit `invoice`) and mints their notes as tokens whose id is the commitment.
/// Anyone may submit a proof; rights go to the beneficiary that the seller consented to.
///
/// A nullifier is None → Registered → Financed → Released (and may be registered again, with another note) or Settled
/// (for good). Financing names a financier, and from then on that address alone releases or settles,
/// whoever holds the token. A release burns the note, and a commitment is minted once ever.
/// @dev No proxy, no delegated call, no self-destruction: what is deployed stays.
contract ObligationRegistry is ERC721, Pausable, ReentrancyGuardTransient, TrustStore {
    using Strings for uint256;

    /// @notice A nullifier's state.
    enum State {
        None,
        Registered,
        Financed,
        Released,
        Settled
    }

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

    /// @notice What this registry says about a nullifier, for lenders and other chains.
    struct Receipt {
        uint256 nullifier;
        uint256 note; // The latest note.
        State state;
        address financier; // While financed, and after; zero otherwise.
        uint64 changedAt; // Second of the last change.
        uint32 registrations; // How often it was registered; the latest context's sequence is one less.
    }

    /// @dev Two words.
    struct Record {
        uint256 note;
        address financier;
        uint48 changedAt;
        uint32 registrations;
        State state;
    }

    /// @notice The expiry has passed.
    error Expired(uint64 expiry);
    /// @notice The seller consented to another registration than the next one: before a financing, say, that has ended since.
    error WrongSequence(uint256 nullifier, uint32 given, uint32 expected);
    /// @notice The nullifier is in a state that this can't start from.
    error WrongState(uint256 nullifier, State state);
    /// @notice The note was minted before, here and for whatever nullifier.
    error NoteUsed(uint256 note);
    /// @notice Neither the note's holder nor approved by it.
    error NotHolder(address caller);
    /// @notice The caller is not the financier that was named.
    error NotFinancier(address caller);
    /// @notice The zero address can be nobody's.
    error ZeroAddress();
    /// @notice Neither the guardian nor the owner.
    error NotGuardian(address caller);

    event ObligationRegistered(
        uint256 indexed nullifier, uint256 indexed note, address indexed beneficiary, uint256 policy, uint32 asOf, uint32 sequence
    );
    event ObligationFinanced(uint256 indexed nullifier, uint256 indexed note, address indexed financier);
    event ObligationReleased(uint256 indexed nullifier, uint256 indexed note, address indexed financier);
    event ObligationSettled(uint256 indexed nullifier, uint256 indexed note, address indexed financier);
    event EnvironmentCached(
        uint256 indexed environment, uint256 indexed policy, uint32 indexed asOf, uint256 registryRoot
    );
    event GuardianChanged(address indexed guardian);

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

    /// @notice Who may pause.
    address public guardian;

    mapping(uint256 nullifier => Record) private _records;
    mapping(uint256 note => bool) private _minted;
    mapping(bytes32 parts => uint256) private _environments;

    /// @param router Verifiers by selector; fixed for good.
    /// @param nullifierKey The nullifier registry's public key (x, y).
    /// @param owner_ A timelock.
    /// @param registrar_ Who publishes roots.
    /// @param guardian_ Who may pause at once.
    constructor(
        VerifierRouter router,
        uint256[2] memory nullifierKey,
        address owner_,
        address registrar_,
        address guardian_
    ) ERC721("Covenant Obligation", "COVN") TrustStore(owner_, registrar_) {
        ROUTER = router;
        NETWORK = router.NETWORK();
        HASHER = new EnvironmentHasher();
        NULLIFIER_KEY = PoseidonT4.hash([NULLIFIER_KEY_TAG, nullifierKey[0], nullifierKey[1]]);
        _setGuardian(guardian_);
    }

    /// @notice Registers an obligation and mints its note to the beneficiary.
    /// @dev Parts are checked, then the proof, then state changes, and the token's receiver is called last. Nullifier and
    /// note are canonical because the verifier refuses inputs that are not below the modulus.
    function register(Submission calldata s) external whenNotPaused nonReentrant {
        if (s.beneficiary == address(0)) revert ZeroAddress();
        if (block.timestamp > s.expiry) revert Expired(s.expiry);
        Record storage record = _records[s.nullifier];
        State state = record.state;
        if (state != State.None && state != State.Released) revert WrongState(s.nullifier, state);
        if (_minted[s.note]) revert NoteUsed(s.note);
        if (s.sequence != record.registrations) revert WrongSequence(s.nullifier, s.sequence, record.registrations);
        _requireTrusted(s.selector, s.policy, s.asOf, s.registryRoot);

        uint256[] memory inputs = new uint256[](4);
        inputs[0] = contextOf(s.selector, s.beneficiary, s.expiry, s.sequence);
        inputs[1] = environment(s.policy, s.asOf, s.registryRoot);
        inputs[2] = s.nullifier;
        inputs[3] = s.note;
        ROUTER.verify(s.selector, s.proof, inputs);

        _minted[s.note] = true;
        record.note = s.note;
        record.financier = address(0);
        record.state = State.Registered;
        record.changedAt = uint48(block.timestamp);
        ++record.registrations;
        emit ObligationRegistered(s.nullifier, s.note, s.beneficiary, s.policy, s.asOf, s.sequence);
        _safeMint(s.beneficiary, s.note);
    }

    /// @notice Names the financier. Called by the note's holder, or by a contract that it approved (a lending market
    /// names itself). Being named is no consent of the financier: lenders look for their own name.
    function finance(uint256 nullifier, address financier) external whenNotPaused nonReentrant {
        if (financier == address(0)) revert ZeroAddress();
        Record storage record = _in(nullifier, State.Registered);
        uint256 note = record.note;
        if (!_isAuthorized(ownerOf(note), msg.sender, note)) revert NotHolder(msg.sender);
        record.financier = financier;
        _move(record, State.Financed);
        emit ObligationFinanced(nullifier, note, financier);
    }

    /// @notice Ends a financing: the note is burnt, and the obligation may be registered again with another one.
    function release(uint256 nullifier) external nonReentrant {
        Record storage record = _byFinancier(nullifier);
        _move(record, State.Released);
        emit ObligationReleased(nullifier, record.note, msg.sender);
        _burn(record.note);
    }

    /// @notice Ends a financing for good: the obligation was paid.
    function settle(uint256 nullifier) external nonReentrant {
        Record storage record = _byFinancier(nullifier);
        _move(record, State.Settled);
        emit ObligationSettled(nullifier, record.note, msg.sender);
    }

    /// @notice Stops registering and financing. Releasing and settling go on, so that nobody's money is held.
    function pause() external {
        if (msg.sender != guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _pause();
    }

    /// @notice Ends a pause.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @notice Names another guardian; the zero address for none.
    function setGuardian(address guardian_) external onlyOwner {
        _setGuardian(guardian_);
    }

    /// @notice What is known of a nullifier; state None if it was never registered.
    function receipt(uint256 nullifier) external view returns (Receipt memory) {
        Record memory record = _records[nullifier];
        return Receipt(nullifier, record.note, record.state, record.financier, record.changedAt, record.registrations);
    }

    /// @notice Whether a note was ever minted.
    function wasMinted(uint256 note) external view returns (bool) {
        return _minted[note];
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
            value = HASHER.environment(NETWORK, policy, asOf, registryRoot, NULLIFIER_KEY);
            _environments[parts] = value;
            emit EnvironmentCached(value, policy, asOf, registryRoot);
        }
    }

    function _in(uint256 nullifier, State expected) private view returns (Record storage record) {
        record = _records[nullifier];
        if (record.state != expected) revert WrongState(nullifier, record.state);
    }

    function _byFinancier(uint256 nullifier) private view returns (Record storage record) {
        record = _in(nullifier, State.Financed);
        if (record.financier != msg.sender) revert NotFinancier(msg.sender);
    }

    function _move(Record storage record, State state) private {
        record.state = state;
        record.changedAt = uint48(block.timestamp);
    }

    function _setGuardian(address guardian_) private {
        guardian = guardian_;
        emit GuardianChanged(guardian_);
    }
}
