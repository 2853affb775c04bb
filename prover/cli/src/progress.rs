//! How far a proof is, for people: a bar on a terminal, a line now and then elsewhere, nothing beside JSON.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Output, one_line};

/// A log needs to know that something moves, and no more.
const BETWEEN_LINES: Duration = Duration::from_secs(2);

/// A display of one piece of work, on stderr.
pub(crate) struct Display {
    bar: Option<ProgressBar>,
    /// Elsewhere: when the last line was written.
    lines: Option<Instant>,
    name: String,
}

impl Display {
    /// A display for work of this name.
    pub(crate) fn new(output: Output, name: &str) -> Self {
        let terminal = std::io::stderr().is_terminal() && !output.is_json();
        Self {
            bar: terminal.then(|| bar(name)),
            lines: (!terminal && !output.is_json()).then(Instant::now),
            name: name.to_owned(),
        }
    }

    /// The work is in `phase`, and `fraction` of it is done.
    pub(crate) fn report(&mut self, phase: &str, fraction: f64, left: Option<Duration>) {
        // A service's word.
        let phase = one_line(phase);
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{phase}{}", shown(left)));
            // Events of a retry may go back; a bar does too.
            bar.set_position((fraction.clamp(0.0, 1.0) * 1000.0) as u64);
        }
        if self.lines.is_some_and(|last| last.elapsed() >= BETWEEN_LINES) {
            self.lines = Some(Instant::now());
            let percent = (fraction.clamp(0.0, 1.0) * 100.0).round();
            let _ = writeln!(std::io::stderr(), "{}: {phase} ({percent} %{})", self.name, shown(left));
        }
    }

    /// Takes the display away.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What is left of work of which a share was done since it began, if the rest goes as fast; nothing is said of the first hundredth.
pub(crate) fn left(began: Instant, share: f64) -> Option<Duration> {
    (share >= 0.01).then(|| began.elapsed().mul_f64((1.0 - share).max(0.0) / share))
}

fn shown(left: Option<Duration>) -> String {
    let in_words = |left: Duration| match left.as_secs().max(1) {
        seconds @ 0..120 => format!(", about {seconds} s left"),
        seconds => format!(", about {} min left", seconds.div_ceil(60)),
    };
    left.map(in_words).unwrap_or_default()
}

fn bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(1000), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {elapsed} {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_as_fast_as_what_is_done() {
        let began = Instant::now().checked_sub(Duration::from_secs(30)).unwrap();
        assert_eq!(left(began, 0.0), None);
        assert_eq!(left(began, 0.25).unwrap().as_secs(), 90);
        assert_eq!(left(began, 1.0).unwrap().as_secs(), 0);
        assert_eq!(shown(left(began, 0.25)), ", about 90 s left");
        assert_eq!(shown(left(began, 0.1)), ", about 5 min left");
        assert_eq!((shown(None).as_str(), shown(left(began, 1.0)).as_str()), ("", ", about 1 s left"));
    }
}
