//! Finds byte runs that may hold an identifier, over whole column buffers.
