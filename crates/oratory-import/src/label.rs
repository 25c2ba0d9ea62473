//! Labels of speakers at the head of a line: `MR. LINCOLN.`, `The CHAIRMAN:`, `Q:`, `— Ann Lee`, `【主席】`, `위원장:`.
//!
//! A single label proves little, because prose has colons too. [`Class`] is the additional evidence needed.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use oratory_core::{collapse, full_lines, is_han, is_hangul, is_kana, without_time};

use crate::stage::EMPHASIS;

/// A text at the head of a line that may be the label of a speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// The range in the line, with its marks and the emphasis around it.
    pub(crate) range: Range<usize>,
    /// The name, without marks.
    pub(crate) name: String,
    /// The evidence that the label still needs.
    pub(crate) class: Class,
    /// `true` if nothing else is on the line.
    pub(crate) is_alone: bool,
    /// `true` if a dash is its only mark.
    pub(crate) is_dashed: bool,
}

/// The evidence that a label needs, besides occurring twice, to be that of a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// None, and a single occurrence suffices: a name that the front matter states.
    Known,
    /// None: an office or a form of address, such as “The President” or “Mr. Lincoln”.
    Office,
    /// It occurs near the beginning of the text, so that it is not an item of a list: a name.
    Name,
    /// As [`Class::Name`], and another label beside it: a name that could be any word, such as “Lincoln”.
    Word,
    /// Two other labels, because the speaker may address the chair: “Mr. Speaker”.
    Address,
    /// Its partner: “Q” and “A”.
    Pair(&'static str),
    /// No evidence is enough: never a speaker.
    Never,
}

/// The most bytes of a label, and the most words of the name in it.
const LONGEST: usize = 120;
const MOST_WORDS: usize = 5;

/// The most characters of a name in a script without blanks.
const MOST_CJK_CHARS: usize = 12;

/// A set of words.
type Words = LazyLock<HashSet<&'static str>>;

/// Forms of address before a name, in lower case and without a full stop.
static HONORIFICS: Words = LazyLock::new(|| {
    words(
        "\
    mr mrs ms miss dr sir lord lady sen senator rep representative congressman congresswoman gov governor gen general \
    messrs prof professor hon judge justice president secretary minister chancellor ambassador captain colonel major \
    sergeant officer rev reverend father comrade herr frau dr. abg abgeordneter abgeordnete m mme mlle monsieur madame \
    señor señora sr sra don signor signora on onorevole senhor senhora deputado deputada delegate councillor mayor \
    тов товарищ депутат министр dep",
    )
});

/// Words of a name that end with a full stop, in lower case.
static ABBREVIATIONS: Words = LazyLock::new(|| {
    words(
        "mr mrs ms dr sen rep gov gen messrs prof hon rev st jr m mm mme abg sr sra on тов dep lt col maj sgt capt",
    )
});

/// Offices and parts that speakers are named by, in lower case. With “the” or without.
static OFFICES: Words = LazyLock::new(|| {
    words(
        "\
    president chairman chairwoman chairperson chair speaker secretary minister chancellor governor senator mayor clerk \
    court witness judge justice interpreter moderator reporter audience members member crowd interviewer interviewee \
    host narrator announcer commissioner ambassador director operator officer teller counsel convener rapporteur \
    präsident präsidentin vizepräsident vizepräsidentin vorsitzender vorsitzende bundeskanzler moderatorin reporterin \
    président présidente rapporteur ministre journaliste presidente presidenta periodista moderador entrevistador \
    ministro giornalista moderatore председательствующий председатель президент ведущий корреспондент журналист \
    министр ordförande voorzitter marszałek voice voices participant student delegate prosecutor",
    )
});

/// Offices in scripts without blanks.
const CJK_OFFICES: [&str; 34] = [
    "主席",
    "总统",
    "總統",
    "总理",
    "總理",
    "议长",
    "議長",
    "委员长",
    "委員長",
    "部长",
    "部長",
    "书记",
    "書記",
    "记者",
    "記者",
    "主持人",
    "发言人",
    "發言人",
    "翻译",
    "司会",
    "大臣",
    "首相",
    "위원장",
    "의장",
    "대통령",
    "총리",
    "총비서",
    "비서",
    "기자",
    "사회자",
    "장관",
    "위원",
    "의원",
    "앵커",
];

