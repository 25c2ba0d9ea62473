//! Parses terminal input: bytes in; keys, clicks and pastes out.
//!
//! [`termina::Parser`] parses keys and clicks. The filter before it passes one whole character or sequence at a
//! time, because the parser alone
//!
//! - waits forever for the end of a broken sequence, and takes what is typed meanwhile as part of it,
//! - loses the key that follows a lone `ESC` or half a character,
//! - takes the rest of a sequence that it does not know for keys.
//!
//! The filter drops control strings (OSC, DCS, APC, PM and SOS). They answer questions of another program: one that
//! ended before a slow line delivered them, or the multiplexer.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use termina::{
    Event, Parser,
    event::{KeyCode, KeyEvent, KeyEventKind, Modifiers},
};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
const CTRL_C: u8 = 0x03;

/// Time after which a lone `ESC` is the Esc key. On a slow line an arrow key may arrive in two packets. The
/// defaults of vim ('ttimeoutlen') and tmux (escape-time) are at least as long.
const ESCAPE_TIMEOUT: Duration = Duration::from_millis(30);

/// Time after which an unfinished sequence or control string is dropped.
const SEQUENCE_TIMEOUT: Duration = Duration::from_secs(1);

/// Size limit of a control string that is dropped as a whole, and of a paste. The prompt accepts far less, and says so.
const MAX_STRING_BYTES: usize = 1 << 20;

/// Size limit of a control sequence. Longer ones are dropped: no key needs more.
const MAX_SEQUENCE_BYTES: usize = 64;

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// Parser of terminal input, which may be cut anywhere.
#[derive(Debug, Default)]
pub(super) struct InputParser {
    parser: Parser,
    state: State,
    /// Bytes of an unfinished character or sequence, or the text of a paste.
    pending: Vec<u8>,
    events: VecDeque<Event>,
    /// Time at which the last bytes arrived.
    fed: Option<Instant>,
}

/// Part of the input to which the next byte belongs.
#[derive(Debug, Default, Clone, Copy)]
enum State {
    #[default]
    Ground,
    /// In a UTF-8 character with `missing` bytes to come.
    Character { missing: usize },
    /// After `ESC`.
    Escape,
    /// After `ESC O`: an arrow or function key.
    Ss3,
    /// After `ESC [`: a key, a click, or the answer to a question.
    Csi,
    /// After `ESC [ M`: three bytes of a mouse event, from terminals without SGR coordinates.
    X10Mouse,
    /// In a control string, after `bytes` bytes.
    String { introducer: u8, is_escaped: bool, bytes: usize },
    /// In a bracketed paste, after `matched` bytes of its end marker.
    Paste { matched: usize },
}

impl InputParser {
    /// Adds bytes from the terminal, read at the time `now`.
    pub(super) fn feed(&mut self, bytes: &[u8], now: Instant) {
        let silence = self.fed.map(|fed| now.saturating_duration_since(fed));
        self.fed = Some(now);
        // If the end of a paste is lost, only Ctrl-C ends it. Late text is never read as keys.
        let is_late = silence.is_some_and(|silence| silence >= SEQUENCE_TIMEOUT);
        if matches!(self.state, State::Paste { .. }) && is_late && bytes == [CTRL_C] {
            self.reset();
            return;
        }
        for &byte in bytes {
            self.push(byte);
        }
    }

    /// Removes and returns the oldest event.
    pub(super) fn pop(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Returns the time at which unfinished input expires.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let timeout = match self.state {
            State::Ground | State::Paste { .. } => return None,
            _ if self.lone_introducer().is_some() => ESCAPE_TIMEOUT,
            _ => SEQUENCE_TIMEOUT,
        };
        self.fed.map(|fed| fed + timeout)
    }

    /// Resolves unfinished input: a lone `ESC` is the Esc key, an introducer is a key with Alt. Anything else is
    /// dropped.
    pub(super) fn expire(&mut self) {
        self.flush_introducer();
        self.reset();
    }

    fn push(&mut self, byte: u8) {
        match self.state {
            State::Ground => self.push_ground(byte),
            State::Character { missing } => self.push_continuation(byte, missing),
            State::Escape => self.push_escape(byte),
            State::Ss3 => self.push_ss3(byte),
            State::Csi => self.push_csi(byte),
            State::X10Mouse if byte < b' ' => self.restart(byte),
            State::X10Mouse => {
                self.pending.push(byte);
                if self.pending.len() == 6 {
                    self.parse();
                }
            }
            State::String { introducer, is_escaped, bytes } => {
                let is_end = matches!((byte, is_escaped), (CAN | SUB, _) | (b'\\', true))
                    || (byte == BEL && introducer == b']')
                    || bytes + 1 == MAX_STRING_BYTES;
                self.state = State::String { introducer, is_escaped: byte == ESC, bytes: bytes + 1 };
                if is_end {
                    self.reset();
                }
            }
            State::Paste { matched } => self.push_paste(byte, matched),
        }
    }

