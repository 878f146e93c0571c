//! What a function returns.

use weimu_boundary::Status;

/// The result of a call. The numbers stay the same for ever; new ones may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub enum WeimuStatus {
    /// It worked.
    Ok = 0,
    /// An argument cannot be used: a NULL, text that is not UTF-8.
    Argument = 1,
    /// The policy is refused; the message lists every fault with line and column.
    Policy = 2,
    /// The leak check found values in the output that no rule explains.
    Leak = 3,
    /// The keyring, a key or the passphrase is missing or unfit.
    Keyring = 4,
    /// The data cannot be processed; an input stream was released before.
    Data = 5,
    /// The operating system refused something.
    System = 6,
    /// A defect of weimu.
    Internal = 99,
}

impl From<Status> for WeimuStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Ok => Self::Ok,
            Status::Argument => Self::Argument,
            Status::Policy => Self::Policy,
            Status::Leak => Self::Leak,
            Status::Keyring => Self::Keyring,
            Status::Data => Self::Data,
            Status::System => Self::System,
            Status::Internal => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use weimu_boundary::Status;

    use super::WeimuStatus;

    #[test]
    fn both_enums_have_the_same_numbers() {
        use Status::{Argument, Data, Internal, Keyring, Leak, Ok, Policy, System};
        for status in [Ok, Argument, Policy, Leak, Keyring, Data, System, Internal] {
            assert_eq!(WeimuStatus::from(status) as i32, status as i32);
        }
    }
}
