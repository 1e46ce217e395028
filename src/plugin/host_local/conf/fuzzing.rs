//! The way in for fuzz/fuzz_targets/ranges.rs, which sees of this crate what is public. Ranges are not.

use super::Conf;
use crate::plugin::Call;
use crate::plugin::host_local::range::checks;
use crate::spec::Error;

impl Call {
    /// Reads the configuration as host-local does; fails if what is accepted breaks a promise.
    pub fn check_host_local(&self) -> Result<(), Error> {
        let conf = Conf::read(self)?;
        for (at, set) in conf.sets.iter().enumerate() {
            checks::check(set);
            assert!(conf.sets[..at].iter().all(|it| !it.overlaps(set)));
        }
        for (at, ip) in conf.requested.iter().enumerate() {
            assert!(
                !conf.requested[..at].contains(ip),
                "{ip} is asked for twice"
            );
        }
        Ok(())
    }
}
