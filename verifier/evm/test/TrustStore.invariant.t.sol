// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ObligationRegistry} from "../src/ObligationRegistry.sol";
import {VerifierRouter} from "../src/VerifierRouter.sol";
import {AnyProof} from "./support/AnyProof.sol";
import {Cheats} from "./support/Cheats.sol";
import {BASE_X, BASE_Y, R} from "./support/Curve.sol";

/// @notice A registrar whose tree of parties grows and whose publications arrive in any order, late, twice or never, while days go
/// by; a guardian who deposes it now and then; and a submitter who tries every root and day. A root is its tree's number.
// solhint-disable-next-line max-states-count
contract Registrar is Cheats {
    uint256 public constant ROOTS = 64;
    ObligationRegistry public immutable REGISTRY;
    bytes32 private immutable SELECTOR;
    address private immutable OWNER;

    // The registry of parties: how many trees there were, and how many revocations each knows.
    uint256 public trees = 1;
    mapping(uint256 tree => uint64) public known;

    // What has to be true of the contract. Once a tree with a revocation is there, none that lacks it is good.
    uint32 public notBefore;
    uint64 public highest;
    bool public ended;
    bool public deposed;
    uint256 public newest;
    mapping(uint256 root => uint32) public lastDay;
    uint64 public numbered = 1; // Naming the registrar took the first.
    mapping(uint256 root => bool) public revoked;
    mapping(uint256 root => bool) public published;
    uint256 public accepted;
    uint256 public backdated;
    uint256 public shiftedRefused;
    uint256 public olderRefused;
    uint256 public staleRefused;
    uint256 public overtaken;
    uint256 public extended;
    uint256 public revokedNotExtended;
    uint256 public deposedRefused;
    uint256 private _submissions;
    uint256 private _now = 1_795_348_800;

    constructor(ObligationRegistry registry, bytes32 selector) {
        REGISTRY = registry;
        SELECTOR = selector;
        OWNER = msg.sender;
    }

    function wait_(uint256 seconds_) external {
        _now += seconds_ % 2 days;
    }

    function grow(bool revocation) external {
        if (trees == ROOTS) return;
        known[trees + 1] = known[trees] + (revocation ? 1 : 0);
        ++trees;
    }

    function publish(uint256 root, uint32 first, uint32 length, uint8 late, bool shifted) external {
        VM.warp(_now);
        // One of the latest four trees, mostly; decided on just now, mostly.
        root = root % 8 == 0 ? 1 + root / 8 % trees : trees - root / 8 % (trees < 4 ? trees : 4);
        first = today() - 3 + first % 6;
        bool stale = late % 4 == 0 && numbered != 0;
        _publish(root, [first, first + length % 6], stale, shifted);
    }

    function _publish(uint256 root, uint32[2] memory range, bool stale, bool shifted) private {
        bool revokes = known[root] > highest;
        bool older = known[root] < highest || (ended && !revokes);
        bool early = range[0] < (revokes ? today() : notBefore);
        bool due = !(older || early || stale || shifted || published[root] || deposed);
        if (_send(shifted ? root + R : root, range, known[root], stale)) {
            assert(due);
            if (revokes) revokeAllBut(root);
            // The tree that was made by the revocation never arrived, or will be late.
            if (revokes && root > 1 && known[root - 1] == known[root]) ++overtaken;
            highest = known[root];
            ended = false;
            published[root] = true;
            newest = root;
            lastDay[root] = range[1];
            ++numbered;
        } else {
            assert(!due);
            if (early || published[root]) return;
            if (deposed) ++deposedRefused;
            if (older && !stale && !shifted) ++olderRefused;
            if (stale && !older && !shifted) ++staleRefused;
            if (shifted && !older && !stale) ++shiftedRefused;
        }
    }

    function _send(uint256 root, uint32[2] memory range, uint64 revocations, bool stale) private returns (bool) {
        uint64 latest = stale ? numbered - 1 : numbered;
        try REGISTRY.publishRoot(root, range[0], range[1], revocations, latest) {
            return true;
        } catch {
            return false;
        }
    }

    function extend(uint256 root, uint32 days_, bool stale) external {
        VM.warp(_now);
        // The newest, mostly.
        root = root % 4 == 0 ? 1 + root / 4 % trees : newest;
        uint32 last = lastDay[root] + days_ % 4;
        bool due = !(root != newest || newest == 0 || revoked[root] || days_ % 4 == 0 || stale || deposed);
        try REGISTRY.extendLatest(root, last, stale ? numbered - 1 : numbered) {
            assert(due);
            lastDay[root] = last;
            ++extended;
        } catch {
            assert(!due);
            if (root == newest && revoked[root] && !stale && !deposed) ++revokedNotExtended;
        }
    }

    function revokeAll() external {
        if (deposed) return;
        VM.warp(_now);
        REGISTRY.revokeAllRoots();
        revokeAllBut(0);
        ended = true;
        ++numbered;
    }

    /// @notice The guardian deposes the registrar; the owner names it again. It may have an older copy of its trees, and counts anew.
    function depose() external {
        VM.warp(_now);
        VM.prank(OWNER);
        ++numbered;
        if (deposed) {
            REGISTRY.setRegistrar(address(this));
            highest = 0;
            ended = false;
        } else {
            REGISTRY.deposeRegistrar();
            revokeAllBut(0);
        }
        deposed = !deposed;
    }

    function submit(uint256 root, uint32 asOf) external {
        VM.warp(_now);
        ObligationRegistry.Submission memory s;
        s.selector = SELECTOR;
        s.beneficiary = address(0xa000);
        s.expiry = type(uint64).max;
        s.policy = 1;
        // Mostly one of the latest.
        s.registryRoot = root % 4 == 0 ? 1 + root / 4 % ROOTS : trees - root / 4 % (trees < 4 ? trees : 4);
        s.asOf = today() - 2 + asOf % 4;
        s.nullifier = s.note = ++_submissions;
        try REGISTRY.register(s) {
            // No day before a revocation, by whatever root, and no root of before it.
            assert(s.asOf >= notBefore && published[s.registryRoot] && !revoked[s.registryRoot]);
            assert(s.asOf + 1 >= today() && s.asOf <= today());
            assert(known[s.registryRoot] == highest);
            ++accepted;
        } catch {
            assert(!REGISTRY.isRootLive(s.registryRoot, s.asOf) || s.asOf > today() || s.asOf + 1 < today());
            if (s.asOf < notBefore && s.asOf + 1 == today()) ++backdated;
        }
    }

    function revokeAllBut(uint256 root) private {
        for (uint256 i = 1; i <= ROOTS; ++i) {
            if (i != root && published[i]) revoked[i] = true;
        }
        notBefore = today();
    }

    function today() private view returns (uint32) {
        return uint32(_now / 1 days);
    }
}

