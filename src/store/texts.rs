//! Reads texts: the built-in ones and files.

use std::{
    collections::{HashMap, TryReserveError},
    ffi::{OsStr, OsString},
    fmt, fs,
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    folders::{FolderReader, changed_file},
    input::Input,
    options::{HEAD_BYTES, ReadOptions, Unread, too_large},
    quoted, sidecar, stamp,
    walk::{Found, Walk, has_ending},
};
use oratory_core::{Document, Source, is_same_name, sha256};
use oratory_import::{
    File, ImportError, Outside, import, import_converted, import_details, import_head, import_text,
    import_unread,
};

use crate::catalog::{Catalog, Entry};
use crate::config::converter::Converter;
use crate::event::ChangedFile;

/// The built-in texts with their ids, in reading order.
const BUILT_IN: [(&str, &str); 2] = [
    ("opening", include_str!("../../texts/opening.txt")),
    ("closing", include_str!("../../texts/closing.txt")),
];

/// Returns the library of built-in texts.
pub fn built_in() -> Catalog {
    Catalog::new(BUILT_IN.map(|(id, content)| import_text(id, content)))
}

/// Reads the text file at `path`, or a pipe to its end. A file may contain several speeches; they are named after
/// the file, without its extension.
///
/// # Errors
///
/// Fails if the file does not exist or cannot be read.
pub fn open(path: &Path, extent: Extent, options: ReadOptions) -> Result<Vec<Entry>, Unread> {
    open_in(path, extent, options, &mut FolderReader::new(options.encoding))
}

/// Reads a text as [`open`] does. `folders` has read the folders of other texts.
///
/// # Errors
///
/// Fails as [`open`] does.
pub(crate) fn open_in(
    path: &Path,
    extent: Extent,
    options: ReadOptions,
    folders: &mut FolderReader,
) -> Result<Vec<Entry>, Unread> {
    if is_a_pipe(path) {
        return Input::pipe(path, options).load(&mut drop).map_err(Unread::Failed);
    }
    let whole = canonical(path);
    let outside = Some(folders.outside(&whole));
    // Whoever asks for the metadata reads the text later, and reports the faults of all its texts.
    let faults = if extent == Extent::Metadata { Vec::new() } else { folders.take_faults() };
    let beside = Beside { sidecar: sidecar::beside(&whole), outside, faults };
    open_beside(path, beside, extent, options)
}

/// Reads a text in a folder that is going to be walked. The walk finds the details that its folders state, which may
/// take longer than a first frame.
///
/// # Errors
///
/// Fails as [`open`] does.
pub(crate) fn open_first(path: &Path, extent: Extent, options: ReadOptions) -> Result<Vec<Entry>, Unread> {
    let sidecar = sidecar::beside(&canonical(path));
    open_beside(path, Beside { sidecar, ..Beside::default() }, extent, options)
}

fn open_beside(
    path: &Path,
    beside: Beside,
    extent: Extent,
    options: ReadOptions,
) -> Result<Vec<Entry>, Unread> {
    // A file has one id, whatever the working directory.
    let whole = canonical(path);
    let id = to_id(path.file_stem().map_or(path, Path::new));
    read_file(&whole, beside, &id, extent, options, &|| true).map_err(|unread| unread.naming(&whole))
}

/// Returns the absolute path of a file without links, by which positions in it are saved.
pub(crate) fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Reads the whole of a `speech` of which only a part is loaded. Its converter is started even if it has failed before, and
/// stopped once the speech is not `wanted` any more.
///
/// # Errors
///
/// Fails if the file cannot be read, or no longer contains the speech.
pub fn load(speech: &Entry, options: ReadOptions, wanted: &dyn Fn() -> bool) -> Result<Entry, String> {
    if let (Some(converters), Some(file)) = (options.converters, speech.file()) {
        converters.forget_failure(file);
    }
    let mut speeches = load_file(speech, options, wanted)?;
    let found = speeches.iter().position(|found| found.id() == speech.id());
    found.map(|found| speeches.swap_remove(found)).ok_or_else(|| is_gone(speech))
}