    fn push_ground(&mut self, byte: u8) {
        self.pending.push(byte);
        match byte {
            ESC => self.state = State::Escape,
            0x80.. => self.begin_character(byte),
            _ => self.parse(),
        }
    }

    /// Starts a character with its first byte. Drops an invalid one.
    fn begin_character(&mut self, lead: u8) {
        match lead {
            0xC2..=0xDF => self.state = State::Character { missing: 1 },
            0xE0..=0xEF => self.state = State::Character { missing: 2 },
            0xF0..=0xF4 => self.state = State::Character { missing: 3 },
            _ => self.reset(),
        }
    }

    fn push_continuation(&mut self, byte: u8, missing: usize) {
        if !matches!(byte, 0x80..=0xBF) {
            return self.restart(byte);
        }
        self.pending.push(byte);
        if missing == 1 {
            self.parse();
        } else {
            self.state = State::Character { missing: missing - 1 };
        }
    }

    fn push_escape(&mut self, byte: u8) {
        match byte {
            ESC => return self.restart(byte),
            b'[' => self.state = State::Csi,
            b'O' => self.state = State::Ss3,
            b']' | b'P' | b'X' | b'^' | b'_' => {
                self.state = State::String { introducer: byte, is_escaped: false, bytes: 0 };
            }
            _ => {}
        }
        self.pending.push(byte);
        match self.state {
            State::Escape if byte >= 0x80 => self.begin_character(byte),
            State::Escape => self.parse(),
            _ => {}
        }
    }

    fn push_ss3(&mut self, byte: u8) {
        match byte {
            // Old terminals put parameters here, which the parser does not know.
            b'0'..=b';' => self.push_parameter(byte),
            b'@'..=b'~' if self.pending.len() == 2 => {
                self.pending.push(byte);
                self.parse();
            }
            b'@'..=b'~' | CAN | SUB => self.reset(),
            _ => self.restart(byte),
        }
    }

    fn push_csi(&mut self, byte: u8) {
        match byte {
            b' '..=b'?' => self.push_parameter(byte),
            // The function keys of the Linux console begin with `ESC [ [`.
            b'[' if self.pending.len() == 2 => self.push_parameter(byte),
            b'M' if self.pending.len() == 2 => {
                self.pending.push(byte);
                self.state = State::X10Mouse;
            }
            b'@'..=b'~' => {
                self.push_parameter(byte);
                self.end_csi();
            }
            CAN | SUB => self.reset(),
            _ => self.restart(byte),
        }
    }

    fn push_parameter(&mut self, byte: u8) {
        if self.pending.len() < MAX_SEQUENCE_BYTES {
            self.pending.push(byte);
        }
    }

