//! Web pages: the text, its blocks and its details.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use oratory_core::{Document, Source, SpanKind, is_blank};
use oratory_import::{File, import, import_head};
use proptest::prelude::*;

fn file(name: &str) -> File {
    let source = Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() };
    File { source, title: "talk".to_owned(), ..File::default() }
}

fn page(html: impl Into<Vec<u8>>) -> Document {
    import(file("talk.html"), html.into()).unwrap().remove(0)
}

/// Returns the kind and the text of each block.
fn blocks(page: &Document) -> Vec<(&'static str, &str)> {
    page.blocks().map(|block| (block.kind.name(), &page.text()[block.range])).collect()
}

fn kinds(html: &str) -> Vec<(&'static str, String)> {
    blocks(&page(html)).into_iter().map(|(kind, text)| (kind, text.to_owned())).collect()
}

fn prose(words: &str) -> String {
    format!("<p>{}</p>", format!("{words} and so we go on. ").repeat(12))
}

#[test]
fn elements_become_blocks() {
    for (html, expected) in [
        ("<p>One\n  word&nbsp;&amp;\tmore</p>", &[("paragraph", "One word\u{a0}& more")][..]),
        ("<h2>On <i>Unity</i></h2>text", &[("heading", "On Unity"), ("paragraph", "text")]),
        (
            "a<p>b<div>c</div>d",
            &[("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c"), ("paragraph", "d")],
        ),
        ("<p>one<br>two<br/>three", &[("paragraph", "one\ntwo\nthree")]),
        ("<p>one<br> <br>&nbsp;<br>two", &[("paragraph", "one"), ("paragraph", "two")]),
        (
            "<ul><li>a<li>b<ol start=3><li>c</li><li>d</ol><li>e</ul>",
            &[("list", "- a\n- b\n  3. c\n  4. d\n- e")],
        ),
        (
            "<ul><li><p>a<p>b</li><li>c</ul>",
            &[("paragraph", "- a"), ("paragraph", "b"), ("paragraph", "- c")],
        ),
        ("<blockquote>a<br>b<p>c</blockquote>", &[("quotation", "> a\n> b"), ("quotation", "> c")]),
        ("<table><caption>T<tr><th>A<th>B<tr><td>1<td>2</table>", &[("paragraph", "T\nA | B\n1 | 2")]),
        (
            "<table><tr><td><p>one<p>two<td>three</table>",
            &[("paragraph", "one"), ("paragraph", "two"), ("paragraph", "three")],
        ),
        ("<pre><code>if a\n  b</code></pre>", &[("code", "if a\n  b")]),
        (
            "<pre>\nFriends, we meet.\n\nWe go.\n</pre>",
            &[("paragraph", "Friends, we meet."), ("paragraph", "We go.")],
        ),
        ("a<p class=footnote>1. n</p>", &[("paragraph", "a"), ("definition", "1. n")]),
        ("<dl><dt>a<dd>b<dt>c</dl>", &[("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c")]),
        ("<ruby>漢<rp>(<rt>kan<rp>)</ruby>字", &[("paragraph", "漢字")]),
        (
            "<p>(Applause)<p><b>Lee:</b> Yes.",
            &[("stage-direction", "(Applause)"), ("paragraph", "Lee: Yes.")],
        ),
        (
            "a<script>'<p>b'</script><style>p{}</style><!-- c --><template>d</template>e",
            &[("paragraph", "ae")],
        ),
        ("<p hidden>a</p><p style='display: none'>b</p><p aria-hidden=true>c</p>d", &[("paragraph", "d")]),
        ("", &[]),
    ] {
        let expected: Vec<_> = expected.iter().map(|&(kind, text)| (kind, text.to_owned())).collect();
        assert_eq!(kinds(html), expected, "{html}");
    }
}

#[test]
fn wrong_markup_is_read_as_it_is_meant() {
    for (html, expected) in [
        ("<p>a<p>b</p></p>c</div></b>d", &["a", "b", "cd"][..]),
        ("<b><p>one</b> two<p>three", &["one two", "three"]),
        ("<ul><li>a<li>b<p>c", &["- a", "- b", "c"]),
        ("<table><td>a<td>b<tr><td>c</table>d", &["a | b\nc", "d"]),
        ("<div><table><tr><td>a</div>b<td>c</table>", &["ab | c"]),
        ("<h1>a<h2>b</h1>c", &["a", "b", "c"]),
        ("<a href=x>a<div>b</a>c", &["a", "bc"]),
        ("<p>a &lt; b & c &copy d &nope; &#8212; &#x41;", &["a < b & c © d &nope; — A"]),
        ("x<p", &["x"]),
        ("<title>t<p>a", &[]),
    ] {
        let page = page(html);
        let texts: Vec<_> = blocks(&page).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, expected, "{html}");
    }
}

