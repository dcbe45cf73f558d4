//! Connections: taken in within bounds, served, and let end when the server stops.
//!
//! Live connections leave here with their upgrade; the hub bounds those and says goodbye to them. Bodies are bounded by
//! [`crate::web::pace`].

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use platform::shares::{Share, Shares};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::Service;

use crate::app::App;
use crate::web::router::router;

/// How long a request's head may take, and how long a connection is kept without a request.
pub const HEAD_WAIT: Duration = Duration::from_secs(30);
/// Connections at a time that have not become live ones; whoever comes then waits in the kernel's queue.
const MAX_CONNECTIONS: u32 = 10_000;
/// Of these, connections of one address (of one /64 in IPv6). This machine and named proxies speak for many.
const MAX_PER_ADDRESS: u32 = 1_000;
/// Pause after the system refused a connection for want of something: files, most often.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// One connection's place; given back when it ends.
struct Place(#[expect(dead_code, reason = "held for its permit")] OwnedSemaphorePermit);

/// Serves what connects to `listener` until the drain starts; returns when the last connection has ended. A request's head
/// may take `head_wait`.
pub async fn serve(app: App, listener: TcpListener, head_wait: Duration) {
    let router = router(&app);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS as usize));
    let shares = Shares::new(MAX_PER_ADDRESS);
    let (serving, stops) = watch::channel(());
    loop {
        let (place, (stream, peer)) = tokio::select! {
            biased;
            () = app.drain.draining() => break,
            next = next(&places, &listener) => next,
        };
        let Ok(share) = share(&app, &shares, peer) else { continue };
        let (router, stops) = (router.clone(), stops.clone());
        tokio::spawn(async move {
            connection(router, stream, peer, head_wait, stops).await;
            drop((place, share));
        });
    }
    drop((serving, stops, listener));
    // Cannot be closed, and everybody gives their place back.
    let _all = places.acquire_many(MAX_CONNECTIONS).await;
}

/// The next connection, once there is a place for it.
async fn next(places: &Arc<Semaphore>, listener: &TcpListener) -> (Option<Place>, (TcpStream, SocketAddr)) {
    let place = Arc::clone(places).acquire_owned().await.ok().map(Place);
    loop {
        match listener.accept().await {
            Ok(accepted) => return (place, accepted),
            // It went before it was taken in.
            Err(error) if is_of_the_other_end(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken in just now");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_the_other_end(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The peer's share, where it has one to keep to.
///
/// # Errors
/// When it has all of it already.
fn share(app: &App, shares: &Arc<Shares>, peer: SocketAddr) -> Result<Option<Share>, ()> {
    let ip = peer.ip().to_canonical();
    if ip.is_loopback() || app.proxies.contains(ip) {
        return Ok(None);
    }
    shares.take(ip.into()).map(Some).ok_or(())
}

/// One connection to its end: request after request, until its peer goes, it says nothing for too long, or the server stops.
async fn connection(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    head_wait: Duration,
    mut stops: watch::Receiver<()>,
) {
    // Small frames are told at once; a stream that cannot do that can still be read.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(router.clone(), request, peer));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_wait)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    // What goes wrong between us and the other end is told to nobody: either it is gone or it was answered.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stops.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

async fn answer(
    mut router: Router,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.call(request).await
}
