// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title A pause that one may begin and another ends
/// @notice The guardian stops at once, and can do nothing else; the owner, meant to be a timelock, lifts the stop.
abstract contract Guarded is Ownable2Step, Pausable {
    /// @notice Neither the guardian nor the owner.
    error NotGuardian(address caller);

    event GuardianChanged(address indexed guardian);

    /// @notice Who may pause.
    address public guardian;

    constructor(address guardian_) {
        _setGuardian(guardian_);
    }

    /// @notice Stops registering, financing and the handing over of financings. Withdrawing, releasing and settling go on, so that
    /// nobody's money is held.
    function pause() external {
        if (msg.sender != guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _pause();
    }

    /// @notice Ends a pause.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @notice Names another guardian; the zero address for none.
    function setGuardian(address guardian_) external onlyOwner {
        _setGuardian(guardian_);
    }

    function _setGuardian(address guardian_) private {
        guardian = guardian_;
        emit GuardianChanged(guardian_);
    }
}
