//! Benchmarks of waiting times, on texts of three sizes. Only opening and searching a whole text may take longer
//! for a larger one.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on fails")]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fs, io,
    sync::LazyLock,
};

use divan::{Bencher, counter::BytesCount};
use jiff::Timestamp;
use oratory::Catalog;
use oratory::{
    App, BINDINGS, Command, Config, Edit, Effect, Env, Event, Input, Motion, Renderer, World, perform,
    store::{Folders, bookmarks},
    ui,
};
use oratory_core::{Ambiguous, Annotation, Document};
use oratory_import::import_text;
use ratatui::{buffer::Buffer, layout::Rect};
use tempfile::TempDir;
use testkit::harness::built_in_texts;

/// Sizes of the texts, in bytes.
const SIZES: [usize; 3] = [16 << 10, 1 << 20, 10 << 20];

/// Columns and rows of the screen.
const SCREEN: (u16, u16) = (120, 40);

/// Movements, forward and back.
const WAYS: [(Motion, Motion); 2] = [(Motion::RowDown, Motion::RowUp), (Motion::PageDown, Motion::PageUp)];

fn main() {
    divan::main();
}

/// Parses a file.
#[divan::bench(args = SIZES)]
fn opening(bencher: Bencher<'_, '_>, size: usize) {
    let content = content(size);
    bencher
        .with_inputs(|| content.clone())
        .input_counter(BytesCount::of_str)
        .bench_values(|content| import_text("bench", &content));
}

#[divan::bench(args = SIZES, sample_size = 1, sample_count = 1000)]
fn row_down(bencher: Bencher<'_, '_>, size: usize) {
    there_and_back(bencher, size, Motion::RowDown, Motion::RowUp);
}

#[divan::bench(args = SIZES, sample_size = 1, sample_count = 1000)]
fn page_down(bencher: Bencher<'_, '_>, size: usize) {
    there_and_back(bencher, size, Motion::PageDown, Motion::PageUp);
}

/// Resizes a wide screen to a narrow one.
#[divan::bench(args = SIZES, sample_size = 1, sample_count = 1000)]
fn resize(bencher: Bencher<'_, '_>, size: usize) {
    let app = RefCell::new(reader(size));
    let to = |columns, rows| act(&mut app.borrow_mut(), Event::Resized(columns, rows));
    bencher.with_inputs(|| drop(to(SCREEN.0, SCREEN.1))).bench_local_values(|()| to(50, 15));
}

/// Types the last letter of a query, up to the next frame.
#[divan::bench(args = SIZES, sample_size = 1)]
fn search_key(bencher: Bencher<'_, '_>, size: usize) {
    let app = RefCell::new(reader(size));
    bencher
        .with_inputs(|| drop(type_but_last(&mut app.borrow_mut())))
        .bench_local_values(|()| type_last(&mut app.borrow_mut()));
}

/// Types the last letter of a query, and searches the whole text.
#[divan::bench(args = SIZES, sample_size = 1)]
fn search_all(bencher: Bencher<'_, '_>, size: usize) {
    let app = RefCell::new(reader(size));
    bencher.with_inputs(|| drop(type_but_last(&mut app.borrow_mut()))).bench_local_values(|()| {
        let mut app = app.borrow_mut();
        let effects = type_last(&mut app);
        carry_out(&mut app, effects);
    });
}

/// Draws a frame in a text with many highlights.
#[divan::bench(args = SIZES)]
fn frame(bencher: Bencher<'_, '_>, size: usize) {
    let mut app = reader(size);
    drop(type_but_last(&mut app));
    let effects = type_last(&mut app);
    carry_out(&mut app, effects);
    let mut buffer = Buffer::empty(Rect::new(0, 0, SCREEN.0, SCREEN.1));
    bencher.bench_local(|| {
        buffer.reset();
        ui::draw(&app, config(), &mut buffer);
    });
}

/// Draws and writes a frame after a movement.
#[divan::bench(args = WAYS, sample_size = 1, sample_count = 1000)]
fn written_frame(bencher: Bencher<'_, '_>, (there, back): (Motion, Motion)) {
    let app = RefCell::new(reader(1 << 20));
    let mut renderer = Renderer::new(io::sink(), Ambiguous::Narrow);
    let mut draw = || renderer.draw(&app.borrow(), config());
    let is_there = Cell::new(false);
    let go = || {
        let motion = if is_there.replace(!is_there.get()) { back } else { there };
        act(&mut app.borrow_mut(), Command::Move(motion, None))
    };
    bencher.with_inputs(|| drop(go())).bench_local_values(|()| draw());
}

/// Number of texts in a large library, and of bookmarks in each.
const MANY: (usize, usize) = (200, 10);

