//! Nothing private leaves: a marker planted in every corner of a source is in no byte that is given out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{exif, jpeg, jpeg_segment, kept, photograph, png_chunk, quarters, riff_chunk, with_segments};
use pixels::{Credit, Encoding, decode, encode, placeholder, probe, strip_metadata};

const MARKER: &str = "PLANTED-5d1f";

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn planted_jpeg() -> Vec<u8> {
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='{MARKER}'/>");
    let iptc = format!("Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x12\x1c\x02\x5a\0\x0c{MARKER}");
    let exif = [b"Exif\0\0", &exif(6, MARKER)[..]].concat();
    let plain = jpeg(&quarters(64, 48));
    let planted = with_segments(
        &plain,
        &[
            jpeg_segment(0xE1, &exif),
            jpeg_segment(0xE1, xmp.as_bytes()),
            jpeg_segment(0xED, iptc.as_bytes()),
            jpeg_segment(0xE2, format!("MPF\0{MARKER}").as_bytes()),
            jpeg_segment(0xEF, MARKER.as_bytes()),
            jpeg_segment(0xFE, MARKER.as_bytes()),
        ],
    );
    [&planted, format!("\0\0\0\x18ftypmp42{MARKER}").as_bytes()].concat()
}

fn planted_png() -> Vec<u8> {
    let plain = kept("palette.png");
    let itxt = format!("XML:com.adobe.xmp\0\0\0\0\0{MARKER}");
    let chunks = [
        png_chunk(b"eXIf", &exif(8, MARKER)),
        png_chunk(b"tEXt", format!("Location\0{MARKER}").as_bytes()),
        png_chunk(b"iTXt", itxt.as_bytes()),
        png_chunk(b"prVt", MARKER.as_bytes()),
    ]
    .concat();
    [&plain[..33], &chunks, &plain[33..], MARKER.as_bytes()].concat()
}

fn planted_webp() -> Vec<u8> {
    let plain = kept("lossy.webp");
    let canvas = [&[0x0C, 0, 0, 0][..], &[47, 0, 0], &[31, 0, 0]].concat();
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(b"VP8X", &canvas),
        plain[12..].to_vec(),
        riff_chunk(b"EXIF", &exif(3, MARKER)),
        riff_chunk(b"XMP ", MARKER.as_bytes()),
        riff_chunk(b"PRVT", MARKER.as_bytes()),
    ]
    .concat();
    riff_chunk(b"RIFF", &body)
}

