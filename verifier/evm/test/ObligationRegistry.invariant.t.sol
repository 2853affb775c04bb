// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ObligationRegistry} from "../src/ObligationRegistry.sol";
import {VerifierRouter} from "../src/VerifierRouter.sol";
import {AnyProof} from "./support/AnyProof.sol";
import {Cheats} from "./support/Cheats.sol";

/// @notice Everybody's transactions, in any order: few nullifiers, notes and people, so that they meet. It keeps a model of
/// its own of what has to be true.
contract Handler is Cheats {
    uint256 public constant NULLIFIERS = 4;
    uint256 public constant NOTES = 24;
    ObligationRegistry public immutable REGISTRY;
    bytes32 private immutable SELECTOR;

    // The model: live[n] is the note of nullifier n that is not released; 0 if there is none.
    mapping(uint256 nullifier => uint256) public live;
    mapping(uint256 nullifier => bool) public settled;
    mapping(uint256 note => uint256) public mints;
    mapping(uint256 nullifier => address) public financier;
    mapping(uint256 nullifier => uint32) public registered;
    uint256 public registrations;
    uint256 public releases;

    constructor(ObligationRegistry registry, bytes32 selector) {
        REGISTRY = registry;
        SELECTOR = selector;
    }

    function register(uint256 n, uint256 note, uint256 who) external {
        n = 1 + n % NULLIFIERS;
        note = 1 + note % NOTES;
        ObligationRegistry.Submission memory s;
        s.selector = SELECTOR;
        s.beneficiary = person(who);
        s.expiry = type(uint64).max;
        s.policy = 1;
        s.asOf = uint32(block.timestamp / 1 days);
        s.registryRoot = 1;
        s.nullifier = n;
        s.note = note;
        s.sequence = registered[n];
        try REGISTRY.register(s) {
            // A nullifier mints at most once while it is not released, a note once ever.
            assert(live[n] == 0 && !settled[n]);
            assert(mints[note] == 0);
            live[n] = note;
            ++mints[note];
            ++registrations;
            ++registered[n];
        } catch {
            assert(live[n] != 0 || settled[n] || mints[note] != 0);
        }
    }

    function finance(uint256 n, uint256 who, uint256 by) external {
        n = 1 + n % NULLIFIERS;
        bool holder = live[n] != 0 && REGISTRY.ownerOf(live[n]) == person(by);
        VM.prank(person(by));
        try REGISTRY.finance(n, person(who)) {
            assert(holder && financier[n] == address(0) && !settled[n]);
            financier[n] = person(who);
        } catch {
            assert(!holder || financier[n] != address(0) || settled[n]);
        }
    }

    function release(uint256 n, uint256 by) external {
        n = 1 + n % NULLIFIERS;
        VM.prank(person(by));
        try REGISTRY.release(n) {
            assert(financier[n] == person(by) && !settled[n]);
            financier[n] = address(0);
            live[n] = 0;
            ++releases;
        } catch {
            assert(financier[n] != person(by) || settled[n]);
        }
    }

    function settle(uint256 n, uint256 by) external {
        n = 1 + n % NULLIFIERS;
        VM.prank(person(by));
        try REGISTRY.settle(n) {
            assert(financier[n] == person(by) && !settled[n]);
            settled[n] = true;
        } catch {
            assert(financier[n] != person(by) || settled[n]);
        }
    }

    function transfer(uint256 note, uint256 from, uint256 to) external {
        note = 1 + note % NOTES;
        VM.prank(person(from));
        // solhint-disable-next-line no-empty-blocks
        try REGISTRY.transferFrom(person(from), person(to), note) {} catch {}
    }

    function person(uint256 who) private pure returns (address) {
        return address(uint160(0xa000 + who % 3));
    }
}

/// @notice What holds whatever anybody does.
contract ObligationRegistryInvariants is Cheats {
    ObligationRegistry private _registry;
    Handler private _handler;

    function setUp() external {
        VM.warp(1_795_348_800);
        VerifierRouter router = new VerifierRouter("covenant-development", address(this), address(0));
        _registry = new ObligationRegistry(router, [uint256(1), 2], address(this), address(this), address(0));
        bytes32 selector = router.add(new AnyProof());
        _registry.setSelector(selector, true);
        _registry.setPolicy(1, true);
        _registry.publishRoot(1, 0, type(uint32).max, false);
        _handler = new Handler(_registry, selector);
    }

    /// @notice Read by forge: whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_oneLiveNoteForEachNullifier() external view {
        for (uint256 n = 1; n <= _handler.NULLIFIERS(); ++n) {
            ObligationRegistry.Receipt memory receipt = _registry.receipt(n);
            uint256 note = _handler.live(n);
            if (note == 0) {
                assert(
                    receipt.state == ObligationRegistry.State.None || receipt.state == ObligationRegistry.State.Released
                );
            } else {
                assert(receipt.note == note && _registry.ownerOf(note) != address(0));
                assert(receipt.state != ObligationRegistry.State.Released);
                assert((receipt.state == ObligationRegistry.State.Settled) == _handler.settled(n));
            }
        }
    }

    function invariant_notesAreMintedOnceEver() external view {
        uint256 held;
        for (uint256 note = 1; note <= _handler.NOTES(); ++note) {
            assert(_handler.mints(note) <= 1);
            assert(_registry.wasMinted(note) == (_handler.mints(note) == 1));
        }
        for (uint256 who = 0; who < 3; ++who) {
            held += _registry.balanceOf(address(uint160(0xa000 + who)));
        }
        assert(held == _handler.registrations() - _handler.releases());
    }
}