/// Loads many bookmarks, from the file to the frame.
#[divan::bench]
fn many_bookmarks(bencher: Bencher<'_, '_>) {
    let (home, world) = marked();
    bencher.with_inputs(many_texts).bench_local_values(|mut app| {
        let effects = app.start(&env());
        carry_out_in(&world, &mut app, effects);
        frame_of(&app);
        app
    });
    drop(home);
}

/// Adds a bookmark to many, from the key to the frame that confirms it.
#[divan::bench(sample_size = 1)]
fn one_more_bookmark(bencher: Bencher<'_, '_>) {
    let (home, world) = marked();
    let app = RefCell::new(many_texts());
    let effects = app.borrow_mut().start(&env());
    carry_out_in(&world, &mut app.borrow_mut(), effects);
    let toggle = || {
        let mut app = app.borrow_mut();
        let effects = act(&mut app, Command::ToggleBookmark);
        carry_out_in(&world, &mut app, effects);
    };
    toggle();
    bencher.with_inputs(toggle).bench_local_values(|()| {
        toggle();
        frame_of(&app.borrow());
    });
    drop(home);
}

/// Types the last letter of a filter of `count` speeches, up to the next frame.
#[divan::bench(args = [200, 2_000], sample_size = 1)]
fn filter_key(bencher: Bencher<'_, '_>, count: usize) {
    let app = RefCell::new(listed(count));
    let type_all_but_last = || {
        let mut app = app.borrow_mut();
        act(&mut app, Command::Cancel);
        act(&mut app, Command::StartFilter);
        act(&mut app, Command::Edit(Edit::DeleteToStart));
        for c in "190 assembly ann le".chars() {
            act(&mut app, Command::Edit(Edit::Type(c.into())));
        }
    };
    bencher.with_inputs(type_all_but_last).bench_local_values(|()| {
        act(&mut app.borrow_mut(), Command::Edit(Edit::Type('e'.into())));
        frame_of(&app.borrow());
    });
}

/// Moves down in a list of `count` speeches that is sorted by date.
#[divan::bench(args = [200, 2_000], sample_size = 1)]
fn row_down_in_list(bencher: Bencher<'_, '_>, count: usize) {
    let app = RefCell::new(listed(count));
    bencher.bench_local(|| {
        act(&mut app.borrow_mut(), Command::Move(Motion::RowDown, None));
        frame_of(&app.borrow());
    });
}

/// Numbers of rows of a view. The first fill the page.
const ROWS: [usize; 2] = [10, 10_000];

/// The screen of these views.
const SCREEN_OF_ROWS: (u16, u16) = (120, 16);

#[divan::bench(args = ROWS, sample_size = 1, sample_count = 1000)]
fn row_down_in_concordance(bencher: Bencher<'_, '_>, count: usize) {
    let mut app = view_of(&"One needle in the hay.\n\n".repeat(count));
    for command in [Command::StartSearch, Command::Edit(Edit::Type("needle".into())), Command::Accept] {
        answered(&mut app, command);
    }
    row_down_in_view(bencher, app, "concordance", count);
}

#[divan::bench(args = ROWS, sample_size = 1, sample_count = 1000)]
fn row_down_in_phrases(bencher: Bencher<'_, '_>, count: usize) {
    // Each phrase occurs twice.
    let phrases: Vec<String> = (0..count).map(|at| format!("Bread{at} roses{at} peace{at}.\n\n")).collect();
    row_down_in_view(bencher, view_of(&phrases.concat().repeat(2)), "phrases", count);
}

#[divan::bench(args = ROWS, sample_size = 1, sample_count = 1000)]
fn row_down_in_words(bencher: Bencher<'_, '_>, count: usize) {
    let words: Vec<String> = (0..count).map(|at| format!("word{at}\n\n")).collect();
    row_down_in_view(bencher, view_of(&words.concat()), "words", count);
}

fn view_of(text: &str) -> App {
    App::new(Catalog::new([import_text("bench", text)]), config(), SCREEN_OF_ROWS)
}

/// Opens a view by the name of its key, and measures a move from the last row of the page to the next one, with its frame.
fn row_down_in_view(bencher: Bencher<'_, '_>, mut app: App, view: &str, count: usize) {
    let binding = BINDINGS.iter().find(|binding| binding.name == view).unwrap();
    answered(&mut app, binding.command.clone());
    let app = RefCell::new(app);
    let to_middle = || {
        let mut app = app.borrow_mut();
        act(&mut app, Command::Move(Motion::Start, None));
        act(&mut app, Command::Move(Motion::Start, Some(count / 2)));
        // Without this frame, the measured one would begin with cold caches after a jump.
        draw_rows(&app);
    };
    bencher.with_inputs(to_middle).bench_local_values(|()| {
        act(&mut app.borrow_mut(), Command::Move(Motion::RowDown, None));
        draw_rows(&app.borrow());
    });
}

fn draw_rows(app: &App) {
    let (columns, rows) = SCREEN_OF_ROWS;
    ui::draw(app, config(), &mut Buffer::empty(Rect::new(0, 0, columns, rows)));
}

