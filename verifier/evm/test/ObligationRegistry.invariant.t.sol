// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {NoteLedger} from "../src/NoteLedger.sol";
import {ObligationRegistry} from "../src/ObligationRegistry.sol";
import {VerifierRouter} from "../src/VerifierRouter.sol";
import {AnyProof} from "./support/AnyProof.sol";
import {Cheats} from "./support/Cheats.sol";
import {BASE_X, BASE_Y, R} from "./support/Curve.sol";

/// @notice Everybody's transactions, in any order: few nullifiers, notes and people, so that they meet. It keeps a model of
/// its own of what has to be true, and after each transaction looks whether anything else has moved.
// solhint-disable-next-line max-states-count
contract Handler is Cheats {
    uint256 public constant NULLIFIERS = 4;
    uint256 public constant NOTES = 48;
    uint256 public constant PEOPLE = 3;
    ObligationRegistry public immutable REGISTRY;
    VerifierRouter private immutable ROUTER;
    bytes32 private immutable SELECTOR;
    address private immutable OWNER;

    // The model. live[n] is the note of nullifier n that has not ended; 0 if there is none.
    mapping(uint256 nullifier => uint256) public live;
    mapping(uint256 nullifier => bool) public settled;
    mapping(uint256 nullifier => address) public financier;
    mapping(uint256 nullifier => uint32) public registered;
    mapping(uint256 note => uint256) public nullifierOf;
    mapping(uint256 note => address) public holder;
    mapping(uint256 note => address) public agreedTo;
    mapping(uint256 note => mapping(bool asFinancier => bool)) public agreed;
    bool public frozen;
    mapping(uint256 policy => bool) public dropped;
    uint256 public held;
    uint256 public replays;
    uint256 public handovers;
    uint256 public withdrawals;
    uint256 public releases;
    uint256 public settlements;
    uint256 public unmoved;
    uint256 public shiftedRefused;
    uint256 public distrusted;
    uint256 public leftDistrusted;

    constructor(ObligationRegistry registry, bytes32 selector) {
        REGISTRY = registry;
        ROUTER = registry.ROUTER();
        SELECTOR = selector;
        OWNER = msg.sender;
    }

    /// @dev Receipts of other nullifiers than that of the note in hand are what they were.
    modifier touchesOnly(uint256 n) {
        bytes32[] memory before = receipts();
        _;
        bytes32[] memory current = receipts();
        for (uint256 i = 1; i <= NULLIFIERS; ++i) {
            assert(i == n || before[i] == current[i]);
        }
    }

    /// @notice The circuit is frozen, or a policy dropped, for some time.
    function trust(uint256 what) external touchesOnly(0) {
        bool trusted = what % 4 != 0;
        uint256 policy = what / 4 % 3;
        if (policy != 0) {
            dropped[policy] = !trusted;
            VM.prank(OWNER);
            REGISTRY.setPolicy(policy, trusted);
        } else if (frozen == trusted) {
            frozen = !trusted;
            VM.prank(OWNER);
            if (trusted) ROUTER.unfreeze(SELECTOR);
            else ROUTER.freeze(SELECTOR);
        }
    }

    function register(uint256 n, uint256 note, uint256 who, uint32 sequence) external {
        n = 1 + n % NULLIFIERS;
        note = 1 + note % NOTES;
        // Mostly the right one; else one of before or after.
        sequence = sequence % 4 == 3 ? sequence % 5 : registered[n];
        ObligationRegistry.Submission memory s;
        s.selector = SELECTOR;
        s.beneficiary = person(who);
        s.expiry = type(uint64).max;
        s.sequence = sequence;
        s.policy = 1 + n % 2;
        s.asOf = uint32(block.timestamp / 1 days);
        s.registryRoot = 1;
        s.nullifier = n;
        s.note = note;
        bool free = live[n] == 0 && nullifierOf[note] == 0 && isTrusted(n);
        if (free) _tryShifted(s);
        _register(s, free && sequence == registered[n], free);
    }

    function finance(uint256 note, uint256 who, uint256 by) external {
        note = pick(note);
        bool due = registeredNote(note) && holder[note] == person(by);
        if (due && !isTrusted(nullifierOf[note])) ++distrusted;
        _finance(note, person(who), person(by), due && isTrusted(nullifierOf[note]));
    }

    function withdraw(uint256 note, uint256 by) external touchesOnly(nullifierOf[pick(note)]) {
        note = pick(note);
        bool due = registeredNote(note) && holder[note] == person(by);
        VM.prank(person(by));
        try REGISTRY.withdraw(note) {
            assert(due);
            if (!isTrusted(nullifierOf[note])) ++leftDistrusted;
            end(note);
            ++withdrawals;
        } catch {
            assert(!due);
        }
    }

    function release(uint256 note, uint256 by) external touchesOnly(nullifierOf[pick(note)]) {
        note = pick(note);
        bool due = financedNote(note) && financier[nullifierOf[note]] == person(by);
        VM.prank(person(by));
        try REGISTRY.release(note) {
            assert(due);
            end(note);
            ++releases;
        } catch {
            assert(!due);
        }
    }

    function settle(uint256 note, uint256 by) external touchesOnly(nullifierOf[pick(note)]) {
        note = pick(note);
        bool due = financedNote(note) && financier[nullifierOf[note]] == person(by);
        VM.prank(person(by));
        try REGISTRY.settle(note) {
            assert(due);
            settled[nullifierOf[note]] = true;
            ++settlements;
        } catch {
            assert(!due);
        }
    }

    function transferFinancing(uint256 note, uint256 to, uint256 by) external touchesOnly(nullifierOf[pick(note)]) {
        note = pick(note);
        bool asFinancier = financedNote(note) && financier[nullifierOf[note]] == person(by);
        bool asHolder = financedNote(note) && holder[note] == person(by);
        VM.prank(person(by));
        try REGISTRY.transferFinancing(note, bytes32(uint256(uint160(person(to))))) {
            assert((asFinancier || asHolder) && !frozen);
            if (agreedTo[note] != person(to)) forget(note);
            agreedTo[note] = person(to);
            if (asFinancier) agreed[note][true] = true;
            if (asHolder) agreed[note][false] = true;
            if (agreed[note][true] && agreed[note][false]) {
                financier[nullifierOf[note]] = person(to);
                forget(note);
                ++handovers;
            }
        } catch {
            assert(frozen || (!asFinancier && !asHolder));
        }
    }

    function transfer(uint256 note, uint256 from, uint256 to) external touchesOnly(0) {
        note = pick(note);
        bool due = holder[note] == person(from) && !settled[nullifierOf[note]];
        VM.prank(person(from));
        try REGISTRY.transferFrom(person(from), person(to), note) {
            assert(due);
            holder[note] = person(to);
            forget(note);
        } catch {
            assert(!due);
            if (settled[nullifierOf[note]] && holder[note] == person(from)) ++unmoved;
        }
    }

    /// @notice Mostly a note that has not ended, so that something happens; else any.
    function pick(uint256 seed) public view returns (uint256) {
        return seed % 4 == 0 ? 1 + seed / 4 % NOTES : live[1 + seed / 4 % NULLIFIERS];
    }

    /// @notice Whether a nullifier's obligations are taken now.
    function isTrusted(uint256 n) public view returns (bool) {
        return !frozen && !dropped[1 + n % 2];
    }

    function person(uint256 who) public pure returns (address) {
        return address(uint160(0xa000 + who % PEOPLE));
    }

    function _register(ObligationRegistry.Submission memory s, bool due, bool free) private touchesOnly(s.nullifier) {
        try REGISTRY.register(s) {
            // A nullifier mints at most once while it is not released, a note once ever, a consent for its turn only.
            assert(due);
            live[s.nullifier] = s.note;
            nullifierOf[s.note] = s.nullifier;
            holder[s.note] = s.beneficiary;
            ++registered[s.nullifier];
            ++held;
        } catch {
            assert(!due);
            if (free) ++replays;
        }
    }

    /// @dev The second names of a nullifier that may be registered and a note that may be minted, under a verifier that takes
    /// everything.
    function _tryShifted(ObligationRegistry.Submission memory s) private {
        (uint256 n, uint256 note, uint32 sequence) = (s.nullifier, s.note, s.sequence);
        for (uint256 which = 1; which < 4; ++which) {
            s.nullifier = which & 1 == 0 ? n : n + R;
            s.note = which & 2 == 0 ? note : note + R;
            s.sequence = REGISTRY.receipt(s.nullifier).registrations;
            try REGISTRY.register(s) {
                assert(false);
            } catch {
                ++shiftedRefused;
            }
        }
        (s.nullifier, s.note, s.sequence) = (n, note, sequence);
    }

    function _finance(uint256 note, address who, address by, bool due) private touchesOnly(nullifierOf[note]) {
        VM.prank(by);
        try REGISTRY.finance(note, bytes32(uint256(uint160(who)))) {
            assert(due);
            financier[nullifierOf[note]] = who;
        } catch {
            assert(!due);
        }
    }

    function registeredNote(uint256 note) private view returns (bool) {
        uint256 n = nullifierOf[note];
        return n != 0 && live[n] == note && financier[n] == address(0);
    }

    function financedNote(uint256 note) private view returns (bool) {
        uint256 n = nullifierOf[note];
        return n != 0 && live[n] == note && financier[n] != address(0) && !settled[n];
    }

    function end(uint256 note) private {
        live[nullifierOf[note]] = 0;
        financier[nullifierOf[note]] = address(0);
        holder[note] = address(0);
        forget(note);
        --held;
    }

    function forget(uint256 note) private {
        agreedTo[note] = address(0);
        agreed[note][true] = agreed[note][false] = false;
    }

    function receipts() private view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](NULLIFIERS + 1);
        for (uint256 n = 1; n <= NULLIFIERS; ++n) {
            hashes[n] = keccak256(abi.encode(REGISTRY.receipt(n)));
        }
    }
}

