//! Finds the texts that the words of the command line name.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeSet, HashSet},
    env,
    ffi::{OsStr, OsString},
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::bail;
use oratory_core::{
    anchor::bookmark::Bookmark,
    document::{library::Library, names::loose, speech::Speech},
    search::nearest::near,
};

use super::{
    NothingThere,
    catalog::in_full,
    complain,
    range::{Range, whole_number},
    setup::Setup,
    usage,
};
use crate::{
    places::{INPUT_PREFIX, Places, name_in_messages},
    store::{
        self,
        input::Input,
        names::{NameIndex, is_same_file},
        paths::{from_written, shown, written},
        texts::{self, Loader, ReadOptions, Unread},
    },
};

/// A named text with the selected paragraphs.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) speech: Arc<Speech>,
    /// Selected paragraphs, all of which exist.
    pub(super) paragraphs: Option<RangeInclusive<usize>>,
}

/// Word for standard input.
pub(super) const INPUT: &str = "-";

/// Suggestions for an unknown name.
const GUESSES: usize = 3;

impl Named {
    /// Selects all of a text.
    pub(super) const fn whole(speech: Arc<Speech>) -> Self {
        Self { speech, paragraphs: None }
    }

    /// Extends the selection to the end of the text.
    pub(super) fn open_ended(self) -> Self {
        let last = self.speech.paragraph_count();
        Self { paragraphs: self.paragraphs.map(|numbers| *numbers.start()..=last), ..self }
    }
}

/// Texts for the reader. Of a large text, the part that is seen first.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Texts to open.
    pub(super) named: Vec<Named>,
    /// Texts to list, and the folders with more.
    pub(super) library: Library,
    pub(super) folders: Vec<PathBuf>,
    /// Texts from pipes that are still being read.
    pub(super) inputs: Vec<Arc<Input>>,
}

/// Finds the texts for the reader. Without words, that is the whole library: built-in speeches and the folders of
/// the configuration. The same holds if the words name only speeches in it, which are then opened there.
pub(super) fn wanted(words: &[OsString], setup: &Setup, places: &Places) -> anyhow::Result<Wanted> {
    let shelf = Shelf::new(words, setup, Some(places));
    let mut wanted = Wanted::default();
    for word in words {
        match shelf.folder(word) {
            Some(folder) => wanted.folders.push(folder),
            None => wanted.named.extend(shelf.text(word)?),
        }
    }
    let inputs = shelf.inputs.take();
    // A word with a paragraph needs the whole text, of which an earlier word may have taken only the head.
    let read_since = |named: Named| {
        let mut read = inputs.iter().filter(|piped| piped.input.is_of(&named.speech));
        let read = read.find_map(|piped| piped.read.clone());
        read.map_or_else(|| vec![named], |speeches| speeches.into_iter().map(Named::whole).collect())
    };
    wanted.named = wanted.named.into_iter().flat_map(read_since).collect();
    if wanted.folders.is_empty() && words.iter().all(|word| shelf.is_in_library(word)) {
        let built_in = shelf.built_in().iter().cloned().map(Named::whole);
        wanted.library = library(&built_in.chain(wanted.named.iter().cloned()).collect::<Vec<_>>());
        wanted.folders.extend(setup.config()?.folders.iter().map(|folder| store::whole_path(folder)));
    } else {
        wanted.library = library(&wanted.named);
    }
    wanted.inputs =
        inputs.into_iter().filter(|piped| piped.read.is_none()).map(|piped| piped.input).collect();
    Ok(wanted)
}

/// Returns all built-in speeches.
pub(super) fn all_built_in() -> impl Iterator<Item = Named> {
    let library = texts::built_in();
    (0..library.len()).map(move |index| Named::whole(Arc::clone(&library[index])))
}

/// Returns the library: the built-in speeches and the texts in the folders of the configuration.
///
/// A missing or empty folder does not stop the others.
fn all(setup: &Setup) -> anyhow::Result<Vec<Named>> {
    let config = setup.config()?;
    let folders = config.folders.iter().map(|folder| store::whole_path(folder));
    let in_folder = |folder: PathBuf| {
        let (named, left_out) = texts_in(&folder, &config.extensions, setup.read_options());
        if let Some(left_out) = left_out {
            complain(&left_out);
        }
        named
    };
    let in_folders = folders.flat_map(in_folder);
    Ok(all_built_in().chain(in_folders).collect())
}

