//! Signals to and from the command.
//!
//! What the terminal sends reaches the command directly, as it belongs to the same process group;
//! what another process sends to us alone is passed on. We outlive both, to explain and to end
//! the way the command does.

use std::fs;
use std::io;
use std::process::Child;
use std::thread;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
use signal_hook::iterator::exfiltrator::WithRawSiginfo;
use signal_hook::iterator::{Handle, SignalsInfo};
use signal_hook::low_level::emulate_default_handler;

use super::relay::Relay;
use super::terminal::match_size;

/// Signals that would end us, and the one that tells of a terminal's new size.
const CAUGHT: [i32; 7] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH];

/// Signals that no longer end this process. A process started from now on has the usual handlers.
pub(super) struct Caught(SignalsInfo<WithRawSiginfo>);

impl Caught {
    /// Catches signals from now on. What `nohup` and the like made us ignore stays ignored, so
    /// that the command ignores it too.
    pub(super) fn new() -> io::Result<Self> {
        let ignored = ignored();
        let caught = CAUGHT.into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
        SignalsInfo::new(caught).map(Self)
    }

    /// Passes signals on to `child` until that has ended.
    pub(super) fn pass_on_to(self, child: &Child, relays: &[Relay]) -> io::Result<Handle> {
        let Self(mut signals) = self;
        let handle = signals.handle();
        let child = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let terminals = relays
            .iter()
            .filter_map(|relay| relay.terminal.as_ref())
            .map(|(ours, real)| Ok((ours.try_clone()?, real.try_clone()?)))
            .collect::<io::Result<Vec<_>>>()?;
        thread::spawn(move || {
            for signal in signals.forever() {
                // Positive codes come from the kernel: a key was pressed.
                let reaches_child = signal.si_code > 0;
                let is_resize = signal.si_signo == SIGWINCH;
                if is_resize {
                    for (ours, real) in &terminals {
                        match_size(ours, real);
                    }
                }
                // The command may have asked for the size before the stand-in had it.
                if (!reaches_child || is_resize)
                    && let (Some(child), Some(signal)) =
                        (child, Signal::from_named_raw(signal.si_signo))
                {
                    // It may be gone in this very moment.
                    let _ = kill_process(child, signal);
                }
            }
        });
        Ok(handle)
    }
}

/// The signals that this process ignores, a bit each, where the system tells.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}

/// Ends this process by a signal as the command was ended; returns only where that fails.
pub(super) fn die_of(signal: i32) {
    // The command has left its core already.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = emulate_default_handler(signal);
}