/// Reads all speeches in the file of `speech`.
fn load_file(speech: &Entry, options: ReadOptions, wanted: &dyn Fn() -> bool) -> Result<Vec<Entry>, String> {
    let file = speech.file().unwrap_or_else(|| Path::new(""));
    // A text that is loaded already is to be read anew.
    let outside = speech.outside().filter(|_| speech.whole().is_none()).cloned();
    let mut folders = FolderReader::new(options.encoding);
    let outside = outside.unwrap_or_else(|| folders.outside(file));
    let beside = Beside { outside: Some(outside), faults: folders.take_faults(), sidecar: None };
    let read = |id| {
        let beside = Beside { sidecar: sidecar::beside(file), ..beside.clone() };
        let read = read_file(file, beside, id, Extent::Whole, options, wanted);
        read.map_err(|unread| match unread.naming(file) {
            Unread::Missing => format!("cannot read {}: the file no longer exists", quoted(file)),
            Unread::Failed(why) => why,
        })
    };
    let id = speech.id();
    let name = id.rsplit_once('#').map_or(id, |(name, _)| name);
    let speeches = read(name)?;
    // The name of a file may contain a `#` too.
    if name == id || speeches.iter().any(|found| found.id() == id) { Ok(speeches) } else { read(id) }
}

fn is_gone(speech: &Entry) -> String {
    let file = speech.file().unwrap_or_else(|| Path::new(""));
    format!("{} is no longer in {}", speech.id(), quoted(file))
}

/// Reads whole speeches. Consecutive speeches of the same file share one read.
pub(crate) struct Loader<'a> {
    options: ReadOptions,
    wanted: &'a dyn Fn() -> bool,
    /// File that was read last, with its speeches by id.
    last: Option<(PathBuf, HashMap<String, Arc<Document>>)>,
}

impl fmt::Debug for Loader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<'a> Loader<'a> {
    /// Creates a loader with nothing loaded. It stops a converter once the speeches are not `wanted` any more.
    pub(crate) const fn new(options: ReadOptions, wanted: &'a dyn Fn() -> bool) -> Self {
        Self { options, wanted, last: None }
    }

    /// Returns the document of `speech` if it is loaded, otherwise as [`load`] reads it.
    ///
    /// # Errors
    ///
    /// Fails as [`load`] does.
    pub(crate) fn whole(&mut self, speech: &Entry) -> Result<Arc<Document>, String> {
        let loaded = if speech.file().is_some() { speech.whole() } else { speech.document() };
        if let Some(document) = loaded {
            return Ok(Arc::clone(document));
        }
        let file = speech.file().ok_or_else(|| is_gone(speech))?;
        if self.last.as_ref().is_none_or(|(last, _)| last != file) {
            let speeches = load_file(speech, self.options, self.wanted)?;
            if let [only] = &speeches[..]
                && only.id() == speech.id()
            {
                return only.whole().cloned().ok_or_else(|| is_gone(speech));
            }
            let by_id =
                speeches.iter().filter_map(|speech| Some((speech.id().to_owned(), speech.whole()?.clone())));
            self.last = Some((file.to_owned(), by_id.collect()));
        }
        let speeches = self.last.as_ref().map(|(_, speeches)| speeches);
        speeches.and_then(|speeches| speeches.get(speech.id())).cloned().ok_or_else(|| is_gone(speech))
    }
}

/// The part of a file to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// All of it up to [`ReadOptions::whole_bytes`], otherwise its head: for a first frame at a saved position.
    FirstFrame,
    /// All of a short text, otherwise its head: for a first frame at the start. It costs the same at every size.
    Start,
    /// The beginning, which contains the metadata.
    Metadata,
}

impl Extent {
    /// Returns the size up to which a file is read whole, and the bytes read of a larger one.
    const fn bytes(self, options: ReadOptions) -> (usize, usize) {
        match self {
            Self::Whole => (usize::MAX, usize::MAX),
            Self::FirstFrame => (options.whole_bytes, HEAD_BYTES),
            Self::Start => (HEAD_BYTES, HEAD_BYTES),
            Self::Metadata => (METADATA_BYTES, METADATA_BYTES),
        }
    }
}

/// Bytes of a file that is to be converted for each byte of its text, about: a PDF has fonts and images as well.
const BYTES_PER_CONVERTED_BYTE: usize = 10;

/// Bytes that usually contain the front matter and the first heading.
const METADATA_BYTES: usize = 4 * 1024;

/// The files beside a text that state details of it.
#[derive(Debug, Clone, Default)]
struct Beside {
    sidecar: Option<PathBuf>,
    /// The details that the folders of the text state. `None` if they are not looked for.
    outside: Option<Outside>,
    /// The faults that were found in the files of the folders, each on a line.
    faults: Vec<String>,
}

