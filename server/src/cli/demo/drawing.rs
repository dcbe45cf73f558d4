//! The demonstration's own pictures: a garden with a cat and a gnome, and small ones of either. The same seed draws the same picture.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::shapes::{Canvas, Rgb};

/// Who is in a small picture; also the known answer to the question about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A cat.
    Cat,
    /// A garden gnome.
    Gnome,
}

impl Subject {
    /// The answer's text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cat => "a cat",
            Self::Gnome => "a gnome",
        }
    }
}

const SKIES: [Rgb; 4] = [0xbfd9e8, 0xf3d9b8, 0xd8d3e6, 0xc9e0d3];
const LAWNS: [Rgb; 4] = [0x6f9a58, 0x86a35c, 0x5f8f6a, 0x93a84f];
const COATS: [Rgb; 5] = [0xc98a4b, 0x55504c, 0x9a9086, 0xd9c3a0, 0x7a5a44];
const HATS: [Rgb; 5] = [0xc8352b, 0x2d5fa8, 0x2f7d4f, 0xb0569a, 0xd08a1e];
const FLOWERS: [Rgb; 4] = [0xe8b83a, 0xd9607a, 0xf2efe6, 0x8a6fc0];
const SKIN: Rgb = 0xe9bd98;
const BEARD: Rgb = 0xf1ede3;
const DARK: Rgb = 0x2a2521;

/// The garden: the picture that the story is about.
pub fn garden(seed: u64) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(seed);
    let Some(mut canvas) = Canvas::new(1600, 1067, pick(&mut random, &SKIES)) else { return Vec::new() };
    ground(&mut canvas, &mut random);
    cat(&mut canvas, (560.0, 690.0, 2.5), pick(&mut random, &COATS));
    gnome(&mut canvas, (1090.0, 690.0, 2.7), pick(&mut random, &HATS));
    for _ in 0..60 {
        let (x, y) = (random.random_range(0.0..1600.0), random.random_range(930.0..1050.0));
        flower(&mut canvas, x, y, pick(&mut random, &FLOWERS));
    }
    canvas.jpeg().unwrap_or_default()
}

/// A small picture of a cat or a gnome; some are hard to tell, as life is.
pub fn small(seed: u64, subject: Subject) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(seed);
    let Some(mut canvas) = Canvas::new(480, 360, pick(&mut random, &LAWNS)) else { return Vec::new() };
    let place = (
        random.random_range(150.0..330.0),
        random.random_range(170.0..230.0),
        random.random_range(0.55..1.25),
    );
    match subject {
        Subject::Cat => cat(&mut canvas, place, pick(&mut random, &COATS)),
        Subject::Gnome => gnome(&mut canvas, place, pick(&mut random, &HATS)),
    }
    for _ in 0..random.random_range(5..40) {
        let (x, y) = (random.random_range(0.0..480.0), random.random_range(200.0..350.0));
        flower(&mut canvas, x, y, pick(&mut random, &FLOWERS));
    }
    canvas.jpeg().unwrap_or_default()
}

fn pick(random: &mut StdRng, colours: &[Rgb]) -> Rgb {
    colours.choose(random).copied().unwrap_or(DARK)
}

/// Sun, hills, lawn and fence.
fn ground(canvas: &mut Canvas, random: &mut StdRng) {
    canvas.ellipse(random.random_range(200.0..1400.0), 190.0, 85.0, 85.0, 0xf7e3a1);
    canvas.ellipse(350.0, 800.0, 900.0, 330.0, 0x9db69a);
    canvas.ellipse(1350.0, 830.0, 800.0, 380.0, 0x86a585);
    for post in 0..23_u8 {
        let x = f32::from(post) * 72.0;
        canvas.polygon(
            &[(x, 700.0), (x, 530.0), (x + 22.0, 500.0), (x + 44.0, 530.0), (x + 44.0, 700.0)],
            0xf0eadb,
        );
    }
    canvas.polygon(&[(0.0, 575.0), (1600.0, 575.0), (1600.0, 600.0), (0.0, 600.0)], 0xe4dcc8);
    canvas.polygon(&[(0.0, 670.0), (1600.0, 670.0), (1600.0, 1067.0), (0.0, 1067.0)], pick(random, &LAWNS));
}

fn flower(canvas: &mut Canvas, x: f32, y: f32, colour: Rgb) {
    canvas.place(x, y, 1.0, 0.0);
    canvas.curve((0.0, 0.0), (2.0, 12.0), (0.0, 24.0), 3.0, 0x4d7342);
    for (dx, dy) in [(-5.0, -3.0), (5.0, -3.0), (0.0, 5.0), (0.0, -7.0)] {
        canvas.ellipse(dx, dy, 5.0, 5.0, colour);
    }
    canvas.ellipse(0.0, -1.0, 3.5, 3.5, 0x8a5a1e);
}

