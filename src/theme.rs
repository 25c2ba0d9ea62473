//! Themes: a style for each part of the screen, and the notation of styles in the configuration (`bold black
//! on yellow`).
//!
//! The `terminal` theme uses attributes and the sixteen colours that the reader's terminal defines. The other
//! themes define every colour themselves. Whatever a colour shows, an attribute or a sign shows too.

use std::{borrow::Cow, fmt, str::FromStr};

use oratory_core::Ambiguous;
use ratatui::style::{Color, Modifier, Style};

/// A part of the screen with its own style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Body text and the background.
    Text,
    Title,
    /// Secondary text: details, numbers, rules, key hints.
    Faint,
    /// Slightly emphasized text: the position in the status line, keys in the help.
    Strong,
    /// The bar of the current paragraph and of the open speech.
    Bar,
    Bookmark,
    Match,
    CurrentMatch,
    /// The selected passage.
    Selection,
    /// Highlighted text.
    Highlight,
    /// Text in which highlights overlap.
    Overlap,
    /// A note under its passage.
    Note,
    Cursor,
    Notice,
    /// An error in a query.
    Error,
    /// Words that two speeches share.
    Shared,
}

/// All parts in order, each with its name and description in `[looks]`.
pub(crate) const ROLES: [(Role, &str, &str); 16] = [
    (Role::Text, "text", "body text and the background"),
    (Role::Title, "title", "titles"),
    (Role::Faint, "faint", "secondary text: details, paragraph numbers, rules, key hints"),
    (Role::Strong, "strong", "the position in the status line, keys in the help"),
    (Role::Bar, "bar", "the bar beside the current paragraph and the open speech"),
    (Role::Bookmark, "bookmark", "bookmark signs"),
    (Role::Match, "match", "matches"),
    (Role::CurrentMatch, "current_match", "the current match"),
    (Role::Selection, "selection", "the selected passage"),
    (Role::Highlight, "highlight", "highlighted text"),
    (Role::Overlap, "overlap", "text in which highlights overlap"),
    (Role::Note, "notes", "notes under their passages"),
    (Role::Cursor, "cursor", "the list's cursor"),
    (Role::Notice, "notice", "messages"),
    (Role::Error, "error", "errors in a query"),
    (Role::Shared, "shared", "words that two speeches side by side share"),
];

/// A style for each part, in the order of [`ROLES`].
type Looks = [Style; ROLES.len()];