/// Reads the speeches in a file, or in its head.
///
/// Opens only regular files: a pipe would block, and a device may be endless.
fn read_file(
    path: &Path,
    Beside { sidecar, outside, faults }: Beside,
    id: &str,
    extent: Extent,
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
) -> Result<Vec<Entry>, Unread> {
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_file() {
        let what = if kind.is_dir() { "a folder" } else { "a device or a pipe" };
        return Err(Unread::Failed(format!("it is {what}, not a regular file")));
    }
    let mut file = fs::File::open(path)?;
    let metadata = file.metadata()?;
    let (stamp, size) = (stamp(&metadata), metadata.len());
    if size > options.max_bytes() {
        return Err(too_large(size, options));
    }
    let converter = options.converters.and_then(|converters| converters.of(path));
    let mut source = Source {
        id: id.to_owned(),
        file: Some(path.to_owned()),
        stamp,
        converter: converter.map(|converter| converter.to_string().into()),
        ..Source::default()
    };
    let sidecar = sidecar.and_then(|sidecar| sidecar::read(&sidecar, &mut source));
    let in_folders = |entry: Entry| entry.in_folders(outside.clone()).with_folder_faults(faults.clone());
    let import_file = File {
        source,
        title: id.to_owned(),
        encoding: options.encoding,
        sidecar,
        outside: outside.clone().unwrap_or_default(),
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if let Some(converter) = converter {
        let entries = read_converted(&mut file, size, converter, import_file, extent, (options, wanted))?;
        return Ok(entries.into_iter().map(in_folders).collect());
    }
    let (whole, mut most) = extent.bytes(options);
    while size > most.max(whole) {
        let head = read_up_to(&mut file, most)?;
        if let Some(heads) = import_head(import_file.clone(), head, size)? {
            return Ok(heads.into_iter().map(|(head, bytes)| in_folders(Entry::head(head, bytes))).collect());
        }
        // The front matter is longer.
        most = most.saturating_mul(16);
        file.rewind()?;
    }
    Ok(read_rest(&mut file, size, import_file, extent, options)?.into_iter().map(in_folders).collect())
}

/// Reads a file of `size` bytes as a whole, although of some formats only the details are imported.
fn read_rest(
    file: &mut fs::File,
    size: usize,
    import_file: File,
    extent: Extent,
    options: ReadOptions,
) -> Result<Vec<Entry>, Unread> {
    if size > LARGE {
        // The limit of some formats is lower, and the head shows what is no text.
        let head = read_up_to(file, METADATA_BYTES)?;
        import_head(import_file.clone(), head, size)?;
        file.rewind()?;
    }
    let bytes = read_to_end(file, size, options)?;
    if extent == Extent::Metadata
        && let Some((head, bytes)) = import_details(import_file.clone(), &bytes)?
    {
        return Ok(vec![Entry::head(head, bytes)]);
    }
    Ok(import(import_file, bytes)?.into_iter().map(Entry::from).collect())
}

/// Reads what a converter prints for a file of `size` bytes. Of its head, only the details are known.
fn read_converted(
    file: &mut fs::File,
    size: usize,
    converter: &Converter,
    import_file: File,
    extent: Extent,
    (options, wanted): (ReadOptions, &dyn Fn() -> bool),
) -> Result<Vec<Entry>, Unread> {
    let (Some(path), Some(converters)) = (import_file.source.file.clone(), options.converters) else {
        return Err(Unread::Missing);
    };
    if extent != Extent::Whole {
        return Ok(vec![Entry::head(import_unread(import_file), size / BYTES_PER_CONVERTED_BYTE)]);
    }
    let hash = sha256(&read_to_end(file, size, options)?);
    let before = import_file.source.stamp;
    let is_unchanged = || fs::metadata(&path).is_ok_and(|metadata| stamp(&metadata) == before);
    let printed = converters.convert(converter, &path, &hash, is_unchanged, wanted);
    let text = printed.map_err(Unread::Failed)?;
    let documents = import_converted(import_file, converter.name(), text)?;
    Ok(documents.into_iter().map(Entry::from).collect())
}

/// Reads a file of about `size` bytes to its end. It may grow meanwhile, and files in `/proc` report a size of 0.
fn read_to_end(file: &mut fs::File, size: usize, options: ReadOptions) -> Result<Vec<u8>, Unread> {
    let max = options.max_bytes();
    reserve_for_speech(size, 0)?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(size)?;
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(too_large(bytes.len() as u64, options));
    }
    if size > LARGE {
        reserve_for_speech(bytes.len(), bytes.split(|&byte| byte == b'\n').count())?;
    }
    Ok(bytes)
}

