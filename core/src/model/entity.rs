//! The set of things a detector can find: a closed one, and what policies add to it.

use super::CustomKind;

macro_rules! entity_kinds {
    ($($variant:ident $name:literal $zh:literal $level:literal,)*) => {
        /// What a piece of text is.
        ///
        /// The names are fixed: policies, reports, Python and C use the same words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EntityKind {
            $(#[doc = $zh] $variant,)*
            /// A kind that a policy declares for itself.
            Custom(CustomKind),
        }

        /// The kinds of the catalogue, numbered.
        enum Listed {
            $($variant,)*
        }

        impl EntityKind {
            /// Every kind of the catalogue, in its order; none that a policy declares.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The place of the kind in a table of all, below [`MOST`](Self::MOST).
            pub fn index(self) -> usize {
                match self { $(Self::$variant => Listed::$variant as usize,)* Self::Custom(kind) => Self::ALL.len() + kind.number() }
            }

            /// The word used in policies, reports and bindings.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* Self::Custom(kind) => kind.name() }
            }

            /// The Chinese word for a reader of a report.
            pub fn name_zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* Self::Custom(kind) => kind.name() }
            }

            /// Proposed protection level, 1 (public) to 4 (most sensitive); 3 for what a policy declares.
            pub fn level(self) -> u8 {
                match self { $(Self::$variant => $level,)* Self::Custom(_) => 3 }
            }
        }
    };
}

entity_kinds! {
    IdCard "id_card" "居民身份证号" 3,
    Uscc "uscc" "统一社会信用代码" 1,
    OrgCode "org_code" "组织机构代码" 1,
    BusinessReg "business_reg" "营业执照注册号" 1,
    Mobile "mobile" "手机号" 2,
    Landline "landline" "固定电话" 2,
    Hotline "hotline" "服务热线" 1,
    Address "address" "地址" 3,
    Name "name" "姓名" 2,
    Email "email" "电子邮箱" 2,
    BankCard "bank_card" "银行卡号" 4,
    BankAccount "bank_account" "银行账号" 4,
    Passport "passport" "护照" 3,
    Permit "permit" "通行证" 3,
    OfficerCard "officer_card" "军官证" 3,
    Plate "plate" "车牌号" 2,
    SocialSecurity "social_security" "社会保障号" 3,
    Vin "vin" "车辆识别代号" 2,
    Imei "imei" "设备识别码" 2,
    Mac "mac" "MAC 地址" 2,
    Ip "ip" "IP 地址" 2,
    Coordinate "coordinate" "经纬度" 4,
    Postcode "postcode" "邮政编码" 1,
    Wechat "wechat" "微信号" 2,
    Qq "qq" "QQ 号" 2,
    BirthDate "birth_date" "出生日期" 2,
    MedicalRecord "medical_record" "病历号" 4,
    Secret "secret" "密码或密钥" 4,
    SecrecyMark "secrecy_mark" "密级标志" 4,
}

impl EntityKind {
    /// How many [indices](Self::index) there can be.
    pub const MOST: usize = Self::ALL.len() + CustomKind::MOST;

    /// The kind with this name; of those that policies declare, only one that was declared.
    pub fn from_name(name: &str) -> Option<Self> {
        let own = || CustomKind::from_name(name).map(Self::Custom);
        Self::ALL.iter().copied().find(|kind| kind.name() == name).or_else(own)
    }

    /// The kind at an [`index`](Self::index), if there is one.
    pub fn of_index(index: usize) -> Option<Self> {
        let own = || CustomKind::of_number(index.checked_sub(Self::ALL.len())?).map(Self::Custom);
        Self::ALL.get(index).copied().or_else(own)
    }

    /// The group whose rule a policy may give once for several kinds: `phone` for mobile, landline and hotline.
    pub fn group(self) -> Option<&'static str> {
        matches!(self, Self::Mobile | Self::Landline | Self::Hotline).then_some("phone")
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSet(u64);

const _: () = assert!(EntityKind::MOST <= 64, "a set has a bit for every kind");

impl KindSet {
    /// The set without members.
    pub const EMPTY: Self = Self(0);

    /// The set of every kind, declared or to be declared.
    pub fn all() -> Self {
        Self(!0)
    }

    /// Whether `kind` is a member.
    pub fn contains(self, kind: EntityKind) -> bool {
        self.0 >> kind.index() & 1 != 0
    }

    /// The kinds of either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set with `kind` added.
    #[must_use]
    pub fn with(self, kind: EntityKind) -> Self {
        Self(self.0 | 1 << kind.index())
    }
}

impl FromIterator<EntityKind> for KindSet {
    fn from_iter<I: IntoIterator<Item = EntityKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::EMPTY, Self::with)
    }
}
