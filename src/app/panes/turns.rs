//! Movements by the turns of speakers.

use oratory_core::Document;

/// A number of turns down or up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turns {
    Down(usize),
    Up(usize),
}

/// Returns the block that begins the turn some turns on from the `current` paragraph, or the last one in that direction.
/// Going up from the middle of a turn leads to its start.
pub(super) fn turn_from(speech: &Document, current: usize, step: Turns) -> Option<usize> {
    let number = speech.number_of(current)?;
    let turns = speech.turns();
    let place = match step {
        Turns::Down(times) => {
            let start = speech.block(current).range.start;
            let next = turns.partition_point(|turn| turn.offset <= start);
            let last = turns.len().checked_sub(1).filter(|&last| next <= last)?;
            next.saturating_add(times.saturating_sub(1)).min(last)
        }
        Turns::Up(times) => {
            // The turn of the current paragraph may begin above it, with a label of its own.
            let above = speech.block(speech.paragraph_numbered(number - 1)?).range.end;
            let previous = turns.partition_point(|turn| turn.offset < above).checked_sub(1)?;
            previous.saturating_sub(times.saturating_sub(1))
        }
    };
    speech.block_at(turns[place].offset)
}

/// Returns the notice that there is no turn in a direction.
pub(super) fn notice(speech: &Document, step: Turns) -> &'static str {
    match step {
        _ if speech.turns().is_empty() => "no speaker turns in this text",
        Turns::Down(_) => "no turn after this one",
        Turns::Up(_) => "no turn before this one",
    }
}
