// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Guarded} from "./Guarded.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title The life of obligations: states by nullifier, notes as tokens
/// @notice A nullifier is None → Registered → Financed → Released (and may be registered again, with another note) or Settled
/// (for good). A note is an ERC-721 token whose id is the commitment; it is minted once ever, and the registry keeps which
/// nullifier it is of.
///
/// Whoever changes something names a note, never a nullifier: a market that takes a nullifier from its caller while it holds a
/// note could be made to spend another's.
/// @dev How a note comes to be registered, and what is trusted, is the deriving contract's.
abstract contract NoteLedger is ERC721, Guarded, Pausable, ReentrancyGuardTransient {
    /// @notice The state of a nullifier, and of its latest note.
    enum State {
        None,
        Registered,
        Financed,
        Released,
        Settled
    }

    /// @notice What a note was registered with.
    struct Note {
        uint256 nullifier;
        uint256 policy;
        bytes32 selector; // Never zero, if there is such a note.
    }

    /// @notice What this registry says about an obligation, for lenders and other chains.
    struct Receipt {
        uint256 nullifier;
        uint256 note; // The latest note.
        State state;
        bytes32 financier; // While financed, and after; zero otherwise.
        uint256 policy; // By which the latest note was judged.
        bytes32 selector; // By which circuit and key.
        uint32 registrations; // How often it was registered: the latest context's sequence and one.
        uint64 changedAt; // Second of the last change.
    }

    /// @dev Two words.
    struct Record {
        uint256 note;
        address financier;
        uint48 changedAt;
        uint32 registrations;
        State state;
    }

    /// @dev A successor, and who agrees with it.
    struct Handover {
        address to;
        bool byFinancier;
        bool byHolder;
    }

    /// @notice The nullifier is in a state that it can't be registered from.
    error WrongState(uint256 nullifier, State state);
    /// @notice The note is in a state that this can't start from.
    error WrongNoteState(uint256 note, State state);
    /// @notice The seller consented to another registration than the next one: before a financing, say, that has ended since.
    error WrongSequence(uint256 nullifier, uint32 given, uint32 expected);
    /// @notice The note was minted before, here and for whatever nullifier.
    error NoteUsed(uint256 note);
    /// @notice Neither the note's holder nor approved by it.
    error NotHolder(address caller);
    /// @notice The caller is not the financier that was named.
    error NotFinancier(address caller);
    /// @notice Neither the financier nor the note's holder, nor approved by the latter.
    error NotParty(address caller);
    /// @notice No address of this chain with zeros before it. Others can be financiers once there is a channel by which they release.
    error NotAnAddress(bytes32 financier);
    /// @notice The zero address can be nobody's.
    error ZeroAddress();

    event ObligationRegistered(
        uint256 indexed nullifier,
        uint256 indexed note,
        address indexed beneficiary,
        uint256 policy,
        bytes32 selector,
        uint32 asOf,
        uint32 sequence
    );
    event ObligationFinanced(uint256 indexed nullifier, uint256 indexed note, bytes32 indexed financier);
    event ObligationWithdrawn(uint256 indexed nullifier, uint256 indexed note, address indexed by);
    event ObligationReleased(uint256 indexed nullifier, uint256 indexed note, bytes32 indexed financier);
    event ObligationSettled(uint256 indexed nullifier, uint256 indexed note, bytes32 indexed financier);
    event HandoverAgreed(uint256 indexed note, bytes32 indexed to, address indexed by);
    event FinancingTransferred(
        uint256 indexed nullifier, uint256 indexed note, bytes32 indexed financier, bytes32 former
    );

    mapping(uint256 nullifier => Record) private _records;
    mapping(uint256 note => Note) private _notes;
    mapping(uint256 note => Handover) private _handovers;

    /// @notice Stops registering, financing and the handing over of financings. Withdrawing, releasing and settling go on, so that
    /// nobody's money is held.
    function pause() external onlyGuardian {
        _pause();
    }

    /// @notice Ends a pause.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @notice Names the financier, who alone releases or settles from then on, whoever holds the token. Called by the note's
    /// holder, or by a contract that it approved (a lending market names itself). Being named is no consent of the financier:
    /// lenders look for their own name. Circuit and policy of the note have to be trusted now, and not only when it was registered.
    /// @param note The note.
    /// @param financier An address with zeros before it.
    function finance(uint256 note, bytes32 financier) external whenNotPaused nonReentrant {
        address account = _accountOf(financier);
        Record storage record = _in(note, State.Registered);
        if (!_isHolder(msg.sender, note)) revert NotHolder(msg.sender);
        Note storage registered = _notes[note];
        _requireFinanceable(registered);
        record.financier = account;
        _move(record, State.Financed);
        emit ObligationFinanced(registered.nullifier, note, financier);
    }

    /// @notice Takes back a note that nobody has financed: it is burnt, and the obligation may be registered again with another
    /// one. Called by the note's holder, or a contract that it approved.
    function withdraw(uint256 note) external nonReentrant {
        Record storage record = _in(note, State.Registered);
        if (!_isHolder(msg.sender, note)) revert NotHolder(msg.sender);
        _move(record, State.Released);
        emit ObligationWithdrawn(_notes[note].nullifier, note, msg.sender);
        _burn(note);
    }

    /// @notice Ends a financing: the note is burnt, and the obligation may be registered again with another one.
    function release(uint256 note) external nonReentrant {
        Record storage record = _byFinancier(note);
        _move(record, State.Released);
        emit ObligationReleased(_notes[note].nullifier, note, _nameOf(msg.sender));
        _burn(note);
    }

    /// @notice Ends a financing for good: the obligation was paid. The token stays where it is for ever.
    function settle(uint256 note) external nonReentrant {
        Record storage record = _byFinancier(note);
        _move(record, State.Settled);
        emit ObligationSettled(_notes[note].nullifier, note, _nameOf(msg.sender));
    }

    /// @notice Hands a financing to another financier, when financier and holder have both called this with the same successor;
    /// who is both calls once. The holder may be represented by a contract that it approved. Naming another successor, or the
    /// present financier, takes back what was agreed before, and so does every transfer of the token. The note's circuit has to be
    /// active, since a frozen one may have proved what is not so; its policy may have been dropped, so that lenders can leave.
    /// @param note The note.
    /// @param to An address with zeros before it.
    function transferFinancing(uint256 note, bytes32 to) external whenNotPaused nonReentrant {
        address account = _accountOf(to);
        Record storage record = _in(note, State.Financed);
        bool isFinancier = msg.sender == record.financier;
        bool isHolder = _isHolder(msg.sender, note);
        if (!isFinancier && !isHolder) revert NotParty(msg.sender);
        _requireTransferable(_notes[note]);
        Handover memory handover = _handovers[note];
        if (handover.to != account) handover = Handover(account, false, false);
        handover.byFinancier = handover.byFinancier || isFinancier;
        handover.byHolder = handover.byHolder || isHolder;
        if (handover.byFinancier && handover.byHolder) {
            delete _handovers[note];
            emit FinancingTransferred(_notes[note].nullifier, note, to, _nameOf(record.financier));
            record.financier = account;
            record.changedAt = uint48(block.timestamp);
        } else {
            _handovers[note] = handover;
            emit HandoverAgreed(note, to, msg.sender);
        }
    }

    /// @notice What is known of an obligation; state None if it was never registered.
    function receipt(uint256 nullifier) external view returns (Receipt memory) {
        return _receipt(nullifier);
    }

    /// @notice The receipt of the obligation whose latest note this is; reverts for any other.
    function receiptOf(uint256 note) external view returns (Receipt memory) {
        uint256 nullifier = _notes[note].nullifier;
        if (_notes[note].selector == 0 || _records[nullifier].note != note) revert WrongNoteState(note, stateOf(note));
        return _receipt(nullifier);
    }

    /// @notice Whether a note was ever minted.
    function wasMinted(uint256 note) external view returns (bool) {
        return _notes[note].selector != 0;
    }

    /// @notice The state of a note: None if it was never minted.
    function stateOf(uint256 note) public view returns (State) {
        Note storage minted = _notes[note];
        if (minted.selector == 0) return State.None;
        Record storage record = _records[minted.nullifier];
        // Nothing but the end of this note made room for a later one.
        return record.note == note ? record.state : State.Released;
    }

    /// @dev Reverts unless obligations of the note's circuit and policy are taken now.
    function _requireFinanceable(Note storage note) internal view virtual;

    /// @dev Reverts unless the note's circuit can be relied on now.
    function _requireTransferable(Note storage note) internal view virtual;

    /// @dev Whether this may be the nullifier's next registration. Nothing here says that there is a proof for it.
    function _requireFree(uint256 nullifier, uint256 note, uint32 sequence) internal view {
        Record storage record = _records[nullifier];
        State state = record.state;
        if (state != State.None && state != State.Released) revert WrongState(nullifier, state);
        if (_notes[note].selector != 0) revert NoteUsed(note);
        uint32 registrations = record.registrations;
        if (sequence != registrations) revert WrongSequence(nullifier, sequence, registrations);
    }

    /// @dev After `_requireFree` and a proof. The selector is not zero: it marks the note as minted. The token's receiver is
    /// called last.
    function _enter(uint256 note, Note memory entered, address beneficiary) internal {
        Record storage record = _records[entered.nullifier];
        _notes[note] = entered;
        record.note = note;
        record.financier = address(0);
        ++record.registrations;
        _move(record, State.Registered);
        _safeMint(beneficiary, note);
    }

    /// @dev Every transfer, minting and burning. What is settled stays with whom it was settled for.
    function _update(address to, uint256 note, address auth) internal override returns (address from) {
        State state = stateOf(note);
        if (state == State.Settled) revert WrongNoteState(note, state);
        from = super._update(to, note, auth);
        if (from != address(0)) delete _handovers[note];
    }

    function _receipt(uint256 nullifier) private view returns (Receipt memory) {
        Record memory record = _records[nullifier];
        Note memory note = _notes[record.note];
        return Receipt(
            nullifier,
            record.note,
            record.state,
            _nameOf(record.financier),
            note.policy,
            note.selector,
            record.registrations,
            record.changedAt
        );
    }

    /// @dev The record of the nullifier that this is the latest note of.
    function _in(uint256 note, State expected) private view returns (Record storage) {
        State state = stateOf(note);
        if (state != expected) revert WrongNoteState(note, state);
        return _records[_notes[note].nullifier];
    }

    function _byFinancier(uint256 note) private view returns (Record storage record) {
        record = _in(note, State.Financed);
        if (record.financier != msg.sender) revert NotFinancier(msg.sender);
    }

    function _isHolder(address caller, uint256 note) private view returns (bool) {
        return _isAuthorized(ownerOf(note), caller, note);
    }

    function _move(Record storage record, State state) private {
        record.state = state;
        record.changedAt = uint48(block.timestamp);
    }

    function _accountOf(bytes32 name) private pure returns (address) {
        if (name == 0) revert ZeroAddress();
        if (uint256(name) > type(uint160).max) revert NotAnAddress(name);
        return address(uint160(uint256(name)));
    }

    function _nameOf(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
