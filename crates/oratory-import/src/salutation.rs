//! Salutations: `Mr. President, distinguished delegates`.

/// Returns `true` if a line addresses the audience: a title or an adjective of address with an office or an audience at
/// its head, or after its last comma, or nothing but words of address. The formula that opens a speech in the name of
/// God is one too.
pub(crate) fn is_salutation(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    addresses(line) || line.rsplit_once(',').is_some_and(|(_, last)| addresses_by_title(words_of(last)))
}

fn addresses(line: &str) -> bool {
    // Most lines do not begin with a word of address.
    if !words_of(line).next().is_some_and(|word| is_of_address(&word)) {
        return is_invocation(line);
    }
    let words: Vec<String> = words_of(line).collect();
    let begins_with_adjective = ADJECTIVES.contains(&words[0].as_str());
    let names_audience = begins_with_adjective || words.iter().any(|word| AUDIENCES.contains(&word.as_str()));
    addresses_by_title(words.iter())
        || names_audience
            && words.len() > usize::from(begins_with_adjective)
            && words.iter().all(|word| is_of_address(word))
}

/// Returns `true` if words begin with a title or adjectives of address, and an office or an audience after them.
fn addresses_by_title(words: impl Iterator<Item: AsRef<str>>) -> bool {
    let is_before = |word: &str| ADJECTIVES.contains(&word) || TITLES.contains(&word);
    let mut words = words.peekable();
    words.peek().is_some_and(|word| is_before(word.as_ref()))
        && words
            .find(|word| !is_before(word.as_ref()) && !LINKS.contains(&word.as_ref()))
            .is_some_and(|word| OFFICES.contains(&word.as_ref()) || AUDIENCES.contains(&word.as_ref()))
}

/// Returns the words of `line` in lower case.
fn words_of(line: &str) -> impl Iterator<Item = String> {
    let words = line.split(|c: char| c.is_whitespace() || "-,;/’'".contains(c));
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    words.filter(|word| !word.is_empty())
}

/// Returns `true` if a line is the formula that opens a speech in the name of God.
fn is_invocation(line: &str) -> bool {
    begins_with_one_of(INVOCATIONS, line)
}

/// Returns `true` if a line begins with one of these words, which are in lower case.
fn begins_with_one_of(heads: &[&str], line: &str) -> bool {
    let line = line.to_lowercase();
    heads.iter().any(|head| line.starts_with(head))
}

/// The heads of such formulas, in lower case.
const INVOCATIONS: &[&str] = &[
    "in the name of god",
    "in the name of allah",
    "bismillah",
    "au nom de dieu",
    "au nom d'allah",
    "au nom d’allah",
    "en el nombre de dios",
];

/// Returns `true` if a line begins with an office or with the body that it belongs to: `Secretary-General of the League`,
/// `Government of the Republic`.
pub(crate) fn begins_with_office(line: &str) -> bool {
    let mut words = words_of(line);
    let Some(first) = words.next() else { return false };
    let is_body = || BODIES.contains(&first.as_str());
    OFFICES.contains(&first.as_str())
        || is_body() && words.next().is_some_and(|word| OF.contains(&word.as_str()))
}

/// Bodies that stand with an office, in lower case.
const BODIES: &[&str] = &[
    "government",
    "ministry",
    "department",
    "republic",
    "kingdom",
    "federation",
    "union",
    "embassy",
    "parliament",
    "gouvernement",
    "ministère",
    "république",
    "royaume",
    "gobierno",
    "ministerio",
    "república",
    "reino",
    "governo",
    "ministério",
    "ministero",
    "repubblica",
    "regierung",
    "ministerium",
    "republik",
    "königreich",
];

/// Words between a body and its country.
const OF: &[&str] = &["of", "de", "du", "des", "del", "da", "do", "della", "der"];

/// Returns `true` if a line begins with the style and the title of an addressee: `H.E. Mr. Lee, President of the League`.
pub(crate) fn is_named_addressee(line: &str) -> bool {
    begins_with_one_of(STYLES, line)
}

/// Styles of addressees, in lower case.
const STYLES: &[&str] = &["h.e. ", "h. e. ", "he mr", "he ms", "his excellency", "her excellency", "s.e. "];

/// Returns `true` for words that a salutation has.
fn is_of_address(word: &str) -> bool {
    [ADJECTIVES, AUDIENCES, LINKS, TITLES, OFFICES, GROUPS].iter().any(|words| words.contains(&word))
}