/// A sitting cat, about 120 units high, around `(x, y)`.
fn cat(canvas: &mut Canvas, (x, y, scale): (f32, f32, f32), coat: Rgb) {
    canvas.place(x, y, scale, 0.0);
    canvas.curve((38.0, 70.0), (95.0, 60.0), (78.0, 5.0), 15.0, coat);
    canvas.ellipse(0.0, 45.0, 42.0, 52.0, coat);
    canvas.ellipse(0.0, 62.0, 22.0, 32.0, lighter(coat));
    canvas.ellipse(-20.0, 92.0, 17.0, 10.0, coat);
    canvas.ellipse(20.0, 92.0, 17.0, 10.0, coat);
    for side in [-1.0, 1.0] {
        canvas.polygon(&[(side * 12.0, -38.0), (side * 37.0, -70.0), (side * 38.0, -22.0)], coat);
        canvas.polygon(&[(side * 20.0, -40.0), (side * 33.0, -58.0), (side * 33.0, -30.0)], 0xd99a94);
    }
    canvas.ellipse(0.0, -15.0, 40.0, 34.0, coat);
    canvas.ellipse(0.0, -1.0, 19.0, 14.0, lighter(coat));
    for side in [-1.0, 1.0] {
        canvas.ellipse(side * 16.0, -20.0, 8.5, 9.5, 0xd8d06a);
        canvas.ellipse(side * 16.0, -20.0, 3.0, 8.0, DARK);
        for dy in [-4.0, 2.0, 8.0] {
            canvas.curve((side * 12.0, 1.0), (side * 30.0, dy - 3.0), (side * 52.0, dy), 1.2, BEARD);
        }
    }
    canvas.polygon(&[(-5.0, -6.0), (5.0, -6.0), (0.0, 0.0)], 0xb9605c);
    canvas.curve((0.0, 0.0), (-4.0, 7.0), (-9.0, 4.0), 1.6, DARK);
    canvas.curve((0.0, 0.0), (4.0, 7.0), (9.0, 4.0), 1.6, DARK);
}

/// A standing gnome, about 180 units high, around `(x, y)`.
fn gnome(canvas: &mut Canvas, (x, y, scale): (f32, f32, f32), hat: Rgb) {
    canvas.place(x, y, scale, 0.0);
    canvas.ellipse(-16.0, 94.0, 19.0, 10.0, DARK);
    canvas.ellipse(16.0, 94.0, 19.0, 10.0, DARK);
    canvas.ellipse(0.0, 52.0, 38.0, 42.0, 0x3f6b8c);
    canvas.polygon(&[(-38.0, 56.0), (38.0, 56.0), (37.0, 67.0), (-37.0, 67.0)], 0x4a3626);
    canvas.ellipse(0.0, 61.0, 8.0, 7.0, 0xd9b14a);
    for side in [-1.0, 1.0] {
        canvas.curve((side * 32.0, 35.0), (side * 52.0, 50.0), (side * 44.0, 68.0), 14.0, 0x35597a);
        canvas.ellipse(side * 44.0, 72.0, 8.0, 8.0, SKIN);
    }
    canvas.ellipse(0.0, 0.0, 28.0, 27.0, SKIN);
    canvas.polygon(&[(-29.0, 2.0), (29.0, 2.0), (20.0, 38.0), (0.0, 58.0), (-20.0, 38.0)], BEARD);
    canvas.ellipse(0.0, 9.0, 27.0, 10.0, BEARD);
    canvas.polygon(&[(-33.0, -12.0), (33.0, -12.0), (6.0, -92.0)], hat);
    canvas.ellipse(0.0, -12.0, 33.0, 8.0, darker(hat));
    for side in [-1.0, 1.0] {
        canvas.ellipse(side * 10.0, -2.0, 3.2, 3.8, DARK);
    }
    canvas.ellipse(0.0, 5.0, 7.5, 6.5, 0xdd9a78);
    canvas.curve((-9.0, 16.0), (0.0, 24.0), (9.0, 16.0), 2.2, 0xa8584f);
}

fn lighter(colour: Rgb) -> Rgb {
    mixed(colour, 255)
}

fn darker(colour: Rgb) -> Rgb {
    mixed(colour, 0)
}

/// A third of the way to black (0) or white (255).
fn mixed(colour: Rgb, towards: u32) -> Rgb {
    let channel = |shift: u32| ((((colour >> shift) & 0xff) * 2 + towards) / 3) << shift;
    channel(16) | channel(8) | channel(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_whole_differ_by_seed_and_come_again() {
        let pictures = [garden(1), garden(2), small(1, Subject::Cat), small(1, Subject::Gnome)];
        for (index, picture) in pictures.iter().enumerate() {
            let seen = pixels::probe(picture).unwrap();
            assert_eq!(seen.width, if index < 2 { 1600 } else { 480 });
            assert!(pictures[index + 1..].iter().all(|other| other != picture));
        }
        assert!(garden(1) == pictures[0]);
        assert!(pictures[0].len() < 400_000, "{}", pictures[0].len());
    }

    #[test]
    fn colours_mix_by_channel() {
        assert_eq!((darker(0x030609), lighter(0x0000ff)), (0x020406, 0x5555ff));
    }
}
