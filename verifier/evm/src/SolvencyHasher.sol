// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT7} from "./generated/PoseidonT7.sol";

/// @title Hashes of a coverage of liabilities
/// @notice A contract of its own only because the registry would be larger than the EVM allows. It has no state and no owner, and
/// serves any number of registries. Inputs are below the scalar field's modulus; whoever calls it sees to that.
contract SolvencyHasher {
    /// @notice The parts of an environment, but for the network.
    struct Parts {
        uint256 entity;
        uint256 scope;
        uint256 policy;
        uint32 thresholdBps;
        uint64 asOf;
        uint256 priceRoot;
        uint256 registryRoot;
        uint64 accounts;
    }

    /// @dev Tags as big-endian integers.
    uint256 private constant BASE_TAG = uint256(uint176(bytes22("covenant/solvency-base")));
    uint256 private constant ENVIRONMENT_TAG = uint256(uint232(bytes29("covenant/solvency-environment")));
    uint256 private constant LIABILITIES_TAG = uint256(uint160(bytes20("covenant/liabilities")));
    uint256 private constant PER_BLOCK = 5;

    /// @notice The public input `environment`: of what does not change from moment to moment, then of the moment.
    function environment(uint256 network, Parts calldata p) external pure returns (uint256) {
        uint256 base = PoseidonT7.hash([BASE_TAG, network, p.entity, p.scope, p.policy, p.thresholdBps]);
        return PoseidonT7.hash([ENVIRONMENT_TAG, base, p.asOf, p.priceRoot, p.registryRoot, p.accounts]);
    }

    /// @notice The digest of liabilities with another chunk.
    /// @param digest That of the chunks before.
    /// @param output The chunk's public output S.
    /// @param columns The hash of its proof's column commitments.
    /// @param claims The root of the tree over its rows' claimed values.
    function extend(uint256 digest, uint256 output, uint256 columns, bytes32 claims) external pure returns (uint256) {
        uint256 root = uint256(claims);
        return PoseidonT7.hash([LIABILITIES_TAG, digest, output, columns, root >> 128, uint256(uint128(root))]);
    }

    /// @notice The digest of a list of nullifiers.
    /// @param start What it starts from; see `SolvencyStartHasher.nullifiers`.
    function nullifiers(uint256 start, uint256[] calldata list) external pure returns (uint256 digest) {
        digest = start;
        for (uint256 from = 0; from < list.length; from += PER_BLOCK) {
            uint256[6] memory block_;
            block_[0] = digest;
            for (uint256 i = 0; i < PER_BLOCK && from + i < list.length; ++i) {
                block_[i + 1] = list[from + i];
            }
            digest = PoseidonT7.hash(block_);
        }
    }
}
