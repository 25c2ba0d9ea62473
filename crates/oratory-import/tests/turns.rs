//! Tests of speaker turns and stage directions in whole texts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use oratory_core::{Document, Figures, Kind, Source, SpanKind, Style, citation, quotation, speaker_shares};
use oratory_import::{File, import, import_text};
use proptest::prelude::*;

fn parse(text: &str) -> Document {
    import_text("talk", text)
}

fn markdown(text: &str) -> Document {
    let source =
        Source { id: "talk".to_owned(), file: Some(Path::new("talk.md").into()), ..Source::default() };
    import(File { source, ..File::default() }, text.as_bytes().to_vec()).unwrap().remove(0)
}

fn names(document: &Document) -> Vec<&str> {
    document.turns().iter().map(|turn| &*turn.name).collect()
}

/// Returns the kind, the number and the text of each block.
fn blocks(document: &Document) -> Vec<(&'static str, Option<usize>, &str)> {
    let blocks = document.blocks();
    let described = blocks
        .map(|block| (block.kind.name(), document.number_of(block.index), &document.text()[block.range]));
    described.collect()
}

fn spans(document: &Document, kind: SpanKind) -> Vec<&str> {
    let spans = document.spans(&(0..document.text().len())).iter();
    spans.filter(|span| span.kind == kind).map(|span| &document.text()[span.range.clone()]).collect()
}

#[test]
fn turns_are_found_in_every_form() {
    for (text, expected) in [
        (
            "MR. LINCOLN. One.\n\nMR. DOUGLAS. Two.\n\nMR. LINCOLN. Three.",
            &["MR. LINCOLN", "MR. DOUGLAS", "MR. LINCOLN"][..],
        ),
        ("LINCOLN: One.\n\nDOUGLAS: Two.\n\nLINCOLN: Three.", &["LINCOLN", "DOUGLAS", "LINCOLN"]),
        ("Ann Lee: One.\n\nBo: Two.\n\nAnn Lee: Three.\n\nBo: No.", &["Ann Lee", "Bo", "Ann Lee", "Bo"]),
        (
            "Ann Lee: One.\n\nBo Ek: Two.\n\nRemember: this.\n\nAnn Lee: Three.",
            &["Ann Lee", "Bo Ek", "Ann Lee"],
        ),
        (
            "Speaker 1 (00:05):\nOne.\n\nSpeaker 2 (00:59):\nTwo.\n\nSpeaker 1 (01:05:07):\nThree.",
            &["Speaker 1", "Speaker 2", "Speaker 1"],
        ),
        (
            "The President. One.\n\nTwo.\n\nThe President. Three.\n\nAudience members. Boo!",
            &["The President", "The President", "Audience members"],
        ),
        ("The CHAIRMAN: One.\n\nMore.\n\nThe CHAIRMAN: Two.", &["The CHAIRMAN", "The CHAIRMAN"]),
        ("Q: Why?\n\nA: Because.\n\nQ: And?\n\nA: No.", &["Q", "A", "Q", "A"]),
        ("Q. Why?\nA. Because.\nQ. And?\nA. No.", &["Q", "A", "Q", "A"]),
        (
            "Вопрос: Почему?\n\nОтвет: Потому.\n\nВопрос: И?\n\nОтвет: Нет.",
            &["Вопрос", "Ответ", "Вопрос", "Ответ"],
        ),
        (
            "【主席】开会。\n\n【张三】好。\n\n【主席】散会。\n\n【张三】好。",
            &["主席", "张三", "主席", "张三"],
        ),
        ("主席：开会。\n主席：散会。", &["主席", "主席"]),
        ("【主席】开会。\n\n【代表】同意。\n\n【主席】散会。", &["主席", "代表", "主席"]),
        ("李明：你好。\n\n张华：我反对。\n\n我的看法：不好。\n\n李明：好。", &["李明", "张华", "李明"]),
        ("위원장: 시작합시다.\n\n이영희: 반대합니다.\n\n위원장: 끝.", &["위원장", "이영희", "위원장"]),
        ("위원장: 시작합시다.\n\n더 말합시다.\n\n위원장: 끝.", &["위원장", "위원장"]),
        ("김정은: 하나.\n\n둘.\n\n김정은: 셋.", &["김정은", "김정은"]),
        (
            "MR. LINCOLN:\n\nOne.\n\nMR. DOUGLAS:\n\nTwo.\n\nMR. LINCOLN:\n\nThree.",
            &["MR. LINCOLN", "MR. DOUGLAS", "MR. LINCOLN"],
        ),
        (
            "— Ann Lee\n\nOne.\n\n— Bo Ek\n\nTwo.\n\n— Ann Lee\n\nThree.\n\n— Bo Ek\n\nFour.",
            &["Ann Lee", "Bo Ek", "Ann Lee", "Bo Ek"],
        ),
        (
            "The President. One.\n\nMr. Speaker: Two.\n\nSenator Lee: Three.\n\nThe President. Four.\n\nMr. Speaker: Five.\n\nSenator Lee: Six.",
            &["The President", "Mr. Speaker", "Senator Lee", "The President", "Mr. Speaker", "Senator Lee"],
        ),
        (
            "○議長（大島君）\u{3000}これより会議を開きます。\n\n○安倍君\u{3000}はい。\n\n○議長（大島君）\u{3000}次。",
            &["議長（大島君）", "安倍君", "議長（大島君）"],
        ),
    ] {
        assert_eq!(names(&parse(text)), expected, "{text}");
    }
    let text = "**Ann Lee:** One *word*.\n\n**Bo**: Two.\n\n**Ann Lee:** Three.\n\n**Bo**: Four.";
    assert_eq!(names(&markdown(text)), ["Ann Lee", "Bo", "Ann Lee", "Bo"]);
}

