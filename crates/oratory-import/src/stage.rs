//! Recognition of stage directions: bracketed remarks on what the audience does, such as “(Prolonged applause)”.
//!
//! A text in brackets is a stage direction if every word of it is in [`LANGUAGES`] for one language, and one of them
//! names what happens. Beside a sound that cannot be mistaken, such as applause, names may stand too: “(Laughter from
//! Labour members)”. What follows a colon, or stands in quotation marks, is a shout, and may be anything: “(A voice:
//! Never!)”. “(the Party)”, “(see page 4)” and “(Voice of America)” remain words of the speaker.

use std::{collections::HashMap, iter, ops::Range, sync::LazyLock};

use memchr::memchr2_iter;
use oratory_core::loose;

/// The words of stage directions in one language.
struct StageWords {
    /// Sounds and acts that are rarely bracketed for another reason. Names may stand beside them.
    events: &'static str,
    /// Words that may be bracketed in a speech for other reasons: all words beside them must be in this table.
    quiet: &'static str,
    /// Words that stand beside the others.
    others: &'static str,
    /// `true` if words are not separated by blanks, or have particles at their ends.
    is_joined: bool,
}

/// The words of all languages. Case and accents do not count.
const LANGUAGES: [StageWords; 13] = [
    // English.
    StageWords {
        events: "applause applauds applauded applauding laughter laughs laughed laughing cheers cheer cheered cheering \
                 ovation ovations boo boos booed booing hisses hissing jeers jeering heckling heckler inaudible \
                 unintelligible indiscernible crosstalk bravo hurrah hurray hooray hear shouts shouting shouted cries \
                 chants chanting uproar commotion disruption clapping claps chuckles chuckle whistles whistling \
                 catcalls groans gasps murmurs interjections interjection",
        quiet: "music interruption interruptions interrupting interrupted pause pauses paused silence noise voice \
                voices rise rises rose stand stands stood singing sings sang responded spoke demonstration prayer \
                interposing anthem",
        others: "a an and the of in from on at by to for with over this that some several many more all again still \
                 then there was is are were as he she they prolonged loud louder great long continued continuous \
                 continuing sustained renewed general thunderous stormy tumultuous tremendous enthusiastic warm scattered \
                 light slight wild hearty much mild mixed brief standing vigorous deafening unanimous audience member \
                 members crowd floor gallery galleries house hall chamber left right benches opposition government \
                 side sides delegates delegate congress conference assembly everyone everybody people present speaker \
                 speakers president chairman feet their its his her moment moments point minute minutes second \
                 seconds song internationale national background plays playing played begins begin ends end turned \
                 face acknowledge resumed resumes speaking speech observed silent joined other others another which \
                 followed following breaks broke out into lasting lasts throughout word words remark remarks audio \
                 tape recording translation continues simultaneous overlapping joyful rapturous ironical ironic \
                 derisive",
        is_joined: false,
    },
    // German.
    StageWords {
        events: "beifall applaus gelächter heiterkeit zuruf zurufe zwischenruf zwischenrufe lachen bravo bravorufe \
                 pfiffe buhrufe buh jubel hochrufe heilrufe pfuirufe pfui unverständlich tumult unruhe ovationen \
                 klatschen händeklatschen rufe beifallssturm beifallskundgebungen",
        quiet: "musik unterbrechung pause schweigen stille glocke erheben ruf",
        others: "anhaltender anhaltende anhaltendes langanhaltender langer lang lange starker starke starkes lebhafter \
                 lebhafte lebhaftes stürmischer stürmische stürmisches großer große allgemeiner allgemeine \
                 erneuter erneute minutenlanger tosender brausender begeisterter frenetischer schwacher vereinzelter \
                 demonstrativer der die das den dem des ein eine einer einem eines und sowie bei beim von vom im in auf \
                 aus mit zu links rechts der mitte rechten linken saal hause haus plenum tribüne tribünen galerie \
                 galerien abgeordneten abgeordnete delegierten delegierte mitgliedern mitglieder sich von plätzen \
                 stehend stehende stehender teilweise ganzen ganze großen auch weitere weiterer gegenruf gegenrufe \
                 regierungsparteien regierungsbank oppositionsparteien präsidenten glocke fraktion ton des \
                 publikums publikum anwesenden alle aller zuhörer",
        is_joined: false,
    },
    // French.
    StageWords {
        events: "applaudissements applaudissement rires rire acclamations ovation huées exclamations bravos bravo \
                 sourires rumeurs protestations inaudible brouhaha vivats sifflets murmures hou",
        quiet: "interruption interruptions musique pause silence bruit voix mouvement mouvements marques",
        others: "vifs vives vif prolongés prolongées nourris nourries nouveaux nouvelles longs longues bruyants \
                 bruyantes très tres bien unanimes répétés répétées chaleureux quelques plusieurs et de des du la le \
                 les l d sur à a au aux dans bancs banc gauche droite centre extrême salle assemblée assistance \
                 députés délégués public groupe certains divers tous même mêmes debout se lèvent diverses sourds \
                 assentiment approbation mme m les cris cri",
        is_joined: false,
    },
    // Spanish.
    StageWords {
        events: "aplausos aplauso risas risa ovación ovaciones vítores abucheos abucheo gritos exclamaciones rumores \
                 protestas inaudible bravo silbidos vivas carcajadas",
        quiet: "interrupción interrupciones música pausa silencio voces voz ruido",
        others: "prolongados prolongadas prolongado prolongada grandes gran fuertes fuerte nutridos nutrido calurosos \
                 atronadores entusiastas vivos estruendosos y de del la el los las en a al con público sala pie puestos \
                 todos todas asamblea diputados delegados asistentes escaños izquierda derecha que se oyen desde \
                 muchos varios varias continuos repetidos unánimes",
        is_joined: false,
    },
    // Italian.
    StageWords {
        events: "applausi applauso risa risate ilarità ovazione ovazioni acclamazioni fischi grida commenti rumori \
                 proteste bravo incomprensibile",
        quiet: "interruzione interruzioni musica pausa silenzio voci voce",
        others: "vivi vivissimi vivissima vive viva prolungati prolungata prolungato generali generale scroscianti \
                 fragorosi lunghi lungo grandi grande e dei degli delle del della di da dal dalla al alla a in piedi \
                 sinistra destra centro estrema sui sul nell aula assemblea delegati deputati pubblico sala tutti \
                 molti ripetuti",
        is_joined: false,
    },
    // Portuguese.
    StageWords {
        events: "aplausos palmas risos riso risadas ovação ovações vaias gritos protestos apupos inaudível bravo apoiados",
        quiet: "interrupção interrupções música pausa silêncio vozes voz",
        others: "prolongados prolongadas prolongado calorosos fortes muitos muito vivos gerais entusiásticos e de do da \
                 dos das em no na nos a o os as pé todos assembleia deputados delegados plateia público sala esquerda \
                 direita bancadas bancada repetidos",
        is_joined: false,
    },
    // Russian.
    StageWords {
        events: "аплодисменты аплодисментов аплодисментами аплодируют рукоплескания рукоплесканий смех смехом овация \
                 овации овацию овацией оживление возгласы возглас выкрики выкрик шум неразборчиво ура хохот свист крики",
        quiet: "голос голоса музыка пауза перерыв встают встает движение звонок",
        others: "бурные бурная бурный бурных бурной продолжительные продолжительная продолжительных долго длительные не \
                 смолкающие смолкающая несмолкающие смолкающими нескончаемые нескончаемая общий общее всеобщий \
                 всеобщее громкие громкий громовые шумные горячие переходящие переходящая переходит в на из с со и все зале зал \
                 зала места мест справа слева центра депутаты делегаты делегатов присутствующие стоя долго дружный \
                 дружные возобновляются снова вновь оратора приветствуют",
        is_joined: false,
    },
    // Swedish.
    StageWords {
        events: "applåder applåd skratt munterhet ohörbart burop bravorop hurrarop jubel",
        quiet: "musik paus avbrott tystnad rop",
        others: "långa långvariga starka kraftiga livliga stormande allmän och från i på av salen kammaren publiken stående",
        is_joined: false,
    },
    // Dutch.
    StageWords {
        events: "applaus gelach hilariteit geroezemoes onverstaanbaar boegeroep gejuich geklap interrupties",
        quiet: "muziek pauze onderbreking stilte",
        others: "langdurig luid groot algemeen daverend algehele en van de het in uit op zaal kamer publiek staand",
        is_joined: false,
    },
    // Polish.
    StageWords {
        events: "oklaski brawa śmiech wesołość owacja owacje okrzyki niesłyszalne gwizdy",
        quiet: "muzyka przerwa pauza cisza głos głosy dzwonek",
        others: "burzliwe długotrwałe długo niemilknące gromkie huczne rzęsiste ogólna na w z sali i ze stojąco lewicy \
                 prawicy ław",
        is_joined: false,
    },
    // Chinese.
    StageWords {
        events: "掌声 鼓掌 笑声 笑 大笑 哄笑 欢呼 歡呼 嘘声 噓聲 喝彩 喝采 掌聲 笑聲 哄堂大笑 插话 插話 听不清 聽不清 喧哗 喧嘩",
        quiet: "起立 音乐 音樂 停顿 停頓 中断 高呼 口号 口號",
        others: "长时间 長時間 长 热烈 熱烈 的 地 经久不息 經久不息 雷鸣般 雷鳴般 暴风雨般 暴風雨般 全体 全體 全场 全場 会场 會場 \
                 代表 与会者 聽眾 听众 观众 觀眾 台下 众 眾 众人 群众 一片 一阵 阵阵 再次 又 向 和 持续 久久 中 声 聲 了 \
                 响起 響起 爆发 爆發 出 全 人员 人員 大家 都 不断 不斷 多次",
        is_joined: true,
    },
    // Japanese.
    StageWords {
        events: "拍手 笑い 笑い声 笑声 笑 大笑 爆笑 歓声 喝采 喚声 ヤジ 野次 騒然 発言する者あり 発言する者多し 呼ぶ者あり 聴取不能 \
                 不規則発言",
        quiet: "起立 着席 音楽 中断 退場 離席",
        others: "大きな 盛大な 長い 鳴り止まぬ 会場 場内 聴衆 観客 全員 総員 一同 賛成者 議場 の と 起こる が で から 沸く",
        is_joined: true,
    },
    // Korean.
    StageWords {
        events: "박수 박수갈채 박수소리 환호 환호성 환성 웃음 웃음소리 폭소 야유 갈채 소란 만세 함성 고함 청취불능",
        quiet: "기립 음악 중단 일어서 일어나 하는이있음 하는 이 있음",
        others: "장내 전체 참가자 참가자들 일동 모두 청중 청중석 의석 의석에서 우레 우뢰 폭풍 같은 열렬한 열광적인 오랜 오래 동안 \
                 긴 큰 계속 계속되는 다시 와 과 가 이 의 을 를 으로 로 터져 나오 다 며 고 열렬히 터지 좌중 대표 대표들 군중 \
                 함께 속 에서",
        is_joined: true,
    },
];

