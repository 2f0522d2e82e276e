//! Listens, and stops gracefully: requests in flight finish, streams close.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::IntoResponse;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// How long a client may take to send a request's head.
const HEAD_TIMEOUT_SECONDS: u64 = 15;

/// Whether a request names the one host that it is for (RFC 9112, 3.2). A request of HTTP/1.0 may leave it out.
fn names_one_host<B>(request: &http::Request<B>) -> bool {
    let mut hosts = request.headers().get_all(http::header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => request.version() < http::Version::HTTP_11,
        (Some(host), None) => host.to_str().is_ok_and(|host| host.parse::<http::uri::Authority>().is_ok()),
        (Some(_), Some(_)) => false,
    }
}

fn bad_host() -> axum::response::Response {
    (http::StatusCode::BAD_REQUEST, "Name the host of the request once, in one Host header.\n").into_response()
}

/// Serves until `stop` completes, then waits up to `timeout` for requests in flight.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>, timeout: Duration) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Most likely no file descriptor is left: open connections must end first.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        // Small packets are sent at once.
        let _ignored = stream.set_nodelay(true);
        let router = router.clone();
        let service = tower::service_fn(move |mut request: http::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            let router = router.clone();
            async move {
                if !names_one_host(&request) {
                    return Ok(bad_host());
                }
                router.oneshot(request.map(axum::body::Body::new)).await
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(HEAD_TIMEOUT_SECONDS))
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn a_request_names_one_host() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("an address");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let router = Router::new().fallback(|| std::future::ready("served"));
        let stopped = async { drop(stopped.await) };
        let serving = tokio::spawn(serve(listener, router, stopped, Duration::from_secs(5)));
        for (head, status) in [
            ("GET / HTTP/1.1\r\nHost: crew.example\r\n", "200"),
            ("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n", "200"),
            ("GET / HTTP/1.0\r\n", "200"),
            ("GET / HTTP/1.0\r\nHost: crew.example\r\n", "200"),
            ("GET / HTTP/1.1\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost:\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: crew.example\r\nHost: crew.example\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: crew.example\r\nHost: evil.example\r\n", "400"),
            ("GET / HTTP/1.0\r\nHost: crew.example\r\nHost: evil.example\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: crew.example, evil.example\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: crew.example/x\r\n", "400"),
        ] {
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            let request = format!("{head}Connection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.expect("a request");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.expect("an answer");
            assert_eq!(answer.split(' ').nth(1), Some(status), "{head:?}: {answer}");
        }
        drop(stop);
        serving.await.expect("a server that stops");
    }
}
