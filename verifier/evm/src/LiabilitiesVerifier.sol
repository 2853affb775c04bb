// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BabyJubjub} from "./BabyJubjub.sol";
import {ILiabilitiesVerifier} from "./ILiabilitiesVerifier.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title What stands in front of a generated verifier of chunks
/// @notice The generated code knows the key and does the arithmetic. Here is the rest: that every number has one form, that the code
/// gets as much gas as it needs and no more, that its answer is the one word that means yes, and the name of circuit, network and key.
/// @dev That the code is made from the key that is named is not visible on chain; it is made again and compared before a router adds this.
contract LiabilitiesVerifier is ILiabilitiesVerifier {
    using Strings for uint256;

    /// @notice There is no code at that address.
    error NoCode(address code);

    /// @dev What the digest of liabilities has of a hash.
    uint256 private constant MASK = (1 << 253) - 1;
    /// @dev Four bytes of the function, output, offset and length.
    uint256 private constant HEAD = 0x64;

    /// @notice The generated code.
    address public immutable CODE;
    /// @notice Of the rows, the logarithm.
    uint256 public immutable ROWS_LOG;
    /// @notice How many assets a chunk has.
    uint256 public immutable ASSETS;
    /// @notice Bytes of the columns' commitments, at the proof's beginning.
    uint256 public immutable COLUMN_BYTES;
    /// @notice Bytes of a proof.
    uint256 public immutable PROOF_BYTES;
    /// @notice The most gas that the generated code gets: a proof with a bad point makes a precompile take all of it.
    uint256 public immutable GAS;
    bytes32 private immutable KEY_HASH;
    bytes32 private immutable SELECTOR;

    /// @param code The generated contract.
    /// @param shape The logarithm of the rows, the assets, bytes of the columns' commitments and of a proof, gas.
    /// @param keyHash keccak256 of the verifying key's bytes.
    /// @param network `covenant-production` or `covenant-development`.
    constructor(address code, uint256[5] memory shape, bytes32 keyHash, string memory network) {
        if (code.code.length == 0) revert NoCode(code);
        CODE = code;
        (ROWS_LOG, ASSETS, COLUMN_BYTES, PROOF_BYTES, GAS) = (shape[0], shape[1], shape[2], shape[3], shape[4]);
        KEY_HASH = keyHash;
        bytes32 name = keccak256(bytes(_circuit(shape[0], shape[1])));
        SELECTOR = keccak256(abi.encode(keccak256("covenant/selector"), keccak256(bytes(network)), name, keyHash));
    }

    /// @inheritdoc ILiabilitiesVerifier
    function verifyingKeyHash() external view returns (bytes32) {
        return KEY_HASH;
    }

    /// @inheritdoc ILiabilitiesVerifier
    function selector() external view returns (bytes32) {
        return SELECTOR;
    }

    /// @inheritdoc ILiabilitiesVerifier
    function circuit() external view returns (string memory) {
        return _circuit(ROWS_LOG, ASSETS);
    }

    /// @inheritdoc ILiabilitiesVerifier
    function verify(uint256 output, bytes calldata proof) external view returns (uint256 columns) {
        uint256 length = PROOF_BYTES;
        // The proof is a number of whole words, so that there is no padding.
        if (proof.length != length || msg.data.length != HEAD + length) revert WrongCalldata();
        if (output >= BabyJubjub.R) revert InputNotCanonical(0);
        // A call gets at most 63/64 of what is left, in silence.
        uint256 given = GAS;
        if (gasleft() - gasleft() / 64 < given + 5000) revert NotEnoughGas();
        address code = CODE;
        uint256 columnBytes = COLUMN_BYTES;
        bool valid;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, output)
            calldatacopy(add(data, 0x20), proof.offset, length)
            // Of what comes back, one word at most is copied.
            valid := staticcall(given, code, data, add(length, 0x20), 0, 0x20)
            valid := and(valid, and(eq(returndatasize(), 0x20), eq(mload(0), 1)))
            columns := keccak256(add(data, 0x20), columnBytes)
        }
        if (!valid) revert ProofInvalid();
        columns &= MASK;
    }

    function _circuit(uint256 rowsLog, uint256 assets) private pure returns (string memory) {
        return string.concat("liabilities-", rowsLog.toString(), "-", assets.toString(), "/1");
    }
}
