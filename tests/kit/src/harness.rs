//! The test harness: keys in, frame out. Runs an app in its own folders with the step function of the event loop,
//! and renders frames as text with marks below highlights.

use std::{fmt::Write as _, fs, path::PathBuf, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use oratory::{
    App, Catalog, Command, Config, DocumentId, Effect, Entry, Input, InputHandler, Item, Job, Reading, World,
    parse_config,
    store::{
        self, Folders,
        options::ReadOptions,
        texts::{self, Extent},
    },
    ui,
};
use oratory_core::Document;
use oratory_import::import_text;
use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::{Color, Modifier},
};
use tempfile::TempDir;
use termina::{
    Event,
    event::{KeyCode, KeyEvent, Modifiers},
};
use unicode_width::UnicodeWidthStr;

/// A running app.
#[derive(Debug)]
pub struct Reader {
    input: InputHandler,
    folders: Folders,
    /// Context of background jobs.
    world: World,
    /// Removed on drop, unless it belongs to another reader.
    home: Option<TempDir>,
    size: (u16, u16),
    now: Timestamp,
    /// `true` once the program has ended.
    pub quit: bool,
    /// The last copied text.
    pub copied: Option<String>,
    /// `true` if a suspension or a redraw was requested.
    pub requested: (bool, bool),
    /// Pending jobs, while they are held back.
    held: Option<Vec<Job>>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Starts the program for the first time, on a screen of 80 by 24.
    pub fn new() -> Self {
        Self::of(texts::built_in(), (80, 24))
    }

    /// Starts it on a screen of another size.
    pub fn sized(columns: u16, rows: u16) -> Self {
        Self::of(texts::built_in(), (columns, rows))
    }

    /// Starts it with these texts, named `a`, `b` and so on.
    pub fn with(bodies: &[&str]) -> Self {
        Self::of(library(bodies), (80, 24))
    }

