//! Recovers every intact bookmark from a damaged bookmarks file.

use std::io;

use anyhow::anyhow;
use oratory_core::{
    anchor::bookmark::Bookmark,
    document::details::{line_of, toml_fault, with_line},
};
use serde::Deserialize;

use super::{
    Folders,
    bookmarks::{self, Kept},
    files, quoted, reason, state,
};

/// Result of a recovery.
#[derive(Debug, Default, PartialEq)]
pub struct Rescued {
    /// Recovered bookmarks, in the order of the file.
    pub bookmarks: Vec<Bookmark>,
    /// Faults, one line each: line number, reason, and the lines that were skipped.
    pub faults: Vec<String>,
}

/// Number and content of a line, without its end.
type Line<'a> = (usize, &'a [u8]);

/// Most header-like lines in one bookmark: tables inside it, or brackets in its quotation.
const MOST_PARTS: usize = 8;

/// First line of an intact bookmark.
const HEADER: &str = "[[bookmarks]]";

/// Recovers what is readable. Returns no bookmarks if there is no file.
///
/// # Errors
///
/// Fails if the file cannot be read at all.
pub fn rescue(folders: &Folders) -> anyhow::Result<Rescued> {
    let path = bookmarks::path(folders);
    let mut rescued = match files::read(&path) {
        Ok(content) => sift(&content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Rescued::default(),
        Err(error) => {
            return Err(anyhow!("cannot read bookmarks from {}: {}", quoted(&path), reason(&error)));
        }
    };
    for fault in &mut rescued.faults {
        *fault = format!("{}: {fault}", quoted(&path));
    }
    Ok(rescued)
}

fn sift(content: &[u8]) -> Rescued {
    let fault = match state::parse::<Kept>(content) {
        Ok(kept) => return Rescued { bookmarks: kept.bookmarks, faults: Vec::new() },
        Err(fault) => fault,
    };
    let lines: Vec<Line<'_>> = (1..).zip(content.split(|&byte| byte == b'\n')).collect();
    let mut rescued = sides(&lines).map_or_else(|| read_tables(&lines), |sides| read_sides(&lines, &sides));
    if rescued.faults.is_empty() {
        // Every bookmark was recovered.
        rescued.faults.push(fault);
    }
    rescued
}

/// Reads both versions of a file with merge conflicts, and removes duplicates.
fn read_sides(lines: &[Line<'_>], [ours, theirs]: &[Vec<Line<'_>>; 2]) -> Rescued {
    let mut rescued = read_tables(ours);
    let other = read_tables(theirs);
    for bookmark in other.bookmarks {
        if !rescued.bookmarks.contains(&bookmark) {
            rescued.bookmarks.push(bookmark);
        }
    }
    let conflicts = lines.iter().filter(|(_, line)| line.starts_with(OURS));
    let conflict =
        |(number, _): &Line<'_>| format!("line {number}: two versions in a merge conflict; both are read");
    let mut faults: Vec<String> = conflicts.map(conflict).collect();
    for fault in rescued.faults.into_iter().chain(other.faults) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    Rescued { bookmarks: rescued.bookmarks, faults }
}

/// Markers of a merge conflict.
const OURS: &[u8] = b"<<<<<<<";
const BASE: &[u8] = b"|||||||";
const THEIRS: &[u8] = b"=======";
const END: &[u8] = b">>>>>>>";

/// Splits a file with merge conflicts into its two versions. Lines of the other version become empty, so that line
/// numbers stay. Returns `None` without conflicts.
fn sides<'a>(lines: &[Line<'a>]) -> Option<[Vec<Line<'a>>; 2]> {
    let mut sides = [Vec::new(), Vec::new()];
    let mut found = false;
    let mut wanted = [true, true];
    for &(number, line) in lines {
        let in_conflict = wanted != [true, true];
        let marked = match line {
            _ if line.starts_with(OURS) => Some([true, false]),
            _ if in_conflict && line.starts_with(BASE) => Some([false, false]),
            _ if in_conflict && line.starts_with(THEIRS) => Some([false, true]),
            _ if in_conflict && line.starts_with(END) => Some([true, true]),
            _ => None,
        };
        found |= marked.is_some();
        wanted = marked.unwrap_or(wanted);
        for (side, is_wanted) in sides.iter_mut().zip(wanted) {
            let is_there = is_wanted && marked.is_none();
            side.push((number, if is_there { line } else { b"" }));
        }
    }
    found.then_some(sides)
}