/// The part that a word plays in a stage direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Other,
    Quiet,
    Event,
}

/// The words of one language in the form in which they are looked up.
struct Lookup {
    words: HashMap<String, Part>,
    is_joined: bool,
}

/// [`LANGUAGES`], built when the first bracket is found.
static LOOKUP: LazyLock<Vec<Lookup>> = LazyLock::new(|| {
    let mut languages = Vec::new();
    for StageWords { events, quiet, others, is_joined } in &LANGUAGES {
        let mut words = HashMap::new();
        for (list, part) in [(others, Part::Other), (quiet, Part::Quiet), (events, Part::Event)] {
            words.extend(list.split_whitespace().map(|word| (loose(word), part)));
        }
        languages.push(Lookup { words, is_joined: *is_joined });
    }
    languages
});

/// The brackets of stage directions.
const BRACKETS: [(char, char); 6] =
    [('(', ')'), ('[', ']'), ('（', '）'), ('［', '］'), ('【', '】'), ('〔', '〕')];

/// Quotation marks, within which a stage direction may say anything.
const QUOTES: [(char, char); 8] =
    [('“', '”'), ('„', '“'), ('"', '"'), ('«', '»'), ('‘', '’'), ('「', '」'), ('『', '』'), ('‹', '›')];

/// The beginnings of the editor's notes in square brackets, as the American Presidency Project writes them.
const NOTES: [&str; 2] = ["at this point", "before speaking"];

