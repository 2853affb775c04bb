// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT4} from "../../src/generated/PoseidonT4.sol";
import {PoseidonT7} from "../../src/generated/PoseidonT7.sol";

/// @notice Poseidon of three inputs, to be called from outside.
contract PoseidonHarness3 {
    /// @notice The hash.
    function hash(uint256[3] memory inputs) external pure returns (uint256) {
        return PoseidonT4.hash(inputs);
    }
}

/// @notice Poseidon of six inputs, to be called from outside.
contract PoseidonHarness6 {
    /// @notice The hash.
    function hash(uint256[6] memory inputs) external pure returns (uint256) {
        return PoseidonT7.hash(inputs);
    }
}
