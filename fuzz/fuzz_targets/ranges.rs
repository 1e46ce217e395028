//! The network configuration of host-local: ranges that are accepted keep their promises, whatever they are.
//! The promises are those of src/plugin/host_local/range/checks.rs.
#![no_main]

use cniscope::plugin::Call;
use cniscope::spec::{Config, Environment};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(config) = Config::parse(bytes) else {
        return;
    };
    let call = Call {
        environment: Environment::default(),
        config,
        stdin: Vec::new(),
    };
    let _ = call.check_host_local();
});
