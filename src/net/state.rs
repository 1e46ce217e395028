//! stub
#![allow(missing_docs)]
use crate::{event, wire};
use std::os::fd::BorrowedFd;
#[derive(Debug)]
pub struct State;
#[derive(Debug)]
pub struct Observed<'a> {
    pub name: &'a str,
    pub fd: BorrowedFd<'a>,
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct Error;
impl State {
    pub fn new(_: &[Observed<'_>]) -> Result<State, Error> {
        Ok(State)
    }
    pub fn touch(&mut self, _: &str, _: u32, _: &wire::Message) {}
    pub fn touch_sysctl(&mut self, _: &str, _: &str) {}
    pub fn touch_all(&mut self) {}
    pub fn changes(&mut self) -> Result<Vec<(String, event::Change)>, Error> {
        Ok(vec![])
    }
    pub fn objects(&self, _: &str) -> Vec<event::Object> {
        vec![]
    }
    pub fn link_name(&self, _: &str, _: u32) -> Option<String> {
        None
    }
    pub fn pending(&self) -> Vec<(String, String)> {
        vec![]
    }
}
