//! Two speeches at a glance: the facts at the foot of the list, while the list has two speeches.

use std::sync::Arc;

use oratory_core::Overview;

use crate::{
    app::{change::Change, library::Library, sidebar::scope::Scope},
    catalog::DocumentId,
    effect::Job,
};

/// The largest text for which the facts are computed, in bytes. In the background of the first page, they are not worth more
/// work: for two texts of this size, it takes about half a second.
const MAX_BYTES: usize = 1 << 20;

/// The facts about the two speeches in the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Glance {
    /// The speeches about which the worker was asked, with the state of their files.
    asked: Option<Pair>,
    facts: Option<Arc<Overview>>,
}

type Pair = [(DocumentId, Option<(u64, u128)>); 2];

impl Glance {
    /// Returns the two speeches and the facts about them, once they are known.
    pub(super) fn facts(&self) -> Option<([DocumentId; 2], &Overview)> {
        Some((self.asked?.map(|(id, _)| id), self.facts.as_deref()?))
    }

    /// Asks the worker for the facts about the two speeches in the scope, unless it has been asked. `is_shown` if there is room
    /// for them.
    pub(super) fn refresh(
        &mut self,
        library: &Library,
        scope: Option<&Scope>,
        is_shown: bool,
    ) -> Option<Change> {
        let pair = if is_shown { two_in(library, scope) } else { self.asked };
        if pair == self.asked {
            return None;
        }
        (self.asked, self.facts) = (pair, None);
        let entry = |(id, _)| Some((id, Arc::clone(library.get(id)?)));
        let [one, other] = pair?.map(entry);
        Some(Change::job(Job::ComputeOverview([one?, other?])))
    }

    /// Stores `facts`, unless they are about other speeches by now.
    pub(super) fn store(&mut self, pair: [DocumentId; 2], facts: Arc<Overview>) {
        if self.asked.is_some_and(|asked| asked.map(|(id, _)| id) == pair) {
            self.facts = Some(facts);
        }
    }
}

/// Returns the two speeches in the scope, in the order of the list. `None` if there are more or fewer, if they are being read, or
/// if a text is too large or needs a converter, which only opening it starts.
fn two_in(library: &Library, scope: Option<&Scope>) -> Option<Pair> {
    if library.is_walking() || scope.map_or(library.len(), |scope| scope.speeches.len()) != 2 {
        return None;
    }
    let is_in_scope = |id: &DocumentId| scope.is_none_or(|scope| scope.speeches.contains(id));
    let mut speeches = library.sequence().iter().copied().filter(is_in_scope).map(|id| {
        let speech = library.get(id).filter(|speech| speech.bytes() <= MAX_BYTES)?;
        let is_readable = speech.fault().is_none() && !speech.is_unconverted();
        (is_readable && !library.is_loading(id)).then(|| (id, speech.stamp()))
    });
    Some([speeches.next()??, speeches.next()??])
}
