//! Reads texts that can be read only once: standard input and pipes. A thread reads on while the head is shown.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use super::{
    MEGABYTE,
    options::{HEAD_BYTES, ReadOptions, Unread},
    quoted,
};
use oratory_core::{Document, Source, sha256};
use oratory_import::{self as import, import, import_head, remove_cut_character};

use crate::catalog::Entry;
use crate::session::INPUT_PREFIX;

/// A text from a pipe.
#[derive(Debug)]
pub struct Input {
    /// Title of the text, if it states none.
    title: &'static str,
    /// Name of the text in messages.
    name: String,
    /// Id of the head.
    id: String,
    options: ReadOptions,
    read: Mutex<ReadSoFar>,
    has_grown: Condvar,
}

/// Bytes read so far.
#[derive(Debug, Default)]
struct ReadSoFar {
    bytes: Vec<u8>,
    end: Option<End>,
}

/// Reason for the end of reading.
#[derive(Debug, Clone)]
enum End {
    /// The whole text was read.
    Whole,
    /// The size limit was reached.
    Limit,
    /// Reading failed.
    Failed(Unread),
}

/// Size limit of a text without a file, in megabytes. Larger input is most likely a mistake (`yes`, a device), and
/// each line takes memory besides.
const MAX_INPUT_MB: usize = 128;

/// Bytes read in one step.
const STEP: usize = 64 * 1024;

/// Pause between two reports of a growing head.
const GROWTH_PAUSE: Duration = Duration::from_millis(30);

/// Digits of the SHA-256 in the id of a text without a file.
const ID_DIGITS: usize = 12;

impl Input {
    /// Starts reading standard input.
    ///
    /// # Errors
    ///
    /// Fails if standard input is closed.
    pub(crate) fn stdin(options: ReadOptions) -> Result<Arc<Self>, String> {
        let file = stdin_file().map_err(|error| cannot("standard input", Unread::from(error)))?;
        let name = "standard input".to_owned();
        Ok(Self::start(|| Ok(file), "Standard input", name, Self::stdin_id(), options))
    }

    /// Starts reading the pipe at `path`.
    pub(crate) fn pipe(path: &Path, options: ReadOptions) -> Arc<Self> {
        let open = {
            let path = path.to_owned();
            || File::open(path)
        };
        Self::start(open, "Pipe", quoted(path), Self::pipe_id(path), options)
    }

    /// Returns the id of the head of standard input.
    pub(crate) fn stdin_id() -> String {
        format!("{INPUT_PREFIX}stdin")
    }

    /// Returns the id of the head of the pipe at `path`.
    pub(crate) fn pipe_id(path: &Path) -> String {
        format!("{INPUT_PREFIX}{}", quoted(path))
    }

    fn start(
        open: impl FnOnce() -> io::Result<File> + Send + 'static,
        title: &'static str,
        name: String,
        id: String,
        options: ReadOptions,
    ) -> Arc<Self> {
        let options = ReadOptions { max_mb: options.max_mb.min(MAX_INPUT_MB), ..options };
        let (read, has_grown) = (Mutex::default(), Condvar::new());
        let input = Arc::new(Self { title, name, id, options, read, has_grown });
        let reading = Arc::clone(&input);
        // Opening a pipe waits for its writer. The thread ends with the program: neither opening nor reading a pipe
        // can be interrupted.
        thread::spawn(move || match open() {
            Ok(file) => reading.read_on(file),
            Err(error) => {
                reading.lock().end = Some(End::Failed(error.into()));
                reading.has_grown.notify_all();
            }
        });
        input
    }