/// Returns all texts in `folder`, and a line about texts that ignore files exclude. Reports texts that cannot be read.
fn texts_in(folder: &Path, endings: &[String], options: ReadOptions) -> (Vec<Named>, Option<String>) {
    let mut speeches = Vec::new();
    let left_out = texts::walk(folder, endings, options, &|| true, &mut |speech| speeches.push(speech));
    let mut loader = Loader::new(options);
    let named = speeches.into_iter().filter_map(|speech| told(speech, &mut loader)).collect();
    (named, left_out)
}

/// Formats the message that a folder has no texts, or none that ignore files leave over.
pub(super) fn nothing_in(folder: &Path, endings: &[String]) -> String {
    let left_out =
        texts::left_out(folder, endings).map(|left_out| format!(": {left_out}")).unwrap_or_default();
    format!("there are no texts in {}{left_out}", store::quoted(folder))
}

/// Reads a speech found in a folder. Reports an error and returns `None` if it cannot be read.
fn told(speech: Speech, loader: &mut Loader) -> Option<Named> {
    let read = match (speech.fault(), speech.file()) {
        (Some(why), Some(file)) => Err(format!("cannot read {}: {why}", store::quoted(&from_written(file)))),
        _ => loader.whole(Arc::new(speech)),
    };
    read.map(Named::whole).map_err(|why| complain(&why)).ok()
}

/// Returns the texts of `bookmarks`, as far as their files still exist.
pub(super) fn texts_of(bookmarks: &[Bookmark], setup: &Setup) -> Vec<Arc<Speech>> {
    // The number of a speech in a file follows its path.
    let path = |file: &str| match file.rsplit_once('#') {
        Some((path, _)) if !texts::is_file(&from_written(file)) => path.to_owned(),
        _ => file.to_owned(),
    };
    let own = bookmarks.iter().filter_map(|bookmark| bookmark.file.clone());
    let since = bookmarks.iter().flat_map(|bookmark| &bookmark.files).map(|file| path(file));
    let paths: BTreeSet<String> = own.chain(since).collect();
    let open = |path: PathBuf| texts::open(&path, setup.read_options(), &Places::default());
    let there = paths.iter().map(|path| from_written(path)).filter(|path| texts::is_file(path));
    let opened = there.filter_map(|path| open(path).ok());
    let speeches = opened.flatten().map(Arc::new);
    speeches.filter_map(|speech| texts::whole(speech, setup.read_options()).ok()).collect()
}

/// Returns the texts that `words` name, in order, or the library without words.
pub(super) fn texts(words: &[OsString], setup: &Setup) -> anyhow::Result<Vec<Named>> {
    let named = texts_or_all(words, setup)?;
    tell_remarks(&named);
    Ok(named)
}

fn texts_or_all(words: &[OsString], setup: &Setup) -> anyhow::Result<Vec<Named>> {
    if words.is_empty() {
        return all(setup);
    }
    let shelf = Shelf::new(words, setup, None);
    let named: anyhow::Result<Vec<Vec<Named>>> =
        words.iter().map(|word| shelf.text_or_folder(word)).collect();
    Ok(named?.concat())
}

/// Reports remarks on how texts were read, such as damaged front matter, once for each file.
fn tell_remarks(named: &[Named]) {
    let mut told = HashSet::new();
    for remark in named.iter().filter_map(|named| remark(&named.speech)) {
        if told.insert(remark.clone()) {
            complain(&remark);
        }
    }
}

/// Returns the remark on a text, with the name of its file.
pub(super) fn remark(speech: &Speech) -> Option<String> {
    let file = speech.file().map(|file| store::quoted(&from_written(file)));
    let name = file.unwrap_or_else(|| name_in_messages(speech).to_owned());
    speech.remark().map(|remark| format!("{name}: {remark}"))
}

/// Finds texts by name.
pub(super) struct Shelf<'a> {
    /// Built-in speeches, loaded on first use.
    built_in: OnceCell<Library>,
    names: NameIndex,
    pub(super) setup: &'a Setup,
    /// A word that may be a misspelled command: the first one, if no command was given.
    command: Option<&'a OsStr>,
    /// Saved positions, if the part of a large file around its position suffices.
    places: Option<&'a Places>,
    /// Texts from pipes. Each can be read only once, however often it is named.
    inputs: RefCell<Vec<Piped>>,
}

