// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT3} from "./generated/PoseidonT3.sol";
import {PoseidonT4} from "./generated/PoseidonT4.sol";

/// @title What a coverage's digests start from
/// @notice Apart from `SolvencyHasher` for the same reason as that: the tables of three widths do not fit one contract.
contract SolvencyStartHasher {
    /// @dev Tags as big-endian integers.
    uint256 private constant LIABILITIES_TAG = uint256(uint208(bytes26("covenant/liabilities-start")));
    uint256 private constant NULLIFIERS_TAG = uint256(uint216(bytes27("covenant/reserve-nullifiers")));

    /// @notice The digest of no liabilities yet, of so many chunks to come.
    function liabilities(uint256 environment, uint32 chunks) external pure returns (uint256) {
        return PoseidonT4.hash([LIABILITIES_TAG, environment, chunks]);
    }

    /// @notice The digest of no nullifiers yet, of so many to come.
    function nullifiers(uint256 number) external pure returns (uint256) {
        return PoseidonT3.hash([NULLIFIERS_TAG, number]);
    }
}
