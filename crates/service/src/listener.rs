//! The listening socket: opened where the settings say, and closed without losing a connection that the kernel has accepted.
//!
//! A connection is complete for its client before the service has accepted it, so one that arrives between the last `accept`
//! and the closing of the socket is reset. To close without a loss, the kernel is first told to drop new handshakes (Linux): no
//! connection can begin any more, those that have begun are completed, accepted and served, and only then the socket is closed.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};

/// Time for handshakes that have begun to be completed: a round trip to a client that is far away.
pub(crate) const DRAIN_TIME: Duration = Duration::from_millis(250);

/// Listens at `port`, which `setting` names.
pub(crate) async fn listen(setting: &str, bind: IpAddr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((bind, port)).await.map_err(|error| {
        let what = format!("{setting}: {bind} port {port} cannot be listened at: {error}");
        io::Error::new(error.kind(), what)
    })
}

/// Has the kernel drop the first packet of new connections. Their clients send it again a second later, and are refused then,
/// once the socket is closed. Where the kernel cannot, connections go on to arrive.
pub(crate) fn stop_handshakes(listener: &TcpListener) {
    #[cfg(target_os = "linux")]
    if let Err(error) = SockRef::from(listener).attach_filter(&NO_SYN) {
        tracing::debug!(cause = %error, "handshakes cannot be stopped");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = listener;
}

/// A program of the Berkeley packet filter, which looks at a TCP header: drops what has the flag SYN.
#[cfg(target_os = "linux")]
const NO_SYN: [socket2::SockFilter; 4] = {
    use socket2::SockFilter;
    // The codes of instructions stand in linux/bpf_common.h.
    const LOAD_BYTE: u16 = 0x30;
    const JUMP_IF_SET: u16 = 0x45;
    const RETURN: u16 = 0x06;
    // Where the flags stand in the header, and SYN among them (RFC 9293, 3.1).
    const FLAGS: u32 = 13;
    const SYN: u32 = 0x02;
    [
        SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        SockFilter::new(JUMP_IF_SET, 0, 1, SYN),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ]
};

/// The next connection that waits in the kernel's queue, asked for at once and whatever the runtime has been told of it.
///
/// # Errors
/// `WouldBlock` where none waits.
pub(crate) fn accept_now(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let (socket, peer) = SockRef::from(listener).accept()?;
    socket.set_nonblocking(true)?;
    let peer = peer.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
    Ok((TcpStream::from_std(socket.into())?, peer))
}