/// A text from a pipe.
#[derive(Debug)]
struct Piped {
    input: Arc<Input>,
    /// Head, if it was shown before the rest.
    head: Option<Arc<Speech>>,
    /// Speeches in the text, once it has been read to its end.
    read: Option<Vec<Arc<Speech>>>,
}

/// Text or file that a word names.
enum Found {
    BuiltIn(Arc<Speech>),
    File(PathBuf),
}

/// Creates a library of the named texts, without duplicates.
fn library(named: &[Named]) -> Library {
    let mut speeches: Vec<Arc<Speech>> = Vec::new();
    for Named { speech, .. } in named {
        if !speeches.iter().any(|other| other.id() == speech.id() && other.text() == speech.text()) {
            speeches.push(Arc::clone(speech));
        }
    }
    speeches.into_iter().collect()
}

impl<'a> Shelf<'a> {
    pub(super) fn new(words: &'a [OsString], setup: &'a Setup, places: Option<&'a Places>) -> Self {
        let command = words.first().map(OsString::as_os_str).filter(|_| !setup.has_command);
        Self {
            built_in: OnceCell::new(),
            names: NameIndex::default(),
            setup,
            command,
            places,
            inputs: RefCell::default(),
        }
    }

    fn built_in(&self) -> &Library {
        self.built_in.get_or_init(texts::built_in)
    }

    /// Returns `true` if `word` names a text by its name in the library, not by its path.
    fn is_in_library(&self, word: &OsStr) -> bool {
        let name = self.base(Path::new(word));
        match self.find(name.as_os_str()) {
            Ok(Some(Found::BuiltIn(_))) => true,
            Ok(Some(Found::File(file))) => {
                self.in_library(name.as_os_str()).is_ok_and(|found| found.as_ref() == Some(&file))
            }
            _ => false,
        }
    }

    /// Returns the folder that `word` names, if any.
    pub(super) fn folder(&self, word: &OsStr) -> Option<PathBuf> {
        let path = texts::as_on_disk(Path::new(word));
        let is_speech = || word.to_str().is_some_and(|word| called(word, self.built_in()).is_some());
        (texts::is_folder(&path) && (looks_like_path(word) || !is_speech())).then_some(path)
    }

    /// Returns the texts that `word` names. For a folder, returns all texts in it.
    fn text_or_folder(&self, word: &OsStr) -> anyhow::Result<Vec<Named>> {
        let Some(folder) = self.folder(word) else { return self.text(word) };
        let endings = &self.setup.config()?.extensions;
        let (named, left_out) = texts_in(&folder, endings, self.setup.read_options());
        if named.is_empty() {
            bail!(NothingThere(nothing_in(&folder, endings)));
        }
        if let Some(left_out) = left_out {
            complain(&left_out);
        }
        Ok(named)
    }

    /// Returns the texts in the file, or the single text, that `word` names.
    pub(super) fn text(&self, word: &OsStr) -> anyhow::Result<Vec<Named>> {
        if let Some(speeches) = self.whole(word)? {
            return Ok(speeches.into_iter().map(Named::whole).collect());
        }
        let written = written(Path::new(word));
        self.reject_folder(&written)?;
        if let Some(speech) = self.part(&written)? {
            return Ok(vec![Named::whole(speech)]);
        }
        if let Some((name, range)) = written.rsplit_once(':')
            && let Some(speech) = self.one(name)?
        {
            let speech = texts::whole(speech, self.setup.read_options()).map_err(anyhow::Error::msg)?;
            let paragraphs = paragraphs(&speech, &shown(name), range)?;
            return Ok(vec![Named { speech, paragraphs: Some(paragraphs) }]);
        }
        bail!("{}", self.unknown(word))
    }

    /// Fails if `word` selects paragraphs or a part of a folder, like `FOLDER:3`.
    fn reject_folder(&self, word: &str) -> anyhow::Result<()> {
        let Some(at) = word.rfind([':', '#']) else { return Ok(()) };
        let (name, suffix) = word.split_at(at);
        let Some(folder) = self.folder(from_written(name).as_os_str()) else { return Ok(()) };
        let endings = &self.setup.config()?.extensions;
        let first = texts::first(&folder, endings, self.setup.read_options()).unwrap_or_default();
        let example = first.first().map(|speech| {
            let path = folder.join(in_full(speech.id(), &from_written(speech.file().unwrap_or_default())));
            format!(", such as {}{suffix}", self.name_of(speech, &path))
        });
        bail!("{} is a folder: name one of its texts{}", shown(name), example.unwrap_or_default());
    }

