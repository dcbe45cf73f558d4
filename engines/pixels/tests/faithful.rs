//! What comes out looks like what went in: orientation, colour, alpha, depth, first frames, shrinking.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{
    exif, jpeg, jpeg_segment, kept, near, photograph, pixel, png, png_chunk, quarters, with_segments,
};
use moxcms::ColorProfile;
use pixels::{Encoding, Format, Image, NEAR_DUPLICATE, decode, distance, encode, phash, probe, resize};

fn read(bytes: &[u8], max_side: u32) -> Image {
    decode(bytes, &probe(bytes).unwrap(), max_side).unwrap()
}

#[test]
fn every_orientation_stands_upright_at_full_size_and_shrunk() {
    // Where the scene's top-left, top-right, bottom-left and bottom-right quarters are stored, for each EXIF value.
    let scene = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
    for value in 1..=8u16 {
        let stored = jpeg(&stored_as(value));
        let bytes =
            with_segments(&stored, &[jpeg_segment(0xE1, &[b"Exif\0\0", &exif(value, "x")[..]].concat())]);
        let known = probe(&bytes).unwrap();
        assert_eq!((known.width, known.height, u16::from(known.orientation.to_exif())), (96, 64, value));
        for side in [u32::MAX, 40] {
            let image = decode(&bytes, &known, side).unwrap();
            let (right, bottom) = (image.width() - 3, image.height() - 3);
            assert_eq!((image.width(), image.height()), if side == 40 { (40, 27) } else { (96, 64) });
            for (corner, colour) in [(2, 2), (right, 2), (2, bottom), (right, bottom)].into_iter().zip(scene)
            {
                let seen = pixel(&image, corner.0, corner.1);
                assert!(near(seen, &colour, 12), "orientation {value}, side {side}, at {corner:?}: {seen:?}");
            }
        }
    }
}

/// The scene `quarters(96, 64)` as a camera held in the way of `value` stores it, by the definition of the tag: the
/// side of the scene that row 0 and column 0 show.
fn stored_as(value: u16) -> Image {
    let scene = quarters(96, 64);
    let (width, height) = if value >= 5 { (64, 96) } else { (96, 64) };
    let mut pixels = Vec::new();
    for row in 0..height {
        for column in 0..width {
            let (x, y) = match value {
                1 => (column, row),
                2 => (95 - column, row),
                3 => (95 - column, 63 - row),
                4 => (column, 63 - row),
                5 => (row, column),
                6 => (95 - row, column),
                7 => (95 - row, 63 - column),
                _ => (row, 63 - column),
            };
            pixels.extend_from_slice(pixel(&scene, x, y));
        }
    }
    Image::new(width, height, false, pixels).unwrap()
}

#[test]
fn wide_gamut_becomes_srgb() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    // sRGB red is (234, 51, 35) in Display P3.
    let bytes = with_profile(&profile, [234, 51, 35]);
    assert!(near(pixel(&read(&bytes, 9), 0, 0), &[255, 0, 0], 3), "{:?}", pixel(&read(&bytes, 9), 0, 0));
}

#[test]
fn swapped_channels_of_a_profile_are_swapped_back() {
    let mut swapped = ColorProfile::new_srgb();
    std::mem::swap(&mut swapped.red_colorant, &mut swapped.blue_colorant);
    let bytes = with_profile(&swapped.encode().unwrap(), [255, 0, 0]);
    assert!(near(pixel(&read(&bytes, 9), 0, 0), &[0, 0, 255], 2));
}

#[test]
fn a_broken_or_foreign_profile_is_passed_over() {
    for profile in [b"not a profile".to_vec(), ColorProfile::new_gray_with_gamma(2.2).encode().unwrap()] {
        assert_eq!(pixel(&read(&with_profile(&profile, [10, 200, 30]), 9), 0, 0), [10, 200, 30]);
    }
}

fn with_profile(profile: &[u8], colour: [u8; 3]) -> Vec<u8> {
    let chunk = png_chunk(b"iCCP", &[b"p\0\0", &common::stored_zlib(profile)[..]].concat());
    png((8, 8), 8, 2, &[chunk], &vec![colour.repeat(8); 8])
}

#[test]
fn deep_grey_and_alpha_pngs() {
    let deep: Vec<u8> = [0x12FF_u16, 0x8000, 0xFFFF].iter().flat_map(|v| v.to_be_bytes()).collect();
    assert_eq!(read(&png((1, 1), 16, 2, &[], &[deep]), 9).pixels(), [0x12, 0x80, 0xFF]);
    assert_eq!(read(&png((2, 1), 8, 0, &[], &[vec![7, 99]]), 9).pixels(), [7, 7, 7, 99, 99, 99]);
    let clear = read(&png((2, 1), 8, 4, &[], &[vec![7, 0, 99, 200]]), 9);
    assert_eq!((clear.has_alpha(), clear.pixels()), (true, &[7, 7, 7, 0, 99, 99, 99, 200][..]));
    assert!(!read(&png((1, 1), 8, 6, &[], &[vec![1, 2, 3, 255]]), 9).has_alpha());
}

#[test]
fn interlaced_png() {
    let image = read(&kept("interlaced.png"), 9);
    let greys: Vec<u8> = image.pixels().iter().copied().step_by(3).collect();
    assert_eq!(greys, (0..64u8).map(|n| n * 4).collect::<Vec<_>>());
}

