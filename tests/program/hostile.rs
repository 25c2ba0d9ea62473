//! Tests of hostile texts. On a terminal, only text and the program's own sequences are written. Pipes and the
//! clipboard get the text verbatim.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs,
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::symlink,
    },
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    thread::sleep,
    time::Duration,
};

use oratory::store::{
    options::ReadOptions,
    texts::{self, Extent},
};
use oratory_core::{Document, Style, collapse, is_line_end, quotation};
use regex::Regex;

use crate::{
    home::{Home, ORATORY},
    pty::Terminal,
};

const COLLECTED: &str = include_str!("../data/hostile.txt");

/// All sequences that the reader writes.
const OF_SCREEN: &str = concat!(
    r"\x1b\[\??(?:1049|2004|2026|25|1002|1006)[hl]",
    r"|\x1b\[(?:\d+(?:;\d+)?)?H|\x1b\[\d*[CG]|\x1b\[K|\x1b\[2J|\x1b\[[\d;]*m",
    r"|\x1b\[(?:\d+;\d+)?r|\x1bM|\r|\n",
    r"|\x1b\]52;c;[A-Za-z0-9+/]*=*\x1b\\",
);

/// All sequences that printing writes: line ends.
const OF_PRINT: &str = r"\r\n";

/// Size at which everything is visible.
const WIDE: (u16, u16) = (160, 40);

/// Returns the hostile sequences: each control character, and the collection.
fn sequences() -> Vec<Vec<u8>> {
    let controls = (0..0x20).chain(0x7F..0xA0).filter_map(char::from_u32);
    let controls: Vec<Vec<u8>> = controls.map(|control| control.to_string().into_bytes()).collect();
    assert_eq!(controls.len(), 65);
    let lines = COLLECTED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let collected = lines.map(|line| unescaped(line.split_once(": ").unwrap().1));
    controls.into_iter().chain(collected).collect()
}

