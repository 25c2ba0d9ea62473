//! Layout of plain text: blocks, and the kind of each.
//!
//! Lines that only blank lines or page ends separate are a run. What a run is, is decided by its lines alone: a
//! paragraph that was broken by hand, a paragraph in each line, indented paragraphs, a list, a stanza, a heading.
//! A sentence that goes on in the next run joins both.

mod blocks;

mod furniture;

mod joins;

mod lines;

mod markers;

mod runs;

use oratory_core::document::text::Draft;

use self::{
    blocks::Blocks,
    furniture::Survey,
    lines::Lines,
    runs::{Context, Run},
};
use crate::options::LayoutOptions;

/// Finds the blocks of a plain text.
pub(crate) fn draft(text: &str, options: LayoutOptions) -> Draft {
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
            run.get_or_insert(Run::from(line.start)).push(&line);
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
