// SPDX-License-Identifier: Apache-2.0
// Generated: the template of verifiers of keys that are not known yet.
// Do not edit: change the key or the generator, and generate it again.
pragma solidity ^0.8.28;

import {ICovenantVerifier} from "../ICovenantVerifier.sol";

/// @title Groth16 verifier over BN254 of circuit reserves-8/1 on the network of the key
/// @notice A template: its constants are placeholders, replaced in the bytecode by those of a key.
/// @dev Accepts when e(A, B) · e(α, −β) · e(IC(x), −γ) · e(C, −δ) = 1, with IC(x) = IC₀ + Σ xᵢ·ICᵢ. The key's points are
/// negated here and never the proof's, so that the precompiles see the proof's words as they came and check all of them.
contract Reserves8VerifierTemplate is ICovenantVerifier {
    /// @dev Order of the groups: public inputs are below it.
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    /// @dev Coefficients of a batch have 253 bits: below R without a reduction.
    uint256 private constant COEFFICIENT_MASK = 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff;

    bytes32 private constant SELECTOR = 0xaade47628b96a01c102f3b526107442efc23175e5c5781855d7066c14b2ac93d;
    bytes32 private constant KEY_HASH = 0x8f5745a0b6202890dd57eb15ac86fdb609e1253070eb74b3a65928ee547a1161;

    uint256 private constant ALPHA_X = 0x809c3fc5230a253fe7f065aa2653385c8e3741fd9046b213ad07bab6d5edeaa3;
    uint256 private constant ALPHA_Y = 0x849c0028e1635f30c146278834d5e5ebe11d35fdd5c7779809bc699bbb26d457;
    uint256 private constant NEG_BETA_X_1 = 0xfe8a7defb78cc08ea8157e3f6baba35302c6cac46f10b226b75f81b8b4e2bc9b;
    uint256 private constant NEG_BETA_X_0 = 0xe3aa179c8e7d86355f3cfacf1b364792c1d9933436c1cddebdf2e5dd5b4feeb5;
    uint256 private constant NEG_BETA_Y_1 = 0xda823b8cb9acd69a6626a171699726344e616991699194b4f41e207dc3883e55;
    uint256 private constant NEG_BETA_Y_0 = 0x89908dc01e904c399e452295533538564b31c8cfce514b52dba95559d8e733e5;
    uint256 private constant NEG_GAMMA_X_1 = 0xeae76ef2a104b9e526bf0d5463504ed49ded5f64c7f8f77abaa0b2376db3ea75;
    uint256 private constant NEG_GAMMA_X_0 = 0xe38a3d3874786e9e6e9d9be1ac7ec69049e99ac78c5300b72d18784d9a705605;
    uint256 private constant NEG_GAMMA_Y_1 = 0xa6e87a870606e7bc7dd1583d83afa23abda02cee49b325e065d5b7c7a50db68f;
    uint256 private constant NEG_GAMMA_Y_0 = 0xec7e4037f2346bd05c56e807ae4d4313f5cb450a321d6e1c096af1ddb6d37297;
    uint256 private constant NEG_DELTA_X_1 = 0xa0fc4fb0b04529e17ee781ad982b14b79fbb3e4cab5da71cc45cc805330cd533;
    uint256 private constant NEG_DELTA_X_0 = 0xdca99c9b79bcb6d45f235a20bd1c589150054942b0ec03464f2c4ff95e8d1c3b;
    uint256 private constant NEG_DELTA_Y_1 = 0x8a86d3a5afcac6ffd80d10ace34a0be1d73eb6034732d1c46e4949bbe9127555;
    uint256 private constant NEG_DELTA_Y_0 = 0xa5b74dda6eba39e330a80d40b41a9c4503cc7d6b8bdc1da81bfb5bee9b9abffd;
    uint256 private constant IC_0_X = 0xd465414a7d24bb4de0923f2c5bc35bdfc9ad107fa1af094820fdf8ee79c0f72f;
    uint256 private constant IC_0_Y = 0x9f52718fa3dc12b63eb591177c0cddda04840d5bf4c624af153dffbadc41b6a7;
    uint256 private constant IC_1_X = 0xf0cc644d955eb68e442e3076c05526cc13be10ae3e45bdcd6ab3f6261eade179;
    uint256 private constant IC_1_Y = 0x81060533eee320d66ecf49bf6bc85a9d5161be396d473860743efc088b960765;
    uint256 private constant IC_2_X = 0x87d46e6b0fccfa6980e2bcd95dbf7a1e8323465d082d264cef032f476f1fd21b;
    uint256 private constant IC_2_Y = 0xbf7ce3716621f9890e0ddd68655b0880637a262a5b0a38d0c8b1363be83d83ef;
    uint256 private constant IC_3_X = 0xff83f51586f5449e93f179cc28ae456a46931f22943a99653b251596f5fa847d;
    uint256 private constant IC_3_Y = 0xbd0507bd521f75b465859c386e4cd13f09932aa150d9002c5bb0f7c24469bbc1;
    uint256 private constant IC_4_X = 0xf264c2bf2e07ec642440a76e6cb42babaf5a9e2b807f956cfd9d54481656f5cd;
    uint256 private constant IC_4_Y = 0xe3db82620318f567911a7ac3807d89059b9a24b091687bed0a60475d95360317;

    // Selectors of the interface's errors, as `revert` writes them.
    uint256 private constant WRONG_CALLDATA = 0x063c4b7d;
    uint256 private constant INPUT_NOT_CANONICAL = 0x14ce44f9;
    uint256 private constant POINT_AT_INFINITY = 0x4ddaa5e5;
    uint256 private constant PRECOMPILE_FAILED = 0x84e81692;
    uint256 private constant PROOF_INVALID = 0x7fcdd1f4;

    /// @inheritdoc ICovenantVerifier
    function circuit() external pure returns (string memory) {
        return "reserves-8/1";
    }

    /// @inheritdoc ICovenantVerifier
    function verifyingKeyHash() external pure returns (bytes32) {
        return KEY_HASH;
    }

    /// @inheritdoc ICovenantVerifier
    function selector() external pure returns (bytes32) {
        return SELECTOR;
    }

    /// @inheritdoc ICovenantVerifier
    function verify(uint256[8] calldata proof, uint256[] calldata inputs) external view {
        assembly ("memory-safe") {
            function refuse(signature) {
                mstore(0x00, signature)
                revert(0x1c, 0x04)
            }
            function requireCanonical(x, index) {
                if iszero(lt(x, R)) {
                    mstore(0x00, INPUT_NOT_CANONICAL)
                    mstore(0x20, index)
                    revert(0x1c, 0x24)
                }
            }
            // sum += scalar · (x, y), with 0x60 bytes of scratch after the sum.
            function addMultiple(sum, x, y, scalar) {
                let term := add(sum, 0x40)
                mstore(term, x)
                mstore(add(term, 0x20), y)
                mstore(add(term, 0x40), scalar)
                if iszero(staticcall(gas(), 0x07, term, 0x60, term, 0x40)) { refuse(PRECOMPILE_FAILED) }
                if iszero(staticcall(gas(), 0x06, sum, 0x80, sum, 0x40)) { refuse(PRECOMPILE_FAILED) }
            }

            if iszero(and(and(eq(inputs.length, 4), eq(inputs.offset, 0x144)), eq(calldatasize(), 0x1c4))) {
                refuse(WRONG_CALLDATA)
            }
            requireCanonical(calldataload(0x144), 0)
            requireCanonical(calldataload(0x164), 1)
            requireCanonical(calldataload(0x184), 2)
            requireCanonical(calldataload(0x1a4), 3)
            // (0, 0) is how the precompiles write infinity, and they accept it.
            let a := or(calldataload(proof), calldataload(add(proof, 0x20)))
            let b :=
                or(
                    or(calldataload(add(proof, 0x40)), calldataload(add(proof, 0x60))),
                    or(calldataload(add(proof, 0x80)), calldataload(add(proof, 0xa0)))
                )
            let c := or(calldataload(add(proof, 0xc0)), calldataload(add(proof, 0xe0)))
            if or(or(iszero(a), iszero(b)), iszero(c)) { refuse(POINT_AT_INFINITY) }

            let pairs := mload(0x40)
            // IC(x), where the third pair has its point of G1.
            let sum := add(pairs, 0x180)
            mstore(sum, IC_0_X)
            mstore(add(sum, 0x20), IC_0_Y)
            addMultiple(sum, IC_1_X, IC_1_Y, calldataload(0x144))
            addMultiple(sum, IC_2_X, IC_2_Y, calldataload(0x164))
            addMultiple(sum, IC_3_X, IC_3_Y, calldataload(0x184))
            addMultiple(sum, IC_4_X, IC_4_Y, calldataload(0x1a4))
            if iszero(or(mload(sum), mload(add(sum, 0x20)))) { refuse(POINT_AT_INFINITY) }

            calldatacopy(pairs, proof, 0xc0)
            mstore(add(pairs, 0xc0), ALPHA_X)
            mstore(add(pairs, 0xe0), ALPHA_Y)
            mstore(add(pairs, 0x100), NEG_BETA_X_1)
            mstore(add(pairs, 0x120), NEG_BETA_X_0)
            mstore(add(pairs, 0x140), NEG_BETA_Y_1)
            mstore(add(pairs, 0x160), NEG_BETA_Y_0)
            mstore(add(pairs, 0x1c0), NEG_GAMMA_X_1)
            mstore(add(pairs, 0x1e0), NEG_GAMMA_X_0)
            mstore(add(pairs, 0x200), NEG_GAMMA_Y_1)
            mstore(add(pairs, 0x220), NEG_GAMMA_Y_0)
            calldatacopy(add(pairs, 0x240), add(proof, 0xc0), 0x40)
            mstore(add(pairs, 0x280), NEG_DELTA_X_1)
            mstore(add(pairs, 0x2a0), NEG_DELTA_X_0)
            mstore(add(pairs, 0x2c0), NEG_DELTA_Y_1)
            mstore(add(pairs, 0x2e0), NEG_DELTA_Y_0)
            if iszero(staticcall(gas(), 0x08, pairs, 0x300, 0x00, 0x20)) { refuse(PRECOMPILE_FAILED) }
            if iszero(eq(mload(0x00), 1)) { refuse(PROOF_INVALID) }
        }
    }

    /// @inheritdoc ICovenantVerifier
    function verifyBatch(uint256[] calldata words) external view {
        assembly ("memory-safe") {
            function refuse(signature) {
                mstore(0x00, signature)
                revert(0x1c, 0x04)
            }
            function addMultiple(sum, x, y, scalar) {
                let term := add(sum, 0x40)
                mstore(term, x)
                mstore(add(term, 0x20), y)
                mstore(add(term, 0x40), scalar)
                if iszero(staticcall(gas(), 0x07, term, 0x60, term, 0x40)) { refuse(PRECOMPILE_FAILED) }
                if iszero(staticcall(gas(), 0x06, sum, 0x80, sum, 0x40)) { refuse(PRECOMPILE_FAILED) }
            }
            // scalars[slot] += coefficient · x, for a public input x.
            function addInput(scalars, slot, x, coefficient, index) {
                if iszero(lt(x, R)) {
                    mstore(0x00, INPUT_NOT_CANONICAL)
                    mstore(0x20, index)
                    revert(0x1c, 0x24)
                }
                let at := add(scalars, slot)
                mstore(at, addmod(mload(at), mulmod(coefficient, x, R), R))
            }
            function requireFinite(at) {
                let a := or(calldataload(at), calldataload(add(at, 0x20)))
                let b :=
                    or(
                        or(calldataload(add(at, 0x40)), calldataload(add(at, 0x60))),
                        or(calldataload(add(at, 0x80)), calldataload(add(at, 0xa0)))
                    )
                let c := or(calldataload(add(at, 0xc0)), calldataload(add(at, 0xe0)))
                if or(or(iszero(a), iszero(b)), iszero(c)) { refuse(POINT_AT_INFINITY) }
            }
            // Writes (coefficient · A, B) to `pair` and adds coefficient · C to the sum that ends where `term` begins.
            function addProof(pair, at, term, coefficient) {
                calldatacopy(pair, at, 0xc0)
                calldatacopy(term, at, 0x40)
                mstore(add(term, 0x40), coefficient)
                if iszero(staticcall(gas(), 0x07, term, 0x60, pair, 0x40)) { refuse(PRECOMPILE_FAILED) }
                calldatacopy(term, add(at, 0xc0), 0x40)
                if iszero(staticcall(gas(), 0x07, term, 0x60, term, 0x40)) { refuse(PRECOMPILE_FAILED) }
                let sum := sub(term, 0x40)
                if iszero(staticcall(gas(), 0x06, sum, 0x80, sum, 0x40)) { refuse(PRECOMPILE_FAILED) }
            }

            let size := mul(words.length, 0x20)
            if or(
                or(iszero(size), mod(size, 0x180)),
                or(iszero(eq(words.offset, 0x44)), iszero(eq(calldatasize(), add(size, 0x44))))
            ) { refuse(WRONG_CALLDATA) }

            // Coefficients follow from the key and from every word of every statement.
            let pairs := mload(0x40)
            mstore(pairs, KEY_HASH)
            calldatacopy(add(pairs, 0x20), words.offset, size)
            mstore(0x00, keccak256(pairs, add(size, 0x20)))

            // Pairs, the scalars of IC₀ … ICₙ, Σ coefficient · C, and scratch.
            let scalars := add(pairs, add(mul(div(size, 0x180), 0xc0), 0x240))
            let sum := add(scalars, 0xa0)
            calldatacopy(scalars, calldatasize(), add(0xa0, 0x40))
            for { let index := 0 } lt(mul(index, 0x180), size) { index := add(index, 1) } {
                mstore(0x20, index)
                let coefficient := and(keccak256(0x00, 0x40), COEFFICIENT_MASK)
                let at := add(0x44, mul(index, 0x180))
                requireFinite(at)
                mstore(scalars, addmod(mload(scalars), coefficient, R))
                addInput(scalars, 0x20, calldataload(add(at, 0x100)), coefficient, mul(index, 4))
                addInput(scalars, 0x40, calldataload(add(at, 0x120)), coefficient, add(mul(index, 4), 1))
                addInput(scalars, 0x60, calldataload(add(at, 0x140)), coefficient, add(mul(index, 4), 2))
                addInput(scalars, 0x80, calldataload(add(at, 0x160)), coefficient, add(mul(index, 4), 3))
                addProof(add(pairs, mul(index, 0xc0)), at, add(sum, 0x40), coefficient)
            }

            // The three pairs that all statements share.
            let last := add(pairs, mul(div(size, 0x180), 0xc0))
            mstore(add(last, 0x180), mload(sum))
            mstore(add(last, 0x1a0), mload(add(sum, 0x20)))
            calldatacopy(sum, calldatasize(), 0x40)
            addMultiple(sum, ALPHA_X, ALPHA_Y, mload(scalars))
            mstore(last, mload(sum))
            mstore(add(last, 0x20), mload(add(sum, 0x20)))
            mstore(add(last, 0x40), NEG_BETA_X_1)
            mstore(add(last, 0x60), NEG_BETA_X_0)
            mstore(add(last, 0x80), NEG_BETA_Y_1)
            mstore(add(last, 0xa0), NEG_BETA_Y_0)
            calldatacopy(sum, calldatasize(), 0x40)
            addMultiple(sum, IC_0_X, IC_0_Y, mload(scalars))
            addMultiple(sum, IC_1_X, IC_1_Y, mload(add(scalars, 0x20)))
            addMultiple(sum, IC_2_X, IC_2_Y, mload(add(scalars, 0x40)))
            addMultiple(sum, IC_3_X, IC_3_Y, mload(add(scalars, 0x60)))
            addMultiple(sum, IC_4_X, IC_4_Y, mload(add(scalars, 0x80)))
            mstore(add(last, 0xc0), mload(sum))
            mstore(add(last, 0xe0), mload(add(sum, 0x20)))
            mstore(add(last, 0x100), NEG_GAMMA_X_1)
            mstore(add(last, 0x120), NEG_GAMMA_X_0)
            mstore(add(last, 0x140), NEG_GAMMA_Y_1)
            mstore(add(last, 0x160), NEG_GAMMA_Y_0)
            mstore(add(last, 0x1c0), NEG_DELTA_X_1)
            mstore(add(last, 0x1e0), NEG_DELTA_X_0)
            mstore(add(last, 0x200), NEG_DELTA_Y_1)
            mstore(add(last, 0x220), NEG_DELTA_Y_0)
            let length := sub(add(last, 0x240), pairs)
            if iszero(staticcall(gas(), 0x08, pairs, length, 0x00, 0x20)) { refuse(PRECOMPILE_FAILED) }
            if iszero(eq(mload(0x00), 1)) { refuse(PROOF_INVALID) }
        }
    }
}