#[test]
fn styles_are_spans() {
    let page =
        page("<p>We <b>go <i>on</b> now</i>, <a href=x>here</a><sup><a href='#n'>1</a></sup>.<p><em>a</p>b");
    let of = |kind| {
        let spans = page.spans(&(0..page.text().len())).iter().filter(move |span| span.kind == kind);
        spans.map(|span| &page.text()[span.range.clone()]).collect::<Vec<_>>()
    };
    assert_eq!(of(SpanKind::Strong), ["go on"]);
    assert_eq!(of(SpanKind::Emphasis), ["on", "a"]);
    assert_eq!(of(SpanKind::Link), ["here"]);
    assert_eq!(of(SpanKind::Marker), ["1"], "the reference to a note is not read");
}

#[test]
fn details_are_those_that_the_page_states() {
    let head = "<html lang=en-GB><head><title>On Unity - The Site</title><meta property=og:site_name content='The Site'>
        <meta name=Author content='By Ann Lee'><meta property=article:author content='https://x.example/lee'>
        <meta property=article:published_time content=1921-05-04T10:00Z><link rel=canonical href='https://x.example/a'>";
    let speech = page(format!("{head}<body><h1>On Unity</h1>{}", prose("Friends")));
    let details = speech.details();
    assert_eq!((&*details.title, details.speaker.as_deref()), ("On Unity", Some("Ann Lee")));
    assert_eq!(details.reported.as_ref().map(ToString::to_string).as_deref(), Some("4 May 1921"));
    assert_eq!(
        (details.language.as_deref(), details.publisher.as_deref()),
        (Some("en-GB"), Some("The Site"))
    );
    assert_eq!(details.url.as_deref(), Some("https://x.example/a"));
    assert_eq!(speech.source().format, Some("HTML"));
    let speech =
        page("<meta name=dc.date content=1921><time datetime=1999-01-01>x</time><h1>One\n<br>Two</h1><p>x");
    assert_eq!(speech.details().title, "One Two");
    assert_eq!(speech.details().reported.as_ref().map(ToString::to_string).as_deref(), Some("1921"));
    assert_eq!(page("<p>x").details().title, "talk");
    let sidecar =
        oratory_import::Sidecar { name: "t.toml".to_owned(), bytes: b"title = 'T'\nspeaker = 'B'".to_vec() };
    let stated = import(File { sidecar: Some(sidecar), ..file("a.html") }, head.as_bytes().to_vec()).unwrap();
    assert_eq!((&*stated[0].details().title, stated[0].details().speaker.as_deref()), ("T", Some("B")));
}

#[test]
fn impossible_date_is_reported_unless_the_page_states_another() {
    for (dates, remark, date) in [
        ("<meta name=date content=2021-02-30>", Some("reported: 2021-02-30 is not in the calendar ("), None),
        ("<meta name=date content='20210230'>", Some("reported: 2021-02-30 is not in the calendar ("), None),
        ("<meta name=date content=2021-02-30><time datetime=2021-03-01>x</time>", None, Some("1 March 2021")),
        ("<meta name=date content='last week'>", None, None),
    ] {
        let speech = page(format!("<title>On Unity</title>{dates}<h1>On Unity</h1>{}", prose("Friends")));
        let reported = speech.remark().map(|reported| reported[..remark.map_or(0, str::len)].to_owned());
        assert_eq!(reported.as_deref(), remark, "{dates}");
        assert_eq!(speech.details().date().map(ToString::to_string).as_deref(), date, "{dates}");
    }
}

