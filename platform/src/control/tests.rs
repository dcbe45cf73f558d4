//! Both ends of a real socket.

use super::*;
use serde_json::json;
use tempfile::{TempDir, tempdir};

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Request {
    Double(i64),
    Count(u32),
    Refuse,
    Hang,
}

async fn handle(request: Request, progress: Progress) -> Result<Value, String> {
    match request {
        Request::Double(n) => Ok(json!(n * 2)),
        Request::Count(to) => {
            for n in 0..to {
                progress.tell(n).await;
            }
            Ok(json!("counted"))
        }
        Request::Refuse => Err("not today; come tomorrow".into()),
        Request::Hang => std::future::pending().await,
    }
}

/// A server in a folder of its own, which ends with the test's runtime.
fn serve_in(path: &Path) -> DataFolder {
    let folder = DataFolder::open(path).unwrap();
    tokio::spawn(Control::bind(&folder).unwrap().serve(handle));
    folder
}

fn server() -> (TempDir, DataFolder) {
    let parent = tempdir().unwrap();
    let folder = serve_in(&parent.path().join("data"));
    (parent, folder)
}

async fn asked(folder: &Path, request: Request) -> Result<Value, AskError> {
    ask(folder, &request, |progress| panic!("unexpected progress {progress}")).await
}

#[tokio::test]
async fn a_question_has_an_answer_or_a_reason() {
    let (_parent, folder) = server();
    assert_eq!(asked(folder.path(), Request::Double(21)).await.unwrap(), 42);
    let refused = asked(folder.path(), Request::Refuse).await.unwrap_err();
    assert_eq!(refused.to_string(), "not today; come tomorrow");
}

#[tokio::test]
async fn progress_comes_whole_and_in_order() {
    let (_parent, folder) = server();
    let mut seen = Vec::new();
    let done = ask(folder.path(), &Request::Count(50), |progress| seen.push(progress)).await.unwrap();
    assert_eq!((done, seen), (json!("counted"), (0..50).map(Value::from).collect()));
}

#[tokio::test]
async fn without_a_server_the_sentence_says_so() {
    let parent = tempdir().unwrap();
    let error = asked(parent.path(), Request::Refuse).await.unwrap_err();
    assert!(matches!(error, AskError::NotRunning(_)), "{error}");
}

#[tokio::test]
async fn a_stale_socket_is_replaced() {
    let parent = tempdir().unwrap();
    drop(Control::bind(&DataFolder::open(parent.path()).unwrap()).unwrap());
    let error = asked(parent.path(), Request::Refuse).await.unwrap_err();
    assert!(matches!(error, AskError::NotRunning(_)), "{error}");
    let folder = serve_in(parent.path());
    assert_eq!(asked(folder.path(), Request::Double(1)).await.unwrap(), 2);
}

#[tokio::test]
async fn the_socket_is_its_owners_only() {
    let (_parent, folder) = server();
    let mode = fs::metadata(folder.path().join(NAME)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_long_path_is_no_obstacle() {
    let parent = tempdir().unwrap();
    let long = parent.path().join("x".repeat(120)).join("y".repeat(120));
    let folder = serve_in(&long);
    assert_eq!(asked(folder.path(), Request::Double(2)).await.unwrap(), 4);
}

#[tokio::test]
async fn an_unknown_request_is_refused_with_a_reason() {
    let (_parent, folder) = server();
    let error = ask(folder.path(), &json!({"dance": 1}), |_| ()).await.unwrap_err();
    assert!(matches!(&error, AskError::Refused(why) if why.contains("use the same version")), "{error}");
}

#[tokio::test]
async fn a_line_too_long_is_refused_on_both_sides() {
    let (_parent, folder) = server();
    let long = "x".repeat(MAX_LINE as usize);
    let error = ask(folder.path(), &long, |_| ()).await.unwrap_err();
    assert!(matches!(error, AskError::BrokenOff(_)), "{error}");
    let mut stream = connect(folder.path()).unwrap();
    // The server may hang up before all is sent.
    let _ = stream.write_all(long.as_bytes()).await;
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
    assert_eq!(asked(folder.path(), Request::Double(3)).await.unwrap(), 6);
}

#[tokio::test]
async fn the_ninth_waits_for_one_of_eight() {
    let (_parent, folder) = server();
    let path = folder.path().to_owned();
    let mut hanging = JoinSet::new();
    for _ in 0..MAX_CONNECTIONS {
        let mut stream = connect(&path).unwrap();
        send(&mut stream, &Request::Count(1_000_000)).await.unwrap();
        hanging.spawn(async move {
            let mut first = [0];
            stream.read_exact(&mut first).await.unwrap();
            stream
        });
    }
    let streams = hanging.join_all().await;
    let mut ninth = pin!(asked(&path, Request::Double(4)));
    assert!(timeout(Duration::from_millis(50), &mut ninth).await.is_err());
    drop(streams);
    assert_eq!(ninth.await.unwrap(), 8);
}

#[tokio::test(start_paused = true)]
async fn neither_side_waits_for_ever() {
    let (_parent, folder) = server();
    let mut silent = connect(folder.path()).unwrap();
    let mut rest = Vec::new();
    silent.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    let error = asked(folder.path(), Request::Hang).await.unwrap_err();
    assert!(
        matches!(&error, AskError::BrokenOff(error) if error.kind() == io::ErrorKind::TimedOut),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_dies_is_told_from_one_that_is_done() {
    let parent = tempdir().unwrap();
    let folder = DataFolder::open(parent.path()).unwrap();
    let serving = tokio::spawn(Control::bind(&folder).unwrap().serve(handle));
    let path = folder.path().to_owned();
    let (tell, mut told) = mpsc::unbounded_channel();
    let asking = tokio::spawn(async move {
        ask(&path, &Request::Count(u32::MAX), |_| {
            tell.send(()).unwrap();
        })
        .await
    });
    told.recv().await.unwrap();
    serving.abort();
    let error = asking.await.unwrap().unwrap_err();
    assert!(matches!(error, AskError::BrokenOff(_)), "{error}");
}
