// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT7} from "./generated/PoseidonT7.sol";

/// @title Hash of an obligation's environment
/// @notice A contract of its own only because the registry would be larger than the EVM allows. It has no state and no owner.
contract EnvironmentHasher {
    /// @dev The tag as a big-endian integer.
    uint256 private constant ENVIRONMENT_TAG = uint256(uint248(bytes31("covenant/environment/obligation")));

    /// @notice The public input `environment`.
    /// @param network The network's name as an integer.
    /// @param policy The policy's digest.
    /// @param asOf The as-of day.
    /// @param registryRoot The root of the registry of parties.
    /// @param nullifierKey The nullifier key's digest.
    function environment(uint256 network, uint256 policy, uint32 asOf, uint256 registryRoot, uint256 nullifierKey)
        external
        pure
        returns (uint256)
    {
        return PoseidonT7.hash([ENVIRONMENT_TAG, network, policy, asOf, registryRoot, nullifierKey]);
    }
}
