// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev circomlib's Base8, a generator of Baby Jubjub's prime-order subgroup: a public key as good as any.
uint256 constant BASE_X =
    5_299_619_240_641_551_281_634_865_583_518_297_030_282_874_472_190_772_894_086_521_144_482_721_001_553;
uint256 constant BASE_Y =
    16_950_150_798_460_657_717_958_625_567_821_834_550_301_663_161_624_707_787_222_815_936_182_638_968_203;
/// @dev The scalar field's modulus: x and x + R are two names of one element.
uint256 constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
