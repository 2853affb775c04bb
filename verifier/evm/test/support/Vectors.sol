// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ObligationRegistry} from "../../src/ObligationRegistry.sol";
import {VerifierRouter} from "../../src/VerifierRouter.sol";
import {InvoiceVerifier} from "../generated/InvoiceVerifier.sol";
import {Cheats} from "./Cheats.sol";

/// @notice The proofs of `vectors/evm`, and contracts that trust what they are bound to.
abstract contract Vectors is Cheats {
    /// @dev 2026-11-22T12:00:00Z, the as-of day of most proofs.
    uint256 internal constant NOON = 1_795_348_800;
    /// @dev Deploys the registry as its first transaction, so that it has the address in the proofs' contexts.
    address internal constant DEPLOYER = address(0xD1d1d1D1d1d1D1d1D1D1D1d1d1D1D1D1d1D1d1d1);
    address internal constant BENEFICIARY = address(0xB0B0b0B0B0B0B0b0B0B0B0b0b0b0b0B0b0b0B0B0);
    address internal constant REGISTRAR = address(0x2202020202020202020202020202020202020202);
    address internal constant GUARDIAN = address(0x3303030303030303030303030303030303030303);

    string internal json = VM.readFile("../../vectors/evm/invoice.json");

    /// @notice The statement at that position.
    function submission(uint256 index) internal view returns (ObligationRegistry.Submission memory s) {
        string memory base = string.concat(".statements[", VM.toString(index), "]");
        s.selector = VM.parseJsonBytes32(json, string.concat(base, ".context.selector"));
        s.beneficiary = VM.parseJsonAddress(json, string.concat(base, ".context.beneficiary"));
        s.expiry = uint64(VM.parseJsonUint(json, string.concat(base, ".context.expiry")));
        s.sequence = uint32(VM.parseJsonUint(json, string.concat(base, ".context.sequence")));
        s.policy = VM.parseJsonUint(json, string.concat(base, ".policy"));
        s.asOf = uint32(VM.parseJsonUint(json, string.concat(base, ".as_of_day")));
        s.registryRoot = VM.parseJsonUint(json, string.concat(base, ".registry_root"));
        s.nullifier = VM.parseJsonUint(json, string.concat(base, ".public_inputs.nullifier"));
        s.note = VM.parseJsonUint(json, string.concat(base, ".public_inputs.note"));
        bytes memory proof = VM.parseBytes(string.concat("0x", VM.parseJsonString(json, string.concat(base, ".proof"))));
        s.proof = abi.decode(proof, (uint256[8]));
    }

    /// @notice The public inputs of a statement, in order.
    function inputsOf(uint256 index) internal view returns (uint256[] memory inputs) {
        string memory base = string.concat(".statements[", VM.toString(index), "].public_inputs.");
        inputs = new uint256[](4);
        inputs[0] = VM.parseJsonUint(json, string.concat(base, "context"));
        inputs[1] = VM.parseJsonUint(json, string.concat(base, "environment"));
        inputs[2] = VM.parseJsonUint(json, string.concat(base, "nullifier"));
        inputs[3] = VM.parseJsonUint(json, string.concat(base, "note"));
    }

    /// @notice The registry at the address that the proofs name, trusting the first proof's policy and root.
    function deploy(address owner) internal returns (VerifierRouter router, ObligationRegistry registry) {
        VM.warp(NOON);
        router = new VerifierRouter("covenant-development", owner, GUARDIAN);
        uint256[2] memory key = [VM.parseJsonUint(json, ".nullifier_key_x"), VM.parseJsonUint(json, ".nullifier_key_y")];
        VM.prank(DEPLOYER);
        registry = new ObligationRegistry(router, key, owner, REGISTRAR, GUARDIAN);
        ObligationRegistry.Submission memory first = submission(0);
        VM.prank(REGISTRAR);
        registry.publishRoot(first.registryRoot, first.asOf - 15, first.asOf + 15, 0, 0);
        InvoiceVerifier verifier = new InvoiceVerifier();
        VM.startPrank(owner);
        router.add(verifier);
        registry.setSelector(first.selector, true);
        registry.setPolicy(first.policy, true);
        VM.stopPrank();
    }
}
