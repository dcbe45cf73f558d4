//! The graceful stop.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::child::Process;

/// The promise: SIGTERM ends it within this time.
const PROMISED: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_nought_within_the_promised_time_even_with_sockets_open() {
    let folder = tempfile::tempdir().unwrap();
    let server = Process::serve(folder.path());
    let mut request = format!("{}/live", server.url.replace("http", "ws")).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "throng.v1".parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    let began = Instant::now();
    let stopping = tokio::task::spawn_blocking(move || server.stop());
    while let Some(Ok(_)) = socket.next().await {}
    assert!(stopping.await.unwrap().success());
    assert!(began.elapsed() < PROMISED, "{:?}", began.elapsed());
}
