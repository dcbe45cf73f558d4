//! Where values come from: gathers flags, variables and the file into one text a setting.

use std::collections::BTreeMap;
use std::env::vars_os;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::{ConfigError, Given};
use super::settings::{SETTINGS, Setting, Support, VARIABLE_PREFIX, YES_NO, find};

/// Largest settings file or secret's file that is read, in bytes.
const MAX_FILE: u64 = 256 * 1024;

/// Why a value was not taken: a reason of its own, or `None` where what is allowed says enough.
pub(super) type Refusal = Option<&'static str>;

/// The texts of every setting that was set, weakest first, with where they came from. The weaker ones are kept, since
/// a bad value stops the start even where a stronger source would hide it.
pub(super) struct Sources {
    given: BTreeMap<&'static str, Vec<(String, Given)>>,
}

impl Sources {
    /// Lays the sources over one another, weakest first.
    pub(super) fn gather(
        flags: BTreeMap<String, String>,
        env: impl Iterator<Item = (String, String)>,
        file: Option<(PathBuf, String)>,
        warnings: &mut Vec<String>,
    ) -> Result<Self, ConfigError> {
        let mut sources = Self { given: BTreeMap::new() };
        if let Some((path, text)) = file {
            sources.add_file(&path, &text)?;
        }
        sources.add_variables(env, warnings)?;
        sources.add_flags(flags)?;
        Ok(sources)
    }

    fn add(&mut self, setting: &Setting, text: String, origin: Given) {
        self.given.entry(setting.key).or_default().push((text, origin));
    }

    fn add_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        // The parser's own display quotes the line, which may hold a secret.
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let line = 1 + text
                .bytes()
                .take(error.span().map_or(0, |span| span.start))
                .filter(|b| *b == b'\n')
                .count();
            ConfigError::file(path, format_args!("line {line} is not TOML: {}", error.message()))
        })?;
        for (key, value) in table {
            let origin = Given::File(path.to_owned());
            let Some(setting) = find(&key) else { return Err(ConfigError::unknown_key(&key, &origin)) };
            let Some(text) = flatten(setting, &value) else {
                return Err(ConfigError::bad(setting, &value.to_string(), &origin, None));
            };
            self.add(setting, text, origin);
        }
        Ok(())
    }

    fn add_variables(
        &mut self,
        env: impl Iterator<Item = (String, String)>,
        warnings: &mut Vec<String>,
    ) -> Result<(), ConfigError> {
        let ours: BTreeMap<_, _> = env.filter(|(name, _)| name.starts_with(VARIABLE_PREFIX)).collect();
        for (name, value) in &ours {
            let origin = Given::Variable(name.clone());
            if let Some(setting) = SETTINGS.iter().find(|setting| setting.variable() == *name) {
                self.add(setting, value.clone(), origin);
            } else if let Some(setting) = secret_in_file(name) {
                if ours.contains_key(&setting.variable()) {
                    let both =
                        format!("{} and {name} are both set; leave one of them out", setting.variable());
                    return Err(ConfigError::Bad(both));
                }
                let secret = read_bounded(Path::new(value)).map_err(|error| {
                    ConfigError::File(format!("{name}: the file {value:?} cannot be read: {error}"))
                })?;
                self.add(setting, secret.trim_end_matches(['\r', '\n']).to_owned(), origin);
            } else {
                warnings.push(format!("the environment variable {name} is not a setting and has no effect"));
            }
        }
        Ok(())
    }

    fn add_flags(&mut self, flags: BTreeMap<String, String>) -> Result<(), ConfigError> {
        for (name, value) in flags {
            let origin = Given::Flag(name.replace('_', "-"));
            let Some(setting) = find(&name.replace('-', "_")) else {
                return Err(ConfigError::unknown_key(&name, &origin));
            };
            self.add(setting, value, origin);
        }
        Ok(())
    }

    /// Stops at, or warns of, what is set but not read by this build.
    pub(super) fn check_support(&self, warnings: &mut Vec<String>) -> Result<(), ConfigError> {
        for setting in SETTINGS {
            let strongest = self.given.get(setting.key).and_then(|texts| texts.last());
            let Some((_, origin)) = strongest.filter(|(text, _)| !text.is_empty()) else { continue };
            match setting.support {
                Support::Full => {}
                Support::Refused(why) => return Err(ConfigError::unsupported(setting, origin, why)),
                Support::Ignored(why) => {
                    warnings.push(format!("{}, set by {origin}, has no effect: {why}", setting.key));
                }
            }
        }
        Ok(())
    }

    /// The strongest value of `key`, after all of them were read by `parse`.
    pub(super) fn parse<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Refusal>,
    ) -> Result<T, ConfigError> {
        let Some(setting) = find(key) else {
            return Err(ConfigError::unknown_key(key, &Given::Default));
        };
        let read = |text: &str, origin| {
            parse(text.trim()).map_err(|because| ConfigError::bad(setting, text, origin, because))
        };
        let mut value = read(setting.default, &Given::Default)?;
        for (text, origin) in self.given.get(key).into_iter().flatten() {
            value = read(text, origin)?;
        }
        Ok(value)
    }

    /// As [`Sources::parse`], where an empty value is none.
    pub(super) fn optional<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, Refusal>,
    ) -> Result<Option<T>, ConfigError> {
        self.parse(key, |text| if text.is_empty() { Ok(None) } else { parse(text).map(Some) })
    }
}

/// A TOML value as the text a flag would have; `None` where no setting has such a type.
fn flatten(setting: &Setting, value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) if setting.allowed == YES_NO => {
            Some(if *yes { "yes" } else { "no" }.to_owned())
        }
        toml::Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(toml::Value::as_str).collect();
            Some(texts?.join(","))
        }
        _ => None,
    }
}

fn secret_in_file(name: &str) -> Option<&'static Setting> {
    let variable = name.strip_suffix("_FILE")?;
    SETTINGS.iter().find(|setting| setting.secret && setting.variable() == variable)
}

/// The `THRONG_*` variables of this process.
pub(super) fn process_variables() -> Result<Vec<(String, String)>, ConfigError> {
    vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with(VARIABLE_PREFIX))
        .map(|(name, value)| match value.into_string() {
            Ok(value) => Ok((name, value)),
            Err(_) => Err(ConfigError::Bad(format!("{name} is not UTF-8 text; give it as UTF-8"))),
        })
        .collect()
}

/// The settings file: the `named` one, which must exist, or the usual one, which need not.
pub(super) fn read_file(named: Option<PathBuf>) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let must_exist = named.is_some();
    let path = named.unwrap_or_else(|| super::FILE_NAME.into());
    match read_bounded(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !must_exist => Ok(None),
        Err(error) => {
            Err(ConfigError::file(&path, format_args!("the settings file cannot be read: {error}")))
        }
    }
}

fn read_bounded(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(MAX_FILE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_FILE {
        return Err(io::Error::other(format!("it is larger than {MAX_FILE} bytes")));
    }
    Ok(text)
}
