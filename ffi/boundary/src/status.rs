//! Errors sorted for callers that cannot match on Rust's enums.

use weimu::error::{ErrorClass, ErrorKind};

/// What kind of thing went wrong, as a number that stays the same for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    /// Nothing went wrong.
    Ok = 0,
    /// An argument cannot be used.
    Argument = 1,
    /// The policy is refused.
    Policy = 2,
    /// A gate said no: the output still holds what no rule explains.
    Leak = 3,
    /// The keyring, a key or the passphrase is missing or unfit.
    Keyring = 4,
    /// The data cannot be processed.
    Data = 5,
    /// The operating system refused something.
    System = 6,
    /// A defect of weimu.
    Internal = 99,
}

impl Status {
    /// Where a kind of error belongs.
    pub fn of(kind: &ErrorKind) -> Self {
        match kind {
            ErrorKind::Policy(_) => Self::Policy,
            ErrorKind::Leak(_) => Self::Leak,
            ErrorKind::KeyringMissing
            | ErrorKind::KeyringBesideOutput
            | ErrorKind::KeyringFormat { .. }
            | ErrorKind::PassphraseMissing
            | ErrorKind::Passphrase
            | ErrorKind::KeyMissing { .. }
            | ErrorKind::KeyExists { .. }
            | ErrorKind::KeyUnusable { .. }
            | ErrorKind::KeyIdMissing { .. } => Self::Keyring,
            ErrorKind::Io { .. } | ErrorKind::Randomness => Self::System,
            ErrorKind::Internal { .. } => Self::Internal,
            other => match other.class() {
                ErrorClass::Refused => Self::Argument,
                ErrorClass::Gate => Self::Leak,
                _ => Self::Data,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use weimu::error::{ErrorKind, Phrase};

    use super::Status;

    #[test]
    fn every_kind_has_its_status() {
        let reason = Phrase::new("", "");
        let name = String::new;
        let table = [
            (ErrorKind::Argument { argument: name(), reason }, Status::Argument),
            (ErrorKind::NoInput { name: name() }, Status::Argument),
            (ErrorKind::Policy(Vec::new()), Status::Policy),
            (ErrorKind::Leak(Vec::new()), Status::Leak),
            (ErrorKind::KeyringMissing, Status::Keyring),
            (ErrorKind::KeyringFormat { reason }, Status::Keyring),
            (ErrorKind::PassphraseMissing, Status::Keyring),
            (ErrorKind::Passphrase, Status::Keyring),
            (ErrorKind::KeyMissing { name: name() }, Status::Keyring),
            (ErrorKind::KeyExists { name: name() }, Status::Keyring),
            (ErrorKind::KeyUnusable { name: name() }, Status::Keyring),
            (ErrorKind::KeyIdMissing { id: 1 }, Status::Keyring),
            (ErrorKind::Unauthentic, Status::Data),
            (ErrorKind::NotSealed, Status::Data),
            (ErrorKind::SealLimit, Status::Data),
            (ErrorKind::Encoding { encoding: "UTF-8" }, Status::Data),
            (ErrorKind::DuplicateColumn, Status::Data),
            (ErrorKind::ArrowInput { reason }, Status::Data),
            (ErrorKind::UnsupportedType { data_type: name() }, Status::Data),
            (ErrorKind::SchemaChanged, Status::Data),
            (ErrorKind::ColumnTooLarge, Status::Data),
            (ErrorKind::Upstream, Status::Data),
            (ErrorKind::Io { operation: reason, error: io::ErrorKind::NotFound, os: None }, Status::System),
            (ErrorKind::Randomness, Status::System),
            (ErrorKind::Internal { invariant: "" }, Status::Internal),
        ];
        for (kind, status) in table {
            assert_eq!(Status::of(&kind), status, "{kind:?}");
        }
    }
}