#[test]
fn head_gives_details_once_it_has_the_title() {
    let head = "<title>On Unity - Site</title><meta name=author content='Ann Lee'>";
    let none = import_head(file("a.html"), head.as_bytes().to_vec(), 900_000).unwrap();
    assert!(none.is_none(), "a heading may give a better title");
    let titled = format!("{head}<meta property=og:title content='On Unity'>");
    let heads = import_head(file("a.html"), titled.into_bytes(), 900_000).unwrap().unwrap();
    let (head, bytes) = &heads[0];
    assert_eq!((&*head.details().title, head.text(), *bytes), ("On Unity", "", 300_000));
}

#[test]
fn main_part_is_the_text() {
    let text = prose("Friends");
    let menu = "<div><ul><li><a href=/>Home</a><li><a href=/b>About us</a></ul></div>";
    let beside = prose("Subscribe today");
    for html in [
        format!("{menu}<main>{text}</main><div>{beside}</div>"),
        format!("<header>{beside}</header>{menu}<article>{text}<p>Go on.</article><footer>{beside}</footer>"),
        format!(
            "{menu}{text}<aside>{beside}</aside><form>{beside}</form><div class=site-sidebar>{beside}</div>"
        ),
        format!("<div class=widget>{menu}{text}<div class=comments>{beside}</div></div>"),
        format!("<body class=has-sidebar>{text}<h3>More</h3><ul><li><a href=x>{beside}</a></ul>"),
        format!("<form>{text}</form>"),
    ] {
        let page = page(html.clone());
        assert!(page.text().starts_with("Friends and so"), "{html}");
        assert!(
            !page.text().contains("Subscribe") && !page.text().contains("Home"),
            "{html}: {}",
            page.text()
        );
    }
    let all = page(format!("<nav>{text}</nav>"));
    assert!(all.text().starts_with("Friends"), "a page that is all navigation is shown");
    let teaser = |below: &str| format!("<h3><a href=/b>{}</a></h3><p>{below}</p>", "Why we meet");
    let linked = |below: &str| page(format!("<main>{text}{}{}</main>", teaser(below), teaser(below)));
    assert!(linked(&beside).text().contains("Why we meet\n\nSubscribe"), "a heading above prose is kept");
    assert!(!linked("9 April").text().contains("Why we meet"), "a list of other pages is left out");
    let titled = page(format!("<h1>On Unity</h1><div>{}<p>Yes.</div>", text.repeat(3)));
    assert!(titled.text().starts_with("On Unity\n\nFriends"), "the title above the main part is kept");
}

#[test]
fn encoding_is_that_which_the_page_states() {
    for (html, encoding, expected) in [
        (&b"<meta charset=koi8-r><p>\xf0\xd2\xc9\xd7\xc5\xd4"[..], "KOI8-R", "Привет"),
        (b"<meta charset=koi8-r><p>\xd0\x9f\xd1\x80\xd0\xb8", "UTF-8", "При"),
        (b"\xef\xbb\xbf<meta charset=koi8-r><p>a", "UTF-8", "a"),
        (b"<meta http-equiv=x content='text/html; charset=shift_jis'>\x82\xa0", "Shift_JIS", "あ"),
        (b"\xff\xfe<\0p\0>\0a\0", "UTF-16LE", "a"),
        (b"<p>caf\xe9", "windows-1252", "café"),
    ] {
        let page = page(html);
        assert_eq!((page.source().encoding, page.text()), (Some(encoding), expected));
    }
}

#[test]
fn page_is_known_without_its_name() {
    let read = |name, bytes: &str| import(file(name), bytes.as_bytes().to_vec()).unwrap().remove(0);
    assert_eq!(read("talk", "<!DOCTYPE html><p>Friends").text(), "Friends");
    assert_eq!(read("talk.txt", "<p>Friends").text(), "<p>Friends");
    assert_eq!(read("talk.txt", "Friends").source().format, Some("plain text"));
    let pdf = import(file("talk.html"), b"%PDF-1.4".to_vec()).unwrap_err().to_string();
    assert_eq!(pdf, "it is a PDF: convert it, for example with `pdftotext FILE`");
}

/// In a tree, each of these would take minutes, or overflow the stack.
#[test]
fn nested_tags_cost_no_more_than_others() {
    for tag in ["<div>", "<ul><li>", "<a href=x>", "<b><p>x</b>", "<table><td><p>x"] {
        let page = page(format!("{}Friends{}", tag.repeat(100_000), "</p></b>".repeat(100_000)));
        assert!(page.text().ends_with("Friends"), "{tag}");
    }
    for value in ["b", "'b'", "\"b\"", "\"b", "\"", "\"&amp;\"/"] {
        let attributes = format!(" a={value}").repeat(20_000);
        let html = format!("<p{attributes}>Friends\"></p><p{attributes}");
        assert!(page(html).text().len() < 20, "{value}");
    }
}

