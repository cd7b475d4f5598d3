//! A tmux session for the tests in a terminal: they type into it and read its screen. It proves
//! nothing itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a test waits for the screen to change. It is long enough for a slow machine, and
/// reached only by a test that fails.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A program in a terminal of its own. Both are closed when the value is dropped.
pub(crate) struct Screen {
    socket: String,
}

/// The folder of the tcerr under test.
pub(crate) fn bin() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_tcerr")).parent().unwrap().to_owned()
}

impl Screen {
    /// Starts `program` in a terminal of `columns` columns, with the tcerr under test in its PATH
    /// and an empty home folder.
    pub(crate) fn start(program: &str, columns: u16) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let screen = Self { socket: format!("tcerr-test-{}-{number}", std::process::id()) };
        let home = std::env::temp_dir().join(&screen.socket);
        std::fs::create_dir_all(&home).unwrap();
        let path = format!("{}:{}", bin().display(), std::env::var("PATH").unwrap());
        // Each session has its own tmux server, which passes its environment on to the program.
        let output = screen
            .tmux()
            .args(["-f", "/dev/null", "new-session", "-d", "-x", &columns.to_string(), "-y", "90"])
            .arg(format!("exec {program}"))
            .env("PATH", path)
            .env("HOME", home)
            .env("SHELL", "/bin/sh")
            .env("LANG", "C.UTF-8")
            .env("TCERR_LANG", "en")
            .env_remove("LC_ALL")
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .expect("tmux");
        assert!(output.status.success(), "{output:?}");
        screen.settle();
        screen
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.args(["-u", "-L", &self.socket]);
        tmux
    }

    fn send(&self, arguments: &[&str]) -> Output {
        self.tmux().args(arguments).output().expect("tmux")
    }

    /// Types text literally.
    pub(crate) fn text(&self, text: &str) {
        self.send(&["send-keys", "-l", text]);
    }

    /// Presses keys, given by their tmux names, such as `Enter` and `Tab`.
    pub(crate) fn keys(&self, keys: &[&str]) {
        self.send(&[&["send-keys"], keys].concat());
    }

    /// Changes the width of the terminal.
    pub(crate) fn resize(&self, columns: u16) {
        self.send(&["resize-window", "-x", &columns.to_string(), "-y", "90"]);
    }

    /// The text on the screen, with escape codes if `is_styled`.
    pub(crate) fn shows(&self, is_styled: bool) -> String {
        let arguments: &[&str] =
            if is_styled { &["capture-pane", "-p", "-e"] } else { &["capture-pane", "-p"] };
        let output = self.send(arguments);
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Waits until the screen shows `text`, and returns the whole screen.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let shown = self.shows(false);
            if shown.contains(text) {
                return shown;
            }
            assert!(start.elapsed() < TIMEOUT, "no {text:?} on the screen:\n{shown}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the screen is not empty and no longer changes.
    pub(crate) fn settle(&self) {
        let start = Instant::now();
        let mut previous = String::new();
        while start.elapsed() < TIMEOUT {
            sleep(Duration::from_millis(400));
            let current = self.shows(false);
            if !current.is_empty() && current == previous {
                return;
            }
            previous = current;
        }
    }

    /// Runs a line in a POSIX shell and waits for its end. Returns the whole screen.
    #[track_caller]
    pub(crate) fn run(&self, line: &str) -> String {
        self.text(line);
        self.text(" ; echo done-$((40+2))");
        self.keys(&["Enter"]);
        self.wait_for("done-42")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.send(&["kill-server"]);
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(&self.socket));
    }
}
