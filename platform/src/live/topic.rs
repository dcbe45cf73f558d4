//! What one can follow: `front`, or a kind and an id such as `room:01h…`.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::ids::Id;

/// Letters in a kind: the longest known is `incident`.
const MAX_KIND: usize = 16;

/// The name of something one can follow, checked in shape only: whether it exists, and who may read it, the source
/// knows. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Topic(Arc<str>);

impl Topic {
    /// Reads `kind` or `kind:ID`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':').map_or((text, None), |(kind, id)| (kind, Some(id)));
        let is_word =
            (1..=MAX_KIND).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_lowercase());
        (is_word && id.is_none_or(|id| id.parse::<Id>().is_ok())).then(|| Self(text.into()))
    }

    /// The word before the colon.
    pub fn kind(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// The id after the colon, if it has one.
    pub fn id(&self) -> Option<Id> {
        self.0.split_once(':').and_then(|(_, id)| id.parse().ok())
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_shapes_are_read() {
        let id = Id::new(1_795_000_000_000);
        let topic = Topic::parse(&format!("room:{id}")).unwrap();
        assert_eq!((topic.kind(), topic.id()), ("room", Some(id)));
        assert_eq!(Topic::parse("front").unwrap().id(), None);
        for bad in ["", ":", "room:", "Room", "room:1", "a:b:c", "front ", "seventeenletterss"] {
            assert_eq!(Topic::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_kept_as_it_is(text in "[a-z:]{0,20}|\\PC{0,60}") {
            if let Some(topic) = Topic::parse(&text) {
                prop_assert_eq!(topic.as_str(), text.as_str());
            }
        }
    }
}
