//! Checks that any keys, in any texts and on any screen, leave a readable page.

use std::fs;

use termina::{
    Event,
    event::{KeyCode, KeyEvent, Modifiers, MouseButton, MouseEvent, MouseEventKind},
};

use crate::{
    checks::page,
    harness::{Reader, library},
};

/// Files of a folder in the library.
const FILES: [&str; 3] = ["a.txt", "b.md", "c/d.txt"];

/// Limit of events. More find nothing new.
const MOST_EVENTS: usize = 64;

/// Separator of texts and events, which never occurs in UTF-8.
const END: u8 = 0xFF;

/// Keys without a character, at the positions of the ASCII controls: `\r` is Enter, `\t` is Tab, `\x1b` is Esc.
const KEYS: [KeyCode; 32] = [
    KeyCode::Null,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::Backspace,
    KeyCode::Tab,
    KeyCode::PageDown,
    KeyCode::Delete,
    KeyCode::Insert,
    KeyCode::Enter,
    KeyCode::BackTab,
    KeyCode::Function(1),
    KeyCode::Function(2),
    KeyCode::Function(12),
    KeyCode::Char('한'),
    KeyCode::Char('é'),
    KeyCode::Char('\u{301}'),
    KeyCode::Char('\u{200D}'),
    KeyCode::Char('👩'),
    KeyCode::Char('\u{202E}'),
    KeyCode::Char('\u{9B}'),
    KeyCode::Char('\u{7}'),
    KeyCode::Char('\u{3000}'),
    KeyCode::Escape,
    KeyCode::Char('ß'),
    KeyCode::Char('\u{AD}'),
    KeyCode::Menu,
    KeyCode::CapsLock,
];

/// Parses columns, rows, kind of texts (`f` for files, `l` for a folder that is still being read), up to three
/// texts, and the events, each after `END`.
pub fn check(bytes: &[u8]) {
    let &[columns, rows, how, ref rest @ ..] = bytes else { return };
    let mut pieces: Vec<&[u8]> = rest.split(|&byte| byte == END).collect();
    let events = pieces.pop().unwrap_or_default();
    let texts: Vec<String> =
        pieces.into_iter().take(FILES.len()).map(|text| String::from_utf8_lossy(text).into_owned()).collect();
    let size = (u16::from(columns % 201), u16::from(rows % 201));
    let is_folder = matches!(how, b'f' | b'l') && !texts.is_empty();
    let mut reader = if is_folder {
        let files: Vec<_> = FILES.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let mut reader = if how == b'f' { Reader::in_folder(&files) } else { Reader::before_folder(&files) };
        reader.resize(size.0, size.1);
        reader
    } else {
        let bodies: Vec<&str> = texts.iter().map(String::as_str).collect();
        Reader::of(library(&bodies), size)
    };
    page::check(&reader);
    let mut events = events.iter().copied();
    for _ in 0..MOST_EVENTS {
        let Some(byte) = events.next() else { break };
        if byte == 0xC7 && is_folder {
            rewrite(&reader, &texts, &mut events);
        } else {
            take(&mut reader, byte, &mut events);
        }
        if reader.quit {
            return;
        }
        page::check(&reader);
    }
    let again = reader.restart();
    page::check(&again);
}

/// Applies one event. Some events read parameters from `rest`: mouse position, screen size, pasted text.
fn take(reader: &mut Reader, byte: u8, rest: &mut impl Iterator<Item = u8>) {
    let mut next = || rest.next().unwrap_or_default();
    let key = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
    let event = match byte {
        0..=0x1F => key(KEYS[usize::from(byte)], Modifiers::NONE),
        0x20..=0x7F => key(KeyCode::Char(char::from(byte)), Modifiers::NONE),
        0x80..=0x9F => key(KeyCode::Char(char::from(byte - 0x80 + b'`')), Modifiers::CONTROL),
        0xA0..=0xBF => key(KeyCode::Char(char::from(byte - 0xA0 + b'`')), Modifiers::ALT),
        0xC0 => {
            reader.resize(u16::from(next() % 201), u16::from(next() % 201));
            return;
        }
        0xC1 => mouse(MouseEventKind::Down(MouseButton::Left), next(), next()),
        0xC2 => mouse(MouseEventKind::Drag(MouseButton::Left), next(), next()),
        0xC3 => mouse(MouseEventKind::ScrollUp, next(), next()),
        0xC4 => mouse(MouseEventKind::ScrollDown, next(), next()),
        0xC5 => {
            let pasted: Vec<u8> = (0..next()).map_while(|_| rest.next()).collect();
            Event::Paste(String::from_utf8_lossy(&pasted).into_owned())
        }
        0xC6 => {
            reader.idle();
            return;
        }
        0xC8 => {
            reader.hold_jobs();
            return;
        }
        0xC9 => {
            reader.run_jobs();
            return;
        }
        _ => Event::FocusOut,
    };
    reader.event(event);
}

/// Replaces the content of a file that is open.
fn rewrite(reader: &Reader, texts: &[String], rest: &mut impl Iterator<Item = u8>) {
    let mut next = || usize::from(rest.next().unwrap_or_default());
    let file = reader.library_file(FILES[next() % texts.len()]);
    fs::write(file, &texts[next() % texts.len()]).unwrap();
}

fn mouse(kind: MouseEventKind, column: u8, row: u8) -> Event {
    let modifiers = Modifiers::NONE;
    Event::Mouse(MouseEvent { kind, column: column.into(), row: row.into(), modifiers })
}
