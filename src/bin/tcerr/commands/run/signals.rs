//! Forwards signals to the command, and ends this process by the signal that ended the command.
//!
//! A signal from the terminal reaches the command directly, because the command belongs to the
//! same process group. A signal that another process sends to this process alone is forwarded.
//! Neither ends this process, which has to explain the failure and exit as the command did.

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
use super::terminal::copy_size;

/// The signals that would end this process, and SIGWINCH, sent when a terminal is resized.
const SIGNALS: [i32; 7] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH];

/// The signals that this process catches. A process that it starts has the default handlers.
pub(super) struct CaughtSignals(SignalsInfo<WithRawSiginfo>);

impl CaughtSignals {
    /// Catches signals from now on. A signal that is ignored already, as under `nohup`, stays
    /// ignored, so that the command ignores it too.
    pub(super) fn catch() -> io::Result<Self> {
        let ignored = ignored_signals();
        let caught = SIGNALS.into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
        SignalsInfo::new(caught).map(Self)
    }

    /// Forwards signals to `child`, and terminal sizes to its outputs, until the handle is closed.
    pub(super) fn forward_to(self, child: &Child, relays: &[Relay]) -> io::Result<Handle> {
        let Self(mut signals) = self;
        let handle = signals.handle();
        let child = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let terminals = relays
            .iter()
            .filter_map(|relay| relay.terminal.as_ref())
            .map(|(pseudoterminal, output)| Ok((pseudoterminal.try_clone()?, output.try_clone()?)))
            .collect::<io::Result<Vec<_>>>()?;
        thread::spawn(move || {
            for signal in signals.forever() {
                // A positive code means that the kernel sent the signal: a key was pressed, which
                // signals the whole process group.
                let reaches_child = signal.si_code > 0;
                let is_resize = signal.si_signo == SIGWINCH;
                if is_resize {
                    for (pseudoterminal, output) in &terminals {
                        copy_size(output, pseudoterminal);
                    }
                }
                // The command may have read the size before the pseudoterminal had the new one.
                if (!reaches_child || is_resize)
                    && let (Some(child), Some(signal)) =
                        (child, Signal::from_named_raw(signal.si_signo))
                {
                    // This fails if the command has just ended.
                    let _ = kill_process(child, signal);
                }
            }
        });
        Ok(handle)
    }
}

/// The signals that this process ignores, as a bit mask; 0 if the system does not report them.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}

/// Ends this process by `signal`. Returns only if that fails.
pub(super) fn die_by(signal: i32) {
    // The command has dumped its core already; a core of this process would be of no use.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = emulate_default_handler(signal);
}