/// The themes that come with the program, the default first. A test checks their contrast.
pub(crate) const THEMES: [(&str, Looks); 4] =
    [("terminal", TERMINAL), ("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)];

/// Returns the `'static` name of the theme called `name`.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    THEMES.iter().map(|(known, _)| *known).find(|known| *known == name)
}

const PLAIN: Style = Style::new();

const TERMINAL: Looks = [
    PLAIN,
    PLAIN.bold(),
    PLAIN.dim(),
    PLAIN.bold(),
    PLAIN.fg(Color::Blue),
    PLAIN.bold().fg(Color::Red),
    PLAIN.underlined().fg(Color::Black).bg(Color::Yellow),
    PLAIN.bold().reversed(),
    PLAIN.underlined().reversed(),
    PLAIN.underlined(),
    PLAIN.bold().underlined(),
    PLAIN.italic(),
    PLAIN.reversed(),
    PLAIN.bold(),
    PLAIN.bold().fg(Color::Red),
    PLAIN.bold().fg(Color::Blue),
];

/// The `terminal` theme without colours, where an underline alone would not tell a match from a highlight.
const MONOCHROME: Looks = {
    let mut looks = TERMINAL;
    looks[Role::Match as usize] = PLAIN.dim().reversed();
    looks
};

/// Dark ink on paper.
const LIGHT: Looks = [
    PLAIN.fg(rgb(0x22_22_22)).bg(rgb(0xFB_FA_F5)),
    PLAIN.bold().fg(rgb(0x00_00_00)),
    PLAIN.fg(rgb(0x69_66_5E)),
    PLAIN.bold().fg(rgb(0x22_22_22)),
    PLAIN.fg(rgb(0x1F_5F_9E)),
    PLAIN.bold().fg(rgb(0xA6_1B_1B)),
    PLAIN.underlined().fg(rgb(0x22_22_22)).bg(rgb(0xFF_E0_82)),
    PLAIN.bold().underlined().fg(rgb(0xFF_FF_FF)).bg(rgb(0x8A_3B_00)),
    PLAIN.bold().fg(rgb(0x11_1A_22)).bg(rgb(0xB4_D6_F7)),
    PLAIN.underlined().fg(rgb(0x1A_2A_1A)).bg(rgb(0xDD_EF_CF)),
    PLAIN.underlined().fg(rgb(0x10_20_10)).bg(rgb(0xB2_D9_98)),
    PLAIN.italic().fg(rgb(0x3F_5A_2E)),
    PLAIN.fg(rgb(0xFF_FF_FF)).bg(rgb(0x1F_5F_9E)),
    PLAIN.bold().fg(rgb(0x22_22_22)),
    PLAIN.bold().fg(rgb(0xA6_1B_1B)),
    PLAIN.bold().fg(rgb(0x1F_5F_9E)),
];

/// Chalk on slate.
const DARK: Looks = [
    PLAIN.fg(rgb(0xD8_D6_CF)).bg(rgb(0x1C_1E_21)),
    PLAIN.bold().fg(rgb(0xFF_FF_FF)),
    PLAIN.fg(rgb(0x97_9B_A3)),
    PLAIN.bold().fg(rgb(0xD8_D6_CF)),
    PLAIN.fg(rgb(0x7F_B2_E5)),
    PLAIN.bold().fg(rgb(0xF2_8B_82)),
    PLAIN.underlined().fg(rgb(0xFF_E9_A8)).bg(rgb(0x5A_48_00)),
    PLAIN.bold().underlined().fg(rgb(0x1C_1E_21)).bg(rgb(0xFF_C4_4D)),
    PLAIN.bold().fg(rgb(0xFF_FF_FF)).bg(rgb(0x2B_55_80)),
    PLAIN.underlined().fg(rgb(0xDC_EC_D2)).bg(rgb(0x2A_3D_2A)),
    PLAIN.underlined().fg(rgb(0xF0_FA_EA)).bg(rgb(0x3C_62_36)),
    PLAIN.italic().fg(rgb(0xA9_C9_9A)),
    PLAIN.fg(rgb(0x10_12_14)).bg(rgb(0x7F_B2_E5)),
    PLAIN.bold().fg(rgb(0xFF_FF_FF)),
    PLAIN.bold().fg(rgb(0xF2_8B_82)),
    PLAIN.bold().fg(rgb(0x7F_B2_E5)),
];

/// The highest contrast that a screen allows.
const CONTRAST: Looks = [
    PLAIN.fg(rgb(0xFF_FF_FF)).bg(rgb(0x00_00_00)),
    PLAIN.bold().fg(rgb(0xFF_FF_FF)),
    PLAIN.fg(rgb(0xD0_D0_D0)),
    PLAIN.bold().fg(rgb(0xFF_FF_FF)),
    PLAIN.fg(rgb(0x5C_D6_FF)),
    PLAIN.bold().fg(rgb(0xFF_A0_A0)),
    PLAIN.underlined().fg(rgb(0x00_00_00)).bg(rgb(0xFF_E0_00)),
    PLAIN.bold().underlined().fg(rgb(0x00_00_00)).bg(rgb(0xFF_FF_FF)),
    PLAIN.bold().fg(rgb(0x00_00_00)).bg(rgb(0x8C_F0_A0)),
    PLAIN.underlined().fg(rgb(0xFF_FF_FF)).bg(rgb(0x00_33_66)),
    PLAIN.bold().underlined().fg(rgb(0xFF_FF_FF)).bg(rgb(0x5A_00_5A)),
    PLAIN.italic().fg(rgb(0xFF_FF_FF)),
    PLAIN.bold().fg(rgb(0x00_00_00)).bg(rgb(0x5C_D6_FF)),
    PLAIN.bold().fg(rgb(0xFF_E0_00)),
    PLAIN.bold().fg(rgb(0xFF_A0_A0)),
    PLAIN.bold().fg(rgb(0x5C_D6_FF)),
];

const fn rgb(hex: u32) -> Color {
    Color::from_u32(hex)
}

/// The theme that the configuration selects, with its overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appearance {
    /// One of [`THEMES`].
    pub(crate) theme: &'static str,
    /// Styles that override those of the theme.
    pub(crate) overrides: Vec<(Role, Look)>,
    /// `true` if colours are used, and not only bold, underline and reverse.
    pub(crate) colours: bool,
    /// `true` if borders, bars and marks use ASCII characters only.
    pub(crate) ascii: bool,
    /// The width of ambiguous characters in the reader's terminal.
    pub(crate) ambiguous: Ambiguous,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            theme: THEMES[0].0,
            overrides: Vec::new(),
            colours: true,
            ascii: false,
            ambiguous: Ambiguous::Narrow,
        }
    }
}

