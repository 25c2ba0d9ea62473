//! Tests of job control: the shell lends the terminal and takes it back, and the program never touches it meanwhile.

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

/// A shell that has started the program.
struct Shell {
    terminal: Terminal,
    /// Process started last: the program, or the shell.
    reader: u32,
    _home: Home,
}

impl Shell {
    /// Starts `inner` nested shells, and the program in the last one. `None` without bash.
    fn start(inner: usize) -> Option<Self> {
        let mut shell = Self::with(inner, "")?;
        // The program watches for signals once it has answered a key.
        shell.terminal.wait_for("¶ 1/26");
        shell.terminal.type_keys("}");
        shell.terminal.wait_until("the page", has_page);
        Some(shell)
    }

    /// Starts bash and runs `line` in it, with `@` for the program.
    fn with_line(line: &str) -> Option<Self> {
        let mut shell = Self::bash(0)?;
        shell.terminal.type_keys(&format!("{}\r", line.replace('@', ORATORY)));
        Some(shell)
    }

    /// Starts `inner` nested shells, and runs the program and then `after` in the last one.
    fn with(inner: usize, after: &str) -> Option<Self> {
        let mut shell = Self::bash(inner)?;
        shell.terminal.type_keys(&format!("'{ORATORY}' {after}\r"));
        shell.reader = child_of(shell.reader);
        Some(shell)
    }

    /// Starts bash with `inner` nested shells.
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

    /// Suspends the program and waits for the shell.
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

    /// Types a line. Clears the screen first, so that later output is new.
    fn enter(&mut self, line: &str) {
        self.terminal.forget();
        self.terminal.wipe();
        self.terminal.type_keys(&format!("{line}\r"));
    }

    /// Waits until the program has ended, even if the shell has not noticed.
    #[track_caller]
    fn wait_for_end(&self) {
        let stat = || fs::read_to_string(format!("/proc/{}/stat", self.reader));
        let has_ended = (0..1000).any(|_| {
            sleep(Duration::from_millis(10));
            stat().map_or(true, |stat| stat.contains(") Z "))
        });
        assert!(has_ended, "it does not end: {:?}", stat());
    }

    /// Checks that only the shell has written, and that it works.
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

    /// Returns to the page and quits.
    #[track_caller]
    fn leave(mut self) {
        self.enter("fg");
        self.terminal.wait_until("the page", has_page);
        // Wait for anything that might suspend it again.
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

/// Returns the only child of a process.
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
fn killed_while_suspended_leaves_the_terminal_to_the_shell() {
    for (name, signal) in [("TERM", SIGTERM), ("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT)] {
        let Some(mut shell) = Shell::start(0) else { return };
        shell.stop("\x1a");
        // The shell does not continue the program after every signal.
        shell.enter(&format!("kill -{name} %1; kill -CONT %1; wait %1; echo status $?"));
        shell.terminal.wait_for(&format!("status {}", 128 + signal));
        shell.wait_for_end();
        shell.assert_untouched();
    }
}

#[test]
fn program_ends_with_its_shell() {
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
fn in_the_background_it_stops_again() {
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
fn stop_signal_leaves_the_terminal_to_the_shell() {
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

/// A parent that waits for the program is suspended with it, so that the shell gets the terminal.
#[test]
fn waiting_parents_stop_too() {
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
fn kill_while_suspended_loses_nothing() {
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
fn stop_signal_restores_the_terminal() {
    let Some(mut shell) = Shell::start(0) else { return };
    signal("TSTP", shell.reader);
    shell.wait_for_stop();
    shell.terminal.forget();
    shell.assert_untouched();
    shell.leave();
}

#[test]
fn repeated_ctrl_z_stops_once() {
    let Some(mut shell) = Shell::start(0) else { return };
    shell.stop("\x1a\x1a\x1a");
    shell.leave();
}