/// Labels that make turns only together.
const PAIRS: [(&str, &str); 16] = [
    ("Q", "A"),
    ("Question", "Answer"),
    ("F", "A"),
    ("Frage", "Antwort"),
    ("D", "R"),
    ("Question", "Réponse"),
    ("P", "R"),
    ("Pregunta", "Respuesta"),
    ("Pergunta", "Resposta"),
    ("Domanda", "Risposta"),
    ("В", "О"),
    ("Вопрос", "Ответ"),
    ("问", "答"),
    ("問", "答"),
    ("문", "답"),
    ("질문", "답변"),
];

/// Labels that never name a speaker, in lower case: headings of remarks, lists, letters and tables, and forms of
/// address for an audience.
static NO_SPEAKERS: Words = LazyLock::new(|| {
    "\
    note|notes|footnote|source|sources|remark|remarks|example|examples|remember|again|finally|lastly|next|then|also|today|\
    yesterday|tomorrow|tonight|now|conclusion|introduction|summary|abstract|preface|title|subtitle|date|place|time|subject|\
    re|from|to|cc|by|ps|p.s|nb|n.b|update|warning|caution|problem|problems|solution|solutions|result|results|reason|\
    reasons|fact|facts|point|item|chapter|section|part|article|figure|table|appendix|annex|page|see|cf|total|subtotal|aim|\
    aims|goal|goals|objective|objectives|method|methods|action|actions|background|context|comment|comments|correction|\
    editor|editor's note|translator's note|photo|image|video|audio|caption|credit|credits|copyright|website|url|email|tel|\
    fax|phone|contact|tags|category|keywords|language|location|event|venue|author|publisher|published|agenda|text|\
    transcript|yes|no|well|amen|however|therefore|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\
    firstly|secondly|thirdly|fourthly|one|two|three|four|five|monday|tuesday|wednesday|thursday|friday|saturday|sunday|\
    january|february|march|april|may|june|july|august|september|october|november|december|\
    friends|my friends|dear friends|comrades|dear comrades|gentlemen|ladies and gentlemen|senators|citizens|\
    fellow citizens|my fellow citizens|fellow americans|my fellow americans|members of the congress|excellencies|\
    your excellencies|brothers and sisters|colleagues|delegates|workers|soldiers|countrymen|fellow countrymen|\
    anmerkung|hinweis|quelle|quellen|beispiel|erstens|zweitens|drittens|viertens|ergebnis|ziel|fazit|genossen|\
    genossinnen und genossen|meine damen und herren|liebe freunde|kolleginnen und kollegen|\
    remarque|exemple|premièrement|deuxièmement|troisièmement|mesdames et messieurs|camarades|citoyens|\
    nota|fuente|ejemplo|primero|segundo|tercero|cuarto|compañeros|compañeras y compañeros|señoras y señores|camaradas|\
    fonte|esempio|primo|secondo|terzo|compagni|compagne e compagni|signore e signori|exemplo|primeiro|terceiro|\
    companheiros|senhoras e senhores|\
    примечание|источник|пример|во-первых|во-вторых|в-третьих|товарищи|граждане|дорогие товарищи|друзья|\
    注|注释|注釋|注記|来源|來源|出典|例|例如|第一|第二|第三|第四|首先|其次|再次|最后|最後|摘要|附件|主题|主題|时间|時間|地点|\
    地點|日期|比如|即|其一|其二|其三|주|출처|예|첫째|둘째|셋째|넷째|다음|참고|결론|때|장소|제목"
    .split('|')
    .collect()
});

/// Words that occur in a clause, but not in a name.
static CLAUSE_WORDS: Words = LazyLock::new(|| {
    words(
        "\
    is are was were be been am has have had will would can could must shall should may might do does did not what how why \
    when where who whom which that this these those it we you i he she they my our your his her their there here if but \
    so as at in on by to from with only because than let ist sind war hat haben wird ich wir sie er es ein eine est sont \
    c'est nous vous il elle je que qui es son somos nosotros que è sono noi che é são nós",
    )
});

