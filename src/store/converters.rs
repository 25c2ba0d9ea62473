//! Runs converters: programs that the configuration names, which print the text of a file.
//!
//! A converter is started without a shell, in a process group of its own, which is killed at the limits, when its text is
//! not wanted any more, and when the program ends.

use std::{
    collections::HashMap,
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Read},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use super::{MEGABYTE, converted::ConvertedTexts, reason};
use crate::config::converter::Converter;

/// Limits of a converter.
#[derive(Debug, Clone, Copy)]
struct Limits {
    time: Duration,
    /// Bytes that it may print.
    bytes: u64,
}

const LIMITS: Limits = Limits { time: Duration::from_secs(30), bytes: 64 * MEGABYTE };

/// Interval at which a running converter is checked.
const CHECK_INTERVAL: Duration = Duration::from_millis(10);

/// Interval at which a converter that has printed everything is checked for its end.
const END_INTERVAL: Duration = Duration::from_millis(1);

/// Maximum wait for the message of a converter that has failed.
const MESSAGE_WAIT: Duration = Duration::from_millis(200);

/// Maximum wait for the converters that are killed when the program ends.
const CLOSE_WAIT: Duration = Duration::from_secs(1);

/// Size limit of a line that a converter writes to its standard error, in bytes.
const MAX_LINE_BYTES: u64 = 4096;

/// Characters of that line that are shown.
const MAX_LINE_CHARS: usize = 200;

/// The converters of the configuration, and those of them that are running.
#[derive(Debug)]
pub struct Converters {
    programs: Vec<Converter>,
    texts: ConvertedTexts,
    limits: Limits,
    /// The files whose converter has failed, with the SHA-256 of their bytes and the message.
    failures: Mutex<HashMap<PathBuf, (String, String)>>,
    /// `true` once the program ends: nothing is started anymore.
    is_closed: AtomicBool,
    /// Number of converters that run.
    running: AtomicUsize,
}

impl Converters {
    /// Creates converters that keep their texts in the folder `cache`, unless that is empty.
    pub(crate) fn new(programs: Vec<Converter>, cache: &Path) -> Self {
        Self {
            programs,
            texts: ConvertedTexts::new(cache),
            limits: LIMITS,
            failures: Mutex::default(),
            is_closed: AtomicBool::new(false),
            running: AtomicUsize::new(0),
        }
    }

    /// Returns the converter for `file`, if there is one.
    pub(super) fn of(&self, file: &Path) -> Option<&Converter> {
        self.programs.iter().find(|converter| converter.is_for(file))
    }

    /// Forgets that the converter of `file` has failed, so that it is started again.
    pub(super) fn forget_failure(&self, file: &Path) {
        self.failures().remove(file);
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<PathBuf, (String, String)>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops the converters that run, starts no others, and waits a while for the end of those.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        let deadline = Instant::now() + CLOSE_WAIT;
        while self.running.load(Ordering::SeqCst) > 0 && Instant::now() < deadline {
            thread::sleep(END_INTERVAL);
        }
    }