/// Reads the tables one by one.
fn read_tables(lines: &[Line<'_>]) -> Rescued {
    let begins: Vec<usize> =
        (0..lines.len()).filter(|&at| may_begin(lines[at].1)).chain([lines.len()]).collect();
    let mut rescued = Rescued::default();
    let head = joined(&lines[..begins[0]]);
    rescued.faults.extend(state::parse::<toml::Table>(&head).err());
    let mut at = 0;
    while at + 1 < begins.len() {
        let (read, parts) = read_table(lines, &begins[at..]);
        match read {
            Ok(bookmark) => rescued.bookmarks.extend(bookmark),
            Err(fault) => rescued.faults.push(fault),
        }
        at += parts;
    }
    rescued
}

/// Returns `true` if `line` may be the header of a table, possibly damaged.
fn may_begin(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let header = &HEADER.as_bytes()[1..HEADER.len() - 2];
    line.starts_with(b"[") || line.windows(header.len()).any(|some| some == header)
}

/// Reads the table at the first of the `begins`. Returns the result and the number of parts that it took. Intact
/// tables of another kind are skipped.
fn read_table(lines: &[Line<'_>], begins: &[usize]) -> (Result<Option<Bookmark>, String>, usize) {
    let mut best = None;
    let mut fault = None;
    for (parts, &end) in begins.iter().enumerate().skip(1).take(MOST_PARTS) {
        match parse_table(&lines[begins[0]..end]) {
            Ok(bookmark) => best = Some((bookmark, parts)),
            Err(why) => drop(fault.get_or_insert(why)),
        }
        let is_next_whole = lines.get(end).is_some_and(|(_, line)| line.trim_ascii() == HEADER.as_bytes());
        if best.is_some() && is_next_whole {
            break;
        }
    }
    let part = &lines[begins[0]..begins[1]];
    match (best, fault) {
        (Some((bookmark, parts)), _) => (Ok(Some(bookmark)), parts),
        (None, Some(why)) if !is_other_table(part) => (Err(format!("{why}; {}", left_out(part))), 1),
        (None, _) => (Ok(None), 1),
    }
}

/// Parses `lines` as one bookmark, ignoring the first line, its header.
fn parse_table(lines: &[Line<'_>]) -> Result<Bookmark, String> {
    /// No unknown fields: they would belong to another table.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Tables {
        bookmarks: Vec<Bookmark>,
    }

    // An error past the end is reported on the last line.
    let number = |line: usize| lines.get(line - 1).or_else(|| lines.last()).map_or(0, |(number, _)| *number);
    let content = [HEADER.as_bytes(), b"\n", &joined(&lines[1..])].concat();
    let content = str::from_utf8(&content).map_err(|error| {
        let line = line_of(&content, error.valid_up_to());
        format!("line {}: not UTF-8", number(line))
    })?;
    let tables: Tables = toml::from_str(content).map_err(|error| {
        let (line, why) = toml_fault(&error, content, 1);
        with_line((line.map(number), why))
    })?;
    let [bookmark] = <[Bookmark; 1]>::try_from(tables.bookmarks)
        .map_err(|tables| format!("line {}: {} bookmarks in one table", number(1), tables.len()))?;
    Ok(bookmark)
}

/// Returns `true` if `lines` are an intact table of another kind, perhaps of a newer version.
fn is_other_table(lines: &[Line<'_>]) -> bool {
    let content = joined(lines);
    let table: Option<toml::Table> =
        str::from_utf8(&content).ok().and_then(|content| toml::from_str(content).ok());
    table.is_some_and(|table| !table.contains_key("bookmarks"))
}

/// Describes the skipped lines, without empty lines at the end.
fn left_out(lines: &[Line<'_>]) -> String {
    let is_empty = |line: &&Line<'_>| line.1.trim_ascii().is_empty();
    let (first, last) =
        (lines[0].0, lines.iter().rev().find(|line| !is_empty(line)).map_or(lines[0].0, |line| line.0));
    if first == last {
        format!("line {first} is left out")
    } else {
        format!("lines {first} to {last} are left out")
    }
}

fn joined(lines: &[Line<'_>]) -> Vec<u8> {
    lines.iter().flat_map(|(_, line)| line.iter().copied().chain([b'\n'])).collect()
}
