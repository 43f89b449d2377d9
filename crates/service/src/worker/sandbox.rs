//! What a worker gives up before its first task: memory beyond its limit, files, sockets, other programs.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::panics::panic_places;

/// Which walls of the sandbox the kernel has put up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// System calls that a conversion does not need end the process.
    pub seccomp: bool,
    /// No file can be opened.
    pub landlock: bool,
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.seccomp, self.landlock) {
            (true, true) => "seccomp, Landlock",
            (true, false) => "seccomp",
            (false, true) => "Landlock",
            (false, false) => "none: this kernel has neither seccomp nor Landlock",
        })
    }
}

/// Limits the data of this process to `memory` bytes, and forbids core dumps, which would hold songs.
///
/// # Errors
/// Where the system refuses.
pub fn limit(memory: u64) -> io::Result<()> {
    for (resource, most) in [(Resource::Data, memory), (Resource::Core, 0)] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}

/// Gives up files, sockets and other programs, for all threads, as far as the kernel can.
///
/// # Errors
/// Where a kernel that can refuses.
pub fn enter() -> io::Result<Confinement> {
    #[cfg(target_os = "linux")]
    return linux::enter();
    #[cfg(not(target_os = "linux"))]
    Ok(Confinement::default())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::io;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
        RulesetStatus,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, apply_filter_all_threads,
    };

    use super::Confinement;

    /// The calls that a conversion makes: memory, time, threads that wait for each other, the parent's socket, the return from the
    /// handler of a signal, ending.
    const CALLS: &[i64] = &[
        libc::SYS_brk,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_close,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_fcntl,
        libc::SYS_futex,
        libc::SYS_getpid,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_madvise,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_nanosleep,
        libc::SYS_read,
        libc::SYS_recvfrom,
        libc::SYS_restart_syscall,
        libc::SYS_rseq,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sched_getaffinity,
        libc::SYS_sched_yield,
        libc::SYS_sendto,
        libc::SYS_set_robust_list,
        libc::SYS_sigaltstack,
        libc::SYS_tgkill,
        libc::SYS_write,
        libc::SYS_writev,
    ];

    pub(super) fn enter() -> io::Result<Confinement> {
        let landlock = landlock().map_err(io::Error::other)?;
        let seccomp = seccomp()?;
        Ok(Confinement { seccomp, landlock })
    }

    /// No file, and no port, of any kind that this kernel's Landlock knows.
    fn landlock() -> Result<bool, landlock::RulesetError> {
        let status = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V5))?
            .handle_access(AccessNet::from_all(ABI::V5))?
            .create()?
            .restrict_self()?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    fn seccomp() -> io::Result<bool> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            CALLS.iter().map(|call| (*call, Vec::new())).collect();
        // Threads and the allocator give names, to themselves and to memory; that is all that they may do with this call.
        let names = [libc::PR_SET_NAME, libc::PR_SET_VMA].map(|option| {
            let option = u64::from(option.unsigned_abs());
            SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, option)
                .and_then(|condition| SeccompRule::new(vec![condition]))
        });
        let names: Result<Vec<_>, _> = names.into_iter().collect();
        rules.insert(libc::SYS_prctl, names.map_err(io::Error::other)?);
        let machine = std::env::consts::ARCH
            .try_into()
            .map_err(io::Error::other)?;
        let filter = SeccompFilter::new(
            rules,
            SeccompAction::KillProcess,
            SeccompAction::Allow,
            machine,
        )
        .map_err(io::Error::other)?;
        let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
        Ok(apply_filter_all_threads(&program).is_ok())
    }
}

/// What a worker must not be able to do, for tests: `chordpro-api worker --probe NAME` enters the sandbox and tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// Opens a file.
    Open,
    /// Opens a connection.
    Connect,
    /// Starts a program.
    Exec,
    /// Takes memory until it ends, a mebibyte at a time, and counts them on standard output.
    Memory,
    /// Aborts.
    Abort,
    /// Panics.
    Panic,
    /// Takes memory until there is hardly any left, and panics.
    PanicWithoutMemory,
}

impl Probe {
    /// All names.
    pub const NAMES: [&str; 7] = [
        "open",
        "connect",
        "exec",
        "memory",
        "abort",
        "panic",
        "panic-without-memory",
    ];

    /// The probe called `name`.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Probe::Open,
            Probe::Connect,
            Probe::Exec,
            Probe::Memory,
            Probe::Abort,
            Probe::Panic,
            Probe::PanicWithoutMemory,
        ];
        let mut known = Self::NAMES.into_iter().zip(all);
        known.find_map(|(known, probe)| (known == name).then_some(probe))
    }

    /// Enters the sandbox, says what is in force, and tries; says how that went, if the process is still there.
    ///
    /// # Errors
    /// Where the sandbox cannot be entered.
    pub fn run(self, memory: u64) -> io::Result<()> {
        let place = panic_places();
        limit(memory)?;
        println!("confined by {}", enter()?);
        let outcome = match self {
            Probe::Open => std::fs::File::open("/etc/hostname").map(drop),
            Probe::Connect => std::net::TcpStream::connect(("127.0.0.1", 9)).map(drop),
            Probe::Exec => std::process::Command::new("/bin/true").status().map(drop),
            Probe::Memory => take_memory(),
            Probe::Abort => std::process::abort(),
            Probe::Panic => panics(&place, || panic!("a probe")),
            Probe::PanicWithoutMemory => panics(&place, panic_without_memory),
        };
        match outcome {
            Ok(()) => println!("nothing stopped it"),
            Err(error) => println!("refused: {}", error.kind()),
        }
        Ok(())
    }
}

fn take_memory() -> io::Result<()> {
    let mut taken = Vec::new();
    for count in 1_u32.. {
        taken.push(vec![count as u8; 1 << 20]);
        println!("{count}");
    }
    Ok(())
}

/// Says where `work` panics, as a worker does of a task.
fn panics(place: &Mutex<Option<String>>, work: fn()) -> io::Result<()> {
    if std::panic::catch_unwind(work).is_err() {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner).take();
        println!("panicked at {}", place.unwrap_or_default());
    }
    Ok(())
}

fn panic_without_memory() {
    let mut taken = Vec::new();
    loop {
        let mut piece = Vec::new();
        if piece.try_reserve_exact(1 << 20).is_err() {
            break;
        }
        piece.resize(1 << 20, 1_u8);
        taken.push(piece);
    }
    panic!("{} MiB were there", taken.len());
}