/// @notice What holds whatever anybody does.
contract ObligationRegistryInvariants is Cheats {
    ObligationRegistry private _registry;
    Handler private _handler;

    function setUp() external {
        VM.warp(1_795_348_800);
        VerifierRouter router = new VerifierRouter("covenant-development", address(this), address(0));
        _registry = new ObligationRegistry(router, [BASE_X, BASE_Y], address(this), address(this), address(0));
        bytes32 selector = router.add(new AnyProof());
        _registry.setSelector(selector, true);
        _registry.setPolicy(1, true);
        _registry.setPolicy(2, true);
        _registry.publishRoot(1, 0, type(uint32).max, 0, 0);
        _handler = new Handler(_registry, selector);
    }

    /// @notice Read by forge: whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @notice The fuzzer's handler gets everywhere: else the invariants would say little.
    function test_everythingHappens() external {
        for (uint256 i = 0; i < 1500; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            (uint256 a, uint256 b, uint256 c) = (uint64(seed), uint64(seed >> 64), uint64(seed >> 128));
            uint256 what = (seed >> 192) % 8;
            if (what < 2) _handler.register(a, b, c, uint32(seed >> 200));
            if (what == 2) _handler.finance(a, b, c);
            if (what == 3) _handler.withdraw(a, b);
            if (what == 4) _handler.release(a, b);
            if (what == 5 && i % 16 == 0) _handler.settle(a, b);
            if (what == 6) _handler.transferFinancing(a, b, c);
            if (what == 7) _handler.transfer(a, b, c);
            if (i % 4 == 0) _handler.trust(c);
        }
        assert(_handler.withdrawals() > 0 && _handler.releases() > 0 && _handler.settlements() > 0);
        assert(_handler.handovers() > 0 && _handler.replays() > 0 && _handler.unmoved() > 0);
        assert(_handler.shiftedRefused() > 0 && _handler.distrusted() > 0 && _handler.leftDistrusted() > 0);
    }

    function invariant_receiptsAreTheModels() external view {
        for (uint256 n = 1; n <= _handler.NULLIFIERS(); ++n) {
            NoteLedger.Receipt memory receipt = _registry.receipt(n);
            uint256 note = _handler.live(n);
            address financier = _handler.financier(n);
            assert(receipt.registrations == _handler.registered(n));
            assert(receipt.policy == (receipt.registrations == 0 ? 0 : 1 + n % 2));
            if (note == 0) {
                NoteLedger.State ended = receipt.registrations == 0 ? NoteLedger.State.None : NoteLedger.State.Released;
                assert(receipt.state == ended);
                continue;
            }
            assert(receipt.note == note && _registry.receiptOf(note).nullifier == n);
            assert(receipt.financier == bytes32(uint256(uint160(financier))));
            if (_handler.settled(n)) assert(receipt.state == NoteLedger.State.Settled);
            else assert((receipt.state == NoteLedger.State.Financed) == (financier != address(0)));
        }
    }

    /// @notice One token for each nullifier that has not ended, with whom it belongs to, and none else.
    function invariant_tokensAreTheModels() external view {
        uint256 balances;
        for (uint256 who = 0; who < _handler.PEOPLE(); ++who) {
            balances += _registry.balanceOf(_handler.person(who));
        }
        assert(balances == _handler.held());
        for (uint256 note = 1; note <= _handler.NOTES(); ++note) {
            uint256 n = _handler.nullifierOf(note);
            assert(_registry.wasMinted(note) == (n != 0));
            if (n == 0) {
                assert(_registry.stateOf(note) == NoteLedger.State.None);
            } else if (_handler.live(n) == note) {
                assert(_registry.ownerOf(note) == _handler.holder(note));
            } else {
                assert(_registry.stateOf(note) == NoteLedger.State.Released);
            }
        }
    }
}