    /// Starts it with this library.
    pub fn of(library: Catalog, size: (u16, u16)) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folders = folders(&home);
        Self::started(library, size, folders, Some(home), Config::default(), World::default())
    }

    /// Starts it with a folder of these files.
    pub fn in_folder(files: &[(&str, &str)]) -> Self {
        let (home, folders, world) = folder_of(files);
        let library = Catalog::new(world.first_text().unwrap());
        Self::started(library, (80, 24), folders, Some(home), Config::default(), world)
    }

    /// Starts it like [`Reader::in_folder`] and holds back all jobs after the first frame, which shows the first text.
    pub fn at_first_text(files: &[(&str, &str)]) -> Self {
        let (home, folders, world) = folder_of(files);
        let library = Catalog::new(world.first_text().unwrap());
        let mut reader = Self::seated(library, (80, 24), folders, Some(home), Config::default(), world);
        reader.hold_jobs().start();
        reader
    }

    /// Starts it like [`Reader::in_folder`] and holds back all jobs, as if the disk were slow.
    pub fn before_folder(files: &[(&str, &str)]) -> Self {
        let (home, folders, world) = folder_of(files);
        let (library, config) = (Catalog::default(), Config::default());
        let mut reader = Self::seated(library, (80, 24), folders, Some(home), config, world);
        reader.hold_jobs().start();
        reader
    }

    /// Starts it with a file of this name and content.
    pub fn of_file(name: &str, content: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let (folders, path) = (folders(&home), home.path().join(name));
        fs::write(&path, content).unwrap();
        let library = Catalog::new(texts::open(&path, Extent::FirstFrame, ReadOptions::default()).unwrap());
        Self::started(library, (80, 24), folders, Some(home), Config::default(), World::default())
    }

    /// Returns a speech of the library.
    pub fn entry(&self, index: usize) -> &Entry {
        entry(self.app().library().catalog(), index)
    }

    /// Returns the text of a speech of the library.
    pub fn text(&self, index: usize) -> &Document {
        self.entry(index).document().unwrap()
    }

    /// Returns the number of texts in memory.
    pub fn loaded(&self) -> usize {
        let speeches = self.app().library().catalog().iter();
        speeches.filter(|(_, speech)| speech.whole().is_some()).count()
    }

    /// Returns the index of the open speech.
    pub fn open(&self) -> usize {
        self.index_of(self.app().open())
    }

    /// Returns the index of the speech in the reading pane.
    pub fn shown(&self) -> usize {
        self.index_of(self.app().shown())
    }

    /// Returns the id of a speech.
    pub fn id(&self, index: usize) -> DocumentId {
        self.app().library().catalog().iter().nth(index).unwrap().0
    }

    /// Returns the position in a speech.
    pub fn reading(&self, index: usize) -> &Reading {
        self.app().panes().active().reading(self.id(index)).unwrap()
    }

    /// Returns the index of a speech.
    pub fn index_of(&self, speech: DocumentId) -> usize {
        self.app().library().catalog().iter().position(|(id, _)| id == speech).unwrap()
    }

    /// Returns the entries of the list, as indexes in the library or of blocks.
    pub fn entries(&self) -> Vec<usize> {
        let index = |item: &Item| match *item {
            Item::Speech(speech) => self.index_of(speech),
            Item::Heading(block) => block,
        };
        self.app().sidebar().entries().iter().map(index).collect()
    }

    /// Returns the path of the open file.
    pub fn file(&self) -> PathBuf {
        self.entry(0).file().unwrap().into()
    }

    /// Starts the program again with that file. Holds back all jobs after the first frame.
    pub fn at_first_frame(&self) -> Self {
        self.reopened(ReadOptions::default())
    }

    /// Like [`Reader::at_first_frame`], as if the file had more than 4 MB.
    pub fn at_head(&self) -> Self {
        self.reopened(ReadOptions { whole_bytes: 0, ..ReadOptions::default() })
    }

    fn reopened(&self, options: ReadOptions) -> Self {
        let library = Catalog::new(texts::open(&self.file(), Extent::FirstFrame, options).unwrap());
        let (config, folders) = (self.input.config().clone(), self.folders.clone());
        let mut reader = Self::seated(library, self.size, folders, None, config, self.world.clone());
        reader.hold_jobs().start();
        reader
    }

    /// Returns the path of a file in the folder.
    pub fn library_file(&self, name: &str) -> PathBuf {
        self.world.library_folders[0].join(name)
    }

    /// Returns the titles in the list, from the top; of many speeches, the rows.
    pub fn listed(&self) -> Vec<String> {
        let rows = self.rows();
        let width = usize::from(self.app().page().list.width);
        let is_one_row = self.app().library().len() >= 40;
        let heads = rows[2..rows.len() - 1]
            .chunks(if is_one_row { 1 } else { 3 })
            .map(|rows| rows[0].chars().take(width).collect::<String>());
        heads
            .map(|head| head.trim_start_matches('▌').trim().to_owned())
            .take(self.entries().len())
            .filter(|head| !head.is_empty())
            .collect()
    }

    /// Starts it with a configuration in TOML.
    pub fn configured(content: &str) -> Self {
        Self::with_config(parse_config(content).unwrap())
    }

    /// Starts it with a configuration.
    pub fn with_config(config: Config) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folders = folders(&home);
        Self::started(texts::built_in(), (80, 24), folders, Some(home), config, World::default())
    }

    /// Starts the program again in the same folders.
    pub fn restart(&self) -> Self {
        match self.world.first_text() {
            Some(first) => self.restart_with(Catalog::new(first)),
            None => self.restart_with(self.input.app.library().catalog().clone()),
        }
    }

    /// Starts the program again after its configuration was edited at `time`.
    pub fn restart_edited(&self, time: &str) -> Self {
        let mut config = self.input.config().clone();
        config.edited = Some(time.parse().unwrap());
        let (library, world) = (self.app().library().catalog().clone(), self.world.clone());
        Self::started(library, self.size, self.folders.clone(), None, config, world)
    }

    /// Lets some hours pass.
    pub fn pass_hours(&mut self, hours: i64) -> &mut Self {
        self.now += SignedDuration::from_hours(hours);
        self
    }

    /// Starts the program again with another library.
    pub fn restart_with(&self, library: Catalog) -> Self {
        let (config, world) = (self.input.config().clone(), self.world.clone());
        Self::started(library, self.size, self.folders.clone(), None, config, world)
    }

    /// Keeps the folders of a reader that has quit.
    pub fn keep_home_of(&mut self, other: Self) {
        self.home = other.home;
    }

    fn started(
        library: Catalog,
        size: (u16, u16),
        folders: Folders,
        home: Option<TempDir>,
        config: Config,
        world: World,
    ) -> Self {
        let mut reader = Self::seated(library, size, folders, home, config, world);
        reader.start();
        reader
    }

    /// Starts an app and draws its first frame, before any job.
    fn seated(
        library: Catalog,
        size: (u16, u16),
        folders: Folders,
        home: Option<TempDir>,
        config: Config,
        world: World,
    ) -> Self {
        let mut app = App::new(library, &config, size);
        if !world.library_folders.is_empty() {
            app.expect_folders();
        }
        app.restore(store::session::read(&folders).map_err(|error| error.to_string()), &config);
        app.reopen(&config);
        let input = InputHandler::new(app, config);
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        Self {
            input,
            folders,
            world,
            home,
            size,
            now,
            quit: false,
            copied: None,
            requested: (false, false),
            held: None,
        }
    }

    fn start(&mut self) {
        let effects = self.input.start(self.now);
        self.carry_out(effects);
    }

    /// Returns the context of background jobs.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Returns the folders of the program's files.
    pub const fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Returns the path of a file in the data folder.
    pub fn data(&self, name: &str) -> PathBuf {
        self.folders.data.join(name)
    }

    /// Returns the app.
    pub fn app(&self) -> &App {
        &self.input.app
    }

    /// Presses keys, named as in the help and separated by blanks. Other words are typed.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for word in keys.split_whitespace() {
            match named(word) {
                Some(event) => self.event(Event::Key(event)),
                None => self.type_in(word),
            };
        }
        self
    }

    /// Types text, including blanks.
    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(KeyEvent::new(KeyCode::Char(c), Modifiers::NONE)));
        }
        self
    }

    /// Presses keys that arrive together: letters, and `\r` for Enter.
    pub fn at_once(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            let code = if key == '\r' { KeyCode::Enter } else { KeyCode::Char(key) };
            self.hand_in(Event::Key(KeyEvent::new(code, Modifiers::NONE)));
        }
        self.finish()
    }

    /// Presses `/` and types a query.
    pub fn search(&mut self, query: &str) -> &mut Self {
        self.keys("/").type_in(query)
    }

    /// Resizes the screen.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.size = (columns, rows);
        self.act(oratory::Event::Resized(columns, rows))
    }

    /// Sends an event of the terminal.
    pub fn event(&mut self, event: Event) -> &mut Self {
        self.hand_in(event);
        self.finish()
    }

    /// Sends one of several events that arrive together.
    fn hand_in(&mut self, event: Event) {
        self.now += SignedDuration::from_secs(1);
        let effects = self.input.handle(event, self.now);
        self.carry_out(effects);
    }

    /// Clicks a number of times in quick succession.
    pub fn clicks(&mut self, times: usize, column: u16, row: u16) -> &mut Self {
        for _ in 0..times {
            self.act(Command::Press(column, row));
        }
        self
    }

    /// Ends a batch of events, and does what the event loop does before it waits.
    fn finish(&mut self) -> &mut Self {
        let effects = self.input.type_letters(self.now);
        self.carry_out(effects);
        self.input.app.look_ahead();
        self
    }

    /// Lets the idle timer expire, which saves what is due.
    pub fn idle(&mut self) -> &mut Self {
        if self.input.app.is_save_due() { self.act(oratory::Event::Idle) } else { self }
    }

    /// Saves the reading positions as at exit.
    pub fn save_session(&mut self) -> &mut Self {
        self.act(oratory::Event::SaveSession)
    }

    /// Applies a command or an event.
    pub fn act(&mut self, input: impl Into<Input>) -> &mut Self {
        let effects = self.input.update(input, self.now);
        self.carry_out(effects);
        self.input.app.look_ahead();
        self
    }

    /// Returns the path of a file in the state folder.
    pub fn state(&self, name: &str) -> PathBuf {
        self.folders.state.join(name)
    }

    /// Holds back all jobs from now on.
    pub fn hold_jobs(&mut self) -> &mut Self {
        self.held.get_or_insert_default();
        self
    }

    /// Returns the number of pending searches.
    pub fn held_searches(&self) -> usize {
        self.held(|job| matches!(job, Job::Search { .. }))
    }

    /// Returns the number of pending jobs of a kind.
    pub fn held(&self, is_of_kind: impl Fn(&Job) -> bool) -> usize {
        self.held.iter().flatten().filter(|job| is_of_kind(job)).count()
    }

    /// Does the pending jobs. A newer search cancels an older one.
    pub fn run_jobs(&mut self) -> &mut Self {
        let mut jobs = self.held.take().unwrap_or_default();
        let is_search = |job: &Job| matches!(job, Job::Search { .. });
        if let Some(newest) = jobs.iter().rposition(is_search) {
            let old = jobs.drain(..newest).filter(|job| !is_search(job)).collect::<Vec<_>>();
            jobs.splice(..0, old);
        }
        self.carry_out(jobs.into_iter().map(Effect::Work).collect());
        self
    }

    /// Does the pending jobs as if they had been cancelled.
    pub fn stop_jobs(&mut self) -> &mut Self {
        let jobs = self.held.take().unwrap_or_default();
        for job in jobs {
            self.perform(job, &|| false);
        }
        self
    }

    fn perform(&mut self, job: Job, wanted: &(dyn Fn() -> bool + Sync)) {
        let mut done = Vec::new();
        let world = World { folders: self.folders.clone(), ..self.world.clone() };
        oratory::perform(job, &world, wanted, &mut |event| done.push(event));
        for event in done {
            let effects = self.input.update(event, self.now);
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match (effect, &mut self.held) {
                (Effect::Quit, _) => self.quit = true,
                (Effect::Work(job), Some(held)) => held.push(job),
                (Effect::Work(job), None) => self.perform(job, &|| true),
                (Effect::Copy(text) | Effect::CopyWith { text, .. }, _) => self.copied = Some(text),
                (Effect::Suspend, _) => self.requested.0 = true,
                (Effect::Repaint, _) => self.requested.1 = true,
                (Effect::Mouse(_), _) => {}
            }
        }
    }

    /// Draws a frame. Returns its cells and the position of the cursor.
    pub fn draw(&self) -> (Buffer, Position) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        ui::draw(&self.input.app, self.input.config(), &mut buffer);
        (buffer, ui::cursor(&self.input.app, self.input.config()).unwrap_or_default())
    }

    /// Returns the rows of the frame as text.
    pub fn rows(&self) -> Vec<String> {
        let (buffer, _) = self.draw();
        (0..buffer.area.height).map(|y| row(&buffer, y, |_, symbol| symbol.to_owned())).collect()
    }

    /// Returns the frame as text. Below a row with matches is a row of marks: `^` for a match, `=` for the current one,
    /// `~` for selected text, `_` for highlighted text, `#` where highlights overlap.
    pub fn frame(&self) -> String {
        let (buffer, cursor) = self.draw();
        let mut frame = String::new();
        for y in 0..buffer.area.height {
            writeln!(frame, "{}", row(&buffer, y, |_, symbol| symbol.to_owned())).unwrap();
            let marks = row(&buffer, y, |look, symbol| look.mark().repeat(symbol.width().max(1)));
            if !marks.is_empty() {
                writeln!(frame, "{marks}").unwrap();
            }
        }
        writeln!(frame, "cursor at {},{}", cursor.x, cursor.y).unwrap();
        frame
    }

    /// Returns the last row.
    pub fn status(&self) -> String {
        self.rows().pop().unwrap()
    }

    /// Returns the words of the frame with single blanks, for text that may wrap.
    pub fn words(&self) -> String {
        self.rows().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Returns the style of the first cell of these words.
    pub fn style_of(&self, words: &str) -> Modifier {
        let (buffer, _) = self.draw();
        let symbols: Vec<&str> = buffer.content.iter().map(Cell::symbol).collect();
        let letters: Vec<String> = words.chars().map(String::from).collect();
        let at = symbols.windows(letters.len()).position(|symbols| symbols == letters).unwrap();
        buffer.content[at].modifier
    }

    /// Returns the current match as shown, with rows joined by a blank.
    pub fn current_match(&self) -> String {
        self.highlighted(Look::Current)
    }

    /// Returns the selected text as shown, with rows joined by a blank.
    pub fn selected(&self) -> String {
        self.highlighted(Look::Selected)
    }

    /// Returns the highlighted text as shown, with rows joined by a blank, and the part in which highlights overlap.
    pub fn highlights(&self) -> (String, String) {
        (self.text_like(&[Look::Highlighted, Look::Overlap]), self.text_like(&[Look::Overlap]))
    }

    fn highlighted(&self, wanted: Look) -> String {
        self.text_like(&[wanted])
    }

    fn text_like(&self, wanted: &[Look]) -> String {
        let (buffer, _) = self.draw();
        let part = |y| {
            let shown = |look, symbol: &str| {
                if wanted.contains(&look) { symbol.to_owned() } else { String::new() }
            };
            row(&buffer, y, shown)
        };
        let parts: Vec<String> = (0..buffer.area.height).map(part).collect();
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the rows of the text column, without its margins.
    pub fn column(&self) -> Vec<String> {
        let (buffer, _) = self.draw();
        let column = self.input.app.page().column;
        let symbols = |y| (column.x..column.right()).map(move |x| (x, y));
        (column.y..column.bottom())
            .map(|y| {
                symbols(y).map(|(x, y)| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned()
            })
            .collect()
    }

    /// Returns the focused pane.
    pub fn focus(&self) -> String {
        let app = self.app();
        let focus = match app.sidebar().has_focus() {
            _ if app.notes().notebook().is_open() => "Notebook",
            true => "List",
            false => "Text",
        };
        focus.to_owned()
    }

    /// Returns the number of the current paragraph.
    pub fn paragraph(&self) -> usize {
        let speech = self.input.app.speech().unwrap().in_pane();
        let app = &self.input.app;
        app.panes()
            .active()
            .reading(app.shown())
            .and_then(Reading::current)
            .and_then(|block| speech.number_of(block))
            .unwrap_or(0)
    }
}

/// Creates a home with a folder of these files.
fn folder_of(files: &[(&str, &str)]) -> (TempDir, Folders, World) {
    let home = tempfile::tempdir().unwrap();
    let (folders, folder) = (folders(&home), home.path().join("texts"));
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let extensions = ["txt", "md"].map(ToOwned::to_owned).into();
    (home, folders, World { library_folders: vec![folder], extensions, ..World::default() })
}

fn folders(home: &TempDir) -> Folders {
    let [config, data, state] = ["config", "data", "state"].map(|name| home.path().join(name));
    Folders { config, data, state, ..Folders::default() }
}

/// Returns the built-in texts.
pub fn built_in_texts() -> [Arc<Document>; 2] {
    [0, 1].map(|index| entry(&texts::built_in(), index).document().unwrap().clone())
}

/// Returns a speech of a library.
fn entry(library: &Catalog, index: usize) -> &Entry {
    library.iter().nth(index).unwrap().1
}

/// Creates a library of texts named `a`, `b` and so on.
pub fn library(bodies: &[&str]) -> Catalog {
    Catalog::new(('a'..).zip(bodies).map(|(id, body)| import_text(&id.to_string(), body)))
}

/// Kind of highlight of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Hit,
    Current,
    Selected,
    Highlighted,
    Overlap,
}

impl Look {
    const fn mark(self) -> &'static str {
        match self {
            Self::Plain => " ",
            Self::Hit => "^",
            Self::Current => "=",
            Self::Selected => "~",
            Self::Highlighted => "_",
            Self::Overlap => "#",
        }
    }
}

