// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Verifier of chunks of liabilities of one shape under one verifying key
/// @notice A halo2 proof with one public input. It names itself as any verifier does (`ICovenantVerifier`), so that a router takes it,
/// and is found there; it is called directly, since its proof has another form.
interface ILiabilitiesVerifier {
    /// @notice The calldata is not the canonical encoding of an output and a proof of this shape's length.
    error WrongCalldata();
    /// @notice The output is not below the scalar field's modulus: x and x + r would be two names of one value.
    error InputNotCanonical(uint256 index);
    /// @notice Less gas is left than a verification may take; nothing is said of the proof.
    error NotEnoughGas();
    /// @notice The proof does not prove this output.
    error ProofInvalid();

    /// @notice The circuit's name and version, such as `liabilities-17-8/1`: 2^17 rows, eight assets.
    function circuit() external view returns (string memory);

    /// @notice keccak256 of the verifying key's bytes.
    function verifyingKeyHash() external view returns (bytes32);

    /// @notice The name of circuit, network and key together, as `ICovenantVerifier.selector`.
    function selector() external view returns (bytes32);

    /// @notice Returns if some chunk has this output, and the proof shows it; reverts otherwise.
    /// @param output S.
    /// @param proof Points as x and y, numbers as words, in the order of halo2's transcript; the commitments to the columns come first.
    /// @return columns keccak256 of those commitments, the top three bits cleared: what a digest of liabilities has of the proof.
    function verify(uint256 output, bytes calldata proof) external view returns (uint256 columns);
}