#[test]
fn prose_has_no_turns() {
    let paragraph = "We have much to say about this.\n\n";
    for text in [
        "Comrades: we meet.\n\nMore.\n\nComrades: we part.".to_owned(),
        "The question is: bread.\n\nThe question is: land.".to_owned(),
        "Note: one.\n\nNote: two.\n\nSource: three.\n\nSource: four.".to_owned(),
        "First: bread.\n\nSecond: land.\n\nFirst: bread again.".to_owned(),
        "Mr. President: I rise.\n\nMore.\n\nMr. President: I sit.".to_owned(),
        "Remember this: bread.\n\nRemember this: land.".to_owned(),
        "Bread: 3 roubles.\nMilk: 2 roubles.\nSalt: 1 rouble.".to_owned(),
        "Bread: dear.\n\nMore.\n\nBread: cheap.".to_owned(),
        "10:30 Opening.\n\n10:30 Closing.".to_owned(),
        "John 3:16 says so.\n\nJohn 3:16 says so.".to_owned(),
        "Chapter 1: War.\n\nChapter 1: War.".to_owned(),
        "Once only. Ann Lee: One.\n\nBo Ek: Two.\n\nCy Or: Three.".to_owned(),
        "Q: We ask.\n\nQ: We ask again.".to_owned(),
        "A. One.\n\nA. Two.".to_owned(),
        "同志们：我们开会。\n\n同志们：我们散会。".to_owned(),
        "毛主席说：好。\n\n毛主席说：很好。".to_owned(),
        "동지들: 시작합시다.\n\n동지들: 끝냅시다.".to_owned(),
        "— Yes, he said.\n\n— Yes, he said.".to_owned(),
        "The End. And more.\n\nThe End. And more.".to_owned(),
        "We asked the chairman and\nLincoln: he said\nLincoln: he is no\nDouglas: he is.".to_owned(),
        // Whose words were quoted, and a signature.
        "“Bread!”\n\n— Ann Lee\n\nMore.\n\n“Land!”\n\n— Ann Lee\n\nMore.\n\n— Bo Ek".to_owned(),
        "“Bread!”\n— Ann Lee\n\nMore.\n\n“Land!”\n— Ann Lee\n\n“No.”\n— Bo Ek\n\nMore.".to_owned(),
        // Items that look like names, late in a report.
        format!("{}Energy: One.\n\nBudget: Two.\n\nEnergy: Three.\n\nBudget: Four.", paragraph.repeat(150)),
    ] {
        let document = parse(&text);
        assert!(names(&document).is_empty(), "{text}: {:?}", names(&document));
        assert_eq!(document.words(), parse(&text.replace(": ", " ")).words(), "{text}");
    }
    assert!(
        names(&markdown(
            "# Ann Lee: A Life\n\n- Ann Lee: one.\n- Bo Ek: two.\n- Ann Lee: three.\n- Bo Ek: four."
        ))
        .is_empty()
    );
    let code = "```\nAnn Lee: one\n```\n\n```\nAnn Lee: two\n```";
    assert!(names(&markdown(code)).is_empty());
}

#[test]
fn stage_directions_are_blocks_or_spans() {
    let document =
        parse("We won (Applause.) at last.\n\n(Prolonged applause)\n\n*[Laughter]*\n\nWe (the Party) go on.");
    assert_eq!(
        blocks(&document),
        [
            ("paragraph", Some(1), "We won (Applause.) at last."),
            ("stage-direction", None, "(Prolonged applause)"),
            ("stage-direction", None, "*[Laughter]*"),
            ("paragraph", Some(2), "We (the Party) go on."),
        ]
    );
    assert_eq!(spans(&document, SpanKind::StageDirection), ["(Applause.)"]);
    assert_eq!((document.words(), Figures::of(&document).words), (9, 9));
    let document = markdown("We won *(Applause)* at last.\n\n*(Applause)*");
    assert_eq!(document.block(1).kind, Kind::StageDirection);
    assert_eq!((spans(&document, SpanKind::StageDirection), document.words()), (vec!["(Applause)"], 4));
}

