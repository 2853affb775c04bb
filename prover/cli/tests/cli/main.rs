//! The `covenant` binary, called as scripts call it.

mod codes;
mod forms;
mod garbage;
mod quickstart;
mod secrets;
mod service;
mod story;
mod world;
