//! execve(2): which program with which arguments and environment.

use std::collections::BTreeMap;
use std::io::Read;

use super::{After, Entry, Stopped};
use crate::event::{Data, Exec, What};
use crate::sys::abi::Call;
use crate::sys::memory;
use crate::tracer::processes::Processes;
use crate::tracer::{Seen, paths};

/// Most strings and longest string that are kept of argv and of envp.
const STRINGS: usize = 4096;
const STRING: usize = 64 * 1024;

pub(super) fn before(it: &Stopped, processes: &Processes) -> Entry {
    let (at, path, argv, envp) = match it.call {
        Call::Execve => (libc::AT_FDCWD, it.args[0], it.args[1], it.args[2]),
        _ => (it.fd(0), it.args[1], it.args[2], it.args[3]),
    };
    let path =
        paths::of_argument(it.tid, at, path).map_or_else(|| "?".to_owned(), |it| paths::text(&it));
    let argv = memory::read_strings(it.tid, argv, STRINGS, STRING).unwrap_or_default();
    let env = environment(memory::read_strings(it.tid, envp, STRINGS, STRING).unwrap_or_default());
    let variable = |name: &str| env.get(name).and_then(|it| std::str::from_utf8(&it.0).ok());
    let becoming = processes.becoming(it.tid, &path, variable("CNI_COMMAND"), variable("CNI_PATH"));
    let what = What::Exec(Exec {
        path,
        argv: argv.into_iter().map(Data).collect(),
        env,
    });
    let after = becoming.map_or(After::Failure, |process| After::Exec(Box::new(process)));
    Entry::one(Seen::What(what), it.netns(), after)
}

/// True if the program that the process has just become is a 32-bit one: its calls pass the filter unseen.
pub(in crate::tracer) fn is_32_bit(pid: i32) -> bool {
    let mut ident = [0u8; 5];
    let read = std::fs::File::open(format!("/proc/{pid}/exe"))
        .and_then(|mut it| it.read_exact(&mut ident));
    // EI_CLASS of elf(5): 1 is ELFCLASS32.
    read.is_ok() && ident.starts_with(b"\x7fELF") && ident[4] == 1
}

fn environment(strings: Vec<Vec<u8>>) -> BTreeMap<String, Data> {
    let mut env = BTreeMap::new();
    for string in strings {
        let split = string
            .iter()
            .position(|byte| *byte == b'=')
            .unwrap_or(string.len());
        let name = String::from_utf8_lossy(&string[..split]).into_owned();
        let value = string.get(split + 1..).unwrap_or_default().to_vec();
        env.entry(name).or_insert(Data(value));
    }
    env
}