#[test]
fn inks_become_light() {
    let image = read(&kept("cmyk.jpg"), u32::MAX);
    for (x, colour) in [(3, [255, 255, 255]), (12, [0, 255, 255]), (20, [255, 0, 255]), (28, [0, 0, 0])] {
        assert!(near(pixel(&image, x, 8), &colour, 8), "{x}: {:?}", pixel(&image, x, 8));
    }
}

#[test]
fn animations_give_their_first_frame() {
    for (name, format) in
        [("animated.gif", Format::Gif), ("animated.webp", Format::WebP), ("animated.png", Format::Png)]
    {
        let bytes = kept(name);
        let known = probe(&bytes).unwrap();
        assert!((known.format, known.animated) == (format, true), "{name}");
        let image = decode(&bytes, &known, u32::MAX).unwrap();
        assert!(near(&pixel(&image, 8, 8)[..3], &[255, 0, 0], 1), "{name}");
    }
    assert!(!probe(&kept("still.gif")).unwrap().animated);
}

#[test]
fn kept_pictures_of_the_cat_agree() {
    let reference = phash(&read(&photograph("chelsea.png"), u32::MAX));
    for name in ["baseline.jpg", "progressive.jpg", "grey.jpg", "lossy.webp", "palette.png", "still.gif"] {
        let image = read(&kept(name), u32::MAX);
        assert_eq!((image.width(), image.height()), (48, 32), "{name}");
        let apart = distance(phash(&image), reference);
        assert!(apart <= NEAR_DUPLICATE, "{name} is {apart} bits away");
    }
}

#[test]
fn shrinking_while_loading_is_shrinking() {
    let bytes = photograph("coffee.png");
    let whole = read(&bytes, u32::MAX);
    assert_eq!((whole.width(), whole.height()), (600, 400));
    for (side, size) in [(120, (120, 80)), (299, (299, 199)), (600, (600, 400)), (5000, (600, 400))] {
        let shrunk = read(&bytes, side);
        assert_eq!((shrunk.width(), shrunk.height()), size);
        let direct = resize(&whole, size.0, size.1).unwrap();
        assert!(mean_difference(&shrunk, &direct) < 3.0, "{side}: {}", mean_difference(&shrunk, &direct));
    }
}

#[test]
fn each_encoding_is_read_back() {
    let image = read(&photograph("chelsea.png"), 200);
    let fade: Vec<u8> =
        image.pixels().chunks_exact(3).enumerate().flat_map(|(n, p)| [p[0], p[1], p[2], n as u8]).collect();
    let faded = Image::new(image.width(), image.height(), true, fade).unwrap();
    for encoding in [Encoding::Jpeg { quality: 80 }, Encoding::WebP { quality: 78 }, Encoding::Png] {
        let back = read(&encode(&image, encoding, None).unwrap(), u32::MAX);
        assert!(mean_difference(&back, &image) < 5.0, "{encoding:?}: {}", mean_difference(&back, &image));
        let back = read(&encode(&faded, encoding, None).unwrap(), u32::MAX);
        let expected = if back.has_alpha() { faded.clone() } else { faded.flattened([255; 3]) };
        assert_eq!(back.has_alpha(), !matches!(encoding, Encoding::Jpeg { .. }));
        let (back, expected) = (back.flattened([0; 3]), expected.flattened([0; 3]));
        assert!(
            mean_difference(&back, &expected) < 6.0,
            "{encoding:?}: {}",
            mean_difference(&back, &expected)
        );
    }
    assert!(encode(&Image::new(16_384, 1, false, vec![0; 49_152]).unwrap(), Encoding::Png, None).is_err());
}

fn mean_difference(a: &Image, b: &Image) -> f64 {
    assert_eq!(a.pixels().len(), b.pixels().len());
    let sum: u64 = a.pixels().iter().zip(b.pixels()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.pixels().len() as f64
}

#[test]
fn the_hash_knows_a_picture_again_and_tells_others_apart() {
    let (cat, coffee) =
        (read(&photograph("chelsea.png"), u32::MAX), read(&photograph("coffee.png"), u32::MAX));
    let hash = phash(&cat);
    for width in [60, 150, 320, 900] {
        let scaled = resize(&cat, width, width * cat.height() / cat.width()).unwrap();
        assert!(distance(phash(&scaled), hash) <= 4, "width {width}");
    }
    let rough = encode(&cat, Encoding::Jpeg { quality: 30 }, None).unwrap();
    assert!(distance(phash(&read(&rough, u32::MAX)), hash) <= 4);
    assert!(distance(phash(&coffee), hash) > 2 * NEAR_DUPLICATE);
}

#[test]
fn placeholders_are_tiny_and_of_the_same_mood() {
    let cat = read(&photograph("chelsea.png"), u32::MAX);
    let bytes = pixels::placeholder(&cat).unwrap();
    assert!(bytes.len() < 400, "{}", bytes.len());
    let image = read(&bytes, u32::MAX);
    assert_eq!((image.width(), image.height()), (32, 21));
    assert!(mean_difference(&image, &resize(&cat, 32, 21).unwrap()) < 20.0);
    let mostly_teal = [[0x10, 0x80, 0x70], [0x10, 0x80, 0x70], [0xF0, 0x20, 0x20]].concat();
    assert_eq!(pixels::dominant_colour(&Image::new(1, 3, false, mostly_teal).unwrap()), "#108070");
    assert_eq!(pixels::dominant_colour(&Image::new(1, 1, false, vec![0x12, 0xAB, 0]).unwrap()), "#12ab00");
}
