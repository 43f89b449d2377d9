//! The listening socket: opened where the settings say or handed over by systemd, and closed without losing a connection that the
//! kernel has accepted.
//!
//! A connection is complete for its client before the service has accepted it, so one that arrives between the last `accept`
//! and the closing of the socket is reset. To close without a loss, the kernel is first told to drop new handshakes (Linux): no
//! connection can begin any more, those that have begun are completed, accepted and served, and only then the socket is closed.
//! A Unix socket loses its name first. A socket that was handed over stays open, and what waits there is for the next process.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use listenfd::ListenFd;
use socket2::SockRef;
use tokio::net::{TcpListener, UnixListener, UnixStream};

use crate::server::socket::Socket;
use crate::settings::Settings;

/// Time for handshakes that have begun to be completed: a round trip to a client that is far away.
pub(crate) const DRAIN_TIME: Duration = Duration::from_millis(250);

/// As whom clients of a Unix socket count: they are on this machine, and have no address.
const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Listens on `port`, which `setting` names.
///
/// # Errors
/// As the system says, with the setting at fault: `BIND` if the machine does not have the address, else that of the port.
pub(crate) async fn listen(setting: &str, bind: IpAddr, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((bind, port)).await.map_err(|error| {
        let setting = match error.kind() {
            io::ErrorKind::AddrNotAvailable => "BIND",
            _ => setting,
        };
        let address = SocketAddr::new(bind, port);
        let what = format!("{setting}: the service cannot listen on {address}: {error}");
        io::Error::new(error.kind(), what)
    })
}

/// The socket that systemd has opened for the service (`LISTEN_FDS`), if there is one. To be taken before threads are started.
///
/// # Errors
/// It is no socket that listens.
pub(crate) fn handed_over() -> io::Result<Option<HandedOver>> {
    let mut sockets = ListenFd::from_env();
    if sockets.len() == 0 {
        return Ok(None);
    }
    if let Ok(Some(listener)) = sockets.take_tcp_listener(0) {
        listener.set_nonblocking(true)?;
        return Ok(Some(HandedOver::Tcp(listener)));
    }
    match sockets.take_unix_listener(0) {
        Ok(Some(listener)) => {
            listener.set_nonblocking(true)?;
            Ok(Some(HandedOver::Unix(listener)))
        }
        _ => Err(io::Error::other(
            "LISTEN_FDS: the first socket handed over is none of TCP or Unix that listens",
        )),
    }
}

/// A socket that was handed over, before there is a runtime for it.
#[derive(Debug)]
pub(crate) enum HandedOver {
    /// Of TCP.
    Tcp(std::net::TcpListener),
    /// A Unix socket.
    Unix(std::os::unix::net::UnixListener),
}

/// A socket that listens.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: Listening,
    /// Whether it goes on to listen when this process ends.
    stays: bool,
}

#[derive(Debug)]
enum Listening {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    /// Listens where the settings say.
    ///
    /// # Errors
    /// Where the address or the path is taken, or not ours.
    pub(crate) async fn bind(settings: &Settings) -> io::Result<Self> {
        let socket = match &settings.listen.unix_socket {
            Some(path) => Listening::Unix(listen_at(path).await?),
            None => {
                Listening::Tcp(listen("PORT", settings.listen.bind, settings.listen.port).await?)
            }
        };
        Ok(Listener {
            socket,
            stays: false,
        })
    }

    /// Listens on a socket that was handed over.
    ///
    /// # Errors
    /// Where the runtime does not take it.
    pub(crate) fn take(socket: HandedOver) -> io::Result<Self> {
        let socket = match socket {
            HandedOver::Tcp(listener) => Listening::Tcp(TcpListener::from_std(listener)?),
            HandedOver::Unix(listener) => Listening::Unix(UnixListener::from_std(listener)?),
        };
        Ok(Listener {
            socket,
            stays: true,
        })
    }

