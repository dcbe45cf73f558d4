//! A consensus that follows answers as they arrive.

use crate::{Answers, Consensus, Method, Options, Refused, model::Model};

/// Answers with their consensus. [`Self::add`] brings one item up to date by what is known of the workers, in
/// microseconds; [`Self::refit`] fits everything anew and then equals [`crate::infer`] on the same answers.
/// Refit now and then (say, whenever the answers have grown by a tenth), so that skills stay current.
pub struct Incremental {
    method: Method,
    options: Options,
    answers: Answers,
    model: Box<dyn Model>,
    consensus: Consensus,
}

impl Incremental {
    /// Fits the answers there are, which may be none.
    pub fn new(answers: Answers, method: Method, options: Options) -> Self {
        let model = method.fit(&answers, &options);
        let consensus = Consensus::of(&answers, &*model, &options);
        Self { method, options, answers, model, consensus }
    }

    /// Takes one more answer, or a worker's change of mind, and computes the item's posterior anew. Other
    /// items' posteriors and [`Consensus::skill`] stay until the next refit.
    pub fn add(&mut self, item: u32, worker: u32, label: u16) -> Result<(), Refused> {
        let at = item as usize;
        let before = self.answers.of(at).to_vec();
        self.answers.push(item, worker, label)?;
        let known = self.options.known(at, self.answers.classes());
        self.model.replace(at, &before, self.answers.of(at), known);
        for item in self.consensus.items().min(at)..at {
            self.consensus.update(item, &self.answers, &*self.model, &self.options);
        }
        self.consensus.update(at, &self.answers, &*self.model, &self.options);
        Ok(())
    }

    /// Fits everything anew.
    pub fn refit(&mut self) {
        self.model = self.method.fit(&self.answers, &self.options);
        self.consensus = Consensus::of(&self.answers, &*self.model, &self.options);
    }

    /// Replaces what is known of the items' truth, and refits.
    pub fn set_options(&mut self, options: Options) {
        self.options = options;
        self.refit();
    }

    /// All answers so far.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The consensus as it stands.
    pub fn consensus(&self) -> &Consensus {
        &self.consensus
    }
}
