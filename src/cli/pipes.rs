//! Reads texts from pipes. A pipe can be read only once, however often it is named.

use std::{sync::Arc, time::Duration};

use anyhow::bail;

use super::{find::Source, outcome::NotFound};
use crate::catalog::{self};
use crate::store::{input::Input, options::ReadOptions};

/// Time that the first frame waits for the head of a text from a pipe.
const HEAD_WAIT: Duration = Duration::from_millis(50);

/// The pipes of one run.
#[derive(Debug)]
pub(super) struct Pipes {
    pipes: Vec<Pipe>,
    options: ReadOptions,
}

#[derive(Debug)]
struct Pipe {
    input: Arc<Input>,
    /// Head, if it was shown before the rest was read.
    head: Option<Arc<catalog::Entry>>,
    /// Speeches in the text, once it has been read to its end.
    speeches: Option<Vec<Arc<catalog::Entry>>>,
}

impl Pipes {
    pub(super) const fn new(options: ReadOptions) -> Self {
        Self { pipes: Vec::new(), options }
    }

    /// Reads the pipe to its end and returns the speeches in it. Does nothing for other sources.
    pub(super) fn read(&mut self, source: &Source) -> anyhow::Result<Vec<Arc<catalog::Entry>>> {
        let Some(pipe) = self.pipe(source)? else { return Ok(Vec::new()) };
        if let Some(speeches) = &pipe.speeches {
            return Ok(speeches.clone());
        }
        let speeches = pipe.input.load(&mut drop).map_err(anyhow::Error::msg)?;
        if speeches.is_empty() {
            bail!(NotFound(format!("{} is empty", pipe.input.name())));
        }
        Ok(pipe.speeches.insert(speeches.into_iter().map(Arc::new).collect()).clone())
    }

    /// Returns the head of the text in the pipe, or `None` if all of it arrived within [`HEAD_WAIT`].
    pub(super) fn head(&mut self, source: &Source) -> anyhow::Result<Option<Arc<catalog::Entry>>> {
        let Some(pipe) = self.pipe(source)?.filter(|pipe| pipe.speeches.is_none()) else { return Ok(None) };
        if pipe.head.is_none() {
            pipe.input.wait_for_head(HEAD_WAIT);
            pipe.head = (!pipe.input.is_read()).then(|| Arc::new(pipe.input.head()));
        }
        Ok(pipe.head.clone())
    }

    /// Returns the pipes that have not been read to their ends.
    pub(super) fn unread(self) -> Vec<Arc<Input>> {
        self.pipes.into_iter().filter(|pipe| pipe.speeches.is_none()).map(|pipe| pipe.input).collect()
    }

    fn pipe(&mut self, source: &Source) -> anyhow::Result<Option<&mut Pipe>> {
        let Some(id) = source.pipe_id() else { return Ok(None) };
        let index = self.pipes.iter().position(|pipe| pipe.input.id() == id);
        if index.is_none() {
            let input = match source {
                Source::Pipe(path) => Input::pipe(path, self.options),
                _ => Input::stdin(self.options).map_err(anyhow::Error::msg)?,
            };
            self.pipes.push(Pipe { input, head: None, speeches: None });
        }
        let index = index.unwrap_or(self.pipes.len() - 1);
        Ok(self.pipes.get_mut(index))
    }
}
