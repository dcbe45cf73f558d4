//! Files made to break a reader: each is refused for the right reason, before it costs anything.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{
    all_kept, jpeg, jpeg_segment, kept, png, png_chunk, quarters, riff_chunk, stored_zlib, with_segments,
};
use pixels::{Format, MAX_BYTES, MAX_SIDE, Rejected, decode, probe};

/// What becomes of a file on its way to a picture.
fn read(bytes: &[u8]) -> Result<(u32, u32), Rejected> {
    let known = probe(bytes)?;
    decode(bytes, &known, 320).map(|image| (image.width(), image.height()))
}

#[test]
fn every_truncation_is_refused() {
    for (name, bytes) in all_kept() {
        assert!(read(&bytes).is_ok(), "{name}");
        let first_frame = name.starts_with("animated");
        for sixteenth in 0..16 {
            let cut = &bytes[..bytes.len() * sixteenth / 16];
            let result = read(cut);
            let missing = matches!(
                result,
                Err(Rejected::CutOff | Rejected::Damaged | Rejected::NotAPicture | Rejected::Empty)
            );
            assert!(missing || first_frame && result.is_ok(), "{name} cut to {sixteenth}/16: {result:?}");
        }
    }
}

#[test]
fn size_limits_hold_before_decoding() {
    let mut large = kept("baseline.jpg");
    large.resize(MAX_BYTES + 1, 0);
    assert_eq!(probe(&large), Err(Rejected::TooManyBytes { bytes: MAX_BYTES + 1 }));
    for (width, height) in [(MAX_SIDE + 1, 1), (1, u32::MAX), (10_001, 10_000), (u32::MAX, u32::MAX)] {
        let bytes = png((width, height), 8, 2, &[], &[]);
        assert_eq!(probe(&bytes), Err(Rejected::TooManyPixels { width, height }));
    }
    let gif = [b"GIF89a", &60_000u16.to_le_bytes()[..], &60_000u16.to_le_bytes(), &[0, 0, 0, 0x3B]].concat();
    assert_eq!(probe(&gif), Err(Rejected::TooManyPixels { width: 60_000, height: 60_000 }));
    assert_eq!(probe(&png((0, 5), 8, 2, &[], &[])), Err(Rejected::NoPixels));
}

#[test]
fn headers_that_lie_about_jpeg_sizes() {
    let original = kept("baseline.jpg");
    let frame = original.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    let sized = |height: u16, width: u16| {
        let mut bytes = original.clone();
        bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        bytes
    };
    assert_eq!(read(&sized(65_535, 65_535)), Err(Rejected::TooManyPixels { width: 65_535, height: 65_535 }));
    assert!(read(&sized(9_000, 9_000)).is_err());
    assert!(read(&sized(0, 48)).is_err());
}

#[test]
fn a_png_that_inflates_without_end() {
    // Rows of noughts compress a thousandfold; the declared size is honest and within limits, the pixels do not suffice.
    let short = png((9_000, 9_000), 8, 6, &[], &vec![vec![0; 36_000]; 3]);
    assert_eq!(read(&short), Err(Rejected::Damaged));
    // More pixels than declared are not looked at.
    let long = png((4, 1), 8, 0, &[], &vec![vec![9; 4]; 5_000]);
    assert!(matches!(read(&long), Ok((4, 1)) | Err(Rejected::Damaged)));
}

#[test]
fn a_profile_that_inflates_beyond_its_bound() {
    let bomb = png_chunk(b"iCCP", &[b"p\0\0", &stored_zlib(&vec![0; 20 << 20])[..]].concat());
    let bytes = png((1, 1), 8, 2, &[bomb], &[vec![1, 2, 3]]);
    assert!(matches!(read(&bytes), Ok((1, 1)) | Err(Rejected::Damaged)));
}

#[test]
fn gif_frames_larger_than_their_canvas() {
    let descriptor =
        [&[0x2C, 0, 0, 0, 0][..], &60_000u16.to_le_bytes(), &60_000u16.to_le_bytes(), &[0]].concat();
    let gif = [b"GIF89a\x04\0\x04\0\x80\0\0", &[0; 6][..], &descriptor, &[2, 2, 0x4C, 1, 0, 0x3B]].concat();
    assert!(read(&gif).is_err());
}

