//! Which way to make one answer of many, by name.

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::{
    Answers, Consensus, auto::Auto, dawid_skene::DawidSkene, em::Em, majority::Majority, model::Model,
    one_coin::OneCoin,
};

/// Most numbers (workers × classes²) that the methods with a confusion matrix a worker may use; sets that need
/// more get one number a worker ([`Method::OneCoin`]) instead. 128 MiB a matrix.
const MAX_MATRIX_CELLS: usize = 1 << 24;

/// A way to infer the right labels. [`Method::Auto`] is the one to use if nothing speaks against it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// The label most people gave; its share of the answers is the confidence.
    Majority,
    /// One skill a worker, by expectation maximisation.
    OneCoin,
    /// A confusion matrix a worker, by expectation maximisation (Dawid and Skene 1979).
    DawidSkene,
    /// A confusion matrix a worker, each drawn around the worker's own skill and the crowd's usual errors.
    Bayes,
    /// `Bayes` twice, with the classes taken as equally common and with their shares learned, each weighted by
    /// how well it foretells answers that it has not seen.
    #[default]
    Auto,
}

impl Method {
    /// Every method, simplest first.
    pub const ALL: [Self; 5] = [Self::Majority, Self::OneCoin, Self::DawidSkene, Self::Bayes, Self::Auto];

    pub(crate) fn fit(self, answers: &Answers, options: &Options) -> Box<dyn Model> {
        let cells = answers.workers().saturating_mul(answers.classes().saturating_pow(2));
        match self {
            Self::Majority => Box::new(Majority),
            Self::OneCoin => Box::new(Em::<OneCoin>::fit(answers, options)),
            _ if cells > MAX_MATRIX_CELLS => Box::new(Em::<OneCoin>::fit(answers, options)),
            Self::DawidSkene => Box::new(Em::<DawidSkene>::fit(answers, options)),
            Self::Bayes => Box::new(Auto::learned_shares(answers, options)),
            Self::Auto => Box::new(Auto::both(answers, options)),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Majority => "majority",
            Self::OneCoin => "one-coin",
            Self::DawidSkene => "dawid-skene",
            Self::Bayes => "bayes",
            Self::Auto => "auto",
        })
    }
}

/// The name is not one of [`Method::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMethod;

impl fmt::Display for UnknownMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown method; use one of")?;
        Method::ALL.iter().try_for_each(|method| write!(f, " {method}"))
    }
}

impl std::error::Error for UnknownMethod {}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        Self::ALL.into_iter().find(|method| method.to_string() == name).ok_or(UnknownMethod)
    }
}

/// What is known besides the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Items whose right label is known. It is taken as certain and so measures the workers; entries for items
    /// or labels that the set does not have are ignored.
    pub gold: BTreeMap<u32, u16>,
}

impl Options {
    pub(crate) fn known(&self, item: usize, classes: usize) -> Option<usize> {
        let label = usize::from(*self.gold.get(&u32::try_from(item).ok()?)?);
        (label < classes).then_some(label)
    }
}

/// Infers every item's label and every worker's skill.
pub fn infer(answers: &Answers, method: Method, options: &Options) -> Consensus {
    Consensus::of(answers, &*method.fit(answers, options), options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert_eq!("Majority".parse::<Method>(), Err(UnknownMethod));
        assert_eq!(
            UnknownMethod.to_string(),
            "unknown method; use one of majority one-coin dawid-skene bayes auto"
        );
    }
    #[test]
    fn too_many_choices_for_matrices_get_one_number_a_worker() {
        let mut answers = Answers::new(1_000);
        for worker in 0..20 {
            answers.push(0, worker, 7).unwrap();
        }
        let options = Options::default();
        assert_eq!(infer(&answers, Method::Auto, &options), infer(&answers, Method::OneCoin, &options));
    }
}