/// Decodes a line of the collection.
fn unescaped(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let next = |len: usize| (&rest[..len], &rest[len..]);
        if let Some(code) = rest.strip_prefix("\\u{") {
            let (digits, after) = code.split_once('}').unwrap();
            let c = char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap();
            bytes.extend(c.to_string().bytes());
            rest = after;
        } else if rest.starts_with("\\x") {
            let (escape, after) = next(4);
            bytes.push(u8::from_str_radix(&escape[2..], 16).unwrap());
            rest = after;
        } else if rest.starts_with("\\e") || rest.starts_with("\\\\") {
            let (escape, after) = next(2);
            bytes.push(if escape == "\\e" { 0x1B } else { b'\\' });
            rest = after;
        } else {
            bytes.extend(c.to_string().bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

/// Puts a sequence between two marks, to locate it in the output.
fn framed(sequence: &[u8]) -> Vec<u8> {
    [b"<", sequence, b">"].concat()
}

/// Does the same in a TOML string, which must be UTF-8.
fn toml(sequence: &[u8]) -> String {
    let mut written = String::new();
    for c in String::from_utf8_lossy(&framed(sequence)).chars() {
        write!(written, "\\U{:08X}", u32::from(c)).unwrap();
    }
    written
}

/// Returns `true` for characters that control a terminal, are invisible, or have no known appearance.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{378}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..)
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Returns the first part of `raw` that is neither harmless text nor in `vocabulary`.
fn foreign(raw: &[u8], vocabulary: &str) -> Option<String> {
    let Ok(text) = str::from_utf8(raw) else { return Some("bytes that are no UTF-8".to_owned()) };
    let words = Regex::new(vocabulary).unwrap();
    let piece = words.split(text).find(|piece| piece.contains(is_hostile))?;
    Some(piece.escape_default().to_string())
}

#[track_caller]
fn assert_harmless(raw: &[u8], vocabulary: &str) {
    static HOSTILE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let framed = sequences().into_iter().map(|sequence| framed(&sequence));
        framed.filter(|framed| framed.iter().any(u8::is_ascii_control)).collect()
    });
    assert_eq!(foreign(raw, vocabulary), None);
    // Each part begins with the mark before it.
    for (start, _) in raw.iter().enumerate().filter(|(_, byte)| **byte == b'<') {
        let as_it_is = HOSTILE.iter().find(|framed| raw[start..].starts_with(framed));
        assert_eq!(as_it_is.map(|framed| framed.escape_ascii().to_string()), None, "written as it is");
    }
}

#[test]
fn hostile_sequences_are_recognized() {
    assert_eq!(sequences().len(), 65 + 278);
    let harmful = |sequence: &Vec<u8>| {
        // Damaged characters, placeholders, and stacked marks.
        let is_harmful = |c| is_hostile(c) || matches!(c, '\u{FFFD}' | '\u{FFFC}' | '\u{300}');
        String::from_utf8_lossy(sequence).contains(is_harmful)
    };
    for sequence in &sequences() {
        assert!(harmful(sequence), "there is no harm in {}", sequence.escape_ascii());
    }
    let own =
        "\x1b[?2026h\x1b[?25l\x1b[3;1Ha\x1b[1;31mb\x1b[m\x1b[K\r\nc\x1b[2;9r\x1bM\x1b[r\x1b]52;c;YQ==\x1b\\";
    assert_eq!(foreign(own.as_bytes(), OF_SCREEN), None);
    for other in ["\x1b[6n", "\x1b[?1000h", "\x1b]52;c;?\x07", "\x1b]52;c;YQ\x07==\x1b\\", "\x1b[3J", "a\tb"]
    {
        assert!(foreign(other.as_bytes(), OF_SCREEN).is_some(), "{other:?}");
    }
}

/// A home with a text for each sequence, which occurs everywhere in it.
struct Den {
    home: Home,
    sequences: Vec<Vec<u8>>,
}

impl Den {
    fn new() -> Self {
        let den = Self { home: Home::new(), sequences: sequences() };
        fs::create_dir(den.home.path().join("texts")).unwrap();
        for (number, sequence) in den.sequences.iter().enumerate() {
            let front = toml(sequence);
            let mut content = format!("+++\ntitle = \"T{number:03} {front}\"\ndelivered = \"on {front}\"\n");
            for name in [
                "speaker",
                "speaker_family",
                "speaker_given",
                "kind",
                "occasion",
                "place",
                "reported",
                "publisher",
                "translator",
                "language",
                "source",
                "url",
                "accessed",
            ] {
                writeln!(content, "{name} = \"{name} {front}\"").unwrap();
            }
            let body =
                [format!("{content}+++\nB{number:03} ").into_bytes(), framed(sequence), b" end\n".into()];
            fs::write(den.text(number), body.concat()).unwrap();
        }
        den
    }

    /// Returns the path of a text. Its name begins like its title, by which it is listed if its front matter is
    /// longer than the head.
    fn text(&self, number: usize) -> PathBuf {
        self.home.path().join(format!("texts/T{number:03}.txt"))
    }

    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.sequences.len()
    }

    fn speech(&self, number: usize) -> Arc<Document> {
        let read = texts::open(&self.text(number), Extent::FirstFrame, ReadOptions::default()).unwrap();
        Arc::clone(read[0].whole().unwrap())
    }

    /// Creates files with hostile names, and broken links, whose names appear in messages.
    fn name_files(&self) {
        for (folder, letter) in [("named", "N"), ("links", "L")] {
            let folder = self.home.path().join(folder);
            fs::create_dir(&folder).unwrap();
            for (number, sequence) in self.sequences.iter().enumerate() {
                let sequence: Vec<u8> =
                    framed(sequence).into_iter().filter(|byte| !b"/\0".contains(byte)).collect();
                let name = [format!("{letter}{number:03} ").into_bytes(), sequence, b".txt".into()].concat();
                let path = folder.join(OsString::from_vec(name));
                if letter == "L" {
                    symlink("nowhere/at/all", path).unwrap();
                } else {
                    fs::write(path, "A body, and some more words.\n").unwrap();
                }
            }
        }
    }

    /// Writes hostile bookmarks and searches, as if edited by hand.
    fn keep(&self) {
        let (mut bookmarks, mut places) = ("version = 1\n".to_owned(), "version = 1\n".to_owned());
        for (number, sequence) in self.sequences.iter().enumerate() {
            let hostile = toml(sequence);
            write!(
                bookmarks,
                "[[bookmarks]]\nid = \"{number}\"\nspeech = \"gone-{hostile}\"\ntitle = \"{hostile}\"\n\
                 sha256 = \"\"\nparagraph = 1\nquote = \"{hostile}\"\nbefore = \"\"\nafter = \"\"\noffset = 0\n\
                 label = \"M{number:03} {hostile}\"\ntime = \"2026-11-24T10:00:00Z\"\n",
            )
            .unwrap();
            write!(
                places,
                "[[searches]]\nquery = \"Q{number:03} {hostile}\"\nregex = false\nword = false\nexact = false\n"
            )
            .unwrap();
        }
        for (path, content) in [(self.home.bookmarks(), bookmarks), (self.home.places(), places)] {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }

    fn reader(&self, texts: &[&str]) -> Terminal {
        self.home.run(WIDE, &[&[ORATORY], texts].concat())
    }

    /// Prints what two texts share. Each sequence is in a paragraph of both.
    fn print_studies(&self) {
        for (name, last) in [("one.txt", "this"), ("two.txt", "that")] {
            let paragraphs = self.sequences.iter().enumerate().map(|(number, sequence)| {
                let begin = format!("B{number:03} ").into_bytes();
                [begin, framed(sequence), format!(" bread and peace {last} year\n\n").into()].concat()
            });
            fs::write(self.home.path().join(name), paragraphs.collect::<Vec<_>>().concat()).unwrap();
        }
        for (sign, command) in [
            ("B", "compare one.txt:1- two.txt:1- --as versions"),
            ("B", "compare one.txt:1- two.txt:1- --as parallel"),
            ("B", "compare one.txt two.txt --as versions --json"),
            ("", "compare one.txt:1- two.txt:1- --as shared --least 1"),
            ("", "compare one.txt two.txt --as shared --least 1 --tsv"),
            ("", "phrases one.txt two.txt --shared --least 1 --edges"),
            ("", "phrases one.txt --least 2 --csv"),
            ("N", "phrases body.txt --in named --least 2 --edges --tsv"),
            ("", "phrases body.txt --in named --least 2 --edges"),
            ("", "words one.txt --than named"),
            ("", "words one.txt --than two.txt"),
            ("", "near B001 one.txt two.txt --span 3 --least 1"),
        ] {
            fs::write(
                self.home.path().join("body.txt"),
                "A body.\n\nNothing of all this is in any other text.\n",
            )
            .unwrap();
            // On a terminal with a screen, the comparison is opened in the reader.
            let is_opened =
                command.starts_with("compare") && !command.ends_with("--json") && !command.ends_with("--tsv");
            let way = if is_opened { &["/usr/bin/env", "TERM=dumb", ORATORY][..] } else { &[ORATORY] };
            let words: Vec<&str> = way.iter().copied().chain(command.split(' ')).collect();
            let mut terminal = self.home.run(WIDE, &words);
            assert!(terminal.wait_for_end().success(), "{command}");
            let raw = terminal.raw();
            assert_harmless(&raw, OF_PRINT);
            let seen = str::from_utf8(&raw).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            let cases =
                self.numbers().filter(|_| !sign.is_empty()).map(|number| format!("{sign}{number:03} <"));
            let unseen: Vec<String> = cases.filter(|case| !seen.contains(case)).collect();
            assert!(unseen.is_empty(), "{command} does not show {unseen:?}");
        }
    }
}

/// Quits and checks all output.
#[track_caller]
fn leave(mut terminal: Terminal) {
    terminal.leave();
    assert_harmless(&terminal.raw(), OF_SCREEN);
}

/// Scrolls through a list and waits for each of `entries` in order. Moves by less than a screen, and only after
/// everything passed has appeared.
#[track_caller]
fn assert_all_are_seen(terminal: &mut Terminal, entries: &[String]) {
    const STEP: usize = 8;
    terminal.type_keys("\x1b[H");
    terminal.wait_for(&entries[0]);
    for passed in entries[1..].chunks(STEP) {
        terminal.type_keys(&format!("{STEP}j"));
        terminal.wait_until(&passed.join(", "), |screen| {
            let contents = screen.contents();
            passed.iter().all(|entry| contents.contains(entry))
        });
    }
}

/// Decodes base 64.
fn decoded(letters: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut value) = (Vec::new(), 0, 0);
    for letter in letters.trim_end_matches('=').chars() {
        value = (value << 6 | ALPHABET.find(letter).unwrap()) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(value >> bits & 0xFF).unwrap());
        }
    }
    bytes
}

