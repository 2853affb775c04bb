// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICovenantVerifier} from "../src/ICovenantVerifier.sol";
import {InvoiceVerifier} from "./generated/InvoiceVerifier.sol";
import {Vectors} from "./support/Vectors.sol";

/// @notice The generated verifier under forge's fuzzer. The systematic refusals are in `tests/evm`.
contract InvoiceVerifierTest is Vectors {
    uint256 private constant PROOFS = 16;
    InvoiceVerifier private immutable VERIFIER = new InvoiceVerifier();

    function test_everyProofIsAccepted() external view {
        for (uint256 i = 0; i < PROOFS; ++i) {
            VERIFIER.verify(submission(i).proof, inputsOf(i));
        }
        VERIFIER.verifyBatch(batch(PROOFS));
    }

    function test_errorsAreTheInterfaces() external {
        uint256[8] memory proof = submission(0).proof;
        uint256[] memory inputs = inputsOf(0);
        inputs[3] ^= 1;
        VM.expectRevert(ICovenantVerifier.ProofInvalid.selector);
        VERIFIER.verify(proof, inputs);
        inputs[3] = type(uint256).max;
        VM.expectRevert();
        VERIFIER.verify(proof, inputs);
        inputs = inputsOf(0);
        proof[0] = proof[1] = 0;
        VM.expectRevert(ICovenantVerifier.PointAtInfinity.selector);
        VERIFIER.verify(proof, inputs);
        VM.expectRevert(ICovenantVerifier.WrongCalldata.selector);
        VERIFIER.verify(proof, new uint256[](5));
    }

    function testFuzz_anyOtherWordIsRefused(uint8 position, uint256 word) external {
        uint256[8] memory proof = submission(0).proof;
        uint256[] memory inputs = inputsOf(0);
        uint256 place = position % 12;
        VM.assume(word != (place < 8 ? proof[place] : inputs[place - 8]));
        if (place < 8) proof[place] = word;
        else inputs[place - 8] = word;
        VM.expectRevert();
        VERIFIER.verify(proof, inputs);
    }

    function testFuzz_oneBadWordRefusesTheBatch(uint8 position, uint256 word) external {
        uint256[] memory words = batch(4);
        uint256 place = position % words.length;
        VM.assume(word != words[place]);
        words[place] = word;
        VM.expectRevert();
        VERIFIER.verifyBatch(words);
    }

    function testFuzz_anyOtherCalldataIsRefused(bytes calldata data) external view {
        (bool accepted,) = address(VERIFIER).staticcall(abi.encodePacked(VERIFIER.verify.selector, data));
        assert(!accepted);
        (accepted,) = address(VERIFIER).staticcall(abi.encodePacked(VERIFIER.verifyBatch.selector, data));
        assert(!accepted);
    }

    function batch(uint256 count) private view returns (uint256[] memory words) {
        words = new uint256[](12 * count);
        for (uint256 i = 0; i < count; ++i) {
            uint256[8] memory proof = submission(i).proof;
            uint256[] memory inputs = inputsOf(i);
            for (uint256 j = 0; j < 12; ++j) {
                words[12 * i + j] = j < 8 ? proof[j] : inputs[j - 8];
            }
        }
    }
}
