//! The state of whole network namespaces, looked at again and again: exact, and only where something can
//! have changed.
//!
//! While a traced plugin is held, the tables that its requests can have touched are dumped and compared with
//! the last dump. A multicast socket per namespace tells what the kernel has done by itself; a change in a
//! table that no request has touched is *late*. An overrun of that socket means that everything is looked
//! at again.

mod diff;
mod events;
mod nft;
mod objects;
mod settings;
mod touched;

pub(crate) use diff::differences;
pub(crate) use objects::{constant, flags, flatten};

use std::collections::BTreeMap;
use std::os::fd::BorrowedFd;

use nix::errno::Errno;

use super::socket::Netlink;
use crate::event::{Change, Object};
use crate::wire::{self, Message};
use events::Events;
use objects::Links;
use settings::Settings;

use touched::Touched;

/// The state of the namespaces of a sandbox.
#[derive(Debug)]
pub struct State {
    spaces: Vec<Space>,
}

/// A network namespace to be looked at.
#[derive(Debug)]
pub struct Observed<'a> {
    /// Its name in changes.
    pub name: &'a str,
    /// A descriptor of it.
    pub fd: BorrowedFd<'a>,
}

/// The state could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{operation} of namespace {namespace}: {errno}")]
pub struct Error {
    /// What was tried.
    pub operation: &'static str,
    /// Where.
    pub namespace: String,
    /// What the kernel said.
    pub errno: Errno,
}

/// A table of the kernel: what one dump tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Table {
    Links,
    Addresses,
    Routes,
    Rules,
    Neighbours,
    Nft,
    Settings,
}

const TABLES: [Table; 7] = [
    Table::Links,
    Table::Addresses,
    Table::Routes,
    Table::Rules,
    Table::Neighbours,
    Table::Nft,
    Table::Settings,
];

/// Objects of a table by what identifies them, which a change of their properties does not change.
type Objects = BTreeMap<String, Object>;

#[derive(Debug)]
struct Space {
    name: String,
    route: Netlink,
    /// `None` if the kernel has no nf_tables.
    filter: Option<Netlink>,
    events: Events,
    links: Links,
    settings: Settings,
    tables: BTreeMap<Table, Objects>,
    touched: Touched,
    /// Tables of which the kernel has told at the last look.
    told: Vec<Table>,
}

