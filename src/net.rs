//! stub
pub mod state;