#[test]
fn a_stage_direction_is_not_the_title() {
    for direction in ["(Applause)", "[Prolonged Applause]", "(Laughter.)"] {
        let document =
            parse(&format!("{direction}\n\nThe Heading\n\nOne paragraph that is long enough.\n\nMore."));
        assert_eq!(document.details().title, "The Heading", "{direction}");
        assert_eq!(document.headings().collect::<Vec<_>>(), [1]);
    }
}

#[test]
fn a_block_with_several_speakers_is_divided() {
    let document =
        parse("Q: Why did you go\nto Leeds?\nA: Because (Laughter)\nof the bread.\nQ: And?\nA: No.");
    assert_eq!(
        blocks(&document),
        [
            ("paragraph", Some(1), "Q: Why did you go\nto Leeds?"),
            ("paragraph", Some(2), "A: Because (Laughter)\nof the bread."),
            ("paragraph", Some(3), "Q: And?"),
            ("paragraph", Some(4), "A: No."),
        ]
    );
    assert_eq!(document.words(), 12);
}

#[test]
fn the_citation_names_the_speaker_of_the_turn() {
    let front = "+++\ntitle = \"A Debate\"\nspeaker = \"The Club\"\n+++\n";
    let text = "Introduction by the club.\n\nMR. LEE. One \"two\".\n\n(Applause)\n\nThree.\n\nMR. EK.\n\nFour.\n\nMR. LEE. Five.";
    let document = parse(&format!("{front}{text}"));
    let quoted = |numbers| quotation(&document, numbers, Style::Chicago).unwrap();
    assert_eq!(quoted(1..=1), "“Introduction by the club.”\n— The Club, “A Debate” (speech), para. 1.");
    assert_eq!(quoted(2..=2), "“One ‘two’.”\n— MR. LEE, “A Debate” (speech), para. 2.");
    assert_eq!(quoted(2..=3), "“One ‘two’.\n\n“Three.”\n— MR. LEE, “A Debate” (speech), paras. 2–3.");
    assert_eq!(quoted(4..=4), "“Four.”\n— MR. EK, “A Debate” (speech), para. 4.");
    assert_eq!(
        quoted(3..=5),
        "“Three.\n\n“Four.\n\n“MR. LEE. Five.”\n— MR. LEE and MR. EK, “A Debate” (speech), paras. 3–5."
    );
    assert_eq!(
        citation(&document, 1..=5, Style::Chicago),
        "The Club, MR. LEE and MR. EK, “A Debate” (speech), paras. 1–5."
    );
    for (numbers, style, cited) in [
        (2..=2, Style::Mla, "(MR. LEE, par. 2)"),
        (3..=5, Style::Mla, "(MR. LEE and MR. EK, pars. 3–5)"),
        (3..=5, Style::Apa, "(MR. LEE & MR. EK, paras. 3–5)"),
        (1..=5, Style::Mla, "(The Club et al., pars. 1–5)"),
        (1..=5, Style::ChicagoShort, "The Club, MR. LEE and MR. EK, “A Debate,” paras. 1–5."),
        (3..=5, Style::ChicagoBibliography, "The Club. “A Debate.” Speech."),
        (3..=5, Style::Pandoc, "[@clubdebate, paras. 3–5]"),
    ] {
        assert_eq!(citation(&document, numbers, style), cited);
    }
    let found: Vec<_> = speaker_shares(&document)
        .into_iter()
        .map(|share| (share.name.to_string(), share.turns, share.words))
        .collect();
    assert_eq!(found, [("MR. LEE".to_owned(), 2, 4), ("MR. EK".to_owned(), 1, 1)]);
}

#[test]
fn the_built_in_speeches_have_neither() {
    for text in ["opening.txt", "closing.txt"] {
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../texts").join(text))
                .unwrap();
        let document = parse(&text);
        assert!(document.turns().is_empty());
        assert!(document.blocks().all(|block| !matches!(block.kind, Kind::StageDirection | Kind::Speaker)));
        assert!(spans(&document, SpanKind::StageDirection).is_empty());
    }
}

proptest! {
    #[test]
    fn annotated_blocks_are_the_text(text in "((Q|A|Ann Lee|主席)(: |\\. |：)|\\(Applause\\)|[a(\\[*. ]|why\\?|\n|\n\n|\r\n){0,60}", is_markdown: bool) {
        let document = if is_markdown { markdown(&text) } else { parse(&text) };
        let mut end = 0;
        for block in document.blocks() {
            prop_assert!(document.text()[end..block.range.start].trim().is_empty());
            prop_assert!(!block.range.is_empty());
            for span in document.spans(&block.range) {
                prop_assert!(span.range.end <= block.range.end || !matches!(span.kind, SpanKind::Speaker | SpanKind::StageDirection));
            }
            end = block.range.end;
        }
        prop_assert!(document.text()[end..].trim().is_empty());
        prop_assert!(document.turns().is_sorted_by_key(|turn| turn.offset));
    }
}
