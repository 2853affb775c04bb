// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Baby Jubjub in circomlib's form
/// @notice a·x² + y² = 1 + d·x²·y² over the scalar field of BN254. The group has order 8·ℓ, ℓ prime.
/// @dev a is a square in the field and d is none, so that the addition law holds for every two points: equal ones, inverses, the
/// identity and points of small order are no cases of their own (Bernstein, Birkner, Joye, Lange, Peters, "Twisted Edwards Curves", section 6).
library BabyJubjub {
    /// @dev The order of BN254's groups, and so the modulus of everything that a circuit computes with.
    uint256 internal constant R =
        21_888_242_871_839_275_222_246_405_745_257_275_088_548_364_400_416_034_343_698_204_186_575_808_495_617;
    uint256 internal constant A = 168_700;
    uint256 internal constant D = 168_696;
    /// @dev ℓ.
    uint256 internal constant ORDER =
        2_736_030_358_979_909_402_780_800_718_157_159_386_076_813_972_158_567_259_200_215_660_948_447_373_041;

    /// @dev (X/Z, Y/Z).
    struct Point {
        uint256 x;
        uint256 y;
        uint256 z;
    }

    /// @notice Whether (x, y) can be a public key: canonical coordinates of a point of order ℓ exactly.
    function isPublicKey(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= R || y >= R || !isOnCurve(x, y)) return false;
        // The identity is the one point of the subgroup with x = 0; that of order two, (0, −1), is outside.
        return x != 0 && isIdentity(timesOrder(Point(x, y, 1)));
    }

    /// @notice Whether the equation holds.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        uint256 xx = mulmod(x, x, R);
        uint256 yy = mulmod(y, y, R);
        return addmod(mulmod(A, xx, R), yy, R) == addmod(1, mulmod(D, mulmod(xx, yy, R), R), R);
    }

    /// @notice ℓ·P, bit by bit from the top: some 380 additions, for a constructor.
    function timesOrder(Point memory p) internal pure returns (Point memory sum) {
        sum = p;
        // ℓ has 251 bits; the top one is the start.
        for (uint256 bit = 250; bit > 0; --bit) {
            sum = add(sum, sum);
            if ((ORDER >> (bit - 1)) & 1 == 1) sum = add(sum, p);
        }
    }

    /// @notice The complete addition in projective coordinates (the same paper, "add-2008-bbjlp").
    function add(Point memory p, Point memory q) internal pure returns (Point memory) {
        uint256 a = mulmod(p.z, q.z, R);
        uint256 b = mulmod(a, a, R);
        uint256 c = mulmod(p.x, q.x, R);
        uint256 d = mulmod(p.y, q.y, R);
        uint256 e = mulmod(D, mulmod(c, d, R), R);
        uint256 f = addmod(b, R - e, R);
        uint256 g = addmod(b, e, R);
        uint256 cross = mulmod(addmod(p.x, p.y, R), addmod(q.x, q.y, R), R);
        cross = addmod(cross, R - addmod(c, d, R), R);
        return Point(
            mulmod(a, mulmod(f, cross, R), R),
            mulmod(a, mulmod(g, addmod(d, R - mulmod(A, c, R), R), R), R),
            mulmod(f, g, R)
        );
    }

    /// @notice Whether the point is (0, 1). Z is never zero, since the law is complete.
    function isIdentity(Point memory p) internal pure returns (bool) {
        return p.x == 0 && p.y == p.z;
    }
}
