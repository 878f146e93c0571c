//! The parts that an address is made of.

use super::{AddressLevel, Span};

/// What a part of an address is, coarse to fine (GB/T 23705-2009; STANDARDS C.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AddressPartKind {
    /// 省, 自治区, 直辖市, 特别行政区.
    Province,
    /// 地级市, 地区, 盟, 自治州.
    City,
    /// 县, 市辖区, 县级市, 旗.
    County,
    /// 开发区, 高新区, 新区, where they are no division of the code table.
    Zone,
    /// 街道, 镇, 乡, 苏木.
    Town,
    /// 村, 社区, 嘎查.
    Village,
    /// 组, 社, 队, 屯.
    Group,
    /// 路, 街, 大道, 巷, 胡同.
    Road,
    /// A numbered lane: 887弄, 5巷.
    Lane,
    /// The number of a house or yard: 12号, 28号附3号.
    Number,
    /// A named place: 大厦, 小区, 工业园.
    Place,
    /// 幢, 栋, 座, 号楼.
    Building,
    /// 单元, 门.
    Unit,
    /// 层, 楼, 5F.
    Floor,
    /// 室, 户, 房.
    Room,
}

impl AddressPartKind {
    /// All kinds, coarse to fine.
    pub const ALL: [Self; 15] = [
        Self::Province,
        Self::City,
        Self::County,
        Self::Zone,
        Self::Town,
        Self::Village,
        Self::Group,
        Self::Road,
        Self::Lane,
        Self::Number,
        Self::Place,
        Self::Building,
        Self::Unit,
        Self::Floor,
        Self::Room,
    ];

    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Zone => "zone",
            Self::Town => "town",
            Self::Village => "village",
            Self::Group => "group",
            Self::Road => "road",
            Self::Lane => "lane",
            Self::Number => "number",
            Self::Place => "place",
            Self::Building => "building",
            Self::Unit => "unit",
            Self::Floor => "floor",
            Self::Room => "room",
        }
    }
}

/// A part of an address: what it is, how fine, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressPart {
    /// What it is.
    pub kind: AddressPartKind,
    /// The level that `generalize` takes it for: a zone stands in the place of a county, or lies in one.
    pub level: AddressLevel,
    /// Bytes of the text that was parsed.
    pub span: Span,
}

impl AddressPart {
    /// A part of `kind` at `level`.
    pub fn new(kind: AddressPartKind, level: AddressLevel, span: Span) -> Self {
        Self { kind, level, span }
    }
}