/// The styles of all parts and the signs of the program, resolved for the reader's terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    looks: Looks,
    ascii: bool,
    pub(crate) ambiguous: Ambiguous,
}

impl Theme {
    /// Resolves `appearance`. Without colours, every theme is the terminal's own.
    pub(crate) fn new(appearance: &Appearance) -> Self {
        let named = THEMES.iter().find(|(name, _)| *name == appearance.theme).filter(|_| appearance.colours);
        let mut looks = named.map_or(MONOCHROME, |(_, looks)| *looks);
        for (role, Look(style)) in &appearance.overrides {
            looks[*role as usize] = *style;
        }
        if !appearance.colours {
            looks = looks.map(|style| Style { fg: None, bg: None, ..style });
        }
        Self { looks, ascii: appearance.ascii, ambiguous: appearance.ambiguous }
    }

    pub(crate) const fn style(&self, role: Role) -> Style {
        self.looks[role as usize]
    }

    /// Returns the character that is drawn for `sign`. It always takes one cell. If the terminal shows the
    /// usual character in two cells, the ASCII one is drawn.
    pub(crate) fn sign(&self, sign: Sign) -> char {
        let (fine, plain) = sign.characters();
        let is_wide = self.ambiguous.width(fine.encode_utf8(&mut [0; 4])) > 1;
        if self.ascii || is_wide { plain } else { fine }
    }

    /// Returns the name of the number of occurrences in 1,000 words.
    pub(crate) const fn per_1000(&self) -> &'static str {
        if self.ascii { "/1000" } else { "‰" }
    }

    /// Returns the program's own `words` as they are shown: with `ascii`, signs are replaced by ASCII ones.
    pub(crate) fn words<'a>(&self, words: &'a str) -> Cow<'a, str> {
        if !self.ascii || words.is_ascii() {
            return words.into();
        }
        words
            .chars()
            .map(|c| SIGNS_IN_WORDS.iter().find(|(fine, _)| *fine == c).map_or(c, |(_, plain)| *plain))
            .collect()
    }

    /// Returns the display width of the program's own `words`, in cells.
    pub(crate) fn width(&self, words: &str) -> usize {
        self.ambiguous.width(&self.words(words))
    }
}

/// A sign that fills a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The line between the list and the text.
    Divider,
    /// The bar beside the current paragraph, the open speech and the heading above the page.
    Bar,
    /// A part of the text that is not in view, in the scroll bar.
    Track,
    /// A part of the text that is in view, in the scroll bar.
    Thumb,
    /// A bookmark, beside its paragraph and in the scroll bar.
    Bookmark,
    /// A match, in the scroll bar and in the dispersion plot.
    Match,
    /// A part of a text without a match, in the dispersion plot.
    NoMatch,
    /// A gap inside a paragraph, below which its sentence goes on.
    Joint,
    /// A note, beside its passage and under it.
    Note,
    /// A ticked entry.
    Tick,
    /// The line between a pane and the one below it.
    Rule,
    /// A bar of this height, from 1 to 8.
    Level(u8),
    /// A bar of occurrences that goes on to the left.
    MoreLeft,
    /// A bar of occurrences that goes on to the right.
    MoreRight,
}

impl Sign {
    /// Returns the usual character and the one for `ascii = true`.
    const fn characters(self) -> (char, char) {
        match self {
            Self::Divider => ('│', '|'),
            Self::Bar => ('▌', '>'),
            Self::Track => ('│', ':'),
            Self::Thumb => ('┃', '#'),
            Self::Bookmark => ('◆', '*'),
            Self::Match => ('▪', '='),
            Self::NoMatch => ('·', '-'),
            // A tie, as editors write it to close up a gap.
            Self::Joint => ('‿', '~'),
            Self::Note => ('✎', '+'),
            Self::Tick => ('✓', 'x'),
            Self::MoreLeft => ('◂', '<'),
            Self::MoreRight => ('▸', '>'),
            Self::Rule => ('─', '_'),
            Self::Level(1) => ('▁', '1'),
            Self::Level(2) => ('▂', '2'),
            Self::Level(3) => ('▃', '3'),
            Self::Level(4) => ('▄', '4'),
            Self::Level(5) => ('▅', '5'),
            Self::Level(6) => ('▆', '6'),
            Self::Level(7) => ('▇', '7'),
            Self::Level(_) => ('█', '8'),
        }
    }
}

/// Signs within the program's own words, each with its replacement for `ascii = true`.
#[rustfmt::skip]
const SIGNS_IN_WORDS: [(char, char); 11] = [
    ('◆', '*'), ('✎', '+'), ('¶', '#'), ('·', '-'), ('–', '-'), ('…', '~'), ('×', 'x'), ('“', '"'), ('”', '"'), ('²', '2'), ('₂', '2'),
];

