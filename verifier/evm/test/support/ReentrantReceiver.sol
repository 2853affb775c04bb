// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice A beneficiary that calls back when it is handed a note: whatever call it was given, on whoever hands it over.
contract ReentrantReceiver {
    /// @notice The call to make.
    bytes public attack;
    /// @notice Whether the call went through.
    bool public succeeded;
    /// @notice What it answered.
    bytes public answer;

    /// @notice Chooses the call.
    function arm(bytes calldata attack_) external {
        attack = attack_;
    }

    /// @notice Called by `_safeMint`.
    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        if (attack.length != 0) (succeeded, answer) = msg.sender.call(attack);
        return this.onERC721Received.selector;
    }
}