#[test]
fn webp_streams_larger_than_their_canvas() {
    let canvas = [&[0x10, 0, 0, 0][..], &[3, 0, 0], &[3, 0, 0]].concat();
    let stream =
        [&[0x10, 0, 0, 0x9D, 0x01, 0x2A][..], &16_383u16.to_le_bytes(), &16_383u16.to_le_bytes(), &[0; 32]]
            .concat();
    let still = [b"WEBP".to_vec(), riff_chunk(b"VP8X", &canvas), riff_chunk(b"VP8 ", &stream)].concat();
    assert_eq!(read(&riff_chunk(b"RIFF", &still)), Err(Rejected::Damaged));

    let moving = [&[0x02, 0, 0, 0][..], &[3, 0, 0], &[3, 0, 0]].concat();
    let frame = [&[0; 16][..], &riff_chunk(b"VP8 ", &stream)].concat();
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(b"VP8X", &moving),
        riff_chunk(b"ANIM", &[0; 6]),
        riff_chunk(b"ANMF", &frame),
    ]
    .concat();
    assert_eq!(read(&riff_chunk(b"RIFF", &body)), Err(Rejected::Damaged));
}

#[test]
fn jpegs_of_endless_scans() {
    let progressive = kept("progressive.jpg");
    let last = progressive.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let (head, scan) = (&progressive[..last], &progressive[last..progressive.len() - 2]);
    let bytes = [head, &scan.repeat(200), &[0xFF, 0xD9]].concat();
    assert_eq!(probe(&bytes), Err(Rejected::TooManyScans));
}

#[test]
fn hostile_exif_is_as_if_absent() {
    let plain = jpeg(&quarters(16, 16));
    let cyclic = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\xFF\xFF\xFF\xFF\0\x06\0\0\0\0\0\x08";
    for block in
        [&cyclic[..], b"Exif\0\0", b"Exif\0\0MM\0\x2A\xFF\xFF\xFF\xFF", b"Exif\0\0II*\0\x08\0\0\0\xFF\xFF"]
    {
        let known = probe(&with_segments(&plain, &[jpeg_segment(0xE1, block)])).unwrap();
        assert_eq!((known.width, known.height, known.format), (16, 16, Format::Jpeg));
        assert_eq!(known.found, pixels::Found::default());
    }
}

#[test]
fn a_probe_of_other_bytes_does_no_harm() {
    let files = all_kept();
    for (_, first) in &files {
        let known = probe(first).unwrap();
        for (name, second) in &files {
            if let Ok(image) = decode(second, &known, u32::MAX) {
                assert_eq!((image.width(), image.height()), (known.width, known.height), "{name}");
            }
        }
    }
}

#[test]
fn memory_is_announced() {
    let cost = |name: &str, side| probe(&kept(name)).unwrap().memory(side);
    let pixels = 48 * 32;
    assert!(cost("progressive.jpg", 8) >= pixels * 3, "coefficients of 4:2:0 at two bytes each");
    assert!(cost("baseline.jpg", 8) < cost("progressive.jpg", 8));
    assert!(cost("palette.png", 8) < pixels, "a PNG is shrunk row by row");
    assert!(cost("interlaced.png", 8) >= 64);
    assert!(cost("baseline.jpg", 48) > cost("baseline.jpg", 8));
}

#[test]
fn sentences_say_what_to_do() {
    for reason in [
        Rejected::Empty,
        Rejected::TooManyBytes { bytes: 51 << 20 },
        Rejected::TooManyPixels { width: 20_000, height: 20_000 },
        Rejected::NoPixels,
        Rejected::OtherFormat("HEIC"),
        Rejected::Avif,
        Rejected::NotAPicture,
        Rejected::CutOff,
        Rejected::Damaged,
        Rejected::TooManyScans,
        Rejected::Variant("JPEG"),
    ] {
        let sentence = reason.to_string().to_lowercase();
        assert!(sentence.contains("upload") && sentence.ends_with('.'), "{sentence}");
    }
}
