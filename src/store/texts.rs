//! Texts: those that come with the program, and files that the reader names.

use std::{
    error::Error,
    ffi::OsString,
    fs,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use anyhow::anyhow;
use ignore::{DirEntry, WalkBuilder};

use super::{
    encoding::{Encoding, decode},
    paths::{from_written, written},
    quoted, reason,
};
use crate::{
    places::{Kept, Places},
    text::{
        library::Library,
        speech::{Format, Manuscript, Speech, sha256},
    },
};

/// The texts that come with the program, in order, each with its id. Nowhere else are they known by
/// name.
const BUILT_IN: [(&str, &str); 2] = [
    ("opening", include_str!("../../texts/opening.txt")),
    ("closing", include_str!("../../texts/closing.txt")),
];

/// The library that comes with the program.
pub fn built_in() -> Library {
    Library::new(BUILT_IN.map(|(id, content)| Speech::parse(id, content.to_owned())))
}

/// Why a file has not been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There is none.
    Missing,
    /// It failed, as this line says.
    Failed(String),
}

impl Unread {
    /// The same in a line of its own, which names the file.
    fn naming(self, path: &Path) -> Self {
        match self {
            Self::Missing => Self::Missing,
            Self::Failed(why) => Self::Failed(format!("cannot read {}: {why}", quoted(path))),
        }
    }
}

/// The endings of files that are written in Markdown.
const MARKDOWN: [&str; 2] = ["md", "markdown"];

/// Reads the text file at `path`, or a pipe to its end. There may be several speeches in it; they are called by the file's
/// name without the extension. Of a large file only a part is read, so that it can be shown whatever its size:
/// the head, or what stands around the place that was kept there. [`load`] reads it whole.
///
/// # Errors
///
/// If there is no such file, or it cannot be read.
pub fn open(path: &Path, encoding: Option<Encoding>, places: &Places) -> Result<Vec<Speech>, Unread> {
    if fs::metadata(path).is_ok_and(|metadata| is_pipe(metadata.file_type())) {
        let read = fs::File::open(path).and_then(|mut pipe| read_stream(&mut pipe, "Pipe", encoding));
        return read.map_err(|error| unread(&error).naming(path));
    }
    // The same file is the same from whatever folder it is named.
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let id = to_id(path.file_stem().map_or(path, Path::new));
    let mut speeches = read_head(&whole, &id, AT_ONCE, encoding).map_err(|unread| unread.naming(&whole))?;
    if let ([head], None) = (&mut speeches[..], encoding)
        && let Some(around) = places.of(head).and_then(|kept| read_around(head, kept))
    {
        *head = around;
    }
    Ok(speeches)
}

/// How many bytes before a kept place are read at once, and how many after it: pages enough to scroll through
/// while the rest is read.
const AROUND: (usize, usize) = (16 * 1024, 64 * 1024);

/// Reads what stands around a kept place of a large file, as long as nothing speaks against the place being
/// there still: size and time are a hint, and the words that were kept have to stand there.
fn read_around(head: &Speech, kept: &Kept) -> Option<Speech> {
    let (shape, (size, _)) = (kept.shape(head)?, head.stamp()?);
    let place = kept.page.offset;
    let from = if place < AT_ONCE { 0 } else { place - AROUND.0 };
    let before_text = size.checked_sub(head.extent() as u64).filter(|_| !head.is_whole())?;
    let mut file = fs::File::open(from_written(head.file()?)).ok()?;
    file.seek(SeekFrom::Start(before_text + from as u64)).ok()?;
    let most = place + AROUND.1 - from;
    let mut bytes = read_at_once(&mut file, most).ok()?;
    leave_cut_character_out(&mut bytes);
    let is_rest = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let start = bytes.iter().take_while(is_rest).count();
    let stretch = str::from_utf8(&bytes[start..]).ok()?;
    head.excerpt(stretch, from + start, place, shape).filter(|excerpt| kept.stands_in(excerpt))
}

