//! Runs the reader without a terminal or a disk: keys in, frame out. `^` stands for Enter.
//!
//! ```sh
//! cargo run --example headless -- '/unity^nn'
//! ```

use jiff::Timestamp;
use oratory::{App, Config, Effect, InputHandler, Job, World, perform, store::texts, ui};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
};
use termina::event::{Event, KeyCode, KeyEvent, Modifiers};

fn main() {
    let (width, height, now) = (80, 24, Timestamp::UNIX_EPOCH);
    let config = Config::default();
    let app = App::new(texts::built_in(), &config, (width, height));
    let mut input = InputHandler::new(app, config);
    for key in std::env::args().skip(1).collect::<String>().chars() {
        let code = if key == '^' { KeyCode::Enter } else { KeyCode::Char(key) };
        let mut effects = input.handle(Event::Key(KeyEvent::new(code, Modifiers::NONE)), now);
        effects.extend(input.type_letters(now));
        while let Some(effect) = effects.pop() {
            // Other jobs read or write files.
            if let Effect::Work(job @ Job::Search { .. }) = effect {
                perform(job, &World::default(), &|| true, &mut |event| {
                    effects.extend(input.update(event, now));
                });
            }
        }
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    ui::draw(&input.app, input.config(), &mut buffer);
    for row in buffer.content.chunks(width.into()) {
        println!("{}", row.iter().map(Cell::symbol).collect::<String>().trim_end());
    }
}
