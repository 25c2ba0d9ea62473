//! Under a shell with job control: the shell lends the terminal and takes it back, and nothing is done to it meanwhile.

#![cfg(target_os = "linux")]

use std::{fs, process::Command, thread::sleep, time::Duration};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use vt100::Screen;

use crate::{
    home::{Home, ORATORY},
    not_tested,
    pty::Terminal,
    terminal::{SIZE, wait_until_stopped, which},
};

/// A shell in which the program has been started.
struct Shell {
    terminal: Terminal,
    /// The process that was started last: the program, or the shell if none has been.
    reader: u32,
    _home: Home,
}

impl Shell {
    /// Starts bash, in that so many more, and in the last one the program. `None` where there is no bash.
    fn start(inner: usize) -> Option<Self> {
        let mut shell = Self::with(inner, "")?;
        // Signals are watched for once a key has been answered.
        shell.terminal.wait_for("¶ 1/26");
        shell.terminal.type_keys("}");
        shell.terminal.wait_until("the page", has_page);
        Some(shell)
    }

    /// Starts bash and runs a line in it, in which `@` is the program.
    fn with_line(line: &str) -> Option<Self> {
        let mut shell = Self::bash(0)?;
        shell.terminal.type_keys(&format!("{}\r", line.replace('@', ORATORY)));
        Some(shell)
    }

    /// Starts bash, in that so many more, and in the last one the program with this after it, whatever comes of it.
    fn with(inner: usize, after: &str) -> Option<Self> {
        let mut shell = Self::bash(inner)?;
        shell.terminal.type_keys(&format!("'{ORATORY}' {after}\r"));
        shell.reader = child_of(shell.reader);
        Some(shell)
    }

    /// Starts bash, and in that so many more.
    fn bash(inner: usize) -> Option<Self> {
        let Ok(bash) = which("bash") else {
            not_tested("there is no bash");
            return None;
        };
        let home = Home::new();
        let mut terminal = home.run(SIZE, &[bash.as_str(), "--norc", "--noprofile", "-i"]);
        let mut shell = terminal.pid();
        for _ in 0..inner {
            terminal.wait_for("ready> ");
            terminal.type_keys("PS1='inner> ' bash --norc --noprofile -i\r");
            terminal.wait_for("\ninner> ");
            shell = child_of(shell);
        }
        terminal.wait_for("> ");
        Some(Self { terminal, reader: shell, _home: home })
    }

    /// Has the program stopped, and waits for the shell.
    #[track_caller]
    fn stop(&mut self, keys: &str) {
        self.terminal.type_keys(keys);
        self.wait_for_stop();
    }

    #[track_caller]
    fn wait_for_stop(&mut self) {
        wait_until_stopped(self.reader);
        self.terminal.wait_for("Stopped");
    }

    /// Types a line. Whatever is on the screen after this comes from it, or from what it does.
    fn enter(&mut self, line: &str) {
        self.terminal.forget();
        self.terminal.wipe();
        self.terminal.type_keys(&format!("{line}\r"));
    }

    /// Waits until the program has ended, whether or not the shell has taken note of it.
    #[track_caller]
    fn wait_for_end(&self) {
        let stat = || fs::read_to_string(format!("/proc/{}/stat", self.reader));
        let has_ended = (0..1000).any(|_| {
            sleep(Duration::from_millis(10));
            stat().map_or(true, |stat| stat.contains(") Z "))
        });
        assert!(has_ended, "it does not end: {:?}", stat());
    }

    /// Nothing has been written but by the shell, which can go on.
    #[track_caller]
    fn assert_untouched(&mut self) {
        sleep(Duration::from_millis(100));
        let raw = String::from_utf8_lossy(&self.terminal.raw()).into_owned();
        assert!(!["1049", "1002", "?25", "oratory:"].iter().any(|own| raw.contains(own)), "{raw:?}");
        self.enter("stty -a; echo shown");
        self.terminal.wait_for("\nshown");
        let modes = self.terminal.contents();
        let has = |mode: &str| modes.split_whitespace().any(|word| word == mode);
        assert!(["icanon", "isig", "echo", "opost"].into_iter().all(has), "{modes}");
    }

    /// Comes back to the page and leaves it.
    #[track_caller]
    fn leave(mut self) {
        self.enter("fg");
        self.terminal.wait_until("the page", has_page);
        // Whatever would stop it has done so by then.
        sleep(Duration::from_millis(300));
        self.terminal.type_keys("q");
        self.terminal.wait_until("the shell", |screen| !screen.alternate_screen());
        self.enter("echo status $?");
        self.terminal.wait_for("status 0");
    }
}

fn signal(name: &str, pid: u32) {
    let kill = format!("kill -{name} {pid}");
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success(), "{kill}");
}

