//! Turns many people's answers into one answer an item with a confidence.
//!
//! Give it [`Answers`] (who labelled which item how) and a [`Method`]; [`infer`] gives a [`Consensus`]: for each
//! item the probability of every label, for each worker an estimate of skill. [`Incremental`] keeps a consensus
//! up to date while answers arrive, [`Retirement`] says when an item needs no more of them, and [`credit`]
//! what each worker's answers were worth in bits.
//!
//! It does NOT read files, keep time, draw random numbers or keep state between calls: equal answers give an
//! equal result, in whatever order they arrived. It knows labels only: no numbers, boxes or texts.
//!
//! ```
//! use consensus::{Answers, Method, Options, infer};
//!
//! let mut answers = Answers::new(2);
//! for (item, worker, label) in [(0, 0, 1), (0, 1, 1), (0, 2, 0), (1, 0, 0), (1, 1, 0)] {
//!     answers.push(item, worker, label)?;
//! }
//! let consensus = infer(&answers, Method::Auto, &Options::default());
//! assert_eq!(consensus.label(0), Some(1));
//! assert!(consensus.confidence(0) < consensus.confidence(1));
//! # Ok::<(), consensus::Refused>(())
//! ```

mod answers;
mod auto;
mod bayes;
mod consensus;
mod credit;
mod crowd;
mod dawid_skene;
mod em;
mod incremental;
mod majority;
mod method;
mod model;
mod names;
mod one_coin;
mod retirement;
mod tallies;

pub use answers::{Answer, Answers, MAX_CELLS, MAX_CLASSES, Refused};
pub use consensus::{Consensus, expected_accuracy};
pub use credit::credit;
pub use incremental::Incremental;
pub use method::{Method, Options, UnknownMethod, infer};
pub use names::Names;
pub use retirement::{MIN_ANSWERS, Retirement, USUAL_ANSWERS};
