//! Loading as a whole: who wins, and what is said.

use super::*;

#[derive(Default)]
struct Given {
    flags: Vec<(&'static str, &'static str)>,
    env: Vec<(&'static str, String)>,
    file: Option<&'static str>,
}

fn load(given: Given) -> Result<Loaded, String> {
    let flags = given.flags.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let env = given.env.into_iter().map(|(name, value)| (name.to_owned(), value));
    let file = given.file.map(|text| (PathBuf::from("throng.toml"), text.to_owned()));
    Config::load(flags, env, file).map_err(|error| error.to_string())
}

fn from_flag(key: &'static str, value: &'static str) -> Result<Loaded, String> {
    load(Given { flags: vec![(key, value)], ..Given::default() })
}

fn from_env(name: &'static str, value: impl Into<String>) -> Result<Loaded, String> {
    load(Given { env: vec![(name, value.into())], ..Given::default() })
}

fn from_file(text: &'static str) -> Result<Loaded, String> {
    load(Given { file: Some(text), ..Given::default() })
}

#[test]
fn defaults_are_whole_and_inside_the_data_folder() {
    let Loaded { config, warnings } = load(Given::default()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database, DatabaseUrl::Sqlite(config.data.join("throng.db")));
    assert_eq!(config.blobs, config.data.join("blobs"));
    assert_eq!(config.max_upload, 50_000_000);
    assert!(config.hold_new && config.origin.is_none() && warnings.is_empty());
}

#[test]
fn a_flag_beats_a_variable_beats_the_file() {
    let file = Some("log = \"trace\"\nlisten = \"127.0.0.1:1\"\nmax_upload_mb = 7");
    let env = vec![("THRONG_LOG", "warn".to_owned()), ("THRONG_LISTEN", "127.0.0.1:2".to_owned())];
    let config = load(Given { flags: vec![("listen", "127.0.0.1:3")], env, file }).unwrap().config;
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.log, "warn");
    assert_eq!(config.max_upload, 7_000_000);
}

#[test]
fn a_bad_value_stops_the_start_even_where_a_stronger_source_hides_it() {
    let given =
        Given { flags: vec![("listen", "127.0.0.1:3")], file: Some("listen = 80"), ..Given::default() };
    assert!(load(given).unwrap_err().contains("\"80\" from throng.toml"));
}

#[test]
fn the_file_takes_toml_types() {
    let text = "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\nhold_new = false\nquota_mb_total = 5";
    let config = from_file(text).unwrap().config;
    assert_eq!((config.trusted_proxies.len(), config.hold_new, config.quota_total), (2, false, 5_000_000));
}

#[test]
fn unknown_keys_and_flags_stop_the_start_with_a_hint() {
    let error = from_file("listne = \"x\"").unwrap_err();
    assert!(error.contains("\"listne\"") && error.contains("mean \"listen\"") && error.contains("blobs_url"));
    assert!(from_file("[listen]\na = 1").unwrap_err().contains("listen: \"{ a = 1 }\""));
    assert!(from_file("data = true").unwrap_err().contains("a folder's path"));
    assert!(from_flag("max-uplod-mb", "1").unwrap_err().contains("--max-uplod-mb"));
}

#[test]
fn a_bad_value_names_key_value_place_and_what_is_allowed() {
    let error = from_env("THRONG_LISTEN", "eighty").unwrap_err();
    for part in ["listen", "\"eighty\"", "THRONG_LISTEN", "127.0.0.1:8080"] {
        assert!(error.contains(part), "{error}");
    }
    assert!(from_flag("log_format", "xml").unwrap_err().contains("text or json"));
    assert!(from_flag("log", "info,a=loud").unwrap_err().contains("info,a=loud"));
    assert!(from_file("max_upload_mb = 51").unwrap_err().contains("from 1 to 50"));
    assert!(from_file("max_upload_mb = -1").is_err() && from_file("quota_mb_total = 0").is_err());
    assert!(from_flag("data", "").is_err() && from_flag("hold-new", "maybe").is_err());
}

#[test]
fn what_this_build_lacks_is_said() {
    assert!(from_env("THRONG_BUS_URL", "nats://bus:4222").unwrap_err().contains("lacks NATS"));
    assert!(from_env("THRONG_BLOBS_URL", "s3://bucket").unwrap_err().contains("lacks S3"));
    assert!(from_env("THRONG_DOMAIN", "throng.example").unwrap_err().contains("plain HTTP"));
    assert!(from_env("THRONG_DOMAIN", "").unwrap().warnings.is_empty());
    let warnings = from_env("THRONG_SMTP_URL", "smtp://me:hush@mail").unwrap().warnings;
    assert!(warnings.len() == 1 && warnings[0].contains("sends no mail") && !warnings[0].contains("hush"));
}

#[test]
fn unknown_variables_are_warned_of_once_and_foreign_ones_not_at_all() {
    let env = vec![
        ("THRONG_LISTNE", "x".to_owned()),
        ("PATH", "/bin".to_owned()),
        ("THRONG_DATA_FILE", "x".to_owned()),
    ];
    let warnings = load(Given { env, ..Given::default() }).unwrap().warnings;
    assert_eq!(warnings.len(), 2);
    assert!(warnings[0].contains("THRONG_DATA_FILE") && warnings[1].contains("THRONG_LISTNE"));
}

#[test]
fn a_secret_comes_from_its_file_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("url");
    std::fs::write(&path, "sqlite:///srv/other.db\n").unwrap();
    let name = path.to_str().unwrap().to_owned();
    let config = from_env("THRONG_DATABASE_URL_FILE", name.clone()).unwrap().config;
    assert_eq!(config.database, DatabaseUrl::Sqlite("/srv/other.db".into()));

    let both = vec![("THRONG_DATABASE_URL_FILE", name), ("THRONG_DATABASE_URL", "sqlite://a".to_owned())];
    assert!(load(Given { env: both, ..Given::default() }).unwrap_err().contains("both set"));
    assert!(from_env("THRONG_DATABASE_URL_FILE", "/nowhere").unwrap_err().contains("cannot be read"));

    let error = from_env("THRONG_DATABASE_URL", "mysql://me:hush@db").unwrap_err();
    assert!(error.contains("\"mysql://…\""), "{error}");
    for error in [
        error,
        from_file("database_url = \"postgres://me:hush@db:port\"").unwrap_err(),
        from_file("database_url = \"postgres://me:hush").unwrap_err(),
        from_file("database_url = postgres://me:hush@db").unwrap_err(),
        from_env("THRONG_DATABASE_URL", "hush:hush@db://x").unwrap_err(),
        from_file("database_url = [[\"hush\"]]").unwrap_err(),
    ] {
        assert!(
            !error.contains("hush") && (error.contains("database_url") || error.contains("line 1")),
            "{error}"
        );
    }
}

#[test]
fn settings_of_a_real_command_line() {
    let command = clap_args(clap::Command::new("serve").no_binary_name(true));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my.toml");
    std::fs::write(&path, "hold_new = \"no\"").unwrap();
    let arguments = ["--config", path.to_str().unwrap(), "--max-upload-mb", "3"];
    let matches = command.clone().try_get_matches_from(arguments).unwrap();
    let config = Config::from_process(&matches).unwrap().config;
    assert_eq!((config.max_upload, config.hold_new), (3_000_000, false));
    let missing = command.try_get_matches_from(["--config", "/nowhere.toml"]).unwrap();
    assert!(Config::from_process(&missing).unwrap_err().to_string().contains("/nowhere.toml"));
}
