//! A started server, and raw requests to it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::support::{KEY, application};
use chordpro_api::app::App;
use chordpro_api::server::Server;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A server in this process, on a free port of the loopback interface.
pub(crate) struct Started {
    pub(crate) app: Arc<App>,
    pub(crate) address: SocketAddr,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) task: JoinHandle<()>,
}

pub(crate) async fn start(more: &[(&str, &str)]) -> Started {
    let app = application(more);
    let server = Server::bind(app.clone()).await.expect("a free port");
    let address = server.address().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server.serve(async {
        let _ = stopped.await;
    }));
    Started {
        app,
        address,
        stop,
        task,
    }
}

/// `POST /convert` of JSON, with more header lines.
pub(crate) fn post(body: &str, extra: &str) -> String {
    format!(
        "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nContent-Type: application/json\r\n{extra}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends, and reads until the other end closes.
pub(crate) async fn exchange(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(text.as_bytes()).await.expect("sent");
    read_to_end(&mut stream).await
}

/// What comes until the other end closes.
pub(crate) async fn read_to_end(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let _ = timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes))
        .await
        .expect("an end");
    String::from_utf8_lossy(&bytes).into_owned()
}