/// Returns the last text sent to the clipboard.
fn copied(raw: &[u8]) -> String {
    let raw = str::from_utf8(raw).unwrap();
    let (letters, _) = raw.rsplit_once("\x1b]52;c;").unwrap().1.split_once("\x1b\\").unwrap();
    String::from_utf8(decoded(letters)).unwrap()
}

#[test]
fn page_details_and_clipboard_are_harmless() {
    let den = Den::new();
    let mut terminal = den.reader(&["texts"]);
    terminal.wait_for("T001");
    // The folder has been read once the list has its last text.
    let last = format!("T{:03}", den.numbers().end - 1);
    terminal.type_keys("h");
    while !terminal.contents().contains(&last) {
        terminal.type_keys("G");
        sleep(Duration::from_millis(20));
    }
    terminal.type_keys("g\r");
    for number in den.numbers() {
        terminal.wait_for(&format!("B{number:03}"));
        terminal.type_keys("y");
        terminal.wait_for("sent to the clipboard: ");
        assert_eq!(copied(&terminal.raw()), quotation(&den.speech(number), 1..=1, Style::Chicago).unwrap());
        assert_harmless(&terminal.raw(), OF_SCREEN);
        terminal.forget();
        terminal.type_keys("i");
        terminal.wait_for("translator ");
        terminal.type_keys("\x03]");
    }
    leave(terminal);
}