/// Small words within a name or an office.
static PARTICLES: Words = LazyLock::new(|| {
    words(
        "\
    of the de del della di da do dos das du la le el al bin ibn van der den von zu zum zur and y e et und for",
    )
});

/// The ends of clauses that introduce a quotation, in scripts without blanks; and of forms of address.
const CJK_ENDINGS: [&str; 34] = [
    "说",
    "說",
    "道",
    "讲",
    "講",
    "指出",
    "强调",
    "強調",
    "认为",
    "認為",
    "表示",
    "写道",
    "寫道",
    "曰",
    "是",
    "如下",
    "要求",
    "提出",
    "规定",
    "規定",
    "宣布",
    "就是",
    "们",
    "們",
    "例如",
    "다",
    "들",
    "여러분",
    "말",
    "は",
    "た",
    "る",
    "に",
    "と",
];

/// Returns the words of a list that blanks separate.
fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Finds the label at the head of a line, if the line may begin with one. `names` are known speakers.
pub(crate) fn label(line: &str, names: &[String]) -> Option<Label> {
    let indent = line.len() - line.trim_start().len();
    let head = &line[indent..line.floor_char_boundary(indent + LONGEST)];
    let opened = head.trim_start_matches(EMPHASIS);
    let emphasis = head.len() - opened.len();
    let first = opened.chars().next().filter(|&c| c.is_uppercase() || is_cjk(c) || "【○—–―-".contains(c))?;
    let (name, length, form) = match first {
        '【' => bracketed(opened)?,
        '○' => ringed(opened),
        '—' | '–' | '―' | '-' => dashed(opened)?,
        _ => named(opened)?,
    };
    let mut end = indent + emphasis + length;
    end += line[end..].len() - line[end..].trim_start_matches(EMPHASIS).len();
    let name = collapse(without_time(name.trim_matches(EMPHASIS)));
    let is_known = names.iter().any(|known| collapse(known).to_lowercase() == name.to_lowercase());
    let class = if is_known { Class::Known } else { class(&name, form) };
    let is_alone = line[end..].trim().is_empty();
    // A dash before words that go on begins direct speech.
    let is_dashed = form == Form::Dash;
    (is_alone || !is_dashed).then_some(Label { range: indent..end, name, class, is_alone, is_dashed })
}

/// The form of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Colon,
    Dot,
    Dash,
    Bracket,
}

type Parsed<'a> = Option<(&'a str, usize, Form)>;

/// Parses `【主席】`.
fn bracketed(head: &str) -> Parsed<'_> {
    let inner = head.strip_prefix('【')?;
    let end = inner.find('】')?;
    let closed = '【'.len_utf8() + end + '】'.len_utf8();
    let colon = head[closed..].chars().next().filter(|c| matches!(c, ':' | '：')).map_or(0, char::len_utf8);
    Some((&inner[..end], closed + colon, Form::Bracket))
}

/// Parses `○議長（大島理森君） `, as in the minutes of the Japanese Diet.
fn ringed(head: &str) -> (&str, usize, Form) {
    let end = head.find([' ', '\u{3000}', '\n']).unwrap_or(head.len());
    (&head['○'.len_utf8()..end], end, Form::Bracket)
}

/// Parses `— Ann Lee`, alone or with the marks of other labels.
fn dashed(head: &str) -> Parsed<'_> {
    let rest = head.trim_start_matches(['—', '–', '―', '-']).trim_start();
    let dash = head.len() - rest.len();
    let is_item = head.starts_with('-') && !head.starts_with("--");
    (!is_item && rest.starts_with(|c: char| c.is_uppercase() || is_cjk(c))).then_some(())?;
    // After a short dash, which begins the items of a list, a name must be alone.
    if let Some((name, length, form)) = named(rest).filter(|_| !head.starts_with('–')) {
        return Some((name, dash + length, form));
    }
    let name = full_lines(rest).next()?.trim_end();
    Some((name, dash + name.len(), Form::Dash))
}