/// Applies a command, and does all jobs that follow.
fn answered(app: &mut App, command: Command) {
    let effects = act(app, command);
    carry_out(app, effects);
}

/// Opens the list of `count` speeches with titles, speakers and dates, sorted by date.
fn listed(count: usize) -> App {
    let speech = |number: usize| {
        let (year, speaker) = (1900 + number % 100, ["Ann Lee", "Bo Ek", "Żaneta Łoś"][number % 3]);
        let front =
            format!("title = 'Address {number} to the Assembly'\nspeaker = '{speaker}'\ndate = {year}-05-09");
        import_text(
            &format!("talk-{number}"),
            &format!("+++\n{front}\noccasion = 'Session {number}'\n+++\nFriends."),
        )
    };
    let mut app = App::new(Catalog::new((0..count).map(speech)), config(), SCREEN);
    act(&mut app, Command::FocusList);
    act(&mut app, Command::SortList);
    app
}

/// Opens a library of many texts at the second paragraph of the first.
fn many_texts() -> App {
    let mut app = App::new(Catalog::new((0..MANY.0).map(one_of_many)), config(), SCREEN);
    act(&mut app, Command::Move(Motion::Start, Some(2)));
    app
}

fn one_of_many(number: usize) -> Document {
    import_text(&format!("talk-{number}"), &format!("Talk {number}.\n\n{}", content(SIZES[0])))
}

/// Creates a home with a bookmark or a highlight in every other paragraph of many texts.
fn marked() -> (TempDir, World) {
    let home = tempfile::tempdir().unwrap();
    let folders = Folders { data: home.path().to_owned(), ..Folders::default() };
    let of_text = |text| {
        let speech = one_of_many(text);
        let mark = move |number: usize| {
            let range = speech.block(speech.paragraph_numbered(2 * number + 1)?).range;
            // Every other annotation is of the second half of a paragraph.
            let start = range.start + number % 2 * range.len() / 2;
            Annotation::new(&speech, start..range.end, Timestamp::UNIX_EPOCH)
        };
        (0..MANY.1).filter_map(mark)
    };
    let marks: Vec<Annotation> = (0..MANY.0).flat_map(of_text).collect();
    let content = toml::to_string(&BTreeMap::from([("bookmarks", marks)])).unwrap();
    fs::write(bookmarks::path(&folders), format!("version = 2\n\n{content}")).unwrap();
    (home, World { folders, ..World::default() })
}

fn frame_of(app: &App) {
    ui::draw(app, config(), &mut Buffer::empty(Rect::new(0, 0, SCREEN.0, SCREEN.1)));
}

/// Measures one movement. Undoes it first, so that each run begins at the same position.
fn there_and_back(bencher: Bencher<'_, '_>, size: usize, there: Motion, back: Motion) {
    let app = RefCell::new(reader(size));
    let go = |motion| act(&mut app.borrow_mut(), Command::Move(motion, None));
    drop(go(there));
    bencher.with_inputs(|| drop(go(back))).bench_local_values(|()| go(there));
}

/// Types the query `people` except for its last letter.
fn type_but_last(app: &mut App) -> Vec<Effect> {
    act(app, Command::Cancel);
    act(app, Command::StartSearch);
    "peopl".chars().flat_map(|c| act(app, Command::Edit(Edit::Type(c.into())))).collect()
}

fn type_last(app: &mut App) -> Vec<Effect> {
    act(app, Command::Edit(Edit::Type('e'.into())))
}

/// Returns the default configuration, which is made once.
fn config() -> &'static Config {
    static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);
    &CONFIG
}

fn env() -> Env<'static> {
    Env { config: config(), now: Timestamp::UNIX_EPOCH }
}

fn act(app: &mut App, input: impl Into<Input>) -> Vec<Effect> {
    app.update(input, &env())
}

/// Does all jobs in place.
fn carry_out(app: &mut App, effects: Vec<Effect>) {
    carry_out_in(&World::default(), app, effects);
}

fn carry_out_in(world: &World, app: &mut App, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Work(job) = effect {
            let mut reports = Vec::new();
            perform(job, world, &|| true, &mut |event| reports.push(event));
            for report in reports {
                act(app, report);
            }
        }
    }
}

/// Opens a text of `size` bytes in the middle.
fn reader(size: usize) -> App {
    let speech = import_text("bench", &content(size));
    let middle = speech.paragraph_count() / 2;
    let mut app = App::new(Catalog::new([speech]), config(), SCREEN);
    act(&mut app, Command::Move(Motion::Start, Some(middle)));
    app
}

/// Repeats the built-in speeches up to `size` bytes.
fn content(size: usize) -> String {
    let texts: String = built_in_texts().iter().flat_map(|speech| [speech.text(), "\n\n"]).collect();
    let mut content = texts.repeat(size / texts.len() + 1);
    content.truncate(content.floor_char_boundary(size));
    content
}