#[test]
fn lists_are_harmless() {
    let den = Den::new();
    den.name_files();
    den.keep();
    let entries = |letters: &[&str]| -> Vec<String> {
        letters
            .iter()
            .flat_map(|letter| den.numbers().map(move |number| format!("{letter}{number:03}")))
            .collect()
    };
    let mut terminal = den.reader(&["texts", "named", "links"]);
    // Errors are shown over the whole page, after the folder has been read.
    terminal.wait_for(": broken symbolic link");
    terminal.type_keys("\x1b");
    terminal.wait_until("no message", |screen| !screen.contents().contains(": broken symbolic link"));
    terminal.type_keys("B");
    terminal.wait_for("Notebook");
    assert_all_are_seen(&mut terminal, &entries(&["M"]));
    terminal.type_keys("\r");
    terminal.wait_for("Bookmark not found");
    terminal.type_keys("\x03Bh");
    // Titles, names of files, and errors.
    assert_all_are_seen(&mut terminal, &entries(&["T", "N", "L"]));
    leave(terminal);
}

/// Returns paragraphs with the sequence before, after and inside a match. The match begins with the number, so that
/// it is visible however little context fits.
fn around_matches(number: usize, sequence: &[u8]) -> Vec<u8> {
    let framed = framed(sequence);
    let [before, after, inside] = ["before", "after", "inside"].map(|word| format!("{word}{number:03}"));
    let [before, after, inside] = [before.as_bytes(), after.as_bytes(), inside.as_bytes()];
    [&framed, before, b"\n\n", after, &framed, b"\n\n", inside, &framed, b"\n\n"].concat()
}

#[test]
fn concordance_is_harmless() {
    let den = Den::new();
    let paragraphs =
        den.sequences.iter().enumerate().flat_map(|(number, sequence)| around_matches(number, sequence));
    fs::write(den.home.path().join("texts/T999.txt"), paragraphs.collect::<Vec<u8>>()).unwrap();
    let mut terminal = den.reader(&["texts"]);
    terminal.wait_for("T001");
    // In the other texts it stands in the title too, which each line begins with.
    terminal.type_keys("/\x1br(?s:(before|after)[0-9]+|(inside|B)[0-9]+ ?<.*>)\r");
    // A notice may leave no room for all of the counts.
    terminal.wait_for(" in 344");
    terminal.type_keys("c");
    terminal.wait_for(&format!("{} lines in", 4 * den.sequences.len()));
    let in_bodies = den.numbers().map(|number| format!("B{number:03}"));
    let words = ["before", "after", "inside"];
    let around = den.numbers().flat_map(|number| words.map(|word| format!("{word}{number:03}")));
    assert_all_are_seen(&mut terminal, &in_bodies.chain(around).collect::<Vec<_>>());
    leave(terminal);
}

#[test]
fn prompts_and_messages_are_harmless() {
    let den = Den::new();
    den.keep();
    let mut terminal = den.reader(&[]);
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("/");
    for number in den.numbers().rev().take(200) {
        terminal.type_keys("\x1b[A");
        terminal.wait_for(&format!("/Q{number:03} <"));
    }
    terminal.type_keys("\x15");
    for (number, sequence) in den.sequences.iter().enumerate() {
        // The end marker of a paste would be typed.
        let Ok(text) = str::from_utf8(sequence) else { continue };
        if text.contains("\x1b[201~") {
            continue;
        }
        terminal.type_keys(&format!("\x1b[200~P{number:03} <{text}>\x1b[201~"));
        terminal.wait_for(&format!("not found: P{number:03} <"));
        terminal.type_keys("\r");
        terminal.wait_until("the message", |screen| !screen.contents().contains(&format!("/P{number:03}")));
        terminal.type_keys("/");
    }
    leave(terminal);
}