/// Parses a name with a colon or a full stop after it.
fn named(head: &str) -> Parsed<'_> {
    if !has_early_mark(head) {
        return None;
    }
    let line = full_lines(head).next()?;
    if let Some(colon) = colon_of(line) {
        let mark = line[colon..].chars().next()?;
        let after = line[colon + mark.len_utf8()..].trim_start_matches(EMPHASIS).chars().next();
        let is_open = mark == '：' || line[..colon].ends_with(is_cjk);
        let goes_on = |c: char| !c.is_whitespace() && (!is_open || c.is_ascii_digit());
        if !after.is_some_and(goes_on) && !line[..colon].contains(['.', '?', '!', ',', '，', '、'])
            || is_abbreviated(&line[..colon]) && after.is_none_or(char::is_whitespace)
        {
            return Some((&line[..colon], colon + mark.len_utf8(), Form::Colon));
        }
    }
    // A full stop ends a label unless it belongs to an abbreviation or an initial.
    let mut end = 0;
    for (place, word) in line.split_inclusive(' ').take(MOST_WORDS + 1).enumerate() {
        end += word.len();
        let word = word.trim_end().trim_end_matches(EMPHASIS);
        let Some(stem) = word.strip_suffix('.') else { continue };
        let is_initial = stem.chars().nth(1).is_none() && place > 0;
        if !is_initial && !ABBREVIATIONS.contains(stem.to_lowercase().as_str()) {
            let end = line[..end].trim_end().trim_end_matches(EMPHASIS).len();
            return Some((&line[..end - 1], end, Form::Dot));
        }
    }
    None
}

/// Returns `true` if a line may have a colon or a full stop after a few words. Most lines of prose do not, and need not
/// be parsed.
fn has_early_mark(head: &str) -> bool {
    let mut blanks = 0;
    for byte in head.bytes() {
        match byte {
            // The last is the first byte of a wide colon.
            b':' | b'.' | 0xEF => return true,
            b'\n' => return false,
            b' ' => blanks += 1,
            _ => {}
        }
        // Words in brackets may stand beside those of the name.
        if blanks > 2 * MOST_WORDS {
            return false;
        }
    }
    false
}

/// Returns the offset of the first colon that is not in brackets: `Speaker 1 (00:05):`.
fn colon_of(line: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (offset, c) in line.char_indices() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth -= 1,
            ':' | '：' if depth <= 0 => return Some(offset),
            _ => {}
        }
    }
    None
}

/// Returns `true` if the full stops in a name are those of abbreviations and initials, and it has no other signs.
fn is_abbreviated(name: &str) -> bool {
    let ends_sentence = |word: &str| {
        let stem = word.trim_end_matches('.');
        stem.len() < word.len()
            && stem.chars().count() > 1
            && !ABBREVIATIONS.contains(stem.to_lowercase().as_str())
    };
    !name.contains(['?', '!', ',', ';']) && !name.split_whitespace().any(ends_sentence)
}

/// Returns the evidence that `name` needs.
fn class(name: &str, form: Form) -> Class {
    let name = without_brackets(name);
    let lower = name.to_lowercase();
    let pair = PAIRS.iter().find_map(|&(one, other)| {
        let is_one = one == name;
        (is_one || other == name).then_some(if is_one { other } else { one })
    });
    if let Some(partner) = pair {
        return Class::Pair(partner);
    }
    if NO_SPEAKERS.contains(lower.as_str()) {
        return Class::Never;
    }
    match form {
        // In these scripts a full stop of any width ends a sentence.
        Form::Dot if name.starts_with(is_cjk) => Class::Never,
        _ if name.starts_with(is_cjk) => cjk_class(name),
        _ => cased_class(name, form),
    }
}

/// Returns a name without what follows in brackets: `Mr. SMITH (Ohio)`.
fn without_brackets(name: &str) -> &str {
    let end = name.find(['(', '（', '[']).filter(|&end| end > 0).unwrap_or(name.len());
    name[..end].trim_end()
}

/// Returns the evidence that `name` in a script without case needs.
fn cjk_class(name: &str) -> Class {
    let is_letter = |c: char| is_cjk(c) || matches!(c, ' ' | '·' | '・' | '\u{3000}');
    let is_clause = CJK_ENDINGS.iter().any(|end| name.ends_with(end));
    if is_clause || !name.chars().all(is_letter) || name.chars().count() > MOST_CJK_CHARS {
        return Class::Never;
    }
    let is_office = CJK_OFFICES.iter().any(|office| name.ends_with(office)) || name.ends_with('君');
    if is_office { Class::Office } else { Class::Name }
}

