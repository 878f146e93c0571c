//! How fine an address is, from the province down to the room.

/// A level of the address grammar, coarse to fine (GB/T 23705-2009, GB/T 35639-2017).
///
/// `generalize` keeps everything down to a level; an address finding says how fine the address it covers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressLevel {
    /// 省, 自治区, 直辖市, 特别行政区.
    Province,
    /// 地级市, 地区, 盟, 自治州.
    City,
    /// 县, 市辖区, 县级市, 旗, and development zones in their place.
    County,
    /// 街道, 镇, 乡, 苏木.
    Town,
    /// 村, 社区, 路, 街, 巷.
    Road,
    /// 门牌号, 楼, 单元, 室 and named places.
    Room,
}

impl AddressLevel {
    /// All levels, coarse to fine.
    pub const ALL: [Self; 6] = [Self::Province, Self::City, Self::County, Self::Town, Self::Road, Self::Room];

    /// The word used in policies and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Town => "town",
            Self::Road => "road",
            Self::Room => "room",
        }
    }

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}