/// @notice What holds of roots and days whatever the registrar does.
contract TrustStoreInvariants is Cheats {
    ObligationRegistry private _registry;
    Registrar private _registrar;

    function setUp() external {
        VM.warp(1_795_348_800);
        VerifierRouter router = new VerifierRouter("covenant-development", address(this), address(0));
        _registry = new ObligationRegistry(router, [BASE_X, BASE_Y], address(this), address(this), address(0));
        bytes32 selector = router.add(new AnyProof());
        _registry.setSelector(selector, true);
        _registry.setPolicy(1, true);
        _registrar = new Registrar(_registry, selector);
        _registry.setRegistrar(address(_registrar));
    }

    /// @notice Read by forge: whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_registrar);
    }

    /// @notice The fuzzer's handler gets everywhere: else the invariants would say little.
    function test_everythingHappens() external {
        for (uint256 i = 0; i < 600; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            uint32 day = uint32(seed >> 64);
            uint256 what = (seed >> 128) % 16;
            if (what < 2) _registrar.wait_(seed);
            else if (what < 6) _registrar.publish(seed, day, day >> 8, uint8(seed >> 248), (seed >> 246) & 3 == 1);
            else if (what == 6 && i % 8 == 0) _registrar.revokeAll();
            else if (what == 7 && i % 2 == 0) _registrar.grow(seed >> 254 == 1);
            else if (what == 8) _registrar.extend(seed, day, day % 8 == 0);
            else if (what == 9 && (i % 8 == 0 || _registrar.deposed())) _registrar.depose();
            else _registrar.submit(seed, day);
        }
        assert(_registrar.accepted() > 0 && _registrar.backdated() > 0 && _registrar.shiftedRefused() > 0);
        assert(_registrar.olderRefused() > 0 && _registrar.staleRefused() > 0 && _registrar.overtaken() > 0);
        assert(_registrar.extended() > 0 && _registrar.revokedNotExtended() > 0 && _registrar.deposedRefused() > 0);
    }

    function invariant_nothingBeforeARevocationIsGood() external view {
        uint32 notBefore = _registrar.notBefore();
        assert(_registry.notBefore() == notBefore);
        assert(_registry.latestRoot() == _registrar.newest());
        assert(_registry.revocations() == _registrar.highest() && _registry.latestSequence() == _registrar.numbered());
        for (uint256 root = 1; root <= _registrar.ROOTS(); ++root) {
            (,, uint32 firstDay, uint32 lastDay) = _registry.roots(root);
            assert(lastDay == _registrar.lastDay(root));
            if (_registrar.revoked(root)) {
                for (uint32 day = firstDay; day <= lastDay; ++day) {
                    assert(!_registry.isRootLive(root, day));
                }
                continue;
            }
            // Nothing that lacks a revocation that was published is good.
            if (_registrar.known(root) < _registrar.highest()) {
                assert(!_registrar.published(root));
            } else if (_registrar.published(root)) {
                assert(firstDay >= notBefore);
            }
        }
    }
}
