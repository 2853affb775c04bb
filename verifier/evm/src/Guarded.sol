// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title An owner who decides, and a guardian who stops
/// @notice The guardian acts at once, and can do nothing but stop; the owner, meant to be a timelock, decides on the rest, and alone
/// lifts a stop.
abstract contract Guarded is Ownable2Step {
    /// @notice Neither the guardian nor the owner.
    error NotGuardian(address caller);
    /// @notice There is always an owner: nobody else could lift a stop, change what is trusted, or name another guardian.
    error OwnerRequired();

    event GuardianChanged(address indexed guardian);

    /// @notice Who may stop.
    address public guardian;

    constructor(address guardian_) {
        _setGuardian(guardian_);
    }

    /// @notice Names another guardian; the zero address for none.
    function setGuardian(address guardian_) external onlyOwner {
        _setGuardian(guardian_);
    }

    /// @notice Ownership is handed over, and never given up.
    function renounceOwnership() public pure override {
        revert OwnerRequired();
    }

    modifier onlyGuardian() {
        if (msg.sender != guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _;
    }

    function _setGuardian(address guardian_) private {
        guardian = guardian_;
        emit GuardianChanged(guardian_);
    }
}