#[test]
fn many_attributes_change_nothing() {
    for count in 0..100 {
        let attributes = " a=\"b\"\nc=\"&amp;\"".repeat(count);
        let html =
            format!("<title>T</title><p{attributes} title=\"A > B\">Friends,</p><br{attributes}/>all.");
        assert_eq!(page(html).text(), "Friends,\n\nall.", "{count}");
    }
}

#[test]
fn file_over_the_limit_of_its_format_is_refused_by_its_head() {
    for (name, head, format, most) in [
        ("talk.html", "<html><title>T</title>", "HTML", 32),
        ("talk.xml", "<TEI><text>", "TEI", 32),
        ("talk.srt", "1\n00:00:01,000 --> 00:00:02,000\nFriends,", "subtitles", 8),
    ] {
        let read = |size| import_head(file(name), head.into(), size).map_err(|error| error.to_string());
        assert!(read(most * 1_000_000).is_ok());
        let error = read(most * 1_000_000 + 1).map(|_| ()).unwrap_err();
        assert_eq!(error, format!("it is over the limit of {most} MB for {format}"));
    }
    assert!(import_head(file("talk.txt"), b"Friends,".into(), 60_000_000).is_ok(), "it is not taken out");
}

#[test]
fn page_over_a_limit_is_refused_in_one_line() {
    for (part, count, what) in [
        ("<b>", 2_500_001, "2,500,000 elements"),
        ("<p>a", 500_001, "500,000 paragraphs"),
        ("a<br>", 500_002, "500,000 lines"),
        ("<i>a</i> ", 500_001, "500,000 notes, page breaks, items and styled parts"),
        ("<blockquote>a</blockquote>", 250_001, "500,000 notes, page breaks, items and styled parts"),
    ] {
        let error = import(file("talk.html"), part.repeat(count).into()).map(|_| ()).unwrap_err().to_string();
        assert_eq!(error, format!("it is over the limit of {what}"), "{part}");
    }
}

#[test]
fn sections_may_be_called_by_their_headings() {
    let section = |id: &str| {
        let html = format!("<main>{0}<div id='{id}'><p>Comrades {0}</div>{0}</main>", prose("Friends"));
        page(html).text().contains("Comrades")
    };
    assert!(section("share-of-the-workers") && section("related-to-the-land-question"));
    assert!(!section("share") && !section("site-footer") && !section("related-news-box"));
}

#[test]
fn page_that_is_cut_short_is_shown_as_far_as_it_goes() {
    let html = format!("<html><body><main>{}</main>", prose("Friends").repeat(20));
    for length in (0..html.len()).step_by(1000) {
        let page = page(&html[..length]);
        assert!(page.text().len() <= length);
    }
}

#[test]
fn invisible_line_at_the_end_is_not_in_the_span() {
    let page = page("<b>a<br>&#8203;".to_owned());
    assert_eq!(page.text(), "a");
    assert_eq!(page.spans(&(0..1))[0].range, 0..1);
}

proptest! {
    #[test]
    fn blocks_and_gaps_are_the_text(
        html in r"((</?(p|b|i|a|a href=x|div|ul|ol|li|table|tr|td|h1|h2|pre|code|blockquote|br|hr|sup|nav|main|dl|dt|svg|p hidden|body|title|select)/?>|&nbsp;|&#8203;|&shy;|\u{a0}|[a-z ]{1,3}|\n|Friends, we meet. ){1,2}){0,30}",
    ) {
        let page = page(html);
        let mut end = 0;
        for block in page.blocks() {
            let text = &page.text()[block.range.clone()];
            prop_assert!(!text.is_empty() && text.trim() == text, "{text:?}");
            prop_assert!(is_blank(&page.text()[end..block.range.start]));
            for span in page.spans(&block.range) {
                prop_assert!(span.range.end <= block.range.end && page.text().get(span.range.clone()).is_some());
            }
            end = block.range.end;
        }
        prop_assert!(is_blank(&page.text()[end..]));
    }
}
