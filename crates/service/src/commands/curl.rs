//! What the container's program does under the name `curl`: the health check of older compose files, `curl -f` with the address of
//! a health route on this machine, and nothing else. Exit codes and messages are those that scripts know from curl.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::process::ExitCode;

use axum::http::Uri;

use super::healthcheck::{MOST, PATIENCE};

/// Exit code for arguments other than `-f` and an address.
const USAGE: u8 = 2;
/// Exit code for an address that is not one of a health route on this machine.
const ADDRESS: u8 = 3;
/// Exit code where nobody answers.
const NO_CONNECTION: u8 = 7;
/// Exit code for an answer of 400 and above.
const REFUSED: u8 = 22;

/// Where a health check goes to.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    address: SocketAddr,
    path: String,
}

impl Target {
    /// Reads an address such as `http://localhost:8080/health`.
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let host = uri.host()?.trim_matches(['[', ']']);
        let host = if host.eq_ignore_ascii_case("localhost") {
            IpAddr::V4(Ipv4Addr::LOCALHOST)
        } else {
            host.parse().ok()?
        };
        let is_plain = uri.scheme_str() == Some("http") && uri.query().is_none();
        let is_health = ["/health", "/health/live", "/health/ready"].contains(&uri.path());
        (is_plain && is_health && host.is_loopback()).then(|| Target {
            address: SocketAddr::new(host, uri.port_u16().unwrap_or(80)),
            path: uri.path().to_owned(),
        })
    }

    /// The status and the body of the answer.
    fn ask(&self) -> io::Result<(u16, String)> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let request = format!(
            "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            self.path
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.take(MOST).read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        Ok((status, body.to_owned()))
    }
}

/// Runs with the arguments of the process.
pub fn curl() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let address = match arguments.as_slice() {
        [flag, address] if flag == "-f" || flag == "--fail" => address,
        _ => {
            return fail(
                USAGE,
                "this is chordpro-api, which does only: curl -f http://localhost:8080/health",
            );
        }
    };
    let Some(target) = Target::parse(address) else {
        return fail(
            ADDRESS,
            "only a health route on this machine is asked, over http",
        );
    };
    match target.ask() {
        Ok((status, _)) if status >= 400 => fail(
            REFUSED,
            &format!("The requested URL returned error: {status}"),
        ),
        Ok((_, body)) => {
            let _ = io::stdout().write_all(body.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => fail(
            NO_CONNECTION,
            &format!("the service does not answer: {error}"),
        ),
    }
}

fn fail(code: u8, message: &str) -> ExitCode {
    eprintln!("curl: ({code}) {message}");
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_health_routes_of_this_machine_are_asked() {
        for (text, address, path) in [
            ("http://localhost:8080/health", "127.0.0.1:8080", "/health"),
            (
                "http://LOCALHOST/health/live",
                "127.0.0.1:80",
                "/health/live",
            ),
            (
                "http://127.0.0.1:9090/health/ready",
                "127.0.0.1:9090",
                "/health/ready",
            ),
            ("http://[::1]:8080/health", "[::1]:8080", "/health"),
        ] {
            let target = Target::parse(text).expect(text);
            assert_eq!(
                (target.address.to_string().as_str(), target.path.as_str()),
                (address, path)
            );
        }
        for text in [
            "http://example.org/health",
            "http://192.0.2.1:8080/health",
            "http://localhost.example.org/health",
            "http://localhost@192.0.2.1/health",
            "https://localhost:8080/health",
            "http://localhost:8080/metrics",
            "http://localhost:8080/health?x=1",
            "http://localhost:8080/",
            "file:///etc/passwd",
            "localhost:8080/health",
            "",
        ] {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_answer_is_its_status_and_its_body() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut head = [0; 1024];
            let count = stream.read(&mut head).expect("a request");
            let answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno";
            stream.write_all(answer).expect("sent");
            String::from_utf8_lossy(&head[..count]).into_owned()
        });
        let target = Target::parse(&format!("http://{address}/health")).expect("a target");
        assert_eq!(target.ask().expect("an answer"), (503, "no".to_owned()));
        let request = serving.join().expect("no panic");
        assert!(request.starts_with("GET /health HTTP/1.1\r\n"), "{request}");
    }
}
