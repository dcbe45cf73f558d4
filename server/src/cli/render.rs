//! `throng render`: the recipe engine on files, without a server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::RangedU64ValueParser;
use clap::{Arg, ArgMatches, Command};
use pixels::{Encoding, Image, JPEG_QUALITY, WEBP_QUALITY};
use recipes::{ImageRef, Recipe};

use super::{Outcome, text};

/// Endings of files that can be assets.
const ENDINGS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];
/// Widest that can be drawn, in pixels.
const MAX_WIDTH: u64 = 16_000;

pub fn command() -> Command {
    Command::new("render")
        .about("Draw a recipe as a PNG, JPEG or WebP file, or write it in its canonical form")
        .arg(Arg::new("recipe").value_name("RECIPE.svg").required(true).help("The recipe"))
        .arg(
            Arg::new("assets")
                .long("assets")
                .value_name("DIR")
                .help("Folder with its images, each named by its picture's id or asset's hash"),
        )
        .arg(
            Arg::new("width")
                .long("width")
                .value_name("W")
                .value_parser(RangedU64ValueParser::<u32>::new().range(1..=MAX_WIDTH))
                .help("How wide, in pixels [default: the recipe's own width]"),
        )
        .arg(
            Arg::new("out")
                .short('o')
                .long("out")
                .value_name("OUT")
                .required(true)
                .help("File to write: .png, .jpg or .webp; .svg for the canonical form"),
        )
}

pub fn run(matches: &ArgMatches) -> Outcome {
    let (from, to) = (Path::new(text(matches, "recipe")), Path::new(text(matches, "out")));
    let form = Form::of(to)?;
    let about = |what: &dyn std::fmt::Display| format!("{}: {what}", from.display());
    let size = std::fs::metadata(from).map_err(|error| about(&error))?.len();
    if size > recipes::MAX_BYTES as u64 {
        return Err(about(&recipes::Why::Bytes(usize::try_from(size).unwrap_or(usize::MAX))).into());
    }
    let source = std::fs::read_to_string(from).map_err(|error| about(&error))?;
    let recipe = recipes::parse(&source).map_err(|refused| about(&refused))?;
    let bytes = match form {
        Form::Canonical => recipe.to_string().into_bytes(),
        Form::Pixels(encoding) => {
            let width = matches.get_one::<u32>("width").copied().unwrap_or(recipe.size().0);
            let folder = matches.get_one::<String>("assets").map(PathBuf::from);
            draw(&recipe, folder.as_deref(), width, encoding)?
        }
    };
    std::fs::write(to, bytes).map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(())
}

/// What is written.
enum Form {
    Canonical,
    Pixels(Encoding),
}

impl Form {
    fn of(path: &Path) -> Result<Self, String> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => Ok(Self::Canonical),
            Some("png") => Ok(Self::Pixels(Encoding::Png)),
            Some("jpg" | "jpeg") => Ok(Self::Pixels(Encoding::Jpeg { quality: JPEG_QUALITY })),
            Some("webp") => Ok(Self::Pixels(Encoding::WebP { quality: WEBP_QUALITY })),
            _ => Err(format!("{}: name a file that ends in .png, .jpg, .webp or .svg", path.display())),
        }
    }
}

fn draw(
    recipe: &Recipe,
    folder: Option<&Path>,
    width: u32,
    encoding: Encoding,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut images = std::collections::BTreeMap::new();
    for image in recipe.images() {
        let folder =
            folder.ok_or_else(|| format!("the recipe shows {image}: say with --assets where it lies"))?;
        images.insert(image.clone(), Arc::new(load(&image, folder)?));
    }
    let drawing = recipes::prepare(recipe, &|image| images.get(image).cloned())?;
    let raster = drawing.render(width)?;
    let image = Image::new(raster.width, raster.height, true, raster.rgba)?;
    Ok(pixels::encode(&image, encoding, None)?)
}

/// An image's file as an upright PNG in sRGB, as a server would lay it into the recipe.
fn load(image: &ImageRef, folder: &Path) -> Result<Vec<u8>, String> {
    let (ImageRef::Picture(name) | ImageRef::Asset(name)) = image;
    let mut paths = ENDINGS.iter().map(|ending| folder.join(format!("{name}.{ending}")));
    let path = paths.find(|path| path.is_file()).ok_or_else(|| {
        format!("{image} is not in {}: put it there as {name}.png, .jpg, .webp or .gif", folder.display())
    })?;
    let about = |what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    let size = std::fs::metadata(&path).map_err(|error| about(&error))?.len();
    if size > pixels::MAX_BYTES as u64 {
        return Err(about(&pixels::Rejected::TooManyBytes {
            bytes: usize::try_from(size).unwrap_or(usize::MAX),
        }));
    }
    let bytes = std::fs::read(&path).map_err(|error| about(&error))?;
    let probe = pixels::probe(&bytes).map_err(|why| about(&why))?;
    let decoded = pixels::decode(&bytes, &probe, pixels::MAX_RENDITION_SIDE).map_err(|why| about(&why))?;
    pixels::encode(&decoded, Encoding::Png, None).map_err(|why| about(&why))
}