    /// Returns the only speech that `name` names.
    fn one(&self, name: &str) -> anyhow::Result<Option<Arc<Speech>>> {
        let Some(speeches) = self.whole(from_written(name).as_os_str())? else { return self.part(name) };
        let speeches = self.read_on(speeches)?;
        if speeches.len() > 1 {
            let (name, count) = (shown(name), speeches.len());
            bail!("{name} has several speeches: choose one of {name}#1 to {name}#{count}");
        }
        Ok(speeches.into_iter().next())
    }

    /// Returns one of several speeches in a file, named like `talks.txt#2`.
    fn part(&self, word: &str) -> anyhow::Result<Option<Arc<Speech>>> {
        let Some((name, number)) = split_part(word) else { return Ok(None) };
        let Some(speeches) = self.whole(from_written(name).as_os_str())? else { return Ok(None) };
        let speeches = self.read_on(speeches)?;
        let found = number.checked_sub(1).and_then(|index| speeches.get(index));
        if found.is_none() {
            let (name, count) = (shown(name), speeches.len());
            let those = match count {
                1 => "it has one speech".to_owned(),
                _ => format!("its speeches are {name}#1 to {name}#{count}"),
            };
            bail!(NothingThere(format!("{name} has no #{}: {those}", &word[name.len() + 1..])));
        }
        Ok(found.cloned())
    }

    /// Returns the speeches in the file, or the single speech, that `word` names as a whole.
    fn whole(&self, word: &OsStr) -> anyhow::Result<Option<Vec<Arc<Speech>>>> {
        let shared = |speeches: Vec<Speech>| speeches.into_iter().map(Arc::new);
        if word == INPUT {
            let start = || Input::stdin(self.setup.read_options()).map_err(anyhow::Error::msg);
            return self.input(&Input::stdin_id(), start).map(Some);
        }
        let path = match self.find(word)? {
            Some(Found::BuiltIn(speech)) => return Ok(Some(vec![speech])),
            Some(Found::File(path)) => path,
            // Opening it reveals whether it is missing or unreadable.
            None => PathBuf::from(word),
        };
        if texts::is_a_pipe(&path) {
            let start = || Ok(Input::pipe(&path, self.setup.read_options()));
            return self.input(&Input::pipe_id(&path), start).map(Some);
        }
        let nowhere = Places::default();
        match texts::open(&path, self.setup.read_options(), self.places.unwrap_or(&nowhere)) {
            Ok(speeches) if self.places.is_some() => Ok(Some(shared(speeches).collect())),
            Ok(speeches) => {
                let whole =
                    |speech| texts::whole(speech, self.setup.read_options()).map_err(anyhow::Error::msg);
                shared(speeches).map(whole).collect::<anyhow::Result<_>>().map(Some)
            }
            Err(Unread::Missing) => Ok(None),
            Err(Unread::Failed(why)) => bail!("{why}"),
        }
    }

    /// Returns the speeches in the text from a pipe whose head has this `id`. For the reader, its head suffices if
    /// the rest takes longer than a moment.
    fn input(
        &self,
        id: &str,
        start: impl FnOnce() -> anyhow::Result<Arc<Input>>,
    ) -> anyhow::Result<Vec<Arc<Speech>>> {
        let mut inputs = self.inputs.borrow_mut();
        let known = inputs.iter().position(|piped| piped.input.id() == id);
        if known.is_none() {
            inputs.push(Piped { input: start()?, head: None, read: None });
        }
        let index = known.unwrap_or(inputs.len() - 1);
        let piped = &mut inputs[index];
        if self.places.is_some() && !self.setup.has_command && piped.read.is_none() {
            if let Some(head) = &piped.head {
                return Ok(vec![Arc::clone(head)]);
            }
            piped.input.wait_for_head(HEAD_WAIT);
            if !piped.input.is_read() {
                let head = piped.head.insert(Arc::new(piped.input.head()));
                return Ok(vec![Arc::clone(head)]);
            }
        }
        piped.whole()
    }