/// The most characters of a word in a script that joins words.
const LONGEST_JOINED: usize = 10;

/// The most bytes of a stage direction.
const LONGEST: usize = 400;

/// Signs of emphasis in Markdown, which may stand around a stage direction.
pub(crate) const EMPHASIS: [char; 2] = ['*', '_'];

/// Returns the ranges of the stage directions in `block`, with their brackets.
pub(crate) fn stage_directions(block: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in brackets(block) {
        let end = found.last().map_or(0, |last| last.end);
        let Some(length) = bracketed(&block[start..]).filter(|_| start >= end) else { continue };
        let range = start..start + length;
        // In Markdown, `[Applause](…)` is a link.
        let is_link = block[start..].starts_with('[') && block[range.end..].starts_with('(');
        if !is_link && is_stage_direction(&block[range.clone()]) {
            found.push(range);
        }
    }
    found
}

/// Returns `true` if a block is nothing but `directions`, its stage directions, and signs of emphasis.
pub(crate) fn is_all_directions(block: &str, directions: &[Range<usize>]) -> bool {
    let mut offset = 0;
    let mut rest = Vec::new();
    for direction in directions {
        rest.push(&block[offset..direction.start]);
        offset = direction.end;
    }
    rest.push(&block[offset..]);
    !directions.is_empty() && rest.iter().all(|rest| !rest.contains(char::is_alphanumeric))
}

