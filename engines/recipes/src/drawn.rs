//! Recipes drawn at random from the profile's own tables, and what must hold for each.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRng;

use crate::bounds::MAX_DEPTH;
use crate::parse;
use crate::profile::{Type, attributes, needs};
use crate::tag::Tag;

/// What references in a drawn recipe lead to.
const DEFINED: &str = "<defs><path id='path' d='M0 0H9'/><clipPath id='clipPath'/><mask id='mask'/>\
    <filter id='filter'/></defs>";

/// A small generator: the profile decides what may come next, `rng` which.
struct Drawer<'r> {
    rng: &'r mut TestRng,
    left: usize,
    ids: usize,
}

impl Drawer<'_> {
    fn below(&mut self, end: usize) -> usize {
        self.rng.random_range(0..end.max(1))
    }

    fn number(&mut self, min: f64, max: f64) -> f64 {
        let number = match self.below(4) {
            0 => min,
            1 => max,
            _ => min + (max - min) * self.rng.random::<f64>() / 10.0,
        };
        number.clamp(min, max)
    }

    fn value(&mut self, kind: Type) -> String {
        match kind {
            Type::Number(min, max) => format!("{}", self.number(min, max)),
            Type::Length(min, max) => format!("{}%", self.number(min, max)),
            Type::Share => format!("{}", self.rng.random::<f32>()),
            Type::Numbers(least, most, min, max) => {
                let count = least + self.below(most - least + 1);
                (0..count).map(|_| format!("{}", self.number(min, max))).collect::<Vec<_>>().join(", ")
            }
            Type::Words(words) => words[self.below(words.len())].to_owned(),
            Type::Colour => "rgb(1, 2, 3)".to_owned(),
            Type::Paint => ["none", "#abc", "teal"][self.below(3)].to_owned(),
            Type::Transform => "rotate(10 3.3333333333 4) scale(-.5) translate(1e1)".to_owned(),
            Type::Path => "m1 2.00000049 3-4q.5.5 1 1t1 1zh3V4A1 2 3 01 5 6".to_owned(),
            Type::Id => {
                self.ids += 1;
                format!("i{}", self.ids)
            }
            Type::Result => "r".to_owned(),
            Type::Input => "SourceAlpha".to_owned(),
            Type::Url(tags) => format!("url(#{})", tags[0].name()),
            Type::Fragment(tags) => format!("#{}", tags[0].name()),
            Type::Image => format!("picture:{}", "0".repeat(26)),
        }
    }

    fn element(&mut self, tag: Tag, depth: usize) -> String {
        if tag == Tag::ConvolveMatrix {
            return "<feConvolveMatrix order='2' kernelMatrix='1 0,0 -1' bias='.5'/>".to_owned();
        }
        let mut text = format!("<{}", tag.name());
        if tag == Tag::Svg {
            text.push_str(" xmlns='http://www.w3.org/2000/svg'");
        }
        for (name, kind) in attributes(tag).iter().flat_map(|group| group.iter()) {
            let is_size = tag == Tag::Svg && ["width", "height"].contains(name);
            if is_size || needs(tag).contains(name) || self.below(3) == 0 {
                let value = self.value(*kind);
                text.push_str(&format!(" {name}='{value}'"));
            }
        }
        text.push('>');
        if tag == Tag::Svg {
            text.push_str(DEFINED);
        }
        let children: Vec<Tag> = Tag::ALL.iter().copied().filter(|child| tag.takes(*child)).collect();
        for _ in 0..if children.is_empty() { 0 } else { self.below(5) } {
            if self.left > 0 && depth < MAX_DEPTH {
                self.left -= 1;
                let child = children[self.below(children.len())];
                text.push_str(&self.element(child, depth + 1));
            }
            text.push_str(if tag.takes_text() { " a\n &amp;<!-- --> ü€ " } else { "\n " });
        }
        text + &format!("</{}>", tag.name())
    }
}

fn any_recipe() -> impl Strategy<Value = String> {
    Just(()).prop_perturb(|(), mut rng| Drawer { rng: &mut rng, left: 60, ids: 0 }.element(Tag::Svg, 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_canonical_form_is_its_own(text in any_recipe()) {
        // A matrix may not fit its type; then it is refused by name.
        if let Ok(recipe) = parse(&text) {
            let canonical = recipe.to_string();
            let again = parse(&canonical);
            prop_assert_eq!(again.as_ref(), Ok(&recipe), "{}", canonical);
            prop_assert_eq!(again.unwrap().to_string(), canonical);
        }
    }
}

#[test]
fn most_drawn_recipes_are_taken_and_every_element_is_among_them() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut taken, mut seen) = (0, std::collections::BTreeSet::new());
    for _ in 0..120 {
        let text = any_recipe().new_tree(&mut runner).unwrap().current();
        match parse(&text) {
            Ok(recipe) => {
                taken += 1;
                recipe.root().each(&mut |node| {
                    seen.insert(node.tag);
                });
            }
            Err(refused) => assert!(matches!(refused.why, crate::Why::Value { .. }), "{refused}\n{text}"),
        }
    }
    let missing: Vec<_> = Tag::ALL.iter().filter(|tag| !seen.contains(tag)).collect();
    assert!(taken > 100 && missing.is_empty(), "{taken} taken, never {missing:?}");
}
