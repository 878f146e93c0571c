//! The fourteen kinds of personal information that the regulations name.

/// A kind of personal information (民法典 1034, 个人信息保护法 28, and the municipal regulations that follow them).
///
/// A column can hold one of them without its values being of any [`EntityKind`](super::EntityKind): a diagnosis, a fingerprint
/// template, a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PersonalInformation {
    /// 姓名.
    Name,
    /// 出生日期.
    BirthDate,
    /// 身份证件号码.
    Identity,
    /// 生物识别信息.
    Biometric,
    /// 住址.
    Address,
    /// 通信通讯联系方式.
    Contact,
    /// 通信记录和内容.
    Communication,
    /// 账号密码.
    AccountSecret,
    /// 财产信息.
    Property,
    /// 征信信息.
    Credit,
    /// 行踪轨迹.
    Trajectory,
    /// 住宿信息.
    Lodging,
    /// 健康生理信息.
    Health,
    /// 交易信息.
    Transaction,
}

impl PersonalInformation {
    /// All kinds, in the order of the regulations.
    pub const ALL: [Self; 14] = [
        Self::Name,
        Self::BirthDate,
        Self::Identity,
        Self::Biometric,
        Self::Address,
        Self::Contact,
        Self::Communication,
        Self::AccountSecret,
        Self::Property,
        Self::Credit,
        Self::Trajectory,
        Self::Lodging,
        Self::Health,
        Self::Transaction,
    ];

    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::Identity => "identity",
            Self::Biometric => "biometric",
            Self::Address => "address",
            Self::Contact => "contact",
            Self::Communication => "communication",
            Self::AccountSecret => "account_secret",
            Self::Property => "property",
            Self::Credit => "credit",
            Self::Trajectory => "trajectory",
            Self::Lodging => "lodging",
            Self::Health => "health",
            Self::Transaction => "transaction",
        }
    }

    /// The Chinese word for a reader of a report.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::BirthDate => "出生日期",
            Self::Identity => "身份证件号码",
            Self::Biometric => "生物识别信息",
            Self::Address => "住址",
            Self::Contact => "通信通讯联系方式",
            Self::Communication => "通信记录和内容",
            Self::AccountSecret => "账号密码",
            Self::Property => "财产信息",
            Self::Credit => "征信信息",
            Self::Trajectory => "行踪轨迹",
            Self::Lodging => "住宿信息",
            Self::Health => "健康生理信息",
            Self::Transaction => "交易信息",
        }
    }

    /// Proposed protection level, 1 (public) to 4 (most sensitive).
    pub fn level(self) -> u8 {
        match self {
            Self::Name | Self::BirthDate | Self::Contact => 2,
            Self::Identity | Self::Address | Self::Lodging | Self::Transaction => 3,
            Self::Biometric
            | Self::Communication
            | Self::AccountSecret
            | Self::Property
            | Self::Credit
            | Self::Trajectory
            | Self::Health => 4,
        }
    }
}
