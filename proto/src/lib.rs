//! The covenant.v1 protocol buffers and the code generated from them.
