//! Runs the binary as a user does and checks all that comes out of it, every time.

use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use snapbox::{Data, IntoData};

/// One run of `tcerr`. What is not expected explicitly is expected to be empty, or 0.
#[must_use = "a run checks nothing before `check`"]
pub(crate) struct Run {
    command: Command,
    stdout: Data,
    stderr: Data,
    status: i32,
}

/// A run with these arguments, in an environment that asks for nothing.
pub(crate) fn tcerr<const N: usize>(arguments: [&str; N]) -> Run {
    let mut command = Command::new(cargo_bin!("tcerr")).args(arguments).env("LANG", "C");
    for name in [
        "TCERR_LANG",
        "LC_ALL",
        "LC_MESSAGES",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "FORCE_HYPERLINK",
        "COMPLETE",
        "CI",
    ] {
        command = command.env_remove(name);
    }
    let command = command.stdin("");
    Run { command, stdout: "".into_data(), stderr: "".into_data(), status: 0 }
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command = self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, bytes: impl IntoData) -> Self {
        self.command = self.command.stdin(bytes);
        self
    }

    pub(crate) fn stdout(mut self, expected: impl IntoData) -> Self {
        self.stdout = expected.into_data();
        self
    }

    /// Expects what `golden/NAME` holds.
    pub(crate) fn golden(self, name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden").join(name);
        self.stdout(Data::read_from(&path, Some(snapbox::data::DataFormat::Text)))
    }

    pub(crate) fn stderr(mut self, expected: impl IntoData) -> Self {
        self.stderr = expected.into_data();
        self
    }

    pub(crate) fn status(mut self, expected: i32) -> Self {
        self.status = expected;
        self
    }

    #[track_caller]
    pub(crate) fn check(self) {
        self.command
            .assert()
            .code(self.status)
            .stdout_eq(self.stdout.raw())
            .stderr_eq(self.stderr.raw());
    }

    /// Standard output of a run that must succeed, whatever else it says.
    #[track_caller]
    pub(crate) fn output_and_say(self) -> String {
        let output = self.command.output().expect("tcerr runs");
        assert_eq!(output.status.code(), Some(self.status));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// What a run says on standard error that prints what it should.
    #[track_caller]
    pub(crate) fn errors(self) -> String {
        let output = self.command.output().expect("tcerr runs");
        assert_eq!(output.status.code(), Some(self.status));
        snapbox::assert_data_eq!(output.stdout, self.stdout.raw());
        String::from_utf8(output.stderr).expect("UTF-8")
    }

    /// Standard output of a run that must succeed silently.
    #[track_caller]
    pub(crate) fn output(self) -> String {
        let output = self.command.output().expect("tcerr runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(self.status));
        String::from_utf8(output.stdout).expect("UTF-8")
    }
}
