//! Prints one line. The benches and tests compare the cost of a look-up with the cost of this
//! program.

#![allow(clippy::print_stdout, reason = "printing is its only job")]

fn main() {
    println!("AuthFailure");
}
