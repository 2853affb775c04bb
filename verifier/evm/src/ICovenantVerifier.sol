// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Verifier of one circuit under one verifying key
/// @notice A proof is accepted by returning and refused by reverting. There is no boolean to be ignored, and a call that
/// runs out of gas inside a precompile is a refusal that reverts, never a `false` in a successful transaction.
/// @dev Calldata has exactly one accepted encoding, that of `abi.encode`: other lengths, offsets or trailing bytes are refused.
interface ICovenantVerifier {
    /// @notice The calldata is not of the one length and layout that this circuit has.
    error WrongCalldata();
    /// @notice A public input is not below the scalar field's modulus: x and x + r would be two names of one value.
    /// @param index The input's position, counted through the batch.
    error InputNotCanonical(uint256 index);
    /// @notice A point of the proof, or the combination of the inputs, is the point at infinity.
    error PointAtInfinity();
    /// @notice A precompile refused a point (off the curve, outside the subgroup, coordinate not below q) or ran out of gas.
    error PrecompileFailed();
    /// @notice Everything is well formed and the pairing equation does not hold.
    error ProofInvalid();

    /// @notice The circuit's name and version, such as `invoice/1`.
    function circuit() external pure returns (string memory);

    /// @notice keccak256 of the verifying key's bytes.
    function verifyingKeyHash() external pure returns (bytes32);

    /// @notice The name of circuit, network and key together:
    /// keccak256(keccak256("covenant/selector") ‖ keccak256(network) ‖ keccak256(circuit) ‖ verifyingKeyHash).
    function selector() external pure returns (bytes32);

    /// @notice Returns if the proof proves these inputs, reverts otherwise.
    /// @param proof A ‖ B ‖ C as eight words; B with the imaginary part first, as EIP-197 has it.
    /// @param inputs The public inputs in the circuit's order, each below r.
    function verify(uint256[8] calldata proof, uint256[] calldata inputs) external view;

    /// @notice Returns if every proof proves its inputs; one that does not makes the whole batch revert.
    /// @dev A random linear combination of the single equations, whose coefficients are hashed from the key and all words.
    /// @param words For each statement its eight words of proof, then its inputs. At least one statement.
    function verifyBatch(uint256[] calldata words) external view;
}
