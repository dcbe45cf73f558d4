//! The characters that the fonts have: Latin, with the marks that its languages and captions use.

/// From…to, both within. `scripts/fonts.sh` cuts the fonts to these.
pub(crate) const RANGES: &[(char, char)] = &[
    (' ', '~'),
    ('\u{a0}', '\u{ac}'),
    ('\u{ae}', '\u{131}'),
    ('\u{134}', '\u{137}'),
    ('\u{139}', '\u{148}'),
    ('\u{14a}', '\u{17e}'),
    ('\u{2013}', '\u{2014}'),
    ('\u{2018}', '\u{201a}'),
    ('\u{201c}', '\u{201e}'),
    ('\u{2022}', '\u{2022}'),
    ('\u{2026}', '\u{2026}'),
    ('\u{2039}', '\u{203a}'),
    ('\u{20ac}', '\u{20ac}'),
    ('\u{2122}', '\u{2122}'),
];

/// Whether every font has it.
pub fn is_in_fonts(c: char) -> bool {
    RANGES.iter().any(|(from, to)| (*from..=*to).contains(&c))
}
