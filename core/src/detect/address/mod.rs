//! Postal addresses (GB/T 23705-2009, GB/T 35639-2017; STANDARDS C.1).
//!
//! Finds text that the grammar of divisions, roads, numbers and named places can read: beginning with a division of the
//! gazetteer (names in force and historic, full and short), or announced by a word such as 地址, or standing alone with a
//! road and a number. A finding reaches below the county; 河南省郑州市金水区 alone is a region and no finding. Its level is the
//! finest that was read.
//!
//! Organizations named after a division (郑州市中级人民法院, 来凤县中心医院) are no addresses unless a word announces one.
//! Masked text (`*`, `●`, `×`, two X and more) is no detail: 荆州市*** is a region, and what [`keep_address`] leaves of an
//! address is not found to be finer than the level it was cut to. Missed: addresses without any division, road or number,
//! those spelled with unusual suffixes, and buildings whose names end as those of organizations do (朝阳区财富金融中心).

mod class;
mod extent;
mod finder;
mod gazetteer;
mod grammar;
mod keep;
mod label;
mod parts;
mod read;
mod reading;
mod township;

pub(super) use finder::{AddressFinder, Shape, shape_of};
pub use keep::keep_address;
pub use parts::parse_address;
