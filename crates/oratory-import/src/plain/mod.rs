//! Layout of plain text: blocks, and the kind of each.
//!
//! Blank lines and page ends separate runs of lines. Only the lines of a run decide what it is: a hard-wrapped
//! paragraph, a paragraph in each line, indented paragraphs, a list, a stanza, a heading.
//! A sentence that goes on in the next run joins both.

mod blocks;

mod furniture;

mod joins;

mod lines;

mod markers;

mod runs;

use oratory_core::{Draft, LayoutOptions};

use self::{
    blocks::Blocks,
    furniture::Survey,
    lines::Lines,
    runs::{Context, Run},
};

/// Finds the blocks of a plain text.
pub(crate) fn draft(text: &str, options: &LayoutOptions) -> Draft {
    let lines = Lines::of(text);
    let survey = Survey::of(lines.clone());
    let context = Context { lines: lines.clone(), is_by_lines: survey.is_by_lines, options };
    let mut blocks = Blocks::new(text, options);
    let mut run: Option<Run> = None;
    let mut next = 0;
    for line in lines {
        let is_blank = line.is_blank();
        let is_furniture = !is_blank && survey.is_furniture(&line, &mut next);
        if !is_blank && !is_furniture {
            run.get_or_insert_with(|| Run::from(line.start)).push(&line);
        }
        if (is_blank || is_furniture || line.ends_page)
            && let Some(run) = run.take()
        {
            run.divide(&context, &mut blocks);
        }
        if is_furniture {
            blocks.add_furniture(line.words_start()..line.end());
        }
        if line.ends_page {
            blocks.end_page();
        }
    }
    if let Some(run) = run {
        run.divide(&context, &mut blocks);
    }
    blocks.finish()
}

#[cfg(test)]
mod tests {
    use oratory_core::{Kind, Paragraphs};

    use super::*;

    fn starts<'a>(text: &'a str, options: &LayoutOptions) -> Vec<&'a str> {
        let draft = draft(text, options);
        draft.starts.iter().map(|&start| text[start..].split_whitespace().next().unwrap()).collect()
    }

    #[test]
    fn options_overrule_the_layout() {
        let long = "word ".repeat(30);
        let text = format!("One {long}\nTwo {long}\n\nThree is\nbroken");
        let paragraphs =
            |paragraphs| LayoutOptions { paragraphs: Some(paragraphs), ..LayoutOptions::default() };
        assert_eq!(starts(&text, &LayoutOptions::default()), ["One", "Two", "Three"]);
        assert_eq!(starts(&text, &paragraphs(Paragraphs::BlankLines)), ["One", "Three"]);
        assert_eq!(starts(&text, &paragraphs(Paragraphs::Lines)), ["One", "Two", "Three", "broken"]);
        let verse = "The mill stands,\nThe miller looks up,\nAnd asks.";
        assert_eq!(draft(verse, &LayoutOptions::default()).kinds, [(0, Kind::Verse)]);
        assert_eq!(draft(verse, &paragraphs(Paragraphs::BlankLines)).kinds, []);

        let headings = "On Unity\n\nWe are one.\n\nON PEACE\nAND BREAD\n\nWe eat.";
        let no_headings = LayoutOptions { no_headings: true, ..LayoutOptions::default() };
        assert_eq!(draft(headings, &LayoutOptions::default()).kinds.len(), 2);
        let draft = draft(headings, &no_headings);
        assert_eq!((draft.kinds, draft.titles.len(), draft.starts.len()), (vec![], 0, 4));

        let cut = "We shall go on until the\n\nend of it all. It is \u{c}so.";
        let no_join = LayoutOptions { no_join: true, ..LayoutOptions::default() };
        assert_eq!(starts(cut, &LayoutOptions::default()), ["We"]);
        assert_eq!(starts(cut, &no_join), ["We", "end"]);
    }
}
