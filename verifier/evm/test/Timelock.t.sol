// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ObligationRegistry} from "../src/ObligationRegistry.sol";
import {VerifierRouter} from "../src/VerifierRouter.sol";
import {Vectors} from "./support/Vectors.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @notice Router and registry owned by OpenZeppelin's timelock: trust grows two days after it was announced.
contract TimelockTest is Vectors {
    uint256 private constant DELAY = 2 days;
    address private constant PROPOSER = address(0x5005005005005005005005005005005005005005);
    TimelockController private _timelock;
    VerifierRouter private _router;
    ObligationRegistry private _registry;

    function setUp() external {
        address[] memory proposers = new address[](1);
        proposers[0] = PROPOSER;
        // Anyone may execute what has waited; nobody administers the timelock but itself.
        _timelock = new TimelockController(DELAY, proposers, new address[](1), address(0));
        (_router, _registry) = deploy(address(_timelock));
    }

    function test_aRealProofIsRegistered() external {
        ObligationRegistry.Submission memory s = submission(0);
        _registry.register(s);
        assert(_registry.ownerOf(s.note) == BENEFICIARY);
        VM.expectRevert();
        _registry.register(s);
    }

    function test_anotherChainRefuses() external {
        ObligationRegistry.Submission memory s = submission(0);
        VM.chainId(1);
        VM.expectRevert();
        _registry.register(s);
    }

    function test_trustWaitsForTheDelay() external {
        bytes memory call = abi.encodeCall(_registry.setPolicy, (42, true));
        VM.prank(PROPOSER);
        VM.expectRevert();
        _registry.setPolicy(42, true);
        VM.prank(PROPOSER);
        _timelock.schedule(address(_registry), 0, call, 0, 0, DELAY);
        VM.warp(NOON + DELAY - 1);
        VM.expectRevert();
        _timelock.execute(address(_registry), 0, call, 0, 0);
        VM.warp(NOON + DELAY);
        _timelock.execute(address(_registry), 0, call, 0, 0);
        assert(_registry.trustedPolicy(42));
    }

    function test_theGuardianDoesNotWait() external {
        bytes32 selector = submission(0).selector;
        VM.prank(GUARDIAN);
        _router.freeze(selector);
        VM.prank(GUARDIAN);
        _registry.pause();
        assert(_registry.paused());
        VM.prank(GUARDIAN);
        _registry.deposeRegistrar();
        assert(_registry.registrar() == address(0));
        VM.prank(GUARDIAN);
        VM.expectRevert();
        _registry.unpause();
        // Another registrar waits for the delay, as all that is trusted.
        VM.prank(GUARDIAN);
        VM.expectRevert();
        _registry.setRegistrar(GUARDIAN);
    }
}