    /// Returns `speeches`, reading the rest of a text from a pipe if only its head is given.
    fn read_on(&self, speeches: Vec<Arc<Speech>>) -> anyhow::Result<Vec<Arc<Speech>>> {
        let mut inputs = self.inputs.borrow_mut();
        match inputs.iter_mut().find(|piped| speeches.iter().any(|speech| piped.input.is_of(speech))) {
            Some(piped) => piped.whole(),
            None => Ok(speeches),
        }
    }

    /// Formats the message for an unknown name, with suggestions.
    fn unknown(&self, word: &OsStr) -> String {
        let shown_word = word.to_string_lossy();
        let name = shown_word.rsplit_once(':').filter(|(_, range)| Range::parse(range).is_some());
        let name = name.map_or(&*shown_word, |(name, _)| name);
        let beside = texts::names_beside(Path::new(name));
        // Compare only the names in the folder: its path is the same in all of them.
        let (folder, last) = name.split_at(name.rfind('/').map_or(0, |slash| slash + 1));
        let built_in = self.built_in().iter().filter(|_| folder.is_empty());
        let built_in = built_in.flat_map(|speech| [speech.id(), &speech.details().title]);
        let mut known: Vec<&str> = built_in.chain(beside.iter().map(String::as_str)).collect();
        known.sort_unstable();
        known.dedup();
        let texts: Vec<String> = near(last, &known).iter().map(|near| format!("{folder}{near}")).collect();
        if self.command == Some(word) && usage::misspelled(&shown_word, &texts).is_some() {
            return usage::unknown_command(&shown_word);
        }
        let guesses = match texts.get(..texts.len().min(GUESSES)).unwrap_or_default() {
            [] => " (`oratory list` shows all names)".to_owned(),
            guesses => format!(": did you mean {}?", guesses.join(" or ")),
        };
        format!("no text or file named {}{guesses}", store::quoted(Path::new(&*shown_word)))
    }

    /// Finds what `word` names. With a `/` or a `.` in it, files come first, otherwise speeches.
    fn find(&self, word: &OsStr) -> anyhow::Result<Option<Found>> {
        let path = &texts::as_on_disk(Path::new(word));
        let exact = || (texts::is_there(path) && !texts::is_folder(path)).then(|| path.clone());
        let is_path = looks_like_path(word);
        if is_path && let Some(path) = exact() {
            return Ok(Some(Found::File(path)));
        }
        if let Some(speech) = word.to_str().and_then(|word| called(word, self.built_in())) {
            return Ok(Some(Found::BuiltIn(speech)));
        }
        let in_library = if is_path { None } else { self.in_library(word)? };
        let mut file = in_library.or_else(exact);
        if file.is_none() {
            file = self.in_short(path)?;
        }
        if file.is_none() && is_path {
            file = self.in_library(word)?;
        }
        Ok(file.map(Found::File))
    }

    /// Returns the only text whose path without the extension is `path`.
    fn in_short(&self, path: &Path) -> anyhow::Result<Option<PathBuf>> {
        let Some(name) = path.file_name() else { return Ok(None) };
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        self.only_text(self.names.files(folder, &name.to_string_lossy()))
    }

    /// Returns the text with this name in a folder of the configuration. If several folders have one, the first counts.
    fn in_library(&self, word: &OsStr) -> anyhow::Result<Option<PathBuf>> {
        for folder in &self.setup.config()?.folders {
            let files = self.names.files(&store::whole_path(folder), &word.to_string_lossy());
            if let Some(file) = self.only_text(files)? {
                return Ok(Some(file));
            }
        }
        Ok(None)
    }

    /// Returns the only text among `files`, if there is exactly one.
    fn only_text(&self, mut files: Vec<PathBuf>) -> anyhow::Result<Option<PathBuf>> {
        if !files.is_empty() {
            let endings = &self.setup.config()?.extensions;
            files.retain(|file| texts::has_ending(file, endings));
        }
        Ok(files.pop().filter(|_| files.is_empty()))
    }

    /// Returns `true` if `id` belongs to a built-in speech.
    pub(super) fn is_built_in(&self, id: &str) -> bool {
        self.built_in().iter().any(|speech| speech.id() == id)
    }