/// Reads a speech whole of which only the head is known.
///
/// # Errors
///
/// If its file cannot be read, or it is not in there any more.
pub fn load(speech: &Speech, encoding: Option<Encoding>) -> Result<Speech, String> {
    let file = from_written(speech.file().unwrap_or_default());
    let id = speech.id();
    let name = id.rsplit_once('#').map_or(id, |(name, _)| name);
    let speeches = [name, id].into_iter().map(|id| read_head(&file, id, usize::MAX, encoding));
    for read in speeches {
        let read = read.map_err(|unread| match unread.naming(&file) {
            Unread::Missing => format!("cannot read {}: the file no longer exists", quoted(&file)),
            Unread::Failed(why) => why,
        })?;
        let mut read = read;
        if let Some(found) = read.iter().position(|found| found.id() == speech.id()) {
            return Ok(read.swap_remove(found));
        }
    }
    Err(format!("{} is no longer in {}", speech.id(), quoted(&file)))
}

/// The speech itself if it is whole; else as [`load`] reads it.
///
/// # Errors
///
/// If it is to be read, and [`load`] fails.
pub fn whole(speech: Arc<Speech>, encoding: Option<Encoding>) -> Result<Arc<Speech>, String> {
    if speech.is_whole() { Ok(speech) } else { load(&speech, encoding).map(Arc::new) }
}

/// Up to so many bytes of a file are read before it is shown.
const AT_ONCE: usize = 64 * 1024;

/// How many bytes of a file in a folder are read for what is known of it before it is opened.
const HEAD: usize = 4 * 1024;

/// Reads the speeches in a file as far as `most` bytes of it tell. What is no file is not even opened: a pipe would be
/// waited for, and a device may never end.
fn read_head(path: &Path, id: &str, most: usize, encoding: Option<Encoding>) -> Result<Vec<Speech>, Unread> {
    let unread = |error: io::Error| unread(&error);
    let kind = fs::metadata(path).map_err(unread)?.file_type();
    if !kind.is_file() {
        let what = if kind.is_dir() { "a folder" } else { "a device or a pipe" };
        return Err(Unread::Failed(format!("it is {what}, not a regular file")));
    }
    let mut file = fs::File::open(path).map_err(unread)?;
    let metadata = file.metadata().map_err(unread)?;
    let (stamp, size) = (stamp(&metadata), metadata.len());
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    if size > most {
        bytes = read_at_once(&mut file, most).map_err(unread)?;
        // A line that is cut is left out, unless it is all there is: then no character is cut.
        let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(bytes.len(), |feed| feed + 1);
        bytes.truncate(end);
        leave_cut_character_out(&mut bytes);
    } else {
        bytes.reserve_exact(size);
        file.read_to_end(&mut bytes).map_err(unread)?;
    }
    let is_cut = bytes.len() < size;
    let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let (content, remark) = decode(bytes, encoding);
    let format = if has_ending(path, &MARKDOWN) { Format::Markdown } else { Format::Plain };
    let file = Some(written(path));
    let manuscript =
        Manuscript { name: id.to_owned(), id: id.to_owned(), file, stamp, format, remark, content };
    Ok(if is_cut { Speech::sketch(manuscript, size - mark) } else { Speech::read(manuscript) })
}

/// Why a file has not been read.
fn unread(error: &io::Error) -> Unread {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Missing,
        _ => Unread::Failed(reason(error)),
    }
}

/// The next bytes of a file, up to so many: in one step, unless the file gives fewer.
fn read_at_once(file: &mut fs::File, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; most];
    let mut filled = 0;
    while filled < most {
        match file.read(&mut bytes[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// What may stand before the first character of UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Leaves out a character of UTF-8 of which only the first bytes have been read.
fn leave_cut_character_out(bytes: &mut Vec<u8>) {
    let last = bytes.iter().rposition(|byte| byte & 0b1100_0000 != 0b1000_0000).unwrap_or(0);
    if str::from_utf8(&bytes[last..]).is_err_and(|error| error.error_len().is_none()) {
        bytes.truncate(last);
    }
}

/// What tells a file from what it is later: its size, and when it was changed.
fn stamp(metadata: &fs::Metadata) -> Option<(u64, u128)> {
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), changed.as_nanos()))
}

