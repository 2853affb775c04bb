            // Every scalar is below r: x + r would be another form of x.
            function scalars(from, to) {
                for { let at := from } lt(at, to) { at := add(at, 0x20) } {
                    if iszero(lt(calldataload(at), @R)) { revert(0, 0) }
                }
            }
            // Every point has coordinates below q, is on the curve, and not the one at infinity, which has none.
            function points(from, to) {
                let q := @Q
                for { let at := from } lt(at, to) { at := add(at, 0x40) } {
                    let x := calldataload(at)
                    let y := calldataload(add(at, 0x20))
                    let onCurve := eq(mulmod(y, y, q), addmod(mulmod(x, mulmod(x, x, q), q), 3, q))
                    if iszero(and(onCurve, and(lt(x, q), lt(y, q)))) { revert(0, 0) }
                }
            }
            // x^(r − 2).
            function inverse(x) -> y {
                mstore(@SUM, 0x20)
                mstore(add(@SUM, 0x20), 0x20)
                mstore(add(@SUM, 0x40), 0x20)
                mstore(add(@SUM, 0x60), x)
                mstore(add(@SUM, 0x80), sub(@R, 2))
                mstore(add(@SUM, 0xa0), @R)
                if iszero(staticcall(gas(), 5, @SUM, 0xc0, 0, 0x20)) { revert(0, 0) }
                y := mload(0)
            }
            function addTerm() {
                if iszero(staticcall(gas(), 6, @SUM, 0x80, @SUM, 0x40)) { revert(0, 0) }
            }
            function multiply(factor) {
                mstore(@FACTOR, factor)
                if iszero(staticcall(gas(), 7, @TERM, 0x60, @TERM, 0x40)) { revert(0, 0) }
                addTerm()
            }
            function addPoint(at) {
                calldatacopy(@TERM, at, 0x40)
                addTerm()
            }
            function addProduct(factor, at) {
                calldatacopy(@TERM, at, 0x40)
                multiply(factor)
            }
            function addConstant(factor, x, y) {
                mstore(@TERM, x)
                mstore(add(@TERM, 0x20), y)
                multiply(factor)
            }
            let r := @R
