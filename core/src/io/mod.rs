//! Files: sources and sinks.