/// The style of one part, written as in `[looks]`: `bold red on black`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look(pub(crate) Style);

const ATTRIBUTES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// The sixteen colours, with `Gray` called white as in terminals' own settings.
#[rustfmt::skip]
const COLOURS: [(&str, Color); 16] = [
    ("black", Color::Black), ("red", Color::Red), ("green", Color::Green), ("yellow", Color::Yellow),
    ("blue", Color::Blue), ("magenta", Color::Magenta), ("cyan", Color::Cyan), ("white", Color::Gray),
    ("bright_black", Color::DarkGray), ("bright_red", Color::LightRed), ("bright_green", Color::LightGreen), ("bright_yellow", Color::LightYellow),
    ("bright_blue", Color::LightBlue), ("bright_magenta", Color::LightMagenta), ("bright_cyan", Color::LightCyan), ("bright_white", Color::White),
];

impl FromStr for Look {
    type Err = String;

    /// Parses attributes and a colour in any order, then `on` with a background colour; or `plain` alone.
    fn from_str(written: &str) -> Result<Self, String> {
        let mut style = Style::new();
        let mut words = written.split_whitespace();
        if written.trim() == "plain" {
            return Ok(Self(style));
        }
        if written.trim().is_empty() {
            return Err("an empty style is written \"plain\"".to_owned());
        }
        while let Some(word) = words.next() {
            let attribute = ATTRIBUTES.iter().find(|(name, _)| *name == word);
            style = match (word, attribute) {
                (_, Some((_, modifier))) => style.add_modifier(*modifier),
                ("plain", None) => return Err("plain cannot be combined with other words".to_owned()),
                ("on", None) if style.bg.is_none() => style.bg(colour(words.next().unwrap_or_default())?),
                (_, None) if word != "on" && style.fg.is_none() => style.fg(colour(word)?),
                _ => return Err("too many colours: write TEXT on BACKGROUND".to_owned()),
            };
        }
        Ok(Self(style))
    }
}

/// Parses a colour: a name, or `#rrggbb`.
fn colour(word: &str) -> Result<Color, String> {
    if let Some((_, colour)) = COLOURS.iter().find(|(name, _)| *name == word) {
        return Ok(*colour);
    }
    let digits = word.strip_prefix('#').filter(|digits| digits.len() == 6);
    if let Some(hex) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        return Ok(rgb(hex));
    }
    Err(format!(
        "unknown style {word:?}: use bold, dim, italic, underline, reverse, a colour such as red or \
         bright_blue, or #rrggbb"
    ))
}

impl fmt::Display for Look {
    /// Formats the style as it is written in the configuration.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(style) = self;
        let mut words: Vec<Cow<'_, str>> = Vec::new();
        for (name, modifier) in ATTRIBUTES {
            if style.add_modifier.contains(modifier) {
                words.push(name.into());
            }
        }
        words.extend(style.fg.map(colour_name));
        words.extend(style.bg.map(|colour| format!("on {}", colour_name(colour)).into()));
        f.write_str(if words.is_empty() { "plain" } else { "" })?;
        f.write_str(&words.join(" "))
    }
}