/// The only program that another has started.
#[track_caller]
fn child_of(parent: u32) -> u32 {
    let children = format!("/proc/{parent}/task/{parent}/children");
    let child = (0..500).find_map(|_| {
        sleep(Duration::from_millis(10));
        fs::read_to_string(&children).unwrap().trim().parse().ok()
    });
    child.unwrap()
}

fn has_page(screen: &Screen) -> bool {
    screen.alternate_screen() && screen.contents().contains("¶ 2/26")
}

#[test]
fn a_shell_that_ends_it_where_it_stands_keeps_the_terminal() {
    for (name, signal) in [("TERM", SIGTERM), ("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT)] {
        let Some(mut shell) = Shell::start(0) else { return };
        shell.stop("\x1a");
        // Not after every signal does the shell continue it by itself.
        shell.enter(&format!("kill -{name} %1; kill -CONT %1; wait %1; echo status $?"));
        shell.terminal.wait_for(&format!("status {}", 128 + signal));
        shell.wait_for_end();
        shell.assert_untouched();
    }
}

#[test]
fn a_shell_that_goes_away_takes_it_along() {
    let Some(mut shell) = Shell::start(1) else { return };
    shell.stop("\x1a");
    shell.enter("exit");
    shell.terminal.wait_for("stopped jobs");
    shell.enter("exit");
    shell.wait_for_end();
    shell.terminal.wait_for("ready> ");
    shell.assert_untouched();
}

#[test]
fn in_the_background_it_stops_again_and_touches_nothing() {
    let Some(mut shell) = Shell::start(0) else { return };
    shell.stop("\x1a");
    for _ in 0..2 {
        shell.enter("bg; sleep 1; echo");
        shell.wait_for_stop();
        shell.assert_untouched();
    }
    shell.leave();
}

#[test]
fn started_in_the_background_it_waits_for_the_terminal() {
    let Some(mut shell) = Shell::with(0, "&") else { return };
    wait_until_stopped(shell.reader);
    shell.terminal.wait_for("ready> ");
    shell.assert_untouched();
    shell.enter("fg");
    shell.terminal.wait_for("¶ 1/26");
    shell.terminal.type_keys("}");
    shell.terminal.wait_until("the page", has_page);
    shell.stop("\x1a");
    shell.leave();

    let Some(mut shell) = Shell::with(0, "&") else { return };
    wait_until_stopped(shell.reader);
    shell.enter("kill %1");
    shell.wait_for_end();
    shell.assert_untouched();
}

#[test]
fn a_stop_from_outside_leaves_the_terminal_to_the_shell() {
    for is_ended in [false, true] {
        let Some(mut shell) = Shell::start(0) else { return };
        signal("STOP", shell.reader);
        shell.wait_for_stop();
        if is_ended {
            shell.enter("kill %1");
            shell.wait_for_end();
            shell.assert_untouched();
        } else {
            shell.leave();
        }
    }
}

/// Whoever waits for the program stops with it, and the shell gets the terminal.
#[test]
fn it_stops_with_those_who_wait_for_it() {
    for line in ["sh -c '@; true'", "(@; true)", "echo opening | xargs -o @"] {
        let Some(mut shell) = Shell::with_line(line) else { return };
        shell.terminal.wait_for("¶ 1/26");
        shell.terminal.type_keys("}");
        shell.terminal.wait_until("the page", has_page);
        for _ in 0..2 {
            shell.terminal.type_keys("\x1a");
            shell.terminal.wait_until("the shell", |screen| !screen.alternate_screen());
            shell.terminal.wait_for("Stopped");
            shell.terminal.forget();
            shell.assert_untouched();
            shell.enter("fg");
            shell.terminal.wait_until("the page", has_page);
        }
        shell.terminal.type_keys("q");
        shell.terminal.wait_until("the shell", |screen| !screen.alternate_screen());
        shell.enter("echo status $?");
        shell.terminal.wait_for("status 0");
    }
}

#[test]
fn a_kill_while_it_is_stopped_loses_nothing() {
    let Some(mut shell) = Shell::start(0) else { return };
    shell.terminal.type_keys("9Gm");
    shell.terminal.wait_for("¶ 9/26");
    shell.stop("\x1a");
    shell.enter("kill -KILL %1");
    shell.wait_for_end();
    shell.enter(&format!("'{ORATORY}'"));
    shell.terminal.wait_for("¶ 9/26");
    shell.terminal.wait_for("◆");
}

#[test]
fn a_stop_signal_gives_the_terminal_back() {
    let Some(mut shell) = Shell::start(0) else { return };
    signal("TSTP", shell.reader);
    shell.wait_for_stop();
    shell.terminal.forget();
    shell.assert_untouched();
    shell.leave();
}

#[test]
fn the_key_pressed_again_and_again_stops_it_once() {
    let Some(mut shell) = Shell::start(0) else { return };
    shell.stop("\x1a\x1a\x1a");
    shell.leave();
}