/// Iterates over the opening brackets of `block`.
fn brackets(block: &str) -> impl Iterator<Item = usize> {
    let is_open = |&at: &usize| block[at..].starts_with(['（', '［', '【', '〔']);
    let mut narrow = memchr2_iter(b'(', b'[', block.as_bytes()).peekable();
    // The first bytes of the wide brackets, and of many other characters.
    let mut wide = memchr2_iter(0xE3, 0xEF, block.as_bytes()).filter(is_open).peekable();
    iter::from_fn(move || match (narrow.peek(), wide.peek()) {
        (Some(one), Some(other)) if one > other => wide.next(),
        (Some(_), _) => narrow.next(),
        (None, _) => wide.next(),
    })
}

/// Returns the length of the bracketed text at the beginning of `text`, with its brackets.
fn bracketed(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let (open, close) = *BRACKETS.iter().find(|(open, _)| *open == first)?;
    let (_, inner) = text.split_at(open.len_utf8());
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    // A bracket within it would be looked at again and again in a text of brackets.
    let end = inner.find([open, close])?;
    inner[end..].starts_with(close).then_some(open.len_utf8() + end + close.len_utf8())
}

/// Returns `true` if a text in brackets is a stage direction.
fn is_stage_direction(bracketed: &str) -> bool {
    let is_edge =
        |c: char| !c.is_alphanumeric() && !QUOTES.iter().any(|(open, close)| *open == c || *close == c);
    let inner = bracketed.trim_matches(is_edge);
    let head = inner.get(..inner.floor_char_boundary(20)).unwrap_or_default().to_lowercase();
    if bracketed.starts_with('[') && NOTES.iter().any(|note| head.starts_with(note)) {
        return true;
    }
    let is_aside = bracketed.starts_with(['(', '（']) && inner.starts_with(char::is_lowercase);
    let (said, has_shout) = match inner.split_once([':', '：']) {
        Some((head, _)) => (head.to_owned(), true),
        None => without_quotations(inner),
    };
    if said.contains(char::is_alphanumeric) {
        let may_be_aside = is_aside && !has_shout;
        return names_event(&said, may_be_aside);
    }
    // Only a shout: “(“Boo!”)”.
    has_shout && names_event(inner, true)
}

/// Returns the text outside quotation marks, and `true` if there is a quotation.
fn without_quotations(text: &str) -> (String, bool) {
    let (mut rest, mut closing, mut is_quoted) = (String::with_capacity(text.len()), None, false);
    let mut before = ' ';
    for c in text.chars() {
        if closing == Some(c) {
            closing = None;
            rest.push(' ');
        } else if closing.is_none() {
            let quote = QUOTES.iter().find(|(open, _)| *open == c && !before.is_alphanumeric());
            closing = quote.map(|(_, close)| *close);
            is_quoted |= closing.is_some();
            if closing.is_none() {
                rest.push(c);
            }
        }
        before = c;
    }
    (rest, is_quoted)
}