/// Returns `true` if a label in Chinese, Japanese or Korean is as short as the name of a person, and has none of the
/// characters that phrases have and names do not: `我的看法`.
pub(crate) fn is_short_cjk_name(name: &str) -> bool {
    (2..=4).contains(&name.chars().count())
        && name
            .chars()
            .all(|c| is_cjk(c) && !"的之我你他她它这這那第是有在不与與对對问問题題点點".contains(c))
}

/// Returns the evidence that `name` in a script with case needs.
fn cased_class(name: &str, form: Form) -> Class {
    let words: Vec<&str> = name.split_whitespace().collect();
    let stems: Vec<String> = words.iter().map(|word| word.trim_end_matches('.').to_lowercase()).collect();
    let is_article = stems
        .first()
        .is_some_and(|first| ["the", "le", "la", "el", "il", "der", "die", "o"].contains(&first.as_str()));
    let title = usize::from(is_article && stems.len() > 1);
    let is_office = stems.last().is_some_and(|last| OFFICES.contains(last.as_str()))
        || stems.get(title).is_some_and(|first| OFFICES.contains(first.as_str()));
    let is_honorific = stems.get(title).is_some_and(|first| HONORIFICS.contains(first.as_str()));
    let is_titled = is_honorific && stems.len() > title + 1;
    let is_well_formed = (1..=MOST_WORDS).contains(&words.len())
        && words.iter().enumerate().all(|(place, word)| is_name_word(word, place, is_office));
    if !is_well_formed || stems.iter().any(|stem| CLAUSE_WORDS.contains(stem.as_str())) {
        return Class::Never;
    }
    let is_chair = is_titled
        && ["mr", "mrs", "ms", "madam", "monsieur", "madame", "herr", "frau"]
            .contains(&stems[title].as_str());
    if is_chair
        && stems[title + 1..].iter().all(|stem| {
            OFFICES.contains(stem.as_str()) || ["le", "la", "der", "vice"].contains(&stem.as_str())
        })
    {
        return Class::Address;
    }
    let is_upper = !name.contains(char::is_lowercase) && name.chars().nth(1).is_some();
    match (is_office || is_titled, form) {
        (true, _) => Class::Office,
        (false, Form::Dot) => Class::Never,
        (false, _) if is_article && !words[title..].iter().all(|word| !word.contains(char::is_lowercase)) => {
            Class::Never
        }
        (false, _) if is_upper => Class::Name,
        (false, _) => Class::Word,
    }
}

/// Returns `true` for a word of a name: it begins with a capital, or is a small word within. The second part of an
/// office, and a number after it, need no capital: “Audience members”, “Speaker 2”.
fn is_name_word(word: &str, place: usize, is_office: bool) -> bool {
    let is_letter = |c: char| {
        c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '‐' | '‑' | '\u{300}'..='\u{36f}')
    };
    if place > 0 && is_office && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let is_small = place > 0 && (PARTICLES.contains(word) || is_office && OFFICES.contains(word));
    (is_small || word.starts_with(char::is_uppercase)) && word.chars().all(is_letter)
}

