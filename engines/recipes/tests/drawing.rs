//! What is drawn, how large it may be, and what a small fuzzer does to it.

#![allow(clippy::unwrap_used, reason = "a test's helpers may fail it")]

use std::sync::Arc;

use recipes::{Drawing, ImageRef, MAX_WORK, Undrawable, parse, prepare};

const NONE: fn(&ImageRef) -> Option<Arc<Vec<u8>>> = |_| None;

fn drawing(inside: &str) -> Drawing {
    let text =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"50\">{inside}</svg>");
    prepare(&parse(&text).unwrap(), &NONE).unwrap()
}

fn pixel(drawing: &Drawing, width: u32, x: u32, y: u32) -> [u8; 4] {
    let raster = drawing.render(width).unwrap();
    let at = ((y * raster.width + x) * 4) as usize;
    raster.rgba[at..at + 4].try_into().unwrap()
}

#[test]
fn shapes_are_sharp_at_any_width() {
    let half = drawing("<rect width='50' height='50' fill='#123456' fill-opacity='.5'/>");
    for width in [10, 100, 1_000] {
        assert_eq!(half.height(width), width / 2);
        assert_eq!(pixel(&half, width, width / 2, 1), [0; 4]);
        let [red, green, blue, alpha] = pixel(&half, width, width / 2 - 1, 1);
        assert!(alpha == 128 && [red.abs_diff(0x12), green.abs_diff(0x34), blue.abs_diff(0x56)] < [2; 3]);
    }
}

#[test]
fn a_size_that_is_not_said_comes_from_the_box() {
    let size = |attributes: &str| {
        parse(&format!("<svg xmlns='http://www.w3.org/2000/svg' {attributes}/>")).map(|recipe| recipe.size())
    };
    for (attributes, expected) in [
        ("viewBox='0 0 451 300'", (451, 300)),
        ("viewBox='-5 -5 16000 8000'", (4_000, 2_000)),
        ("viewBox='0 0 300 200' width='600'", (600, 400)),
        ("viewBox='0 0 300 200' height='50'", (75, 50)),
        ("viewBox='0 0 300 200' width='9' height='8'", (9, 8)),
    ] {
        assert_eq!(size(attributes), Ok(expected), "{attributes}");
    }
    for nothing in ["", "width='5'", "viewBox='0 0 0 8'", "viewBox='0 0 -4 8' height='8'"] {
        assert!(matches!(size(nothing).unwrap_err().why, recipes::Why::Missing(_)), "{nothing}");
    }
}

#[test]
fn letters_are_drawn_in_every_family() {
    for family in recipes::FAMILIES {
        let text = drawing(&format!("<text y='50' font-size='80' font-family='{family}'>Mü</text>"));
        let inked = text.render(100).unwrap().rgba.chunks(4).filter(|pixel| pixel[3] > 128).count();
        assert!((300..4_000).contains(&inked), "{family}: {inked}");
    }
}

#[test]
fn a_shadow_has_its_own_colour_and_lies_below() {
    let filter = "<filter id='f'><feOffset dx='0' dy='0'/><feDropShadow dx='10' dy='0' stdDeviation='0' flood-color='#2b2622'/></filter>";
    let shadow = drawing(&format!(
        "{filter}<rect x='10' y='10' width='30' height='30' fill='#c8452f' filter='url(#f)'/>"
    ));
    assert_eq!(pixel(&shadow, 100, 20, 20), [0xc8, 0x45, 0x2f, 255]);
    assert_eq!(pixel(&shadow, 100, 42, 20), [0x2b, 0x26, 0x22, 255]);
}

#[test]
fn what_is_not_there_is_named() {
    let id = "0".repeat(26);
    let text = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image width='9' height='9' href='picture:{id}'/></svg>"
    );
    let missing = prepare(&parse(&text).unwrap(), &NONE).err();
    assert_eq!(missing, Some(Undrawable::Missing(ImageRef::Picture(id))));
}

#[test]
fn what_is_too_heavy_is_refused_before_it_is_drawn() {
    let heavy = |inside: &str| drawing(inside).render(1_600).unwrap_err();
    let rect = "<rect x='-9999' y='-9999' width='20000' height='20000' fill='red'/>";
    let layers = "<g opacity='.5'>".repeat(20) + rect + &"</g>".repeat(20);
    assert!(matches!(heavy(&layers), Undrawable::Heavy(_)));
    let tile = "<pattern id='p' width='4000' height='4000' patternUnits='userSpaceOnUse'><rect width='9' height='9'/></pattern>";
    let scaled = format!("{tile}<g transform='scale(99)'><rect width='1' height='1' fill='url(#p)'/></g>");
    assert!(matches!(heavy(&scaled), Undrawable::Heavy(_)));
    let wide = format!(
        "<filter id='f'><feMorphology operator='dilate' radius='32'/></filter><g filter='url(#f)'>{rect}</g>"
    );
    assert!(matches!(heavy(&wide), Undrawable::Heavy(_)));
    let dashes =
        format!("<path d='M0 0{}' stroke='red' stroke-dasharray='.00001'/>", "H20000H0".repeat(10_000));
    assert!(matches!(heavy(&dashes), Undrawable::Heavy(_)));
    assert!(matches!(drawing(rect).render(1 << 20), Err(Undrawable::Pixels { .. })));
    assert!(drawing(rect).cost(1_600).unwrap().work < MAX_WORK / 100);
}

/// Kept recipes with bytes changed, cut and doubled, by a fixed seed: none panics, and what is taken is its own canonical
/// form and can be drawn or is refused.
#[test]
fn changed_bytes_do_no_harm() {
    let corpus = ["layers", "letters", "filters", "broken"].map(|name| {
        std::fs::read(format!("{}/tests/corpus/{name}.svg", env!("CARGO_MANIFEST_DIR"))).unwrap()
    });
    let (mut state, mut taken) = (0x2545_f491_4f6c_dd1d_u64, 0);
    let mut below = |end: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % end.max(1) as u64).unwrap()
    };
    for round in 0..600 {
        let mut bytes = corpus[round % corpus.len()].clone();
        for _ in 0..=below(2) {
            let (at, to) = (below(bytes.len()), below(bytes.len()));
            let digit = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |next| at + next);
            match below(8) {
                0 => bytes[at] = b"%#<>/&\"' "[below(9)],
                1 => drop(bytes.drain(at.min(to)..at.max(to).min(at.min(to) + 40))),
                2 => bytes.extend_from_within(at..),
                3 => bytes.swap(at, to),
                _ => bytes[digit] = b"0123456789.-e "[below(14)],
            }
        }
        let Ok(recipe) = parse(&String::from_utf8_lossy(&bytes)) else { continue };
        taken += 1;
        assert_eq!(parse(&recipe.to_string()).as_ref(), Ok(&recipe));
        if let Ok(drawing) = prepare(&recipe, &NONE) {
            let _ = drawing.render(64);
        }
    }
    assert!(taken > 60, "only {taken} of 600 were taken: the corpus does not reach what it should");
}
