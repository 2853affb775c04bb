// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILiabilitiesVerifier} from "./ILiabilitiesVerifier.sol";
import {TrustStore} from "./TrustStore.sol";
import {VerifierRouter} from "./VerifierRouter.sol";

/// @title Which circuit is for what
/// @notice A coverage takes proofs of three kinds of circuits. Which one a trusted selector is, and for how many assets, is read from the
/// circuit's name, which the selector is a hash of, so that no circuit can stand in for another.
abstract contract CoverageCircuits is TrustStore {
    /// @notice What a circuit proves.
    enum Kind {
        None,
        Coverage,
        Reserves,
        Liabilities
    }

    /// @notice A circuit, by its name.
    struct Circuit {
        Kind kind;
        uint8 assets; // Columns of balances; zero for reserves, which have all.
    }

    /// @notice The circuit is none of a coverage's, by its name.
    error UnknownCircuit(string name);
    /// @notice The circuit is for something else, or for another number of assets.
    error WrongCircuit(bytes32 selector);

    /// @notice Where verifiers are found.
    VerifierRouter public immutable ROUTER;

    /// @notice What selectors are for, that were taken at some time.
    mapping(bytes32 selector => Circuit) public circuits;

    constructor(VerifierRouter router) {
        ROUTER = router;
    }

    /// @dev Names are `coverage-16-8/1`, `reserves-64/1` and `liabilities-17-8/1`; the last number before the stroke is that of assets.
    function _checkSelector(bytes32 selector, bool trusted) internal override {
        super._checkSelector(selector, trusted);
        if (!trusted) return;
        string memory name = ROUTER.active(selector).circuit();
        bytes memory text = bytes(name);
        Circuit memory circuit;
        if (_startsWith(text, "coverage-")) circuit = Circuit(Kind.Coverage, _lastNumber(text));
        else if (_startsWith(text, "liabilities-")) circuit = Circuit(Kind.Liabilities, _lastNumber(text));
        else if (_startsWith(text, "reserves-")) circuit = Circuit(Kind.Reserves, 0);
        else revert UnknownCircuit(name);
        circuits[selector] = circuit;
    }

    /// @dev Trusted now, and for that.
    function _requireKind(bytes32 selector, Kind kind) internal view returns (uint8 assets) {
        if (!trustedSelector[selector]) revert UntrustedSelector(selector);
        Circuit memory circuit = circuits[selector];
        if (circuit.kind != kind) revert WrongCircuit(selector);
        return circuit.assets;
    }

    /// @dev The verifiers of a coverage's chunks: trusted, active, and of as many assets as the coverage.
    function _chunkVerifiers(bytes32 coverageSelector, bytes32[2] calldata selectors)
        internal
        view
        returns (ILiabilitiesVerifier[2] memory verifiers)
    {
        uint8 assets = _requireKind(coverageSelector, Kind.Coverage);
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 selector = selectors[i];
            if (i == 1 && selector == 0) break;
            if (_requireKind(selector, Kind.Liabilities) != assets) revert WrongCircuit(selector);
            verifiers[i] = ILiabilitiesVerifier(address(ROUTER.active(selector)));
        }
    }

    function _startsWith(bytes memory text, bytes memory prefix) private pure returns (bool) {
        if (text.length < prefix.length) return false;
        for (uint256 i = 0; i < prefix.length; ++i) {
            if (text[i] != prefix[i]) return false;
        }
        return true;
    }

    /// @dev The digits before the stroke; no number of assets has more than two.
    function _lastNumber(bytes memory text) private pure returns (uint8 number) {
        uint256 end = 0;
        while (end < text.length && text[end] != "/") ++end;
        uint256 from = end;
        while (from > 0 && text[from - 1] >= "0" && text[from - 1] <= "9") --from;
        if (from == end || end - from > 2) revert UnknownCircuit(string(text));
        for (uint256 i = from; i < end; ++i) {
            number = number * 10 + uint8(text[i]) - 48;
        }
    }
}
