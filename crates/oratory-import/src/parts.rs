//! The parts of a text that holds several speeches.

use std::ops::Range;

use crate::front_matter::FrontMatter;

/// Returns the ranges of the parts that the front matter names. Each goes from below its heading to the next
/// heading.
pub(crate) fn parts(content: &str, body: usize, front: &FrontMatter) -> Result<Vec<Range<usize>>, String> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut lines = content[body..].split_inclusive('\n').scan(body, |offset, line| {
        let start = *offset;
        *offset += line.len();
        Some((start, line))
    });
    for part in &front.parts {
        let heading = part.heading.trim_end();
        let Some((start, line)) = lines.find(|(_, line)| !heading.is_empty() && line.trim_end() == heading)
        else {
            return Err(format!(
                "no line is {:?}, or it is out of order: the file is shown as one text",
                part.heading
            ));
        };
        if let Some(before) = found.last_mut() {
            before.end = start;
        }
        found.push(start + line.len()..content.len());
    }
    Ok(found)
}