/// Returns the name of a colour, or `#rrggbb`.
fn colour_name(colour: Color) -> Cow<'static, str> {
    match COLOURS.iter().find(|(_, known)| *known == colour) {
        Some((name, _)) => (*name).into(),
        None => colour.to_string().to_lowercase().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_index_their_styles() {
        for (index, (role, ..)) in ROLES.iter().enumerate() {
            assert_eq!(*role as usize, index);
        }
    }

    #[test]
    fn looks_are_parsed_as_they_are_displayed() {
        for look in THEMES.iter().flat_map(|(_, looks)| looks).map(|style| Look(*style)) {
            assert_eq!(look.to_string().parse(), Ok(look), "{look}");
        }
        let written = "bold underline bright_blue on #a0b1c2";
        assert_eq!(written.parse::<Look>().unwrap().to_string(), written);
        assert_eq!("plain".parse(), Ok(Look(Style::new())));
        for wrong in ["blod", "on", "red on", "#12345", "#12345g", "on bold", "Red"] {
            let fault = wrong.parse::<Look>().unwrap_err();
            assert!(
                fault.starts_with("unknown style \"")
                    && fault.contains("#rrggbb")
                    && fault.lines().count() == 1,
                "{fault}"
            );
        }
        for wrong in ["red green", "on red on blue"] {
            let fault = wrong.parse::<Look>().unwrap_err();
            assert_eq!(fault, "too many colours: write TEXT on BACKGROUND", "{wrong}");
        }
        for wrong in ["", "plain bold"] {
            assert!(wrong.parse::<Look>().is_err(), "{wrong}");
        }
    }

    /// Contrast ratio of two colours by their relative luminance: Web Content Accessibility Guidelines 2.2,
    /// "relative luminance" and "contrast ratio".
    fn contrast(one: Color, other: Color) -> f64 {
        let luminance = |colour: Color| {
            let Color::Rgb(red, green, blue) = colour else { panic!("{colour} is the terminal's") };
            let [red, green, blue] = [red, green, blue].map(|part| {
                let part = f64::from(part) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn colours_have_enough_contrast() {
        assert!((contrast(rgb(0xFF_FF_FF), rgb(0)) - 21.0).abs() < 1e-9);
        for (name, looks) in &THEMES[1..] {
            let least = if *name == "contrast" { 7.0 } else { 4.5 };
            for (style, (_, role, _)) in looks.iter().zip(ROLES) {
                let [front, back] = [style.fg.or(looks[0].fg), style.bg.or(looks[0].bg)].map(Option::unwrap);
                let ratio = contrast(front, back);
                assert!(ratio >= least, "{name}: {role} has a contrast of {ratio:.2}");
                assert!(!style.add_modifier.contains(Modifier::DIM), "{name}: {role} is dimmed further");
            }
        }
    }

    #[test]
    fn terminal_theme_uses_the_sixteen_colours_only() {
        for style in TERMINAL {
            assert!(
                [style.fg, style.bg]
                    .into_iter()
                    .flatten()
                    .all(|colour| COLOURS.iter().any(|c| c.1 == colour))
            );
        }
        assert_eq!(TERMINAL[0], PLAIN, "the text is in the terminal's own colours");
    }

    #[test]
    fn matches_selection_and_highlights_differ_without_colour() {
        for (theme, _) in THEMES {
            let theme = Theme::new(&Appearance { theme, colours: false, ..Appearance::default() });
            let looks = ROLES.map(|(role, ..)| theme.style(role));
            assert!(looks.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
            let roles = [
                Role::Text,
                Role::Match,
                Role::CurrentMatch,
                Role::Selection,
                Role::Highlight,
                Role::Overlap,
                Role::Note,
            ];
            let styles = roles.map(|role| theme.style(role));
            let distinct: std::collections::HashSet<_> = styles.into();
            assert_eq!(distinct.len(), styles.len());
        }
    }

    #[test]
    fn style_of_a_role_can_be_overridden() {
        let overrides = vec![(Role::Match, "bold red".parse().unwrap())];
        let theme = Theme::new(&Appearance { theme: "dark", overrides, ..Appearance::default() });
        assert_eq!(theme.style(Role::Match), PLAIN.bold().fg(Color::Red));
        assert_eq!(theme.style(Role::Text), DARK[0]);
    }

    const SIGNS: [Sign; 8] = [
        Sign::Divider,
        Sign::Bar,
        Sign::Track,
        Sign::Thumb,
        Sign::Bookmark,
        Sign::Match,
        Sign::NoMatch,
        Sign::Note,
    ];

    #[test]
    fn signs_take_one_cell() {
        for (ascii, ambiguous) in [
            (false, Ambiguous::Narrow),
            (false, Ambiguous::Wide),
            (true, Ambiguous::Narrow),
            (true, Ambiguous::Wide),
        ] {
            let theme = Theme::new(&Appearance { ascii, ambiguous, ..Appearance::default() });
            for sign in SIGNS.map(|sign| theme.sign(sign)) {
                assert_eq!(ambiguous.width(&sign.to_string()), 1, "{sign}");
                assert!(!ascii || sign.is_ascii());
            }
        }
    }

    #[test]
    fn ascii_signs_are_distinct() {
        let theme = Theme::new(&Appearance { ascii: true, ..Appearance::default() });
        let signs: std::collections::HashSet<char> = SIGNS.map(|sign| theme.sign(sign)).into();
        assert_eq!(signs.len(), SIGNS.len());
    }

    #[test]
    fn signs_within_words_have_ascii_replacements() {
        let theme = Theme::new(&Appearance { ascii: true, ..Appearance::default() });
        assert_eq!(theme.words("◆ 가 · ¶ 3…"), "* 가 - # 3~");
        assert_eq!(theme.width("◆ 가 · ¶ 3…"), 11);
        assert_eq!(Theme::new(&Appearance::default()).words("◆ · ¶"), "◆ · ¶");
    }
}