fn planted() -> [(&'static str, Vec<u8>); 3] {
    [("jpeg", planted_jpeg()), ("png", planted_png()), ("webp", planted_webp())]
}

#[test]
fn no_rendition_holds_anything_of_the_source() {
    let credit =
        Credit { author: "Ada".to_owned(), licence: "CC-BY-4.0".to_owned(), title: "Gnome".to_owned() };
    for (name, bytes) in planted() {
        assert!(holds(&bytes, MARKER));
        let image = decode(&bytes, &probe(&bytes).unwrap(), 320).unwrap();
        for encoding in [Encoding::Jpeg { quality: 80 }, Encoding::WebP { quality: 78 }, Encoding::Png] {
            for credit in [None, Some(&credit)] {
                let rendition = encode(&image, encoding, credit).unwrap();
                assert!(!holds(&rendition, "PLANTED"), "{name} as {encoding:?}");
                assert!(!holds(&rendition, "Exif") && !holds(&rendition, "GPS"), "{name} as {encoding:?}");
            }
        }
        assert!(!holds(&placeholder(&image).unwrap(), "PLANTED"), "{name}");
    }
}

#[test]
fn a_stripped_original_keeps_its_pixels_and_its_way_up() {
    for (name, bytes) in planted() {
        let known = probe(&bytes).unwrap();
        let stripped = strip_metadata(&bytes, &known).unwrap();
        assert!(!holds(&stripped, "PLANTED"), "{name}");
        let again = probe(&stripped).unwrap();
        assert_eq!(
            (again.orientation, again.width, again.height),
            (known.orientation, known.width, known.height),
            "{name}"
        );
        assert_eq!(again.found, pixels::Found::default(), "{name}");
        let (before, after) =
            (decode(&bytes, &known, u32::MAX).unwrap(), decode(&stripped, &again, u32::MAX).unwrap());
        assert!(before == after, "{name}");
        assert_eq!(strip_metadata(&stripped, &again).unwrap(), stripped, "{name}");
    }
    let gif = kept("still.gif");
    assert_eq!(strip_metadata(&gif, &probe(&gif).unwrap()), None);
}

#[test]
fn stripping_leaves_plain_pictures_readable() {
    for (name, bytes) in common::all_kept() {
        let known = probe(&bytes).unwrap();
        let Some(stripped) = strip_metadata(&bytes, &known) else { continue };
        let again = probe(&stripped).unwrap();
        assert_eq!(again.animated, known.animated, "{name}");
        assert!(decode(&stripped, &again, 320).unwrap() == decode(&bytes, &known, 320).unwrap(), "{name}");
    }
}

#[test]
fn author_and_licence_are_found_for_the_form() {
    for (name, bytes) in planted() {
        let found = probe(&bytes).unwrap().found;
        assert_eq!(found.author, Some(format!("Author {MARKER}")), "{name}");
        assert_eq!(found.licence, Some(format!("Licence {MARKER}")), "{name}");
    }
    let long = "x".repeat(5_000);
    let bytes = with_segments(
        &jpeg(&quarters(8, 8)),
        &[jpeg_segment(0xE1, &[b"Exif\0\0", &exif(1, &long)[..]].concat())],
    );
    assert_eq!(probe(&bytes).unwrap().found.author.unwrap().len(), 200);
}

#[test]
fn our_own_credit_is_found_when_a_rendition_comes_back() {
    let credit =
        Credit { author: "Ada & Bo <x>".to_owned(), licence: "CC0-1.0".to_owned(), title: String::new() };
    for encoding in [Encoding::Jpeg { quality: 80 }, Encoding::WebP { quality: 78 }, Encoding::Png] {
        let found = probe(&encode(&quarters(16, 16), encoding, Some(&credit)).unwrap()).unwrap().found;
        assert_eq!(found.author, Some(credit.author.clone()), "{encoding:?}");
        assert_eq!(found.licence, Some(credit.licence.clone()), "{encoding:?}");
    }
}

#[test]
fn the_credit_travels_and_the_picture_stays_readable() {
    let credit = Credit {
        author: "Ada & Bo <x>".to_owned(),
        licence: "CC-BY-SA-4.0".to_owned(),
        title: "Gnome".to_owned(),
    };
    let opaque =
        decode(&photograph("chelsea.png"), &probe(&photograph("chelsea.png")).unwrap(), 160).unwrap();
    let clear =
        decode(&kept("alpha-lossless.webp"), &probe(&kept("alpha-lossless.webp")).unwrap(), 160).unwrap();
    assert!(clear.has_alpha() && !opaque.has_alpha());
    for image in [&opaque, &clear] {
        for encoding in [Encoding::Jpeg { quality: 80 }, Encoding::WebP { quality: 78 }, Encoding::Png] {
            let (plain, credited) =
                (encode(image, encoding, None).unwrap(), encode(image, encoding, Some(&credit)).unwrap());
            for words in [
                "<dc:creator><rdf:Seq><rdf:li>Ada &amp; Bo &lt;x&gt;</rdf:li>",
                "CC-BY-SA-4.0",
                "rdf:resource=\"https://creativecommons.org/licenses/by-sa/4.0/\"",
                "Gnome",
            ] {
                assert!(holds(&credited, words) && !holds(&plain, words), "{encoding:?}: {words}");
            }
            let read = |bytes: &[u8]| decode(bytes, &probe(bytes).unwrap(), u32::MAX).unwrap();
            assert!(read(&plain) == read(&credited), "{encoding:?}");
        }
    }
}