/// Above this size, the head is looked at before the rest is read, and memory is reserved before it is used.
const LARGE: usize = 64 * 1024 * 1024;

/// Checks that memory suffices for a text of `bytes` bytes and `lines` lines: the text, a copy in another encoding,
/// and two numbers for each line.
fn reserve_for_speech(bytes: usize, lines: usize) -> Result<(), TryReserveError> {
    let needed = bytes.saturating_mul(2).saturating_add(lines.saturating_mul(2 * size_of::<usize>()));
    Vec::<u8>::new().try_reserve_exact(needed)
}

/// Reads up to `most` bytes.
fn read_up_to(file: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    file.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns a file of a speech that has changed since it was read.
pub(crate) fn changed(speech: &Entry) -> Option<ChangedFile> {
    if has_changed(speech) {
        return Some(ChangedFile::Text);
    }
    changed_file(speech.outside()?).map(ChangedFile::Beside)
}

fn has_changed(speech: &Entry) -> bool {
    let Some(file) = speech.file() else { return false };
    let now = fs::metadata(file).ok().and_then(|metadata| stamp(&metadata));
    let has_sidecar_changed = || sidecar::stamped(sidecar::beside(file)) != speech.source().sidecar;
    speech.stamp().is_some() && now.is_some() && (now != speech.stamp() || has_sidecar_changed())
}

/// Reports the texts in and below `folder` in natural order, with their metadata. Hidden and ignored files are
/// skipped. A speech is named by the path of its file in the folder, without the extension.
///
/// Returns lines about faults in what the folders state of their texts, and about texts that ignore files exclude.
pub(crate) fn walk(
    folder: &Path,
    endings: &[String],
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Entry),
) -> Vec<String> {
    if !folder.is_dir() {
        let name = folder.to_string_lossy();
        report(Entry::unreadable(&name, folder, "there is no such folder"));
        return Vec::new();
    }
    let mut folders = FolderReader::new(options.encoding);
    let mut without_text = 0;
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let mut walk = Walk::new(&folder, endings, usize::MAX);
    for found in walk.by_ref() {
        if !wanted() {
            return Vec::new();
        }
        match found {
            Found::Text { path, inside, is_link, sidecar } => {
                let id = to_id(&inside.with_extension(""));
                let unreadable = |why: &str| Entry::unreadable(&id, &path, why);
                let outside = Some(folders.outside(&path));
                let beside = Beside { sidecar, outside, faults: Vec::new() };
                match read_file(&path, beside, &id, Extent::Metadata, options, &|| true) {
                    Ok(speeches) if is_other_xml(&path, &speeches) => without_text += 1,
                    Err(Unread::Failed(why)) if why == ImportError::NoText.to_string() => without_text += 1,
                    Ok(speeches) => speeches.iter().map(Entry::evicted).for_each(&mut *report),
                    Err(Unread::Missing) if is_link => report(unreadable("broken symbolic link")),
                    // The file was removed meanwhile.
                    Err(Unread::Missing) => {}
                    Err(Unread::Failed(why)) => report(unreadable(&why)),
                }
            }
            Found::Unreadable { path, inside, why } => {
                let name =
                    if inside.as_os_str().is_empty() { folder.file_name() } else { Some(inside.as_os_str()) };
                report(Entry::unreadable(&to_id(name.map_or(&folder, Path::new)), &path, &why));
            }
        }
    }
    let left_out = walk.left_out().into_iter().chain(xml_left_out(without_text));
    let left_out = left_out.map(|left_out| format!("{}: {left_out}", quoted(&folder)));
    folders.into_faults(&folder).into_iter().chain(left_out).collect()
}

/// Describes how many XML files without a text were left out. Returns `None` if there are none.
fn xml_left_out(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 XML file without a text is left out".to_owned()),
        count => Some(format!("{count} XML files without a text are left out")),
    }
}