impl State {
    /// Opens sockets in each namespace and makes the first dump. The calling thread is back in its own
    /// namespace when this returns.
    pub fn new(namespaces: &[Observed<'_>]) -> Result<State, Error> {
        let mut spaces = Vec::new();
        for it in namespaces {
            spaces.push(Space::open(it)?);
        }
        let mut state = State { spaces };
        state.number_namespaces(namespaces);
        state.touch_all();
        state.changes()?;
        Ok(state)
    }

    /// A request that is about to act: what it can change will be looked at.
    pub fn touch(&mut self, namespace: &str, protocol: u32, message: &Message) {
        let tables = touched::tables_of(protocol, message);
        // The other end of a veth pair may be anywhere, and goes with this one.
        let anywhere = tables.contains(&Table::Links);
        for space in self
            .spaces
            .iter_mut()
            .filter(|it| anywhere || it.name == namespace)
        {
            space.touched.add(tables);
        }
    }

    /// A setting below /proc/sys is about to be written.
    pub fn touch_sysctl(&mut self, namespace: &str, path: &str) {
        if let Some(space) = self.spaces.iter_mut().find(|it| it.name == namespace) {
            space.settings.watch(path);
            space.touched.add(&[Table::Settings]);
        }
    }

    /// Everything will be looked at.
    pub fn touch_all(&mut self) {
        for space in &mut self.spaces {
            space.touched.add(&TABLES);
        }
    }

    /// Looks at what was touched, or has changed by itself, and tells what differs from the last look.
    pub fn changes(&mut self) -> Result<Vec<(String, Change)>, Error> {
        for space in &mut self.spaces {
            space.told = touched::tables_told(&space.events.drain());
            space.touched.by_itself(&space.told);
        }
        // Names of links first: everything else is told by them, also across namespaces.
        let names: Vec<String> = self.spaces.iter().map(|it| it.name.clone()).collect();
        for space in &mut self.spaces {
            if space.touched.has(Table::Links) {
                space.read_links()?;
            }
        }
        let all: Vec<(String, Links)> = self
            .spaces
            .iter()
            .map(|it| (it.name.clone(), it.links.clone()))
            .collect();
        let mut changes = Vec::new();
        for (space, name) in self.spaces.iter_mut().zip(names) {
            for change in space.compare(&all)? {
                changes.push((name.clone(), change));
            }
        }
        Ok(changes)
    }

    /// Holds what is known against a full look: what that finds is what looking at touched tables alone has
    /// missed. For tests.
    pub fn verify(&mut self) -> Result<Vec<(String, Change)>, Error> {
        self.changes()?; // what the kernel has told meanwhile is not missed
        self.touch_all();
        let mut missed = self.changes()?;
        for space in &mut self.spaces {
            // Nor is what it did between the two looks: that is told by now.
            let told = touched::tables_told(&space.events.drain());
            space.touched.by_itself(&told);
            let by_itself =
                |it: &Change| told.contains(&table_of(it)) || space.told.contains(&table_of(it));
            missed.retain(|(name, change)| *name != space.name || !by_itself(change));
        }
        Ok(missed)
    }

    /// Every object, as of the last look.
    pub fn objects(&self, namespace: &str) -> Vec<Object> {
        let space = self.spaces.iter().find(|it| it.name == namespace);
        space
            .into_iter()
            .flat_map(|it| it.tables.values())
            .flat_map(|it| it.values().cloned())
            .collect()
    }

    /// The name of a link by its number, of one that is gone too.
    pub fn link_name(&self, namespace: &str, index: u32) -> Option<String> {
        self.spaces
            .iter()
            .find(|it| it.name == namespace)?
            .links
            .name(index)
    }

    /// What will still change by itself, by namespace: addresses that nobody has been asked about yet.
    pub fn pending(&self) -> Vec<(String, Vec<String>)> {
        let mut pending = Vec::new();
        for space in &self.spaces {
            let mut addresses = Vec::new();
            for object in space
                .tables
                .get(&Table::Addresses)
                .into_iter()
                .flat_map(BTreeMap::values)
            {
                let flags = object
                    .properties
                    .get("flags")
                    .and_then(serde_json::Value::as_array);
                if flags.is_some_and(|it| it.iter().any(|it| it == "tentative")) {
                    addresses.push(object.name.clone());
                }
            }
            if !addresses.is_empty() {
                pending.push((space.name.clone(), addresses));
            }
        }
        pending
    }

    /// Learns by which number each namespace knows the others, so that the other end of a veth pair can be
    /// named. Numbers are read, never asked for: asking would allocate one.
    fn number_namespaces(&mut self, namespaces: &[Observed<'_>]) {
        for space in &mut self.spaces {
            space.links.others = namespaces
                .iter()
                .map(|it| (it.name.to_owned(), it.fd.try_clone_to_owned().ok()))
                .filter_map(|(name, fd)| Some((name, std::sync::Arc::new(fd?))))
                .collect();
        }
    }
}

/// The table that tells of the change.
fn table_of(change: &Change) -> Table {
    match change.object.class.as_str() {
        "link" | "port" => Table::Links,
        "address" => Table::Addresses,
        "route" => Table::Routes,
        "rule" => Table::Rules,
        "neighbour" => Table::Neighbours,
        "nft" => Table::Nft,
        _ => Table::Settings,
    }
}

impl Space {
    fn open(it: &Observed<'_>) -> Result<Space, Error> {
        let failed = |operation: &'static str| {
            move |errno| Error {
                operation,
                namespace: it.name.to_owned(),
                errno,
            }
        };
        let home = crate::sys::netns::Netns::current().map_err(failed("leave for a look"))?;
        nix::sched::setns(it.fd, nix::sched::CloneFlags::CLONE_NEWNET).map_err(failed("enter"))?;
        let opened = (|| {
            let route = Netlink::open(wire::NETLINK_ROUTE).map_err(failed("open a socket"))?;
            let filter = Netlink::open(wire::NETLINK_NETFILTER).ok();
            let events = Events::open().map_err(failed("listen to changes"))?;
            Ok((route, filter, events))
        })();
        home.stay().map_err(failed("come back"))?;
        let (route, filter, events) = opened?;
        let settings = Settings::of(it.fd).map_err(failed("keep a descriptor"))?;
        Ok(Space {
            name: it.name.to_owned(),
            route,
            filter,
            events,
            links: Links::default(),
            settings,
            tables: BTreeMap::new(),
            touched: Touched::default(),
            told: Vec::new(),
        })
    }

    fn read_links(&mut self) -> Result<(), Error> {
        let messages = self.dump("list links", objects::LINKS)?;
        self.links.learn(&messages);
        self.links.number(&mut self.route);
        Ok(())
    }

    /// Reads the tables that were touched and compares them with the last time.
    fn compare(&mut self, all: &[(String, Links)]) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for (table, late) in self.touched.take() {
            let now = match table {
                Table::Links => self.links.objects(all),
                Table::Addresses => objects::addresses(
                    &self.dump("list addresses", objects::ADDRESSES)?,
                    &self.links,
                ),
                Table::Routes => {
                    objects::routes(&self.dump("list routes", objects::ROUTES)?, &self.links)
                }
                Table::Rules => objects::rules(&self.dump("list rules", objects::RULES)?),
                Table::Neighbours => objects::neighbours(
                    &self.dump("list neighbours", objects::NEIGHBOURS)?,
                    &self.links,
                ),
                Table::Nft => self.filter.as_mut().map_or_else(Objects::new, nft::read),
                Table::Settings => self.settings.read().map_err(|errno| Error {
                    operation: "read settings",
                    namespace: self.name.clone(),
                    errno,
                })?,
            };
            let before = self.tables.insert(table, now.clone()).unwrap_or_default();
            changes.extend(diff::changes(&before, &now, late));
        }
        Ok(changes)
    }

    fn dump(&mut self, operation: &'static str, request: (u16, u8)) -> Result<Vec<Message>, Error> {
        let (kind, family) = request;
        let result = self.route.dump(kind, family);
        result.map_err(|errno| Error {
            operation,
            namespace: self.name.clone(),
            errno,
        })
    }
}
