//! What a recording says of a call as a whole: how it ended, and what was left behind it.

use super::glance::Kind;
use super::outline::NodeId;
use super::read::Error;
use super::store::Store;
use crate::event::{CallResult, What};

impl Store {
    /// The event that tells how a call has ended, and what it tells. `None` if the call goes on, or broke off.
    pub fn result_of(&self, call: NodeId) -> Result<Option<(u64, CallResult)>, Error> {
        let Some(node) = self.outline().node(call) else {
            return Ok(None);
        };
        let is_result = |it: &u64| self.is(*it, Kind::Result);
        let Some(seq) = (node.first..=node.last).rev().find(is_result) else {
            return Ok(None);
        };
        Ok(match self.event(seq)?.map(|it| it.what) {
            Some(What::Result(result)) => Some((seq, result)),
            _ => None,
        })
    }

    /// What was found to be left right behind a call, before the next one: scope and object, as
    /// [`What::Leftover`] has them.
    pub fn left_behind(&self, call: NodeId) -> Result<Vec<(String, String)>, Error> {
        let Some(node) = self.outline().node(call) else {
            return Ok(Vec::new());
        };
        let behind = (node.last + 1..=self.len()).take_while(|it| !self.is(*it, Kind::Call));
        let mut found = Vec::new();
        for seq in behind.filter(|it| self.is(*it, Kind::Leftover)) {
            if let Some(What::Leftover { scope, object }) = self.event(seq)?.map(|it| it.what) {
                found.push((scope, object));
            }
        }
        Ok(found)
    }

    /// True if event `seq` is there and of this kind.
    pub fn is(&self, seq: u64, kind: Kind) -> bool {
        self.entry(seq).is_some_and(|it| it.kind == kind)
    }
}
