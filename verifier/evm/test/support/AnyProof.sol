// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICovenantVerifier} from "../../src/ICovenantVerifier.sol";

/// @notice A verifier that accepts anything, so that a fuzzer can invent obligations.
contract AnyProof is ICovenantVerifier {
    /// @inheritdoc ICovenantVerifier
    function circuit() external pure returns (string memory) {
        return "any/1";
    }

    /// @inheritdoc ICovenantVerifier
    function verifyingKeyHash() external pure returns (bytes32) {
        return keccak256("any");
    }

    /// @inheritdoc ICovenantVerifier
    function selector() external pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("covenant/selector"), keccak256("covenant-development"), keccak256("any/1"), keccak256("any")
            )
        );
    }

    /// @inheritdoc ICovenantVerifier
    // solhint-disable-next-line no-empty-blocks
    function verify(uint256[8] calldata, uint256[] calldata) external view {}

    /// @inheritdoc ICovenantVerifier
    // solhint-disable-next-line no-empty-blocks
    function verifyBatch(uint256[] calldata) external view {}
}
