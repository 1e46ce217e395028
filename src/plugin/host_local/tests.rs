use std::fs;
use std::path::Path;

use super::HostLocal;
use crate::plugin::{Call, Plugin};
use crate::spec::{Config, Environment, SUPPORTED};

mod lock;

/// A call as the skeleton hands it over, without what it would have refused.
pub(super) fn call(container_id: &str, args: &str, config: &str) -> Call {
    Call {
        environment: Environment {
            container_id: container_id.into(),
            ifname: "eth0".into(),
            netns: "/some/where".into(),
            args: args.into(),
            ..Environment::default()
        },
        config: Config::parse(config.as_bytes()).unwrap(),
        stdin: config.as_bytes().to_vec(),
    }
}

/// The skeleton lets no such ID pass; stores and other implementations may hold one.
#[test]
fn white_space_around_the_container_id_is_not_stored() {
    for version in SUPPORTED {
        let dir = tempfile::tempdir().unwrap();
        let config = format!(
            r#"{{"cniVersion":"{version}","name":"mynet","ipam":{{"subnet":"10.1.2.0/24","dataDir":{:?}}}}}"#,
            dir.path()
        );
        let call = call("   dummy\n ", "", &config);
        let result = HostLocal.add(&call).unwrap();
        let address = result.ips[0].address.ip.to_string();
        let file = dir.path().join("mynet").join(&address);
        assert_eq!(fs::read_to_string(&file).unwrap(), "dummy\r\neth0");
        HostLocal.del(&call).unwrap();
        assert!(!file.exists(), "{version}");

        // What stands around it in the file is ignored too.
        fs::write(&file, " dummy\r\neth0\n\n").unwrap();
        HostLocal.del(&call).unwrap();
        assert!(!file.exists(), "{version}");
    }
}

/// Names in the directory of a network.
pub(super) fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