    /// Returns what `converter` prints for the file with the absolute path `file` and these `bytes`, or what it printed
    /// for the same bytes before. `is_unchanged` returns `true` if the file still has them. The converter is stopped once
    /// the text is not `wanted` any more.
    ///
    /// # Errors
    ///
    /// Fails if the converter does, or did for the same bytes before, with a message of one line.
    pub(super) fn convert(
        &self,
        converter: &Converter,
        file: &Path,
        hash: &str,
        is_unchanged: impl Fn() -> bool,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, String> {
        if let Some(text) = self.texts.read(converter.command(), hash, self.limits.bytes) {
            return Ok(text);
        }
        if let Some((_, message)) = self.failures().get(file).filter(|(failed, _)| failed == hash) {
            return Err(message.clone());
        }
        // Counted before the check of `is_closed`, so that `close` waits for whatever still starts.
        self.running.fetch_add(1, Ordering::SeqCst);
        let printed = self.run(&converter.command_for(file), wanted);
        self.running.fetch_sub(1, Ordering::SeqCst);
        if self.is_closed.load(Ordering::SeqCst) {
            // The program is about to end, by a signal perhaps, which is a better reason than this one.
            thread::sleep(CLOSE_WAIT);
        }
        let text = printed.map_err(|fault| {
            // The others are quick, and may have ended before the next time.
            let is_lasting = matches!(fault, Fault::TooSlow | Fault::TooMuch | Fault::Failed(..));
            let message = self.explained(converter.name(), fault);
            if is_lasting {
                self.failures().insert(file.to_owned(), (hash.to_owned(), message.clone()));
            }
            message
        })?;
        if is_unchanged() {
            self.texts.write(converter.command(), hash, &text);
        }
        Ok(text)
    }

    fn explained(&self, name: &str, fault: Fault) -> String {
        let Limits { time, bytes } = self.limits;
        match fault {
            Fault::NotStarted(why) => {
                format!(
                    "cannot start the converter {name} ({why}): install it, or change [converters] in config.toml"
                )
            }
            Fault::Stopped => format!("the converter {name} was stopped"),
            Fault::TooSlow => format!("the converter {name} takes longer than {} seconds", time.as_secs()),
            Fault::TooMuch => format!("the converter {name} prints more than {} MB", bytes / MEGABYTE),
            Fault::Failed(status, None) => format!("the converter {name} failed ({status})"),
            Fault::Failed(status, Some(line)) => format!("the converter {name} failed ({status}): {line}"),
            Fault::NotRead(error) => format!("the converter {name} failed ({})", reason(&error)),
        }
    }

    /// Runs `command` and returns its output.
    fn run(&self, command: &[OsString], wanted: &dyn Fn() -> bool) -> Result<Vec<u8>, Fault> {
        let is_stopped = || self.is_closed.load(Ordering::SeqCst) || !wanted();
        if is_stopped() {
            return Err(Fault::Stopped);
        }
        let [program, arguments @ ..] = command else { return Ok(Vec::new()) };
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|error| Fault::NotStarted(reason(&error)))?;
        let most = self.limits.bytes;
        let printed = in_background(child.stdout.take(), move |output| read_up_to(output, most + 1));
        let (sender, line) = mpsc::channel();
        let complaints = child.stderr.take();
        thread::spawn(move || complaints.map(|complaints| report_first_line(complaints, &sender)));
        let ended = self.wait(&mut child, &printed, &is_stopped);
        if ended.is_err() {
            kill(&mut child);
        }
        let (output, status) = ended?;
        if status.success() {
            return Ok(output);
        }
        Err(Fault::Failed(status, line.recv_timeout(MESSAGE_WAIT).ok()))
    }

    /// Waits until a converter has printed everything and has ended.
    fn wait(
        &self,
        child: &mut Child,
        printed: &Receiver<io::Result<Vec<u8>>>,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(Vec<u8>, ExitStatus), Fault> {
        let deadline = Instant::now() + self.limits.time;
        let mut output = None;
        loop {
            if output.is_some() {
                thread::sleep(END_INTERVAL);
            } else {
                match printed.recv_timeout(CHECK_INTERVAL) {
                    Ok(read) => output = Some(read.map_err(Fault::NotRead)?),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => output = Some(Vec::new()),
                }
            }
            if output.as_ref().is_some_and(|output| output.len() as u64 > self.limits.bytes) {
                return Err(Fault::TooMuch);
            }
            // Its output may outlive it, in a program that it has started.
            if output.is_some()
                && let Some(status) = child.try_wait().map_err(Fault::NotRead)?
            {
                return Ok((output.unwrap_or_default(), status));
            }
            if is_stopped() {
                return Err(Fault::Stopped);
            }
            if Instant::now() >= deadline {
                return Err(Fault::TooSlow);
            }
        }
    }
}

/// Reason why a converter gave no text.
#[derive(Debug)]
enum Fault {
    NotStarted(String),
    Stopped,
    TooSlow,
    TooMuch,
    /// It failed with this status, and the first line that it wrote to its standard error.
    Failed(ExitStatus, Option<String>),
    NotRead(io::Error),
}

/// Kills a converter and the programs that it has started.
fn kill(child: &mut Child) {
    // The number is not used again before `wait`.
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    drop(child.kill());
    drop(child.wait());
}

/// Reads from `pipe` on a thread, which is abandoned if the pipe stays open.
fn in_background<P: Send + 'static>(
    pipe: Option<P>,
    read: impl FnOnce(P) -> io::Result<Vec<u8>> + Send + 'static,
) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || pipe.map(|pipe| sender.send(read(pipe))));
    receiver
}

