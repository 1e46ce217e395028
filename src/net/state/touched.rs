//! Which tables have to be looked at, and on whose account.

use std::collections::BTreeMap;

use super::events::Told;
use super::{TABLES, Table};
use crate::wire::{self, Message};

/// Tables to be looked at; true for those that nobody's request has touched.
#[derive(Debug, Default)]
pub(super) struct Touched(BTreeMap<Table, bool>);

impl Touched {
    /// A request can have changed these.
    pub(super) fn add(&mut self, tables: &[Table]) {
        for table in tables {
            self.0.insert(*table, false);
        }
    }

    /// The kernel has told of changes: in tables that no request has touched they are its own.
    pub(super) fn by_itself(&mut self, told: &[Table]) {
        for table in told {
            self.0.entry(*table).or_insert(true);
        }
    }

    pub(super) fn has(&self, table: Table) -> bool {
        self.0.contains_key(&table)
    }

    /// The tables, in the order of telling, each with whether its changes are late.
    pub(super) fn take(&mut self) -> Vec<(Table, bool)> {
        std::mem::take(&mut self.0).into_iter().collect()
    }
}

/// The tables that the kernel has told of; all of them if it has told too much to be kept.
pub(super) fn tables_told(told: &Told) -> Vec<Table> {
    if told.overrun {
        return TABLES.to_vec();
    }
    told.kinds
        .iter()
        .flat_map(|kind| tables_of_notification(*kind))
        .copied()
        .collect()
}

/// What a request can change, in the namespace of its socket.
pub(super) fn tables_of(protocol: u32, message: &Message) -> &'static [Table] {
    use Table as T;
    if protocol == wire::NETLINK_NETFILTER {
        // Dumps and questions are `get`; everything else is part of a batch that changes something.
        return if message.kind.contains("GET") {
            &[]
        } else {
            &[T::Nft]
        };
    }
    if protocol != wire::NETLINK_ROUTE {
        return &[];
    }
    match &*message.kind {
        // A link that goes takes its settings along.
        "RTM_NEWLINK" | "RTM_SETLINK" | "RTM_DELLINK" => &[
            T::Links,
            T::Addresses,
            T::Routes,
            T::Neighbours,
            T::Settings,
        ],
        "RTM_NEWADDR" | "RTM_DELADDR" => &[T::Addresses, T::Routes],
        "RTM_NEWROUTE" | "RTM_DELROUTE" => &[T::Routes],
        "RTM_NEWRULE" | "RTM_DELRULE" => &[T::Rules],
        "RTM_NEWNEIGH" | "RTM_DELNEIGH" => &[T::Neighbours],
        _ => &[],
    }
}

/// Types of `linux/rtnetlink.h`. A link whose carrier comes gets its own IPv6 address and route, and of those
/// the kernel tells only when nobody has objected to the address, a second or so later.
fn tables_of_notification(kind: u16) -> &'static [Table] {
    match kind {
        16 | 17 => &[Table::Links, Table::Addresses, Table::Routes],
        20 | 21 => &[Table::Addresses, Table::Routes],
        24 | 25 => &[Table::Routes],
        32 | 33 => &[Table::Rules],
        28 | 29 => &[Table::Neighbours],
        _ => &[],
    }
}