    /// The address that it listens at.
    ///
    /// # Errors
    /// Where the system does not say, or it is a Unix socket.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        match &self.socket {
            Listening::Tcp(listener) => listener.local_addr(),
            Listening::Unix(_) => Err(io::ErrorKind::AddrNotAvailable.into()),
        }
    }

    /// Where it listens, for people: an address and port, or `unix:` and a path.
    pub(crate) fn place(&self) -> String {
        match &self.socket {
            Listening::Tcp(listener) => listener
                .local_addr()
                .map_or_else(|_| "unknown".to_owned(), |address| address.to_string()),
            Listening::Unix(_) => {
                let path = self.path().unwrap_or_default();
                format!("unix:{}", path.display())
            }
        }
    }

    fn path(&self) -> Option<PathBuf> {
        let Listening::Unix(listener) = &self.socket else {
            return None;
        };
        Some(listener.local_addr().ok()?.as_pathname()?.to_owned())
    }

    /// The next connection, and the address of its other end.
    ///
    /// # Errors
    /// Where the process or the machine has no room for it.
    pub(crate) async fn accept(&self) -> io::Result<(Socket, SocketAddr)> {
        match &self.socket {
            Listening::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                Ok((Socket::Tcp(stream), peer))
            }
            Listening::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                Ok((Socket::Unix(stream), LOCAL))
            }
        }
    }

    /// Lets no new connection begin. `false` where that needs no time for those that are on their way.
    pub(crate) fn stop_beginning(&self) -> bool {
        match &self.socket {
            _ if self.stays => false,
            Listening::Tcp(listener) => {
                stop_handshakes(listener);
                true
            }
            Listening::Unix(_) => {
                if let Some(path) = self.path() {
                    let _ = std::fs::remove_file(path);
                }
                false
            }
        }
    }

    /// The next connection that waits in the kernel's queue, asked for at once and whatever the runtime has been told of it. None
    /// waits for this process where the socket stays.
    ///
    /// # Errors
    /// `WouldBlock` where none waits.
    pub(crate) fn accept_now(&self) -> io::Result<(Socket, SocketAddr)> {
        if self.stays {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        match &self.socket {
            Listening::Tcp(listener) => {
                let (socket, peer) = SockRef::from(listener).accept()?;
                socket.set_nonblocking(true)?;
                let peer = peer.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
                let stream = tokio::net::TcpStream::from_std(socket.into())?;
                Ok((Socket::Tcp(stream), peer))
            }
            Listening::Unix(listener) => {
                let (socket, _) = SockRef::from(listener).accept()?;
                socket.set_nonblocking(true)?;
                let stream = UnixStream::from_std(socket.into())?;
                Ok((Socket::Unix(stream), LOCAL))
            }
        }
    }
}

/// Why no socket can be made at `path`, as far as that shows without trying.
pub(crate) fn socket_fault(path: &Path) -> Option<String> {
    let shown = path.display();
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Some(format!("{shown} is a folder")),
    };
    match std::fs::symlink_metadata(path) {
        Ok(data) if data.is_dir() => Some(format!("{shown} is a folder")),
        Ok(data) if !data.file_type().is_socket() => {
            Some(format!("{shown} is there already, and is no socket"))
        }
        _ if !folder.is_dir() => Some(format!("{} is no folder", folder.display())),
        _ => std::os::unix::net::SocketAddr::from_pathname(path)
            .err()
            .map(|_| format!("{shown} is longer than the system allows for a socket")),
    }
}

/// Listens at `path`. A socket that nobody listens at any more, left by a process that was killed, gives way.
async fn listen_at(path: &Path) -> io::Result<UnixListener> {
    if let Some(fault) = socket_fault(path) {
        return Err(io::Error::other(format!("UNIX_SOCKET: {fault}")));
    }
    let outcome = match UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_abandoned(path).await => {
            std::fs::remove_file(path).and_then(|()| UnixListener::bind(path))
        }
        outcome => outcome,
    };
    outcome.map_err(|error| {
        let what = format!(
            "UNIX_SOCKET: the service cannot listen on {}: {error}",
            path.display()
        );
        io::Error::new(error.kind(), what)
    })
}

async fn is_abandoned(path: &Path) -> bool {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|data| data.file_type().is_socket());
    let refused = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    is_socket
        && UnixStream::connect(path)
            .await
            .is_err_and(|error| refused(&error))
}

/// Has the kernel drop the first packet of new connections. Their clients send it again a second later, and are refused then,
/// once the socket is closed. Where the kernel cannot, connections go on to arrive.
fn stop_handshakes(listener: &TcpListener) {
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