#[test]
fn printing_on_a_terminal_is_harmless() {
    let den = Den::new();
    den.name_files();
    den.keep();
    let files = |folder: &str| -> Vec<OsString> {
        let files = fs::read_dir(den.home.path().join(folder)).unwrap();
        files.map(|file| Path::new(folder).join(file.unwrap().file_name()).into()).collect()
    };
    let texts = files("texts");
    let first_of_each = texts.iter().map(|text| [text, &OsString::from(":1")].into_iter().cloned().collect());
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    // Each command with the marks that must appear: title, body, name of the file, label.
    for (signs, command) in [
        ("TB", [words(&["show"]), texts.clone()].concat()),
        ("TB", [words(&["show", "--width", "40", "--numbers"]), texts.clone()].concat()),
        ("TB", [words(&["quote"]), first_of_each.collect()].concat()),
        ("TN", [words(&["list"]), texts.clone(), files("named")].concat()),
        ("TN", [words(&["list", "--json"]), texts.clone(), files("named")].concat()),
        ("B", [words(&["search", "--color", "never", "--regex", "B[0-9]{3} <"]), texts.clone()].concat()),
        ("TB", [words(&["search", "end", "--tsv"]), texts.clone()].concat()),
        ("TB", [words(&["search", "end", "--json"]), texts].concat()),
        ("M", words(&["bookmarks"])),
        ("M", words(&["bookmarks", "--md"])),
        ("M", words(&["bookmarks", "--json"])),
    ] {
        let mut terminal = den.home.run(WIDE, &[words(&[ORATORY]), command.clone()].concat());
        assert!(terminal.wait_for_end().success(), "{command:?}");
        let raw = terminal.raw();
        assert_harmless(&raw, OF_PRINT);
        // In a narrow column the mark before the sequence may be on the next line. In Markdown it is escaped.
        let seen =
            str::from_utf8(&raw).unwrap().split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "");
        for sign in signs.chars() {
            let cases = den.numbers().map(|number| format!("{sign}{number:03} <"));
            let unseen: Vec<String> = cases.filter(|case| !seen.contains(case)).collect();
            assert!(unseen.is_empty(), "{:?} does not show {unseen:?}", command.chunks(3).next());
        }
    }
    den.print_studies();
    // The only control sequences are the colours of names and matches.
    let search = [words(&[ORATORY, "search", "--regex", "B[0-9]{3} <"]), files("texts")].concat();
    let mut terminal = den.home.run(WIDE, &search);
    assert!(terminal.wait_for_end().success());
    let raw = String::from_utf8(terminal.raw()).unwrap();
    let without_colours =
        ["\x1b[35m", "\x1b[1;31m", "\x1b[0m"].iter().fold(raw.clone(), |raw, sgr| raw.replace(sgr, ""));
    assert_harmless(without_colours.as_bytes(), OF_PRINT);
    assert_eq!(raw.matches('\x1b').count(), 4 * den.numbers().count());
    // Missing files are named.
    for (number, name) in files("named").into_iter().enumerate().step_by(8) {
        let name = [name.as_bytes(), format!(".{number}").as_bytes()].concat();
        let mut terminal = den.home.run(WIDE, &[OsString::from(ORATORY), OsString::from_vec(name)]);
        assert_eq!(terminal.wait_for_end().code(), Some(2));
        assert!(terminal.contents().contains(&format!(".{number}")), "{}", terminal.contents());
        assert_harmless(&terminal.raw(), OF_PRINT);
    }
}

#[test]
fn pipes_get_the_text_verbatim() {
    let den = Den::new();
    let paths: Vec<String> = den.numbers().map(|number| format!("texts/T{number:03}.txt")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let printed = den.home.command(&[&["show"], &paths[..]].concat()).output().unwrap().stdout;
    for (number, sequence) in den.sequences.iter().enumerate() {
        // A line end inside a paragraph becomes a blank, and invalid UTF-8 is decoded.
        let text = match str::from_utf8(sequence) {
            Ok(text) => text.replace("\r\n", " ").replace(is_line_end, " "),
            Err(_) => den.speech(number).text()["B000 <".len()..].trim_end_matches("> end").to_owned(),
        };
        let line = format!("\nB{number:03} <{text}> end\n").into_bytes();
        let is_there = printed.windows(line.len()).any(|some| some == line);
        assert!(is_there, "{} is not as it was", sequence.escape_ascii());
    }
    let listed = den.home.command(&[&["list", "--json"], &paths[..]].concat()).output().unwrap().stdout;
    assert!(!listed.iter().any(|&byte| byte != b'\n' && byte < b' '), "JSON has controls escaped");
    for (number, line) in str::from_utf8(&listed).unwrap().lines().enumerate() {
        let details: serde_json::Value = serde_json::from_str(line).unwrap();
        let title = format!("T{number:03} {}", String::from_utf8_lossy(&framed(&den.sequences[number])));
        assert_eq!(details["title"], collapse(&title));
    }
}