/// Whether the file of a speech is another one than that which was read.
pub fn has_changed(speech: &Speech) -> bool {
    let now = speech.file().and_then(|file| stamp(&fs::metadata(from_written(file)).ok()?));
    speech.stamp().is_some() && now.is_some() && now != speech.stamp()
}

/// The text files in a folder and those below it, with what is known of their speeches before they are read;
/// what is hidden or ignored is left out. They are told in the order of their paths; a speech is called by the
/// file's path in the folder, without the extension.
pub fn walk(
    folder: &Path,
    endings: &[String],
    encoding: Option<Encoding>,
    wanted: &dyn Fn() -> bool,
    tell: &mut dyn FnMut(Speech),
) {
    if !folder.is_dir() {
        let name = folder.to_string_lossy();
        return tell(Speech::unreadable(&name, &written(folder), "there is no such folder"));
    }
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for entry in entries(&folder).sort_by_file_path(Path::cmp).build() {
        if !wanted() {
            return;
        }
        let entry = match entry {
            Ok(entry) if is_text(&entry, endings) => entry,
            Ok(_) => continue,
            Err(error) => {
                tell(unlisted(&folder, &error));
                continue;
            }
        };
        let id = id_in(&folder, entry.path());
        let unreadable = |why: &str| Speech::unreadable(&id, &written(entry.path()), why);
        match read_head(entry.path(), &id, HEAD, encoding) {
            Ok(speeches) => speeches.iter().map(Speech::shelved).for_each(&mut *tell),
            Err(Unread::Missing) if entry.path_is_symlink() => tell(unreadable("broken symbolic link")),
            // It has gone meanwhile.
            Err(Unread::Missing) => {}
            Err(Unread::Failed(why)) => tell(unreadable(&why)),
        }
    }
}

/// What could not be looked at in a folder, which is that folder itself or one below it, and why.
fn unlisted(folder: &Path, error: &ignore::Error) -> Speech {
    let path = match error {
        ignore::Error::WithPath { path, .. } => path,
        _ => folder,
    };
    let inside = path.strip_prefix(folder).ok().filter(|inside| !inside.as_os_str().is_empty());
    let name = inside.or_else(|| folder.file_name().map(Path::new)).unwrap_or(folder);
    // The walk puts words of its own around those of the system.
    let of_system =
        error.io_error().and_then(|error| error.source()?.downcast_ref()).or_else(|| error.io_error());
    let why = of_system.map_or_else(|| error.to_string(), reason);
    Speech::unreadable(&to_id(name), &written(path), &why)
}

/// So many entries of a folder are looked at before something is shown: it takes a few tenths of a millisecond.
const LOOKED_AT: usize = 256;

/// The speeches in the text file that [`walk`] finds first in a folder, as far as they can be told at once: none
/// of them if more than some hundred entries would have to be looked at for that, or if something in there cannot
/// be read; `None` if there is nothing to tell of.
pub fn first(folder: &Path, endings: &[String], encoding: Option<Encoding>) -> Option<Vec<Speech>> {
    let Ok(folder) = fs::canonicalize(folder) else { return Some(Vec::new()) };
    let mut first: Option<PathBuf> = None;
    for (seen, entry) in entries(&folder).build().enumerate() {
        let Ok(entry) = entry else { return Some(Vec::new()) };
        if is_text(&entry, endings) {
            first = first.into_iter().chain([entry.into_path()]).min();
        }
        if first.is_some() && seen >= LOOKED_AT {
            return Some(Vec::new());
        }
    }
    first.map(|path| read_head(&path, &id_in(&folder, &path), AT_ONCE, encoding).unwrap_or_default())
}

