//! Generated tests: every case file, every kind of song in growth measurements and every file of the fuzzers' corpus is a
//! separate test. `cargo case NAME` runs those whose name contains `NAME`;
//! `cargo case --list` lists them.

mod case_files;
mod corpus;
mod growth;
mod limits;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let mut tests = case_files::tests();
    tests.extend(growth::tests());
    tests.extend(limits::tests());
    tests.extend(corpus::tests());
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
