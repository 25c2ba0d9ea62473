//! Signs at the head of a line: those of list items, and rules.

/// The sign at the head of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// The bytes of the sign with the blanks after it.
    pub(super) len: usize,
    pub(super) kind: MarkerKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkerKind {
    /// A dash, a star or a dot.
    Bullet,
    /// A number.
    Number(u32),
    /// A letter. Some of them are Roman numerals too.
    Letter(char),
    /// A Roman numeral of several letters.
    Roman(u32),
}

impl MarkerKind {
    /// Returns `true` if this is the marker of the item after that of `previous`.
    pub(super) fn follows(self, previous: Self) -> bool {
        match (previous, self) {
            (Self::Bullet, Self::Bullet) => true,
            (Self::Number(one), Self::Number(next)) => next == one + 1,
            (Self::Letter(one), Self::Letter(next)) if next as u32 == one as u32 + 1 => true,
            _ => {
                let next = self.roman();
                next.is_some() && next == previous.roman().map(|one| one + 1)
            }
        }
    }

    /// Returns the value as a Roman numeral.
    fn roman(self) -> Option<u32> {
        match self {
            Self::Roman(value) => Some(value),
            Self::Letter(letter) => roman(letter.encode_utf8(&mut [0; 4])),
            Self::Bullet | Self::Number(_) => None,
        }
    }
}

/// Bullets of list items. An em dash is not one: in many languages it opens direct speech.
const BULLETS: &str = "-*•–·‣▪●○■□◦⁃➢➤✓∙";

/// Returns the marker at the head of a line.
pub(super) fn marker(words: &str) -> Option<Marker> {
    // Most lines begin with a word.
    if let [b'A'..=b'Z' | b'a'..=b'z', second, ..] = words.as_bytes()
        && second.is_ascii_alphabetic()
        && !b"IVXivx".contains(second)
    {
        return None;
    }
    let first = words.chars().next()?;
    if BULLETS.contains(first) {
        return with_blank(words, first.len_utf8(), MarkerKind::Bullet);
    }
    if let Some(value) = circled(first) {
        return Some(Marker { len: first.len_utf8(), kind: MarkerKind::Number(value) });
    }
    let opening = usize::from(first == '(') + '（'.len_utf8() * usize::from(first == '（');
    let rest = &words[opening..];
    let name_len =
        rest.find(|c: char| !c.is_alphanumeric()).filter(|&len| (1..=LONGEST_NAME).contains(&len))?;
    let (name, after) = rest.split_at(name_len);
    let closing = after.chars().next()?;
    let kind = kind_of(name)?;
    let len = opening + name_len + closing.len_utf8();
    match closing {
        ')' => with_blank(words, len, kind),
        '）' | '、' | '．' if opening > 0 || closing != '）' => Some(Marker { len, kind }),
        // A letter with a full stop is an initial of a name, unless others follow it.
        '.' if opening == 0 => with_blank(words, len, kind),
        _ => None,
    }
}

/// The most bytes of a number or letter of an item.
const LONGEST_NAME: usize = 9;

/// Returns a marker of `len` bytes with the blanks after it, if there are any.
fn with_blank(words: &str, len: usize, kind: MarkerKind) -> Option<Marker> {
    let rest = words[len..].trim_start();
    let blanks = words.len() - len - rest.len();
    (blanks > 0 && !rest.is_empty()).then_some(Marker { len: len + blanks, kind })
}

/// Returns the kind of a marker with this number or letter.
fn kind_of(name: &str) -> Option<MarkerKind> {
    if name.len() <= 3
        && let Ok(number) = name.parse()
    {
        return Some(MarkerKind::Number(number));
    }
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), None) => {
            let numeral = "一二三四五六七八九十".chars().zip(1..).find(|&(numeral, _)| numeral == letter);
            match numeral {
                Some((_, value)) => Some(MarkerKind::Number(value)),
                None => letter.is_alphabetic().then_some(MarkerKind::Letter(letter)),
            }
        }
        (Some('十'), Some(_)) => {
            let unit = "一二三四五六七八九".chars().zip(11..).find(|&(numeral, _)| name.ends_with(numeral));
            unit.map(|(_, value)| MarkerKind::Number(value))
        }
        _ => roman(name).map(MarkerKind::Roman),
    }
}