/// What is to be looked at in a folder and those below it.
fn entries(folder: &Path) -> WalkBuilder {
    let mut entries = WalkBuilder::new(folder);
    entries.require_git(false);
    entries
}

/// What a speech in a folder is called.
fn id_in(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    to_id(&inside)
}

/// A name is to be read, on one line, and not to steer a terminal.
fn to_id(name: &Path) -> String {
    name.to_string_lossy().replace(char::is_control, "\u{FFFD}")
}

fn is_text(entry: &DirEntry, endings: &[String]) -> bool {
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file() || kind.is_symlink());
    is_file && has_ending(entry.path(), endings)
}

/// Whether a file has one of these extensions, in whatever case.
pub fn has_ending(file: &Path, endings: &[impl AsRef<str>]) -> bool {
    let Some(ending) = file.extension().and_then(|ending| ending.to_str()) else { return false };
    endings.iter().any(|known| known.as_ref().to_lowercase() == ending.to_lowercase())
}

/// Whether a file whose whole path is known is in a folder, or in one below it.
pub fn is_below(file: &Path, folder: &Path) -> bool {
    fs::canonicalize(folder).is_ok_and(|folder| file.starts_with(folder))
}

/// Whether there is a folder at `path`.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether there is a file at `path`.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is something at `path`.
pub fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

/// The names in the folder in which `path` would be, each as far as `path` is spelled out.
pub fn names_beside(path: &Path) -> Vec<String> {
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    names_in(folder).map(|name| folder.join(name).to_string_lossy().into_owned()).collect()
}

/// The files that `path` names but for their extensions.
pub fn named_in_short(path: &Path) -> Vec<PathBuf> {
    let Some(name) = path.file_name() else { return Vec::new() };
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let paths = names_in(folder).map(|name| folder.join(name));
    paths
        .filter(|path| path.file_stem() == Some(name) && path.extension().is_some() && path.is_file())
        .collect()
}

/// The names in a folder; without a path, in the one where the program was started.
fn names_in(folder: &Path) -> impl Iterator<Item = OsString> {
    let looked_in = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(looked_in).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name())
}

/// Whether standard input is a pipe or a file, and so a text that someone hands in; not a terminal or a
/// device.
pub fn is_input_a_text() -> bool {
    input_kind().is_some_and(|kind| kind.is_file() || is_pipe(kind))
}

#[cfg(unix)]
fn is_pipe(kind: fs::FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(not(unix))]
const fn is_pipe(_: fs::FileType) -> bool {
    false
}

#[cfg(unix)]
fn input_kind() -> Option<fs::FileType> {
    use std::os::fd::AsFd;

    let input = io::stdin().as_fd().try_clone_to_owned().ok()?;
    Some(fs::File::from(input).metadata().ok()?.file_type())
}

#[cfg(not(unix))]
fn input_kind() -> Option<fs::FileType> {
    None
}

/// Reads standard input as a text. Its id has the head of the content's SHA-256 in it, so that places and
/// bookmarks are those of this text, and of no other that is handed in.
///
/// # Errors
///
/// If it cannot be read.
pub fn read_input(encoding: Option<Encoding>) -> anyhow::Result<Vec<Speech>> {
    let read = read_stream(&mut io::stdin().lock(), "Standard input", encoding);
    read.map_err(|error| anyhow!("cannot read standard input: {}", reason(&error)))
}

/// Reads a text that can be read once only.
fn read_stream(from: &mut dyn Read, name: &str, encoding: Option<Encoding>) -> io::Result<Vec<Speech>> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    let digest = sha256(&bytes);
    let id = format!("input-{}", &digest[..INPUT_DIGITS]);
    let (content, remark) = decode(bytes, encoding);
    Ok(Speech::read(Manuscript { id, name: name.to_owned(), remark, content, ..Manuscript::default() }))
}