/// Returns `true` for an XML file without a text. In a corpus, such files list the speakers and describe the texts.
fn is_other_xml(path: &Path, speeches: &[Entry]) -> bool {
    let is_other = |speech: &Entry| speech.source().format != Some("TEI") && !speech.is_converted();
    has_ending(path, &["xml"]) && speeches.iter().all(is_other)
}

/// Entries of a folder that are sorted before the first frame. Sorting 2,000 takes a millisecond or two.
const LOOKED_AT: usize = 4096;

/// Returns the speeches in the first text of a folder, in the order of [`walk`]. They are empty if a few thousand
/// entries do not suffice to find it, or if something cannot be read. Returns `None` if the folder has no text.
pub(crate) fn first(folder: &Path, endings: &[String], options: ReadOptions) -> Option<Vec<Entry>> {
    let Ok(folder) = fs::canonicalize(folder) else { return Some(Vec::new()) };
    let mut walk = Walk::new(&folder, endings, LOOKED_AT);
    match walk.next()? {
        Found::Text { path, inside, .. } if !walk.is_over_budget() => {
            let id = to_id(&inside.with_extension(""));
            // The listing may be incomplete.
            let beside = Beside { sidecar: sidecar::beside(&path), ..Beside::default() };
            let speeches = read_file(&path, beside, &id, Extent::Start, options, &|| true);
            Some(speeches.ok().filter(|speeches| !is_other_xml(&path, speeches)).unwrap_or_default())
        }
        Found::Text { .. } | Found::Unreadable { .. } => Some(Vec::new()),
    }
}

/// Returns a line about texts in `folder` that ignore files exclude, if any.
pub(crate) fn left_out(folder: &Path, endings: &[String]) -> Option<String> {
    let mut walk = Walk::new(&fs::canonicalize(folder).ok()?, endings, usize::MAX);
    walk.by_ref().for_each(drop);
    walk.left_out()
}

/// Returns `name` on one line and without control characters.
pub(super) fn to_id(name: &Path) -> String {
    name.to_string_lossy().replace(char::is_control, "\u{FFFD}")
}

/// Returns `path` with its names as the disk spells them: composed (NFC) or decomposed (NFD). A name is found
/// however it is typed. A name that does not exist stays unchanged.
pub(crate) fn as_on_disk(path: &Path) -> PathBuf {
    if path.as_os_str().is_ascii() || fs::symlink_metadata(path).is_ok() {
        return path.to_owned();
    }
    let mut on_disk = PathBuf::new();
    for name in path {
        let is_here = fs::symlink_metadata(on_disk.join(name)).is_ok();
        let same = if is_here { None } else { names_in(&on_disk).find(|other| is_same(name, other)) };
        on_disk.push(same.as_deref().unwrap_or(name));
    }
    on_disk
}

/// Returns `true` if two file names are equal but for their composition.
fn is_same(one: &OsStr, other: &OsStr) -> bool {
    one == other || one.to_str().zip(other.to_str()).is_some_and(|(one, other)| is_same_name(one, other))
}

/// Returns `true` if `file`, an absolute path, is in or below `folder`.
pub(crate) fn is_below(file: &Path, folder: &Path) -> bool {
    fs::canonicalize(folder).is_ok_and(|folder| file.starts_with(folder))
}

/// Returns `true` if `folder` contains the speech `id` through a link to the folder of `file`.
pub(crate) fn is_linked(file: &Path, folder: &Path, id: &str) -> bool {
    let name = id.rsplit_once('#').map_or(id, |(name, _)| name);
    let extension = file.extension().unwrap_or_default();
    let is_file = |name: &str| {
        // Append the extension: the name itself may contain dots.
        let path = folder.join([OsStr::new(name), extension].join(OsStr::new(".")));
        fs::canonicalize(path).is_ok_and(|path| path == file)
    };
    name.contains('/') && (is_file(name) || is_file(id))
}

/// Returns `true` if `path` is a folder.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Returns `true` if `path` is a regular file.
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Returns `true` if `path` is a pipe.
pub(crate) fn is_a_pipe(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| is_pipe(metadata.file_type()))
}

/// Returns `true` if `path` exists.
pub(crate) fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

/// Returns `true` if `path` does not exist. Returns `false` if that cannot be determined.
pub(crate) fn is_missing(path: &Path) -> bool {
    fs::metadata(path).is_err_and(|error| Unread::from(error) == Unread::Missing)
}