/// A word of a text in brackets.
struct Word<'a> {
    text: &'a str,
    /// The word as it is looked up.
    key: String,
    /// `true` for a capital that does not begin the text.
    is_capital: bool,
}

/// Returns the words of `text` in brackets. Numbers say nothing.
fn words_of(text: &str) -> Vec<Word<'_>> {
    let words = text.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).enumerate();
    let words = words.filter(|(_, word)| !word.is_empty() && !word.bytes().all(|byte| byte.is_ascii_digit()));
    let words = words.map(|(place, text)| Word {
        text,
        key: loose(text),
        is_capital: place > 0 && text.starts_with(char::is_uppercase),
    });
    words.collect()
}

/// Returns `true` if all words are those of one language, and one names what happens. In a longer text that may be an
/// aside of the speaker, it must be an event.
fn names_event(text: &str, may_be_aside: bool) -> bool {
    let words = words_of(text);
    LOOKUP.iter().any(|language| match part_of(&words, language) {
        Some(Part::Event) => true,
        // The speaker's own remarks in brackets begin with a small letter: “(the silence of others)”.
        Some(Part::Quiet) => words.len() <= 2 || !may_be_aside,
        _ => false,
    })
}

/// Returns the highest part of `words`, or `None` if one is not of the language.
fn part_of(words: &[Word<'_>], language: &Lookup) -> Option<Part> {
    let (mut highest, mut before, mut has_name) = (Part::Other, Part::Other, false);
    for Word { text, key, is_capital } in words {
        let known = if language.is_joined && !key.is_ascii() {
            joined_part(key, &language.words)
        } else {
            language.words.get(key).copied()
        };
        let part = known.or_else(|| is_capital.then_some(Part::Other))?;
        // “(Music Hall)” is a place, but “(MUSIC PLAYS)” is not.
        has_name |=
            known.is_none() || *is_capital && before == Part::Quiet && text.contains(char::is_lowercase);
        (highest, before) = (highest.max(part), part);
    }
    (highest != Part::Quiet || !has_name).then_some(highest)
}

/// Returns `true` for combining marks, which belong to the letter before them.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Returns the highest part of the words that `text` is made of, or `None` if it is not made of words.
fn joined_part(text: &str, words: &HashMap<String, Part>) -> Option<Part> {
    let mut reached: Vec<Option<Part>> = vec![None; text.len() + 1];
    *reached.first_mut()? = Some(Part::Other);
    for (start, _) in text.char_indices() {
        let Some(before) = reached[start] else { continue };
        for (at, c) in text[start..].char_indices().take(LONGEST_JOINED) {
            let end = start + at + c.len_utf8();
            if let Some(part) = words.get(&text[start..end]) {
                reached[end] = reached[end].max(Some(before.max(*part)));
            }
        }
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(block: &str) -> Vec<&str> {
        stage_directions(block).into_iter().map(|range| &block[range]).collect()
    }

    #[test]
    fn audience_is_recognized_in_many_languages() {
        for direction in [
            "(Applause)",
            "[Applause]",
            "(Applause.)",
            "[laughter]",
            "(Prolonged applause)",
            "(Laughter and applause.)",
            "(Loud and prolonged cheers)",
            "(Boo!)",
            "[Boos]",
            "(“Hear, hear!”)",
            "(Hear, hear.)",
            "[Inaudible]",
            "(A voice: Never!)",
            "(Cries of “Long live the Republic!”)",
            "(Voices: No! No!)",
            "[Crosstalk]",
            "(Applause, the delegates rise)",
            "[At this point, some audience members applauded.]",
            "(Music)",
            "[At this point, the President turned to his guest, Mr. Nikoui.]",
            "[Before speaking, the President presented his prepared remarks to the Speaker.]",
            "(A pause.)",
            "(Interruption)",
            "[There was a disruption in the audience.]",
            "(Laughter from Labour members)",
            "[Members of the audience spoke over the President.]",
            "[Moment of silence]",
            "(APPLAUSE)",
            "(MUSIC PLAYS)",
            "[Audience members sang \"Happy Birthday.\"]",
            "(*Applause*)",
            "(Applause for 3 minutes)",
            "(Standing ovation)",
            "(A moment of silent prayer.)",
            "(Shouts from the gallery)",
            "(Cheers and\napplause)",
            "(Beifall)",
            "(Lebhafter Beifall bei der SPD)",
            "(Anhaltender Beifall bei der CDU/CSU und der FDP)",
            "(Zuruf von der SPD: Unerhört!)",
            "(Heiterkeit)",
            "(Unruhe im Saal)",
            "(Zurufe links)",
            "(Applaudissements)",
            "(Vifs applaudissements à gauche.)",
            "(Rires)",
            "(Très bien ! et applaudissements)",
            "(Aplausos)",
            "(Grandes aplausos y gritos de “¡Viva!”)",
            "(Risas)",
            "(Applausi)",
            "(Vivi applausi al centro)",
            "(Aplausos prolongados)",
            "(Palmas)",
            "(Risos)",
            "(Аплодисменты)",
            "(Смех в зале)",
            "(Бурные, долго не смолкающие аплодисменты. Все встают.)",
            "(Голос с места: Правильно!)",
            "(Applåder)",
            "(Applaus)",
            "(Oklaski)",
            "（鼓掌）",
            "（长时间热烈鼓掌）",
            "（全体起立，热烈鼓掌）",
            "（笑声）",
            "【掌声】",
            "(热烈鼓掌)",
            "〔拍手〕",
            "（笑い）",
            "（拍手、「異議なし」と呼ぶ者あり）",
            "〔発言する者あり〕",
            "(박수)",
            "（웃음）",
            "(우레와 같은 박수)",
            "(장내 웃음)",
            "［박수］",
            "(열렬한 박수와 환호)",
        ] {
            assert_eq!(found(direction), [direction]);
        }
    }

    #[test]
    fn speakers_own_brackets_are_none() {
        for words in [
            "(the Party)",
            "(at this point we disagree)",
            "(see page 4)",
            "(Voice of America)",
            "(Music Hall)",
            "(Music Hall, Boston)",
            "()",
            "(1)",
            "[1]",
            "[^1]",
            "[applause](https://example.org)",
            "(laughter is the best medicine)",
            "(I laughed)",
            "(in the house)",
            "(the audience)",
            "(that is, the delegates)",
            "(music by Verdi)",
            "(a pause in the war)",
            "(they stood up for us)",
            "(Applause",
            "Applause",
            "(and I do not say this for the applause)",
            "(Beifall ist die Währung der Schauspieler)",
            "(die Partei)",
            "(siehe Seite 4)",
            "(le Parti)",
            "(el Partido)",
            "(партия)",
            "(в зале)",
            "（党中央）",
            "（见第四页）",
            "（笑话）",
            "(당중앙)",
            "(조선로동당)",
            "（注）",
            "（下略）",
            "(No)",
            "(1917)",
            "(the House of Commons)",
            "(as was the speaker before me)",
            "(rising to his feet, the enemy fled)",
            "(silence about the dead)",
            "[licensing]",
            "[sic]",
            "(The voice of the people is heard)",
            "(On this point: we disagree)",
            "(Mr. Speaker)",
            "(he said “no”)",
        ] {
            assert!(stage_directions(words).is_empty(), "{words}");
        }
    }

    #[test]
    fn directions_are_found_within_a_paragraph() {
        let block = "We (the Party) won. (Applause.) My only agenda—[laughter] —is (see [1]) this (笑声)。";
        assert_eq!(found(block), ["(Applause.)", "[laughter]", "(笑声)"]);
        assert!(!is_all_directions(block, &stage_directions(block)));
        for block in ["(Applause.) (Laughter)", "*(Applause)*", "_[Applause]_", "(Applause) —"] {
            assert!(is_all_directions(block, &stage_directions(block)), "{block}");
        }
        assert!(!is_all_directions("…", &[]));
    }

    #[test]
    fn only_the_inner_brackets_count() {
        assert_eq!(found("((Applause) and so on"), ["(Applause)"]);
        let long = format!("({} applause)", "loud ".repeat(100));
        assert!(stage_directions(&long).is_empty());
    }
}