    /// Reads to the end or to the limit.
    fn read_on(&self, mut file: File) {
        let mut step = vec![0; STEP];
        loop {
            let count = match file.read(&mut step) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                count => count,
            };
            let mut read = self.lock();
            read.end = match count {
                Ok(0) => Some(End::Whole),
                Ok(count) => read.take(&step[..count], self.options),
                Err(error) => Some(End::Failed(error.into())),
            };
            let is_done = read.end.is_some();
            if is_done || read.bytes.len() <= HEAD_BYTES + STEP {
                self.has_grown.notify_all();
            }
            if is_done {
                return;
            }
        }
    }

    /// Waits up to `most` for the complete head.
    pub(crate) fn wait_for_head(&self, most: Duration) {
        let is_waited_for = |read: &mut ReadSoFar| read.end.is_none() && read.bytes.len() < HEAD_BYTES;
        drop(self.has_grown.wait_timeout_while(self.lock(), most, is_waited_for));
    }

    /// Returns the name of the text in messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the id of the head.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Returns `true` if reading has ended, so that [`Self::load`] does not wait.
    pub(crate) fn is_read(&self) -> bool {
        self.lock().end.is_some()
    }

    /// Returns `true` if `speech` is the head of this text.
    pub(crate) fn is_of(&self, speech: &Entry) -> bool {
        speech.is_partial() && speech.id() == self.id
    }

    /// Returns the first 64 KB read so far. The head is empty if it ends within the front matter, or if the front
    /// matter names parts, which require the whole text.
    pub(crate) fn head(&self) -> Entry {
        let (head, size) = {
            let read = self.lock();
            (read.bytes[..read.bytes.len().min(HEAD_BYTES)].to_vec(), read.bytes.len())
        };
        let import = |head| import_head(self.file(self.id.clone(), None), head, size).ok().flatten();
        let is_one = |heads: &Vec<(Document, usize)>| heads.len() == 1;
        let heads = import(head).filter(is_one).or_else(|| import(Vec::new()));
        let (head, bytes) = heads.unwrap_or_default().pop().unwrap_or_default();
        Entry::head(head, bytes)
    }

    /// Waits for the end and returns all speeches in the text, or none if it is empty. Meanwhile reports the head
    /// whenever it has grown.
    ///
    /// The id of a speech contains the SHA-256 of the text, so that positions and bookmarks belong to this text only.
    ///
    /// # Errors
    ///
    /// Fails if the text cannot be read.
    pub(crate) fn load(&self, report: &mut dyn FnMut(Entry)) -> Result<Vec<Entry>, String> {
        let mut reported = 0;
        let (bytes, end) = loop {
            let is_waited_for =
                |read: &mut ReadSoFar| read.end.is_none() && read.bytes.len().min(HEAD_BYTES) <= reported;
            let read = self.has_grown.wait_while(self.lock(), is_waited_for);
            let mut read = read.unwrap_or_else(PoisonError::into_inner);
            if let Some(end) = read.end.clone() {
                break (std::mem::take(&mut read.bytes), end);
            }
            reported = read.bytes.len().min(HEAD_BYTES);
            drop(read);
            report(self.head());
            thread::sleep(GROWTH_PAUSE);
        };
        let cannot = |unread| cannot(&self.name, unread);
        if let End::Failed(unread) = end {
            return Err(cannot(unread));
        }
        let limit = matches!(end, End::Limit).then(|| {
            let max_mb = self.options.max_mb;
            format!("only the first {max_mb} MB were read; save it to a file to read all of it")
        });
        let id = format!("{INPUT_PREFIX}{}", &sha256(&bytes)[..ID_DIGITS]);
        let mut documents = import(self.file(id, limit), bytes).map_err(|error| cannot(error.into()))?;
        documents.retain(|document| document.block_count() > 0);
        Ok(documents.into_iter().map(Entry::from).collect())
    }

    fn file(&self, id: String, notice: Option<String>) -> import::File {
        let source = Source { id, notice, ..Source::default() };
        import::File {
            source,
            title: self.title.to_owned(),
            encoding: self.options.encoding,
            ..import::File::default()
        }
    }

    fn lock(&self) -> MutexGuard<'_, ReadSoFar> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReadSoFar {
    /// Appends bytes. Returns the reason if reading ends.
    fn take(&mut self, bytes: &[u8], options: ReadOptions) -> Option<End> {
        if let Err(error) = self.bytes.try_reserve(bytes.len()) {
            return Some(End::Failed(error.into()));
        }
        self.bytes.extend_from_slice(bytes);
        let max = usize::try_from(options.max_mb as u64 * MEGABYTE).unwrap_or(usize::MAX);
        if self.bytes.len() <= max {
            return None;
        }
        let end = self.bytes[..max].iter().rposition(|&byte| byte == b'\n').map_or(max, |feed| feed + 1);
        self.bytes.truncate(end);
        remove_cut_character(&mut self.bytes);
        Some(End::Limit)
    }
}

/// Formats the error of a text that cannot be read.
fn cannot(name: &str, unread: Unread) -> String {
    match unread {
        Unread::Missing => format!("cannot read {name}: it does not exist"),
        Unread::Failed(why) => format!("cannot read {name}: {why}"),
    }
}

#[cfg(unix)]
fn stdin_file() -> io::Result<File> {
    use std::os::fd::AsFd;

    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn stdin_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle;

    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}
