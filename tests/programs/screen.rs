//! A tmux session: keys go in, the screen comes out.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Long enough for any machine; reached only where a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program in a terminal of its own, which ends with this value.
pub(crate) struct Screen {
    socket: String,
}

/// The folder of the tcerr under test.
pub(crate) fn bin() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_tcerr")).parent().unwrap().to_owned()
}

impl Screen {
    /// Starts `program` in `columns` columns. The tcerr under test is in its PATH; the home
    /// folder is empty.
    pub(crate) fn start(program: &str, columns: u16) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let screen = Self { socket: format!("tcerr-test-{}-{number}", std::process::id()) };
        let home = std::env::temp_dir().join(&screen.socket);
        std::fs::create_dir_all(&home).unwrap();
        let path = format!("{}:{}", bin().display(), std::env::var("PATH").unwrap());
        // The server is this session's own, and passes its environment on.
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

    fn tell(&self, arguments: &[&str]) -> Output {
        self.tmux().args(arguments).output().expect("tmux")
    }

    /// Types text as it stands.
    pub(crate) fn text(&self, text: &str) {
        self.tell(&["send-keys", "-l", text]);
    }

    /// Presses keys by their tmux names, such as `Enter` and `Tab`.
    pub(crate) fn keys(&self, keys: &[&str]) {
        self.tell(&[&["send-keys"], keys].concat());
    }

    /// Gives the terminal another width.
    pub(crate) fn resize(&self, columns: u16) {
        self.tell(&["resize-window", "-x", &columns.to_string(), "-y", "90"]);
    }

    /// What stands on the screen, with escape codes if `styled`.
    pub(crate) fn shows(&self, styled: bool) -> String {
        let arguments: &[&str] =
            if styled { &["capture-pane", "-p", "-e"] } else { &["capture-pane", "-p"] };
        let output = self.tell(arguments);
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let shown = self.shows(false);
            if shown.contains(text) {
                return shown;
            }
            assert!(start.elapsed() < PATIENCE, "no {text:?} on the screen:\n{shown}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until something is on the screen and nothing changes any more.
    pub(crate) fn settle(&self) {
        let start = Instant::now();
        let mut before = String::new();
        while start.elapsed() < PATIENCE {
            sleep(Duration::from_millis(400));
            let now = self.shows(false);
            if !now.is_empty() && now == before {
                return;
            }
            before = now;
        }
    }

    /// Runs a line in a shell and waits for the prompt that follows.
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
        self.tell(&["kill-server"]);
        let _ = std::fs::remove_dir_all(std::env::temp_dir().join(&self.socket));
    }
}