/// How many digits of the SHA-256 a text from standard input is called by.
const INPUT_DIGITS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::speech::Kind;

    fn opened(name: &str, bytes: &[u8]) -> Speech {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        open(&path, None, &Places::default()).unwrap().remove(0)
    }

    #[test]
    fn the_built_in_texts_are_verbatim() {
        let library = built_in();
        let told = |index: usize| {
            let speech = &library[index];
            assert_eq!(speech.remark(), None);
            (speech.id().to_owned(), speech.sha256().to_owned(), speech.paragraph_count())
        };
        let opening = "f5af823a332dd59b84efd2789d99a0b23de09d5b0f6a62c4825fad57c02a46ce";
        let closing = "ebaa1cb4e312d22639cb822c858cf2f3f02ef7e23ecbf9f889e7dd811a5058df";
        assert_eq!(library.len(), 2);
        assert_eq!(told(0), ("opening".to_owned(), opening.to_owned(), 26));
        assert_eq!(told(1), ("closing".to_owned(), closing.to_owned(), 37));
    }

    #[test]
    fn the_opening_keeps_its_section_break() {
        let opening = &built_in()[0];
        let ends: Vec<usize> =
            (0..opening.block_count()).filter(|&index| opening.section_ends_after(index)).collect();
        let [end] = ends[..] else { panic!("{ends:?}") };
        let next = &opening.text()[opening.block(end + 1).range];
        assert!(next.starts_with("Cell secretaries are hard-core members"), "{next}");
        assert_eq!(opening.block_count(), opening.paragraph_count());
    }

    #[test]
    fn the_closing_is_signed() {
        let closing = &built_in()[1];
        let last = closing.blocks().next_back().unwrap();
        assert_eq!(last.kind, Kind::Signature);
        assert_eq!(closing.text()[last.range].lines().count(), 2);
        assert_eq!(closing.block_count(), 38);
    }

    #[test]
    fn a_file_is_called_by_its_name() {
        assert_eq!(opened("notes.on.unity.txt", b"One.").id(), "notes.on.unity");
        assert_eq!(opened(".hidden", b"One.").id(), ".hidden");
        assert_eq!(opened("plain", b"").id(), "plain");
    }

    #[test]
    fn the_texts_that_come_with_the_program_can_stand_in_one_file() {
        let library = built_in();
        let [opening, closing] = [0, 1].map(|index| &library[index]);
        let content = format!(
            "+++\n[[part]]\nheading = \"Opening Speech\"\n[[part]]\nheading = \"Closing Speech\"\n+++\n\
             Opening and Closing Speeches at Sixth Conference of WPK Cell Secretaries\n\n\
             Opening Speech\n\n{}\n\nClosing Speech\n\n{}\n\n\n",
            opening.text(),
            closing.text()
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("speeches.txt");
        fs::write(&path, content).unwrap();
        let read = open(&path, None, &Places::default()).unwrap();
        let ids: Vec<&str> = read.iter().map(Speech::id).collect();
        assert_eq!(ids, ["speeches#1", "speeches#2"]);
        assert_eq!([read[0].sha256(), read[1].sha256()], [opening.sha256(), closing.sha256()]);
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        let speech = opened("a.txt", "\u{feff}+++\ntitle = \"A\"\n+++\nOne.\n".as_bytes());
        assert_eq!((speech.details().title.as_str(), speech.text()), ("A", "One."));
    }

    #[test]
    fn a_text_that_is_not_utf_8_still_opens() {
        assert_eq!(opened("a.txt", b"caf\xe9 \xff\n\nTwo.").text(), "café ÿ\n\nTwo.");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let opened = |path: &Path| open(path, None, &Places::default());
        assert_eq!(opened(&folder.path().join("x.txt")).unwrap_err(), Unread::Missing);
        let Unread::Failed(why) = opened(folder.path()).unwrap_err() else { panic!("it is there") };
        assert_eq!(why, format!("cannot read {}: it is a folder, not a regular file", quoted(folder.path())));
    }
}