/// Returns `true` for Han, Kana and Hangul letters.
const fn is_cjk(c: char) -> bool {
    is_han(c) || is_kana(c) || is_hangul(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<(String, Class, String)> {
        let label = label(line, &[])?;
        Some((label.name, label.class, line[label.range.end..].to_owned()))
    }

    #[test]
    fn labels_have_a_name_and_a_rest() {
        for (line, name, class, rest) in [
            ("MR. LINCOLN. Fellow citizens", "MR. LINCOLN", Class::Office, " Fellow citizens"),
            ("Mr. Lincoln: Fellow citizens", "Mr. Lincoln", Class::Office, " Fellow citizens"),
            ("The President. Thank you.", "The President", Class::Office, " Thank you."),
            ("The CHAIRMAN: Order!", "The CHAIRMAN", Class::Office, " Order!"),
            ("THE VICE PRESIDENT: Order!", "THE VICE PRESIDENT", Class::Office, " Order!"),
            ("Audience members. Boo!", "Audience members", Class::Office, " Boo!"),
            (
                "Representative Rashida L. Tlaib. No.",
                "Representative Rashida L. Tlaib",
                Class::Office,
                " No.",
            ),
            ("Mr. SMITH (Ohio): I rise", "Mr. SMITH (Ohio)", Class::Office, " I rise"),
            ("LINCOLN: Fellow", "LINCOLN", Class::Name, " Fellow"),
            ("  Ann Lee: Yes", "Ann Lee", Class::Word, " Yes"),
            ("**Ann Lee:** Yes", "Ann Lee", Class::Word, " Yes"),
            ("**Ann Lee**: Yes", "Ann Lee", Class::Word, " Yes"),
            ("Ludwig van Beethoven: Yes", "Ludwig van Beethoven", Class::Word, " Yes"),
            ("Speaker 2: Yes", "Speaker 2", Class::Office, " Yes"),
            ("Moderator:", "Moderator", Class::Office, ""),
            ("Mr. Speaker: I rise", "Mr. Speaker", Class::Address, " I rise"),
            ("Q: Why?", "Q", Class::Pair("A"), " Why?"),
            ("A. Because.", "A", Class::Pair("Q"), " Because."),
            ("Вопрос: Почему?", "Вопрос", Class::Pair("Ответ"), " Почему?"),
            ("Председатель: Слово", "Председатель", Class::Office, " Слово"),
            ("ЛЕНИН: Товарищи", "ЛЕНИН", Class::Name, " Товарищи"),
            ("Vizepräsidentin Petra Pau: Danke", "Vizepräsidentin Petra Pau", Class::Office, " Danke"),
            ("— Ann Lee", "Ann Lee", Class::Word, ""),
            ("-- MR. LINCOLN:", "MR. LINCOLN", Class::Office, ""),
            ("【主席】同志们", "主席", Class::Office, "同志们"),
            ("主席：现在开会", "主席", Class::Office, "现在开会"),
            ("위원장: 시작합시다", "위원장", Class::Office, " 시작합시다"),
            ("김정은:동지들", "김정은", Class::Name, "동지들"),
            ("○議長（大島理森君）\u{3000}これより", "議長（大島理森君）", Class::Office, "\u{3000}これより"),
        ] {
            let found = parsed(line);
            assert_eq!(found, Some((name.to_owned(), class, rest.to_owned())), "{line}");
        }
    }

    #[test]
    fn prose_with_a_colon_is_no_label() {
        for line in [
            "Comrades: we meet today",
            "The question is: what now",
            "Note: this",
            "First: bread",
            "At 10:30 we met",
            "10:30 Opening",
            "John 3:16 says",
            "Matthew 5:3",
            "We ask: why",
            "The result: nothing",
            "Our aim: peace",
            "Ladies and Gentlemen: welcome",
            "Dear friends: welcome",
            "One Thing Is Certain: we won",
            "Chapter 1: War",
            "http://example.org",
            "It is this: the peoples",
            "He said. Then: no",
            "The End. And more",
            "Amen. Amen",
            "The Union. It stands",
            "I. The Economy",
            "America. America",
            "Dr. King once said: no",
            "Erstens: Brot",
            "Die Frage: was nun",
            "Die Frage ist: was nun",
            "Вопрос стоит так: что",
            "Товарищи: мы",
            "同志们：我们",
            "他说：好",
            "毛主席说：好",
            "第一：好",
            "必须指出：好",
            "동지들: 우리",
            "둘. 셋",
            "다음과 같다: 하나",
            "첫째: 하나",
            "- bread: 3 roubles",
            "- Bread: 3 roubles",
            "– Bread: 3 roubles",
            "— Yes, he said.",
            "The Men and Women of the Party: we",
            "bread: butter",
            "",
            "U.S.A.! U.S.A.!",
        ] {
            let found = label(line, &[]);
            assert!(found.as_ref().is_none_or(|label| label.class == Class::Never), "{line}: {found:?}");
        }
    }

    #[test]
    fn known_speaker_needs_no_evidence() {
        let names = ["Comrades".to_owned(), "ann  Lee".to_owned()];
        for line in ["Comrades: We", "Ann Lee: We", "Ann Lee. We"] {
            assert_eq!(label(line, &names).unwrap().class, Class::Known, "{line}");
        }
    }
}
