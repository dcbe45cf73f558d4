use super::*;
use proptest::prelude::*;

fn question() -> Question {
    Question {
        kind: "choice".into(),
        text: "?".into(),
        choices: vec!["cat".into(), "dog".into()],
        help: None,
    }
}

fn read(text: &[u8], columns: &Columns) -> Result<Sheet, (&'static str, String)> {
    Sheet::read(text, false, columns, &question())
        .map_err(|problem| (problem.id, problem.fields[0].pointer.clone()))
}

fn texts(text: &[u8]) -> Vec<String> {
    let sheet = read(text, &Columns::default()).unwrap();
    sheet.items.into_iter().filter_map(|item| item.text).collect()
}

#[test]
fn what_spreadsheets_write_is_understood() {
    assert_eq!(texts(b"text\nna\xEFve\n"), ["naïve"]);
    assert_eq!(texts(b"\xEF\xBB\xBFtext;other\r\n\"a;b\";1\r\nc;2\r\n"), ["a;b", "c"]);
    assert_eq!(texts(b"what\ttext\n1\ta,b;c\n"), ["a,b;c"]);
    assert_eq!(texts(b"whatever\n\"two\nlines\"\n"), ["two\nlines"]);
    assert_eq!(texts(b" Text \n=cmd|' /C calc'!A0\n"), ["=cmd|' /C calc'!A0"]);
    let wide =
        |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        assert_eq!(texts(&wide("\u{feff}text\tn\r\nKäse €\t1\r\n", bytes)), ["Käse €"]);
    }
    assert_eq!(texts(b"{\"text\": \"a\", \"n\": 1}\n\n{\"n\": 2, \"text\": \"b\"}"), ["a", "b"]);
}

#[test]
fn known_answers_and_keys_are_found() {
    let columns = Columns {
        text: Some("Claim".to_owned().into()),
        answer: Some("gold".to_owned().into()),
        ..Columns::default()
    };
    let sheet = read(b"key,Claim,gold\n7,it purrs,cat\n8,it barks,\n", &columns).unwrap();
    let found: Vec<_> = sheet.items.iter().map(|item| (item.key.as_deref(), item.gold)).collect();
    assert_eq!(found, [(Some("7"), Some(0)), (Some("8"), None)]);
    let sheet =
        read(b"{\"key\": 7, \"text\": \"x\", \"answer\": \"dog\", \"z\": [1], \"a\": null}", &columns)
            .unwrap();
    assert_eq!((sheet.items[0].key.as_deref(), sheet.items[0].gold), (Some("7"), Some(1)));
    assert_eq!(sheet.headings, ["key", "text", "answer", "z", "a"]);
}

#[test]
fn a_bad_line_is_named() {
    let none = Columns::default();
    let wrong = |text: &[u8]| read(text, &none).map(|sheet| sheet.items.len()).unwrap_err();
    assert_eq!(wrong(b""), ("throng-columns-none", "/text".into()));
    assert_eq!(wrong(b"text\n"), ("throng-items-none", "/".into()));
    assert_eq!(wrong(b"a,b\n1,2\n"), ("throng-columns-none", "/text".into()));
    assert_eq!(wrong(b"text,b\n1,2\n3\n"), ("throng-line-cells", "/3".into()));
    assert_eq!(wrong(b"text,key\na,1\nb,2\nc,1\n"), ("throng-line-key-twice", "/4".into()));
    assert_eq!(wrong(b"text,answer\na,cow\n"), ("throng-line-answer", "/2".into()));
    assert_eq!(wrong(b"text,b\n\" \",2\n"), ("throng-line-empty", "/2".into()));
    assert_eq!(wrong(b"picture\n../../etc/passwd\n"), ("throng-line-picture", "/2".into()));
    assert_eq!(wrong(b"url\njavascript:alert(1)\n"), ("throng-line-url", "/2".into()));
    assert_eq!(wrong(b"{\"text\": \"a\"}\n[1]\n"), ("throng-line-json", "/2".into()));
    assert_eq!(wrong(b"{\"text\": \"a\", \"text\": \"b\"}\n"), ("throng-line-json", "/1".into()));
    assert_eq!(wrong(b"{\"text\": {\"a\": 1}}\n"), ("throng-line-nested", "/1".into()));
    assert_eq!(
        wrong(format!("text\n{}\n", "x".repeat(MAX_CELL + 1)).as_bytes()),
        ("throng-line-long", "/2".into())
    );
    let columns = Columns { text: Some("nope".to_owned().into()), ..Columns::default() };
    assert_eq!(read(b"text\na\n", &columns).unwrap_err().0, "throng-column-unknown");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(sheet) = read(&bytes, &Columns::default()) {
            prop_assert!(!sheet.items.is_empty());
        }
    }

    #[test]
    fn every_cell_is_kept(rows in proptest::collection::vec(("[^\0]{1,20}", "\\PC{0,20}"), 1..10)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["text", "note"]).unwrap();
        for (text, note) in &rows {
            writer.write_record([&format!("t{text}"), note]).unwrap();
        }
        let sheet = read(&writer.into_inner().unwrap(), &Columns::default()).unwrap();
        let kept: Vec<_> = sheet.items.into_iter().map(|item| item.cells).collect();
        let sent: Vec<_> = rows.into_iter().map(|(text, note)| Cells::Csv(vec![format!("t{text}"), note])).collect();
        prop_assert_eq!(kept, sent);
    }
}
