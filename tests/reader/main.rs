//! What a reader does and sees: keys in, frame out.

mod harness;

mod marking;

mod moving;

mod screen;

mod searching;
