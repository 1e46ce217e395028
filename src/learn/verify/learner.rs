//! A learner with a directory and sandboxes of their own, who types commands.

use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::learn::check::Report;
use crate::learn::{Error, WORKSPACE_VARIABLE, Witness, classroom};
use crate::sandbox::named;

pub(super) struct Learner<'a> {
    runtime: PathBuf,
    pub(super) lessons: PathBuf,
    course: Option<&'a Path>,
}

impl<'a> Learner<'a> {
    pub(super) fn new(dir: &Path, course: Option<&'a Path>) -> Result<Learner<'a>, Error> {
        let runtime = dir.join("runtime");
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&runtime)
            .map_err(Error::io("create", &runtime))?;
        let lessons = dir.join("lessons");
        Ok(Learner {
            runtime,
            lessons,
            course,
        })
    }

    /// `cniscope learn ...`
    pub(super) fn learn(&self, arguments: &[&str]) -> Result<Output, Error> {
        let mut command = self.cniscope();
        command.arg("learn").args(arguments);
        if let Some(course) = self.course {
            command.arg("--course").arg(course);
        }
        self.run(command, "")
    }

    /// The script, typed into `cniscope shell lesson`.
    pub(super) fn types(&self, script: &str) -> Result<Output, Error> {
        let mut command = self.cniscope();
        command.args(classroom::TYPED);
        self.run(command, script)
    }

    /// What `cniscope learn check` says, as a report.
    pub(super) fn report(&self) -> Result<Report, Error> {
        let json = self.learn(&["check", "--format", "json"])?;
        serde_json::from_slice(&json.stdout)
            .map_err(|error| Error::Witness(format!("{error}: {}", said(&json))))
    }

    /// The same as a person reads it.
    pub(super) fn check_text(&self) -> Result<String, Error> {
        Ok(said(&self.learn(&["check"])?))
    }

    /// A witness of the lesson's world.
    pub(super) fn witness(&self) -> Result<Witness, Error> {
        let mut list = self.cniscope();
        list.args(["sandbox", "list"]);
        let output = self.run(list, "")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let keeper = text
            .split("(keeper ")
            .nth(1)
            .and_then(|it| it.split(')').next());
        let pid = keeper.and_then(|it| it.parse().ok());
        let pid = pid.ok_or_else(|| Error::Witness(format!("its keeper is not listed: {text}")))?;
        Witness::send(Some(&named::Info {
            pid,
            ..named::Info::default()
        }))
    }

    /// Ends the lesson's world, and says what is left after that.
    pub(super) fn leave(&self, faults: &mut Vec<String>) {
        let mut stop = self.cniscope();
        stop.args(["sandbox", "stop", classroom::SANDBOX]);
        let mut list = self.cniscope();
        list.args(["sandbox", "list"]);
        let _ = self.run(stop, ""); // there is none if it could not be made
        match self.run(list, "") {
            Ok(output) if output.stdout.starts_with(b"no sandboxes") => {}
            Ok(output) => faults.push(format!("sandboxes are left: {}", said(&output))),
            Err(error) => faults.push(error.to_string()),
        }
    }

    fn cniscope(&self) -> Command {
        let mut command = Command::new("/proc/self/exe");
        command.arg0("cniscope");
        command
            .env("XDG_RUNTIME_DIR", &self.runtime)
            .env(WORKSPACE_VARIABLE, &self.lessons)
            .env("NO_COLOR", "1")
            .env_remove(named::VARIABLE);
        command
    }

    fn run(&self, command: Command, input: &str) -> Result<Output, Error> {
        let failed = |error: std::io::Error| Error::Witness(format!("start a command: {error}"));
        classroom::feed(command, input).map_err(failed)
    }
}

/// All that a command has printed.
pub(super) fn said(output: &Output) -> String {
    let bytes = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}