/// The most bytes of a salutation.
const LONGEST: usize = 240;

/// Titles of address, in lower case.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "mister",
    "madam",
    "mdm",
    "mme",
    "madame",
    "monsieur",
    "herr",
    "frau",
    "señor",
    "señora",
    "senhor",
    "senhora",
    "signor",
    "signora",
    "господин",
    "госпожа",
    "товарищ",
    "your",
    "su",
    "comrade",
];

/// Offices after a title of address.
const OFFICES: &[&str] = &[
    "president",
    "speaker",
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "secretary",
    "general",
    "vice",
    "deputy",
    "minister",
    "director",
    "ambassador",
    "moderator",
    "majesty",
    "majesties",
    "excellency",
    "highness",
    "honour",
    "honor",
    "holiness",
    "eminence",
    "prime",
    "chancellor",
    "mayor",
    "président",
    "présidente",
    "secrétaire",
    "ministre",
    "präsident",
    "präsidentin",
    "bundespräsident",
    "bundeskanzler",
    "vorsitzender",
    "vorsitzende",
    "generalsekretär",
    "presidente",
    "presidenta",
    "secretario",
    "secretário",
    "excelencia",
    "excelência",
    "председатель",
    "президент",
    "секретарь",
    "генеральный",
];

/// Words for an audience.
const AUDIENCES: &[&str] = &[
    "ladies",
    "gentlemen",
    "excellencies",
    "delegates",
    "guests",
    "colleagues",
    "friends",
    "comrades",
    "countrymen",
    "compatriots",
    "brothers",
    "sisters",
    "lords",
    "members",
    "representatives",
    "heads",
    "head",
    "americans",
    "fellow",
    "mesdames",
    "messieurs",
    "excellences",
    "excellence",
    "délégués",
    "collègues",
    "amis",
    "camarades",
    "compatriotes",
    "damen",
    "herren",
    "exzellenzen",
    "kollegen",
    "kolleginnen",
    "freunde",
    "genossen",
    "genossinnen",
    "mitbürger",
    "mitbürgerinnen",
    "señoras",
    "señores",
    "excelencias",
    "delegados",
    "delegadas",
    "colegas",
    "amigos",
    "amigas",
    "compañeros",
    "compañeras",
    "ciudadanos",
    "senhoras",
    "senhores",
    "excelências",
    "camaradas",
    "onorevoli",
    "signore",
    "signori",
    "colleghi",
    "amici",
    "дамы",
    "господа",
    "товарищи",
    "друзья",
    "граждане",
    "коллеги",
    "превосходительства",
];

/// Adjectives of address.
const ADJECTIVES: &[&str] = &[
    "dear",
    "distinguished",
    "honourable",
    "honorable",
    "hon",
    "ble",
    "esteemed",
    "respected",
    "beloved",
    "dearest",
    "eminent",
    "chers",
    "chères",
    "cher",
    "chère",
    "honorables",
    "distingués",
    "geehrte",
    "geehrter",
    "verehrte",
    "liebe",
    "lieber",
    "queridos",
    "queridas",
    "estimados",
    "estimadas",
    "distinguidos",
    "distinguidas",
    "caros",
    "cari",
    "care",
    "уважаемые",
    "уважаемый",
    "дорогие",
    "ваши",
];

/// Words between the others.
const LINKS: &[&str] = &[
    "and", "of", "the", "to", "le", "la", "les", "et", "de", "des", "du", "l", "und", "der", "die", "y", "e",
    "el", "los", "i", "и", "at", "right", "young", "all", "my", "our", "other", "meine", "mes", "sehr",
];

/// Groups that are addressed with an adjective, and bodies whose members are addressed.
const GROUPS: &[&str] = &[
    "congress",
    "parliament",
    "senate",
    "house",
    "assembly",
    "council",
    "committee",
    "conference",
    "delegation",
    "delegations",
    "state",
    "states",
    "government",
    "governments",
    "press",
    "media",
    "court",
    "commission",
    "union",
    "board",
    "academy",
    "party",
    "nation",
    "jury",
    "faculty",
    "united",
    "students",
    "boys",
    "girls",
    "soldiers",
    "workers",
    "participants",
    "senators",
    "ministers",
    "ambassadors",
    "citizens",
];
