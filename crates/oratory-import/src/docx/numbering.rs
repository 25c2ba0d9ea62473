//! The lists of a DOCX: their signs and numbers.

use std::collections::HashMap;

use crate::{
    error::ImportError,
    limits::check_styles,
    xml::{Token, Xml},
};

/// The most levels of a list.
const LEVELS: usize = 9;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// The levels of each kind of list, by its id.
    kinds: HashMap<String, Vec<Level>>,
    /// The kind of each list, by its id, with the numbers at which its levels start instead.
    lists: HashMap<String, (String, HashMap<usize, usize>)>,
    /// The number of the last item at each level, by the kind of the list.
    counters: HashMap<String, [Option<usize>; LEVELS]>,
}

/// A level of a kind of list.
#[derive(Debug, Clone, Copy)]
struct Level {
    sign: Sign,
    start: usize,
}

/// The sign of an item.
#[derive(Debug, Clone, Copy)]
enum Sign {
    None,
    Bullet,
    Number,
    /// `true` for capitals.
    Letters(bool),
    /// `true` for capitals.
    Roman(bool),
}

impl Sign {
    /// Returns the sign by the name of its format.
    fn of(format: &str) -> Self {
        match format {
            "none" => Self::None,
            "bullet" => Self::Bullet,
            "lowerLetter" => Self::Letters(false),
            "upperLetter" => Self::Letters(true),
            "lowerRoman" => Self::Roman(false),
            "upperRoman" => Self::Roman(true),
            _ => Self::Number,
        }
    }
}

impl Default for Level {
    fn default() -> Self {
        Self { sign: Sign::Number, start: 1 }
    }
}

impl Numbering {
    /// Reads the lists of a document.
    pub(super) fn read(content: &str) -> Result<Self, ImportError> {
        let mut numbering = Self::default();
        let mut xml = Xml::new(content, "the list of numberings");
        while let Some(token) = xml.next()? {
            let Token::Start(tag) = token else { continue };
            match tag.name() {
                "abstractNum" => {
                    let id = tag.value("abstractNumId");
                    let levels = read_levels(&mut xml)?;
                    numbering.kinds.insert(id, levels);
                }
                "num" => {
                    let id = tag.value("numId");
                    let list = read_list(&mut xml)?;
                    numbering.lists.insert(id, list);
                }
                _ => {}
            }
            check_styles(numbering.kinds.len() + numbering.lists.len())?;
        }
        Ok(numbering)
    }

    /// Counts an item of a list at this level, and returns its sign. `None` if items have no sign.
    pub(super) fn next_sign(&mut self, list: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let (kind, starts) = self.lists.get(list)?;
        let Level { sign, start } = self.kinds.get(kind)?.get(level).copied().unwrap_or_default();
        let counters = self.counters.entry(kind.clone()).or_default();
        let start = starts.get(&level).copied().unwrap_or(start);
        let number = counters[level].map_or(start, |number| number.saturating_add(1));
        counters[level] = Some(number);
        counters[level + 1..].fill(None);
        match sign {
            Sign::None => None,
            Sign::Bullet => Some("-".to_owned()),
            Sign::Number => Some(format!("{number}.")),
            Sign::Letters(false) => Some(format!("{}.", letters(number))),
            Sign::Letters(true) => Some(format!("{}.", letters(number).to_uppercase())),
            Sign::Roman(false) => Some(format!("{}.", roman(number))),
            Sign::Roman(true) => Some(format!("{}.", roman(number).to_uppercase())),
        }
    }
}

/// Reads the levels of a kind of list to its end.
fn read_levels(xml: &mut Xml<'_>) -> Result<Vec<Level>, ImportError> {
    let mut levels = vec![Level::default(); LEVELS];
    while let Some(tag) = xml.next_child()? {
        if tag.name() != "lvl" {
            xml.skip()?;
            continue;
        }
        let index: usize = tag.value("ilvl").parse().unwrap_or(LEVELS);
        let mut level = Level::default();
        while let Some(tag) = xml.next_child()? {
            match tag.name() {
                "numFmt" => level.sign = Sign::of(&tag.value("val")),
                "start" => level.start = tag.value("val").parse().unwrap_or(1),
                _ => {}
            }
            xml.skip()?;
        }
        if let Some(at) = levels.get_mut(index) {
            *at = level;
        }
    }
    Ok(levels)
}

/// Reads a list to its end: its kind, and the numbers at which its levels start.
fn read_list(xml: &mut Xml<'_>) -> Result<(String, HashMap<usize, usize>), ImportError> {
    let (mut kind, mut starts) = (String::new(), HashMap::new());
    while let Some(tag) = xml.next_child()? {
        match tag.name() {
            "abstractNumId" => kind = tag.value("val"),
            "lvlOverride" => {
                let level: usize = tag.value("ilvl").parse().unwrap_or(LEVELS);
                while let Some(tag) = xml.next_child()? {
                    if tag.name() == "startOverride"
                        && let Ok(start) = tag.value("val").parse()
                    {
                        starts.insert(level, start);
                    }
                    xml.skip()?;
                }
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok((kind, starts))
}

/// Returns a number as letters: `a` to `z`, then `aa`, `bb`, as Word counts.
fn letters(number: usize) -> String {
    let index = number.saturating_sub(1);
    let letter = u8::try_from(index % 26).map_or('?', |index| char::from(b'a' + index));
    String::from(letter).repeat((index / 26 + 1).min(4))
}

/// Returns a number in small Roman numerals.
fn roman(number: usize) -> String {
    const NUMERALS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number.min(3999);
    let mut roman = String::new();
    for (value, numeral) in NUMERALS {
        while rest >= value {
            roman.push_str(numeral);
            rest -= value;
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_list_says() {
        assert_eq!([1, 26, 27, 53].map(letters), ["a", "z", "aa", "aaa"]);
        assert_eq!([1, 4, 9, 14, 1990].map(roman), ["i", "iv", "ix", "xiv", "mcmxc"]);
        let level = |level, format| {
            format!("<w:lvl w:ilvl='{level}'><w:start w:val='2'/><w:numFmt w:val='{format}'/></w:lvl>")
        };
        let mut numbering = Numbering::read(&format!(
            "<w:numbering><w:abstractNum w:abstractNumId='7'>{}{}{}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/>\
             <w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num></w:numbering>",
            level(0, "decimal"), level(1, "upperRoman"), level(2, "none"),
        )).unwrap();
        let mut sign = |level| numbering.next_sign("1", level).unwrap_or_default();
        let signs = [0, 1, 1, 0, 1, 2, 8].map(&mut sign);
        assert_eq!(signs, ["5.", "II.", "III.", "6.", "II.", "", "1."]);
        assert_eq!(numbering.next_sign("2", 0), None, "there is no such list");
    }
}