fn read_up_to(output: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    output.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Sends the first line that is not blank, and reads the rest, so that the converter can go on.
fn report_first_line(complaints: impl Read, sender: &mpsc::Sender<String>) {
    let mut complaints = BufReader::new(complaints);
    loop {
        let mut line = Vec::new();
        match complaints.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim().replace(char::is_control, "\u{FFFD}");
        if !line.is_empty() {
            drop(sender.send(line.chars().take(MAX_LINE_CHARS).collect()));
            break;
        }
    }
    drop(io::copy(&mut complaints, &mut io::sink()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converter(words: &[&str]) -> Converter {
        Converter::new("x", Some(words.iter().map(|&word| word.to_owned()).collect())).unwrap()
    }

    fn converters(limits: Limits) -> Converters {
        Converters { limits, ..Converters::new(Vec::new(), Path::new("")) }
    }

    /// Returns what a shell script prints.
    fn run(converters: &Converters, script: &str) -> Result<Vec<u8>, String> {
        let file = Path::new("/x/-a.x");
        converters.convert(&converter(&["sh", "-c", script, "{file}"]), file, "", || true, &|| true)
    }

    const SHORT: Limits = Limits { time: Duration::from_millis(300), bytes: MEGABYTE };

    #[test]
    fn output_is_the_text_and_failure_one_line() {
        let all = converters(LIMITS);
        assert_eq!(run(&all, "printf %s \"$0\"").unwrap(), b"/x/-a.x");
        assert_eq!(run(&all, "cat").unwrap(), b"", "standard input is empty");
        let fault = |script: &str| {
            all.forget_failure(Path::new("/x/-a.x"));
            run(&all, script).unwrap_err()
        };
        assert_eq!(fault("exit 3"), "the converter sh failed (exit status: 3)");
        let two = "printf '\\n \\033[31mone\\ntwo\\n' >&2; exit 1";
        assert_eq!(fault(two), "the converter sh failed (exit status: 1): \u{FFFD}[31mone");
        let much = "head -c 1000000 /dev/zero | tr '\\0' e >&2; exit 1";
        assert!(fault(much).ends_with(&"e".repeat(MAX_LINE_CHARS)) && fault(much).len() < 300);
        let missing =
            all.convert(&converter(&["/no/such", "{file}"]), Path::new("/a"), "", || true, &|| true);
        let expected = "cannot start the converter /no/such (No such file or directory): install it, or change \
                        [converters] in config.toml";
        assert_eq!(missing.unwrap_err(), expected);
    }

    #[test]
    fn limits_end_a_converter_with_all_that_it_has_started() {
        let short = converters(SHORT);
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let later = format!("(sleep 1; touch '{}') & ", mark.display());
        let slow = "the converter sh takes longer than 0 seconds";
        // The converter waits; it ends, and its output stays open; it closes its output and goes on.
        for script in ["wait", "true", "exec >&-; sleep 9"] {
            short.forget_failure(Path::new("/x/-a.x"));
            let begun = Instant::now();
            assert_eq!(run(&short, &format!("{later}{script}")).unwrap_err(), slow, "{script}");
            assert!(begun.elapsed() < Duration::from_secs(5), "{script}");
        }
        let begun = Instant::now();
        let long = converters(Limits { time: Duration::from_mins(1), ..SHORT });
        assert_eq!(run(&long, "yes").unwrap_err(), "the converter sh prints more than 1 MB");
        assert!(begun.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(1500));
        assert!(!mark.exists(), "no program survives");
    }

    #[test]
    fn running_converter_is_stopped_and_closed() {
        let all = converters(LIMITS);
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let script = format!("touch '{}'; sleep 20", mark.display());
        let begun = Instant::now();
        let is_wanted = AtomicBool::new(false);
        let convert = |name: &str| {
            let wanted = || name != "a" || is_wanted.load(Ordering::SeqCst);
            let shell = converter(&["sh", "-c", &script, "{file}"]);
            all.convert(&shell, Path::new(name), "", || true, &wanted).unwrap_err()
        };
        assert_eq!(convert("a"), "the converter sh was stopped");
        assert!(!mark.exists(), "stopped before its start");
        is_wanted.store(true, Ordering::SeqCst);
        thread::scope(|scope| {
            let sleeping = scope.spawn(|| convert("a"));
            let other = scope.spawn(|| convert("b"));
            while !mark.exists() {
                thread::sleep(CHECK_INTERVAL);
            }
            is_wanted.store(false, Ordering::SeqCst);
            assert_eq!(sleeping.join().unwrap(), "the converter sh was stopped");
            assert!(!other.is_finished(), "another text is still wanted");
            assert!(begun.elapsed() < Duration::from_secs(15));
            all.close();
            other.join().unwrap();
        });
        let all = converters(LIMITS);
        assert_eq!(run(&all, "printf a").unwrap(), b"a", "the next one runs");
        thread::scope(|scope| {
            let sleeping = scope.spawn(|| run(&all, "sleep 20"));
            thread::sleep(Duration::from_millis(100));
            all.close();
            assert_eq!(all.running.load(Ordering::SeqCst), 0);
            assert!(sleeping.join().unwrap().is_err());
        });
        assert!(run(&all, "printf a").is_err());
    }

    #[test]
    fn failure_is_remembered_until_the_file_changes_or_is_asked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let runs = folder.path().join("runs");
        let script = format!("echo >>'{}'; exit 1", runs.display());
        let (all, shell) = (converters(LIMITS), converter(&["sh", "-c", &script, "{file}"]));
        let runs_after = |file: &str, hash: &str| {
            let failed = all.convert(&shell, Path::new(file), hash, || true, &|| true).unwrap_err();
            assert_eq!(failed, "the converter sh failed (exit status: 1)");
            std::fs::read(&runs).unwrap().len()
        };
        assert_eq!((runs_after("/a", "1"), runs_after("/a", "1")), (1, 1));
        assert_eq!((runs_after("/b", "1"), runs_after("/a", "2")), (2, 3));
        all.forget_failure(Path::new("/a"));
        assert_eq!(runs_after("/a", "2"), 4);
        // A converter that was stopped has not failed.
        let stopped = all.convert(&shell, Path::new("/c"), "1", || true, &|| false).unwrap_err();
        assert_eq!(stopped, "the converter sh was stopped");
        assert_eq!(runs_after("/c", "1"), 5);
    }

    #[test]
    fn text_of_a_file_that_changed_meanwhile_is_not_kept() {
        let home = tempfile::tempdir().unwrap();
        let all = Converters::new(Vec::new(), home.path());
        let date = converter(&["sh", "-c", "date +%N", "{file}"]);
        let text =
            |is_unchanged: bool| all.convert(&date, Path::new("/a"), "1", || is_unchanged, &|| true).unwrap();
        let first = text(false);
        let second = text(true);
        assert_ne!(first, second);
        assert_eq!(text(true), second);
    }
}
