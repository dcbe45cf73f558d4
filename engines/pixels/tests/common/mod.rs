//! Pictures and metadata that the tests make by hand.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};

use pixels::{Encoding, Image, encode};

/// A file of the kept corpus.
pub fn kept(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All pictures of the kept corpus, by name.
pub fn all_kept() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".md"))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), kept(&name))).collect()
}

/// A photograph from the folder of test pictures; its absence is a failure, not a pass.
pub fn photograph(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("THRONG_PICTURE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pictures"),
        PathBuf::from,
    );
    let path = folder.join(name);
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}. Set THRONG_PICTURE_DATA to the folder of test pictures.", path.display())
    })
}

/// An opaque picture whose four quarters are red, green, blue and white, from the top left.
pub fn quarters(width: u32, height: u32) -> Image {
    let colour = |x: u32, y: u32| match (x < width / 2, y < height / 2) {
        (true, true) => [255, 0, 0],
        (false, true) => [0, 255, 0],
        (true, false) => [0, 0, 255],
        (false, false) => [255, 255, 255],
    };
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| colour(x, y))).collect();
    Image::new(width, height, false, pixels).unwrap()
}

pub fn pixel(image: &Image, x: u32, y: u32) -> &[u8] {
    let at = (y * image.width() + x) as usize * image.channels();
    &image.pixels()[at..at + image.channels()]
}

pub fn near(a: &[u8], b: &[u8], tolerance: u8) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= tolerance)
}

/// A big-endian TIFF block with orientation, author, copyright, a camera's serial number and a GPS directory, each
/// text carrying `marker`.
pub fn exif(orientation: u16, marker: &str) -> Vec<u8> {
    let texts = [(0x010F, "Maker "), (0x013B, "Author "), (0x8298, "Licence "), (0xC62F, "Serial ")];
    let (entries, heap_at) = (texts.len() + 2, 8 + 2 + (texts.len() + 2) * 12 + 4);
    let (mut ifd, mut heap) = (Vec::new(), Vec::new());
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let pointer = |heap: &Vec<u8>| ((heap_at + heap.len()) as u32).to_be_bytes();
    let mut text = |ifd: &mut Vec<u8>, tag: u16, words: &str| {
        let words = format!("{words}{marker}\0");
        ifd.extend(entry(tag, 2, words.len() as u32, pointer(&heap)));
        heap.extend_from_slice(words.as_bytes());
    };
    text(&mut ifd, texts[0].0, texts[0].1);
    ifd.extend(entry(0x0112, 3, 1, [orientation.to_be_bytes()[0], orientation.to_be_bytes()[1], 0, 0]));
    for (tag, words) in &texts[1..3] {
        text(&mut ifd, *tag, words);
    }
    let gps = {
        let mut placeholder = Vec::new();
        text(&mut placeholder, texts[3].0, texts[3].1);
        placeholder
    };
    let gps_at = pointer(&heap);
    let area = format!("ASCII\0\0\0Place {marker}");
    let area_at = u32::from_be_bytes(gps_at) + 2 + 12 + 4;
    heap.extend_from_slice(&1u16.to_be_bytes());
    heap.extend(entry(0x001C, 7, area.len() as u32, area_at.to_be_bytes()));
    heap.extend_from_slice(&[0; 4]);
    heap.extend_from_slice(area.as_bytes());
    ifd.extend(entry(0x8825, 4, 1, gps_at));
    ifd.extend(gps);
    [b"MM\0\x2A\0\0\0\x08", &(entries as u16).to_be_bytes()[..], &ifd, &[0; 4], &heap].concat()
}

pub fn jpeg_segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xFF, marker], &(payload.len() as u16 + 2).to_be_bytes()[..], payload].concat()
}

/// `jpeg` with segments put behind its first two bytes.
pub fn with_segments(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

pub fn jpeg(image: &Image) -> Vec<u8> {
    encode(image, Encoding::Jpeg { quality: 95 }, None).unwrap()
}

pub fn riff_chunk(name: &[u8; 4], payload: &[u8]) -> Vec<u8> {
    let padding = vec![0; payload.len() % 2];
    [name, &(payload.len() as u32).to_le_bytes()[..], payload, &padding].concat()
}

pub fn png_chunk(name: &[u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut crc = !0u32;
    for byte in name.iter().chain(payload) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    [&(payload.len() as u32).to_be_bytes()[..], name, payload, &(!crc).to_be_bytes()].concat()
}

/// A PNG with `before` (whole chunks) ahead of its pixels, from rows of raw samples.
pub fn png(size: (u32, u32), depth: u8, colour: u8, before: &[Vec<u8>], rows: &[Vec<u8>]) -> Vec<u8> {
    let raw: Vec<u8> = rows.iter().flat_map(|row| [&[0], &row[..]].concat()).collect();
    let header = [&size.0.to_be_bytes()[..], &size.1.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(b"IHDR", &header),
        before.concat(),
        png_chunk(b"IDAT", &stored_zlib(&raw)),
        png_chunk(b"IEND", &[]),
    ]
    .concat()
}

/// A zlib stream of stored blocks.
pub fn stored_zlib(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = if raw.is_empty() { vec![raw] } else { raw.chunks(65_535).collect() };
    for (at, block) in blocks.iter().enumerate() {
        out.push(u8::from(at + 1 == blocks.len()));
        out.extend_from_slice(&(block.len() as u16).to_le_bytes());
        out.extend_from_slice(&(!(block.len() as u16)).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    out.extend_from_slice(&(b << 16 | a).to_be_bytes());
    out
}
