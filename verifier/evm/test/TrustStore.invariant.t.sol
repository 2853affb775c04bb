// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ObligationRegistry} from "../src/ObligationRegistry.sol";
import {VerifierRouter} from "../src/VerifierRouter.sol";
import {AnyProof} from "./support/AnyProof.sol";
import {Cheats} from "./support/Cheats.sol";
import {BASE_X, BASE_Y} from "./support/Curve.sol";

/// @notice A registrar that publishes and revokes as it likes while days go by, and a submitter who tries every root and day.
contract Registrar is Cheats {
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 public constant ROOTS = 64;
    ObligationRegistry public immutable REGISTRY;
    bytes32 private immutable SELECTOR;

    /// @dev The day of the latest revocation, and the moment, in publications, after which a root is not revoked.
    uint32 public notBefore;
    mapping(uint256 root => bool) public revoked;
    mapping(uint256 root => bool) public published;
    uint256 public accepted;
    uint256 public backdated;
    uint256 public shiftedRefused;
    uint256 private _submissions;
    uint256 private _now = 1_795_348_800;

    constructor(ObligationRegistry registry, bytes32 selector) {
        REGISTRY = registry;
        SELECTOR = selector;
    }

    function wait_(uint256 seconds_) external {
        _now += seconds_ % 2 days;
    }

    function publish(uint256 root, uint32 first, uint32 length, bool revoke, bool shifted) external {
        VM.warp(_now);
        // Mostly the next one.
        root = root % 4 == 0 ? 1 + root % ROOTS : 1 + REGISTRY.latestSequence() % ROOTS;
        first = today() - 3 + first % 6;
        uint32 last = first + length % 6;
        bool early = first < (revoke ? today() : notBefore);
        try REGISTRY.publishRoot(shifted ? root + R : root, first, last, revoke) {
            assert(!early && !shifted && !published[root]);
            if (revoke) revokeAllBut(root);
            published[root] = true;
        } catch {
            assert(early || shifted || published[root]);
            if (shifted && !early) ++shiftedRefused;
        }
    }

    function revokeAll() external {
        VM.warp(_now);
        REGISTRY.revokeAllRoots();
        revokeAllBut(0);
    }

    function submit(uint256 root, uint32 asOf) external {
        VM.warp(_now);
        ObligationRegistry.Submission memory s;
        s.selector = SELECTOR;
        s.beneficiary = address(0xa000);
        s.expiry = type(uint64).max;
        s.policy = 1;
        // Mostly one of the latest.
        s.registryRoot = 1 + (root % 4 == 0 ? root : REGISTRY.latestSequence() + ROOTS - 1 - root / 4 % 3) % ROOTS;
        s.asOf = today() - 2 + asOf % 4;
        s.nullifier = s.note = ++_submissions;
        try REGISTRY.register(s) {
            // No day before a revocation, by whatever root, and no root of before it.
            assert(s.asOf >= notBefore && published[s.registryRoot] && !revoked[s.registryRoot]);
            assert(s.asOf + 1 >= today() && s.asOf <= today());
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
            else if (what < 6) _registrar.publish(seed, day, day >> 8, seed >> 255 == 1, (seed >> 254) & 1 == 1);
            else if (what == 6 && i % 8 == 0) _registrar.revokeAll();
            else _registrar.submit(seed, day);
        }
        assert(_registrar.accepted() > 0 && _registrar.backdated() > 0 && _registrar.shiftedRefused() > 0);
    }

    function invariant_nothingBeforeARevocationIsGood() external view {
        uint32 notBefore = _registrar.notBefore();
        assert(_registry.notBefore() == notBefore);
        for (uint256 root = 1; root <= _registrar.ROOTS(); ++root) {
            (,, uint32 firstDay,) = _registry.roots(root);
            if (_registrar.revoked(root)) {
                for (uint32 day = firstDay; day < firstDay + 6; ++day) {
                    assert(!_registry.isRootLive(root, day));
                }
            } else if (_registrar.published(root)) {
                assert(firstDay >= notBefore);
            }
        }
    }
}
