//! Date and place lines: `Geneva, 12 May 1956`.

use oratory_core::ENGLISH_MONTHS;

/// Returns `true` if a line states a date, or a date and a place.
pub(crate) fn is_dateline(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "()[]—–-*.".contains(c));
    if line.len() > LONGEST || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (mut has_month, mut has_number, mut has_date) = (false, false, false);
    for segment in line.split([',', ';', '|', '·']) {
        let mut is_in_date = false;
        let mut place_words = 0;
        for word in segment.split_whitespace() {
            let part = Part::of(word);
            has_month |= matches!(part, Part::Month);
            has_number |= matches!(part, Part::Number);
            has_date |= matches!(part, Part::Date);
            match part {
                Part::Month | Part::Number | Part::Weekday | Part::Date => is_in_date = true,
                Part::Link if is_in_date || place_words == 0 => {}
                // A place comes before its date, and a title has words such as "of".
                Part::Place if !is_in_date => place_words += 1,
                Part::Link | Part::Place | Part::Other => return false,
            }
        }
        if place_words > MOST_PLACE_WORDS {
            return false;
        }
    }
    has_date || has_month && has_number
}

/// Returns `true` if a line is a place with its country or state: `Vilnius, Lithuania`.
pub(crate) fn is_place(line: &str) -> bool {
    let line = line.trim().trim_end_matches('.').to_lowercase();
    let last = line.rsplit(',').next().unwrap_or_default().trim();
    let words = line.split_whitespace().count();
    CITIES.contains(&line.as_str())
        || line.contains(',')
            && words <= 2 * MOST_PLACE_WORDS
            && (COUNTRIES.contains(&last) || CITIES.contains(&last))
}

/// The most bytes of a date line.
const LONGEST: usize = 120;

/// The most words of the name of a place.
const MOST_PLACE_WORDS: usize = 4;

/// The part of a date line that a word is.
enum Part {
    Month,
    Weekday,
    /// A day, a year or a time.
    Number,
    /// A whole date in figures.
    Date,
    /// A word within a date, such as "of".
    Link,
    /// A word that may be part of a name.
    Place,
    Other,
}

impl Part {
    fn of(word: &str) -> Self {
        let bare = word.trim_matches(|c: char| "().".contains(c));
        let first = bare.chars().next();
        if first.is_some_and(|c| c.is_ascii_digit()) {
            return Self::of_figures(bare);
        }
        let lower = bare.to_lowercase();
        if ENGLISH_MONTHS.contains(&lower.as_str()) || OTHER_MONTHS.contains(&lower.as_str()) {
            return Self::Month;
        }
        if WEEKDAYS.contains(&lower.as_str()) {
            return Self::Weekday;
        }
        if LINKS.contains(&lower.as_str()) {
            return Self::Link;
        }
        if first.is_some_and(char::is_uppercase) && !GENRES.contains(&lower.as_str()) {
            return Self::Place;
        }
        Self::Other
    }

    /// Returns the part of a word that begins with a digit.
    fn of_figures(word: &str) -> Self {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &word[digits..];
        let is_date = word.chars().filter(char::is_ascii_digit).count() >= 6
            && word.chars().all(|c| c.is_ascii_digit() || "./-–年月日년월일".contains(c));
        match rest {
            _ if is_date => Self::Date,
            "" if digits <= 4 => Self::Number,
            "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "°" | "г" => Self::Number,
            _ if digits <= 2 && rest.starts_with([':', '–', '-', '/']) && rest.len() <= 3 => Self::Number,
            _ => Self::Other,
        }
    }
}

/// Abbreviations of English months, and names of months in other languages, in lower case.
const OTHER_MONTHS: &[&str] = &[
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "januar",
    "jänner",
    "februar",
    "märz",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
    "januari",
    "februari",
];

/// Names of days of the week, in lower case.
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
];

/// Words within a date, in lower case.
const LINKS: &[&str] =
    &["of", "the", "de", "del", "den", "am", "le", "at", "pm", "a.m", "p.m", "uhr", "года", "г"];

/// Words for speeches, in lower case. They begin titles, and no place has them in its name.
const GENRES: &[&str] = &[
    "address",
    "addresses",
    "speech",
    "statement",
    "remarks",
    "message",
    "report",
    "lecture",
    "sermon",
    "letter",
    "declaration",
    "proclamation",
    "radio",
    "broadcast",
    "interview",
    "inaugural",
    "annual",
    "closing",
    "opening",
    "keynote",
    "discours",
    "déclaration",
    "allocution",
    "rede",
    "ansprache",
    "erklärung",
    "discurso",
    "declaración",
    "речь",
    "выступление",
];

/// Cities that name a place without their country, in lower case.
const CITIES: &[&str] = &[
    "addis ababa",
    "amsterdam",
    "athens",
    "bandung",
    "beijing",
    "belgrade",
    "berlin",
    "bonn",
    "brussels",
    "cairo",
    "canberra",
    "geneva",
    "genève",
    "havana",
    "helsinki",
    "jerusalem",
    "la habana",
    "lisbon",
    "london",
    "madrid",
    "moscow",
    "nairobi",
    "new delhi",
    "new york",
    "oslo",
    "ottawa",
    "paris",
    "pretoria",
    "pyongyang",
    "rome",
    "seoul",
    "stockholm",
    "the hague",
    "tokyo",
    "vienna",
    "warsaw",
    "washington",
    "washington dc",
    "washington d.c",
    "москва",
];

/// Countries and states that follow the name of a city, in lower case.
const COUNTRIES: &[&str] = &[
    "algeria",
    "argentina",
    "australia",
    "austria",
    "bangladesh",
    "belgium",
    "brazil",
    "bulgaria",
    "canada",
    "chile",
    "china",
    "colombia",
    "cuba",
    "denmark",
    "dc",
    "d.c",
    "egypt",
    "england",
    "ethiopia",
    "finland",
    "france",
    "germany",
    "ghana",
    "greece",
    "hungary",
    "india",
    "indonesia",
    "ireland",
    "israel",
    "italy",
    "japan",
    "kenya",
    "korea",
    "lithuania",
    "mexico",
    "netherlands",
    "nigeria",
    "norway",
    "ny",
    "pakistan",
    "poland",
    "portugal",
    "russia",
    "scotland",
    "south africa",
    "spain",
    "sweden",
    "switzerland",
    "turkey",
    "ukraine",
    "usa",
    "vietnam",
];