    /// Returns `true` if `word` leads to `file` or to a text in it.
    pub(super) fn leads_to(&self, word: &str, file: &Path) -> bool {
        let is_it = |name: &str| matches!(self.find(name.as_ref()), Ok(Some(Found::File(found))) if is_same_file(&found, file));
        // A word with a hyphen at the beginning is an option.
        let is_free = !word.starts_with('-') && self.folder(word.as_ref()).is_none();
        let is_found = || matches!(self.find(word.as_ref()), Ok(Some(_)));
        is_free && (is_it(word) || !is_found() && split_part(word).is_some_and(|(name, _)| is_it(name)))
    }

    /// Returns the part of a word that names a file or a speech: `talks.txt` of `talks.txt#2:7`.
    pub(super) fn base(&self, word: &Path) -> PathBuf {
        let written = written(word);
        let is_found =
            |word: &str| word == INPUT || matches!(self.find(from_written(word).as_os_str()), Ok(Some(_)));
        let unnumbered = written.rsplit_once(':').map(|(name, _)| name);
        let names = [Some(&*written), unnumbered];
        let names =
            names.into_iter().flatten().flat_map(|name| [Some(name), split_part(name).map(|(name, _)| name)]);
        let found = names.flatten().find(|name| is_found(name)).unwrap_or(&written);
        from_written(found)
    }
}

/// Time that the first frame waits for the head of a text from a pipe.
const HEAD_WAIT: Duration = Duration::from_millis(50);

impl Piped {
    /// Reads the text to its end, unless that was done before.
    fn whole(&mut self) -> anyhow::Result<Vec<Arc<Speech>>> {
        if let Some(speeches) = &self.read {
            return Ok(speeches.clone());
        }
        let speeches = self.input.load(&mut drop).map_err(anyhow::Error::msg)?;
        if speeches.is_empty() {
            bail!(NothingThere(format!("{} is empty", self.input.name())));
        }
        Ok(self.read.insert(speeches.into_iter().map(Arc::new).collect()).clone())
    }
}

/// Returns `true` if `word` contains a `/` or a `.`.
fn looks_like_path(word: &OsStr) -> bool {
    word.as_encoded_bytes().iter().any(|byte| matches!(byte, b'/' | b'.'))
}

/// Returns the speech with this id or title, ignoring case.
fn called(name: &str, library: &Library) -> Option<Arc<Speech>> {
    let name = loose(name);
    let is_called =
        |speech: &&Arc<Speech>| loose(speech.id()) == name || loose(&speech.details().title) == name;
    library.iter().find(is_called).cloned()
}

/// Returns the paragraphs that `range` selects in a speech called `name`.
fn paragraphs(speech: &Speech, name: &str, range: &str) -> anyhow::Result<RangeInclusive<usize>> {
    let Some(numbers) = Range::parse(range) else {
        let range = store::quoted(Path::new(range));
        bail!("invalid paragraph range {range}: use {name}:7, {name}:7-9, {name}:7- or {name}:-9");
    };
    if let Some(forwards) = numbers.forwards() {
        bail!("the range {range} runs backwards: write {name}:{forwards}");
    }
    let count = speech.paragraph_count();
    if count == 0 {
        bail!(NothingThere(format!("{name} has no paragraphs")));
    }
    let outside = || NothingThere(format!("{name} has no ¶ {range}: its paragraphs are 1 to {count}"));
    Ok(numbers.within(count).ok_or_else(outside)?)
}

/// Returns the name by which every command finds a speech that a folder or a bookmark led to.
pub(super) fn name_from_here(speech: &Speech, shelf: &Shelf) -> String {
    let is_input = speech.file().is_none() && speech.id().starts_with(INPUT_PREFIX);
    let path = speech.file().map(|file| {
        let file = from_written(file);
        let here = env::current_dir().ok();
        here.and_then(|here| Some(file.strip_prefix(here).ok()?.to_owned())).unwrap_or(file)
    });
    let input = || if is_input { PathBuf::from(INPUT) } else { PathBuf::new() };
    shelf.name_of(speech, &path.unwrap_or_else(input))
}

/// Splits `talks.txt#2` into the name and the number.
fn split_part(word: &str) -> Option<(&str, usize)> {
    let (name, number) = word.rsplit_once('#')?;
    Some((name, whole_number(number)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_of_a_part_follows_the_last_hash() {
        assert_eq!(split_part("a#b.txt#12"), Some(("a#b.txt", 12)));
        assert_eq!([split_part("a#b"), split_part("a#"), split_part("a")], [None; 3]);
    }
}
