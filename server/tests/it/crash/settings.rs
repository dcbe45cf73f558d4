//! What is wrong with a command or a setting is said with what to do, and nothing is started.

use super::child::{run, said, throng};

/// Runs `throng` with these variables to its end.
fn with_variables(arguments: &[&str], variables: &[(&str, &str)]) -> std::process::Output {
    throng(arguments).envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn an_unknown_or_bad_setting_stops_the_start_with_key_value_and_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = |text: &str| {
        let path = folder.path().join("throng.toml");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let flags: [(&[&str], &[&str]); 5] = [
        (&["--max-upload-mb", "51"], &["max_upload_mb", "\"51\"", "--max-upload-mb", "50"]),
        (&["--listen", "everywhere"], &["listen", "\"everywhere\"", "--listen"]),
        (&["--hold-new", "perhaps"], &["hold_new", "\"perhaps\"", "yes", "no"]),
        (&["--origin", "example.org/path"], &["origin", "\"example.org/path\"", "http"]),
        (&["--trusted-proxies", "10.0.0.0/99"], &["trusted_proxies", "10.0.0.0/99"]),
    ];
    for (arguments, words) in flags {
        let refused = run(&data, &[&["serve"], arguments].concat());
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}: {}", said(&refused));
        words.iter().for_each(|word| assert!(said(&refused).contains(word), "{word}: {}", said(&refused)));
    }
    let unknown = run(&data, &["serve", "--max-uplod-mb", "5"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        said(&unknown).contains("'--max-uplod-mb'") && said(&unknown).contains("--help"),
        "{}",
        said(&unknown)
    );

    for (text, words) in [
        ("max_uplod_mb = 5\n", &["\"max_uplod_mb\"", "\"max_upload_mb\"", "throng.toml"][..]),
        ("max_upload_mb = 0\n", &["max_upload_mb", "\"0\"", "throng.toml"]),
        ("listen = 5\nhold_new = [", &["throng.toml", "line 2"]),
    ] {
        let refused = run(&data, &["serve", "--config", &file(text)]);
        assert_eq!(refused.status.code(), Some(1), "{text}: {}", said(&refused));
        words.iter().for_each(|word| assert!(said(&refused).contains(word), "{word}: {}", said(&refused)));
    }
    let missing = run(&data, &["serve", "--config", "/nowhere/throng.toml"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("/nowhere/throng.toml"), "{}", said(&missing));

    let path = data.display().to_string();
    let bad = with_variables(&["serve", "--data", &path], &[("THRONG_MAX_UPLOAD_MB", "many")]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(said(&bad).contains("THRONG_MAX_UPLOAD_MB") && said(&bad).contains("\"many\""), "{}", said(&bad));
    // A variable that is none stops nothing; it is warned of once.
    let other = folder.path().join("other").display().to_string();
    let warned = with_variables(&["check", "--data", &other], &[("THRONG_COLOUR", "red")]);
    assert_eq!(said(&warned).matches("THRONG_COLOUR").count(), 1, "{}", said(&warned));
    let secret =
        with_variables(&["serve", "--data", &path], &[("THRONG_DATABASE_URL", "mysql://me:hidden@db/x")]);
    assert_eq!(secret.status.code(), Some(1));
    assert!(said(&secret).contains("database_url") && !said(&secret).contains("hidden"), "{}", said(&secret));
    assert!(!data.join("throng.db").exists(), "nothing was made");
}

#[test]
fn a_command_that_cannot_be_done_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let empty = folder.path().join("none.tar").display().to_string();
    for (arguments, words) in [
        (&["check"][..], &["throng serve"][..]),
        (&["export", &empty], &["throng serve"]),
        (&["backup", &empty], &["throng serve"]),
        (&["import", &empty], &["none.tar"]),
        (&["owner-link"], &["throng serve"]),
    ] {
        let refused = run(&data, arguments);
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}: {}", said(&refused));
        words.iter().for_each(|word| {
            assert!(said(&refused).contains(word), "{arguments:?} {word}: {}", said(&refused));
        });
        assert!(!said(&refused).contains("panicked"), "{}", said(&refused));
    }
    let nothing = throng(&[]).output().unwrap();
    assert_eq!(nothing.status.code(), Some(2));
    assert!(said(&nothing).contains("consensus") && said(&nothing).contains("owner-link"));
    let typo = throng(&["serv"]).output().unwrap();
    assert_eq!(
        (typo.status.code(), said(&typo).contains("'serv'") && said(&typo).contains("--help")),
        (Some(2), true),
        "{}",
        said(&typo)
    );
}
