//! A terminal for the tests: a pty, the output of the program, and an emulated screen.

use std::{
    fmt::Write as _,
    io::{Read, Write as _},
    num::NonZeroU16,
    os::unix::process::ExitStatusExt,
    process::{Child, Command, ExitStatus},
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child as AnyChild, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Screen;

/// Watchdog for all waiting. Nothing is measured with it.
const PATIENCE: Duration = Duration::from_mins(1);

/// Output of the program so far.
struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// A program on a terminal. Killed if the test ends first.
pub(crate) struct Terminal {
    child: Box<dyn AnyChild + Send + Sync>,
    /// Keyboard and window. `None` once they are closed.
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn std::io::Write + Send>>,
    seen: Shared,
    deaf: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
    modes_before: String,
}

impl Terminal {
    pub(crate) fn start(size: (u16, u16), command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let modes_before = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        // Only the program holds its end, so that reading ends with the program.
        drop(pair.slave);
        let (columns, rows) = cells(size);
        let seen = Seen { parser: vt100::Parser::new(rows, columns, 0), raw: Vec::new() };
        let seen: Shared = Arc::new((Mutex::new(seen), Condvar::new()));
        let deaf = Arc::new(AtomicBool::new(false));
        let reader = pair.master.try_clone_reader().unwrap();
        let listener = thread::spawn({
            let (seen, deaf) = (Arc::clone(&seen), Arc::clone(&deaf));
            move || listen(reader, &seen, &deaf)
        });
        let keyboard = pair.master.take_writer().unwrap();
        Self {
            child,
            master: Some(pair.master),
            keyboard: Some(keyboard),
            seen,
            deaf,
            listener: Some(listener),
            modes_before,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap()
    }

    /// Returns all output so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// Forgets the output so far, except for the screen.
    pub(crate) fn forget(&self) {
        self.seen().raw.clear();
    }

    pub(crate) fn contents(&self) -> String {
        self.seen().parser.screen().contents()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Runs `what` while the output of the program is not read: the program blocks once the buffer of the terminal
    /// is full.
    pub(crate) fn unheard(&self, what: impl FnOnce()) {
        let seen = self.seen();
        what();
        drop(seen);
    }

    /// Types keys or escape sequences.
    pub(crate) fn type_keys(&mut self, keys: &str) {
        self.type_bytes(keys.as_bytes());
    }

    /// Types any bytes.
    pub(crate) fn type_bytes(&mut self, bytes: &[u8]) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(bytes).unwrap();
        keyboard.flush().unwrap();
    }

    /// Waits for a state of the screen.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, is_there: impl Fn(&Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        while !is_there(seen.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            let report = format_args!("waited in vain for {what}; the screen is:\n");
            assert!(!left.is_zero(), "{report}{}", framed(seen.parser.screen()));
            // Check regularly that the program is still running.
            seen = self.seen.1.wait_timeout(seen, left.min(Duration::from_millis(200))).unwrap().0;
            let ended = self.listener.as_ref().is_none_or(JoinHandle::is_finished);
            let gone = ended && !is_there(seen.parser.screen());
            assert!(!gone, "{report}{}\nand the program has ended", framed(seen.parser.screen()));
        }
    }

    /// Waits for a text on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Resizes the window and clears the screen, so that later content is new.
    pub(crate) fn resize(&self, size: (u16, u16)) {
        let (columns, rows) = cells(size);
        let mut seen = self.seen();
        seen.parser.process(b"\x1b[2J");
        seen.parser.screen_mut().set_size(rows, columns);
        drop(seen);
        self.master.as_ref().unwrap().resize(pty_size(size)).unwrap();
    }

    /// Tells the program another size, without changing the screen of the test.
    pub(crate) fn resize_quietly(&self, size: (u16, u16)) {
        self.master.as_ref().unwrap().resize(pty_size(size)).unwrap();
    }

    /// Clears the screen, so that later content is new.
    pub(crate) fn wipe(&self) {
        self.seen().parser.process(b"\x1b[2J");
    }

    /// Sends the program a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.pid());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success(), "{kill}");
    }

    /// Waits for the program to end, and for the rest of its output.
    #[track_caller]
    pub(crate) fn wait_for_end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            let child: &mut dyn AnyChild = self.child.as_mut();
            let status = child.downcast_mut::<Child>().unwrap().try_wait().unwrap();
            if let Some(status) = status {
                if let Some(listener) = self.listener.take() {
                    listener.join().unwrap();
                }
                return status;
            }
            assert!(
                Instant::now() < end,
                "the program does not end; the screen is:\n{}",
                framed(self.seen().parser.screen())
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        let child: &mut dyn AnyChild = self.child.as_mut();
        child.downcast_mut::<Child>().unwrap().try_wait().unwrap().is_some()
    }

    /// Closes whatever is open, and then quits.
    #[track_caller]
    pub(crate) fn leave(&mut self) {
        // The first key ends a paste, the others close what is open. They are sent one by one: once the program has
        // restored the line modes, this key would be a signal, and the terminal would drop unread output.
        self.type_keys("\x1b[201~");
        for _ in 0..20 {
            self.type_keys("\x03");
            let is_leaving = (0..20).any(|_| {
                thread::sleep(Duration::from_millis(5));
                self.has_ended() || self.has_modes_as_before()
            });
            if is_leaving {
                break;
            }
        }
        let status = self.wait_for_end();
        assert!(status.success(), "{status}; the screen is:\n{}", framed(self.seen().parser.screen()));
        self.assert_given_back();
    }

    /// Waits until a signal ends the program.
    #[track_caller]
    pub(crate) fn wait_for_end_by(&mut self, signal: i32) {
        let status = self.wait_for_end();
        assert_eq!(status.signal(), Some(signal), "{status}");
    }

    /// Stops reading the output of the program.
    pub(crate) fn stall(&mut self) {
        self.deaf.store(true, Ordering::SeqCst);
        // Drawing wakes the listener.
        self.type_keys("\x0c");
        if let Some(listener) = self.listener.take() {
            listener.join().unwrap();
        }
    }

    /// Closes the window.
    pub(crate) fn hang_up(&mut self) {
        // The listener holds the window too, until it stops.
        self.stall();
        // When dropped, the keyboard of portable-pty types Enter and the end-of-file key. A program that still
        // reads Ctrl-d would scroll.
        let terminal = self.master.as_ref().unwrap().tty_name().unwrap();
        let status = Command::new("stty").arg("-F").arg(terminal).args(["eof", "undef"]).status().unwrap();
        assert!(status.success(), "{status}");
        self.keyboard = None;
        self.master = None;
    }

    /// Returns `true` if the line modes are as before the program was started.
    pub(crate) fn has_modes_as_before(&self) -> bool {
        modes(self.master.as_ref().unwrap().as_ref()) == self.modes_before
    }

    #[track_caller]
    pub(crate) fn assert_modes_as_before(&self) {
        assert_eq!(modes(self.master.as_ref().unwrap().as_ref()), self.modes_before);
    }

    /// Asserts that everything is restored: line modes, screen, cursor, paste, colours.
    #[track_caller]
    pub(crate) fn assert_given_back(&self) {
        self.assert_modes_as_before();
        let seen = self.seen();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is still there");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(screen.fgcolor() == vt100::Color::Default && !screen.bold() && !screen.inverse());

        for mode in ["?1049", "?2004", "?2026", "?1002", "?1006"] {
            let last = |end: char| last_of(&seen.raw, &format!("\x1b[{mode}{end}"));
            assert!(last('l') >= last('h'), "{mode} was switched on last");
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let child: &mut dyn AnyChild = self.child.as_mut();
        if let Some(child) = child.downcast_mut::<Child>() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn listen(mut reader: Box<dyn Read + Send>, seen: &Shared, deaf: &AtomicBool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        let mut now = seen.0.lock().unwrap();
        now.raw.extend_from_slice(&buffer[..count]);
        now.parser.process(&buffer[..count]);
        drop(now);
        seen.1.notify_all();
        if deaf.load(Ordering::SeqCst) {
            return;
        }
    }
}

/// Special characters that exist on every system. musl does not set the others.
const SPECIAL_CHARACTERS: usize = 17;

/// Returns the line modes of a terminal, for comparison.
fn modes(master: &dyn MasterPty) -> String {
    let modes = master.get_termios().unwrap();
    let flags = (modes.input_flags, modes.output_flags, modes.control_flags, modes.local_flags);
    format!("{flags:?} {:?}", &modes.control_chars[..SPECIAL_CHARACTERS])
}

fn last_of(raw: &[u8], sequence: &str) -> Option<usize> {
    raw.windows(sequence.len()).rposition(|some| some == sequence.as_bytes())
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, ..PtySize::default() }
}

fn cells((columns, rows): (u16, u16)) -> (NonZeroU16, NonZeroU16) {
    (NonZeroU16::new(columns).unwrap(), NonZeroU16::new(rows).unwrap())
}

fn framed(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let mut framed = String::new();
    for row in screen.rows(0, columns.get()) {
        writeln!(framed, "|{row}").unwrap();
    }
    write!(framed, "{columns}x{rows}, alternate screen: {}", screen.alternate_screen()).unwrap();
    framed
}