/// Returns the paths of all entries in the folder of `path`, spelled as `path` spells the folder.
pub(crate) fn names_beside(path: &Path) -> Vec<String> {
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let names = names_in(folder).map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('.')).collect()
}

/// Returns the names in `folder`, or in the working directory if `folder` is empty.
fn names_in(folder: &Path) -> impl Iterator<Item = OsString> {
    let looked_in = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(looked_in).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name())
}

/// Returns `true` if standard input is a pipe or a file, and not a terminal or a device.
pub(crate) fn is_input_a_text() -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use oratory_core::Kind;

    fn built_in_text(index: usize) -> Arc<Document> {
        Arc::clone(built_in().entries().nth(index).unwrap().document().unwrap())
    }

    fn opened(name: &str, bytes: &[u8]) -> Arc<Document> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let read = open(&path, Extent::FirstFrame, ReadOptions::default()).unwrap();
        Arc::clone(read[0].whole().unwrap())
    }

    #[test]
    fn the_built_in_texts_are_verbatim() {
        let facts = |index: usize| {
            let speech = built_in_text(index);
            assert_eq!(speech.remark(), None);
            (speech.id().to_owned(), speech.sha256().to_owned(), speech.paragraph_count())
        };
        let opening = "f5af823a332dd59b84efd2789d99a0b23de09d5b0f6a62c4825fad57c02a46ce";
        let closing = "ebaa1cb4e312d22639cb822c858cf2f3f02ef7e23ecbf9f889e7dd811a5058df";
        assert_eq!(built_in().len(), 2);
        assert_eq!(facts(0), ("opening".to_owned(), opening.to_owned(), 26));
        assert_eq!(facts(1), ("closing".to_owned(), closing.to_owned(), 37));
    }

    #[test]
    fn opening_keeps_its_section_break() {
        let opening = built_in_text(0);
        let ends: Vec<usize> =
            (0..opening.block_count()).filter(|&index| opening.section_ends_after(index)).collect();
        let [end] = ends[..] else { panic!("{ends:?}") };
        let next = &opening.text()[opening.block(end + 1).range];
        assert!(next.starts_with("Cell secretaries are hard-core members"), "{next}");
        assert_eq!(opening.block_count(), opening.paragraph_count());
    }

    #[test]
    fn closing_is_signed() {
        let closing = built_in_text(1);
        let last = closing.blocks().next_back().unwrap();
        assert_eq!(last.kind, Kind::Signature);
        assert_eq!(closing.text()[last.range].lines().count(), 2);
        assert_eq!(closing.block_count(), 38);
    }

    #[test]
    fn speech_is_named_after_its_file() {
        assert_eq!(opened("notes.on.unity.txt", b"One.").id(), "notes.on.unity");
        assert_eq!(opened(".hidden", b"One.").id(), ".hidden");
        assert_eq!(opened("plain", b"").id(), "plain");
    }

    #[test]
    fn built_in_texts_can_share_a_file() {
        let [opening, closing] = [0, 1].map(built_in_text);
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
        let read = open(&path, Extent::FirstFrame, ReadOptions::default()).unwrap();
        let ids: Vec<&str> = read.iter().map(Entry::id).collect();
        assert_eq!(ids, ["speeches#1", "speeches#2"]);
        let texts: Vec<&str> = read.iter().map(|speech| speech.whole().unwrap().sha256()).collect();
        assert_eq!(texts, [opening.sha256(), closing.sha256()]);
    }

    #[test]
    fn byte_order_mark_is_not_part_of_the_text() {
        let speech = opened("a.txt", "\u{feff}+++\ntitle = \"A\"\n+++\nOne.\n".as_bytes());
        assert_eq!((speech.details().title.as_str(), speech.text()), ("A", "One."));
    }

    #[test]
    fn text_in_another_encoding_opens() {
        assert_eq!(opened("a.txt", b"caf\xe9 \xff\n\nTwo.").text(), "café ÿ\n\nTwo.");
    }

    #[test]
    fn unreadable_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let opened = |path: &Path| open(path, Extent::FirstFrame, ReadOptions::default());
        assert_eq!(opened(&folder.path().join("x.txt")).unwrap_err(), Unread::Missing);
        let Unread::Failed(why) = opened(folder.path()).unwrap_err() else { panic!("the folder exists") };
        assert_eq!(why, format!("cannot read {}: it is a folder, not a regular file", quoted(folder.path())));
    }
}