    /// Passes on a control sequence if it may be a key or a click.
    fn end_csi(&mut self) {
        let is_number = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b'0'..=b';'));
        let is_input = match &self.pending[2..] {
            [_] | [b'[', b'A'..=b'E'] => true,
            [b'<', numbers @ .., b'm' | b'M'] | [b'0'..=b'9', numbers @ .., _] => is_number(numbers),
            _ => false,
        };
        if self.pending == PASTE_START {
            self.pending.clear();
            self.state = State::Paste { matched: 0 };
        } else if is_input && self.pending.len() < MAX_SEQUENCE_BYTES {
            self.parse();
        } else {
            self.reset();
        }
    }

    fn push_paste(&mut self, byte: u8, matched: usize) {
        let matched = if byte == PASTE_END[matched] {
            matched + 1
        } else {
            self.keep_pasted(&PASTE_END[..matched]);
            if byte != ESC {
                self.keep_pasted(&[byte]);
            }
            usize::from(byte == ESC)
        };
        self.state = State::Paste { matched };
        if matched == PASTE_END.len() {
            self.events.push_back(Event::Paste(String::from_utf8_lossy(&self.pending).into_owned()));
            self.reset();
        }
    }

    fn keep_pasted(&mut self, bytes: &[u8]) {
        if self.pending.len() < MAX_STRING_BYTES {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// Parses the pending bytes as one key or click.
    fn parse(&mut self) {
        self.parser.parse(&self.pending, false);
        match self.parser.pop() {
            Some(Event::Key(key)) if key.kind == KeyEventKind::Release => {}
            Some(event @ (Event::Key(_) | Event::Mouse(_))) => self.events.push_back(event),
            Some(_) => {}
            // The parser may wait for more. Later bytes must not become part of this sequence.
            None => self.parser = Parser::default(),
        }
        self.reset();
    }

    /// Drops the pending bytes and starts over with `byte`.
    fn restart(&mut self, byte: u8) {
        self.flush_introducer();
        self.reset();
        self.push_ground(byte);
    }

    /// Reports a lone introducer as the key that it is.
    fn flush_introducer(&mut self) {
        if let Some(key) = self.lone_introducer() {
            self.events.push_back(Event::Key(key));
        }
    }

    /// Returns the key that the pending bytes are if nothing follows: Esc, or a letter with Alt.
    fn lone_introducer(&self) -> Option<KeyEvent> {
        match (self.state, self.pending.as_slice()) {
            (State::String { bytes: 1.., .. }, _) => None,
            (_, [ESC]) => Some(KeyCode::Escape.into()),
            (State::Csi | State::Ss3 | State::String { .. }, [ESC, letter]) => {
                Some(KeyEvent::new(KeyCode::Char(char::from(*letter)), Modifiers::ALT))
            }
            _ => None,
        }
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.pending.clear();
        // Free the buffer of a large paste.
        self.pending.shrink_to(MAX_SEQUENCE_BYTES);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use termina::event::{MouseButton, MouseEventKind};

    use super::*;
    use crate::keymap::key::Key;

    /// Describes the events of `chunks` that arrive `millis` apart. Keys are written as in the help.
    fn typed(chunks: &[&[u8]], millis: u64) -> String {
        let mut input = InputParser::default();
        let mut now = Instant::now();
        for chunk in chunks {
            if input.deadline().is_some_and(|deadline| deadline <= now) {
                input.expire();
            }
            input.feed(chunk, now);
            now += Duration::from_millis(millis);
        }
        input.expire();
        written(&mut input)
    }

    fn written(input: &mut InputParser) -> String {
        let events = std::iter::from_fn(|| input.pop()).map(|event| match event {
            Event::Key(key) => Key::from(key).to_string(),
            Event::Mouse(mouse) => format!("{:?} {},{}", mouse.kind, mouse.column, mouse.row),
            Event::Paste(text) => format!("paste {text:?}"),
            other => format!("{other:?}"),
        });
        events.collect::<Vec<_>>().join(" ")
    }

    /// Checks the events of bytes that arrive together, and one by one.
    #[track_caller]
    fn assert_typed(bytes: &[u8], expected: &str) {
        assert_eq!(typed(&[bytes], 0), expected, "{:?}", bytes.escape_ascii().to_string());
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(typed(&single, 5), expected, "{:?} one by one", bytes.escape_ascii().to_string());
    }

    #[test]
    fn keys_are_parsed_in_every_encoding() {
        for (bytes, expected) in [
            ("jG é 한 \t\r\x7f", "j G Space é Space 한 Space Tab Enter Backspace"),
            ("\x01\x1a\0", "Ctrl-a Ctrl-z Ctrl-Space"),
            ("\x1b[A\x1bOB\x1b[1;3D\x1b[1;5C", "Up Down Alt-Left Ctrl-Right"),
            ("\x1b[H\x1bOF\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End Home End"),
            ("\x1b[5~\x1b[6~\x1b[3~\x1b[2~\x1b[Z", "PgUp PgDn Del Insert Shift-Tab"),
            ("\x1bOP\x1bOQ\x1bOR\x1bOS", "F1 F2 F3 F4"),
            ("\x1b[11~\x1b[12~\x1b[13~\x1b[14~", "F1 F2 F3 F4"),
            ("\x1b[[A\x1b[[B\x1b[[C\x1b[[D", "F1 F2 F3 F4"),
            ("\x1b[15~\x1b[24~\x1b[3;3~", "F5 F12 Alt-Del"),
            ("\x1br\x1bd\x1b\x7f\x1b\r\x1bé", "Alt-r Alt-d Alt-Backspace Alt-Enter Alt-é"),
            ("\x1b[97;5u\x1b[27u", "Ctrl-a Esc"),
        ] {
            assert_typed(bytes.as_bytes(), expected);
        }
    }

    #[test]
    fn mouse_is_parsed_in_every_encoding() {
        assert_typed(b"\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<65;1;1M", "Down(Left) 4,2 Up(Left) 4,2 ScrollDown 0,0");
        assert_typed(b"\x1b[32;5;3M", "Down(Left) 4,2");
        assert_typed(b"\x1b[M %#j", "Down(Left) 4,2 j");
        // A column beyond 95 is not valid UTF-8.
        assert_typed(b"\x1b[M \xff#j", "Down(Left) 222,2 j");
        // No terminal sends column 0.
        assert_typed(b"\x1b[<0;0;0Mj", "Down(Left) 0,0 j");
        assert_eq!(format!("{:?}", MouseEventKind::Down(MouseButton::Left)), "Down(Left)");
    }

    #[test]
    fn paste_is_one_event() {
        assert_typed(
            b"\x1b[200~q\n\x1b]\x1b[A\x1b[201\x1b[201~j",
            "paste \"q\\n\\u{1b}]\\u{1b}[A\\u{1b}[201\" j",
        );
        assert_typed(b"\x1b[200~\x1b[201~j", "paste \"\" j");
        assert_typed(b"\x1b[201~j", "j");
        let long = [PASTE_START, &vec![b'q'; 3 * MAX_STRING_BYTES], PASTE_END, b"j"].concat();
        let kept = format!("paste {:?} j", "q".repeat(MAX_STRING_BYTES));
        assert!(typed(&[&long], 0) == kept, "a long paste ends at its end marker");
    }

    #[test]
    fn ctrl_c_after_a_pause_ends_an_unfinished_paste() {
        assert_eq!(typed(&[b"\x1b[200~q", b"q\x03", b"\x1b[201~j"], 5000), "paste \"qq\\u{3}\" j");
        assert_eq!(typed(&[b"\x1b[200~q", b"\x03", b"j"], 5000), "j");
        assert_eq!(typed(&[b"\x1b[200~q", b"\x03", b"j"], 5), "");
    }

    #[test]
    fn answers_to_other_programs_are_dropped() {
        for answer in [
            "\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\",
            "\x1b]11;rgb:1c1c/1c1c/1c1c\x07",
            "\x1b]52;c;R21t\x1b\\",
            "\x1bP>|XTerm(390)\x1b\\",
            "\x1bP>|tmux 3.3a\x1b\\",
            "\x1bP1+r544e=787465726d\x1b\\",
            "\x1bP1$r0m\x1b\\",
            "\x1bP!|00000000\x1b\\",
            "\x1b_Gi=31;OK\x1b\\",
            "\x1b^private\x07 \x1b[A\x1b\\",
            "\x1bXstart of string\x1b\\",
            "\x1b[?62;22c",
            "\x1b[>1;4000;20c",
            "\x1b[=1;2c",
            "\x1b[?2026;2$y",
            "\x1b[4;1$y",
            "\x1b[0n",
            "\x1b[24;80R",
            "\x1b[8;24;80t",
            "\x1b[?1u",
            "\x1b[>4;1m",
            "\x1b[;5A",
            "\x1bO1;5P",
            "\x1b[I\x1b[O",
            "\x1b[?997;1n",
            "\x1b[99999999999999999~",
            "\x1b[<0;99999;99999M",
        ] {
            assert_typed(format!("{answer}j").as_bytes(), "j");
        }
    }

    #[test]
    fn control_string_ends_at_its_terminator() {
        // BEL ends only an OSC. CAN and SUB cancel any string.
        assert_typed(b"\x1bPq\x07q\x1b[Aq\x1bq\x9c\x1b\\j", "j");
        assert_typed(b"\x1b]q\x18j\x1bPq\x1aj", "j j");
        let endless = [b"\x1bP", vec![b'q'; MAX_STRING_BYTES].as_slice(), b"j"].concat();
        assert_eq!(typed(&[&endless], 0), "j", "it has no end");
        assert_eq!(typed(&[b"\x1b]11;rgb", b":1c1c", b"/\x1b", b"\\j"], 900), "j", "it arrives slowly");
        assert_eq!(typed(&[b"\x1b]11;rgb", b"j"], 1000), "j", "its end is lost");
    }

    #[test]
    fn lone_escape_becomes_a_key() {
        for (pause, expected) in [(5, "Down PgDn"), (29, "Down PgDn"), (30, "Esc [ B Esc [ 6 ~")] {
            assert_eq!(typed(&[b"\x1b", b"[B", b"\x1b", b"[6~"], pause), expected, "{pause} ms");
        }
        assert_eq!(typed(&[b"\x1b[", b"j"], 30), "Alt-[ j");
        assert_eq!(typed(&[b"\x1bO", b"j"], 30), "Alt-O j");
        assert_eq!(typed(&[b"\x1b]", b"j"], 30), "Alt-] j");
        assert_eq!(typed(&[b"\x1bP", b"j"], 30), "Alt-P j");
        assert_eq!(typed(&[b"\x1b[5", b"~j"], 900), "PgUp j", "the rest of a sequence is awaited");
        assert_eq!(typed(&[b"\x1b[5", b"j"], 1000), "j");
        assert_typed(b"\x1b\x1b", "Esc Esc");
        assert_typed(b"\x1b\x1b[A", "Esc Up");
        assert_typed(b"\x1b[\r\x1bO\x1b[\x1b[A", "Alt-[ Enter Alt-O Alt-[ Up");
    }

    #[test]
    fn broken_sequence_swallows_no_key() {
        assert_typed(b"\xc3j\xe2\x82j\xffj\x80j\x1b\xc3j", "j j j j j");
        assert_typed(b"\x1b[1;\rj\x1b[1\x18j\x1b[M \x1b[A", "Enter j j Up");
        let long = [b"\x1b[1", vec![b';'; 1000].as_slice(), b"Aj"].concat();
        assert_eq!(typed(&[&long], 0), "j");
    }

    fn fragment() -> impl Strategy<Value = Vec<u8>> {
        let known = proptest::sample::select(vec![
            b"\x1b".to_vec(),
            b"\x1b[".to_vec(),
            b"\x1b[A".to_vec(),
            b"\x1bO".to_vec(),
            b"\x1b[M".to_vec(),
            b"\x1b[<0;1;1M".to_vec(),
            b"\x1b[?1".to_vec(),
            b"\x1b[>".to_vec(),
            b"\x1b[;".to_vec(),
            "é".into(),
            b"\xf0\x9f".to_vec(),
            b"j".to_vec(),
            b"\x1b[[".to_vec(),
            b"\x1b[1;5".to_vec(),
        ]);
        prop_oneof![known, proptest::collection::vec(any::<u8>(), 0..6)]
    }

    /// Cuts `bytes` into chunks of `lengths`, repeated.
    fn cut<'a>(mut bytes: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
        let mut chunks = Vec::new();
        for &length in lengths.iter().cycle() {
            if bytes.is_empty() {
                break;
            }
            let (chunk, rest) = bytes.split_at(length.min(bytes.len()));
            chunks.push(chunk);
            bytes = rest;
        }
        chunks
    }

    proptest! {
        /// A control string never contains a command, and a key after it is never lost, wherever the input is cut.
        #[test]
        fn control_string_yields_no_command_and_loses_none(
            before in proptest::collection::vec(fragment(), 0..8),
            introducer in proptest::sample::select(b"]PX^_".to_vec()),
            body in proptest::collection::vec(any::<u8>(), 0..40),
            lengths in proptest::collection::vec(1_usize..5, 1..5),
        ) {
            let is_end = |byte: &u8| matches!(*byte, CAN | SUB | BEL | b'\\');
            let body: Vec<u8> = body.into_iter().filter(|byte| !is_end(byte)).collect();
            // A paste lasts until its end marker. A broken sequence expires.
            let before = [before.concat().as_slice(), PASTE_END].concat();
            let string = [&[ESC, introducer], body.as_slice(), b"\x1b\\"].concat();
            let mut input = InputParser::default();
            let mut now = Instant::now();
            input.feed(&before, now);
            input.expire();
            written(&mut input);
            for chunk in cut(&string, &lengths) {
                now += Duration::from_millis(10);
                input.feed(chunk, now);
                prop_assert_eq!(written(&mut input), "");
            }
            input.feed(b"j\x1b[B", now);
            prop_assert_eq!(written(&mut input), "j Down");
        }

        /// Chunking does not change the events, and after a pause the next key is a key.
        #[test]
        fn chunking_does_not_change_events(
            fragments in proptest::collection::vec(fragment(), 0..20),
            lengths in proptest::collection::vec(1_usize..5, 1..5),
        ) {
            let bytes = fragments.concat();
            prop_assert_eq!(typed(&cut(&bytes, &lengths), 1), typed(&[&bytes], 0));
            let mut input = InputParser::default();
            let now = Instant::now();
            input.feed(&[&bytes, PASTE_END].concat(), now);
            input.expire();
            written(&mut input);
            prop_assert_eq!(input.deadline(), None);
            input.feed(b"j", now);
            prop_assert_eq!(written(&mut input), "j");
        }
    }
}
