//! Gadgets in pairs: the native function and its constraints, side by side.