/// Returns the value of a number in a circle.
fn circled(c: char) -> Option<u32> {
    matches!(c, '①'..='⑳').then(|| c as u32 - '①' as u32 + 1)
}

/// Returns the value of a Roman numeral below 40, in letters of one case.
fn roman(name: &str) -> Option<u32> {
    let upper = name.to_ascii_uppercase();
    let is_one_case = name == upper || name == name.to_ascii_lowercase();
    let tens = upper.len() - upper.trim_start_matches('X').len();
    let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let unit = units.iter().position(|unit| *unit == &upper[tens..])?;
    let value = u32::try_from(tens * 10 + unit).ok()?;
    (is_one_case && tens <= 3 && value > 0).then_some(value)
}

/// Returns `true` if a line is a rule: `***`, `* * *`, `---`, `_____`.
pub(super) fn is_rule(words: &str) -> bool {
    if words.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let mut chars = words.chars();
    let Some(sign) = chars.next().filter(|sign| RULES.contains(*sign)) else { return false };
    let mut signs = 1;
    for c in chars {
        if c == sign {
            signs += 1;
        } else if !c.is_whitespace() {
            return false;
        }
    }
    signs >= FEWEST_SIGNS || sign == '⁂'
}

/// Signs that a rule repeats.
const RULES: &str = "*-_=~#—–―─━═•·∙⁂※◆◇★☆+";

/// The least number of signs of a rule.
const FEWEST_SIGNS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_repeat_one_sign() {
        for rule in ["***", "* * *", "---", "_____", "- - -", "===", "———", "⁂", "• • •", "~~~~", "* * * * *"]
        {
            assert!(is_rule(rule), "{rule}");
        }
        for none in ["", "*", "--", "**", "-*-", "- a -", "...", ". . .", "--- a", "a"] {
            assert!(!is_rule(none), "{none}");
        }
    }

    #[test]
    fn markers_are_signs_with_a_blank_after_them() {
        use MarkerKind::{Bullet, Letter, Number, Roman};
        for (line, sign, kind) in [
            ("- bread", "- ", Bullet),
            ("*  bread", "*  ", Bullet),
            ("• bread", "• ", Bullet),
            ("– bread", "– ", Bullet),
            ("1. bread", "1. ", Number(1)),
            ("12) bread", "12) ", Number(12)),
            ("(3) bread", "(3) ", Number(3)),
            ("a) bread", "a) ", Letter('a')),
            ("(b) bread", "(b) ", Letter('b')),
            ("i. bread", "i. ", Letter('i')),
            ("iv) bread", "iv) ", Roman(4)),
            ("XII. bread", "XII. ", Roman(12)),
            ("一、农业", "一、", Number(1)),
            ("（十二）农业", "（十二）", Number(12)),
            ("②农业", "②", Number(2)),
        ] {
            let found = marker(line).unwrap();
            assert_eq!((&line[..found.len], found.kind), (sign, kind), "{line}");
        }
        for none in [
            "-bread",
            "- ",
            "1.5 million",
            "1985. It was",
            "*emphasis* here",
            "— No.",
            "bread",
            "1",
            "",
            "(a",
            "U.S. troops",
        ] {
            assert_eq!(marker(none), None, "{none}");
        }
    }

    #[test]
    fn a_list_counts_up() {
        use MarkerKind::{Bullet, Letter, Number, Roman};
        for (one, next) in [
            (Bullet, Bullet),
            (Number(9), Number(10)),
            (Letter('a'), Letter('b')),
            (Letter('i'), Roman(2)),
            (Roman(4), Letter('v')),
            (Letter('h'), Letter('i')),
        ] {
            assert!(next.follows(one), "{one:?} {next:?}");
        }
        for (one, next) in
            [(Number(1), Number(1)), (Number(1), Bullet), (Letter('a'), Letter('c')), (Roman(2), Roman(2))]
        {
            assert!(!next.follows(one), "{one:?} {next:?}");
        }
    }
}
