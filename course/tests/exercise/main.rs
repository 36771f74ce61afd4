//! Exercises over thousands of seeds: each has one right answer that is marked as right, and every answer is worked
//! out again from what the student sees, by exact fractions or by trying everything.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // The numbers of exercises are small.

mod bounds;
mod choking;
mod chunks;
mod every;
mod exact;
mod joining;
mod marking;
mod report;
mod scaling;
mod seen;
mod set;
mod working;
