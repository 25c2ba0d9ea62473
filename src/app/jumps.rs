//! Where the reader jumped from, to go back there: as in a browser.

use super::reading::Place;

/// A place in one of the speeches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The speech's place in the library.
    pub speech: usize,
    /// The place in it.
    pub place: Place,
}

/// The way back, and forward again.
#[derive(Debug, Clone, Default)]
pub struct Jumps {
    /// Where the reader jumped from, the last at the end.
    back: Vec<Spot>,
    /// Where the reader went back from, the last at the end.
    forward: Vec<Spot>,
}

/// How many places there is a way back to. The oldest is forgotten first.
const MOST: usize = 1000;

impl Jumps {
    /// Notes a jump that leads away from `here`. There is no way forward any more.
    pub fn leave(&mut self, here: Spot) {
        self.forward.clear();
        if self.back.last() != Some(&here) {
            self.back.push(here);
        }
        let surplus = self.back.len().saturating_sub(MOST);
        self.back.drain(..surplus);
    }

    /// Carries the places in a speech over into another reading of its text.
    pub fn carry(&mut self, speech: usize, carried: impl Fn(Place) -> Place) {
        for spot in self.back.iter_mut().chain(&mut self.forward).filter(|spot| spot.speech == speech) {
            spot.place = carried(spot.place);
        }
    }

    /// The place from which the reader came to `here`.
    pub fn back(&mut self, here: Spot) -> Option<Spot> {
        Self::step(&mut self.back, &mut self.forward, here)
    }

    /// The place from which the reader last went back.
    pub fn forward(&mut self, here: Spot) -> Option<Spot> {
        Self::step(&mut self.forward, &mut self.back, here)
    }

    /// Takes the last place of `from` that is another one than `here`, to which `to` then leads back.
    fn step(from: &mut Vec<Spot>, to: &mut Vec<Spot>, here: Spot) -> Option<Spot> {
        while let Some(spot) = from.pop() {
            if spot != here {
                to.push(here);
                return Some(spot);
            }
        }
        None
    }
}
