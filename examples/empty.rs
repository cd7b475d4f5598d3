//! Prints one line: the peer that the cost of a look-up is measured beside.

#![allow(clippy::print_stdout, reason = "that is all it does")]

fn main() {
    println!("AuthFailure");
}