/// Converts a row of a frame to text, cell by cell.
fn row(buffer: &Buffer, y: u16, show: impl Fn(Look, &str) -> String) -> String {
    let mut text = String::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        let look = match (cell.modifier, cell.bg) {
            (modifier, _) if modifier.contains(Modifier::REVERSED | Modifier::BOLD) => Look::Current,
            (modifier, _) if modifier.contains(Modifier::REVERSED | Modifier::UNDERLINED) => Look::Selected,
            (modifier, Color::Yellow) if modifier.contains(Modifier::UNDERLINED) => Look::Hit,
            (modifier, _) if modifier.contains(Modifier::UNDERLINED | Modifier::BOLD) => Look::Overlap,
            (modifier, _) if modifier.contains(Modifier::UNDERLINED) => Look::Highlighted,
            _ => Look::Plain,
        };
        text += &show(look, cell.symbol());
        x += u16::try_from(cell.symbol().width().max(1)).unwrap();
    }
    text.trim_end().to_owned()
}

/// Parses a key as named in the help.
fn named(word: &str) -> Option<KeyEvent> {
    let (mut name, mut modifiers) = (word, Modifiers::NONE);
    for (prefix, modifier) in
        [("Ctrl-", Modifiers::CONTROL), ("Alt-", Modifiers::ALT), ("Shift-", Modifiers::SHIFT)]
    {
        if let Some(rest) = name.strip_prefix(prefix) {
            (name, modifiers) = (rest, modifiers | modifier);
        }
    }
    let code = match name {
        "Space" => KeyCode::Char(' '),
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Escape,
        "Tab" => KeyCode::Tab,
        "Backspace" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Del" => KeyCode::Delete,
        _ if name.len() > 1 && name.starts_with('F') => KeyCode::Function(name[1..].parse().ok()?),
        _ if name.chars().count() == 1 => KeyCode::Char(name.chars().next()?),
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}
