//! An ICMP echo request of our own, from any namespace of the sandbox.

use super::Watch;
use crate::event::What;
use crate::net::ping;
use crate::session::stream::Place;

impl Watch<'_> {
    /// Pings and records what came of it.
    pub(super) fn ping(&mut self, from: &str, to: &str) {
        let outcome = match (
            to.parse(),
            self.world.namespaces.iter().find(|it| it.name == from),
        ) {
            (Ok(address), Some(netns)) => ping::ping(
                netns.fd(),
                self.world.node().fd(),
                &ping::Request::new(address),
            )
            .map_err(|it| it.to_string()),
            (Err(_), _) => Err(format!("{to} is no address")),
            (_, None) => Err(format!("there is no namespace {from}")),
        };
        let (answer_ns, error) = match outcome {
            Ok(time) => (
                Some(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
                None,
            ),
            Err(error) => (None, Some(error)),
        };
        let place = Place {
            stage: self.stages.current(),
            netns: Some(from.to_owned()),
            ..Place::default()
        };
        let to = to.to_owned();
        self.record(
            place,
            What::Ping {
                to,
                answer_ns,
                error,
            },
        );
    }
}
